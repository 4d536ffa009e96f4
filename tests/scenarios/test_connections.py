"""Connections that do not come up, come up in part, or lead to silence over UDP."""

from __future__ import annotations

import sys

import pytest
from lab.answers import at
from lab.datagram import Datagrams
from lab.dns import Resolver
from lab.listener import Listener, free_port
from lab.tcp import ClosedPort, FullQueue, in_turn, mute, reset_after_first_bytes
from tests.scenarios.conftest import Scenario, said

from lab import http, kms, sites, stun


def test_a_closed_port_is_refused(scenario: Scenario) -> None:
    with ClosedPort() as closed:
        result = scenario.check(*closed.address, exit_code=10)
    assert said(result) == ("blocked", "connection-refused")
    assert "ECONNREFUSED" in " ".join(result["evidence"])


@pytest.mark.skipif(sys.platform != "linux", reason="a full accept queue drops SYNs on Linux only")
def test_a_syn_that_nobody_answers_is_a_silent_drop(scenario: Scenario) -> None:
    with FullQueue() as full:
        result = scenario.check(*full.address)
    assert said(result) == ("blocked", "silent-drop")
    assert result["next_probe"]


def test_a_port_that_only_accepts_is_open_where_nothing_is_known_to_ask(
    scenario: Scenario,
) -> None:
    with Listener(mute) as target:
        assert said(scenario.check(*target.address)) == ("open", None)


def test_a_name_that_works_at_some_addresses_only_is_degraded(scenario: Scenario) -> None:
    port = free_port("127.0.0.2", "127.0.0.3")
    script = {"host.example": at("127.0.0.2", "127.0.0.3")}
    with (
        Listener(mute, host="127.0.0.2", port=port),
        ClosedPort(host="127.0.0.3", port=port),
        Resolver(script) as server,
    ):
        where = f"{server.address[0]}:{server.address[1]}"
        result = scenario.check("host.example", port, "--resolver", where)
    assert said(result) == ("degraded", "some-addresses-blocked")
    assert "127.0.0.3: connection-refused" in result["evidence"]


def test_a_dead_ipv6_beside_a_working_ipv4_is_named(scenario: Scenario) -> None:
    port = free_port("127.0.0.1", "::1")
    with (
        Listener(mute, port=port),
        ClosedPort(host="::1", port=port),
        Resolver({"host.example": at("127.0.0.1", "::1")}) as server,
    ):
        where = f"{server.address[0]}:{server.address[1]}"
        result = scenario.check("host.example", port, "--resolver", where)
    assert said(result) == ("degraded", "ipv6-blocked")


def test_what_works_on_the_second_try_is_unstable(scenario: Scenario) -> None:
    site = http.serving(sites.connecttest())
    with Listener(in_turn(reset_after_first_bytes, site)) as target:
        result = scenario.check(
            *target.address,
            probe='{ kind = "http", path = "/connecttest.txt", statuses = [200] }',
        )
    assert said(result) == ("degraded", "unstable")


ACTIVATION = [
    ("ack", ("open", None)),
    ("nak", ("blocked", "kms-foreign")),
    ("other-interface", ("blocked", "kms-foreign")),
    ("http", ("blocked", "kms-foreign")),
    ("mute", ("blocked", "kms-silent")),
    ("close", ("blocked", "kms-silent")),
    ("reset", ("blocked", "kms-silent")),
]


@pytest.mark.parametrize(("mode", "expected"), ACTIVATION)
def test_activation_needs_more_than_a_connection(
    scenario: Scenario, mode: str, expected: tuple[str, str | None]
) -> None:
    with Listener(kms.answering(mode)) as target:  # type: ignore[arg-type]
        assert said(scenario.check(*target.address, probe='{ kind = "kms" }')) == expected


RELAYS = [
    ("good", ("open", None)),
    ("error", ("open", None)),
    ("silent", ("insufficient", "udp-silent")),
    ("foreign", ("insufficient", "stun-foreign")),
    ("wrong-id", ("insufficient", "stun-foreign")),
]


@pytest.mark.parametrize(("mode", "expected"), RELAYS)
def test_silence_over_udp_is_never_called_open_or_blocked(
    scenario: Scenario, mode: str, expected: tuple[str, str | None]
) -> None:
    with Datagrams(stun.answering(mode)) as target:  # type: ignore[arg-type]
        result = scenario.check(*target.address, protocol="udp", probe='{ kind = "stun" }')
    assert said(result) == expected


def test_a_closed_udp_port_is_rejected(scenario: Scenario) -> None:
    with ClosedPort() as closed:
        result = scenario.check(*closed.address, protocol="udp", probe='{ kind = "stun" }')
    assert said(result) == ("blocked", "udp-rejected")


def test_a_relay_outside_of_the_range_decides_nothing(scenario: Scenario) -> None:
    with Resolver({"world.relay.avd.microsoft.com": at("127.0.0.1")}) as server:
        where = f"{server.address[0]}:{server.address[1]}"
        result = scenario.check("51.5.0.0/16", 3478, "--resolver", where, protocol="udp")
    assert said(result) == ("insufficient", "outside-the-range")


def test_a_range_is_not_open_because_its_lowest_port_is(scenario: Scenario) -> None:
    with Listener(mute) as target:
        host, port = target.address
        overlay = scenario.folder / "range.toml"
        overlay.write_text(
            '[[requirement]]\nrole = "session-host"\n'
            f'address = "{host}"\nports = "{port}-{port + 20}"\n'
        )
        done = scenario.run("check", "--edition", str(overlay), "--format", "csv")
    assert "insufficient,some-ports-tried" in done.stdout
    assert done.returncode == 10


def test_udp_is_never_judged_by_a_tcp_connection(scenario: Scenario) -> None:
    with Listener(mute) as target:
        result = scenario.check(*target.address, protocol="udp")
    assert said(result) == ("not-probed", "no-probe")
