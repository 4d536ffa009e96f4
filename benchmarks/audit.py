"""Audits of large policies: every rule of its own, with counterexamples for what is not covered."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks._rules import allowed
from benchmarks.measure import Row, best
from safelist.audit.document import document
from safelist.catalog import library
from safelist.catalog.requirement import Cloud, Role
from safelist.platforms.registry import platform

_PROMISES = {1_000: None, 10_000: 1.0, 50_000: 4.0}


def run() -> list[Row]:
    """Read and audit policies of one `http_access` line for each name."""
    return [
        Row(f"audit of {count:,} FQDN rules, read and judged", _seconds(count), None, promise)
        for count, promise in _PROMISES.items()
    ]


def _seconds(count: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "squid.conf"
        lines = []
        for number, name in enumerate(allowed(count)):
            entry = name.replace("*", "")
            lines.append(f"acl d{number} dstdomain {entry}\nhttp_access allow d{number}\n")
        file.write_text("".join(lines) + "http_access deny all\n")
        squid = platform("squid")
        edition = library.load(library.LATEST, Cloud.PUBLIC)
        rows = edition.select(role=Role.SESSION_HOST)

        def audit() -> None:
            document(edition, rows, {}, squid.read([str(file)]), squid)

        return best(audit, 1)
