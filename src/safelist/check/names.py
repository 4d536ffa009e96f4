"""Names to addresses, each name asked once however many targets share it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from safelist.check.observation import FailureKind, Resolved
from safelist.check.steps import resolve
from safelist.sets.names import is_address

if TYPE_CHECKING:
    from safelist.check.observation import Observation
    from safelist.check.run import Run

_MAX_ADDRESSES = 16


class Names:
    """Resolves names during one run; observations of a name carry the name as their target."""

    def __init__(
        self, run: Run, servers: tuple[tuple[str, int], ...] | None, pins: dict[str, str]
    ) -> None:
        self._run = run
        self._pins = pins
        self._as_system = servers is None
        self._servers = servers or tuple((one, 53) for one in resolve.system_servers())
        self._known: dict[str, asyncio.Task[tuple[str, ...]]] = {}

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Give the addresses of *host*; none where it does not resolve."""
        if is_address(host):
            return (host,)
        if host in self._pins:
            return (self._pins[host],)
        if host not in self._known:
            self._known[host] = asyncio.create_task(self._resolve(host))
        return (await self._known[host])[:_MAX_ADDRESSES]

    async def _resolve(self, host: str) -> tuple[str, ...]:
        timeout = self._run.timeout
        asked = [resolve.ask(host, host, one, port, timeout=timeout) for one, port in self._servers]
        if self._as_system:
            # What applications get comes first: it decides where they connect.
            asked.insert(0, resolve.ask_system(host, host, timeout=timeout))
        async with self._run.sockets:
            seen = [self._run.note(one) for one in await asyncio.gather(*asked)]
            if not self._servers:
                self._run.note(resolve.without_servers(host))
            elif all(map(_is_silence, seen)):
                server, port = self._servers[0]
                again = resolve.ask(host, host, server, port, timeout=timeout / 4, tcp=True)
                seen.append(self._run.note(await again))
        return next((o.outcome.addresses for o in seen if isinstance(o.outcome, Resolved)), ())


def _is_silence(seen: Observation) -> bool:
    return seen.failure is not None and seen.failure.kind is FailureKind.TIMEOUT
