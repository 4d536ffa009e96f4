"""The proxy tunnels and forwards, and refuses as real proxies do."""

from __future__ import annotations

import base64
import socket
import ssl
from http.client import BadStatusLine, HTTPConnection, HTTPResponse, RemoteDisconnected
from typing import TYPE_CHECKING

import pytest
from lab.http import Fault, Reply
from lab.listener import Listener
from lab.pki import authority
from lab.records import Address, Request

from lab import http, proxy, sites, tcp, tls

if TYPE_CHECKING:
    from lab.channel import Handler

NAME = "rdweb.wvd.example"


def ask(
    handler: Handler,
    method: str,
    target: str,
    headers: dict[str, str] | None = None,
    *,
    timeout: float = 3.0,
) -> tuple[HTTPResponse, bytes]:
    """Put one request to a proxy that lives for it."""
    with Listener(handler) as server:
        connection = HTTPConnection(*server.address, timeout=timeout)
        try:
            connection.putrequest(method, target, skip_host=True)
            for name, text in (headers or {}).items():
                connection.putheader(name, text)
            connection.endheaders()
            response = connection.getresponse()
            # To http.client a CONNECT answer has a body only when it is refused.
            return response, response.read() if response.status != 200 or method == "GET" else b""
        finally:
            connection.close()


def connect(
    handler: Handler, target: str = f"{NAME}:443", headers: dict[str, str] | None = None
) -> tuple[int, str | None]:
    """Give the status of a CONNECT, and what Squid says of it."""
    response, _ = ask(handler, "CONNECT", target, headers)
    return response.status, response.headers["X-Squid-Error"]


def open_tunnel(server: Address, target: str) -> socket.socket:
    """Connect to *target* through the proxy *server*."""
    client = socket.create_connection(server, timeout=1)
    client.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    assert client.recv(999) == b"HTTP/1.1 200 Connection established\r\n\r\n"
    return client


@pytest.mark.parametrize("key", [NAME, f"{NAME}:443", "*"])
def test_a_tunnel_carries_tls_to_the_server_of_that_name(key: str) -> None:
    identity = authority().issue([NAME])
    context = ssl.create_default_context(cadata=authority().root_pem.decode())
    with (
        Listener(tls.secured(identity, http.serving(sites.connecttest()))) as behind,
        Listener(proxy.proxying({key: behind.address})) as server,
        open_tunnel(server.address, f"{NAME}:443") as client,
        context.wrap_socket(client, server_hostname=NAME) as secured,
    ):
        secured.sendall(b"GET /connecttest.txt HTTP/1.1\r\nHost: x\r\n\r\n")
        assert secured.recv(999).endswith(b"Microsoft Connect Test")
        assert server.heard(Request)[0].target == f"{NAME}:443"


def test_a_tunnel_passes_on_how_the_server_ends() -> None:
    for end, error in ((tcp.reset_after_first_bytes, True), (tcp.eof_after_first_bytes, False)):
        with Listener(end) as behind, Listener(proxy.proxying({})) as server:
            host, port = behind.address
            with open_tunnel(server.address, f"{host}:{port}") as client:
                client.sendall(b"x")
                if error:
                    with pytest.raises(ConnectionResetError):
                        client.recv(1)
                else:
                    assert client.recv(1) == b""


def test_a_forward_adds_via_both_ways() -> None:
    with Listener(http.serving(sites.connecttest())) as behind:
        handler = proxy.proxying({"www.msftconnecttest.com": behind.address})
        target = "http://www.msftconnecttest.com/connecttest.txt?a=b"
        response, body = ask(handler, "GET", target, {"Proxy-Connection": "keep-alive"})
        (asked,) = behind.heard(Request)
    assert (response.status, body) == (200, b"Microsoft Connect Test")
    assert "squid" in response.headers["Via"]
    assert asked.target == "/connecttest.txt?a=b"
    assert asked.header("Via") == proxy.VIA
    assert asked.header("Proxy-Connection") is None


