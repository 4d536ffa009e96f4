"""What changed from one edition to the next, and what that means for a firewall."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from safelist.catalog.requirement import Importance, Prefix
from safelist.sets.traffic import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safelist.catalog.edition import Edition
    from safelist.catalog.requirement import Cloud, Requirement, Role
    from safelist.sets.traffic import Box


@dataclass(frozen=True, slots=True)
class Added:
    """A row that the old edition lacks; *covered_by* are old rows that already let it through."""

    new: Requirement
    covered_by: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """A row that the new edition lacks; *needed_by* are new rows that still use some of it."""

    old: Requirement
    needed_by: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Altered:
    """The same address with other particulars; *fields* names them: ports, service tag ..."""

    old: Requirement
    new: Requirement
    fields: tuple[str, ...]

    @property
    def opens(self) -> bool:
        """Whether the new row needs flows that the old one, as it was published, does not."""
        return not Traffic([self.new.effective.traffic]) <= Traffic([self.old.endpoint.traffic])


Change = Added | Removed | Altered


def diff(old: Edition, new: Edition, *, cloud: Cloud, role: Role | None = None) -> list[Change]:
    """Give the changes of *cloud*: added, then altered, then removed, each in page order.

    A row is the same in both when cloud, role and address are; spelling does not matter.
    """
    before = _by_key(old.select(cloud=cloud, role=role))
    after = _by_key(new.select(cloud=cloud, role=role))
    # A firewall was opened by what was published then; what is needed now is what is meant.
    was_open = [(row, row.endpoint.traffic) for row in before.values()]
    is_needed = [(row, row.effective.traffic) for row in after.values()]
    added: list[Change] = [
        Added(row, _covering(row, was_open)) for key, row in after.items() if key not in before
    ]
    altered: list[Change] = [
        Altered(before[key], row, fields)
        for key, row in after.items()
        if key in before and (fields := _fields(before[key], row))
    ]
    removed: list[Change] = [
        Removed(row, _overlapping(row, is_needed))
        for key, row in before.items()
        if key not in after
    ]
    return added + altered + removed


def _by_key(rows: Iterable[Requirement]) -> dict[tuple[object, ...], Requirement]:
    """Give one row for each address and protocol; a list may have one for each port."""
    found: dict[tuple[object, ...], Requirement] = {}
    for row in rows:
        key = (*row.key, row.endpoint.protocol)
        known = found.get(key)
        found[key] = _with_ports(known, row) if known else row
    return found


def _with_ports(row: Requirement, other: Requirement) -> Requirement:
    ports = row.endpoint.ports | other.endpoint.ports
    return replace(
        row,
        endpoint=replace(row.endpoint, ports=ports),
        importance=min(row.importance, other.importance, key=list(Importance).index),
    )


def _fields(old: Requirement, new: Requirement) -> tuple[str, ...]:
    pairs = {
        "ports": (old.endpoint.ports, new.endpoint.ports),
        "conditions": (old.conditions, new.conditions),
        "importance": (old.importance, new.importance),
        "service tag": (old.tag, new.tag),
        "clients": (old.clients, new.clients),
    }
    return tuple(name for name, (was, now) in pairs.items() if was != now)


def _covering(new: Requirement, old: Iterable[tuple[Requirement, Box]]) -> tuple[Requirement, ...]:
    """Give the old rows of the same role that together let all of *new* through, or none."""
    touching = [(row, box) for row, box in old if row.role is new.role and _meet(new, row)]
    left = Traffic([new.effective.traffic]) - Traffic(box for _, box in touching)
    return () if left else tuple(row for row, _ in touching)


def _overlapping(
    old: Requirement, new: Iterable[tuple[Requirement, Box]]
) -> tuple[Requirement, ...]:
    """Give the new rows of the same role that need some of what *old* lets through."""
    flows = old.endpoint.traffic
    return tuple(
        row for row, box in new if row.role is old.role and _meet(old, row) and flows & box
    )


def _meet(one: Requirement, other: Requirement) -> bool:
    """Tell whether two rows can have flows in common at all; cheap, before the sets decide.

    A name may resolve anywhere, and a prefix carries any name: as sets they overlap, but a rule
    for one is no rule for the other. And two patterns need ends that agree.
    """
    mine, theirs = one.effective, other.effective
    if isinstance(mine.address, Prefix) != isinstance(theirs.address, Prefix):
        return False
    ends = mine.key.rpartition("*")[2], theirs.key.rpartition("*")[2]
    agree = ends[0].endswith(ends[1]) or ends[1].endswith(ends[0])
    return isinstance(mine.address, Prefix) or agree
