"""Names to addresses, each name asked once however many targets share it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from safelist.check.observation import FailureKind, Resolved, Variant
from safelist.check.steps import resolve
from safelist.sets.names import is_address

if TYPE_CHECKING:
    from safelist.check.observation import Observation
    from safelist.check.run import Run

_MAX_ADDRESSES = 64
#: The virtual address of Azure's resolver, which stands on the list itself.
#: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
AZURE_DNS = "168.63.129.16"
_NEGATIVE = (
    FailureKind.NAME_NOT_FOUND,
    FailureKind.NO_DATA,
    FailureKind.QUERY_REFUSED,
    FailureKind.SERVER_FAILURE,
)


class Names:
    """Resolves names during one run; observations of a name carry the name as their target."""

    def __init__(
        self, run: Run, servers: tuple[tuple[str, int], ...] | None, pins: dict[str, str]
    ) -> None:
        self._run = run
        self._pins = pins
        self._as_system = servers is None
        self._servers = servers or tuple((one, 53) for one in resolve.system_servers())
        asked = {server for server, _ in self._servers}
        hosts = {target.host for target in run.plan.targets}
        # Only a session host on Azure has it, and a list for session hosts names it.
        self._has_azure = self._as_system and AZURE_DNS in hosts and AZURE_DNS not in asked
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
                seen.append(await self._again(host, *self._servers[0], Variant.TCP))
            elif self._wants_second_opinion(seen):
                await self._again(host, AZURE_DNS, 53, Variant.SECOND)
        return next((o.outcome.addresses for o in seen if isinstance(o.outcome, Resolved)), ())

    async def _again(self, host: str, server: str, port: int, variant: Variant) -> Observation:
        timeout = self._run.timeout / 4
        asked = resolve.ask(host, host, server, port, timeout=timeout, variant=variant)
        return self._run.note(await asked)

    def _wants_second_opinion(self, seen: list[Observation]) -> bool:
        """Tell whether a name server said no, and Azure's own is there to be asked."""
        if any(isinstance(one.outcome, Resolved) for one in seen) or not self._has_azure:
            return False
        return any(one.failure and one.failure.kind in _NEGATIVE for one in seen)


def _is_silence(seen: Observation) -> bool:
    return seen.failure is not None and seen.failure.kind is FailureKind.TIMEOUT