def test_imds_refuses_when_the_proxy_catches_it() -> None:
    with Listener(http.serving(sites.imds())) as behind:
        handler = proxy.proxying({"169.254.169.254": behind.address})
        target = "http://169.254.169.254/metadata/versions"
        response, _ = ask(handler, "GET", target, {"Metadata": "true"})
    assert (response.status, "Via" in response.headers) == (400, True)


@pytest.mark.parametrize("password", [None, "wrong"])
def test_missing_and_wrong_credentials_look_the_same(password: str | None) -> None:
    handler = proxy.proxying(
        {}, credentials=("avd", "secret"), challenges=(proxy.NEGOTIATE, proxy.BASIC)
    )
    headers = {"Proxy-Authorization": basic("avd", password)} if password else {}
    response, _ = ask(handler, "CONNECT", f"{NAME}:443", headers)
    assert response.status == 407
    assert response.headers.get_all("Proxy-Authenticate") == [
        "Negotiate",
        'Basic realm="proxy.contoso.example"',
    ]


def test_right_credentials_open_the_tunnel() -> None:
    with Listener(tcp.mute) as behind:
        handler = proxy.proxying({"*": behind.address}, credentials=("avd", "secret"))
        headers = {"Proxy-Authorization": basic("avd", "secret")}
        assert connect(handler, headers=headers) == (200, None)


def basic(user: str, password: str) -> str:
    """Write the header that carries *user* and *password*."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def test_denials_can_be_by_name_or_by_port() -> None:
    denied = (403, "ERR_ACCESS_DENIED 0")
    with Listener(tcp.mute) as behind:
        routes = {"*": behind.address}
        by_name = proxy.proxying(routes, rule=proxy.deny(hosts={NAME}))
        assert connect(by_name) == denied
        assert connect(by_name, "other.example:443") == (200, None)
        by_port = proxy.proxying(routes, rule=proxy.deny(ports={1688}))
        assert connect(by_port, "kms.example:1688") == denied
        assert connect(by_port) == (200, None)
        only = proxy.proxying(routes, rule=proxy.allow_only(hosts={NAME}, ports={443}))
        assert connect(only) == (200, None)
        assert connect(only, f"{NAME}:80") == denied
        assert connect(only, "other.example:443") == denied


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (proxy.CANNOT_FORWARD, (500, "ERR_CANNOT_FORWARD 0")),
        (proxy.READ_ERROR, (502, "ERR_READ_ERROR 104")),
        (proxy.CONNECT_TIMEOUT, (503, "ERR_CONNECT_FAIL 110")),
        (proxy.FILTERED, (403, None)),
    ],
)
def test_a_rule_can_give_any_refusal(reply: Reply, expected: tuple[int, str | None]) -> None:
    assert connect(proxy.proxying({}, rule=proxy.always(reply))) == expected


def test_unreachable_targets_are_told_apart() -> None:
    assert connect(proxy.proxying({})) == (503, "ERR_DNS_FAIL 0")
    with tcp.ClosedPort() as closed:
        handler = proxy.proxying({NAME: closed.address})
        assert connect(handler) == (503, "ERR_CONNECT_FAIL 111")
    assert ask(proxy.proxying({}), "GET", "/")[0].status == 400


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Fault.CLOSE, RemoteDisconnected),
        (Fault.RESET, ConnectionResetError),
        (Fault.MUTE, TimeoutError),
        (proxy.NOT_A_PROXY, BadStatusLine),
    ],
)
def test_a_proxy_can_fail_before_its_status(reply: Reply, error: type[Exception]) -> None:
    with pytest.raises(error):
        ask(
            proxy.proxying({}, rule=proxy.always(reply)),
            "CONNECT",
            f"{NAME}:443",
            timeout=0.2 if reply is Fault.MUTE else 3,
        )
