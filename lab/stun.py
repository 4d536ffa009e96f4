"""Answer STUN and TURN requests over UDP (RFC 8489, RFC 8656), rightly or wrongly."""

from __future__ import annotations

import ipaddress
import struct
from typing import Literal

from lab.datagram import DatagramHandler, Outgoing
from lab.records import Address, Log, StunRequest

COOKIE = 0x2112A442
BINDING, ALLOCATE = 0x0001, 0x0003
SUCCESS, ERROR = 0x0100, 0x0110
ERROR_CODE, REALM, NONCE, XOR_MAPPED_ADDRESS = 0x0009, 0x0014, 0x0015, 0x0020

Mode = Literal["good", "silent", "foreign", "wrong-id", "error"]


def answering(mode: Mode = "good") -> DatagramHandler:
    """Answer each request by *mode*.

    `good` tells a Binding its own address and asks an Allocate for credentials (401); `foreign`
    sends what is no STUN; `wrong-id` answers another transaction; `error` is 500 for everything.
    """

    def handle(message: bytes, peer: Address, log: Log) -> tuple[Outgoing, ...]:
        if len(message) < 20 or message[0] > 3:
            return ()
        method, _, _ = struct.unpack_from("!HHI", message)
        transaction = message[8:20]
        log.note(StunRequest(peer, method, transaction))
        match mode:
            case "silent":
                return ()
            case "foreign":
                return (Outgoing(b"HTTP/1.1 400 Bad Request\r\n\r\n"),)
            case "wrong-id":
                transaction = bytes(byte ^ 0xFF for byte in transaction)
            case "error":
                return (Outgoing(_failure(method, transaction, 500, "Server Error")),)
        return (Outgoing(_answer(method, transaction, peer)),)

    return handle


def _answer(method: int, transaction: bytes, peer: Address) -> bytes:
    if method == BINDING:
        mapped = _attribute(XOR_MAPPED_ADDRESS, _xored(peer, transaction))
        return _message(BINDING | SUCCESS, transaction, mapped)
    if method == ALLOCATE:
        asked = _attribute(REALM, b"lab") + _attribute(NONCE, b"0123456789abcdef")
        return _failure(ALLOCATE, transaction, 401, "Unauthorized", asked)
    return _failure(method, transaction, 400, "Bad Request")


def _failure(
    method: int, transaction: bytes, code: int, reason: str, attributes: bytes = b""
) -> bytes:
    text = struct.pack("!HBB", 0, code // 100, code % 100) + reason.encode()
    return _message(method | ERROR, transaction, _attribute(ERROR_CODE, text) + attributes)


def _message(kind: int, transaction: bytes, attributes: bytes) -> bytes:
    return struct.pack("!HHI", kind, len(attributes), COOKIE) + transaction + attributes


def _attribute(kind: int, content: bytes) -> bytes:
    return struct.pack("!HH", kind, len(content)) + content + bytes(-len(content) % 4)


def _xored(peer: Address, transaction: bytes) -> bytes:
    address = ipaddress.ip_address(peer[0])
    mask = struct.pack("!I", COOKIE) + transaction
    hidden = bytes(a ^ b for a, b in zip(address.packed, mask, strict=False))
    family = 1 if address.version == 4 else 2
    return struct.pack("!BBH", 0, family, peer[1] ^ (COOKIE >> 16)) + hidden
