"""JSON, as docs/schemas/ describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

import msgspec

from safelist.catalog.row import EditionReference, Row
from safelist.report.document import SCHEMA_VERSION, Counterexample, DecidingRule

if TYPE_CHECKING:
    from safelist.finding import Finding
    from safelist.report.document import Document, Result


class FindingRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A finding, flat."""

    rule: str
    severity: str
    subject: str
    message: str
    impact: str
    evidence: list[str]
    alternatives: list[str]
    next_probe: str
    remedy: str
    path: str | None = None
    line: int | None = None


class ResultRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A requirement and what was found of it; *cause* is null where there is nothing to find.

    Only an audit has *counterexample*, *depends_on* and *rules*.
    """

    requirement: Row
    status: str
    cause: str | None
    message: str
    impact: str
    evidence: list[str]
    alternatives: list[str]
    next_probe: str
    remedy: str
    counterexample: Counterexample | None = None
    depends_on: list[str] = []
    rules: list[DecidingRule] = []


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The whole report."""

    schema_version: int
    tool: str
    command: str
    made: str
    edition: EditionReference
    profile: dict[str, str]
    summary: dict[str, int]
    results: list[ResultRecord]
    findings: list[FindingRecord]
    notes: list[str]


def write(document: Document, out: TextIO) -> None:
    """Write *document* as JSON."""
    record = Record(
        schema_version=SCHEMA_VERSION,
        tool=document.tool,
        command=document.command,
        made=document.made,
        edition=document.edition,
        profile=document.profile,
        summary=document.summary,
        results=[_result(one) for one in document.results],
        findings=[_finding(one) for one in document.findings],
        notes=list(document.notes),
    )
    out.write(encode(record))


def encode(record: Any) -> str:
    """Give *record* as indented JSON that ends with a line break."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2).decode() + "\n"


def _result(result: Result) -> ResultRecord:
    finding = result.finding
    return ResultRecord(
        requirement=result.requirement,
        status=result.status,
        cause=finding.rule if finding else None,
        message=finding.message if finding else "",
        impact=finding.impact if finding else "",
        evidence=result.evidence,
        alternatives=list(finding.alternatives) if finding else [],
        next_probe=finding.next_probe if finding else "",
        remedy=finding.remedy if finding else "",
        counterexample=result.counterexample,
        depends_on=result.depends_on,
        rules=result.rules,
    )


def _finding(finding: Finding) -> FindingRecord:
    return FindingRecord(
        rule=finding.rule,
        severity=finding.severity,
        subject=finding.subject,
        message=finding.message,
        impact=finding.impact,
        evidence=list(finding.evidence),
        alternatives=list(finding.alternatives),
        next_probe=finding.next_probe,
        remedy=finding.remedy,
        path=finding.location.path if finding.location else None,
        line=finding.location.line if finding.location else None,
    )
