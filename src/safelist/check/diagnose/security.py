"""Why TLS fails, and who opens it where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safelist.check.causes import Status
from safelist.check.diagnose.answer import judge_answer
from safelist.check.diagnose.diagnosis import Diagnosis, found
from safelist.check.observation import Connected, Failure, FailureKind, Secured, Step, Variant

if TYPE_CHECKING:
    from safelist.check.diagnose.looks import Looks
    from safelist.check.observation import Certificate
    from safelist.check.target import Target

#: Verify codes of OpenSSL (x509_vfy.h), Windows (winerror.h) and macOS (SecBase.h).
_EXPIRED = (10, 0x800B0101, -67818)
_NOT_YET_VALID = (9,)
_WRONG_HOST = (62, 64, 0x800B010F, -67602)
_SELF_SIGNED = (18,)
#: What the library calls a version that one side does not want.
_VERSIONS = ("UNSUPPORTED_PROTOCOL", "WRONG_SSL_VERSION", "protocol_version")
#: A connection that may not leave this network and comes up all the same.
_NEAR = ("a firewall or proxy near this machine that answers in place of {host}",)
#: With no name shown the far side still spoke TLS, so the name is what it minds.
_SPEAKS_TLS = (FailureKind.ALERT, FailureKind.TLS_ERROR)


def judge_security(target: Target, looks: Looks) -> Diagnosis:
    """Judge the handshake, and the answer that came over it."""
    match looks.outcome(Step.HANDSHAKE):
        case Secured(chain=chain):
            return _judge_secured(target, looks, chain)
        case Failure(kind=FailureKind.CERTIFICATE) as failure:
            return _judge_certificate(target, looks, failure)
        case Failure() as failure:
            return _judge_failure(target, looks, failure)
        case _:
            return found("interrupted", target, *looks.told)


def _judge_secured(target: Target, looks: Looks, chain: tuple[Certificate, ...]) -> Diagnosis:
    """A handshake that the system trusts: was it with the endpoint, or with a device between?"""
    answer = judge_answer(target, looks)
    if _is_expected(target, chain) or answer.status is Status.BLOCKED:
        return answer
    return found("tls-inspection", target, *looks.told)


def _is_expected(target: Target, chain: tuple[Certificate, ...]) -> bool:
    expected = target.probe.issuers
    return not expected or not chain or chain[0].issuer_organization in expected


def _judge_certificate(target: Target, looks: Looks, failure: Failure) -> Diagnosis:
    code = failure.verify_code
    if code in _EXPIRED:
        return found("certificate-expired", target, *looks.told)
    if code in _NOT_YET_VALID:
        return found("certificate-not-yet-valid", target, *looks.told)
    if code in _WRONG_HOST:
        return found("certificate-wrong-host", target, *looks.told)
    unverified = looks.outcome(Step.HANDSHAKE, Variant.UNVERIFIED)
    chain = unverified.chain if isinstance(unverified, Secured) else ()
    if code in _SELF_SIGNED or (len(chain) == 1 and chain[0].self_signed):
        return found("certificate-self-signed", target, *looks.told)
    if chain and target.probe.issuers and not _is_expected(target, chain):
        return found("tls-inspection-untrusted", target, *looks.told)
    return found("certificate-untrusted", target, *looks.told)


def _judge_failure(target: Target, looks: Looks, failure: Failure) -> Diagnosis:
    if failure.code in _VERSIONS or failure.code.startswith("TLSV1_ALERT_PROTOCOL"):
        return found("tls-version", target, *looks.told)
    match failure.kind:
        case FailureKind.NOT_TLS:
            return found("not-tls", target, *looks.told)
        case FailureKind.ALERT:
            return found("tls-alert", target, *looks.told)
        case FailureKind.TIMEOUT | FailureKind.RESET | FailureKind.CLOSED:
            return _judge_cut(target, looks, failure)
        case _:
            return found("tls-failed", target, *looks.told)


def _judge_cut(target: Target, looks: Looks, failure: Failure) -> Diagnosis:
    """Use the extra looks: without the name, and with small packets."""
    unnamed = looks.outcome(Step.HANDSHAKE, Variant.NO_SNI)
    small = looks.outcome(Step.HANDSHAKE, Variant.SMALL_SEGMENTS)
    if isinstance(small, Secured) and not isinstance(unnamed, Secured):
        return found("path-mtu", target, *looks.told)
    if isinstance(unnamed, Secured) or (
        isinstance(unnamed, Failure) and unnamed.kind in _SPEAKS_TLS
    ):
        return found("sni-filter", target, *looks.told)
    cause = {FailureKind.TIMEOUT: "tls-silent", FailureKind.RESET: "tls-reset"}.get(
        failure.kind, "tls-closed"
    )
    near = isinstance(looks.outcome(Step.CONNECT, Variant.NEAR), Connected)
    return found(cause, target, *looks.told, alternatives=_NEAR if near else None)
