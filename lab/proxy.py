"""Proxy HTTP on loopback: tunnels and forwards that work, and the refusals of real proxies."""

from __future__ import annotations

import base64
import errno
import ipaddress
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from lab.channel import CHUNK, Channel, Handler
from lab.http import END, Raw, Reply, Response, deliver, requests
from lab.tcp import splice

if TYPE_CHECKING:
    from lab.records import Address, Request

VIA = "1.1 proxy.contoso.example (squid/5.7)"
BASIC = 'Basic realm="proxy.contoso.example"'
NEGOTIATE = "Negotiate"
ESTABLISHED = b"HTTP/1.1 200 Connection established" + END
UPSTREAM_TIMEOUT = 2.0

Rule: TypeAlias = Callable[[str, int], Reply | None]


def squid(status: int, error: str) -> Response:
    """Refuse as Squid does: *error* goes into X-Squid-Error and the page."""
    headers = (
        ("Server", "squid/5.7"),
        ("Content-Type", "text/html;charset=utf-8"),
        ("X-Squid-Error", error),
        ("Via", VIA),
    )
    return Response(status, f"<html><title>ERROR</title>{error}</html>".encode(), headers)


INVALID_URL = squid(400, "ERR_INVALID_URL 0")
DENIED = squid(403, "ERR_ACCESS_DENIED 0")
CANNOT_FORWARD = squid(500, "ERR_CANNOT_FORWARD 0")
READ_ERROR = squid(502, "ERR_READ_ERROR 104")
CONNECT_REFUSED = squid(503, "ERR_CONNECT_FAIL 111")
CONNECT_TIMEOUT = squid(503, "ERR_CONNECT_FAIL 110")
DNS_FAILED = squid(503, "ERR_DNS_FAIL 0")
READ_TIMEOUT = squid(504, "ERR_READ_TIMEOUT 0")
# tinyproxy has no X-Squid-Error.
FILTERED = Response(403, b"<html>Filtered</html>", (("Server", "tinyproxy/1.11.1"),))
NOT_A_PROXY = Raw(b"220 mail.contoso.example ESMTP\r\n")


def deny(
    *, hosts: Collection[str] = (), ports: Collection[int] = (), reply: Reply = DENIED
) -> Rule:
    """Give *reply* to what goes to one of *hosts* or one of *ports*; let the rest through."""
    return lambda host, port: reply if host in hosts or port in ports else None


def allow_only(
    *,
    hosts: Collection[str] | None = None,
    ports: Collection[int] | None = None,
    reply: Reply = DENIED,
) -> Rule:
    """Let through what goes to one of *hosts* and one of *ports*; give the rest *reply*."""

    def rule(host: str, port: int) -> Reply | None:
        allowed = (hosts is None or host in hosts) and (ports is None or port in ports)
        return None if allowed else reply

    return rule


def always(reply: Reply) -> Rule:
    """Give *reply* to every request: a refusal, `Fault.CLOSE`, `Fault.RESET`, `NOT_A_PROXY`."""
    return lambda _host, _port: reply


def proxying(
    routes: Mapping[str, Address],
    *,
    rule: Rule | None = None,
    credentials: tuple[str, str] | None = None,
    challenges: Sequence[str] = (BASIC,),
) -> Handler:
    """Tunnel CONNECT and forward `http://` requests to where *routes* leads.

    Keys of *routes* are tried as `name:port`, `name` and `*`; loopback addresses need none.
    Missing and wrong *credentials* both get 407 with *challenges*; then *rule* decides.
    """

    def handle(channel: Channel) -> None:
        for request in requests(channel):
            host, port = _target(request)
            reply = _unauthorized(request, credentials, challenges) if host else INVALID_URL
            if reply is None and rule is not None:
                reply = rule(host, port)
            if reply is None:
                reply = _pass(channel, request, _route(routes, host, port))
            if reply is None or not deliver(channel, request, reply):
                return
        channel.finish()

    return handle


def _target(request: Request) -> Address:
    tunnel = request.method == "CONNECT"
    url = urlsplit(f"//{request.target}" if tunnel else request.target)
    return (url.hostname or "").lower(), url.port or (443 if tunnel else 80)


def _unauthorized(
    request: Request, credentials: tuple[str, str] | None, challenges: Sequence[str]
) -> Reply | None:
    if credentials is None:
        return None
    wanted = base64.b64encode(":".join(credentials).encode()).decode()
    if request.header("Proxy-Authorization") == f"Basic {wanted}":
        return None
    refusal = squid(407, "ERR_CACHE_ACCESS_DENIED 0")
    asked = tuple(("Proxy-Authenticate", challenge) for challenge in challenges)
    return Response(407, refusal.body, (*refusal.headers, *asked))


def _route(routes: Mapping[str, Address], host: str, port: int) -> Address | None:
    for key in (f"{host}:{port}", host, "*"):
        if key in routes:
            return routes[key]
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return host, port
    return None


def _pass(channel: Channel, request: Request, target: Address | None) -> Reply | None:
    if target is None:
        return DNS_FAILED
    try:
        upstream = socket.create_connection(target, timeout=UPSTREAM_TIMEOUT)
    except OSError as error:
        return CONNECT_REFUSED if error.errno == errno.ECONNREFUSED else CONNECT_TIMEOUT
    with upstream:
        if request.method == "CONNECT":
            channel.send(ESTABLISHED)
            splice(channel, upstream)
            return None
        return _forward(channel, request, upstream)


def _forward(channel: Channel, request: Request, upstream: socket.socket) -> Reply | None:
    try:
        upstream.sendall(_onward(request))
        received = b""
        while more := upstream.recv(CHUNK):
            received += more
    except TimeoutError:
        return READ_TIMEOUT
    except ConnectionError:
        return READ_ERROR
    status, _, rest = received.partition(b"\r\n")
    if not status.startswith(b"HTTP/"):
        return READ_ERROR
    channel.send(status + f"\r\nVia: {VIA}\r\nConnection: close\r\n".encode() + rest)
    channel.finish()
    return None


def _onward(request: Request) -> bytes:
    url = urlsplit(request.target)
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    kept = [
        f"{name}: {text}"
        for name, text in request.headers
        if not name.lower().startswith(("proxy-", "connection"))
    ]
    added = [f"Via: {VIA}", f"X-Forwarded-For: {request.peer[0]}", "Connection: close"]
    lines = [f"{request.method} {path} HTTP/1.1", *kept, *added]
    return "\r\n".join(lines).encode("latin-1") + END + request.body
