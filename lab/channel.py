"""One accepted connection, in clear or inside TLS, and the ways to end it.

TLS runs over memory buffers: fatal alerts are really sent, and raw bytes can be mixed in.
"""

from __future__ import annotations

import socket
import ssl
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from lab.records import Address, Bytes, Log, Record

if TYPE_CHECKING:
    import threading

P = ParamSpec("P")
T = TypeVar("T")

CHUNK = 65536
# Windows declares both members of its linger structure as short.
RESET_ON_CLOSE = struct.pack("HH" if sys.platform == "win32" else "ii", 1, 0)


class PeerLeftError(ConnectionError):
    """The peer ended the conversation in the middle of a message."""


class Channel:
    """A conversation with one peer; a handler reads, writes and ends it."""

    def __init__(self, sock: socket.socket, log: Log, stopping: threading.Event) -> None:
        self.sock = sock
        self.peer: Address = sock.getpeername()[:2]
        self._log = log
        self._stopping = stopping
        self._held = b""
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()

    def note(self, record: Record) -> None:
        """Add *record* to what the server received."""
        self._log.note(record)

    def pause(self, seconds: float) -> None:
        """Wait *seconds*, or less when the server stops."""
        self._stopping.wait(seconds)

    def recv(self) -> bytes:
        """Give the next bytes, decrypted where TLS is on; nothing once the peer has left."""
        if self._held:
            return self.held()
        if self._tls is None:
            return self.sock.recv(CHUNK)
        try:
            return self._drive(self._tls.read, CHUNK)
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    def held(self) -> bytes:
        """Give only what was read before and put back."""
        held, self._held = self._held, b""
        return held

    def unread(self, held: bytes) -> None:
        """Put *held* back, to be read again first."""
        self._held = held + self._held

    def exactly(self, size: int) -> bytes:
        """Give the next *size* bytes."""
        received = b""
        while len(received) < size:
            received += self._more()
        self.unread(received[size:])
        return received[:size]

    def until(self, mark: bytes) -> bytes:
        """Give everything up to *mark*, without it."""
        received = b""
        while mark not in received:
            received += self._more()
        head, _, rest = received.partition(mark)
        self.unread(rest)
        return head

    def send(self, message: bytes) -> None:
        """Send *message*, encrypted where TLS is on."""
        if self._tls is None:
            self.sock.sendall(message)
        elif message:
            self._drive(self._tls.write, message)

    def secure(self, context: ssl.SSLContext) -> ssl.SSLObject:
        """Do the server side of a TLS handshake; a failure has sent its alert before it raises."""
        self._incoming.write(self.held())
        tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._drive(tls.do_handshake)
        self._tls = tls
        return tls

    def drain(self, *, note: bool = False) -> None:
        """Read until the peer leaves and answer nothing."""
        while received := self.recv():
            if note:
                self.note(Bytes(self.peer, received))

    def finish(self) -> None:
        """End politely (close_notify, FIN) and wait for the peer: it never sees a reset."""
        if self._tls is not None:
            with suppress(ssl.SSLError):
                self._tls.unwrap()
            self._flush()
        self.cut()

    def cut(self) -> None:
        """Send FIN, inside TLS without close_notify, and wait for the peer to leave."""
        self._tls = None
        self.sock.shutdown(socket.SHUT_WR)
        self.drain()

    def reset(self) -> None:
        """Close with RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.sock.close()

    def abort(self) -> None:
        """Wake up whoever reads here, from another thread."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def _more(self) -> bytes:
        received = self.recv()
        if not received:
            raise PeerLeftError(f"{self.peer} left in the middle of a message")
        return received

    def _drive(self, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        while True:
            try:
                return step(*args, **kwargs)
            except ssl.SSLWantReadError:
                self._flush()
                received = self.sock.recv(CHUNK)
                if received:
                    self._incoming.write(received)
                else:
                    self._incoming.write_eof()
            finally:
                self._flush()

    def _flush(self) -> None:
        if self._outgoing.pending:
            self.sock.sendall(self._outgoing.read())


Handler = Callable[[Channel], None]
