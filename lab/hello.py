"""Read a TLS ClientHello off the wire, as a filter in the path does."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from lab.records import Hello

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.channel import Channel

HANDSHAKE = 22
SERVER_NAME = 0
ALPN = 16


def read_flight(channel: Channel) -> bytes:
    """Give the first whole TLS record, or whatever came first when it is not TLS."""
    first = channel.recv()
    if not first or first[0] != HANDSHAKE:
        return first
    channel.unread(first)
    header = channel.exactly(5)
    return header + channel.exactly(int.from_bytes(header[3:5], "big"))


def peek_hello(channel: Channel) -> Hello | None:
    """Give the ClientHello that *channel* starts with and leave it to be read; else nothing."""
    flight = read_flight(channel)
    channel.unread(flight)
    extensions = _extensions(flight)
    if extensions is None:
        return None
    hello = Hello(channel.peer, _name(extensions), _protocols(extensions), len(flight))
    channel.note(hello)
    return hello


def _extensions(record: bytes) -> dict[int, bytes] | None:
    if record[:1] != bytes([HANDSHAKE]) or record[5:6] != b"\x01":
        return None
    stream = BytesIO(record[5 + 4 + 2 + 32 :])
    _vector(stream, 1)  # session id
    _vector(stream, 2)  # cipher suites
    _vector(stream, 1)  # compression methods
    inner = BytesIO(_vector(stream, 2))
    extensions: dict[int, bytes] = {}
    while kind := inner.read(2):
        extensions[int.from_bytes(kind, "big")] = _vector(inner, 2)
    return extensions


def _name(extensions: dict[int, bytes]) -> str | None:
    names = BytesIO(_vector(BytesIO(extensions.get(SERVER_NAME, b"")), 2))
    if names.read(1) != b"\x00":
        return None
    return _vector(names, 2).decode("ascii", "replace").lower()


def _protocols(extensions: dict[int, bytes]) -> tuple[str, ...]:
    def each(stream: BytesIO) -> Iterator[str]:
        while protocol := _vector(stream, 1):
            yield protocol.decode("ascii", "replace")

    return tuple(each(BytesIO(_vector(BytesIO(extensions.get(ALPN, b"")), 2))))


def _vector(stream: BytesIO, width: int) -> bytes:
    return stream.read(int.from_bytes(stream.read(width), "big"))
