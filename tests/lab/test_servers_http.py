"""HTTP servers answer what Azure answers, and what boxes in the way answer instead."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
from http.client import (
    BadStatusLine,
    HTTPConnection,
    HTTPResponse,
    IncompleteRead,
    RemoteDisconnected,
)

import pytest
from lab.http import Fault, Reply, Responder, Response
from lab.listener import Listener
from lab.pki import authority
from lab.records import Request

from lab import http, sites

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
UPGRADE = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": KEY}


def fetch(
    responder: Responder | Reply,
    target: str = "/",
    headers: dict[str, str] | None = None,
    timeout: float = 2.0,
) -> tuple[HTTPResponse, bytes]:
    """Ask a server that lives for one request."""
    with Listener(http.serving(responder)) as server:
        connection = HTTPConnection(*server.address, timeout=timeout)
        try:
            connection.request("GET", target, headers=headers or {})
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()


def test_imds_lists_versions_only_with_its_header() -> None:
    response, body = fetch(sites.imds(), "/metadata/versions", {"Metadata": "true"})
    assert response.status == 200
    assert "2021-02-01" in json.loads(body)["apiVersions"]
    response, body = fetch(sites.imds(), "/metadata/versions")
    assert response.status == 400
    assert b"Required metadata header" in body


@pytest.mark.parametrize("header", ["Via", "X-Forwarded-For"])
def test_imds_refuses_what_came_through_a_proxy(header: str) -> None:
    headers = {"Metadata": "true", header: "1.1 proxy"}
    assert fetch(sites.imds(), "/metadata/versions", headers)[0].status == 400


def test_the_platform_address_answers_on_both_ports() -> None:
    response, body = fetch(sites.wireserver(), "/?comp=versions")
    assert response.status == 200
    assert b"<Versions><Preferred><Version>2015-04-05" in body
    assert fetch(sites.wireserver(), "/")[0].status == 404
    assert json.loads(fetch(sites.host_plugin(), "/versions?x=1")[1]) == ["2015-09-01"]


def test_connecttest_is_the_expected_text() -> None:
    assert fetch(sites.connecttest(), "/connecttest.txt")[1] == b"Microsoft Connect Test"


def test_a_captive_portal_redirects() -> None:
    response, _ = fetch(sites.CAPTIVE_PORTAL, "/connecttest.txt")
    assert (response.status, response.headers["Location"]) == (302, "http://portal.example/login")


def test_a_block_page_names_its_proxy() -> None:
    response, _ = fetch(sites.BLOCK_PAGE)
    assert response.status == 403
    assert response.headers["X-Squid-Error"] == "ERR_ACCESS_DENIED 0"
    assert {"Via", "Server"} <= set(response.headers.keys())


def test_azure_firewall_denies_with_470() -> None:
    response, body = fetch(sites.AZURE_FIREWALL_DENY)
    assert (response.status, response.reason) == (470, "status code 470")
    assert body == b"Action: Deny. Reason: No rule matched. Proceeding with default action."
    assert response.headers["Content-Length"] == "70"


@pytest.mark.parametrize(("healthy", "status"), [(True, 200), (False, 503)])
def test_the_broker_tells_its_health(*, healthy: bool, status: int) -> None:
    response, body = fetch(sites.broker_health(healthy=healthy), "/api/health")
    assert response.status == status
    assert ("RD Broker is Healthy" in json.loads(body)["Health"]) is healthy


def test_revocation_and_root_answers_begin_as_they_should() -> None:
    assert fetch(sites.ocsp())[1][:1] == b"\x30"
    assert fetch(sites.crl(authority().crl()))[1][:1] == b"\x30"
    assert fetch(sites.cabinet())[1][:4] == b"MSCF"
    assert len(sites.CABINET) == 36


def test_an_upgrade_is_accepted_with_the_right_key() -> None:
    expected = hashlib.sha1(f"{KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode())
    response, _ = fetch(sites.websocket(), headers=UPGRADE)
    assert response.status == 101
    accepted = response.headers["Sec-WebSocket-Accept"]
    assert accepted == base64.b64encode(expected.digest()).decode()
    wrong, _ = fetch(sites.websocket("wrong-key"), headers=UPGRADE)
    assert wrong.headers["Sec-WebSocket-Accept"] != accepted


def test_an_upgrade_can_be_stripped_on_the_way() -> None:
    assert fetch(sites.websocket("426"), headers=UPGRADE)[0].status == 426
    response, _ = fetch(sites.websocket("stripped"), headers=UPGRADE)
    assert (response.status, "Via" in response.headers) == (200, True)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.MUTE, TimeoutError),
        (Fault.CLOSE, RemoteDisconnected),
        (Fault.RESET, ConnectionResetError),
        (http.GARBAGE, BadStatusLine),
        (sites.truncated(), IncompleteRead),
    ],
)
def test_a_fault_replaces_the_answer(fault: Reply, error: type[Exception]) -> None:
    with pytest.raises(error):
        fetch(fault, timeout=0.2 if fault is Fault.MUTE else 2)


def test_one_connection_carries_many_requests_with_bodies() -> None:
    with Listener(http.serving(Response(200, b"ok"))) as server:
        connection = HTTPConnection(*server.address, timeout=1)
        for body in (b"", b"abc", b"x" * 100_000):
            connection.request("POST", "/ocsp", body, {"X-Name": "lab"})
            assert connection.getresponse().read() == b"ok"
        connection.request("HEAD", "/ocsp")
        assert connection.getresponse().read() == b""
        connection.close()
        asked = server.heard(Request)
        assert [len(each.body) for each in asked] == [0, 3, 100_000, 0]
        assert asked[0].header("x-name") == "lab"


def test_a_server_says_so_when_it_hears_no_http() -> None:
    with (
        Listener(http.serving(Response(200))) as server,
        socket.create_connection(server.address, timeout=1) as client,
    ):
        client.sendall(b"\x05\x00\x0b\r\n\r\n")
        assert client.recv(99).startswith(b"HTTP/1.1 400 ")
