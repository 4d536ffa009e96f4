"""Errata: what is wrong with published rows, and what is meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from safelist.catalog.packaged import table
from safelist.catalog.requirement import Cloud, Endpoint, Erratum, Requirement
from safelist.sets.ports import PortSet


@dataclass(frozen=True, slots=True)
class _Known:
    reason: str
    source: str
    ports: PortSet | None
    corrected: str | None
    corrected_ports: PortSet | None

    def apply(self, requirement: Requirement) -> Requirement:
        endpoint = requirement.endpoint
        if self.ports is not None and endpoint.ports != self.ports:
            return requirement
        corrected = None
        if self.corrected or self.corrected_ports:
            corrected = Endpoint.of(
                self.corrected or str(endpoint.address),
                endpoint.protocol,
                self.corrected_ports or endpoint.ports,
            )
        return replace(requirement, erratum=Erratum(self.reason, self.source, corrected))


def with_erratum(requirement: Requirement) -> Requirement:
    """Give *requirement* with what is known to be wrong about it, if anything."""
    known = _errata().get((requirement.cloud, requirement.endpoint.key))
    return known.apply(requirement) if known else requirement


@cache
def _errata() -> dict[tuple[Cloud, str], _Known]:
    return {
        (Cloud(row["cloud"]), row["address"]): _Known(
            row["reason"],
            row["source"],
            PortSet(row["ports"]) if "ports" in row else None,
            row.get("corrected"),
            PortSet(row["corrected_ports"]) if "corrected_ports" in row else None,
        )
        for row in table("errata.toml")["erratum"]
    }
