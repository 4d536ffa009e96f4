"""Edition: one dated text of the list."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from safelist.catalog.requirement import Cloud, Confidence, Importance, Requirement, Role


@dataclass(frozen=True, slots=True)
class Source:
    """Where an edition was read: *address* is a page, *repository*, *path* and *commit* a copy."""

    address: str = ""
    repository: str = ""
    path: str = ""
    commit: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One dated text of the list.

    *name* is its date, with `-rev<n>` where several texts carry the same one. *cloud* is None for a
    page with rows of several clouds. *retired* are rows that the page says to remove. *updated*
    and *dated* keep what is known of the date where it is not simply the page's own.
    """

    name: str
    title: str
    cloud: Cloud | None
    date: datetime.date | None
    requirements: tuple[Requirement, ...]
    confidence: Confidence
    retired: tuple[Requirement, ...] = ()
    revision: int = 1
    dated: str = ""
    updated: datetime.date | None = None
    completes: str | None = None
    confidence_note: str = ""
    note: str = ""
    source: Source = Source()

    @property
    def identity(self) -> str:
        """Tell this text from every other: its date and the digest of its normalised rows."""
        rows = sorted(
            "\t".join(
                (
                    requirement.cloud,
                    requirement.role,
                    requirement.importance,
                    requirement.endpoint.key,
                    requirement.endpoint.protocol,
                    str(requirement.endpoint.ports),
                    requirement.tag or "",
                    ",".join(sorted(requirement.clients)),
                )
            )
            for requirement in self.requirements
        )
        digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return f"{self.date or self.name}+{digest[:12]}"

    def select(
        self,
        *,
        cloud: Cloud | None = None,
        role: Role | None = None,
        importance: Importance | None = None,
        client: str | None = None,
    ) -> tuple[Requirement, ...]:
        """Give the rows of a profile, in the order of the page; None selects all."""
        return tuple(
            requirement
            for requirement in self.requirements
            if cloud in (None, requirement.cloud)
            and role in (None, requirement.role)
            and importance in (None, requirement.importance)
            and requirement.applies_to(client)
        )
