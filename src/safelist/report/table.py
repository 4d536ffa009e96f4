"""Plain tables for terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Give the lines of a table whose columns are as wide as they need to be."""
    lines = [list(header), *(list(row) for row in rows)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        cells = [cell + " " * (w - width(cell)) for cell, w in zip(line, widths, strict=True)]
        yield "  ".join(cells).rstrip()


def width(text: str) -> int:
    """Give how many columns *text* takes: wide characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
