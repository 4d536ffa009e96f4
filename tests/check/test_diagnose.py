"""The diagnosis is a pure function: these observations, this cause.

Here stand the cases that need another machine or a network of their own; everything that loopback
can produce for real is in tests/scenarios.
"""

from __future__ import annotations

from safelist.catalog.knowledge import Probe, ProbeKind
from safelist.check.causes import Status
from safelist.check.diagnose import diagnose
from safelist.check.diagnose.answer import WEBSOCKET_ACCEPT
from safelist.check.observation import (
    Answered,
    Certificate,
    Connected,
    Failure,
    FailureKind,
    Observation,
    Outcome,
    Resolved,
    Secured,
    Step,
    Variant,
)
from safelist.check.target import Evidence, Target
from safelist.sets.ports import Protocol

HOST = "gateway.wvd.example"
TARGET = Target(
    id=f"{HOST}:443/tcp",
    host=HOST,
    protocol=Protocol.TCP,
    port=443,
    probe=Probe(ProbeKind.TLS),
    evidence=Evidence.PUBLISHED,
    public=True,
)


def seen(
    step: Step, outcome: Outcome, address: str = "20.1.2.3", variant: Variant = Variant.PLAIN
) -> Observation:
    return Observation(
        target=HOST if step is Step.RESOLVE else TARGET.id,
        step=step,
        outcome=outcome,
        variant=variant,
        address=address,
    )


def failed(kind: FailureKind, **details: object) -> Failure:
    return Failure(kind=kind, **details)  # type: ignore[arg-type]


def system(outcome: Outcome) -> Observation:
    return seen(Step.RESOLVE, outcome, "", Variant.SYSTEM)


def server(outcome: Outcome, address: str = "10.0.0.4") -> Observation:
    return seen(Step.RESOLVE, outcome, address)


def cause(*observations: Observation, target: Target = TARGET) -> tuple[str, str | None]:
    found = diagnose(target, observations)
    return found.status, found.cause.name if found.cause else None


GOOD = Resolved(addresses=("20.1.2.3",))
REFUSED = failed(FailureKind.REFUSED, code="ECONNREFUSED")


def connect(outcome: Outcome, address: str = "20.1.2.3") -> Observation:
    return seen(Step.CONNECT, outcome, address)


def test_icmp_prohibited_names_a_firewall() -> None:
    failure = failed(FailureKind.HOST_UNREACHABLE, offender="10.0.0.1", icmp="3/13")
    assert cause(server(GOOD), connect(failure)) == ("blocked", "rejected-by-firewall")


def test_a_refusal_by_icmp_is_a_filter_and_not_a_closed_port() -> None:
    failure = failed(FailureKind.REFUSED, offender="10.0.0.1", icmp="3/3")
    assert cause(server(GOOD), connect(failure)) == ("blocked", "rejected-by-firewall")


def test_a_missing_route_here_is_told_from_one_on_the_way() -> None:
    here = failed(FailureKind.NETWORK_UNREACHABLE, code="ENETUNREACH")
    away = failed(FailureKind.NETWORK_UNREACHABLE, offender="10.0.0.1", icmp="3/0")
    assert cause(server(GOOD), connect(here)) == ("blocked", "no-route")
    assert cause(server(GOOD), connect(away)) == ("blocked", "host-unreachable")


def test_a_local_prohibition_is_not_blamed_on_the_network() -> None:
    failure = failed(FailureKind.PROHIBITED, code="EACCES")
    assert cause(server(GOOD), connect(failure)) == ("blocked", "prohibited-locally")


def test_the_guarded_wireserver_of_a_healthy_machine_is_not_called_blocked() -> None:
    target = Target(
        id="168.63.129.16:80/tcp",
        host="168.63.129.16",
        protocol=Protocol.TCP,
        port=80,
        probe=Probe(ProbeKind.WIRESERVER),
        evidence=Evidence.PUBLISHED,
    )
    failure = failed(FailureKind.PROHIBITED, code="EACCES")
    assert cause(connect(failure), target=target) == ("insufficient", "wireserver-guarded")


def test_applications_fail_where_only_our_own_query_works() -> None:
    broken = failed(FailureKind.UNRESOLVED, code="EAI_AGAIN")
    assert cause(system(broken), server(GOOD)) == ("blocked", "system-resolver-fails")


def test_a_silent_system_resolver_degrades_where_a_server_answers() -> None:
    silent = failed(FailureKind.TIMEOUT)
    done = connect(Connected())
    secured = seen(Step.HANDSHAKE, Secured(version="TLSv1.3", verified=True))
    answered = seen(Step.REQUEST, Answered(status=404))
    assert cause(system(silent), server(GOOD), done, secured, answered) == (
        "degraded",
        "dns-degraded",
    )


