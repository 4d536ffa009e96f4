"""Diagnosis: a status, the cause, and what was seen that says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from safelist.check.causes import CAUSES, Cause, Status

if TYPE_CHECKING:
    from safelist.check.target import Target

_RANK = (Status.OPEN, Status.NOT_PROBED, Status.INSUFFICIENT, Status.DEGRADED, Status.BLOCKED)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What can be said of one target; *cause* is None where it is simply open."""

    target: Target
    status: Status
    cause: Cause | None = None
    evidence: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """A number that is larger the worse it is."""
        return _RANK.index(self.status)

    def after(self, earlier: Diagnosis) -> Diagnosis:
        """Give this diagnosis with the evidence of an *earlier* step in front."""
        return replace(self, evidence=earlier.evidence + self.evidence)

    def filled(self, text: str) -> str:
        """Put the particulars of the target into a *text* of the cause."""
        target = self.target
        return text.format(host=target.host, port=target.port, protocol=target.protocol)


def is_open(target: Target, *evidence: str) -> Diagnosis:
    """Give the diagnosis of a target that is open."""
    return Diagnosis(target, Status.OPEN, evidence=evidence)


def found(
    name: str,
    target: Target,
    *evidence: str,
    status: Status | None = None,
    alternatives: tuple[str, ...] | None = None,
) -> Diagnosis:
    """Give the diagnosis that names the cause *name*."""
    cause = CAUSES[name]
    return Diagnosis(
        target,
        status or cause.status,
        cause,
        tuple(one for one in evidence if one),
        cause.alternatives if alternatives is None else alternatives,
    )
