"""STUN: ask a relay which address we come from (RFC 8489), and last for an allocation (RFC 8656).

A relay that only serves TURN answers an allocation without credentials with 401: it was reached.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

from safelist.check.observation import Failure, FailureKind, Replied, Step
from safelist.check.steps.failure import from_error, printable, timed_out
from safelist.check.steps.look import Look
from safelist.check.steps.pipe import OpenError, Pipe

if TYPE_CHECKING:
    from safelist.check.observation import Observation

_COOKIE = 0x2112A442
_BINDING, _ALLOCATE = 0x0001, 0x0003
_REQUESTED_TRANSPORT = struct.pack("!HHB3x", 0x0019, 4, 17)  # UDP
_NAMES = {
    0x0101: "binding-success",
    0x0111: "binding-error",
    0x0103: "allocate-success",
    0x0113: "allocate-error",
}
_XOR_MAPPED_ADDRESS = 0x0020
_TRIES = ((_BINDING, b""), (_BINDING, b""), (_ALLOCATE, _REQUESTED_TRANSPORT))


async def ask_binding(target: str, address: str, port: int, *, timeout: float) -> Observation:
    """Ask up to three times within *timeout*; silence is only silence."""
    look = Look(target, Step.STUN, address)
    try:
        async with asyncio.timeout(timeout):
            return look.saw(await _exchange(address, port, os.urandom(12), timeout))
    except TimeoutError:
        return look.saw(timed_out(sent=sum(20 + len(body) for _, body in _TRIES)))
    except OpenError as error:
        return look.saw(error.failure())
    except OSError as error:
        return look.saw(from_error(error))


async def _exchange(
    address: str, port: int, transaction: bytes, timeout: float
) -> Replied | Failure:
    foreign: list[Failure] = []
    with await Pipe.open_udp(address, port) as pipe:
        for kind, body in _TRIES:
            head = struct.pack("!HHI", kind, len(body), _COOKIE)
            await pipe.send(head + transaction + body)
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout / (len(_TRIES) + 1)):
                    return await _reply_to(transaction, pipe, foreign)
    if foreign:
        return foreign[-1]
    raise TimeoutError


async def _reply_to(transaction: bytes, pipe: Pipe, foreign: list[Failure]) -> Replied:
    """Wait for the reply that fits; what comes before it and does not fit goes to *foreign*."""
    while True:
        outcome = _outcome(await pipe.receive(), transaction)
        if isinstance(outcome, Replied):
            return outcome
        foreign.append(outcome)


def _outcome(reply: bytes, transaction: bytes) -> Replied | Failure:
    if len(reply) < 20 or reply[4:20] != struct.pack("!I", _COOKIE) + transaction:
        return Failure(
            kind=FailureKind.MALFORMED,
            message="the answer does not belong to our question",
            received=len(reply),
            preview=printable(reply),
        )
    (kind,) = struct.unpack_from("!H", reply)
    if kind not in _NAMES:
        return Failure(
            kind=FailureKind.MALFORMED,
            message=f"a message of type {kind:#06x}, which answers nothing",
            received=len(reply),
            preview=printable(reply),
        )
    return Replied(what=_NAMES[kind], detail=_mapped(reply))


def _mapped(reply: bytes) -> str:
    """Give our address as the relay sees it; empty where it does not say."""
    position = 20
    while position + 4 <= len(reply):
        kind, length = struct.unpack_from("!HH", reply, position)
        value = reply[position + 4 : position + 4 + length]
        if kind == _XOR_MAPPED_ADDRESS and len(value) in (8, 20):
            mask = reply[4:20]
            packed = bytes(a ^ b for a, b in zip(value[4:], mask, strict=False))
            port = struct.unpack_from("!H", value, 2)[0] ^ (_COOKIE >> 16)
            return f"{ipaddress.ip_address(packed)} port {port}"
        position += 4 + length + (-length % 4)
    return ""
