"""Connect: open a TCP connection, or a UDP socket."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from safelist.check.observation import Connected, Step, Variant
from safelist.check.steps.failure import from_error, timed_out
from safelist.check.steps.look import Look
from safelist.check.steps.pipe import OpenError, Pipe

if TYPE_CHECKING:
    from safelist.check.observation import Failure, Observation


@dataclass(frozen=True, slots=True)
class Opened:
    """What was seen, and the open pipe where there is one."""

    observation: Observation
    pipe: Pipe | None


async def connect(
    target: str,
    address: str,
    port: int,
    *,
    timeout: float,
    variant: Variant = Variant.PLAIN,
    segment: int | None = None,
) -> Opened:
    """Open a TCP connection to *address*."""
    look = Look(target, Step.CONNECT, address, variant)
    try:
        async with asyncio.timeout(timeout):
            pipe = await Pipe.open(address, port, segment=segment)
    except TimeoutError:
        return Opened(look.saw(timed_out()), None)
    except OpenError as error:
        return Opened(look.saw(_failure(error)), None)
    return Opened(look.saw(Connected(local=pipe.local)), pipe)


def _failure(error: OpenError) -> Failure:
    failure = from_error(error.error)
    if error.icmp is None:
        return failure
    return msgspec.structs.replace(failure, offender=error.icmp.offender, icmp=error.icmp.kind)
