"""Answer a DCE/RPC bind as a KMS host does, or as something else on port 1688 would.

It binds and does no more: it cannot activate anything (MS-RPCE section 2.2.2, C706 chapter 12).
"""

from __future__ import annotations

import struct
import uuid
from typing import TYPE_CHECKING, Literal

from lab.http import Response, write
from lab.records import Bind

if TYPE_CHECKING:
    from lab.channel import Channel, Handler

KMS = uuid.UUID("51c82175-844e-4750-b0d8-ec255555bc06")
NDR = uuid.UUID("8a885d04-1ceb-11c9-9fe8-08002b104860")
BIND, BIND_ACK, BIND_NAK = 11, 12, 13
HEADER_SIZE = 16
ACCEPTED, PROVIDER_REJECTION = 0, 2
ABSTRACT_SYNTAX_NOT_SUPPORTED = 1
PROTOCOL_VERSION_NOT_SUPPORTED = 4
WEB_SERVER = write(Response(400, b"<h1>Bad Request</h1>", (("Server", "Microsoft-HTTPAPI/2.0"),)))

Mode = Literal["ack", "nak", "other-interface", "http", "mute", "close", "reset"]


def answering(mode: Mode = "ack") -> Handler:
    """Answer the first bind by *mode*.

    `ack` accepts the KMS interface and rejects others; `other-interface` rejects all; `http` is a
    web server's 400; `close` and `reset` end the connection.
    """

    def handle(channel: Channel) -> None:
        pdu = read_pdu(channel)
        interface, version = requested(pdu)
        channel.note(Bind(channel.peer, str(interface), version))
        match mode:
            case "ack":
                channel.send(bind_ack(pdu, known=(interface, version) == (KMS, (1, 0))))
            case "other-interface":
                channel.send(bind_ack(pdu, known=False))
            case "nak":
                channel.send(bind_nak(pdu))
            case "http":
                channel.send(WEB_SERVER)
            case "mute":
                channel.drain()
            case "reset":
                channel.reset()
                return
        channel.finish()

    return handle


def read_pdu(channel: Channel) -> bytes:
    """Read one PDU; what is no DCE/RPC comes back as it came."""
    header = channel.exactly(HEADER_SIZE)
    if header[:2] != b"\x05\x00":
        return header
    size = int.from_bytes(header[8:10], "little")
    return header + channel.exactly(max(size - HEADER_SIZE, 0))


def requested(pdu: bytes) -> tuple[uuid.UUID, tuple[int, int]]:
    """Give the first interface that the bind *pdu* asks for, and its version."""
    if len(pdu) < 52 or pdu[2] != BIND:
        return uuid.UUID(int=0), (0, 0)
    major, minor = struct.unpack_from("<HH", pdu, 48)
    return uuid.UUID(bytes_le=pdu[32:48]), (major, minor)


def bind_ack(pdu: bytes, *, known: bool) -> bytes:
    """Accept every context of the bind *pdu*, or none when the interface is not *known*."""
    verdict = (ACCEPTED, 0) if known else (PROVIDER_REJECTION, ABSTRACT_SYNTAX_NOT_SUPPORTED)
    syntax = NDR.bytes_le + struct.pack("<I", 2) if known else bytes(20)
    contexts = pdu[24] if len(pdu) > 24 else 1
    secondary = b"1688\x00"
    address = struct.pack("<H", len(secondary)) + secondary
    padding = bytes(-(HEADER_SIZE + 8 + len(address)) % 4)
    results = bytes([contexts, 0, 0, 0]) + (struct.pack("<HH", *verdict) + syntax) * contexts
    sizes = struct.pack("<HHI", 5840, 5840, 0x1063)
    return _pdu(BIND_ACK, pdu, sizes + address + padding + results)


def bind_nak(pdu: bytes) -> bytes:
    """Reject the bind *pdu*: protocol version not supported, 5.0 offered."""
    return _pdu(BIND_NAK, pdu, struct.pack("<HBBB", PROTOCOL_VERSION_NOT_SUPPORTED, 1, 5, 0))


def _pdu(kind: int, asked: bytes, body: bytes) -> bytes:
    call = asked[12:16].ljust(4, b"\x00")
    # Version 5.0, first and last fragment, little-endian.
    head = struct.pack("<BBBBIHH", 5, 0, kind, 3, 0x10, HEADER_SIZE + len(body), 0)
    return head + call + body
