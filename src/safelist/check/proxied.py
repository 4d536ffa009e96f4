"""Reach a target through an HTTP proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safelist.catalog.knowledge import ProbeKind
from safelist.check.direct import shake_and_ask
from safelist.check.observation import FailureKind, Variant
from safelist.check.steps.connect import connect
from safelist.check.steps.request import get, request
from safelist.check.steps.tunnel import credentials, is_open, tunnel

if TYPE_CHECKING:
    from safelist.check.observation import Observation
    from safelist.check.route import ThroughProxy
    from safelist.check.run import Run
    from safelist.check.steps.pipe import Pipe
    from safelist.check.target import Target


async def reach_through(run: Run, target: Target, proxy: ThroughProxy) -> None:
    """Try *target* through *proxy*; with another look where the certificate is not trusted."""
    addresses = await run.names.addresses(proxy.host)
    if not addresses:
        return
    async with run.sockets, run.polite[proxy.host]:
        seen = await _reach(run, target, proxy, addresses[0])
        if seen and seen.failure and seen.failure.kind is FailureKind.CERTIFICATE:
            await _reach(run, target, proxy, addresses[0], Variant.UNVERIFIED)


async def _reach(
    run: Run,
    target: Target,
    proxy: ThroughProxy,
    address: str,
    variant: Variant = Variant.PLAIN,
) -> Observation | None:
    """Go as far as it goes; give what the handshake saw where it came to one."""
    opened = await connect(target.id, address, proxy.port, timeout=run.timeout, variant=variant)
    run.note(opened.observation)
    if opened.pipe is None:
        return None
    with opened.pipe as pipe:
        if target.probe.kind is ProbeKind.HTTP:
            await _forward(run, target, proxy, pipe)
            return None
        asked = tunnel(target.id, pipe, proxy, target.host, target.port, timeout=run.timeout)
        if not is_open(run.note(await asked)) or target.probe.kind is not ProbeKind.TLS:
            return None
        return await shake_and_ask(run, target, pipe, str(proxy), variant)


async def _forward(run: Run, target: Target, proxy: ThroughProxy, pipe: Pipe) -> None:
    """Let the proxy fetch the plain page."""
    host = target.host if target.port == 80 else f"{target.host}:{target.port}"
    head = get(f"http://{host}{target.probe.path}", host, credentials(proxy))
    run.note(await request(target.id, pipe, head, address=str(proxy), timeout=run.timeout))
