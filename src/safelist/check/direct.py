"""Reach a target directly, and on failure take the looks that separate look-alikes."""

from __future__ import annotations

import asyncio
import ipaddress
import random
from typing import TYPE_CHECKING

from safelist.catalog.knowledge import ProbeKind
from safelist.check.observation import FailureKind, Secured, Variant
from safelist.check.steps import connect, handshake, hops, kms, stun
from safelist.check.steps.pipe import TCP_MAXSEG
from safelist.check.steps.request import authority, get, request, upgrade

if TYPE_CHECKING:
    from safelist.check.observation import Observation
    from safelist.check.run import Run
    from safelist.check.steps.pipe import Pipe, Stream
    from safelist.check.target import Target

_RETRY_AFTER = 0.7
_SMALL_SEGMENT = 536
_ONCE_MORE = (FailureKind.RESET, FailureKind.CLOSED)
#: What else is looked at after a handshake that failed in a certain way.
_LOOKS = {
    FailureKind.CERTIFICATE: (Variant.UNVERIFIED,),
    FailureKind.TIMEOUT: (Variant.NO_SNI, Variant.SMALL_SEGMENTS, Variant.NEAR),
    FailureKind.RESET: (Variant.RETRY, Variant.NO_SNI, Variant.NEAR),
    FailureKind.CLOSED: (Variant.RETRY, Variant.NO_SNI, Variant.NEAR),
    FailureKind.NOT_TLS: (Variant.NEAR,),
    FailureKind.ALERT: (Variant.NEAR,),
}
#: Whoever answers a packet that may not be passed on is near, and answers at once.
_NEAR_TIMEOUT = 1.0
#: How many silent connections of one run are followed hop by hop: a few tell for all.
_FOLLOWED = 8


async def reach(run: Run, target: Target, address: str) -> None:
    """Try *target* at *address*."""
    async with run.sockets:
        if target.probe.kind is ProbeKind.STUN:
            run.note(await stun.ask_binding(target.id, address, target.port, timeout=run.timeout))
            return
        pipe = await _connect(run, target, address)
        if pipe is None:
            await _follow(run, target, address)
            return
        with pipe:
            async with run.polite[address]:
                await _speak(run, target, address, pipe)


async def _follow(run: Run, target: Target, address: str) -> None:
    """See how far a connection gets that nobody answered."""
    failure = run.observations[-1].failure
    silent = failure is not None and failure.kind is FailureKind.TIMEOUT
    if silent and hops.can_tell() and _is_far(address) and run.followed < _FOLLOWED:
        run.followed += 1
        run.note(await hops.follow(target.id, address, target.port, timeout=_NEAR_TIMEOUT))


async def _connect(
    run: Run, target: Target, address: str, variant: Variant = Variant.PLAIN
) -> Pipe | None:
    near = variant is Variant.NEAR
    opened = await connect.connect(
        target.id,
        address,
        target.port,
        timeout=min(run.timeout, _NEAR_TIMEOUT) if near else run.timeout,
        variant=variant,
        segment=_SMALL_SEGMENT if variant is Variant.SMALL_SEGMENTS else None,
        hops=1 if near else None,
    )
    run.note(opened.observation)
    return opened.pipe


async def _speak(run: Run, target: Target, address: str, pipe: Pipe) -> None:
    match target.probe.kind:
        case ProbeKind.TLS:
            await _secure(run, target, address, pipe)
        case ProbeKind.KMS:
            run.note(await kms.bind(target.id, pipe, address=address, timeout=run.timeout))
        case ProbeKind.HTTP | ProbeKind.METADATA | ProbeKind.WIRESERVER:
            seen = await ask(run, target, pipe, address)
            if seen.failure and seen.failure.kind in _ONCE_MORE:
                await _pause()
                again = await _connect(run, target, address, Variant.RETRY)
                if again:
                    with again:
                        await ask(run, target, again, address, Variant.RETRY)


async def _secure(run: Run, target: Target, address: str, pipe: Pipe) -> None:
    seen = await shake_and_ask(run, target, pipe, address)
    if seen.failure is None:
        return
    looks = [one for one in _LOOKS.get(seen.failure.kind, ()) if _can_look(one, address)]
    if Variant.RETRY in looks:
        await _pause()
    await asyncio.gather(*(_look_again(run, target, address, variant) for variant in looks))


def _can_look(variant: Variant, address: str) -> bool:
    match variant:
        case Variant.SMALL_SEGMENTS:
            return bool(TCP_MAXSEG)
        case Variant.NEAR:
            return _is_far(address)
        case _:
            return True


def _is_far(address: str) -> bool:
    """Tell whether *address* is a public one, which nobody near should answer for."""
    return ipaddress.ip_address(address.partition("%")[0]).is_global


async def _look_again(run: Run, target: Target, address: str, variant: Variant) -> None:
    pipe = await _connect(run, target, address, variant)
    if pipe:
        with pipe:
            if variant is not Variant.NEAR:  # that it came up is all there is to see
                await shake_and_ask(run, target, pipe, address, variant)


async def shake_and_ask(
    run: Run,
    target: Target,
    stream: Stream,
    address: str,
    variant: Variant = Variant.PLAIN,
) -> Observation:
    """Shake hands over *stream* and, where the certificate was verified, send the request.

    Gives what the handshake saw.
    """
    done = await handshake.shake_hands(
        target.id, stream, target.host, address=address, timeout=run.timeout, variant=variant
    )
    seen = run.note(done.observation)
    if done.stream and isinstance(seen.outcome, Secured) and seen.outcome.verified:
        await ask(run, target, done.stream, address, variant)
    return seen


async def ask(
    run: Run,
    target: Target,
    stream: Stream,
    address: str,
    variant: Variant = Variant.PLAIN,
) -> Observation:
    """Send the one request that fits *target*."""
    probe = target.probe
    host = authority(target.host, target.port, 443 if probe.kind is ProbeKind.TLS else 80)
    match probe.kind:
        case ProbeKind.METADATA:
            # Only the list of API versions: nothing that identifies the machine, and no token.
            head = get("/metadata/versions", host, {"Metadata": "true"})
        case ProbeKind.WIRESERVER:
            head = get("/?comp=versions", host)
        case _ if probe.websocket:
            head, variant = upgrade(probe.path, host), Variant.UPGRADE
        case _:
            head = get(probe.path, host)
    seen = await request(
        target.id, stream, head, address=address, timeout=run.timeout, variant=variant
    )
    return run.note(seen)


async def _pause() -> None:
    await asyncio.sleep(_RETRY_AFTER * (1 + random.random() / 2))  # noqa: S311
