"""Hops: how far a connection gets, told by the devices where its hop limit ends (Linux).

A device that discards a packet whose hop limit has run out says so (RFC 792, type 11; RFC 4443,
type 3). The last one that says so stands before whoever drops the connection in silence.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from safelist.check.observation import Replied, Step, Variant
from safelist.check.steps.connect import connect
from safelist.check.steps.look import Look

if TYPE_CHECKING:
    from safelist.check.observation import Observation

_LIMITS = range(1, 9)
_EXCEEDED = ("11/", "3/0")


def can_tell() -> bool:
    """Tell whether this system hands ICMP errors to programs."""
    return sys.platform.startswith("linux")


async def follow(target: str, address: str, port: int, *, timeout: float) -> Observation:
    """Connect with hop limits of 1 to 8 at once, and note who answers."""
    look = Look(target, Step.CONNECT, address, Variant.HOPS)
    tries = [
        connect(target, address, port, timeout=timeout, variant=Variant.HOPS, hops=hops)
        for hops in _LIMITS
    ]
    told = []
    for hops, opened in zip(_LIMITS, await asyncio.gather(*tries), strict=True):
        if opened.pipe:
            opened.pipe.close()
        failure = opened.observation.failure
        exceeded = _EXCEEDED[0] if "." in address else _EXCEEDED[1]
        if failure and failure.offender and failure.icmp.startswith(exceeded):
            told.append(f"{hops} {failure.offender}")
    detail = ", ".join([*told, "then silence"]) if told else "no device on the way answers"
    return look.saw(Replied(what="hops", detail=detail))
