"""Text for a terminal: what is wrong first, then the table, then what to do about it."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING, TextIO

import click

from safelist.finding import Severity, advice_for
from safelist.report.document import by_rule
from safelist.report.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safelist.finding import Finding
    from safelist.report.document import Document

_COLORS = {
    "open": "green", "covered": "green", "blocked": "red", "not-covered": "red",
    "degraded": "yellow", "partial": "yellow", "insufficient": "yellow",
    "conditional": "yellow", "undetermined": "yellow", "not-probed": "bright_black",
    "off-path": "bright_black",
}  # fmt: skip
_MAX_WIDTH = 100
_MAX_SHOWN = 6


def write(document: Document, out: TextIO) -> None:
    """Write *document*; colours are for the caller to strip where they are not wanted."""
    out.writelines(line + "\n" for line in _lines(document))


def _lines(document: Document) -> Iterator[str]:
    profile = ", ".join(f"{key} {value}" for key, value in document.profile.items())
    yield click.style(f"{document.command}: {_headline(document)}", bold=True)
    yield from _wrapped(
        f"edition {document.edition.name} ({document.edition.confidence}), {profile}"
    )
    for note in document.notes:
        yield from _wrapped(f"note: {note}")
    yield ""
    rows = [
        (
            one.status,
            *_endpoint(one.subject),
            one.requirement.importance,
            one.finding.rule if one.finding else "",
        )
        for one in document.results
    ]
    lines = table(("STATUS", "ENDPOINT", "PORTS", "", "CAUSE"), rows)
    yield next(lines)
    for line, row in zip(lines, rows, strict=True):
        status = row[0]
        yield click.style(status, fg=_COLORS.get(status)) + line[len(status) :]
    groups = by_rule(document.findings)
    if groups:
        yield ""
        yield click.style("What to do", bold=True)
    for number, (rule, findings) in enumerate(groups.items(), 1):
        yield ""
        yield from _group(number, rule, findings)
    if groups:  # a terminal shows the end first
        yield ""
        yield click.style(f"{document.command}: {_headline(document)}", bold=True)


def _headline(document: Document) -> str:
    parts = [
        click.style(f"{count} {status}", fg=_COLORS.get(status), bold=True)
        for status, count in document.summary.items()
        if count
    ]
    return ", ".join(parts) or "nothing to look at"


def _endpoint(subject: str) -> tuple[str, str]:
    address, _, ports = subject.rpartition(" ")
    return address, ports


def _group(number: int, rule: str, findings: list[Finding]) -> Iterator[str]:
    first = findings[0]
    several = len(findings) > 1
    advice = advice_for(findings)
    count = f" ({len(findings)} endpoints)" if several else f" ({first.subject})"
    yield from _wrapped(f"{number}. {click.style(rule, bold=True)}: {advice.message}{count}", "   ")
    yield from _said("do", advice.remedy)
    if advice.alternatives:
        yield from _said("could be", "; ".join(advice.alternatives))
    if advice.next_probe:
        yield from _said("to tell", advice.next_probe)
    for line in first.evidence[:_MAX_SHOWN]:
        yield from _said("seen", line)
    if len(first.evidence) > _MAX_SHOWN:
        yield from _said("", f"... and {len(first.evidence) - _MAX_SHOWN} more; see --format json")
    if first.severity is Severity.NOTE and several:
        yield from _said("rows", ", ".join(one.subject for one in findings))
        return
    for finding in findings:
        if not finding.impact:
            continue
        what = f"{finding.subject}: {finding.impact}" if several else finding.impact
        if what:
            yield from _said("breaks", what)


def _said(label: str, text: str) -> Iterator[str]:
    yield from _wrapped(f"   {label:<9}{text}", " " * 12)


def _wrapped(text: str, indent: str = "") -> Iterator[str]:
    columns = min(shutil.get_terminal_size((_MAX_WIDTH, 24)).columns, _MAX_WIDTH)
    yield from textwrap.wrap(
        text, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]
