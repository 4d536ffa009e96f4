"""Exchange: bytes sent and received over a stream, counted, and what goes wrong, named."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from safelist.check.observation import Failure, FailureKind
from safelist.check.steps.failure import from_error, printable

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from safelist.check.steps.pipe import Stream

T = TypeVar("T")


class Exchange:
    """A stream that knows how much went either way, and what came first."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.sent = 0
        self.received = 0
        self.first = b""

    async def send(self, content: bytes) -> None:
        """Send all of *content*."""
        await self._stream.send(content)
        self.sent += len(content)

    async def receive(self) -> bytes:
        """Give what comes next; raises EOFError when the other side has closed."""
        content = await self._stream.receive()
        if not content:
            raise EOFError
        self.received += len(content)
        self.first = self.first or content[:256]
        return content

    async def run(self, action: Awaitable[T], timeout: float) -> T | Failure:
        """Await *action* for *timeout* seconds; silence, the end and system errors are failures."""
        try:
            async with asyncio.timeout(timeout):
                return await action
        except TimeoutError:
            return self.failure(FailureKind.TIMEOUT, message="no answer in time")
        except EOFError:
            return self.failure(FailureKind.CLOSED, message="the connection was closed")
        except OSError as error:
            return from_error(error, sent=self.sent, received=self.received)

    def failure(
        self,
        kind: FailureKind,
        *,
        code: str = "",
        message: str = "",
        verify_code: int | None = None,
    ) -> Failure:
        """Give a failure of *kind* with what was counted."""
        return Failure(
            kind=kind,
            code=code,
            message=message,
            verify_code=verify_code,
            sent=self.sent,
            received=self.received,
            preview=printable(self.first),
        )
