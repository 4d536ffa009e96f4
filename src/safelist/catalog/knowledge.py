"""What we know of an endpoint beyond the page: why it matters and how to try it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from safelist.catalog.packaged import table
from safelist.sets.ports import Protocol


class ProbeKind(StrEnum):
    """What to say to an endpoint once it is reached."""

    TLS = "tls"
    HTTP = "http"
    METADATA = "metadata"
    WIRESERVER = "wireserver"
    KMS = "kms"
    STUN = "stun"
    CONNECT = "connect"


@dataclass(frozen=True, slots=True)
class Probe:
    """How to try one port.

    An empty *statuses* means that any HTTP status shows the endpoint: a 404 of the right server is
    not a block. *starts* is the hexadecimal start of the right body, *body* a text in it (all of
    it where *exact*). *issuers* are the organisations that may issue the certificate; empty where
    nobody knows.
    """

    kind: ProbeKind
    path: str = "/"
    statuses: tuple[int, ...] = ()
    starts: str = ""
    body: str = ""
    exact: bool = False
    websocket: bool = False
    issuers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of one address on the list."""

    why: str = ""
    traffic: str = ""
    inspection: str = "unknown"


_NOTHING = Knowledge()
_BY_PORT = {
    (Protocol.TCP, 443): ProbeKind.TLS,
    (Protocol.TCP, 80): ProbeKind.HTTP,
    (Protocol.TCP, 1688): ProbeKind.KMS,
    (Protocol.UDP, 3478): ProbeKind.STUN,
}


def knowledge(address: str) -> Knowledge:
    """Give what is known of *address*, the key of an endpoint."""
    return _knowledge().get(address, _NOTHING)


def is_known(address: str) -> bool:
    """Tell whether *address* is one of Microsoft's lists, rather than somebody's own."""
    return address in _knowledge()


def expected_issuers() -> frozenset[str]:
    """Give the organisations whose certificates these endpoints present."""
    return frozenset(table("knowledge.toml")["issuers"])


def probe_for(address: str, name: str, protocol: Protocol, port: int) -> Probe:
    """Say how to try *name* (one name of *address*) on *port*."""
    known = _probes()
    kind = _BY_PORT.get((protocol, port), ProbeKind.CONNECT)
    probe = known.get((name, port)) or known.get((address, port)) or Probe(kind)
    if kind is ProbeKind.TLS and address in _knowledge():
        return replace(probe, issuers=tuple(sorted(expected_issuers())))
    return probe


@cache
def _knowledge() -> dict[str, Knowledge]:
    return {
        address: Knowledge(row["why"], row.get("traffic", ""), row.get("inspection", "unknown"))
        for row in table("knowledge.toml")["endpoint"]
        for address in row["addresses"]
    }


@cache
def _probes() -> dict[tuple[str, int], Probe]:
    known = table("knowledge.toml")
    probes = {(row["address"], row["port"]): _probe(row) for row in known["probe"]}
    for endpoint in known["endpoint"]:
        for row in endpoint.get("probe", ()):
            for name in [row["name"]] if "name" in row else endpoint["addresses"]:
                probes[name, row["port"]] = _probe(row)
    return probes


def _probe(row: dict[str, Any]) -> Probe:
    kind = row.get("kind") or _BY_PORT[Protocol.TCP, row["port"]]
    return Probe(
        ProbeKind(kind),
        row.get("path", "/"),
        tuple(row.get("statuses", ())),
        row.get("starts", ""),
        row.get("body", ""),
        row.get("exact", False),
        row.get("websocket", False),
    )
