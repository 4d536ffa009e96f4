"""Who answered the request: the endpoint, or somebody in its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from safelist.catalog.knowledge import ProbeKind
from safelist.check.diagnose.diagnosis import Diagnosis, found, is_open
from safelist.check.observation import Answered, Failure, FailureKind, Step, Variant

if TYPE_CHECKING:
    from safelist.catalog.knowledge import Probe
    from safelist.check.diagnose.looks import Looks
    from safelist.check.target import Target

#: Azure Firewall: https://learn.microsoft.com/azure/firewall/firewall-faq (status 470).
_FIREWALL_DENY = 470
_TOO_MANY = 429
#: What answers our key, which is always the same (RFC 6455, 4.2.2).
WEBSOCKET_ACCEPT = "ejr3cL8K/O7kqp46WSE9+zjZpNY="
_BROKER_SAYS = "RD Broker is Healthy"
_NETWORK_LOGIN = 511  # RFC 6585
_REDIRECTS = (301, 302, 303, 307, 308)
#: Who says of itself that it filters, in headers or in the text of its page.
_FILTERS = re.compile(
    r"squid|zscaler|blue ?coat|proxysg|websense|forcepoint|fortig(ate|uard)|fortinet|palo alto|"
    r"checkpoint|check point|sonicwall|barracuda|mcafee|skyhigh|netskope|umbrella|sophos|"
    r"ironport|iboss|watchguard|untangle|tinyproxy|e2guardian|dansguardian",
    re.IGNORECASE,
)
_BLOCKING = re.compile(
    r"(web ?page|site|url|access|request|category|content)\W+(has been |is |was )?"
    r"(blocked|denied|forbidden|restricted)|blocked by|access denied|err_access_denied|"
    r"contact your (network |system )?administrator",
    re.IGNORECASE,
)


def judge_answer(target: Target, looks: Looks) -> Diagnosis:
    """Judge the answer to the request of *target*."""
    variant = Variant.UPGRADE if target.probe.websocket else Variant.PLAIN
    match looks.outcome(Step.REQUEST, variant):
        case Answered() as answer:
            return _judge(target, looks, answer)
        case Failure(kind=FailureKind.ALERT) if target.probe.kind is ProbeKind.TLS:
            # After a verified handshake only the endpoint itself can send one: it wants a
            # certificate of the client, which the agent has and we have not.
            return is_open(target, *looks.told)
        case Failure(kind=FailureKind.TIMEOUT):
            return found("http-silent", target, *looks.told)
        case Failure(kind=FailureKind.RESET | FailureKind.CLOSED):
            return found("http-cut", target, *looks.told)
        case Failure(kind=FailureKind.MALFORMED):
            return found("http-malformed", target, *looks.told)
        case Failure():
            return found("http-cut", target, *looks.told)
        case _:
            return found("interrupted", target, *looks.told)


def _judge(target: Target, looks: Looks, answer: Answered) -> Diagnosis:
    match target.probe.kind:
        case ProbeKind.METADATA:
            return _judge_metadata(target, looks, answer)
        case ProbeKind.WIRESERVER:
            if answer.status == 200 and "<Versions" in answer.text:
                return is_open(target, *looks.told)
            return found("wireserver-foreign", target, *looks.told)
        case ProbeKind.TLS:
            return _judge_secured(target, looks, answer)
        case _:
            cause = _replacement(target, answer) or _difference(target, answer)
            return found(cause, target, *looks.told) if cause else is_open(target, *looks.told)


def _judge_metadata(target: Target, looks: Looks, answer: Answered) -> Diagnosis:
    """The service refuses what was forwarded: 400 where X-Forwarded-For is present.

    https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service#proxies
    """
    is_json = answer.text.lstrip().startswith("{") and "html" not in _content_type(answer)
    if answer.status == 200 and is_json and "apiVersions" in answer.text:
        return is_open(target, *looks.told)
    if answer.status == _TOO_MANY or answer.status >= 500:
        return found("unexpected-answer", target, *looks.told)
    forwarded = "via" in answer.headers or "forward" in answer.text.lower()
    cause = "metadata-forwarded" if answer.status == 400 and forwarded else "metadata-foreign"
    return found(cause, target, *looks.told)


def _judge_secured(target: Target, looks: Looks, answer: Answered) -> Diagnosis:
    """Over TLS with the right certificate any status comes from the endpoint itself.

    Only a device that opens TLS can put its own page there, and it says so in its headers.
    """
    if _names_filter(answer) and answer.status in (403, 407, 451, 503, _FIREWALL_DENY):
        return found("block-page", target, *looks.told)
    if target.probe.websocket and _stripped(answer):
        return found("websocket-stripped", target, *looks.told)
    if target.probe.body == _BROKER_SAYS and _BROKER_SAYS not in answer.text:
        return found("broker-unhealthy", target, *looks.told)
    if _differs(target.probe, answer) or _is_no_upgrade(target, answer):
        return found("unexpected-answer", target, *looks.told)
    return is_open(target, *looks.told)


def _is_no_upgrade(target: Target, answer: Answered) -> bool:
    return target.probe.websocket and 200 <= answer.status < 300


def _stripped(answer: Answered) -> bool:
    """Tell whether the request for an upgrade was taken out on the way.

    426 asks for the very upgrade that was asked for, so the server never saw the request for it.
    """
    if answer.status == 101:
        return answer.headers.get("sec-websocket-accept") != WEBSOCKET_ACCEPT
    return answer.status == 426 or "via" in answer.headers or _names_filter(answer)


def _replacement(target: Target, answer: Answered) -> str | None:
    """Name what answered in place of a plain HTTP endpoint, where that shows."""
    if answer.status == _FIREWALL_DENY:
        return "firewall-deny-page"
    if answer.status == _NETWORK_LOGIN:
        return "captive-portal"
    if answer.status in _REDIRECTS and _leads_elsewhere(target, answer):
        return "captive-portal"
    if answer.status >= 400 and (_names_filter(answer) or _BLOCKING.search(answer.text)):
        return "block-page"
    if _BLOCKING.search(answer.text) and _names_filter(answer):
        return "block-page"
    return None


def _difference(target: Target, answer: Answered) -> str | None:
    """Name how the answer differs from what the endpoint is known to answer."""
    probe = target.probe
    if probe.exact and answer.status == 200 and answer.text.strip() != probe.body:
        return "captive-portal"
    if _differs(probe, answer):
        return "unexpected-answer"
    if probe.statuses or probe.starts or probe.body:
        return None
    # Without anything known of the right answer, a refusal or a page may be that of a filter.
    return "unexpected-answer" if _may_be_anybodys(answer) else None


def _may_be_anybodys(answer: Answered) -> bool:
    """Tell whether a portal or filter could have answered so: pages, logins, redirects, nothing."""
    text = answer.text.lstrip()
    page = text.startswith("<") or _content_type(answer).startswith("text/")
    success = answer.status < 300 and (page or not text)
    redirect = (
        answer.status in _REDIRECTS and not urlsplit(answer.headers.get("location", "")).netloc
    )
    return success or redirect or answer.status in (401, 403, 407, 451, 502, 503, 504)


def _content_type(answer: Answered) -> str:
    return answer.headers.get("content-type", "").lower()


def _differs(probe: Probe, answer: Answered) -> bool:
    """Tell whether the answer is another than the known one."""
    if probe.statuses and answer.status not in probe.statuses:
        return True
    if probe.starts and answer.status == 200 and not answer.start.startswith(probe.starts):
        return True
    return bool(probe.body) and probe.body not in answer.text


def _names_filter(answer: Answered) -> bool:
    # "Via" names who forwarded the answer, which is not who made it.
    headers = [f"{k} {v}" for k, v in answer.headers.items() if k not in ("location", "via")]
    return _FILTERS.search(" ".join([*headers, answer.text])) is not None


def _leads_elsewhere(target: Target, answer: Answered) -> bool:
    """Tell whether a redirect leaves the endpoint's own domain (its last two labels)."""
    try:
        host = urlsplit(answer.headers.get("location", "")).hostname
    except ValueError:  # an address that is none does not lead to the endpoint either
        return True
    return host is not None and host.split(".")[-2:] != target.host.split(".")[-2:]