def test_one_resolver_that_answers_says_more_than_one_that_is_silent() -> None:
    silent = server(failed(FailureKind.TIMEOUT), "10.0.0.4")
    refusing = server(failed(FailureKind.QUERY_REFUSED), "10.0.0.5")
    assert cause(silent, refusing) == ("blocked", "dns-refused")


def test_no_name_server_at_all_is_named() -> None:
    nobody = server(failed(FailureKind.NO_RESOLVER), "")
    broken = system(failed(FailureKind.UNRESOLVED, code="EAI_AGAIN"))
    assert cause(broken, nobody) == ("blocked", "no-name-server")


def test_a_known_name_that_is_gone_is_no_block_of_a_wildcard() -> None:
    exemplar = Target(
        id=TARGET.id,
        host=HOST,
        protocol=Protocol.TCP,
        port=443,
        probe=Probe(ProbeKind.TLS),
        evidence=Evidence.EXEMPLAR,
    )
    gone = server(failed(FailureKind.NAME_NOT_FOUND, code="NXDOMAIN", soa=True))
    filtered = server(failed(FailureKind.NAME_NOT_FOUND, code="NXDOMAIN", soa=False))
    assert cause(gone, target=exemplar) == ("insufficient", "name-not-found")
    assert cause(filtered, target=exemplar) == ("insufficient", "name-not-found")
    assert cause(gone) == ("blocked", "name-not-found")


def test_a_private_endpoint_that_works_is_no_sinkhole() -> None:
    private = Resolved(addresses=("10.1.2.3",), chain=("rdgateway.privatelink.wvd.microsoft.com",))
    assert cause(
        server(private),
        connect(Connected(), "10.1.2.3"),
        seen(Step.HANDSHAKE, Secured(version="TLSv1.3", verified=True), "10.1.2.3"),
        seen(Step.REQUEST, Answered(status=401), "10.1.2.3"),
    ) == ("open", None)


def test_a_private_endpoint_that_fails_keeps_its_own_cause() -> None:
    private = Resolved(addresses=("10.1.2.3",), chain=("x.privatelink.wvd.microsoft.com",))
    assert cause(server(private), connect(REFUSED, "10.1.2.3")) == ("blocked", "connection-refused")
    public = Resolved(addresses=("10.1.2.3",))
    assert cause(server(public), connect(REFUSED, "10.1.2.3")) == ("blocked", "dns-sinkhole")


def test_small_packets_that_pass_point_at_the_mtu() -> None:
    silent = failed(FailureKind.TIMEOUT, sent=517)
    secured = Secured(version="TLSv1.3", verified=False)
    assert cause(
        server(GOOD),
        connect(Connected()),
        seen(Step.HANDSHAKE, silent),
        seen(Step.HANDSHAKE, silent, variant=Variant.NO_SNI),
        seen(Step.HANDSHAKE, secured, variant=Variant.SMALL_SEGMENTS),
    ) == ("blocked", "path-mtu")


def test_verify_codes_of_windows_are_understood() -> None:
    def with_code(code: int) -> tuple[str, str | None]:
        failure = failed(FailureKind.CERTIFICATE, verify_code=code)
        return cause(server(GOOD), connect(Connected()), seen(Step.HANDSHAKE, failure))

    assert with_code(0x800B0101) == ("blocked", "certificate-expired")
    assert with_code(0x800B010F) == ("blocked", "certificate-wrong-host")
    assert with_code(0x800B0109) == ("blocked", "certificate-untrusted")


def test_a_missing_root_is_told_from_inspection_by_the_issuer() -> None:
    target = Target(
        id=TARGET.id,
        host=HOST,
        protocol=Protocol.TCP,
        port=443,
        probe=Probe(ProbeKind.TLS, issuers=("Microsoft Corporation",)),
        evidence=Evidence.PUBLISHED,
    )

    def issued_by(organization: str) -> tuple[str, str | None]:
        leaf = Certificate(subject="CN=x", issuer="CN=y", issuer_organization=organization)
        chain = Secured(version="TLSv1.3", verified=False, chain=(leaf, leaf))
        return cause(
            server(GOOD),
            connect(Connected()),
            seen(Step.HANDSHAKE, failed(FailureKind.CERTIFICATE, verify_code=20)),
            seen(Step.HANDSHAKE, chain, variant=Variant.UNVERIFIED),
            target=target,
        )

    assert issued_by("Microsoft Corporation") == ("blocked", "certificate-untrusted")
    assert issued_by("Contoso Inspection CA") == ("blocked", "tls-inspection-untrusted")


