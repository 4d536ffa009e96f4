"""Break TCP: refused, unanswered, mute, cut and reset connections, and a filter on the SNI."""

from __future__ import annotations

import itertools
import select
import socket
import threading
from contextlib import ExitStack
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal, Self

from lab.channel import CHUNK, Channel, Handler
from lab.hello import peek_hello, read_flight
from lab.listener import address_of, bound, free_port
from lab.records import Address, Bytes, Hello

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BLOCK_PAGE = (
    b"HTTP/1.1 403 Forbidden\r\nServer: squid/5.7\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n"
    b"Content-Type: text/html\r\nContent-Length: 22\r\nConnection: close\r\n\r\n"
    b"<h1>Access Denied</h1>"
)


def alert(description: int, *, level: int = 2) -> bytes:
    """Write a TLS alert record in clear, fatal unless *level* says otherwise."""
    return bytes([21, 3, 3, 0, 2, level, description])


HANDSHAKE_FAILURE = alert(40)
PROTOCOL_VERSION = alert(70)
INTERNAL_ERROR = alert(80)
UNRECOGNIZED_NAME = alert(112)


def mute(channel: Channel) -> None:
    """Read everything, answer nothing."""
    channel.drain(note=True)


def hang_up(channel: Channel) -> None:
    """Send FIN at once, before the peer says anything."""
    channel.cut()


def reset_at_once(channel: Channel) -> None:
    """Send RST at once; a fast one already fails the peer's connect."""
    channel.reset()


def eof_after_first_bytes(channel: Channel) -> None:
    """Read the first bytes (a whole ClientHello), then send FIN."""
    _first(channel)
    channel.cut()


def reset_after_first_bytes(channel: Channel) -> None:
    """Read the first bytes (a whole ClientHello), then send RST."""
    _first(channel)
    channel.reset()


def answer(reply: bytes) -> Handler:
    """Read the first bytes, send *reply* in clear whatever they were, then FIN."""

    def handle(channel: Channel) -> None:
        _first(channel)
        channel.send(reply)
        channel.finish()

    return handle


def banner(greeting: bytes) -> Handler:
    """Speak first: send *greeting*, then listen."""

    def handle(channel: Channel) -> None:
        channel.send(greeting)
        channel.drain(note=True)

    return handle


def delayed(seconds: float, then: Handler) -> Handler:
    """Say nothing for *seconds*, then go on with *then*."""

    def handle(channel: Channel) -> None:
        channel.pause(seconds)
        then(channel)

    return handle


def in_turn(*handlers: Handler) -> Handler:
    """Give the first connection to the first handler, and so on; the last one stays."""
    lock = threading.Lock()
    waiting = itertools.chain(handlers, itertools.repeat(handlers[-1]))

    def handle(channel: Channel) -> None:
        with lock:
            chosen = next(waiting)
        chosen(channel)

    return handle


def relay(target: Address) -> Handler:
    """Pass everything on to *target* and back, ends and resets included."""

    def handle(channel: Channel) -> None:
        with socket.create_connection(target, timeout=2) as upstream:
            splice(channel, upstream)

    return handle


def splice(channel: Channel, upstream: socket.socket) -> None:
    """Copy both ways between *channel* (in clear) and *upstream* until the peer leaves."""
    upstream.sendall(channel.held())
    answering = True
    while True:
        sources = [channel.sock, upstream] if answering else [channel.sock]
        ready = select.select(sources, [], [])[0]
        if channel.sock in ready:
            received = channel.recv()
            if not received:
                return
            upstream.sendall(received)
        if upstream in ready:
            try:
                sent = upstream.recv(CHUNK)
            except ConnectionResetError:
                channel.reset()
                return
            if sent:
                channel.send(sent)
            else:
                answering = False
                channel.sock.shutdown(socket.SHUT_WR)


def named(*patterns: str) -> Callable[[Hello], bool]:
    """Match a ClientHello whose SNI fits one of *patterns*: `rdweb.example`, `*.example`."""
    lowered = tuple(pattern.lower() for pattern in patterns)
    return lambda hello: any(fnmatchcase(hello.server_name or "", each) for each in lowered)


def larger_than(size: int) -> Callable[[Hello], bool]:
    """Match a ClientHello of more than *size* bytes."""
    return lambda hello: hello.size > size


def filter_hello(
    matches: Callable[[Hello], bool] | Iterable[str],
    then: Handler,
    *,
    mode: Literal["reset", "eof", "drop"] = "reset",
) -> Handler:
    """Break what *matches* (a test or SNI patterns) by *mode*; give all else to *then*."""
    hit = matches if callable(matches) else named(*matches)

    def handle(channel: Channel) -> None:
        hello = peek_hello(channel)
        if hello is None or not hit(hello):
            then(channel)
        elif mode == "reset":
            channel.reset()
        elif mode == "eof":
            channel.cut()
        else:
            channel.drain()

    return handle


def _first(channel: Channel) -> None:
    channel.note(Bytes(channel.peer, read_flight(channel)))


class ClosedPort:
    """Hold a port on which nothing listens: TCP is refused, UDP gets port-unreachable."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._host = host
        self._port = port
        self._held = ExitStack()
        self.address: Address = ("", 0)

    def __enter__(self) -> Self:
        port = self._port or free_port(self._host)
        self._held.enter_context(bound(socket.SOCK_STREAM, self._host, port))
        # A UDP socket connected to itself hears nobody else, so the kernel sends the ICMP error.
        deaf = self._held.enter_context(bound(socket.SOCK_DGRAM, self._host, port))
        deaf.connect(deaf.getsockname())
        self.address = address_of(deaf)
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()


class FullQueue:
    """Listen and never accept, with the queue already full: on Linux the SYN is not answered."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._wanted = (host, port)
        self._held = ExitStack()
        self.address: Address = ("", 0)

    def __enter__(self) -> Self:
        listening = self._held.enter_context(bound(socket.SOCK_STREAM, *self._wanted))
        listening.listen(0)
        self.address = address_of(listening)
        self._held.enter_context(socket.create_connection(self.address, timeout=2))
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()
