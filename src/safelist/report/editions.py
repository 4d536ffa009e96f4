"""The editions of the catalog, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from safelist.catalog.row import EditionReference
from safelist.report.csv_report import write_rows
from safelist.report.json_report import encode
from safelist.report.markdown_report import lines_of_table
from safelist.report.records import EditionsRecord
from safelist.report.table import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safelist.catalog.edition import Edition

_HEADER = ("CLOUD", "EDITION", "ROWS", "CONFIDENCE", "IDENTITY", "TITLE")


def write(form: str, editions: Sequence[Edition], out: TextIO) -> None:
    """Write *editions* in the format *form*."""
    if form == "json":
        out.write(encode(EditionsRecord(editions=[EditionReference.of(one) for one in editions])))
        return
    rows = [
        (
            str(one.cloud),
            one.name,
            str(len(one.requirements)),
            str(one.confidence),
            one.identity,
            one.title.partition(" (")[0],
        )
        for one in editions
    ]
    if form == "csv":
        write_rows([name.lower() for name in _HEADER], rows, out)
        return
    lines = table if form == "text" else lines_of_table
    out.writelines(line + "\n" for line in lines(_HEADER, rows))
