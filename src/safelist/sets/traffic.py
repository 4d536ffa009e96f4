"""Flow: one connection. Traffic: an exact set of flows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from safelist.sets.addresses import AddressSet
from safelist.sets.hosts import HostSet
from safelist.sets.ports import PortSet, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Flow:
    """One connection: to *host* (None for a flow that names none) at *address*."""

    host: str | None
    address: str
    protocol: Protocol
    port: int

    def __str__(self) -> str:
        return f"{self.host or self.address}:{self.port}/{self.protocol}"


@dataclass(frozen=True, slots=True)
class Box:
    """Flows to any of *hosts* at any of *addresses*; a dimension left out is not restricted.

    *unnamed* says whether flows that carry no host name belong too.
    """

    hosts: HostSet = field(default_factory=HostSet.everything)
    unnamed: bool = True
    addresses: AddressSet = field(default_factory=AddressSet.everything)
    protocols: frozenset[Protocol] = frozenset(Protocol)
    ports: PortSet = field(default_factory=PortSet.everything)

    @classmethod
    def to_hosts(cls, hosts: HostSet, protocol: Protocol, ports: PortSet) -> Box:
        """Give the flows that name one of *hosts*, wherever it resolves to."""
        return cls(hosts, unnamed=False, protocols=frozenset({protocol}), ports=ports)

    @classmethod
    def to_addresses(cls, addresses: AddressSet, protocol: Protocol, ports: PortSet) -> Box:
        """Give the flows to *addresses*, whether or not they name a host."""
        return cls(addresses=addresses, protocols=frozenset({protocol}), ports=ports)

    def __bool__(self) -> bool:
        # The cheap dimensions first: an empty one spares the search for a host.
        return bool(self.ports and self.protocols and self.addresses) and (
            self.unnamed or bool(self.hosts)
        )

    def __contains__(self, flow: Flow) -> bool:
        return (
            flow.port in self.ports
            and flow.protocol in self.protocols
            and flow.address in self.addresses
            and (self.unnamed if flow.host is None else flow.host in self.hosts)
        )

    def __and__(self, other: Box) -> Box:
        return Box(
            self.hosts & other.hosts,
            self.unnamed and other.unnamed,
            self.addresses & other.addresses,
            self.protocols & other.protocols,
            self.ports & other.ports,
        )

    def minus(self, other: Box) -> list[Box]:
        """Give what of this box is outside of *other*, as boxes that do not overlap."""
        shared = self & other
        if not shared:
            return [self]
        parts = [
            replace(self, ports=self.ports - other.ports),
            replace(self, ports=shared.ports, protocols=self.protocols - other.protocols),
            replace(
                self,
                ports=shared.ports,
                protocols=shared.protocols,
                addresses=self.addresses - other.addresses,
            ),
            replace(
                shared,
                hosts=self.hosts - other.hosts,
                unnamed=self.unnamed and not other.unnamed,
            ),
        ]
        return [part for part in parts if part]

    def example(self) -> Flow | None:
        """Give one flow of this box, or None where it is empty."""
        port, address = self.ports.example(), self.addresses.example()
        protocol = next((one for one in Protocol if one in self.protocols), None)
        if port is None or address is None or protocol is None:
            return None
        host = self.hosts.example()
        if host is None and not self.unnamed:
            return None
        return Flow(host, address, protocol, port)


class Traffic:
    """A finite union of boxes: hosts x addresses x protocols x ports."""

    __slots__ = ("boxes",)

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self.boxes = tuple(box for box in boxes if box)

    @classmethod
    def everything(cls) -> Traffic:
        """Give all flows."""
        return cls([Box()])

    def merged(self) -> Traffic:
        """Give the same set with the hosts of boxes united that are alike in all else."""
        alike: dict[tuple[object, ...], list[Box]] = {}
        for box in self.boxes:
            key = (box.unnamed, box.addresses, box.protocols, box.ports)
            alike.setdefault(key, []).append(box)
        made = Traffic()
        made.boxes = tuple(
            replace(same[0], hosts=HostSet.union(box.hosts for box in same))
            if same[1:]
            else same[0]
            for same in alike.values()
        )
        return made

    def __bool__(self) -> bool:
        return bool(self.boxes)

    def __contains__(self, flow: Flow) -> bool:
        return any(flow in box for box in self.boxes)

    def __or__(self, other: Traffic) -> Traffic:
        return Traffic(self.boxes + other.boxes)

    def __and__(self, other: Traffic) -> Traffic:
        return Traffic(mine & theirs for mine in self.boxes for theirs in other.boxes)

    def __sub__(self, other: Traffic) -> Traffic:
        left = list(self.boxes)
        for theirs in other.boxes:
            left = [part for mine in left for part in mine.minus(theirs)]
        return Traffic(left)

    def __invert__(self) -> Traffic:
        return Traffic.everything() - self

    def __le__(self, other: Traffic) -> bool:
        return not self - other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Traffic) and self <= other and other <= self

    __hash__ = None  # type: ignore[assignment]  # equal sets may be cut into boxes differently

    def example(self) -> Flow | None:
        """Give one flow of the set, or None where it is empty."""
        return self.boxes[0].example() if self.boxes else None

    def __repr__(self) -> str:
        return f"<Traffic in {len(self.boxes)} boxes>"
