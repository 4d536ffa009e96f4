"""An explanation, for a person or a script."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, TextIO

from safelist.catalog.exemplars import exemplars
from safelist.catalog.knowledge import knowledge
from safelist.catalog.row import EditionReference, Row
from safelist.report.json_report import encode
from safelist.report.records import ExplainRecord, MatchRecord, TagRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from safelist.catalog.edition import Edition
    from safelist.catalog.explain import Explanation, Match, TagMatch
    from safelist.catalog.requirement import Requirement

_RELATIONS = {
    "is": "is on the list",
    "inside": "is covered by",
    "contains": "contains",
    "overlaps": "overlaps with",
}
_INSPECTION = {
    "breaks": "must not be inspected: it breaks the service",
    "tolerated": "is tolerated",
    "unknown": "not known to be tolerated; Microsoft advises against it",
}


def write(form: str, found: Explanation, edition: Edition, out: TextIO) -> None:
    """Write *found* in the format *form*."""
    if form == "json":
        out.write(encode(_record(found, edition)))
        return
    out.writelines(line + "\n" for line in _lines(found, edition))


def _lines(found: Explanation, edition: Edition) -> Iterator[str]:
    for rows in _by_address(found.matches):
        yield from _matches(found.asked, rows)
        yield ""
    for tag in found.tags:
        yield from _tag(tag)
    for problem in found.problems:
        yield f"warning: {problem.message}"
    if not found.matches and not found.tags:
        yield f"{found.asked} is not on the list (edition {edition.name})."
    for address in dict.fromkeys(str(row.effective.address) for row in found.near):
        yield f"{address} does not cover it: a wildcard does not match its own apex."
    if found.history:
        yield _history(found)


def _history(found: Explanation) -> str:
    first, last = found.history[0], found.history[-1]
    span = f"{first} to {last}" if first != last else first
    if found.matches:
        return f"In the editions {span} ({len(found.history)})."
    return f"It was in the editions {span}; the newer ones no longer need it."


def _by_address(matches: tuple[Match, ...]) -> Iterable[list[Match]]:
    """Put the rows of one address together: they differ only in whom they are for."""
    grouped: dict[str, list[Match]] = {}
    for match in matches:
        grouped.setdefault(match.requirement.effective.key, []).append(match)
    return grouped.values()


def _matches(asked: str, matches: list[Match]) -> Iterator[str]:
    relation, first = matches[0].relation, matches[0].requirement
    related = "" if relation == "is" else f" {first.endpoint.address}"
    yield f"{asked} {_RELATIONS[relation]}{related}"
    for match in matches:
        yield from _labelled("for", _whom(match.requirement))
    key = first.effective.key
    said = [("breaks", knowledge(key).why)]
    if 443 in first.effective.ports:
        said.append(("inspection", _INSPECTION[knowledge(key).inspection]))
    said.append(("known names", ", ".join(one.name for one in exemplars(key))))
    if first.erratum:
        meant = first.erratum.corrected or "unknown"
        said.append(("erratum", f"{first.erratum.reason} Meant: {meant}"))
    said += [("also", f"{one.protocol}/{one.ports} when {one.when}") for one in first.conditions]
    for label, text in said:
        if text:
            yield from _labelled(label, text)


def _whom(row: Requirement) -> str:
    """Say for whom *row* is, what to open, and what the page says of it."""
    clients = f" ({', '.join(row.clients)})" if row.clients else ""
    ports = f"{row.effective.protocol}/{row.effective.ports}"
    said = [f"{row.role}{clients}, {row.importance}", ports, row.purpose]
    if row.service_tag:
        said.append(f"service tag {row.service_tag}")
    if row.origin:
        said.append(row.origin)
    return "; ".join(part for part in said if part)


def _tag(match: TagMatch) -> Iterator[str]:
    yield f"{match.name} is a service tag"
    for row in match.carried_by:
        yield from _labelled("carried by", f"{row.effective} ({row.role}, {row.importance})")
    if not match.carried_by:
        yield from _labelled("carried by", "no row of this edition")
    if match.tag is None:
        yield from _labelled("prefixes", "give Microsoft's file with --service-tags to see them")
        return
    yield from _labelled("prefixes", f"{len(match.tag.prefixes)}")
    for prefix in match.tag.prefixes:
        yield f"    {prefix}"


def _labelled(label: str, text: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        100,
        initial_indent=f"  {label + ':':<13}",
        subsequent_indent=" " * 15,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _record(found: Explanation, edition: Edition) -> ExplainRecord:
    return ExplainRecord(
        asked=found.asked,
        edition=EditionReference.of(edition),
        matches=[
            MatchRecord(
                relation=match.relation,
                requirement=Row.of(match.requirement),
                exemplars=[one.name for one in exemplars(match.requirement.effective.key)],
                traffic=knowledge(match.requirement.effective.key).traffic,
                inspection=knowledge(match.requirement.effective.key).inspection,
            )
            for match in found.matches
        ],
        tags=[
            TagRecord(
                name=tag.name,
                prefixes=list(tag.tag.prefixes) if tag.tag else [],
                carried_by=[str(row.effective) for row in tag.carried_by],
            )
            for tag in found.tags
        ],
        near=[str(row.effective) for row in found.near],
        problems=[problem.message for problem in found.problems],
        history=list(found.history),
    )
