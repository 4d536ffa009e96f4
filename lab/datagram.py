"""Receive UDP datagrams and send what a handler makes of each."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self, TypeAlias

from lab.listener import JOIN_TIMEOUT, address_of, bound
from lab.records import Address, Log, R, Record


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One datagram to send, *after* so many seconds."""

    message: bytes
    after: float = 0.0


DatagramHandler: TypeAlias = Callable[[bytes, Address, Log], Iterable[Outgoing]]


class Datagrams:
    """Listen for UDP on *host* and *port*; *handle* says what goes back for each datagram."""

    def __init__(
        self,
        handle: DatagramHandler,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        log: Log | None = None,
    ) -> None:
        self._handle = handle
        self._wanted = (host, port)
        self._log = log or Log()
        self._stopping = threading.Event()
        self._late: list[threading.Thread] = []
        self.address: Address = ("", 0)

    @property
    def received(self) -> list[Record]:
        """Copy what was received so far."""
        return self._log.records

    def heard(self, kind: type[R], count: int = 0) -> tuple[R, ...]:
        """Give the received records of *kind*; wait shortly until there are *count*."""
        return self._log.heard(kind, count)

    def __enter__(self) -> Self:
        self._socket = bound(socket.SOCK_DGRAM, *self._wanted)
        self.address = address_of(self._socket)
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._receive, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._wake.send(b".")
        for thread in (self._thread, *self._late):
            thread.join(JOIN_TIMEOUT)
        for sock in (self._socket, self._wake, self._woken):
            sock.close()

    def _receive(self) -> None:
        while True:
            ready, _, _ = select.select([self._socket, self._woken], [], [])
            if self._stopping.is_set():
                return
            if self._socket in ready:
                # Windows reports a former peer's ICMP error here.
                with suppress(OSError):
                    message, peer = self._socket.recvfrom(65535)
                    self._answer(message, (str(peer[0]), int(peer[1])))

    def _answer(self, message: bytes, peer: Address) -> None:
        outgoing = tuple(self._handle(message, peer, self._log))
        if any(one.after for one in outgoing):
            thread = threading.Thread(target=self._send, args=(outgoing, peer), daemon=True)
            self._late.append(thread)
            thread.start()
        else:
            self._send(outgoing, peer)

    def _send(self, outgoing: Iterable[Outgoing], peer: Address) -> None:
        for one in outgoing:
            if one.after and self._stopping.wait(one.after):
                return
            with suppress(OSError):
                self._socket.sendto(one.message, peer)
