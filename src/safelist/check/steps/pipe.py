"""A byte stream on a socket that counts what goes through it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import sys
from typing import TYPE_CHECKING, Protocol

import msgspec

from safelist.check.steps.failure import from_error
from safelist.check.steps.icmp import Icmp, read_icmp, want_icmp

if TYPE_CHECKING:
    from safelist.check.observation import Failure

CHUNK = 16384
#: 0 on Windows, where the option has a name but cannot be set.
TCP_MAXSEG: int = 0 if sys.platform == "win32" else getattr(socket, "TCP_MAXSEG", 0)


class Stream(Protocol):
    """What a step speaks over: a socket, or TLS on one."""

    async def send(self, content: bytes) -> None:
        """Send all of *content*; raises OSError."""

    async def receive(self) -> bytes:
        """Give what comes next, empty at the end; raises OSError."""


class OpenError(Exception):
    """A connection did not come up: the system's *error*, and the ICMP answer if there was one."""

    def __init__(self, error: OSError, icmp: Icmp | None, local: str = "") -> None:
        super().__init__(str(error))
        self.error = error
        self.icmp = icmp
        self.local = local

    def failure(self) -> Failure:
        """Give what happened as a failure, with the offender where there is one."""
        failure = from_error(self.error)
        if self.icmp is None:
            return failure
        return msgspec.structs.replace(
            failure, offender=self.icmp.offender, icmp=self.icmp.kind, local=self.local
        )


class Pipe:
    """A TCP connection, or a UDP socket that hears only its peer."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self._datagrams = connection.type == socket.SOCK_DGRAM

    @classmethod
    async def open(
        cls, address: str, port: int, *, segment: int | None = None, hops: int | None = None
    ) -> Pipe:
        """Connect to *address*; raises OpenError.

        *segment* bounds the TCP segment size, *hops* how many devices a packet may pass.
        """
        options = []
        if segment is not None:
            options.append((socket.IPPROTO_TCP, TCP_MAXSEG, segment))
        if hops is not None and ":" in address:
            options.append((socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, hops))
        elif hops is not None:
            options.append((socket.IPPROTO_IP, socket.IP_TTL, hops))
        return await cls._open(address, port, socket.SOCK_STREAM, options)

    @classmethod
    async def open_udp(cls, address: str, port: int) -> Pipe:
        """Make a UDP socket connected to *address*, so that ICMP errors reach us."""
        return await cls._open(address, port, socket.SOCK_DGRAM, [])

    @classmethod
    async def _open(
        cls, address: str, port: int, kind: int, options: list[tuple[int, int, int]]
    ) -> Pipe:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            connection = socket.socket(family, kind)
        except OSError as error:  # no IPv6 in this kernel, or no more files for this process
            raise OpenError(error, None) from error
        try:
            connection.setblocking(False)
            want_icmp(connection)
            for option in options:
                connection.setsockopt(*option)
            await asyncio.get_running_loop().sock_connect(connection, sockaddr(address, port))
        except OSError as error:
            icmp, local = read_icmp(connection), _local(connection)
            connection.close()
            raise OpenError(error, icmp, local) from error
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    async def send(self, content: bytes) -> None:
        """Send all of *content*."""
        await asyncio.get_running_loop().sock_sendall(self.socket, content)

    async def receive(self) -> bytes:
        """Give what comes next; empty when the other side has closed.

        Over UDP an ICMP error raises OpenError.
        """
        try:
            content: object = await asyncio.get_running_loop().sock_recv(self.socket, CHUNK)
        except OSError as error:
            if self._datagrams:
                raise OpenError(error, read_icmp(self.socket), self.local) from error
            raise
        # Windows gives an empty datagram, or a pair, for "port unreachable".
        if not isinstance(content, bytes) or (self._datagrams and not content):
            raise ConnectionRefusedError(errno.ECONNREFUSED, "port unreachable")
        return content

    @property
    def local(self) -> str:
        """Our own address on this connection."""
        return _local(self.socket)

    def close(self) -> None:
        """End the connection."""
        with contextlib.suppress(OSError):
            self.socket.close()

    def __enter__(self) -> Pipe:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def sockaddr(address: str, port: int) -> tuple[str, int] | tuple[str, int, int, int]:
    """Give the socket address; Windows takes a pair for IPv4, whatever the socket is."""
    host, _, zone = address.partition("%")
    if ":" not in host:
        return (host, port)
    if not zone or zone.isdigit():
        return (host, port, 0, int(zone or 0))
    try:
        return (host, port, 0, socket.if_nametoindex(zone))
    except OSError:
        return (host, port, 0, 0)


def _local(connection: socket.socket) -> str:
    try:
        return str(connection.getsockname()[0])
    except OSError:
        return ""
