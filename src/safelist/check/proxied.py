"""Reach a target through an HTTP proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safelist.catalog.knowledge import ProbeKind
from safelist.check.direct import shake_and_ask
from safelist.check.observation import FailureKind, Variant
from safelist.check.steps.connect import connect
from safelist.check.steps.request import authority, get, request
from safelist.check.steps.tunnel import credentials, is_open, tunnel

if TYPE_CHECKING:
    from safelist.check.observation import Observation
    from safelist.check.route import ThroughProxy
    from safelist.check.run import Run
    from safelist.check.steps.pipe import Pipe
    from safelist.check.target import Target


async def reach_through(run: Run, target: Target, proxy: ThroughProxy) -> None:
    """Try *target* through *proxy*, at the first of its addresses that takes a connection."""
    async with run.sockets:
        for address in await run.names.addresses(proxy.host):
            opened = await connect(target.id, address, proxy.port, timeout=run.timeout)
            run.note(opened.observation)
            if opened.pipe:
                with opened.pipe as pipe:
                    seen = await _speak(run, target, proxy, pipe)
                if seen and seen.failure and seen.failure.kind is FailureKind.CERTIFICATE:
                    await _look_unverified(run, target, proxy, address)
                return


async def _look_unverified(run: Run, target: Target, proxy: ThroughProxy, address: str) -> None:
    """Take another look at a certificate that is not trusted."""
    variant = Variant.UNVERIFIED
    opened = await connect(target.id, address, proxy.port, timeout=run.timeout, variant=variant)
    if opened.pipe:
        with opened.pipe as pipe:
            await _speak(run, target, proxy, pipe, variant)


async def _speak(
    run: Run,
    target: Target,
    proxy: ThroughProxy,
    pipe: Pipe,
    variant: Variant = Variant.PLAIN,
) -> Observation | None:
    """Go as far as it goes; give what the handshake saw where it came to one."""
    if target.probe.kind is ProbeKind.HTTP:
        await _forward(run, target, proxy, pipe)
        return None
    asked = tunnel(target.id, pipe, proxy, target.host, target.port, timeout=run.timeout)
    if not is_open(run.note(await asked)) or target.probe.kind is not ProbeKind.TLS:
        return None
    return await shake_and_ask(run, target, pipe, str(proxy), variant)


async def _forward(run: Run, target: Target, proxy: ThroughProxy, pipe: Pipe) -> None:
    """Let the proxy fetch the plain page."""
    host = authority(target.host, target.port, 80)
    head = get(f"http://{host}{target.probe.path}", host, credentials(proxy))
    run.note(await request(target.id, pipe, head, address=str(proxy), timeout=run.timeout))
