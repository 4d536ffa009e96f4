"""A verdict as a finding: what a person should see, and where to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safelist.audit.verdict import Status
from safelist.catalog.knowledge import knowledge
from safelist.catalog.requirement import Importance
from safelist.finding import Advice, Finding, Location, Severity

if TYPE_CHECKING:
    from safelist.audit.verdict import Verdict

_MESSAGES = {
    Status.NOT_COVERED: "the policy lets none of {subject} through",
    Status.PARTIAL: "the policy lets only a part of {subject} through",
    Status.UNDETERMINED: "whether the policy lets {subject} through depends on what is not in it",
    Status.OFF_PATH: "{subject} does not come to this policy",
}
_REMEDIES = {
    Status.NOT_COVERED: "Allow {subject} before the rule that denies it",
    Status.PARTIAL: "Widen the rule, so that the counterexample is let through too",
    Status.UNDETERMINED: "Look at the named objects under 'seen': do they hold what is needed?",
    Status.OFF_PATH: "See that it is open where it passes",
}


def finding(verdict: Verdict) -> Finding | None:
    """Give what is to be said of *verdict*; None where the requirement is covered by a rule."""
    if verdict.status is Status.COVERED:
        return None
    subject = str(verdict.requirement.effective)
    deciding = verdict.rules[-1] if verdict.rules and not verdict.by_default else None
    origin = deciding.origin if deciding else None
    return Finding(
        rule=verdict.status,
        severity=_severity(verdict),
        subject=subject,
        message=_MESSAGES[verdict.status].format(subject=subject),
        impact=knowledge(verdict.requirement.effective.key).why,
        evidence=evidence(verdict),
        remedy=_REMEDIES[verdict.status].format(subject=subject),
        location=Location(origin.path, origin.line) if origin else None,
        general=Advice(
            _MESSAGES[verdict.status].format(subject="the endpoint"),
            _REMEDIES[verdict.status].format(subject="it"),
        ),
    )


def evidence(verdict: Verdict) -> tuple[str, ...]:
    """Say what decides: the counterexample, and the rules with their lines."""
    said = []
    if verdict.counterexample:
        said.append(f"counterexample {verdict.counterexample}")
    if verdict.why:
        said.append(verdict.why)
    if verdict.by_default and verdict.status is not Status.OFF_PATH:
        said.append("no rule matches; what happens then decides")
    elif verdict.rules:
        rule = verdict.rules[-1]
        said.append(f"decided by {rule.origin}: {rule.name}")
    said += [f"depends on {named}" for named in verdict.depends_on]
    return tuple(said)


def _severity(verdict: Verdict) -> Severity:
    if verdict.status is Status.OFF_PATH:
        return Severity.NOTE
    required = verdict.requirement.importance is Importance.REQUIRED
    if required and verdict.status in (Status.NOT_COVERED, Status.PARTIAL):
        return Severity.ERROR
    return Severity.WARNING if required else Severity.NOTE
