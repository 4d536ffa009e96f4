"""Markdown, for tickets and pull requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from safelist.finding import advice_for
from safelist.report.document import by_rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from safelist.finding import Finding
    from safelist.report.document import Document


def write(document: Document, out: TextIO) -> None:
    """Write *document* as Markdown."""
    out.writelines(line + "\n" for line in _lines(document))


def _lines(document: Document) -> Iterator[str]:
    yield f"# {document.command}: {document.headline}"
    yield ""
    for key, value in {"edition": _edition(document), **document.profile}.items():
        yield f"- {key}: {_escaped(value)}"
    for note in document.notes:
        yield f"- note: {_escaped(note)}"
    yield ""
    yield from lines_of_table(
        ("Status", "Endpoint", "Importance", "Cause"),
        (
            (
                one.status,
                f"`{one.subject}`",
                one.requirement.importance,
                one.finding.rule if one.finding else "",
            )
            for one in document.results
        ),
    )
    for rule, findings in by_rule(document.findings).items():
        yield ""
        yield from _group(rule, findings)


def _edition(document: Document) -> str:
    return f"{document.edition.identity} ({document.edition.confidence})"


def _group(rule: str, findings: list[Finding]) -> Iterator[str]:
    first, advice = findings[0], advice_for(findings)
    yield f"## {rule}"
    yield ""
    yield f"{_escaped(advice.message)}."
    yield ""
    yield f"**Do:** {_escaped(advice.remedy)}."
    if advice.alternatives:
        yield f"**Could be:** {_escaped('; '.join(advice.alternatives))}."
    if advice.next_probe:
        yield f"**To tell:** {_escaped(advice.next_probe)}."
    yield ""
    for finding in findings:
        yield f"- `{finding.subject}`: {_escaped(finding.impact)}"
    yield ""
    yield "```text"
    yield from (line.replace("```", "'''") for line in first.evidence)
    yield "```"


def lines_of_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Give a Markdown table."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'|'.join('---' for _ in header)}|"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(text: str) -> str:
    """Keep a cell in its cell: no line break, no bar, no markup but our own code marks."""
    line = " ".join(text.split()).replace("|", "\\|")
    return line if line.startswith("`") else line.replace("<", "&lt;")


def _escaped(text: str) -> str:
    return text.replace("*", r"\*").replace("<", "&lt;").replace("|", r"\|")