def test_what_was_never_seen_is_interrupted_and_not_open() -> None:
    assert cause() == ("not-probed", "interrupted")
    assert cause(server(GOOD)) == ("not-probed", "interrupted")
    assert cause(server(GOOD), connect(Connected())) == ("not-probed", "interrupted")


def test_every_failure_at_every_step_gives_some_cause_and_never_open() -> None:
    steps = [(Step.CONNECT, ()), (Step.HANDSHAKE, (connect(Connected()),))]
    for kind in FailureKind:
        for step, before in steps:
            found = diagnose(TARGET, [server(GOOD), *before, seen(step, failed(kind))])
            assert found.status in (Status.BLOCKED, Status.INSUFFICIENT), (step, kind)
            assert found.cause is not None
        found = diagnose(TARGET, [server(failed(kind))])
        assert found.status in (Status.BLOCKED, Status.INSUFFICIENT), kind


WORKING = (
    connect(Connected()),
    seen(Step.HANDSHAKE, Secured(version="TLSv1.3", verified=True)),
    seen(Step.REQUEST, Answered(status=404)),
)


def test_names_that_resolve_over_tcp_only_are_degraded() -> None:
    silent = server(failed(FailureKind.TIMEOUT))
    over_tcp = seen(Step.RESOLVE, GOOD, "10.0.0.4", Variant.TCP)
    assert cause(silent, over_tcp, *WORKING) == ("degraded", "dns-degraded")


def test_a_machine_without_ipv6_is_not_degraded_by_it() -> None:
    both = Resolved(addresses=("20.1.2.3", "2603:1026::5"))
    nowhere = connect(failed(FailureKind.NETWORK_UNREACHABLE, code="ENETUNREACH"), "2603:1026::5")
    assert cause(server(both), *WORKING, nowhere) == ("open", None)
    dropped = connect(failed(FailureKind.TIMEOUT), "2603:1026::5")
    assert cause(server(both), *WORKING, dropped) == ("degraded", "ipv6-blocked")


def test_a_hosts_file_is_judged_by_what_applications_connect_to() -> None:
    local = Resolved(addresses=("127.0.0.1",))
    refused = connect(REFUSED, "127.0.0.1")
    assert cause(system(local), server(GOOD), refused) == ("blocked", "dns-sinkhole")
    assert cause(system(GOOD), server(local), connect(REFUSED)) == ("blocked", "connection-refused")


def test_the_block_portals_of_dns_filters_are_known() -> None:
    portal = Resolved(addresses=("146.112.61.106",))
    silent = connect(failed(FailureKind.TIMEOUT), "146.112.61.106")
    assert cause(server(portal), silent) == ("blocked", "dns-sinkhole")


def test_a_local_rejection_is_not_blamed_on_a_device_on_the_way() -> None:
    own = failed(FailureKind.REFUSED, offender="10.0.0.7", icmp="3/3", local="10.0.0.7")
    assert cause(server(GOOD), connect(own)) == ("blocked", "prohibited-locally")


def test_small_packets_that_pass_with_the_name_say_more_than_an_alert_without_it() -> None:
    silent = failed(FailureKind.TIMEOUT, sent=517)
    secured = Secured(version="TLSv1.3", verified=False)
    assert cause(
        server(GOOD),
        connect(Connected()),
        seen(Step.HANDSHAKE, silent),
        seen(Step.HANDSHAKE, failed(FailureKind.ALERT), variant=Variant.NO_SNI),
        seen(Step.HANDSHAKE, secured, variant=Variant.SMALL_SEGMENTS),
    ) == ("blocked", "path-mtu")


def test_the_own_404_of_an_endpoint_behind_a_forwarding_proxy_is_no_block_page() -> None:
    plain = Target(
        id=TARGET.id,
        host=HOST,
        protocol=Protocol.TCP,
        port=80,
        probe=Probe(ProbeKind.HTTP),
        evidence=Evidence.PUBLISHED,
    )
    answer = Answered(status=404, headers={"via": "1.1 proxy (squid/5.7)", "server": "ECS"})
    assert cause(server(GOOD), connect(Connected()), seen(Step.REQUEST, answer), target=plain) == (
        "open",
        None,
    )


def test_a_metadata_service_that_throttles_is_not_called_foreign() -> None:
    metadata = Target(
        id="169.254.169.254:80/tcp",
        host="169.254.169.254",
        protocol=Protocol.TCP,
        port=80,
        probe=Probe(ProbeKind.METADATA),
        evidence=Evidence.PUBLISHED,
    )
    found = cause(connect(Connected()), seen(Step.REQUEST, Answered(status=429)), target=metadata)
    assert found == ("insufficient", "unexpected-answer")


