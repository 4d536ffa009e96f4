"""Speak HTTP/1.1 by script: a responder turns each request into a reply, or into a fault."""  # noqa: A005

from __future__ import annotations

import http
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeAlias

from lab.records import Request

if TYPE_CHECKING:
    from lab.channel import Channel, Handler

END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Response:
    """A well-formed response; Content-Length is added to it."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes sent in place of a response, then FIN."""

    message: bytes


class Fault(Enum):
    """What can happen instead of an answer."""

    MUTE = auto()
    CLOSE = auto()
    RESET = auto()


Reply: TypeAlias = Response | Raw | Fault
Responder: TypeAlias = Callable[[Request], Reply]

GARBAGE = Raw(b"\x00\x01\x02 this is not HTTP\r\n")


def serving(responder: Responder | Reply) -> Handler:
    """Answer each request by *responder*; a plain reply answers all of them."""

    def handle(channel: Channel) -> None:
        for request in requests(channel):
            reply = responder(request) if callable(responder) else responder
            if not deliver(channel, request, reply):
                return
        channel.finish()

    return handle


def site(pages: Mapping[str, Responder | Reply], otherwise: Responder | Reply) -> Responder:
    """Answer by target, with or without its query; *otherwise* answers the rest."""

    def respond(request: Request) -> Reply:
        path = request.target.partition("?")[0]
        page = pages.get(request.target) or pages.get(path) or otherwise
        return page(request) if callable(page) else page

    return respond


def requests(channel: Channel) -> Iterator[Request]:
    """Read requests until the peer leaves or asks to close."""
    while True:
        first = channel.recv()
        if not first:
            return
        channel.unread(first)
        request = _read(channel)
        if request is None:
            deliver(channel, None, Response(400, b"not HTTP\n"))
            return
        channel.note(request)
        yield request
        if (request.header("Connection") or "").lower() == "close":
            return


def deliver(channel: Channel, request: Request | None, reply: Reply) -> bool:
    """Send *reply* and say whether the conversation goes on."""
    match reply:
        case Response():
            method = request.method if request else "GET"
            channel.send(write(reply, bodiless=method == "HEAD" or reply.status == 101))
            if reply.status != 101 and request is not None:
                return True
            channel.drain(note=True)
        case Raw():
            channel.send(reply.message)
            channel.finish()
        case Fault.MUTE:
            channel.drain()
        case Fault.CLOSE:
            channel.finish()
        case Fault.RESET:
            channel.reset()
    return False


def write(response: Response, *, bodiless: bool = False) -> bytes:
    """Give *response* as it goes over the wire."""
    reason = response.reason
    if reason is None:
        with suppress(ValueError):
            reason = http.HTTPStatus(response.status).phrase
    lines = [f"HTTP/1.1 {response.status} {reason or 'Unknown'}"]
    lines += [f"{name}: {text}" for name, text in response.headers]
    if response.status != 101:
        lines.append(f"Content-Length: {len(response.body)}")
    return "\r\n".join(lines).encode("latin-1") + END + (b"" if bodiless else response.body)


def _read(channel: Channel) -> Request | None:
    head = channel.until(END).decode("latin-1")
    first, *lines = head.split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/"):
        return None
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.strip(), text.strip()) for name, _, text in pairs)
    request = Request(channel.peer, words[0], words[1], headers)
    size = int(request.header("Content-Length") or 0)
    if not size:
        return request
    return Request(channel.peer, words[0], words[1], headers, channel.exactly(size))
