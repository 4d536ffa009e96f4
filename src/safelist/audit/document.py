"""An audit as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safelist.audit.finding import evidence, finding
from safelist.audit.verdict import Status, Verdict, judge
from safelist.catalog.row import EditionReference, Row
from safelist.report.document import Counterexample, DecidingRule, Document, Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safelist.catalog.edition import Edition
    from safelist.catalog.requirement import Requirement
    from safelist.platforms.platform import Platform
    from safelist.policy import Policy
    from safelist.sets.traffic import Flow

_ORDER = (
    Status.NOT_COVERED,
    Status.PARTIAL,
    Status.UNDETERMINED,
    Status.OFF_PATH,
    Status.COVERED,
)


def document(
    edition: Edition,
    rows: Iterable[Requirement],
    profile: dict[str, str],
    policy: Policy,
    platform: Platform,
) -> Document:
    """Judge *rows* against *policy*, and give the report."""
    verdicts = [judge(row, policy, platform) for row in rows]
    return Document(
        command="audit",
        edition=EditionReference.of(edition),
        profile={**profile, "platform": platform.title, "policy": policy.name},
        order=tuple(map(str, _ORDER)),
        results=tuple(map(_result, verdicts)),
        notes=tuple(map(str, policy.remarks)),
    )


def _result(verdict: Verdict) -> Result:
    return Result(
        requirement=Row.of(verdict.requirement),
        status=verdict.status,
        subject=str(verdict.requirement.effective),
        evidence=list(evidence(verdict)),
        finding=finding(verdict),
        counterexample=_counterexample(verdict.counterexample),
        depends_on=[str(named) for named in verdict.depends_on],
        rules=[
            DecidingRule(name=rule.name, path=rule.origin.path, line=rule.origin.line)
            for rule in ([] if verdict.by_default else verdict.rules[-1:])
        ],
    )


def _counterexample(flow: Flow | None) -> Counterexample | None:
    if flow is None:
        return None
    return Counterexample(host=flow.host or flow.address, port=flow.port, protocol=flow.protocol)
