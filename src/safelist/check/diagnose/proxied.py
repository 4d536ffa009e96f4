"""Why a target is not reached through a proxy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from safelist.catalog.knowledge import ProbeKind
from safelist.check.diagnose.answer import judge_answer
from safelist.check.diagnose.diagnosis import Diagnosis, found, is_open
from safelist.check.diagnose.evidence import told
from safelist.check.diagnose.looks import Looks
from safelist.check.diagnose.security import judge_security
from safelist.check.observation import Answered, Failure, FailureKind, Resolved, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safelist.check.observation import Observation
    from safelist.check.target import Target

_CAUSES = {
    FailureKind.TIMEOUT: "proxy-silent",
    FailureKind.RESET: "proxy-reset",
    FailureKind.CLOSED: "proxy-closed",
    FailureKind.MALFORMED: "proxy-malformed",
}

#: What is left where the proxy lets other targets through.
_OF_A_PROXY_THAT_WORKS = {
    "proxy-denied": ("a rule for the name", "a rule for the port"),
    "proxy-cannot-reach": ("a firewall behind the proxy", "the endpoint is down"),
}
_LATE = (
    "the proxy filters the name after it accepted",
    "the proxy cannot reach {host} and says so late",
    "a firewall behind the proxy",
)
#: What cuts TLS inside of a tunnel stands at or behind the proxy.
_CUT_BEHIND = {"tls-reset": _LATE, "tls-closed": _LATE, "tls-silent": _LATE}
#: How a web server answers CONNECT: it does not know the method.
_NO_PROXY = (400, 404, 405, 501)


def judge_proxied(
    target: Target,
    tried: Sequence[Observation],
    resolved: Sequence[Observation],
    *,
    works: bool,
) -> Diagnosis:
    """Judge what was seen through a proxy; *resolved* is about the proxy's own name.

    *works* says whether the same proxy let another target of the check through.
    """
    looks = Looks(tried)
    if not tried:
        leads_somewhere = any(isinstance(one.outcome, Resolved) for one in resolved)
        cause = "interrupted" if leads_somewhere else "proxy-unresolved"
        return found(cause, target, *map(told, resolved))
    connects = [one for one in tried if one.step is Step.CONNECT]
    if all(one.failure for one in connects):
        return found("proxy-unreachable", target, *looks.told)
    forwarded = target.probe.kind is ProbeKind.HTTP
    outcome = looks.outcome(Step.REQUEST if forwarded else Step.TUNNEL)
    match outcome:
        case Failure(kind=kind):
            return found(_CAUSES.get(kind, "proxy-reset"), target, *looks.told)
        case Answered(status=status) as answer:
            refused = _refusal(status, answer, forwarded=forwarded)
            if refused:
                alternatives = _OF_A_PROXY_THAT_WORKS.get(refused) if works else None
                return found(refused, target, *looks.told, alternatives=alternatives)
        case _:
            return found("interrupted", target, *looks.told)
    if forwarded and _may_be_its_own(target, answer):
        return found("unexpected-answer", target, *looks.told)
    if forwarded:
        return judge_answer(target, looks)
    if target.probe.kind is not ProbeKind.TLS:
        return is_open(target, *looks.told)
    diagnosis = judge_security(target, looks)
    if diagnosis.cause and diagnosis.cause.name in _CUT_BEHIND:
        return replace(diagnosis, alternatives=_CUT_BEHIND[diagnosis.cause.name])
    return diagnosis


def _may_be_its_own(target: Target, answer: Answered) -> bool:
    """Tell whether whoever stands at the proxy's address may have answered by itself.

    A proxy names itself in Via (RFC 9110, 7.6.3); a web server in its place knows nothing of the
    page, and where nothing is known of the endpoint's answer the two look alike.
    """
    probe = target.probe
    unknown = not (probe.statuses or probe.starts or probe.body)
    return unknown and "via" not in answer.headers


def let_through(seen: Sequence[Observation]) -> bool:
    """Tell whether a proxy did as asked for the target that *seen* is about."""
    for one in seen:
        if isinstance(one.outcome, Answered) and one.step in (Step.TUNNEL, Step.REQUEST):
            forwarded = one.step is Step.REQUEST
            return _refusal(one.outcome.status, one.outcome, forwarded=forwarded) is None
    return False


def _refusal(status: int, answer: Answered, *, forwarded: bool) -> str | None:
    """Name why the proxy did not do as asked; a forwarded status may be that of the endpoint."""
    if status == 407:
        return "proxy-authentication"
    if not forwarded and status in _NO_PROXY:
        return "proxy-malformed"
    own = not forwarded or "x-squid-error" in answer.headers
    if own and status >= 500:
        return "proxy-cannot-reach"
    if own and status >= 300:
        return "proxy-denied"
    if forwarded and status in (502, 503, 504):
        return "proxy-cannot-reach"
    return None
