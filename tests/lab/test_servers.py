"""What holds for every lab server: addresses, records, start and stop."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from lab.datagram import Datagrams
from lab.dns import Resolver
from lab.listener import Listener, free_port
from lab.records import Bytes

from lab import stun, tcp


@pytest.mark.parametrize("host", ["127.0.0.1", "127.5.6.7", "::1"])
def test_a_listener_binds_any_loopback_address(host: str) -> None:
    with Listener(tcp.mute, host=host) as server:
        assert server.address[0] == host
        with socket.create_connection(server.address, timeout=1) as client:
            client.sendall(b"hello")
            assert server.heard(Bytes, 1)[0].data == b"hello"


def test_a_given_port_is_used_and_free_again_after_the_end() -> None:
    port = free_port("127.0.0.1", "127.0.0.2")
    for _ in range(2):
        with (
            Listener(tcp.hang_up, port=port) as one,
            Listener(tcp.mute, host="127.0.0.2", port=port) as two,
        ):
            assert (one.address[1], two.address[1]) == (port, port)
            with socket.create_connection(one.address, timeout=1) as client:
                assert client.recv(1) == b""


def test_a_stopped_server_refuses() -> None:
    with Listener(tcp.mute) as server:
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(server.address, timeout=1)


def test_servers_start_and_stop_in_milliseconds_and_leave_no_thread() -> None:
    before = threading.active_count()
    began = time.monotonic()
    for _ in range(10):
        with Listener(tcp.mute) as server, Datagrams(stun.answering()), Resolver({}):
            pass
        assert server.received == []
    assert time.monotonic() - began < 1
    assert threading.active_count() == before


def test_stopping_ends_a_conversation_that_is_still_open() -> None:
    with Listener(tcp.mute) as server:
        client = socket.create_connection(server.address, timeout=1)
        client.sendall(b"x")
        server.heard(Bytes, 1)
    with client:
        assert client.recv(1) == b""


def test_stopping_does_not_wait_for_a_slow_handler() -> None:
    began = time.monotonic()
    with (
        Listener(tcp.delayed(30, tcp.hang_up)) as server,
        socket.create_connection(server.address, timeout=1),
    ):
        time.sleep(0.05)
    assert time.monotonic() - began < 1


def test_each_connection_can_have_its_own_handler() -> None:
    with Listener(tcp.in_turn(tcp.reset_after_first_bytes, tcp.answer(b"fine"))) as server:
        with socket.create_connection(server.address, timeout=1) as client:
            client.sendall(b"x")
            with pytest.raises(ConnectionResetError):
                client.recv(1)
        for _ in range(2):
            with socket.create_connection(server.address, timeout=1) as client:
                client.sendall(b"x")
                assert client.recv(9) == b"fine"
