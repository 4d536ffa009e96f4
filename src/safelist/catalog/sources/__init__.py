"""Published documents, whoever made them, become an Edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from safelist.catalog.edition import Edition


@dataclass(frozen=True, slots=True)
class Repair:
    """Something in a document that was read as other than it stands: *published* as *read*."""

    line: int
    what: str
    published: str = ""
    read: str = ""

    def __str__(self) -> str:
        if not self.published:
            return self.what
        return f'{self.what}: "{self.published}" read as "{self.read}"'


@dataclass(frozen=True, slots=True)
class Imported:
    """An edition as a document gives it, and each repair that was needed to read it."""

    edition: Edition
    repairs: tuple[Repair, ...] = ()
