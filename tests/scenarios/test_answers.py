"""Plain HTTP endpoints, and who answers in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lab.listener import Listener
from lab.records import Request
from tests.scenarios.conftest import Scenario, said

from lab import http, sites, tcp

if TYPE_CHECKING:
    from lab.channel import Channel, Handler

CONNECT_TEST = (
    '{ kind = "http", path = "/connecttest.txt", statuses = [200], '
    'body = "Microsoft Connect Test", exact = true }'
)
CRL = '{ kind = "http", path = "/some.crl", statuses = [200], starts = "30" }'
ANY = '{ kind = "http" }'
METADATA = '{ kind = "metadata" }'
WIRESERVER = '{ kind = "wireserver" }'
NEW_TEXT = http.Response(200, b"Log in to the guest network", sites.TEXT)
PORTAL = http.Response(200, b"<html><title>Guest Wi-Fi</title></html>", sites.HTML)
EVIL = http.Response(302, b"", (("Location", "http://[portal/"),))
UNTYPED = http.Response(200, b"<html>not allowed by company policy</html>")
LOGIN = http.Response(401, b"", (("WWW-Authenticate", 'Basic realm="Firewall"'),))
BARE = http.Raw(b"HTTP/1.0 403 Forbidden\nServer: FortiGuard\n\n<html>Access denied</html>")
VERSIONS = http.Response(200, b"<html>apiVersions</html>", sites.HTML)
CONNECT_TEST_BODY = b"Microsoft Connect Test"
#: Right answers as real servers send them: in chunks, after an interim answer, kept open.
CHUNKED = http.Raw(
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"9\r\nMicrosoft\r\nd\r\n Connect Test\r\n0\r\n\r\n"
)
EARLY = http.Raw(
    b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n" + CONNECT_TEST_BODY
)
DRIPPING = b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
FORWARDED = http.Response(400, b"Request was forwarded", (("Via", "1.1 proxy.contoso.example"),))


def unending(channel: Channel) -> None:
    """Answer the head, and keep the connection open without ever ending the body."""
    channel.until(b"\r\n\r\n")
    channel.send(DRIPPING)
    channel.drain()


ANSWERS = [
    ("the connect test", http.serving(sites.connecttest()), CONNECT_TEST, ("open", None)),
    ("a revocation list", http.serving(sites.crl(b"\x30\x03\x02\x01\x00")), CRL, ("open", None)),
    ("a 404 of the endpoint", http.serving(sites.NOT_FOUND), ANY, ("open", None)),
    ("another text", http.serving(NEW_TEXT), CONNECT_TEST, ("blocked", "captive-portal")),
    ("a redirect", http.serving(sites.CAPTIVE_PORTAL), CONNECT_TEST, ("blocked", "captive-portal")),
    ("a redirect", http.serving(sites.CAPTIVE_PORTAL), ANY, ("blocked", "captive-portal")),
    ("a block page", http.serving(sites.BLOCK_PAGE), CRL, ("blocked", "block-page")),
    ("a 470", http.serving(sites.AZURE_FIREWALL_DENY), CRL, ("blocked", "firewall-deny-page")),
    ("a page for a list", http.serving(NEW_TEXT), CRL, ("insufficient", "unexpected-answer")),
    ("chunks", http.serving(CHUNKED), CONNECT_TEST, ("open", None)),
    ("an interim answer", http.serving(EARLY), CONNECT_TEST, ("open", None)),
    ("an answer whose body never ends", unending, ANY, ("open", None)),
    ("a portal's page", http.serving(PORTAL), ANY, ("insufficient", "unexpected-answer")),
    ("a page without a type", http.serving(UNTYPED), ANY, ("insufficient", "unexpected-answer")),
    ("a login", http.serving(LOGIN), ANY, ("insufficient", "unexpected-answer")),
    ("nothing", http.serving(http.Response(200)), ANY, ("insufficient", "unexpected-answer")),
    ("lines that end with a line feed", http.serving(BARE), CRL, ("blocked", "block-page")),
    ("a page that speaks of versions", http.serving(VERSIONS), METADATA,
     ("blocked", "metadata-foreign")),
    ("a redirect to nowhere", http.serving(EVIL), ANY, ("blocked", "captive-portal")),
    ("a bare 403", http.serving(http.Response(403)), ANY, ("insufficient", "unexpected-answer")),
    ("silence", tcp.mute, ANY, ("blocked", "http-silent")),
    ("silence after the request", http.serving(http.Fault.MUTE), ANY, ("blocked", "http-silent")),
    ("a reset", http.serving(http.Fault.RESET), ANY, ("blocked", "http-cut")),
    ("an end", http.serving(http.Fault.CLOSE), ANY, ("blocked", "http-cut")),
    ("no HTTP", http.serving(http.GARBAGE), ANY, ("blocked", "http-malformed")),
    ("the metadata service", http.serving(sites.imds()), METADATA, ("open", None)),
    ("a refusal of a proxy's request", http.serving(FORWARDED), METADATA,
     ("blocked", "metadata-forwarded")),
    ("a page for metadata", http.serving(NEW_TEXT), METADATA, ("blocked", "metadata-foreign")),
    ("the fabric", http.serving(sites.wireserver()), WIRESERVER, ("open", None)),
    ("a page for the fabric", http.serving(NEW_TEXT), WIRESERVER,
     ("blocked", "wireserver-foreign")),
]  # fmt: skip


@pytest.mark.parametrize(("what", "handler", "probe", "expected"), ANSWERS)
def test_who_answers_is_told(
    scenario: Scenario,
    what: str,
    handler: Handler,
    probe: str,
    expected: tuple[str, str | None],
) -> None:
    with Listener(handler) as target:
        assert said(scenario.check(*target.address, probe=probe)) == expected, what


def test_the_metadata_service_is_asked_for_versions_only_and_with_its_header(
    scenario: Scenario,
) -> None:
    with Listener(http.serving(sites.imds())) as target:
        scenario.check(*target.address, probe=METADATA)
        (request,) = target.heard(Request, 1)
    assert (request.method, request.target) == ("GET", "/metadata/versions")
    assert request.header("Metadata") == "true"


def test_one_request_per_target_with_a_clear_user_agent(scenario: Scenario) -> None:
    with Listener(http.serving(sites.connecttest())) as target:
        scenario.check(*target.address, probe=CONNECT_TEST)
        requests = target.heard(Request, 1)
    assert len(requests) == 1
    assert (requests[0].header("User-Agent") or "").startswith("safelist/")
