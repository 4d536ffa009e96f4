"""What a scripted resolver can say about a name, good or bad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

import dns.rcode


@dataclass(frozen=True, slots=True)
class Addresses:
    """A and AAAA records; a family without an address is answered with NODATA."""

    addresses: tuple[str, ...]
    ttl: int = 60


@dataclass(frozen=True, slots=True)
class Alias:
    """A CNAME; the script goes on at *target*."""

    target: str


@dataclass(frozen=True, slots=True)
class Text:
    """A TXT record, in the class that was asked for (CH for version.bind)."""

    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """No records: *rcode*, with the SOA of the zone, an extended error (code, text), or AA."""

    rcode: dns.rcode.Rcode
    soa: bool = False
    ede: tuple[int, str] | None = None
    authoritative: bool = False


class Trouble(Enum):
    """No answer that could be used."""

    SILENT = auto()
    MALFORMED = auto()


@dataclass(frozen=True, slots=True)
class Truncated:
    """Over UDP only the TC bit, over TCP the *answer*."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Spoofed:
    """Over UDP first *forged* under a wrong id, then the *answer*."""

    answer: Answer
    forged: Answer = Addresses(("203.0.113.66",))


@dataclass(frozen=True, slots=True)
class Slow:
    """The *answer*, *seconds* late."""

    answer: Answer
    seconds: float


@dataclass(frozen=True, slots=True)
class ByKind:
    """One answer for type A, another for AAAA; *other* for all other types."""

    a: Answer
    aaaa: Answer
    other: Answer = Status(dns.rcode.NOERROR, soa=True)


Plain: TypeAlias = Addresses | Alias | Text | Status
Answer: TypeAlias = Plain | Trouble | Truncated | Spoofed | Slow | ByKind
Script: TypeAlias = Mapping[str, Answer]

NXDOMAIN = Status(dns.rcode.NXDOMAIN, soa=True)
NXDOMAIN_BY_POLICY = Status(dns.rcode.NXDOMAIN, authoritative=True)
NODATA = Status(dns.rcode.NOERROR, soa=True)
NODATA_BY_POLICY = Status(dns.rcode.NOERROR, authoritative=True)
REFUSED = Status(dns.rcode.REFUSED)
REFUSED_BLOCKED = Status(dns.rcode.REFUSED, ede=(15, "blocked by policy"))
SERVFAIL = Status(dns.rcode.SERVFAIL)
SERVFAIL_UNREACHABLE = Status(dns.rcode.SERVFAIL, ede=(22, "no reachable authority"))
SINKHOLE_NULL = Addresses(("0.0.0.0", "::"))
SINKHOLE_LOOPBACK = Addresses(("127.0.0.1", "::1"))
SINKHOLE_PRIVATE = Addresses(("10.0.0.1",))


def at(*addresses: str, ttl: int = 60) -> Addresses:
    """Answer with *addresses* of either family."""
    return Addresses(addresses, ttl)
