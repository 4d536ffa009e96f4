"""Resolve by script, over UDP and TCP on one port; `answers` has the words of the script."""

from __future__ import annotations

import errno
import functools
import ipaddress
import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rdatatype
import dns.rrset

from lab.answers import (
    NODATA,
    NXDOMAIN,
    SERVFAIL,
    Addresses,
    Alias,
    Answer,
    ByKind,
    Plain,
    Script,
    Slow,
    Spoofed,
    Status,
    Text,
    Trouble,
    Truncated,
)
from lab.datagram import Datagrams, Outgoing
from lab.listener import Listener, bound, free_port
from lab.records import Address, Log, Query, R, Record

if TYPE_CHECKING:
    from lab.channel import Channel

CHAIN_LIMIT = 16


class Resolver:
    """Answer by *script*: `name` or `*.zone` to answer; *otherwise* for every other name.

    *udp* and *tcp* may be "mute" (received, never answered); *tcp* may be "closed" (refused).
    """

    def __init__(
        self,
        script: Script,
        otherwise: Answer = NXDOMAIN,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        udp: Literal["answer", "mute"] = "answer",
        tcp: Literal["answer", "mute", "closed"] = "answer",
    ) -> None:
        self._find = functools.partial(find, script, otherwise)
        self._host = host
        self._port = port
        self._modes = {"udp": udp, "tcp": tcp}
        self._log = Log()
        self._running = ExitStack()
        self.address: Address = ("", 0)

    @property
    def received(self) -> list[Record]:
        """Copy what was received so far."""
        return self._log.records

    def heard(self, kind: type[R], count: int = 0) -> tuple[R, ...]:
        """Give the received records of *kind*; wait shortly until there are *count*."""
        return self._log.heard(kind, count)

    def __enter__(self) -> Self:
        for _ in range(5):
            try:
                self._start(self._port or free_port(self._host))
            except OSError as error:
                self._running.close()
                if self._port or error.errno != errno.EADDRINUSE:
                    raise
            else:
                return self
        raise RuntimeError(f"no port is free on {self._host}")

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def _start(self, port: int) -> None:
        start = self._running.enter_context
        if self._modes["tcp"] == "closed":
            start(bound(socket.SOCK_STREAM, self._host, port))
        else:
            start(Listener(self._talk, host=self._host, port=port, log=self._log))
        datagrams = Datagrams(self._hear, host=self._host, port=port, log=self._log)
        self.address = start(datagrams).address

    def _hear(self, message: bytes, peer: Address, log: Log) -> tuple[Outgoing, ...]:
        return self._reply(message, peer, log, "udp")

    def _talk(self, channel: Channel) -> None:
        while True:
            message = channel.exactly(int.from_bytes(channel.exactly(2), "big"))
            for one in self._reply(message, channel.peer, self._log, "tcp"):
                channel.pause(one.after)
                channel.send(len(one.message).to_bytes(2, "big") + one.message)

    def _reply(
        self, message: bytes, peer: Address, log: Log, transport: str
    ) -> tuple[Outgoing, ...]:
        try:
            query = dns.message.from_wire(message)
        except dns.exception.DNSException:
            return ()
        if not query.question:
            return ()
        asked = query.question[0]
        name = _plain_name(asked.name)
        log.note(Query(peer, transport, name, dns.rdatatype.to_text(asked.rdtype)))
        if self._modes[transport] == "mute":
            return ()
        return answer(query, self._find, transport)


Find: TypeAlias = Callable[[str], Answer]


def find(script: Script, otherwise: Answer, name: str) -> Answer:
    """Look *name* up in *script*: itself, else the nearest wildcard above, else *otherwise*."""
    wanted = name.lower()
    if wanted in script:
        return script[wanted]
    while "." in wanted:
        wanted = wanted.partition(".")[2]
        if f"*.{wanted}" in script:
            return script[f"*.{wanted}"]
    return otherwise


