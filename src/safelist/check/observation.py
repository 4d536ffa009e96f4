"""Observation: what one step saw, flat, without any explanation."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Step(StrEnum):
    """What was done."""

    RESOLVE = "resolve"
    CONNECT = "connect"
    TUNNEL = "tunnel"
    HANDSHAKE = "handshake"
    REQUEST = "request"
    KMS = "kms"
    STUN = "stun"


class Variant(StrEnum):
    """How it was done: the plain way, or one of the probes that tell look-alikes apart."""

    PLAIN = "plain"
    SYSTEM = "system"  # through the operating system's resolver
    TCP = "tcp"  # a DNS query over TCP
    SECOND = "second"  # a DNS query to another name server, for a second opinion
    NEAR = "near"  # a connection that may not leave this network (a hop limit of 1)
    HOPS = "hops"  # connections with small hop limits: who says where they end
    UNVERIFIED = "unverified"  # a handshake that accepts any certificate
    NO_SNI = "no-sni"  # a handshake that names no host
    SMALL_SEGMENTS = "small-segments"  # a handshake with a small maximum segment size
    UPGRADE = "upgrade"  # a request for a WebSocket
    RETRY = "retry"  # the same once more


class FailureKind(StrEnum):
    """Everything that can be seen to go wrong; closed."""

    TIMEOUT = "timeout"
    REFUSED = "refused"
    RESET = "reset"
    CLOSED = "closed"
    HOST_UNREACHABLE = "host-unreachable"
    NETWORK_UNREACHABLE = "network-unreachable"
    PROHIBITED = "prohibited"
    SYSTEM_ERROR = "system-error"
    NAME_NOT_FOUND = "name-not-found"
    NO_DATA = "no-data"
    QUERY_REFUSED = "query-refused"
    SERVER_FAILURE = "server-failure"
    UNRESOLVED = "unresolved"
    NO_RESOLVER = "no-resolver"
    MALFORMED = "malformed"
    ALERT = "alert"
    NOT_TLS = "not-tls"
    CERTIFICATE = "certificate"
    TLS_ERROR = "tls-error"


class Certificate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One certificate of a chain; names are RFC 4514 text, times ISO 8601."""

    subject: str
    issuer: str
    issuer_organization: str = ""
    names: tuple[str, ...] = ()
    not_before: str = ""
    not_after: str = ""
    sha256: str = ""
    self_signed: bool = False


class Resolved(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="resolved"):
    """A name has *addresses*, through the aliases in *chain*."""

    addresses: tuple[str, ...]
    chain: tuple[str, ...] = ()


class Connected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="connected"):
    """A TCP connection (or a UDP socket) is up; *local* is our own address."""

    local: str = ""


class Secured(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="secured"):
    """A TLS handshake is complete; *verified* says whether the system trusts the chain."""

    version: str
    verified: bool
    alpn: str = ""
    chain: tuple[Certificate, ...] = ()


class Answered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="answered"):
    """An HTTP answer: *start* is the start of the body in hexadecimal, *text* as text."""

    status: int
    reason: str = ""
    headers: dict[str, str] = {}
    start: str = ""
    text: str = ""


class Replied(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="replied"):
    """An answer of another protocol: `bind-ack`, `binding-success`, with its *detail*."""

    what: str
    detail: str = ""


class Failure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="failure"):
    """What went wrong, with everything raw that could tell why.

    *code* is the word of the system or protocol (`ECONNREFUSED`, `unrecognized_name`), *preview*
    the first bytes received as text, *offender* who sent an ICMP error (*icmp* is type/code) and
    *local* our own address then, *soa* whether a negative DNS answer carried an SOA record,
    *extended* its reason (RFC 8914) and *chain* the aliases on its way.
    """

    kind: FailureKind
    code: str = ""
    message: str = ""
    verify_code: int | None = None
    sent: int = 0
    received: int = 0
    preview: str = ""
    offender: str = ""
    icmp: str = ""
    local: str = ""
    soa: bool | None = None
    extended: str = ""
    chain: tuple[str, ...] = ()


Outcome = Resolved | Connected | Secured | Answered | Replied | Failure


class Observation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What *step* saw for the target with this id; *elapsed* in seconds.

    *address* is who was spoken to: the name server, the address, the proxy.
    """

    target: str
    step: Step
    outcome: Outcome
    variant: Variant = Variant.PLAIN
    address: str = ""
    elapsed: float = 0.0

    @property
    def failure(self) -> Failure | None:
        """The failure, or None where the step went well."""
        return self.outcome if isinstance(self.outcome, Failure) else None
