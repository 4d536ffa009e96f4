"""Request: one HTTP/1.1 request, and the start of its answer."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import io
import re
from typing import TYPE_CHECKING

import msgspec

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
_BODY_TIMEOUT = 1.0
#: Some devices end lines with a line feed alone, which a reader may accept (RFC 9112, 2.2).
_END = re.compile(rb"\r?\n\r?\n")
#: Headers that say who answered; all others are left out of what is saved.
_KEPT = {
    "server", "via", "location", "content-type", "upgrade", "x-cache", "x-squid-error",
    "proxy-authenticate", "www-authenticate",
    "sec-websocket-accept", "x-ms-version", "x-azure-ref", "proxy-connection",
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
    reader = _Reader(exchange)

    async def ask() -> Answered | Failure:
        await exchange.send(head.encode("latin-1", "replace"))
        try:
            return await reader.head()
        except (http.client.HTTPException, ValueError) as error:
            return exchange.failure(
                FailureKind.MALFORMED, message=f"not an HTTP answer ({type(error).__name__})"
            )

    outcome = await exchange.run(ask(), timeout)
    if body and isinstance(outcome, Answered) and outcome.status not in (101, 204, 304):
        start = await reader.body()
        outcome = msgspec.structs.replace(
            outcome, start=start[:8].hex(), text=printable(start, 400)
        )
    return look.saw(outcome)


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


def authority(host: str, port: int, default: int) -> str:
    """Give *host* as it stands in a URL, with its port where that is not the *default*."""
    name = f"[{host}]" if ":" in host else host
    return name if port == default else f"{name}:{port}"


def _head(first: str, host: str, *groups: Mapping[str, str] | None) -> str:
    lines = [first, f"Host: {host}", f"User-Agent: {USER_AGENT}"]
    lines += [f"{name}: {value}" for group in groups if group for name, value in group.items()]
    return "\r\n".join(lines) + "\r\n\r\n"


class _Reader:
    """Collects what a stream gives, to be read as an HTTP answer."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._content = b""
        self._length: int | None = None
        self._chunked = False

    async def head(self) -> Answered:
        """Read up to the end of the final head, past interim ones (RFC 9110, 15.2)."""
        while True:
            while not (end := _END.search(self._content)):
                if len(self._content) > _MAX_HEAD or not _may_be_http(self._content):
                    raise http.client.BadStatusLine("")
                self._content += await self._exchange.receive()
            head, self._content = self._content[: end.start()], self._content[end.end() :]
            line, _, rest = head.replace(b"\r\n", b"\n").partition(b"\n")
            status, reason = _status(line)
            if status >= 200 or status == 101:
                break
        headers = http.client.parse_headers(io.BytesIO(rest + b"\r\n\r\n"))
        length = headers.get("content-length", "")
        self._length = int(length) if length.isdigit() else None
        self._chunked = "chunked" in headers.get("transfer-encoding", "").lower()
        kept = {
            name.lower(): _shortened(name, value)
            for name, value in headers.items()
            if name.lower() in _KEPT
        }
        return Answered(status=status, reason=reason, headers=kept)

    async def body(self) -> bytes:
        """Read the start of the body; the head is what counts, so a slow body may end early."""
        with contextlib.suppress(EOFError, OSError, TimeoutError):
            async with asyncio.timeout(_BODY_TIMEOUT):
                while not self._is_complete():
                    self._content += await self._exchange.receive()
        return _unchunked(self._content)[0] if self._chunked else self._content[: self._length]

    def _is_complete(self) -> bool:
        if self._chunked:
            content, ended = _unchunked(self._content)
            return ended or len(content) >= _MAX_BODY
        return len(self._content) >= min(self._length or _MAX_BODY, _MAX_BODY)


def _unchunked(content: bytes) -> tuple[bytes, bool]:
    """Give the data of the chunks that are there, and whether the last one was seen."""
    data = b""
    while b"\r\n" in content:
        size, _, rest = content.partition(b"\r\n")
        try:
            length = int(size.partition(b";")[0], 16)
        except ValueError:
            return data, True
        if length <= 0:
            return data, True
        data += rest[:length]
        content = rest[length + 2 :]
    return data, False


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
