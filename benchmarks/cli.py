"""How long the command line takes to say something, beside a bare interpreter."""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.measure import Peer, Row

_ROUNDS = 20


def run() -> list[Row]:
    """Measure cold starts: the median of 20 new processes each."""
    program = str(Path(sys.executable).parent / "safelist")
    bare = _median([sys.executable, "-c", "pass"])
    peer = Peer("bare Python", bare)
    return [
        Row("safelist --help (median)", _median([program, "--help"]), peer, 0.150),
        Row("safelist list (median)", _median([program, "list"]), peer, 0.250),
        Row("safelist list --format json (median)", _median([program, "list", "--format", "json"])),
    ]


def _median(command: list[str]) -> float:
    times = []
    for _ in range(_ROUNDS):
        started = perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        times.append(perf_counter() - started)
    return statistics.median(times)
