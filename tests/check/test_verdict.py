"""What the targets of a requirement say together."""

from __future__ import annotations

from safelist.catalog.knowledge import Probe, ProbeKind
from safelist.catalog.requirement import Cloud, Endpoint, Importance, Requirement, Role
from safelist.check.causes import Status
from safelist.check.diagnose.diagnosis import Diagnosis, found, is_open
from safelist.check.target import Evidence, Target
from safelist.check.verdict import judge
from safelist.finding import Severity
from safelist.sets.ports import PortSet, Protocol


def requirement(address: str, importance: Importance = Importance.REQUIRED) -> Requirement:
    endpoint = Endpoint.of(address, Protocol.TCP, PortSet([443]))
    return Requirement(Role.SESSION_HOST, importance, Cloud.PUBLIC, endpoint)


def target(host: str, evidence: Evidence = Evidence.EXEMPLAR) -> Target:
    return Target(
        id=f"{host}:443/tcp",
        host=host,
        protocol=Protocol.TCP,
        port=443,
        probe=Probe(ProbeKind.TLS),
        evidence=evidence,
    )


WILDCARD = requirement("*.wvd.example")
ONE, TWO = target("one.wvd.example"), target("two.wvd.example")


def gone(one: Target, *, filtered: bool = False) -> Diagnosis:
    alternatives = ("a DNS filter",) if filtered else None
    return found("name-not-found", one, status=Status.INSUFFICIENT, alternatives=alternatives)


def test_a_wildcard_is_open_where_all_names_are() -> None:
    assert judge(WILDCARD, [is_open(ONE), is_open(TWO)]).status is Status.OPEN


def test_a_wildcard_with_one_blocked_name_is_degraded_and_with_all_blocked() -> None:
    blocked = found("tls-reset", TWO)
    assert judge(WILDCARD, [is_open(ONE), blocked]).status is Status.DEGRADED
    assert judge(WILDCARD, [found("tls-reset", ONE), blocked]).status is Status.BLOCKED


def test_a_name_that_is_gone_does_not_spoil_the_others() -> None:
    assert judge(WILDCARD, [is_open(ONE), gone(TWO)]).status is Status.OPEN
    # Without its SOA record the name is denied rather than gone, and the row is not proven.
    denied = gone(TWO, filtered=True)
    assert judge(WILDCARD, [is_open(ONE), denied]).status is Status.INSUFFICIENT
    assert judge(WILDCARD, [gone(ONE), gone(TWO)]).status is Status.INSUFFICIENT


def test_names_that_are_all_gone_without_soa_are_filtered() -> None:
    verdict = judge(WILDCARD, [gone(ONE, filtered=True), gone(TWO, filtered=True)])
    assert (verdict.status, verdict.cause) == (Status.BLOCKED, "name-not-found")


def test_one_host_needs_all_of_its_ports() -> None:
    host = target("168.63.129.16", Evidence.PUBLISHED)
    verdict = judge(requirement("168.63.129.16"), [is_open(host), found("silent-drop", host)])
    assert verdict.status is Status.BLOCKED


def test_a_remedy_speaks_of_the_row_and_the_message_of_the_name_that_was_tried() -> None:
    finding = judge(WILDCARD, [found("tls-reset", ONE)]).finding
    assert finding is not None
    assert "*.wvd.example" in finding.remedy
    assert "one.wvd.example" in finding.message
    assert finding.general is not None
    assert "wvd" not in finding.general.remedy + finding.general.message


def test_severity_follows_importance_and_status() -> None:
    optional = requirement("*.wvd.example", Importance.OPTIONAL)

    def severity(row: Requirement, diagnosis: Diagnosis) -> Severity:
        finding = judge(row, [diagnosis]).finding
        assert finding is not None
        return finding.severity

    assert severity(WILDCARD, found("tls-reset", ONE)) is Severity.ERROR
    assert severity(optional, found("tls-reset", ONE)) is Severity.WARNING
    assert severity(WILDCARD, found("tls-inspection", ONE)) is Severity.WARNING
    assert judge(WILDCARD, []).finding is not None
    assert severity(optional, gone(ONE)) is Severity.NOTE
