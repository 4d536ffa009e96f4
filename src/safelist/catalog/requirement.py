"""Requirement: one row of the list, as published, with what we know beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from safelist.errors import SafelistError
from safelist.sets.addresses import AddressSet
from safelist.sets.names import is_address, to_ascii
from safelist.sets.pattern import LEARN, HostPattern
from safelist.sets.ports import PortSet, Protocol
from safelist.sets.traffic import Box

if TYPE_CHECKING:
    from safelist.catalog.knowledge import Probe


class Role(StrEnum):
    """Who must reach an endpoint."""

    SESSION_HOST = "session-host"
    CLIENT = "client"


class Importance(StrEnum):
    """Whether a deployment without the endpoint is supported."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class Cloud(StrEnum):
    """Which Azure the list is for."""

    PUBLIC = "public"
    USGOV = "usgov"
    CHINA = "china"


class Confidence(StrEnum):
    """How well what an edition says is known.

    `published`: parsed from the page itself; `second-hand`: rebuilt from copies of the page that
    agree; `partial`: part of the page only.
    """

    PUBLISHED = "published"
    SECOND_HAND = "second-hand"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Prefix:
    """IP addresses where the list has an address instead of a name: `169.254.169.254`, a CIDR."""

    text: str

    def __post_init__(self) -> None:
        """Refuse what is no address or prefix."""
        _addresses(self.text)

    @property
    def addresses(self) -> AddressSet:
        """The exact set of addresses."""
        return _addresses(self.text)

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=4096)
def _prefix_key(text: str) -> str:
    """Give a prefix as it is usually written; one address goes without its length."""
    return re.sub(r"(?<=\.)(\d+)/32$|/128$", lambda found: found[1] or "", str(_addresses(text)))


@lru_cache(maxsize=4096)
def _addresses(text: str) -> AddressSet:
    return AddressSet([text])


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What to reach: a host pattern or a prefix, a protocol and ports."""

    address: HostPattern | Prefix
    protocol: Protocol
    ports: PortSet

    @classmethod
    def of(cls, address: str, protocol: Protocol, ports: PortSet) -> Endpoint:
        """Make one from the text of a list, in the LEARN dialect."""
        address = address.strip()
        if not address:
            raise SafelistError("the address is empty", hint="give a host name or an address")
        if not ports and protocol in (Protocol.TCP, Protocol.UDP):
            raise SafelistError(f'"{address}" has no ports')
        if is_address(address):
            return cls(Prefix(address), protocol, ports)
        return cls(HostPattern(address, LEARN), protocol, ports)

    @property
    def key(self) -> str:
        """The address in the form that tells addresses apart, whatever their spelling."""
        if isinstance(self.address, Prefix):
            return _prefix_key(self.address.text)
        return to_ascii(self.address.text).lower().removesuffix(".")

    @property
    def traffic(self) -> Box:
        """The exact set of flows."""
        if isinstance(self.address, Prefix):
            return Box.to_addresses(self.address.addresses, self.protocol, self.ports)
        return Box.to_hosts(self.address.hosts, self.protocol, self.ports)

    def __str__(self) -> str:
        return f"{self.address} {self.protocol}/{self.ports}"


@dataclass(frozen=True, slots=True)
class Erratum:
    """What is wrong with a published row; *corrected* is None where nobody knows what is meant."""

    reason: str
    source: str
    corrected: Endpoint | None


@dataclass(frozen=True, slots=True)
class Condition:
    """Traffic of a row that is needed only *when* something is so."""

    when: str
    protocol: Protocol
    ports: PortSet


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row of the list.

    *clients* are the names on the page ("All" or certain clients); *service_tag* is the published
    cell, "N/A" and "None" included (`tag` leaves those out). *origin* is empty for a row of the
    page itself and says otherwise where the row comes from. *probe* says how to try a row of the
    user's own; for published rows we know it.
    """

    role: Role
    importance: Importance
    cloud: Cloud
    endpoint: Endpoint
    purpose: str = ""
    service_tag: str | None = None
    clients: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    notes: str = ""
    azure_gov: str | None = None
    published_address: str | None = None
    origin: str = ""
    erratum: Erratum | None = None
    probe: Probe | None = None

    @property
    def effective(self) -> Endpoint:
        """The endpoint that is really meant: the correction where there is one."""
        if self.erratum and self.erratum.corrected:
            return self.erratum.corrected
        return self.endpoint

    @property
    def tag(self) -> str | None:
        """The service tag, or None where the page names none."""
        return self.service_tag if self.service_tag not in ("N/A", "None", "", None) else None

    @property
    def key(self) -> tuple[Cloud, Role, str]:
        """What makes it the same row in another edition."""
        return (self.cloud, self.role, self.endpoint.key)

    def applies_to(self, client: str | None) -> bool:
        """Tell whether a client of type *client* (a slug; None for any) needs it."""
        if client is None or self.role is not Role.CLIENT or not self.clients:
            return True
        slugs = {slug(name) for name in self.clients}
        return "all" in slugs or client in slugs

    def carried(self, origin: str) -> Requirement:
        """Give the row as one that comes from elsewhere."""
        return replace(self, origin=origin)


def slug(name: str) -> str:
    """Give a published name as a word for scripts: `Windows Desktop` -> `windows-desktop`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
