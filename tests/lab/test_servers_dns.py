"""The resolver says what its script says, over UDP and TCP."""

from __future__ import annotations

import socket
import time

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import pytest
from lab.answers import Alias, Answer, ByKind, Slow, Spoofed, Status, Text, Trouble, Truncated, at
from lab.dns import Resolver
from lab.records import Query

from lab import answers

NAME = "rdweb.wvd.example"
SHORT = 0.2


def ask(
    server: Resolver,
    name: str = NAME,
    kind: str = "A",
    *,
    tcp: bool = False,
    rdclass: str = "IN",
    timeout: float = 2.0,
) -> dns.message.Message:
    """Put one question."""
    query = dns.message.make_query(name, kind, rdclass, use_edns=True)
    host, port = server.address
    if tcp:
        return dns.query.tcp(query, host, timeout=timeout, port=port)
    return dns.query.udp(query, host, timeout=timeout, port=port)


def records(response: dns.message.Message) -> list[str]:
    """Give the answer section, one text per record."""
    return [record.to_text() for rrset in response.answer for record in rrset]


@pytest.mark.parametrize("tcp", [False, True])
def test_addresses_are_given_by_family(*, tcp: bool) -> None:
    with Resolver({NAME: at("127.0.0.7", "127.0.0.8", "::1")}) as server:
        assert records(ask(server, tcp=tcp)) == ["127.0.0.7", "127.0.0.8"]
        assert records(ask(server, kind="AAAA", tcp=tcp)) == ["::1"]
        nothing = ask(server, kind="TXT", tcp=tcp)
        assert (nothing.rcode(), records(nothing)) == (dns.rcode.NOERROR, [])
        kinds = [(each.transport, each.name, each.kind) for each in server.heard(Query)]
        transport = "tcp" if tcp else "udp"
        assert kinds == [(transport, NAME, kind) for kind in ("A", "AAAA", "TXT")]


def test_a_chain_of_aliases_is_followed() -> None:
    script: dict[str, Answer] = {
        NAME: Alias("a.example"),
        "a.example": Alias("b.example"),
        "b.example": at("127.1.1.1"),
    }
    with Resolver(script) as server:
        assert records(ask(server)) == ["a.example.", "b.example.", "127.1.1.1"]
    with Resolver({NAME: Alias("gone.example")}) as server:
        response = ask(server)
        assert response.rcode() == dns.rcode.NXDOMAIN
        assert records(response) == ["gone.example."]


def test_wildcards_answer_below_and_exact_names_win() -> None:
    script = {"*.wvd.example": at("127.0.0.2"), NAME: at("127.0.0.3")}
    with Resolver(script, otherwise=answers.REFUSED) as server:
        assert records(ask(server, "a.b.WVD.example")) == ["127.0.0.2"]
        assert records(ask(server)) == ["127.0.0.3"]
        assert ask(server, "wvd.example").rcode() == dns.rcode.REFUSED


@pytest.mark.parametrize(
    ("answer", "rcode", "soa", "authoritative"),
    [
        (answers.NXDOMAIN, dns.rcode.NXDOMAIN, True, False),
        (answers.NXDOMAIN_BY_POLICY, dns.rcode.NXDOMAIN, False, True),
        (answers.NODATA, dns.rcode.NOERROR, True, False),
        (answers.NODATA_BY_POLICY, dns.rcode.NOERROR, False, True),
        (answers.REFUSED, dns.rcode.REFUSED, False, False),
        (answers.SERVFAIL, dns.rcode.SERVFAIL, False, False),
    ],
)
def test_negative_answers_differ_in_code_soa_and_aa(
    answer: Status, rcode: dns.rcode.Rcode, *, soa: bool, authoritative: bool
) -> None:
    with Resolver({NAME: answer}) as server:
        response = ask(server)
    assert response.rcode() == rcode
    assert bool(response.authority) is soa
    assert bool(response.flags & dns.flags.AA) is authoritative
    assert response.flags & dns.flags.RA


def test_extended_errors_say_why() -> None:
    with Resolver({NAME: answers.REFUSED_BLOCKED}) as server:
        response = ask(server)
    assert response.rcode() == dns.rcode.REFUSED
    (option,) = response.options
    assert isinstance(option, dns.edns.EDEOption)
    assert (int(option.code), option.text) == (15, "blocked by policy")


