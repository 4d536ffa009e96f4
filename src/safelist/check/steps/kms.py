"""KMS: bind to the activation service over DCE/RPC, without activating anything.

A bind is answered by a bind_ack from whatever speaks DCE/RPC there; a mere connection would also
be answered by a proxy or a honeypot. C706, chapter 12: https://publications.opengroup.org/c706
"""

from __future__ import annotations

import struct
import uuid
from typing import TYPE_CHECKING

from safelist.check.observation import FailureKind, Replied, Step
from safelist.check.steps.exchange import Exchange
from safelist.check.steps.look import Look

if TYPE_CHECKING:
    from safelist.check.observation import Failure, Observation
    from safelist.check.steps.pipe import Stream

_BIND, _BIND_ACK, _BIND_NAK = 11, 12, 13
_HEAD = 16
_KMS = uuid.UUID("51c82175-844e-4750-b0d8-ec255555bc06")
_NDR = uuid.UUID("8a885d04-1ceb-11c9-9fe8-08002b104860")


def bind_request() -> bytes:
    """Give the bind PDU: version 5.0, one context, KMS 1.0 over NDR 2.0."""
    context = struct.pack("<HBB", 0, 1, 0) + _KMS.bytes_le + struct.pack("<HH", 1, 0)
    context += _NDR.bytes_le + struct.pack("<I", 2)
    body = struct.pack("<HHI", 4280, 4280, 0) + struct.pack("<BBH", 1, 0, 0) + context
    head = struct.pack("<BBBB4sHHI", 5, 0, _BIND, 3, b"\x10\0\0\0", 16 + len(body), 0, 1)
    return head + body


async def bind(target: str, stream: Stream, *, address: str, timeout: float) -> Observation:
    """Ask for a binding and see what answers."""
    look = Look(target, Step.KMS, address)
    exchange = Exchange(stream)
    return look.saw(await exchange.run(_outcome(exchange), timeout))


async def _outcome(exchange: Exchange) -> Replied | Failure:
    await exchange.send(bind_request())
    content = b""
    while len(content) < _HEAD or len(content) < _length(content):
        content += await exchange.receive()
        if content[:2] != b"\x05\x00"[: len(content)]:
            break
    kind = content[2] if len(content) >= _HEAD and content[:2] == b"\x05\x00" else None
    if kind == _BIND_ACK and _is_accepted(content):
        return Replied(what="bind-ack")
    code = {_BIND_ACK: "bind-rejected", _BIND_NAK: "bind-nak"}.get(kind or 0, "")
    return exchange.failure(
        FailureKind.MALFORMED, code=code, message="the answer is not that of a KMS"
    )


def _length(content: bytes) -> int:
    """Give how long the PDU says it is, within reason."""
    return min(int.from_bytes(content[8:10], "little"), 4096)


def _is_accepted(content: bytes) -> bool:
    """Tell whether the one context that was asked for is accepted: its result is 0.

    Before the results stand two sizes, a group, and the secondary address with its length, padded
    to a multiple of four.
    """
    address = int.from_bytes(content[24:26], "little")
    results = 26 + address + (-(26 + address) % 4)
    count, result = content[results : results + 1], content[results + 4 : results + 6]
    return count >= b"\x01" and result == b"\0\0"
