"""The HTTP answers that matter to Azure Virtual Desktop, and those of boxes in the way."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Literal

from lab.http import Raw, Reply, Responder, Response, site

if TYPE_CHECKING:
    from lab.records import Request

JSON = (("Content-Type", "application/json; charset=utf-8"),)
TEXT = (("Content-Type", "text/plain; charset=utf-8"),)
HTML = (("Content-Type", "text/html"),)
XML = (("Content-Type", "text/xml; charset=utf-8"),)

NOT_FOUND = Response(404, b"not found\n", TEXT)

IMDS_VERSIONS = ("2017-04-02", "2021-02-01", "2023-07-01")
WIRESERVER_VERSIONS = ("2015-04-05", "2012-11-30")
CAPTIVE_PORTAL = Response(302, b"", (("Location", "http://portal.example/login"),))
SQUID_PAGE = b"<html><title>ERROR: The requested URL could not be retrieved</title></html>"
BLOCK_PAGE = Response(
    403,
    SQUID_PAGE,
    (
        ("Server", "squid/5.7"),
        *HTML,
        ("X-Squid-Error", "ERR_ACCESS_DENIED 0"),
        ("Via", "1.1 proxy.contoso.example (squid/5.7)"),
    ),
)
# The reason phrase is the firewall's own: Go's net/http has no name for 470.
AZURE_FIREWALL_DENY = Response(
    470,
    b"Action: Deny. Reason: No rule matched. Proceeding with default action.",
    TEXT,
    reason="status code 470",
)
CONNECT_TEST = Response(200, b"Microsoft Connect Test", TEXT)
# An OCSP response that says "unauthorized": small, DER, and enough to show who answered.
OCSP_UNAUTHORIZED = bytes.fromhex("30030a0106")
# The header of an empty cabinet.
CABINET = b"MSCF" + bytes(4) + (36).to_bytes(4, "little") + bytes(12) + b"\x03\x01" + bytes(10)
WEBSOCKET_KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def connecttest() -> Responder:
    """Answer `/connecttest.txt` as www.msftconnecttest.com does."""
    return site({"/connecttest.txt": CONNECT_TEST}, NOT_FOUND)


def imds() -> Responder:
    """Answer `/metadata/versions` to who sends `Metadata: true` and came through no proxy."""

    def versions(request: Request) -> Reply:
        if request.header("Via") or request.header("X-Forwarded-For"):
            return _refused("Bad request. Forwarded requests are not served")
        if (request.header("Metadata") or "").lower() != "true":
            return _refused("Bad request. Required metadata header not specified")
        return Response(200, json.dumps({"apiVersions": IMDS_VERSIONS}).encode(), JSON)

    return site({"/metadata/versions": versions}, Response(404, b'{"error":"Not found"}', JSON))


def wireserver() -> Responder:
    """Answer `/?comp=versions` with the Versions document."""
    supported = "".join(f"<Version>{version}</Version>" for version in WIRESERVER_VERSIONS)
    document = (
        '<?xml version="1.0" encoding="utf-8"?><Versions><Preferred>'
        f"<Version>{WIRESERVER_VERSIONS[0]}</Version></Preferred>"
        f"<Supported>{supported}</Supported></Versions>"
    )
    return site({"/?comp=versions": Response(200, document.encode(), XML)}, NOT_FOUND)


def host_plugin() -> Responder:
    """Answer `/versions` as HostGAPlugin on port 32526 does."""
    return site({"/versions": Response(200, b'["2015-09-01"]', JSON)}, NOT_FOUND)


def broker_health(*, healthy: bool = True) -> Responder:
    """Answer `/api/health` as the broker does, or with its bad day."""
    word = "Healthy" if healthy else "Unhealthy"
    body = json.dumps({"Health": f"RD Broker is {word}", "TimeStamp": "1/1/2026 0:00:00 AM"})
    status = 200 if healthy else 503
    return site({"/api/health": Response(status, body.encode(), JSON)}, NOT_FOUND)


def ocsp(der: bytes = OCSP_UNAUTHORIZED) -> Responder:
    """Answer every request with the OCSP response *der*."""
    return lambda _: Response(200, der, (("Content-Type", "application/ocsp-response"),))


def crl(der: bytes) -> Responder:
    """Answer every request with the revocation list *der*."""
    return lambda _: Response(200, der, (("Content-Type", "application/pkix-crl"),))


def cabinet(body: bytes = CABINET) -> Responder:
    """Answer every request with a cabinet, as ctldl.windowsupdate.com does."""
    return lambda _: Response(200, body, (("Content-Type", "application/vnd.ms-cab-compressed"),))


def websocket(mode: Literal["accept", "wrong-key", "426", "stripped"] = "accept") -> Responder:
    """Answer an upgrade: rightly, with a wrong key, with 426, or with 200 and Via."""

    def respond(request: Request) -> Reply:
        if mode == "stripped":
            return Response(200, b"<html></html>", (*HTML, ("Via", "1.1 proxy (squid/5.7)")))
        key = request.header("Sec-WebSocket-Key")
        if mode == "426" or key is None:
            return Response(426, b"", (("Upgrade", "websocket"), ("Connection", "Upgrade")))
        accept = _accept(key if mode == "accept" else key[::-1])
        return Response(
            101,
            headers=(
                ("Upgrade", "websocket"),
                ("Connection", "Upgrade"),
                ("Sec-WebSocket-Accept", accept),
            ),
        )

    return respond


def truncated(claimed: int = 1000, sent: bytes = b"<html>") -> Raw:
    """Announce *claimed* bytes, send fewer, and end."""
    return Raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % claimed + sent)


def _refused(text: str) -> Response:
    return Response(400, json.dumps({"error": text}).encode(), JSON)


def _accept(key: str) -> str:
    digest = hashlib.sha1((key + WEBSOCKET_KEY).encode()).digest()
    return base64.b64encode(digest).decode()
