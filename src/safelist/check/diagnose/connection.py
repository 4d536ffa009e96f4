"""Why a connection does not come up; where it does, what is said over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safelist.catalog.knowledge import ProbeKind
from safelist.check.causes import Status
from safelist.check.diagnose.answer import judge_answer
from safelist.check.diagnose.diagnosis import Diagnosis, found, is_open
from safelist.check.diagnose.security import judge_security
from safelist.check.observation import Failure, FailureKind, Replied, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from safelist.check.diagnose.looks import Looks
    from safelist.check.target import Target

_WIRESERVER = "168.63.129.16"
#: ICMP codes by which a device says that it forbids: RFC 1812 (v4), RFC 4443 (v6).
_PROHIBITED = {"3/9", "3/10", "3/13", "1/1", "1/5", "1/6"}
_CAUSES = {
    FailureKind.TIMEOUT: "silent-drop",
    FailureKind.REFUSED: "connection-refused",
    FailureKind.RESET: "connection-refused",
    FailureKind.HOST_UNREACHABLE: "host-unreachable",
    FailureKind.NETWORK_UNREACHABLE: "no-route",
}


def judge_connection(target: Target, looks: Looks) -> Diagnosis:
    """Judge one address."""
    if target.probe.kind is ProbeKind.STUN:
        return _judge_relay(target, looks)
    failure = looks.failed(Step.CONNECT)
    if failure:
        return found(connection_cause(target, failure), target, *looks.told)
    match target.probe.kind:
        case ProbeKind.CONNECT:
            return is_open(target, *looks.told)
        case ProbeKind.KMS:
            return _judge_activation(target, looks)
        case ProbeKind.TLS:
            return _unless_unstable(target, looks, judge_security(target, looks), judge_security)
        case _:
            return _unless_unstable(target, looks, judge_answer(target, looks), judge_answer)


def connection_cause(target: Target, failure: Failure) -> str:
    """Name the cause of a connection that did not come up."""
    local = bool(failure.offender) and failure.offender == failure.local
    if failure.kind is FailureKind.PROHIBITED or local:
        guarded = target.host == _WIRESERVER
        return "wireserver-guarded" if guarded else "prohibited-locally"
    if failure.offender and failure.icmp in _PROHIBITED:
        return "rejected-by-firewall"
    if failure.offender and failure.kind is FailureKind.REFUSED:
        # A closed TCP port answers with RST; only a filter answers with ICMP (nft's "reject").
        return "rejected-by-firewall"
    if failure.kind is FailureKind.NETWORK_UNREACHABLE and failure.offender:
        return "host-unreachable"
    return _CAUSES.get(failure.kind, "connection-failed")


def _unless_unstable(
    target: Target,
    looks: Looks,
    diagnosis: Diagnosis,
    judge: Callable[[Target, Looks], Diagnosis],
) -> Diagnosis:
    """Where the first try was cut and the second went well, say just that."""
    again = looks.retried
    if diagnosis.status is Status.BLOCKED and again.seen and not again.failed(Step.CONNECT):
        second = judge(target, again)
        if second.status is Status.OPEN:
            return found("unstable", target, *looks.told)
    return diagnosis


def _judge_activation(target: Target, looks: Looks) -> Diagnosis:
    match looks.outcome(Step.KMS):
        case Replied():
            return is_open(target, *looks.told)
        case Failure(kind=FailureKind.MALFORMED):
            return found("kms-foreign", target, *looks.told)
        case None:
            return found("interrupted", target, *looks.told)
        case _:
            return found("kms-silent", target, *looks.told)


def _judge_relay(target: Target, looks: Looks) -> Diagnosis:
    match looks.outcome(Step.STUN):
        case Replied():
            return is_open(target, *looks.told)
        case Failure(kind=FailureKind.TIMEOUT):
            return found("udp-silent", target, *looks.told)
        case Failure(kind=FailureKind.MALFORMED):
            return found("stun-foreign", target, *looks.told)
        case Failure(kind=FailureKind.NETWORK_UNREACHABLE, offender=""):
            return found("no-route", target, *looks.told)
        case Failure(kind=FailureKind.PROHIBITED):
            return found("prohibited-locally", target, *looks.told)
        case Failure():
            return found("udp-rejected", target, *looks.told)
        case _:
            return found("interrupted", target, *looks.told)
