"""Tunnel: ask an HTTP proxy for a connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safelist.check.observation import Answered, Step
from safelist.check.steps.request import authority, connect_through, request

if TYPE_CHECKING:
    from safelist.check.observation import Observation
    from safelist.check.route import ThroughProxy
    from safelist.check.steps.pipe import Stream


async def tunnel(
    target: str, stream: Stream, proxy: ThroughProxy, host: str, port: int, *, timeout: float
) -> Observation:
    """Ask *proxy*, at the other end of *stream*, for a tunnel to *host*:*port*."""
    return await request(
        target,
        stream,
        connect_through(authority(host, port, 0), credentials(proxy)),
        address=f"{proxy.host}:{proxy.port}",
        timeout=timeout,
        step=Step.TUNNEL,
        body=False,
    )


def credentials(proxy: ThroughProxy) -> dict[str, str]:
    """Give the header that carries the credentials for *proxy*, if there are any."""
    return {"Proxy-Authorization": proxy.authorization} if proxy.authorization else {}


def is_open(seen: Observation) -> bool:
    """Tell whether the proxy opened the tunnel."""
    return isinstance(seen.outcome, Answered) and 200 <= seen.outcome.status < 300
