"""Each broken TCP server breaks in the one way it names."""

from __future__ import annotations

import socket
import ssl
import struct
import sys
import time
from typing import TYPE_CHECKING, Literal

import pytest
from lab.listener import Listener
from lab.records import Address, Bytes, Hello

from lab import tcp

if TYPE_CHECKING:
    from lab.channel import Handler

SHORT = 0.2


def hello(
    address: Address, server_name: str | None = "rdweb.example", *, timeout: float = 2.0
) -> None:
    """Do an unverified TLS handshake."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection(address, timeout=timeout) as client,
        context.wrap_socket(client, server_hostname=server_name),
    ):
        pass


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_closed_port_refuses_tcp_and_udp(host: str) -> None:
    with tcp.ClosedPort(host=host) as closed:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(closed.address, timeout=1)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as client:
            client.connect(closed.address)
            client.settimeout(1)
            client.send(b"x")
            with pytest.raises(ConnectionRefusedError):
                client.recv(1)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems answer or refuse a full queue")
def test_a_full_queue_leaves_the_syn_unanswered() -> None:
    began = time.monotonic()
    with tcp.FullQueue() as full, pytest.raises(TimeoutError):
        socket.create_connection(full.address, timeout=SHORT)
    assert time.monotonic() - began >= SHORT


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (tcp.mute, TimeoutError),
        (tcp.hang_up, ssl.SSLEOFError),
        (tcp.eof_after_first_bytes, ssl.SSLEOFError),
        (tcp.reset_after_first_bytes, ConnectionResetError),
    ],
)
def test_a_handshake_fails_as_the_handler_says(handler: Handler, error: type[Exception]) -> None:
    with Listener(handler) as server, pytest.raises(error):
        hello(server.address, timeout=SHORT if error is TimeoutError else 2)


def test_a_reset_at_once_breaks_the_connect_or_the_first_read() -> None:
    with Listener(tcp.reset_at_once) as server, pytest.raises(ConnectionResetError):
        connect_and_read(server.address)


def connect_and_read(address: Address) -> None:
    """Connect, and read one byte without saying anything."""
    with socket.create_connection(address, timeout=2) as client:
        client.recv(1)


def test_what_came_before_the_end_is_recorded() -> None:
    with Listener(tcp.eof_after_first_bytes) as server:
        with pytest.raises(ssl.SSLEOFError):
            hello(server.address)
        (first,) = server.heard(Bytes, 1)
    assert first.data[:1] == b"\x16"
    assert b"rdweb.example" in first.data


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (tcp.BLOCK_PAGE, "WRONG_VERSION_NUMBER"),
        (tcp.UNRECOGNIZED_NAME, "TLSV1_UNRECOGNIZED_NAME"),
        (tcp.HANDSHAKE_FAILURE, "SSLV3_ALERT_HANDSHAKE_FAILURE"),
        (tcp.INTERNAL_ERROR, "TLSV1_ALERT_INTERNAL_ERROR"),
        (tcp.PROTOCOL_VERSION, "TLSV1_ALERT_PROTOCOL_VERSION"),
    ],
)
def test_raw_bytes_answer_a_client_hello(reply: bytes, reason: str) -> None:
    with Listener(tcp.answer(reply)) as server, pytest.raises(ssl.SSLError) as caught:
        hello(server.address)
    # OpenSSL 3.2 and later write the same reasons as TLSV1_ALERT_...
    assert (caught.value.reason or "").split("_")[-2:] == reason.split("_")[-2:]


def test_a_banner_comes_before_the_client_speaks() -> None:
    with (
        Listener(tcp.banner(b"SSH-2.0-lab\r\n")) as server,
        socket.create_connection(server.address, timeout=1) as client,
    ):
        assert client.recv(99) == b"SSH-2.0-lab\r\n"


@pytest.mark.parametrize(
    ("mode", "error"),
    [("reset", ConnectionResetError), ("eof", ssl.SSLEOFError), ("drop", TimeoutError)],
)
def test_an_sni_filter_breaks_its_names_only(
    mode: Literal["reset", "eof", "drop"], error: type[Exception]
) -> None:
    with (
        Listener(tcp.answer(tcp.INTERNAL_ERROR)) as behind,
        Listener(
            tcp.filter_hello(["*.wvd.example"], tcp.relay(behind.address), mode=mode)
        ) as server,
    ):
        with pytest.raises(error):
            hello(server.address, "gw.WVD.example", timeout=SHORT if mode == "drop" else 2)
        for passing in ("wvd.example", None):
            with pytest.raises(ssl.SSLError, match="INTERNAL_ERROR"):
                hello(server.address, passing)
        assert [each.server_name for each in server.heard(Hello)] == [
            "gw.wvd.example",
            "wvd.example",
            None,
        ]
        assert len(behind.heard(Bytes)) == 2


def test_a_filter_can_look_at_the_size_of_the_hello() -> None:
    with Listener(tcp.filter_hello(tcp.larger_than(5000), tcp.answer(tcp.alert(40)))) as server:
        with pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"):
            hello(server.address)
        with socket.create_connection(server.address, timeout=1) as client:
            client.sendall(b"\x16\x03\x01" + struct.pack("!H", 6000) + b"\x01" + bytes(5999))
            with pytest.raises(ConnectionResetError):
                client.recv(1)


def test_a_relay_passes_on_a_reset() -> None:
    with (
        Listener(tcp.reset_after_first_bytes) as behind,
        Listener(tcp.relay(behind.address)) as server,
        pytest.raises(ConnectionResetError),
    ):
        hello(server.address)
