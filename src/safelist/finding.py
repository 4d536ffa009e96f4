"""Finding: what every command hands to a report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


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
class Advice:
    """What to say and do about a rule, without naming an endpoint: for several findings at once."""

    message: str
    remedy: str
    alternatives: tuple[str, ...] = ()
    next_probe: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should see, and act on.

    *rule* is a kebab-case word that stays stable (`silent-drop`, `not-covered`), *subject* the
    endpoint it is about, *message* one sentence, *impact* what breaks, *remedy* what to do.
    *alternatives* are other causes that cannot be told apart, *next_probe* what would tell.
    *general* is what to say of several findings of the rule at once.
    """

    rule: str
    severity: Severity
    subject: str
    message: str
    impact: str = ""
    evidence: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    next_probe: str = ""
    remedy: str = ""
    location: Location | None = None
    general: Advice | None = None

    @property
    def advice(self) -> Advice:
        """What to say of this finding alone."""
        return Advice(self.message, self.remedy, self.alternatives, self.next_probe)


def advice_for(findings: Sequence[Finding]) -> Advice:
    """Give what to say of *findings*, which are of one rule: particular for one, else general."""
    first = findings[0]
    if len(findings) == 1 or first.general is None:
        return first.advice
    return first.general
