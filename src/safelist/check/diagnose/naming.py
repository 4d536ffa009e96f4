"""Why a name does not resolve, or resolves to what it cannot be."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from typing import TYPE_CHECKING

from safelist.check.causes import Status
from safelist.check.diagnose.diagnosis import Diagnosis, found, is_open
from safelist.check.diagnose.evidence import told
from safelist.check.observation import Failure, FailureKind, Resolved, Variant
from safelist.check.target import Evidence
from safelist.sets.addresses import AddressSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safelist.check.observation import Observation
    from safelist.check.target import Target

_CAUSES = {
    FailureKind.NAME_NOT_FOUND: "name-not-found",
    FailureKind.NO_DATA: "name-without-address",
    FailureKind.QUERY_REFUSED: "dns-refused",
    FailureKind.SERVER_FAILURE: "dns-server-failure",
    FailureKind.TIMEOUT: "dns-silent",
    FailureKind.NO_RESOLVER: "no-name-server",
    FailureKind.MALFORMED: "dns-malformed",
    FailureKind.CLOSED: "dns-malformed",
    FailureKind.UNRESOLVED: "unresolved",
}
#: A name server answered: that says more than another one's silence.
_ANSWERS = (
    FailureKind.NAME_NOT_FOUND,
    FailureKind.NO_DATA,
    FailureKind.QUERY_REFUSED,
    FailureKind.SERVER_FAILURE,
    FailureKind.MALFORMED,
)
_PRIVATE_ZONE = "privatelink"
#: Public addresses that filters answer with: FortiGuard's block portal and Cisco Umbrella's pages.
#: https://docs.fortinet.com/document/fortigate/latest/administration-guide/605868/dns-filter
#: https://docs.umbrella.com/umbrella-user-guide/docs/block-page-ip-addresses
_SINKHOLES = AddressSet(["208.91.112.55"]) | AddressSet.span("146.112.61.104", "146.112.61.110")
_SINKHOLE_NAMES = ("sinkhole.paloaltonetworks.com",)


def judge_name(target: Target, seen: Sequence[Observation]) -> Diagnosis:
    """Say whether the name of *target* leads anywhere."""
    evidence = tuple(map(told, seen))
    system = next((one for one in seen if one.variant is Variant.SYSTEM), None)
    second = next((one for one in seen if one.variant is Variant.SECOND), None)
    asked = [one for one in seen if one.variant not in (Variant.SYSTEM, Variant.SECOND)]
    answered = next((one for one in asked if isinstance(one.outcome, Resolved)), None)
    resolved = used(seen)
    if resolved is None:
        diagnosis = _unresolved(target, asked or seen, evidence)
        return _with_second_opinion(diagnosis, second) if second else diagnosis
    if system and system.failure and system.failure.kind is not FailureKind.TIMEOUT:
        status = Status.INSUFFICIENT if target.within else None
        return found("system-resolver-fails", target, *evidence, status=status)
    if not any(lies_within(target, address) for address in resolved.addresses):
        return found("outside-the-range", target, *evidence)
    only_over_tcp = not system and answered is not None and answered.variant is Variant.TCP
    if (system and system.failure) or only_over_tcp:
        return found("dns-degraded", target, *evidence)
    return is_open(target, *evidence)


def used(seen: Sequence[Observation]) -> Resolved | None:
    """Give the answer that decides where applications connect: the system's, else a server's."""
    own = [one for one in seen if one.variant is not Variant.SECOND]
    by_system = sorted(own, key=lambda one: one.variant is not Variant.SYSTEM)
    return next((o.outcome for o in by_system if isinstance(o.outcome, Resolved)), None)


def _with_second_opinion(diagnosis: Diagnosis, second: Observation) -> Diagnosis:
    """Azure's resolver knows the name, so the configured one filters it or is ill."""
    if not isinstance(second.outcome, Resolved):
        return diagnosis
    status = diagnosis.status if diagnosis.target.within else Status.BLOCKED
    alternatives = ("a filter or zone on the name server of this machine", "a dead forwarder")
    return replace(diagnosis, status=status, alternatives=alternatives)


def _unresolved(
    target: Target, seen: Sequence[Observation], evidence: tuple[str, ...]
) -> Diagnosis:
    failures = [one.outcome for one in seen if isinstance(one.outcome, Failure)]
    if not failures:
        return found("unresolved", target, *evidence)
    telling = next((one for one in failures if one.kind in _ANSWERS), failures[0])
    cause = _CAUSES.get(telling.kind, "dns-unreachable")
    if target.within:
        # The name only serves to find an address; whether the range is open stays unknown.
        return found(cause, target, *evidence, status=Status.INSUFFICIENT)
    if cause != "name-not-found":
        return found(cause, target, *evidence)
    return _not_found(target, telling, evidence)


def _not_found(target: Target, failure: Failure, evidence: tuple[str, ...]) -> Diagnosis:
    """Weigh a negative answer: a name seen years ago may be gone, a published one should not be.

    Filters that answer for a name seldom send the SOA record that a real zone must (RFC 2308).
    """
    # What the user says exists, exists; what we once saw may be gone.
    status = Status.INSUFFICIENT if target.evidence is Evidence.EXEMPLAR else None
    alternatives = ("a DNS filter",) if failure.soa is False else None
    return found("name-not-found", target, *evidence, status=status, alternatives=alternatives)


def lies_within(target: Target, address: str) -> bool:
    """Tell whether *address* is one that the row asks for; any is, where it names a host."""
    return not target.within or address in AddressSet([target.within])


def suspect_sinkhole(seen: Sequence[Observation], *, public: bool) -> bool:
    """Tell whether the name resolves only to addresses that a filter answers with.

    For a *public* endpoint that is any address that is not public; a company's own row may well
    have a private one.

    That alone proves nothing: a name with a private endpoint (an alias under `privatelink`) or
    behind a local tunnel may well resolve so, and then it answers with the right certificate.
    """
    resolved = used(seen)
    if resolved is None:
        return False
    # The operating system gives addresses only; the aliases stand in the name servers' answers.
    answers = [one.outcome for one in seen if isinstance(one.outcome, Resolved)]
    aliases = [alias for answer in answers for alias in answer.chain]
    if any(alias in _SINKHOLE_NAMES for alias in aliases):
        return True
    private = any(_PRIVATE_ZONE in alias for alias in aliases)
    right = _is_public if public else _is_somewhere
    return not private and not any(map(right, resolved.addresses))


def _is_public(address: str) -> bool:
    return _is_somewhere(address) and ipaddress.ip_address(address.partition("%")[0]).is_global


def _is_somewhere(address: str) -> bool:
    """Tell whether anything can be reached at *address*; a saved file may hold what is none."""
    try:
        found_address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    nowhere = found_address.is_unspecified or found_address.is_multicast
    return not nowhere and address not in _SINKHOLES
