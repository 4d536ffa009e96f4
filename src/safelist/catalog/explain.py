"""What a host, pattern, address or service tag has to do with the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from safelist.catalog.lint import TagProblem, lint
from safelist.catalog.requirement import Endpoint
from safelist.errors import SafelistError
from safelist.sets.hosts import HostSet
from safelist.sets.ports import PortSet, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from safelist.catalog.edition import Edition
    from safelist.catalog.requirement import Requirement
    from safelist.catalog.service_tags import ServiceTag, ServiceTags
    from safelist.sets.traffic import Box


@dataclass(frozen=True, slots=True)
class Match:
    """A row, and how what was asked relates to it: `is`, `inside`, `contains` or `overlaps`."""

    relation: str
    requirement: Requirement


@dataclass(frozen=True, slots=True)
class TagMatch:
    """A service tag, and the rows that carry it; *tag* is None where no file was given."""

    name: str
    tag: ServiceTag | None
    carried_by: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything there is to say of *asked*.

    *near* are rows that a person might take for a match and that are none (the apex of a
    wildcard), *history* the names of the editions that have one of the matching rows.
    """

    asked: str
    matches: tuple[Match, ...]
    near: tuple[Requirement, ...]
    tags: tuple[TagMatch, ...]
    problems: tuple[TagProblem, ...]
    history: tuple[str, ...]


def explain(
    asked: str,
    rows: Sequence[Requirement],
    editions: Iterable[Edition],
    service_tags: ServiceTags | None = None,
) -> Explanation:
    """Look *asked* up among *rows*; raises InvalidHostError where it is no name at all."""
    tags = _tags(asked, rows, service_tags)
    if tags:
        return Explanation(asked, (), (), tags, _problems(tags[0].carried_by, service_tags), ())
    endpoint = Endpoint.of(asked, Protocol.TCP, PortSet.everything())
    matches = tuple(
        Match(relation, row) for row in rows if (relation := _relation_to_row(endpoint, row))
    )
    matched = tuple(match.requirement for match in matches)
    history = tuple(one.name for one in editions if _covers(one, endpoint))
    near = () if matches else tuple(row for row in rows if _is_apex(asked, row))
    return Explanation(asked, matches, near, (), _problems(matched, service_tags), history)


def _tags(
    asked: str, rows: Sequence[Requirement], service_tags: ServiceTags | None
) -> tuple[TagMatch, ...]:
    carried_by = tuple(row for row in rows if row.tag and row.tag.lower() == asked.lower())
    tag = service_tags.get(asked) if service_tags else None
    if not carried_by and tag is None:
        return ()
    name = tag.name if tag else carried_by[0].tag or asked
    return (TagMatch(name, tag, carried_by),)


def _problems(
    rows: Sequence[Requirement], service_tags: ServiceTags | None
) -> tuple[TagProblem, ...]:
    return tuple(lint(rows, service_tags)) if service_tags else ()


def _relation_to_row(asked: Endpoint, row: Requirement) -> str:
    """Compare with what is meant, and with what is published: somebody may ask for a misprint."""
    return _relation(asked, row.effective) or _relation(asked, row.endpoint)


def _relation(asked: Endpoint, row: Endpoint) -> str:
    """Compare addresses only: somebody who asks for a host means all of its ports."""
    if asked.key == row.key:
        return "is"
    mine, theirs = _anywhere(asked), _anywhere(row)
    if mine.unnamed != theirs.unnamed or not mine & theirs:
        return ""
    if not mine.minus(theirs):
        return "inside"
    return "overlaps" if theirs.minus(mine) else "contains"


def _covers(edition: Edition, asked: Endpoint) -> bool:
    rows = edition.requirements
    return any(_relation_to_row(asked, row) in ("is", "inside") for row in rows)


def _anywhere(endpoint: Endpoint) -> Box:
    return Endpoint(endpoint.address, Protocol.TCP, PortSet.everything()).traffic


def _is_apex(asked: str, row: Requirement) -> bool:
    try:
        return row.effective.key == f"*.{asked.lower()}" and bool(HostSet.of(asked))
    except SafelistError:
        return False
