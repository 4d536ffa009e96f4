"""Row: a requirement as scripts see it, in JSON and in saved files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from safelist.catalog.knowledge import Probe, knowledge
from safelist.catalog.requirement import (
    Cloud,
    Condition,
    Endpoint,
    Erratum,
    Importance,
    Requirement,
    Role,
)
from safelist.sets.ports import PortSet, Protocol

if TYPE_CHECKING:
    from safelist.catalog.edition import Edition

#: A list of ports longer than this is given as ranges.
_MANY = 64


class RowCondition(msgspec.Struct, frozen=True, kw_only=True):
    """Traffic that a row needs only *when* something is so."""

    when: str
    protocol: Protocol
    ports: list[int | str]


class RowErratum(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a published row; *address* is what is meant, null where unknown."""

    reason: str
    source: str
    address: str | None = None
    ports: list[int | str] | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement; *address*, *service_tag* and *clients* as published."""

    role: Role
    importance: Importance
    cloud: Cloud
    address: str
    protocol: Protocol
    ports: list[int | str]
    purpose: str = ""
    service_tag: str | None = None
    clients: list[str] = []
    conditions: list[RowCondition] = []
    notes: str = ""
    origin: str = ""
    published_address: str | None = None
    azure_gov: str | None = None
    erratum: RowErratum | None = None
    why: str = ""
    probe: Probe | None = None

    @classmethod
    def of(cls, requirement: Requirement) -> Row:
        """Give *requirement* as a row."""
        endpoint = requirement.endpoint
        return cls(
            role=requirement.role,
            importance=requirement.importance,
            cloud=requirement.cloud,
            address=str(endpoint.address),
            protocol=endpoint.protocol,
            ports=_ports(endpoint.ports),
            purpose=requirement.purpose,
            service_tag=requirement.service_tag,
            clients=list(requirement.clients),
            conditions=[
                RowCondition(when=one.when, protocol=one.protocol, ports=_ports(one.ports))
                for one in requirement.conditions
            ],
            notes=requirement.notes,
            origin=requirement.origin,
            published_address=requirement.published_address,
            azure_gov=requirement.azure_gov,
            erratum=_erratum(requirement.erratum),
            why=knowledge(requirement.effective.key).why,
            probe=requirement.probe,
        )

    def requirement(self) -> Requirement:
        """Give the requirement back; raises SafelistError for an address that is none."""
        return Requirement(
            role=self.role,
            importance=self.importance,
            cloud=self.cloud,
            endpoint=Endpoint.of(self.address, self.protocol, _port_set(self.ports)),
            purpose=self.purpose,
            service_tag=self.service_tag,
            clients=tuple(self.clients),
            conditions=tuple(
                Condition(one.when, one.protocol, _port_set(one.ports)) for one in self.conditions
            ),
            notes=self.notes,
            origin=self.origin,
            published_address=self.published_address,
            azure_gov=self.azure_gov,
            erratum=self._erratum(),
            probe=self.probe,
        )

    def _erratum(self) -> Erratum | None:
        if self.erratum is None:
            return None
        corrected = None
        if self.erratum.address is not None:
            ports = _port_set(self.erratum.ports or self.ports)
            corrected = Endpoint.of(self.erratum.address, self.protocol, ports)
        return Erratum(self.erratum.reason, self.erratum.source, corrected)


class EditionReference(msgspec.Struct, frozen=True, kw_only=True):
    """Which edition something was made with; *identity* tells it from every other text."""

    name: str
    title: str
    cloud: Cloud | None
    date: str | None
    updated: str | None
    identity: str
    confidence: str
    confidence_note: str
    note: str
    source: str

    @classmethod
    def of(cls, edition: Edition) -> EditionReference:
        """Refer to *edition*."""
        return cls(
            name=edition.name,
            title=edition.title,
            cloud=edition.cloud,
            date=edition.date.isoformat() if edition.date else None,
            updated=edition.updated.isoformat() if edition.updated else None,
            identity=edition.identity,
            confidence=edition.confidence,
            confidence_note=edition.confidence_note,
            note=edition.note,
            source=edition.source.address,
        )


def _erratum(erratum: Erratum | None) -> RowErratum | None:
    if erratum is None:
        return None
    meant = erratum.corrected
    return RowErratum(
        reason=erratum.reason,
        source=erratum.source,
        address=str(meant.address) if meant else None,
        ports=_ports(meant.ports) if meant else None,
    )


def _ports(ports: PortSet) -> list[int | str]:
    return list(ports) if len(ports) <= _MANY else [*str(ports).split(",")]


def _port_set(ports: list[int | str]) -> PortSet:
    return PortSet.parse(",".join(map(str, ports))) if ports else PortSet()
