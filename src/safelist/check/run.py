"""Run a plan: all targets at once, each step within one timeout, gently."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safelist.check.direct import reach
from safelist.check.names import Names
from safelist.check.observation import Failure, FailureKind, Observation, Step
from safelist.check.proxied import reach_through
from safelist.check.route import ThroughProxy
from safelist.check.routes import Routes
from safelist.check.steps.failure import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from safelist.check.target import Plan, Target

_SOCKETS = 900
_FILES = 4096
#: Content delivery networks answer a rush of handshakes from one machine with failures.
_PER_ADDRESS = 8


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run: *timeout* in seconds for each step, name servers as (address, port).

    Where *servers* are given they are asked instead of the system's resolver; *pins* are names
    whose address the user gives.
    """

    timeout: float = 5.0
    servers: tuple[tuple[str, int], ...] | None = None
    routes: Routes = field(default_factory=Routes)
    pins: dict[str, str] = field(default_factory=dict)


class Run:
    """One run of a plan; `observations` grows while it goes on, so that a stop loses nothing."""

    def __init__(
        self, plan: Plan, settings: Settings, on_done: Callable[[], None] = lambda: None
    ) -> None:
        self.plan = plan
        self.observations: list[Observation] = []
        self.unfinished = {target.id for target in plan.targets}
        self.followed = 0
        self.timeout = settings.timeout
        self._settings = settings
        self._on_done = on_done

    async def all(self) -> None:
        """Try every target."""
        _allow_many_sockets()
        self.sockets = asyncio.Semaphore(_SOCKETS)
        self.polite = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(_PER_ADDRESS))
        self.names = Names(self, self._settings.servers, self._settings.pins)
        async with asyncio.TaskGroup() as group:
            for target in self.plan.targets:
                group.create_task(self._target(target))

    def note(self, seen: Observation) -> Observation:
        """Keep *seen*."""
        self.observations.append(seen)
        return seen

    async def _target(self, target: Target) -> None:
        try:
            await self._reach(target)
        except Exception as error:
            self.note(
                Observation(
                    target=target.id,
                    step=Step.CONNECT,
                    outcome=Failure(
                        kind=FailureKind.SYSTEM_ERROR,
                        code=type(error).__name__,
                        message=printable(str(error).encode()),
                    ),
                )
            )
        self.unfinished.discard(target.id)
        self._on_done()

    async def _reach(self, target: Target) -> None:
        route = self._settings.routes.route(target)
        if isinstance(route, ThroughProxy):
            await reach_through(self, target, route)
        else:
            addresses = await self.names.addresses(target.host)
            await asyncio.gather(*(reach(self, target, address) for address in addresses))


def _allow_many_sockets() -> None:
    """Raise the soft limit of open files where there is one: a silent list holds many sockets."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
        if soft < wanted:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
