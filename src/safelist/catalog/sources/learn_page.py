"""A page of Microsoft's documentation, whether it was written in Markdown or saved as HTML."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; *anchor* stays English in translations, where the page gives one."""

    line: int
    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """What follows belongs to the tab *name* (an English word), shown as *label*."""

    line: int
    name: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class TabsEnd:
    """What follows belongs to no tab."""

    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, as many as the page has.

    A cell is text with its code marks and backslashes; a line break inside it is a newline.
    """

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; *lead* is the paragraph before it, *quoted* whether it stands inside a note.

    *damage* says what had to be repaired before it was one.
    """

    line: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    lead: str = ""
    quoted: bool = False
    damage: str = ""


Block = Heading | Tab | TabsEnd | Table


@dataclass(frozen=True, slots=True)
class Page:
    """A page: *dated* and *updated* are dates as it writes them, empty where it has none."""

    title: str
    blocks: tuple[Block, ...]
    dated: str = ""
    updated: str = ""
    address: str = ""
    kind: str = ""


def date_of(text: str) -> datetime.date | None:
    """Read the day of `12/04/2020`, `2020-12-04` or `2020-12-04T00:00:00Z`; None for neither.

    >>> date_of("07/15/2020")
    datetime.date(2020, 7, 15)
    """
    iso = re.match(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", text)
    american = re.match(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)", text)
    try:
        if iso:
            return datetime.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if american:
            return datetime.date(int(american[3]), int(american[1]), int(american[2]))
    except ValueError:
        return None
    return None
