"""Finding: what every command hands to a report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """A number that is larger the worse it is."""
        return {"note": 0, "warning": 1, "error": 2}[self]


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file of the user."""

    path: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should see, and act on.

    *rule* is a kebab-case word that stays stable (`silent-drop`, `not-covered`), *subject* the
    endpoint it is about, *message* one sentence and *general* the same without naming an endpoint,
    *impact* what breaks, *remedy* what to do. *alternatives* are other causes that cannot be told
    apart, *next_probe* what would tell.
    """

    rule: str
    severity: Severity
    subject: str
    message: str
    general: str = ""
    impact: str = ""
    evidence: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    next_probe: str = ""
    remedy: str = ""
    location: Location | None = None
