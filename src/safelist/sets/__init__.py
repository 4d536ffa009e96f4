"""Exact sets of hosts, addresses, ports and flows, and their algebra."""

from safelist.sets.addresses import AddressSet
from safelist.sets.hosts import HostSet
from safelist.sets.names import normalize_host
from safelist.sets.pattern import LEARN, Dialect, HostPattern
from safelist.sets.ports import PortSet, Protocol
from safelist.sets.traffic import Box, Flow, Traffic

__all__ = [
    "LEARN",
    "AddressSet",
    "Box",
    "Dialect",
    "Flow",
    "HostPattern",
    "HostSet",
    "PortSet",
    "Protocol",
    "Traffic",
    "normalize_host",
]
