"""The KMS host binds and the STUN server answers, rightly or wrongly."""

from __future__ import annotations

import ipaddress
import os
import socket
import struct
import uuid

import pytest
from lab.datagram import Datagrams
from lab.listener import Listener
from lab.records import Bind, StunRequest

from lab import kms, stun

KMS = "51c82175-844e-4750-b0d8-ec255555bc06"
NDR = "8a885d04-1ceb-11c9-9fe8-08002b104860"


def bind(interface: str = KMS, call: int = 7) -> bytes:
    """Write a bind for one interface, version 1.0, over NDR 2.0."""
    syntaxes = uuid.UUID(interface).bytes_le + struct.pack("<HH", 1, 0)
    syntaxes += uuid.UUID(NDR).bytes_le + struct.pack("<I", 2)
    body = struct.pack("<HHIBBHHBB", 5840, 5840, 0, 1, 0, 0, 0, 1, 0) + syntaxes
    return struct.pack("<BBBBIHHI", 5, 0, 11, 3, 0x10, 16 + len(body), 0, call) + body


def exchange(mode: kms.Mode, message: bytes) -> bytes:
    """Send *message* to a KMS host in *mode* and read its answer."""
    with (
        Listener(kms.answering(mode)) as server,
        socket.create_connection(server.address, timeout=0.2 if mode == "mute" else 2) as client,
    ):
        client.sendall(message)
        answer = client.recv(999)
        assert server.heard(Bind) == (Bind(client.getsockname(), KMS, (1, 0)),)
        return answer


def test_a_kms_host_acknowledges_the_bind() -> None:
    answer = exchange("ack", bind())
    assert answer[:3] == b"\x05\x00\x0c"
    assert len(answer) == int.from_bytes(answer[8:10], "little")
    assert answer[12:16] == struct.pack("<I", 7)
    assert answer[24:31] == b"\x05\x001688\x00"
    # One context, padded to four bytes, accepted over NDR.
    assert answer[32:40] == b"\x01\x00\x00\x00" + bytes(4)
    assert answer[40:56] == uuid.UUID(NDR).bytes_le


def test_another_interface_is_rejected_inside_the_ack() -> None:
    answer = exchange("other-interface", bind())
    assert answer[:3] == b"\x05\x00\x0c"
    assert struct.unpack_from("<HH", answer, 36) == (2, 1)
    with (
        Listener(kms.answering()) as server,
        socket.create_connection(server.address, timeout=2) as client,
    ):
        client.sendall(bind(NDR))
        assert struct.unpack_from("<HH", client.recv(999), 36) == (2, 1)


def test_other_hosts_on_that_port_are_no_kms() -> None:
    assert exchange("nak", bind())[:3] == b"\x05\x00\x0d"
    assert exchange("http", bind()).startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert exchange("close", bind()) == b""
    with pytest.raises(TimeoutError):
        exchange("mute", bind())
    with pytest.raises(ConnectionResetError):
        exchange("reset", bind())


def request(method: int) -> bytes:
    """Write a STUN request without attributes."""
    return struct.pack("!HHI", method, 0, 0x2112A442) + os.urandom(12)


def ask_stun(mode: stun.Mode, message: bytes, host: str = "127.0.0.1") -> tuple[bytes, int]:
    """Send *message* to a STUN server in *mode*; give the answer and our own port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with (
        Datagrams(stun.answering(mode), host=host) as server,
        socket.socket(family, socket.SOCK_DGRAM) as client,
    ):
        client.connect(server.address)
        client.settimeout(0.2 if mode == "silent" else 2)
        client.send(message)
        answer = client.recv(999)
        assert server.heard(StunRequest)[0].transaction == message[8:20]
        return answer, int(client.getsockname()[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_binding_is_answered_with_the_own_address(host: str) -> None:
    asked = request(1)
    answer, port = ask_stun("good", asked, host)
    kind, size, cookie = struct.unpack_from("!HHI", answer)
    assert (kind, size, cookie) == (0x0101, len(answer) - 20, 0x2112A442)
    assert answer[8:20] == asked[8:20]
    attribute, _, _, family, hidden = struct.unpack_from("!HHBBH", answer, 20)
    assert (attribute, family) == (0x0020, 2 if ":" in host else 1)
    assert hidden ^ 0x2112 == port
    address = bytes(a ^ b for a, b in zip(answer[28:], answer[4:20], strict=False))
    assert ipaddress.ip_address(address) == ipaddress.ip_address(host)


def test_an_allocate_is_asked_for_credentials() -> None:
    answer, _ = ask_stun("good", request(3))
    assert answer[:2] == b"\x01\x13"
    assert answer[24:28] == bytes([0, 0, 4, 1])


def test_wrong_answers_are_wrong_in_one_way() -> None:
    asked = request(1)
    wrong, _ = ask_stun("wrong-id", asked)
    assert wrong[:2] == b"\x01\x01"
    assert wrong[8:20] != asked[8:20]
    failed, _ = ask_stun("error", asked)
    assert failed[:2] == b"\x01\x11"
    assert failed[8:20] == asked[8:20]
    assert ask_stun("foreign", asked)[0].startswith(b"HTTP/1.1 400")
    with pytest.raises(TimeoutError):
        ask_stun("silent", asked)
