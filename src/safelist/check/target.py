"""Target: one flow to try, and the plan of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from safelist.catalog.exemplars import exemplars
from safelist.catalog.knowledge import Probe, probe_for
from safelist.catalog.requirement import Prefix
from safelist.sets.ports import Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from safelist.catalog.requirement import Endpoint, Requirement

#: A row with more ports than this is tried on its lowest one.
_MANY_PORTS = 8
_STUN = 3478


class Evidence(StrEnum):
    """How we know that a name exists."""

    PUBLISHED = "published"  # it is the row itself
    EXEMPLAR = "exemplar"  # it was seen under the wildcard
    GIVEN = "given"  # the user says so (--names)


class Target(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One flow to try: *host* is a name or an address.

    *within* is the prefix that the address of the name must lie in, where the row is a prefix.
    """

    id: str
    host: str
    protocol: Protocol
    port: int
    probe: Probe
    evidence: Evidence
    within: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A requirement and the ids of the targets that stand for it; none where none is known."""

    requirement: Requirement
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to try: each target once, however many rows it stands for."""

    rows: tuple[Planned, ...]
    targets: tuple[Target, ...]


def plan(requirements: Iterable[Requirement], names: Iterable[str] = ()) -> Plan:
    """Choose the targets of *requirements*; *names* are names that the user knows to exist."""
    known = tuple(names)
    targets: dict[str, Target] = {}
    rows = []
    for requirement in requirements:
        chosen = list(_targets(requirement, known))
        targets.update((target.id, target) for target in chosen if target.id not in targets)
        rows.append(Planned(requirement, tuple(target.id for target in chosen)))
    return Plan(tuple(rows), tuple(targets.values()))


def _targets(requirement: Requirement, names: tuple[str, ...]) -> Iterator[Target]:
    endpoint = requirement.effective
    ports = list(endpoint.ports)
    if not _can_be_tried(requirement, ports):
        return
    for host, evidence in _hosts(endpoint, names):
        for port in ports if len(ports) <= _MANY_PORTS else ports[:1]:
            yield Target(
                id=f"{host}:{port}/{endpoint.protocol}",
                host=host,
                protocol=endpoint.protocol,
                port=port,
                probe=requirement.probe or probe_for(endpoint.key, host, endpoint.protocol, port),
                evidence=evidence,
                within=str(endpoint.address)
                if evidence is not Evidence.PUBLISHED and isinstance(endpoint.address, Prefix)
                else "",
            )


def _can_be_tried(requirement: Requirement, ports: list[int]) -> bool:
    """Tell whether there is anything to say on that protocol: UDP needs a known one."""
    match requirement.effective.protocol:
        case Protocol.TCP:
            return True
        case Protocol.UDP:
            return bool(requirement.probe) or _STUN in ports
        case _:
            return False


def _hosts(endpoint: Endpoint, names: tuple[str, ...]) -> Iterator[tuple[str, Evidence]]:
    """Give the names to try; a wildcard or a range is only tried through names known to exist."""
    address = endpoint.address
    if isinstance(address, Prefix):
        if address.addresses.size == 1:
            yield str(address).partition("/")[0], Evidence.PUBLISHED
            return
    elif not address.is_wildcard:
        yield endpoint.key, Evidence.PUBLISHED
        return
    else:
        yield from ((name, Evidence.GIVEN) for name in names if name in address.hosts)
    given = () if isinstance(address, Prefix) else names
    for exemplar in exemplars(endpoint.key):
        if exemplar.name not in given:
            yield exemplar.name, Evidence.EXEMPLAR
