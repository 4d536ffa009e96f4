"""Resolve: ask name servers ourselves, and ask the operating system as applications do.

The system's resolver merges four causes into one error and may block for ten seconds; a query of
our own on a connected socket tells them apart (https://docs.python.org/3/library/socket.html).
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from safelist.check.observation import Failure, FailureKind, Observation, Resolved, Step, Variant
from safelist.check.steps.failure import from_error, timed_out
from safelist.check.steps.look import Look
from safelist.check.steps.pipe import OpenError, Pipe

if TYPE_CHECKING:
    from dns.message import Message

_MAX_ALIASES = 16
_RCODES = {
    "NXDOMAIN": FailureKind.NAME_NOT_FOUND,
    "REFUSED": FailureKind.QUERY_REFUSED,
    "SERVFAIL": FailureKind.SERVER_FAILURE,
}

_GETADDRINFO = {getattr(socket, name): name for name in dir(socket) if name.startswith("EAI_")}


async def ask(
    target: str,
    name: str,
    server: str,
    port: int,
    *,
    timeout: float,
    variant: Variant = Variant.PLAIN,
) -> Observation:
    """Ask *server* for the addresses of *name*, both families at once."""
    look = Look(target, Step.RESOLVE, server, variant)
    tcp = variant is Variant.TCP
    answers = await asyncio.gather(
        *(_query(name, kind, server, port, timeout, tcp) for kind in ("A", "AAAA"))
    )
    return look.saw(_merged(answers))


async def ask_system(target: str, name: str, *, timeout: float) -> Observation:
    """Ask the operating system's resolver: hosts file, NRPT and VPN rules included."""
    look = Look(target, Step.RESOLVE, variant=Variant.SYSTEM)
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Resolved | Failure] = loop.create_future()

    def settle(outcome: Resolved | Failure) -> None:
        if not answer.done():
            answer.set_result(outcome)

    def look_up() -> None:
        outcome = _look_up(name)
        # The check may be over, and its loop closed, before a silent resolver gives up.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, outcome)

    # A daemon, because a lookup cannot be cancelled and must not keep the process from ending.
    threading.Thread(target=look_up, daemon=True).start()
    try:
        async with asyncio.timeout(timeout):
            return look.saw(await answer)
    except TimeoutError:
        return look.saw(timed_out())


def _look_up(name: str) -> Resolved | Failure:
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        code = _GETADDRINFO.get(error.errno or 0, "")
        return Failure(kind=FailureKind.UNRESOLVED, code=code, message=error.strerror or str(error))
    except OSError as error:
        return from_error(error)
    except UnicodeError as error:
        return Failure(kind=FailureKind.UNRESOLVED, message=f"not a host name: {error}")
    return Resolved(addresses=tuple(dict.fromkeys(str(entry[4][0]) for entry in found)))


async def _query(
    name: str, kind: str, server: str, port: int, timeout: float, tcp: bool
) -> Resolved | Failure:
    import dns.exception
    import dns.message

    query = dns.message.make_query(name, kind, use_edns=0)
    try:
        async with asyncio.timeout(timeout):
            reply = None if tcp else await _over_udp(query, server, port, timeout)
            if reply is None or reply.flags & dns.flags.TC:
                reply = await _over_tcp(query, server, port)
    except TimeoutError:
        return timed_out(sent=len(query.to_wire()))
    except OpenError as error:
        return error.failure()
    except EOFError:
        return Failure(kind=FailureKind.CLOSED, message="closed within the reply")
    except OSError as error:
        return from_error(error)
    except (dns.exception.DNSException, ValueError) as error:
        return Failure(kind=FailureKind.MALFORMED, message=f"{type(error).__name__}: {error}")
    return _outcome(reply, kind)


async def _over_udp(query: Message, server: str, port: int, timeout: float) -> Message:
    """Send *query*, once more after half of the time, and wait for the reply that belongs to it."""
    with await Pipe.open_udp(server, port) as pipe:
        for _ in range(2):
            await pipe.send(query.to_wire())
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout / 2):
                    return await _reply_to(query, pipe)
        raise TimeoutError


async def _reply_to(query: Message, pipe: Pipe) -> Message:
    import dns.message

    while True:  # what belongs to another question may be followed by the reply
        reply = dns.message.from_wire(await pipe.receive(), ignore_trailing=True)
        if query.is_response(reply):
            return reply


async def _over_tcp(query: Message, server: str, port: int) -> Message:
    import dns.message

    with await Pipe.open(server, port) as pipe:
        wire = query.to_wire()
        await pipe.send(len(wire).to_bytes(2) + wire)
        content = b""
        while len(content) < 2 or len(content) < 2 + int.from_bytes(content[:2]):
            more = await pipe.receive()
            if not more:
                raise EOFError("the connection was closed within the reply")
            content += more
        return dns.message.from_wire(content[2:], ignore_trailing=True)


def _followed(reply: Message, kind: str) -> tuple[list[str], list[str]]:
    """Give the addresses of the name that was asked for, and the aliases on the way to them."""
    import dns.rdatatype

    owner = reply.question[0].name if reply.question else None
    records = {(found.name, found.rdtype): found for found in reply.answer}
    chain: list[str] = []
    while owner is not None and len(chain) < _MAX_ALIASES:
        alias = records.get((owner, dns.rdatatype.CNAME))
        if alias is None:
            break
        owner = next(iter(alias)).target
        chain.append(str(owner).rstrip(".").lower())
    found = records.get((owner, dns.rdatatype.from_text(kind))) if owner is not None else None
    return [str(record) for record in found or ()], chain


def _outcome(reply: Message, kind: str) -> Resolved | Failure:
    import dns.edns
    import dns.rcode
    import dns.rdatatype

    code = dns.rcode.to_text(reply.rcode())
    addresses, chain = _followed(reply, kind)
    if code == "NOERROR" and addresses:
        return Resolved(addresses=tuple(addresses), chain=tuple(chain))
    negative = FailureKind.NO_DATA if code == "NOERROR" else FailureKind.SERVER_FAILURE
    options = (one for one in reply.options if one.otype == dns.edns.OptionType.EDE)
    return Failure(
        kind=_RCODES.get(code, negative),
        code=code,
        soa=any(found.rdtype == dns.rdatatype.SOA for found in reply.authority),
        extended="; ".join(option.to_text() for option in options),
        chain=tuple(chain),
    )


def _merged(answers: list[Resolved | Failure]) -> Resolved | Failure:
    """Give one outcome for both families; one of them alone is enough."""
    resolved = [answer for answer in answers if isinstance(answer, Resolved)]
    failures = [answer for answer in answers if isinstance(answer, Failure)]
    if resolved:
        chain = next((answer.chain for answer in resolved if answer.chain), ())
        return Resolved(addresses=tuple(a for one in resolved for a in one.addresses), chain=chain)
    # "No data" of one family says less than what stopped the other.
    telling = [failure for failure in failures if failure.kind is not FailureKind.NO_DATA]
    return (telling or failures)[0]


def system_servers() -> tuple[str, ...]:
    """Give the name servers that this machine is set up with, at most three."""
    import dns.exception
    import dns.resolver

    try:
        servers = dns.resolver.Resolver().nameservers
    except (dns.exception.DNSException, OSError):
        return ()
    return tuple(str(server) for server in servers)[:3]


def without_servers(target: str) -> Observation:
    """Give what is seen where no name server is set up."""
    return Observation(
        target=target, step=Step.RESOLVE, outcome=Failure(kind=FailureKind.NO_RESOLVER)
    )
