"""Target: one flow to try, and the plan of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from safelist.catalog.exemplars import exemplars
from safelist.catalog.knowledge import Probe, is_known, probe_for
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
    *one_of* are the ports of the row, where only one of them is tried. *public* says that the
    endpoint is one of Microsoft's, which no private address is.
    """

    id: str
    host: str
    protocol: Protocol
    port: int
    probe: Probe
    evidence: Evidence
    within: str = ""
    one_of: str = ""
    public: bool = False


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
        chosen = [_told_apart(one, targets) for one in _targets(requirement, known)]
        targets.update((target.id, target) for target in chosen)
        rows.append(Planned(requirement, tuple(target.id for target in chosen)))
    return Plan(tuple(rows), tuple(targets.values()))


def _told_apart(target: Target, targets: dict[str, Target]) -> Target:
    """Give *target* another id where the same flow is already tried in another way."""
    known = targets.get(target.id)
    if known is None or known.probe == target.probe:
        return known or target
    probe = f"{target.probe.kind} {target.probe.path}"
    return msgspec.structs.replace(target, id=f"{target.id} ({probe})")


def _targets(requirement: Requirement, names: tuple[str, ...]) -> Iterator[Target]:
    endpoint = requirement.effective
    ports = _ports(requirement)
    sampled = len(ports) > _MANY_PORTS
    for host, evidence in _hosts(endpoint, names):
        for port in ports[:1] if sampled else ports:
            yield Target(
                id=f"{host}:{port}/{endpoint.protocol}",
                host=host,
                protocol=endpoint.protocol,
                port=port,
                probe=requirement.probe or probe_for(endpoint.key, host, endpoint.protocol, port),
                evidence=evidence,
                within=_range(endpoint) if evidence is not Evidence.PUBLISHED else "",
                one_of=str(endpoint.ports) if sampled else "",
                public=is_known(endpoint.key),
            )


def _range(endpoint: Endpoint) -> str:
    return str(endpoint.address) if isinstance(endpoint.address, Prefix) else ""


def _ports(requirement: Requirement) -> list[int]:
    """Give the ports on which there is anything to say: over UDP only what speaks STUN."""
    ports = list(requirement.effective.ports)
    match requirement.effective.protocol:
        case Protocol.TCP:
            return ports
        case Protocol.UDP if requirement.probe:
            return ports
        case Protocol.UDP:
            return [port for port in ports if port == _STUN]
        case _:
            return []


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
