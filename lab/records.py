"""What a server received: small records, and the log that keeps them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

Address: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Bytes:
    """Raw bytes as they came in, in one read."""

    peer: Address
    data: bytes


@dataclass(frozen=True, slots=True)
class Hello:
    """A TLS ClientHello; *size* counts the whole record."""

    peer: Address
    server_name: str | None
    alpn: tuple[str, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Secured:
    """A TLS handshake that succeeded."""

    peer: Address
    server_name: str | None
    version: str
    alpn: str | None


@dataclass(frozen=True, slots=True)
class Unsecured:
    """A TLS handshake that failed, with the reason OpenSSL gives."""

    peer: Address
    server_name: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request."""

    peer: Address
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Give the first value of the header *name*, in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Query:
    """One DNS question; *transport* is "udp" or "tcp", *name* has no final dot."""

    peer: Address
    transport: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Bind:
    """One DCE/RPC bind, with the first interface it asks for."""

    peer: Address
    interface: str
    version: tuple[int, int]


@dataclass(frozen=True, slots=True)
class StunRequest:
    """One STUN or TURN request."""

    peer: Address
    method: int
    transaction: bytes


Record: TypeAlias = Bytes | Hello | Secured | Unsecured | Request | Query | Bind | StunRequest
R = TypeVar("R", Bytes, Hello, Secured, Unsecured, Request, Query, Bind, StunRequest)


class Log:
    """Keep records in the order they came, from any thread."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._changed = threading.Condition()

    def note(self, record: Record) -> None:
        """Add *record*."""
        with self._changed:
            self._records.append(record)
            self._changed.notify_all()

    @property
    def records(self) -> list[Record]:
        """Copy what was noted so far."""
        with self._changed:
            return list(self._records)

    def heard(self, kind: type[R], count: int = 0, timeout: float = 2.0) -> tuple[R, ...]:
        """Give the records of *kind*; wait up to *timeout* until there are *count* of them."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                found = tuple(record for record in self._records if isinstance(record, kind))
                left = deadline - time.monotonic()
                if len(found) >= count or left <= 0:
                    return found
                self._changed.wait(left)
