"""Request: one HTTP/1.1 request, and the start of its answer."""

from __future__ import annotations

import http.client
import io
import re
from typing import TYPE_CHECKING

from safelist import __version__
from safelist.check.observation import Answered, FailureKind, Step, Variant
from safelist.check.steps.exchange import Exchange
from safelist.check.steps.failure import printable
from safelist.check.steps.look import Look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safelist.check.observation import Failure, Observation
    from safelist.check.steps.pipe import Stream

USER_AGENT = f"safelist/{__version__}"
_MAX_HEAD = 32768
_MAX_BODY = 4096
#: Headers that say who answered; all others are left out of what is saved.
_KEPT = {
    "server", "via", "location", "content-type", "upgrade", "x-cache", "x-squid-error",
    "proxy-authenticate", "www-authenticate", "x-ms-version", "x-azure-ref", "proxy-connection",
}  # fmt: skip


async def request(
    target: str,
    stream: Stream,
    head: str,
    *,
    address: str,
    timeout: float,
    step: Step = Step.REQUEST,
    variant: Variant = Variant.PLAIN,
    body: bool = True,
) -> Observation:
    """Send *head* and read the answer; without *body* only its head, as of a CONNECT."""
    look = Look(target, step, address, variant)
    exchange = Exchange(stream)

    async def ask() -> Answered | Failure:
        await exchange.send(head.encode("latin-1", "replace"))
        try:
            return await _Reader(exchange).answer(body=body)
        except (http.client.HTTPException, ValueError) as error:
            return exchange.failure(
                FailureKind.MALFORMED, message=f"not an HTTP answer ({type(error).__name__})"
            )

    return look.saw(await exchange.run(ask(), timeout))


def get(path: str, host: str, headers: Mapping[str, str] | None = None) -> str:
    """Give the head of a GET for *path*, or for an absolute URL where it goes to a proxy."""
    return _head(f"GET {path} HTTP/1.1", host, {"Accept": "*/*", "Connection": "close"}, headers)


def upgrade(path: str, host: str) -> str:
    """Give the head of a request for a WebSocket (RFC 6455)."""
    return _head(
        f"GET {path} HTTP/1.1",
        host,
        {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "c2FmZWxpc3QgY2hlY2tzIQ==",
        },
    )


def connect_through(authority: str, headers: Mapping[str, str]) -> str:
    """Give the head of a CONNECT to *authority*."""
    return _head(f"CONNECT {authority} HTTP/1.1", authority, headers)


def _head(first: str, host: str, *groups: Mapping[str, str] | None) -> str:
    lines = [first, f"Host: {host}", f"User-Agent: {USER_AGENT}"]
    lines += [f"{name}: {value}" for group in groups if group for name, value in group.items()]
    return "\r\n".join(lines) + "\r\n\r\n"


class _Reader:
    """Collects what a stream gives, to be read as an HTTP answer."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.content = b""

    async def answer(self, *, body: bool) -> Answered:
        while b"\r\n\r\n" not in self.content:
            if len(self.content) > _MAX_HEAD or not _may_be_http(self.content):
                raise http.client.BadStatusLine("")
            await self._more()
        head, _, start = self.content.partition(b"\r\n\r\n")
        line, _, rest = head.partition(b"\r\n")
        status, reason = _status(line)
        headers = http.client.parse_headers(io.BytesIO(rest + b"\r\n\r\n"))
        if body and status not in (101, 204, 304):
            start = await self._body(start, headers.get("content-length"))
        kept = {
            name.lower(): _shortened(name, value)
            for name, value in headers.items()
            if name.lower() in _KEPT
        }
        return Answered(
            status=status,
            reason=reason,
            headers=kept,
            start=start[:8].hex(),
            text=printable(start, 400) if body else "",
        )

    async def _body(self, start: bytes, length: str | None) -> bytes:
        wanted = min(int(length), _MAX_BODY) if length and length.isdigit() else _MAX_BODY
        try:
            while len(start) < wanted:
                before = len(self.content)
                await self._more()
                start += self.content[before:]
        except (EOFError, OSError):
            pass  # the head is what counts; a body may end early
        return start

    async def _more(self) -> None:
        self.content += await self._exchange.receive()


def _may_be_http(content: bytes) -> bool:
    return b"HTTP/"[: len(content)] == content[:5]


def _status(line: bytes) -> tuple[int, str]:
    found = re.fullmatch(rb"HTTP/\d\.\d (\d{3})(?: (.*))?", line)
    if not found:
        raise http.client.BadStatusLine(printable(line))
    return int(found[1]), printable(found[2] or b"")


def _shortened(name: str, value: str) -> str:
    """Drop what could be secret: queries of addresses, parameters of authentication."""
    if name.lower() == "location":
        value = re.split(r"[?#]", value, maxsplit=1)[0]
    if name.lower().endswith("-authenticate"):
        value = value.split(" ")[0]
    return printable(value.encode("latin-1", "replace"), 200)
