"""Accept TCP connections and give each one to a handler, in a thread of its own."""

from __future__ import annotations

import errno
import select
import socket
import sys
import threading
from contextlib import suppress
from typing import Self

from lab.channel import Channel, Handler
from lab.records import Address, Log, R, Record

JOIN_TIMEOUT = 3.0


def bound(kind: socket.SocketKind, host: str, port: int) -> socket.socket:
    """Bind a socket of *kind* to *host* and *port*; 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, kind)
    try:
        # On Windows this option would let two servers share a port.
        if kind == socket.SOCK_STREAM and sys.platform != "win32":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def free_port(*hosts: str) -> int:
    """Find a port that is free for TCP and UDP on every one of *hosts*."""
    for _ in range(50):
        held: list[socket.socket] = []
        port = 0
        try:
            for host in hosts or ("127.0.0.1",):
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    held.append(bound(kind, host, port))
                    port = address_of(held[0])[1]
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return port
        finally:
            for sock in held:
                sock.close()
    raise RuntimeError(f"no port is free on all of {hosts}")


def address_of(sock: socket.socket) -> Address:
    """Give the local address of *sock* as host and port."""
    host, port = sock.getsockname()[:2]
    return str(host), int(port)


class Listener:
    """Listen on *host* and *port*; every connection is a conversation held by *handle*."""

    def __init__(
        self, handle: Handler, *, host: str = "127.0.0.1", port: int = 0, log: Log | None = None
    ) -> None:
        self._handle = handle
        self._wanted = (host, port)
        self._log = log or Log()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._open: dict[threading.Thread, Channel] = {}
        self.address: Address = ("", 0)

    @property
    def received(self) -> list[Record]:
        """Copy what was received so far."""
        return self._log.records

    def heard(self, kind: type[R], count: int = 0) -> tuple[R, ...]:
        """Give the received records of *kind*; wait shortly until there are *count*."""
        return self._log.heard(kind, count)

    def __enter__(self) -> Self:
        self._socket = bound(socket.SOCK_STREAM, *self._wanted)
        self._socket.listen(128)
        self._socket.setblocking(False)
        self.address = address_of(self._socket)
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._wake.send(b".")
        self._thread.join(JOIN_TIMEOUT)
        for sock in (self._socket, self._wake, self._woken):
            sock.close()
        with self._lock:
            talking = dict(self._open)
        for channel in talking.values():
            channel.abort()
        for thread in talking:
            thread.join(JOIN_TIMEOUT)
        if any(thread.is_alive() for thread in (self._thread, *talking)):
            raise RuntimeError(f"a conversation on {self.address} did not end")

    def _accept(self) -> None:
        while True:
            ready, _, _ = select.select([self._socket, self._woken], [], [])
            if self._stopping.is_set():
                return
            if self._socket in ready:
                # The peer may have left between select and accept.
                with suppress(OSError):
                    self._start(self._socket.accept()[0])

    def _start(self, sock: socket.socket) -> None:
        sock.setblocking(True)
        try:
            channel = Channel(sock, self._log, self._stopping)
        except OSError:
            sock.close()
            raise
        thread = threading.Thread(target=self._talk, args=(channel,), daemon=True)
        with self._lock:
            self._open[thread] = channel
        thread.start()

    def _talk(self, channel: Channel) -> None:
        try:
            # Peers leave when they like; what a handler does wrong still shows.
            with suppress(OSError):
                self._handle(channel)
        finally:
            channel.sock.close()
            with self._lock:
                self._open.pop(threading.current_thread(), None)
