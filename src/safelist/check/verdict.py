"""Verdict: what the targets of a requirement say together, as a finding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from safelist.catalog.knowledge import knowledge
from safelist.catalog.requirement import Importance
from safelist.check.causes import CAUSES, Status
from safelist.check.target import Evidence
from safelist.finding import Advice, Finding, Severity
from safelist.sets.ports import Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safelist.catalog.requirement import Requirement
    from safelist.check.causes import Cause
    from safelist.check.diagnose.diagnosis import Diagnosis


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of one requirement; *diagnoses* of all its targets, the deciding one first."""

    requirement: Requirement
    status: Status
    diagnoses: tuple[Diagnosis, ...]
    cause: str = ""

    @property
    def finding(self) -> Finding | None:
        """What a person should see, or None where the requirement is open."""
        return None if self.status is Status.OPEN else _finding(self)

    @property
    def evidence(self) -> tuple[str, ...]:
        """What was seen of the deciding targets."""
        if self.status is Status.OPEN:
            return tuple(f"{one.target.id}: {one.status}" for one in self.diagnoses)
        lines = [
            f"{one.target.id}: {line}" if len(self.diagnoses) > 1 else line
            for one in self.diagnoses
            if one.status is not Status.OPEN
            for line in one.evidence
        ]
        return tuple(lines)


def judge(requirement: Requirement, diagnoses: Sequence[Diagnosis]) -> Verdict:
    """Put the diagnoses of *requirement*'s targets together.

    A row that names one host needs all of its ports. Under a wildcard the names are samples: it is
    open where all that exist are, blocked where none is, and degraded between.
    """
    if not diagnoses:
        tryable = requirement.effective.protocol is Protocol.TCP
        cause = "no-known-name" if tryable or _is_relay(requirement) else "no-probe"
        return Verdict(requirement, Status.NOT_PROBED, (), cause)
    ranked = tuple(sorted(diagnoses, key=lambda one: -one.rank))
    judged = [one for one in ranked if not _may_be_forgotten(one)] or list(ranked)
    if all(map(_is_filtered, ranked)):
        # One name without its SOA record may be gone; all of them at once are filtered.
        ranked = tuple(replace(one, status=Status.BLOCKED) for one in ranked)
        judged = list(ranked)
    worst = judged[0]
    sampled = all(one.target.evidence is not Evidence.PUBLISHED for one in ranked)
    if worst.status is Status.BLOCKED and sampled and any(o.status is Status.OPEN for o in judged):
        status = Status.DEGRADED
    else:
        status = worst.status
    if status is Status.OPEN and any(one.target.one_of for one in judged):
        tried = CAUSES["some-ports-tried"]
        worst = replace(worst, status=tried.status, cause=tried)
        status = tried.status
    order = (worst, *(one for one in ranked if one.target.id != worst.target.id))
    return Verdict(requirement, status, order, worst.cause.name if worst.cause else "")


def _is_relay(requirement: Requirement) -> bool:
    return 3478 in requirement.effective.ports


def _is_gone(diagnosis: Diagnosis) -> bool:
    """Tell whether a sampled name may simply no longer exist."""
    cause = diagnosis.cause
    return (
        cause is not None
        and cause.name == "name-not-found"
        and diagnosis.status is Status.INSUFFICIENT
    )


def _may_be_forgotten(diagnosis: Diagnosis) -> bool:
    """Tell whether a name that we know of ourselves is gone, and not denied by a filter."""
    ours = diagnosis.target.evidence is Evidence.EXEMPLAR
    return ours and _is_gone(diagnosis) and not _is_filtered(diagnosis)


def _is_filtered(diagnosis: Diagnosis) -> bool:
    return _is_gone(diagnosis) and diagnosis.alternatives == ("a DNS filter",)


def _finding(verdict: Verdict) -> Finding:
    cause = CAUSES[verdict.cause]
    requirement = verdict.requirement
    decisive = verdict.diagnoses[0] if verdict.diagnoses else None

    endpoint = requirement.effective

    def filled(text: str) -> str:
        return decisive.filled(text) if decisive else for_all(text)

    def for_all(text: str) -> str:
        """Speak of the row: a rule for the one name that was tried would not open the wildcard."""
        return text.format(host=endpoint.address, port=endpoint.ports, protocol=endpoint.protocol)

    return Finding(
        rule=cause.name,
        severity=_severity(verdict),
        subject=str(endpoint),
        message=filled(cause.title),
        impact=knowledge(endpoint.key).why,
        evidence=verdict.evidence,
        alternatives=tuple(map(filled, decisive.alternatives if decisive else ())),
        next_probe=filled(cause.next_probe),
        remedy=for_all(cause.remedy),
        general=_general(cause),
    )


def _general(cause: Cause) -> Advice:
    def filled(text: str) -> str:
        return text.format(host="HOST", port="PORT", protocol="PROTOCOL")

    return Advice(
        cause.title.format(host="the host", port="the port", protocol="the protocol"),
        filled(cause.remedy),
        tuple(map(filled, cause.alternatives)),
        filled(cause.next_probe),
    )


def _severity(verdict: Verdict) -> Severity:
    required = verdict.requirement.importance is Importance.REQUIRED
    if verdict.status is Status.NOT_PROBED:
        # What is required and was not tried is not proven: no exit code of 0 for that.
        unproven = required or verdict.cause == "interrupted"
        return Severity.WARNING if unproven else Severity.NOTE
    if verdict.status is Status.BLOCKED and required:
        return Severity.ERROR
    return Severity.WARNING if required or verdict.status is Status.BLOCKED else Severity.NOTE
