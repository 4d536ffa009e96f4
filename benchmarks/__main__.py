"""Run the benchmarks that are named, or all, and print one table.

A benchmark is a module beside this one with `def run() -> list[Row]`; nothing has to be declared.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import benchmarks

if TYPE_CHECKING:
    from benchmarks.measure import Peer, Row

_PARTS = {"__main__", "measure"}
_HEADER = ("what", "ours", "peer", "ratio", "promise")


def main(names: list[str]) -> int:
    """Run the benchmarks called *names*; give the exit status."""
    known = [
        module.name
        for module in iter_modules(benchmarks.__path__)
        if module.name not in _PARTS and not module.name.startswith("_")
    ]
    unknown = set(names) - set(known)
    if unknown:
        print(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
        return 2
    for name in names or known:
        rows: list[Row] = import_module(f"benchmarks.{name}").run()
        print(f"\n{name}")
        _print([_HEADER, *map(_cells, rows)])
    return 0


def _cells(row: Row) -> tuple[str, ...]:
    ratio = f"{row.peer.seconds / row.ours:,.1f} x" if row.peer and row.peer.seconds else ""
    if row.peer and row.peer.seconds is None:
        ratio = f"> {row.peer.limit / row.ours:,.0f} x"
    promise = f"<= {_time(row.promise)}" if row.promise else ""
    return row.what, _time(row.ours), _peer(row.peer), ratio, promise


def _peer(peer: Peer | None) -> str:
    if peer is None:
        return ""
    seconds = f"> {_time(peer.limit)}" if peer.seconds is None else _time(peer.seconds)
    return f"{peer.name} {seconds}"


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def _print(lines: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