def answer(query: dns.message.Message, find: Find, transport: str) -> tuple[Outgoing, ...]:
    """Give what goes back for *query*, in order."""
    asked = query.question[0]
    scripted, late = find(_plain_name(asked.name)), 0.0
    forged: tuple[Outgoing, ...] = ()
    while not isinstance(scripted, Plain):
        match scripted:
            case Trouble.SILENT:
                return ()
            case Trouble.MALFORMED:
                return (Outgoing(_malformed(query), late),)
            case Slow():
                late += scripted.seconds
            case Truncated() if transport == "udp":
                return (Outgoing(_truncated(query), late),)
            case Spoofed() if transport == "udp":
                forged = (Outgoing(_forged(query, find, scripted.forged)),)
            case ByKind():
                scripted = _by_kind(scripted, asked.rdtype)
                continue
        scripted = scripted.answer
    return (*forged, Outgoing(_respond(query, find, scripted).to_wire(), late))


def _respond(query: dns.message.Message, find: Find, scripted: Plain) -> dns.message.Message:
    response = dns.message.make_response(query, recursion_available=True)
    asked = query.question[0]
    name = asked.name
    for _ in range(CHAIN_LIMIT):
        if not isinstance(scripted, Alias):
            break
        _add(response, name, "CNAME", 60, f"{scripted.target}.")
        if asked.rdtype == dns.rdatatype.CNAME:
            return response
        name = dns.name.from_text(scripted.target)
        scripted = _bare(find(scripted.target), asked.rdtype)
    match scripted:
        case Addresses():
            _add_addresses(response, name, scripted)
        case Text():
            _add(response, name, "TXT", 0, f'"{scripted.text}"')
        case Status():
            _add_status(response, name, scripted)
    return response


def _bare(scripted: Answer, kind: dns.rdatatype.RdataType) -> Plain:
    while not isinstance(scripted, Plain):
        match scripted:
            case Trouble():
                return SERVFAIL
            case ByKind():
                scripted = _by_kind(scripted, kind)
            case _:
                scripted = scripted.answer
    return scripted


def _by_kind(scripted: ByKind, kind: dns.rdatatype.RdataType) -> Answer:
    chosen = {dns.rdatatype.A: scripted.a, dns.rdatatype.AAAA: scripted.aaaa}
    return chosen.get(kind, scripted.other)


def _add(
    response: dns.message.Message, name: dns.name.Name, kind: str, ttl: int, *texts: str
) -> None:
    rdclass = response.question[0].rdclass
    for text in texts:
        # One set each: dnspython shuffles the records of a set.
        response.answer.append(dns.rrset.from_text(name, ttl, rdclass, kind, text))


def _add_addresses(response: dns.message.Message, name: dns.name.Name, scripted: Addresses) -> None:
    family = {dns.rdatatype.A: 4, dns.rdatatype.AAAA: 6}.get(response.question[0].rdtype)
    fitting = [each for each in scripted.addresses if ipaddress.ip_address(each).version == family]
    if fitting:
        _add(response, name, "A" if family == 4 else "AAAA", scripted.ttl, *fitting)
    else:
        _add_status(response, name, NODATA)


def _add_status(response: dns.message.Message, name: dns.name.Name, status: Status) -> None:
    response.set_rcode(status.rcode)
    if status.authoritative:
        response.flags |= dns.flags.AA
    if status.ede is not None:
        code, text = status.ede
        option = dns.edns.EDEOption(dns.edns.EDECode(code), text)
        response.use_edns(0, options=[option])
    if status.soa:
        zone = name.parent() if len(name) > 1 else name
        soa = f"ns1.{zone} hostmaster.{zone} 1 7200 900 1209600 60"
        response.authority.append(dns.rrset.from_text(zone, 60, "IN", "SOA", soa))


def _truncated(query: dns.message.Message) -> bytes:
    response = dns.message.make_response(query, recursion_available=True)
    response.flags |= dns.flags.TC
    return response.to_wire()


def _forged(query: dns.message.Message, find: Find, forged: Answer) -> bytes:
    bare = _bare(forged, query.question[0].rdtype)
    wire = _respond(query, find, bare).to_wire()
    return (query.id ^ 0xFFFF).to_bytes(2, "big") + wire[2:]


def _malformed(query: dns.message.Message) -> bytes:
    # The right id, QR set, and a question and an answer announced that do not follow.
    return query.id.to_bytes(2, "big") + bytes.fromhex("8180 0001 0001 0000 0000 3f ff")


def _plain_name(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()
