"""Connect: open a TCP connection, or a UDP socket."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safelist.check.observation import Connected, Step, Variant
from safelist.check.steps.failure import timed_out
from safelist.check.steps.look import Look
from safelist.check.steps.pipe import OpenError, Pipe

if TYPE_CHECKING:
    from safelist.check.observation import Observation


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
    hops: int | None = None,
) -> Opened:
    """Open a TCP connection to *address*; *segment* and *hops* bound its packets."""
    look = Look(target, Step.CONNECT, address, variant)
    try:
        async with asyncio.timeout(timeout):
            pipe = await Pipe.open(address, port, segment=segment, hops=hops)
    except TimeoutError:
        return Opened(look.saw(timed_out()), None)
    except OpenError as error:
        return Opened(look.saw(error.failure()), None)
    return Opened(look.saw(Connected(local=pipe.local)), pipe)
