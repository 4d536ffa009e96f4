"""CSV: one line for each requirement, for spreadsheets."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from safelist.report.document import Document

_HEADER = (
    "status", "cause", "role", "importance", "cloud", "address", "protocol", "ports", "purpose",
    "service_tag", "message", "impact", "remedy", "evidence",
)  # fmt: skip


def write(document: Document, out: TextIO) -> None:
    """Write *document* as CSV."""
    rows = []
    for result in document.results:
        row, finding = result.requirement, result.finding
        rows.append(
            (
                result.status,
                finding.rule if finding else "",
                row.role,
                row.importance,
                row.cloud,
                row.address,
                row.protocol,
                " ".join(map(str, row.ports)),
                row.purpose,
                row.service_tag or "",
                finding.message if finding else "",
                finding.impact if finding else "",
                finding.remedy if finding else "",
                " | ".join(result.evidence),
            )
        )
    write_rows(_HEADER, rows, out)


def write_rows(header: Sequence[str], rows: Iterable[Sequence[str]], out: TextIO) -> None:
    """Write a table; text that a spreadsheet would take for a formula gets a quote in front."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([f"'{cell}" if _is_formula(cell) else cell for cell in row])


def _is_formula(cell: str) -> bool:
    return cell.lstrip()[:1] in ("=", "+", "-", "@") and bool(cell.strip())