@pytest.mark.parametrize(
    ("answer", "a", "aaaa"),
    [
        (answers.SINKHOLE_NULL, ["0.0.0.0"], ["::"]),
        (answers.SINKHOLE_LOOPBACK, ["127.0.0.1"], ["::1"]),
        (answers.SINKHOLE_PRIVATE, ["10.0.0.1"], []),
    ],
)
def test_sinkholes_give_their_address(answer: Answer, a: list[str], aaaa: list[str]) -> None:
    with Resolver({NAME: answer}) as server:
        assert records(ask(server)) == a
        assert records(ask(server, kind="AAAA")) == aaaa


@pytest.mark.parametrize("tcp", [False, True])
def test_silence_is_heard_but_not_answered(*, tcp: bool) -> None:
    with Resolver({NAME: Trouble.SILENT}) as server:
        with pytest.raises(dns.exception.Timeout):
            ask(server, tcp=tcp, timeout=SHORT)
        assert server.heard(Query)


def test_a_malformed_reply_has_the_right_id_and_does_not_parse() -> None:
    with Resolver({NAME: Trouble.MALFORMED}) as server:
        with pytest.raises(dns.exception.FormError):
            ask(server)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(1)
            query = dns.message.make_query(NAME, "A")
            client.sendto(query.to_wire(), server.address)
            assert client.recv(99)[:2] == query.id.to_bytes(2, "big")


def test_a_truncated_answer_is_whole_over_tcp() -> None:
    with Resolver({NAME: Truncated(at("127.0.0.9"))}) as server:
        response = ask(server)
        assert response.flags & dns.flags.TC
        assert records(response) == []
        assert records(ask(server, tcp=True)) == ["127.0.0.9"]


def test_a_forged_reply_comes_first_under_a_wrong_id() -> None:
    with Resolver({NAME: Spoofed(at("127.0.0.9"))}) as server:
        query = dns.message.make_query(NAME, "A")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(1)
            client.sendto(query.to_wire(), server.address)
            forged, genuine = (dns.message.from_wire(client.recv(999)) for _ in range(2))
    assert forged.id != query.id
    assert records(forged) == ["203.0.113.66"]
    assert (genuine.id, records(genuine)) == (query.id, ["127.0.0.9"])


def test_a_slow_answer_comes_late_and_holds_up_no_other() -> None:
    with Resolver({NAME: Slow(at("127.0.0.9"), 0.1), "quick.example": at("127.0.0.1")}) as server:
        began = time.monotonic()
        assert records(ask(server)) == ["127.0.0.9"]
        assert time.monotonic() - began >= 0.1
        host, port = server.address
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(1)
            for name in (NAME, "quick.example"):
                client.sendto(dns.message.make_query(name, "A").to_wire(), (host, port))
            first = dns.message.from_wire(client.recv(999))
    assert records(first) == ["127.0.0.1"]


def test_families_can_differ() -> None:
    with Resolver({NAME: ByKind(a=at("127.0.0.1"), aaaa=answers.SERVFAIL)}) as server:
        assert records(ask(server)) == ["127.0.0.1"]
        assert ask(server, kind="AAAA").rcode() == dns.rcode.SERVFAIL


def test_a_resolver_can_name_itself() -> None:
    with Resolver({"version.bind": Text("unbound 1.17.1")}) as server:
        response = ask(server, "version.bind", "TXT", rdclass="CH")
        assert records(response) == ['"unbound 1.17.1"']


def test_a_transport_can_be_mute_or_closed() -> None:
    with Resolver({NAME: at("127.0.0.1")}, udp="mute") as server:
        with pytest.raises(dns.exception.Timeout):
            ask(server, timeout=SHORT)
        assert records(ask(server, tcp=True)) == ["127.0.0.1"]
    with Resolver({NAME: at("127.0.0.1")}, tcp="closed", host="127.0.0.53") as server:
        assert server.address[0] == "127.0.0.53"
        assert records(ask(server)) == ["127.0.0.1"]
        with pytest.raises(ConnectionRefusedError):
            ask(server, tcp=True)
    with Resolver({NAME: at("127.0.0.1")}, tcp="mute", host="::1") as server:
        assert records(ask(server)) == ["127.0.0.1"]
        with pytest.raises(dns.exception.Timeout):
            ask(server, tcp=True, timeout=SHORT)
