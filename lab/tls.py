"""Speak TLS as one identity, as one per SNI, or as an inspecting middlebox, over any handler."""

from __future__ import annotations

import functools
import ssl
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from lab.hello import peek_hello
from lab.pki import Authority, Identity
from lab.records import Secured, Unsecured
from lab.tcp import UNRECOGNIZED_NAME

if TYPE_CHECKING:
    from lab.channel import Channel, Handler

Chooser: TypeAlias = Callable[[str | None], Identity | None]


def secured(
    identity: Identity | Mapping[str, Identity] | Chooser,
    then: Handler,
    *,
    minimum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
    maximum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    alpn: Sequence[str] = ("http/1.1",),
) -> Handler:
    """Secure each connection as *identity*, then let *then* talk inside.

    A mapping or a function chooses by SNI; no identity means the alert unrecognized_name.
    """
    choose = _chooser(identity)

    @functools.cache
    def context(chosen: Identity) -> ssl.SSLContext:
        return chosen.context(minimum=minimum, maximum=maximum, alpn=alpn)

    if isinstance(identity, Identity):
        context(identity)

    def handle(channel: Channel) -> None:
        hello = peek_hello(channel)
        server_name = hello.server_name if hello else None
        chosen = choose(server_name)
        if chosen is None:
            channel.held()
            channel.send(UNRECOGNIZED_NAME)
            channel.finish()
        elif _handshake(channel, context(chosen), server_name):
            then(channel)

    return handle


def old_only(identity: Identity, then: Handler) -> Handler:
    """Speak TLS 1.0 and 1.1 only: a modern client gets the alert protocol_version."""
    return secured(identity, then, minimum=ssl.TLSVersion.TLSv1, maximum=ssl.TLSVersion.TLSv1_1)


def inspecting(authority: Authority) -> Chooser:
    """Answer for every name with a fresh leaf of *authority*, as TLS inspection does."""

    @functools.cache
    def choose(server_name: str | None) -> Identity:
        return authority.issue([server_name or "inspected.invalid"])

    return choose


def _chooser(identity: Identity | Mapping[str, Identity] | Chooser) -> Chooser:
    if isinstance(identity, Identity):
        return lambda _: identity
    if isinstance(identity, Mapping):
        return functools.partial(_by_name, identity)
    return identity


def _by_name(identities: Mapping[str, Identity], server_name: str | None) -> Identity | None:
    name = server_name or ""
    wildcard = f"*.{name.partition('.')[2]}"
    return identities.get(name) or identities.get(wildcard) or identities.get("*")


def _handshake(channel: Channel, context: ssl.SSLContext, server_name: str | None) -> bool:
    try:
        session = channel.secure(context)
    except ssl.SSLError as error:
        channel.note(Unsecured(channel.peer, server_name, error.reason or str(error)))
        channel.finish()
        return False
    version = session.version() or ""
    channel.note(Secured(channel.peer, server_name, version, session.selected_alpn_protocol()))
    return True
