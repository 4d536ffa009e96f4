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
    while len(content) < 3:
        content += await exchange.receive()
    version, kind = content[:2], content[2]
    if version == b"\x05\x00" and kind == _BIND_ACK:
        return Replied(what="bind-ack")
    code = "bind-nak" if version == b"\x05\x00" and kind == _BIND_NAK else ""
    return exchange.failure(
        FailureKind.MALFORMED, code=code, message="the answer is not that of a KMS"
    )
