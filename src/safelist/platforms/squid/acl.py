"""Squid's access lists: each type of `acl` as the flows that it matches.

A request is a `CONNECT host:port` for everything but port 80, which is fetched as a page: that is
what clients do with an explicit proxy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from safelist.errors import SafelistError
from safelist.platforms.squid.dialect import DSTDOMAIN
from safelist.policy.match import Match, NamedObject
from safelist.sets.addresses import AddressSet
from safelist.sets.hosts import HostSet
from safelist.sets.ports import PortSet, Protocol
from safelist.sets.traffic import Box, Traffic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safelist.platforms.squid.lines import Line

_TCP = frozenset({Protocol.TCP})
_PAGE = PortSet([80])
_METHODS = {"CONNECT": ~_PAGE, "GET": _PAGE}

_LOCAL = AddressSet(["127.0.0.0/8", "0.0.0.0/32", "::1", "::/128"])

EVERYTHING = Match.exactly(Traffic([Box(protocols=_TCP)]))
NOTHING = Match.exactly(Traffic())
#: Lists that exist without being defined.
BUILT_IN = {
    "all": EVERYTHING,
    "CONNECT": Match.exactly(Traffic([Box(protocols=_TCP, ports=_METHODS["CONNECT"])])),
    "localhost": Match.unknown(NamedObject("acl", "localhost"), EVERYTHING.may),
    "to_localhost": Match.exactly(Traffic([Box(protocols=_TCP, addresses=_LOCAL)])),
    "to_linklocal": Match.exactly(
        Traffic([Box(protocols=_TCP, addresses=AddressSet(["169.254.0.0/16", "fe80::/10"]))])
    ),
    "manager": NOTHING,
}


def read_acl(line: Line, name: str, kind: str, values: Iterable[str]) -> Match:
    """Give what the list *name* of type *kind* matches; of other types that is not known here."""
    entries = [value for value in values if not value.startswith("-")]
    match kind:
        case "dstdomain":
            hosts = HostSet.union(DSTDOMAIN.read(entry) for entry in entries)
            return _boxes(Box(hosts, unnamed=False, protocols=_TCP))
        case "port":
            return _boxes(Box(protocols=_TCP, ports=_ports(line, entries)))
        case "method":
            methods = [_METHODS.get(entry.upper(), PortSet()) for entry in entries]
            return _boxes(*(Box(protocols=_TCP, ports=ports) for ports in methods))
        case "dst":
            return _boxes(Box(protocols=_TCP, addresses=_addresses(line, entries)))
        case _:
            return Match.unknown(NamedObject("acl", f"{name} ({kind})"), EVERYTHING.may)


def _boxes(*boxes: Box) -> Match:
    return Match.exactly(Traffic(boxes))


def _ports(line: Line, entries: list[str]) -> PortSet:
    try:
        return PortSet.parse(",".join(entries)) if entries else PortSet()
    except SafelistError as error:
        raise line.error(error.reason, error.hint) from error


def _addresses(line: Line, entries: list[str]) -> AddressSet:
    found = AddressSet()
    for entry in entries:
        try:
            first, dash, last = entry.partition("-")
            found |= AddressSet.span(first, last) if dash else AddressSet([entry])
        except SafelistError as error:
            raise line.error(error.reason, error.hint) from error
    return found