ACCEPTED = {"sec-websocket-accept": WEBSOCKET_ACCEPT}


def test_a_websocket_that_works_on_the_second_try_is_unstable() -> None:
    gateway = Target(
        id=TARGET.id,
        host=HOST,
        protocol=Protocol.TCP,
        port=443,
        probe=Probe(ProbeKind.TLS, websocket=True),
        evidence=Evidence.PUBLISHED,
    )
    secured = Secured(version="TLSv1.3", verified=True)
    assert cause(
        server(GOOD),
        connect(Connected()),
        seen(Step.HANDSHAKE, failed(FailureKind.RESET)),
        seen(Step.CONNECT, Connected(), variant=Variant.RETRY),
        seen(Step.HANDSHAKE, secured, variant=Variant.RETRY),
        seen(Step.REQUEST, Answered(status=101, headers=ACCEPTED), variant=Variant.UPGRADE),
        target=gateway,
    ) == ("degraded", "unstable")


def proxied(*observations: Observation) -> tuple[str, str | None]:
    found = diagnose(TARGET, observations, "proxy.example")
    return found.status, found.cause.name if found.cause else None


def test_a_proxy_that_was_not_asked_yet_is_interrupted() -> None:
    assert proxied(server(GOOD)) == ("not-probed", "interrupted")
    assert proxied(server(failed(FailureKind.TIMEOUT))) == ("blocked", "proxy-unresolved")


def test_a_proxy_that_lets_others_through_has_a_rule_for_this_one() -> None:
    denied = [
        connect(Connected()),
        seen(Step.TUNNEL, Answered(status=403), "proxy.example:3128"),
    ]
    alone = diagnose(TARGET, denied, "proxy.example")
    beside = diagnose(TARGET, denied, "proxy.example", proxy_works=True)
    assert "a rule for this machine or the time" in alone.alternatives
    assert beside.alternatives == ("a rule for the name", "a rule for the port")


def test_a_web_server_that_does_not_know_connect_is_no_proxy() -> None:
    for status in (400, 404, 405, 501):
        answer = seen(Step.TUNNEL, Answered(status=status), "proxy.example:3128")
        assert proxied(connect(Connected()), answer) == ("blocked", "proxy-malformed")


def test_a_private_address_of_a_companys_own_row_is_no_sinkhole() -> None:
    own = Target(
        id=TARGET.id,
        host=HOST,
        protocol=Protocol.TCP,
        port=443,
        probe=Probe(ProbeKind.TLS),
        evidence=Evidence.PUBLISHED,
    )
    private = Resolved(addresses=("10.1.2.3",))
    refused = connect(REFUSED, "10.1.2.3")
    assert cause(server(private), refused, target=own) == ("blocked", "connection-refused")
    nowhere = Resolved(addresses=("0.0.0.0",))
    refused = connect(REFUSED, "0.0.0.0")
    assert cause(server(nowhere), refused, target=own) == ("blocked", "dns-sinkhole")


def test_an_address_in_a_saved_file_that_is_none_is_no_crash() -> None:
    odd = Resolved(addresses=("not an address",))
    assert cause(server(odd), connect(REFUSED, "not an address"))[0] == "blocked"


def test_a_proxy_is_reached_at_any_of_its_addresses() -> None:
    assert proxied(
        connect(REFUSED, "::1"),
        connect(Connected(), "127.0.0.1"),
        seen(Step.TUNNEL, Answered(status=403), "proxy.example:3128"),
    ) == ("blocked", "proxy-denied")


def test_the_aliases_that_only_a_name_server_tells_count_for_the_systems_answer() -> None:
    private = Resolved(addresses=("10.1.2.3",))
    told = Resolved(addresses=("10.1.2.3",), chain=("x.privatelink.wvd.microsoft.com",))
    refused = connect(REFUSED, "10.1.2.3")
    assert cause(system(private), server(told), refused) == ("blocked", "connection-refused")
    sunk = Resolved(addresses=("72.5.65.111",), chain=("sinkhole.paloaltonetworks.com",))
    public = Resolved(addresses=("72.5.65.111",))
    refused = connect(REFUSED, "72.5.65.111")
    assert cause(system(public), server(sunk), refused) == ("blocked", "dns-sinkhole")


def test_an_address_that_was_interrupted_does_not_count_as_failing() -> None:
    both = Resolved(addresses=("20.1.2.3", "2603:1026::5"))
    begun = connect(Connected(), "2603:1026::5")
    assert cause(server(both), *WORKING, begun) == ("open", None)
