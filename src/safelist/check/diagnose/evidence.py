"""Evidence: observations in words that a person can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safelist.check.observation import (
    Answered,
    Connected,
    Failure,
    FailureKind,
    Replied,
    Resolved,
    Secured,
    Step,
    Variant,
)

if TYPE_CHECKING:
    from safelist.check.observation import Certificate, Observation

_STEPS = {
    Step.RESOLVE: "resolve",
    Step.CONNECT: "connect",
    Step.TUNNEL: "CONNECT through the proxy",
    Step.HANDSHAKE: "TLS handshake",
    Step.REQUEST: "HTTP request",
    Step.KMS: "DCE/RPC bind",
    Step.STUN: "STUN request",
}
_VARIANTS = {
    Variant.SYSTEM: " by the operating system",
    Variant.TCP: " over TCP",
    Variant.SECOND: " for a second opinion",
    Variant.NEAR: " with a hop limit of 1",
    Variant.HOPS: " with small hop limits",
    Variant.UNVERIFIED: " accepting any certificate",
    Variant.NO_SNI: " without naming the host",
    Variant.SMALL_SEGMENTS: " with small packets",
    Variant.UPGRADE: " for a WebSocket",
    Variant.RETRY: ", second try",
}
_KINDS = {
    FailureKind.TIMEOUT: "no answer",
    FailureKind.REFUSED: "refused",
    FailureKind.RESET: "reset",
    FailureKind.CLOSED: "closed by the other side",
    FailureKind.HOST_UNREACHABLE: "host unreachable",
    FailureKind.NETWORK_UNREACHABLE: "network unreachable",
    FailureKind.PROHIBITED: "not permitted",
    FailureKind.NAME_NOT_FOUND: "no such name",
    FailureKind.NO_DATA: "no address for the name",
    FailureKind.QUERY_REFUSED: "query refused",
    FailureKind.SERVER_FAILURE: "server failure",
    FailureKind.UNRESOLVED: "not resolved",
    FailureKind.NO_RESOLVER: "no name server set up",
    FailureKind.MALFORMED: "an answer that does not fit",
    FailureKind.ALERT: "TLS alert",
    FailureKind.NOT_TLS: "an answer that is not TLS",
    FailureKind.CERTIFICATE: "certificate not accepted",
    FailureKind.TLS_ERROR: "TLS failed",
    FailureKind.SYSTEM_ERROR: "failed",
}

_PREVIEWED = (
    FailureKind.NOT_TLS,
    FailureKind.MALFORMED,
    FailureKind.CLOSED,
    FailureKind.TIMEOUT,
)
_CUT = (FailureKind.TIMEOUT, FailureKind.CLOSED, FailureKind.RESET)


def told(seen: Observation) -> str:
    """Say in one line what *seen* saw, of whom, and how long it took."""
    where = f" {seen.address}" if seen.address else ""
    what = f"{_STEPS[seen.step]}{_VARIANTS.get(seen.variant, '')}{where}: {_outcome(seen)}"
    return f"{what} ({seen.elapsed:.1f} s)" if seen.elapsed >= 0.05 else what


def _outcome(seen: Observation) -> str:
    match seen.outcome:
        case Resolved(addresses=addresses, chain=chain):
            through = f" through {', '.join(chain)}" if chain else ""
            return f"{', '.join(addresses)}{through}"
        case Connected():
            return "connected"
        case Secured() as secured:
            issuer = f", issued by {issuer_of(secured.chain)}" if secured.chain else ""
            return f"{secured.version}{issuer}"
        case Answered() as answer:
            return _answer(answer)
        case Replied(what="hops", detail=detail):
            return detail
        case Replied(what=what, detail=detail):
            return f"{what}{f' ({detail})' if detail else ''}"
        case Failure() as failure:
            return _failure(failure)


def _answer(answer: Answered) -> str:
    notable = ("server", "via", "x-squid-error", "location", "proxy-authenticate")
    headers = [f"{name}: {answer.headers[name]}" for name in notable if name in answer.headers]
    readable = answer.status >= 300 or answer.headers.get("content-type", "").startswith("text")
    text = f'"{answer.text[:60]}"' if readable and answer.text else ""
    parts = [f"HTTP {answer.status} {answer.reason}".strip(), *headers, text]
    return ", ".join(part for part in parts if part)


def _failure(failure: Failure) -> str:
    parts = [_KINDS[failure.kind]]
    if failure.code and failure.code != "NOERROR":
        parts.append(failure.code)
    if failure.verify_code is not None:
        parts.append(f"verify code {failure.verify_code}")
    if failure.offender:
        parts.append(f"ICMP {failure.icmp} from {failure.offender}")
    if failure.chain:
        parts.append(f"through {', '.join(failure.chain)}")
    if failure.extended:
        parts.append(failure.extended)
    if failure.soa is False:
        parts.append("no SOA record in the answer")
    if failure.kind in _CUT and failure.sent:
        parts.append(f"{failure.sent} bytes sent, {failure.received} received")
    if failure.preview and failure.kind in _PREVIEWED:
        parts.append(f'"{failure.preview[:60]}"')
    return ", ".join(parts)


def issuer_of(chain: tuple[Certificate, ...]) -> str:
    """Name who issued the first certificate of *chain*."""
    return chain[0].issuer if chain else "nobody"
