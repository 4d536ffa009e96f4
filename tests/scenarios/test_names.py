"""Names that do not resolve, or resolve to what they cannot be."""

from __future__ import annotations

import pytest
from lab.datagram import Datagrams
from lab.dns import Resolver
from lab.listener import Listener
from lab.tcp import ClosedPort, mute
from tests.scenarios.conftest import Scenario, said

from lab import answers, stun

NAME = "gateway.wvd.example"
PUBLISHED = "login.microsoftonline.com"

NEGATIVE = [
    (answers.NXDOMAIN, "name-not-found"),
    (answers.NXDOMAIN_BY_POLICY, "name-not-found"),
    (answers.NODATA, "name-without-address"),
    (answers.REFUSED, "dns-refused"),
    (answers.SERVFAIL, "dns-server-failure"),
    (answers.Trouble.SILENT, "dns-silent"),
    (answers.Trouble.MALFORMED, "dns-malformed"),
]


def resolver_at(server: Resolver) -> str:
    return f"{server.address[0]}:{server.address[1]}"


@pytest.mark.parametrize(("answer", "cause"), NEGATIVE)
def test_each_way_of_not_resolving_has_its_own_cause(
    scenario: Scenario, answer: answers.Answer, cause: str
) -> None:
    with Resolver({NAME: answer}) as server:
        result = scenario.check(NAME, 443, "--resolver", resolver_at(server), exit_code=10)
        assert said(result) == ("blocked", cause)
        assert result["remedy"]


def test_a_negative_answer_without_soa_points_at_a_filter(scenario: Scenario) -> None:
    with Resolver({NAME: answers.NXDOMAIN_BY_POLICY}) as server:
        by_policy = scenario.check(NAME, 443, "--resolver", resolver_at(server))
    with Resolver({NAME: answers.NXDOMAIN}) as server:
        by_zone = scenario.check(NAME, 443, "--resolver", resolver_at(server))
    assert by_policy["alternatives"] == ["a DNS filter"]
    assert len(by_zone["alternatives"]) > 1


def test_the_reason_that_a_resolver_gives_is_shown(scenario: Scenario) -> None:
    with Resolver({NAME: answers.REFUSED_BLOCKED}) as server:
        result = scenario.check(NAME, 443, "--resolver", resolver_at(server))
    assert said(result) == ("blocked", "dns-refused")
    assert "blocked by policy" in " ".join(result["evidence"])


def test_a_closed_resolver_port_is_unreachable_not_silent(scenario: Scenario) -> None:
    with ClosedPort() as closed:
        where = f"{closed.address[0]}:{closed.address[1]}"
        result = scenario.check(NAME, 443, "--resolver", where)
    assert said(result) == ("blocked", "dns-unreachable")


@pytest.mark.parametrize(
    "answer", [answers.SINKHOLE_NULL, answers.SINKHOLE_LOOPBACK], ids=["null", "loopback"]
)
def test_a_sinkhole_is_named_when_nothing_right_answers_there(
    scenario: Scenario, answer: answers.Answer
) -> None:
    with Resolver({PUBLISHED: answer}) as server, ClosedPort() as closed:
        port = closed.address[1]
        result = scenario.check(PUBLISHED, port, "--resolver", resolver_at(server))
    assert said(result) == ("blocked", "dns-sinkhole")


def test_a_truncated_answer_is_asked_for_again_over_tcp(scenario: Scenario) -> None:
    with (
        Listener(mute) as target,
        Resolver({NAME: answers.Truncated(answers.at("127.0.0.1"))}) as server,
    ):
        result = scenario.check(NAME, target.address[1], "--resolver", resolver_at(server))
    assert said(result) == ("open", None)


def test_a_forged_reply_before_the_right_one_is_ignored(scenario: Scenario) -> None:
    with (
        Listener(mute) as target,
        Resolver({NAME: answers.Spoofed(answers.at("127.0.0.1"))}) as server,
    ):
        result = scenario.check(NAME, target.address[1], "--resolver", resolver_at(server))
    assert said(result) == ("open", None)


def test_a_wildcard_without_known_names_is_not_probed(scenario: Scenario) -> None:
    result = scenario.check("*.corp.example", 443, exit_code=10)
    assert said(result) == ("not-probed", "no-known-name")


def test_names_that_the_user_gives_stand_for_a_wildcard(scenario: Scenario) -> None:
    names = scenario.folder / "names.txt"
    names.write_text("# seen in event 3701\nrdgateway-1.corp.example\nother.test\n")
    with Listener(mute) as target:
        result = scenario.check(
            "*.corp.example",
            target.address[1],
            "--names",
            str(names),
            "--resolve",
            "rdgateway-1.corp.example=127.0.0.1",
        )
    assert said(result) == ("open", None)
    assert result["evidence"] == [f"rdgateway-1.corp.example:{target.address[1]}/tcp: open"]


def test_one_blocked_name_under_a_wildcard_degrades_it(scenario: Scenario) -> None:
    names = scenario.folder / "names.txt"
    names.write_text("one.corp.example\ntwo.corp.example\n")
    with (
        Resolver(
            {"one.corp.example": answers.at("127.0.0.1"), "two.corp.example": answers.REFUSED}
        ) as server,
        Listener(mute) as target,
    ):
        result = scenario.check(
            "*.corp.example",
            target.address[1],
            "--names",
            str(names),
            "--resolver",
            resolver_at(server),
        )
    assert said(result) == ("degraded", "dns-refused")


def test_udp_without_a_known_protocol_is_not_probed(scenario: Scenario) -> None:
    result = scenario.check("ntp.example", 123, protocol="udp", exit_code=10)
    assert said(result) == ("not-probed", "no-probe")


def test_an_alias_is_followed_to_its_address(scenario: Scenario) -> None:
    script: dict[str, answers.Answer] = {
        NAME: answers.Alias("elsewhere.example"),
        "elsewhere.example": answers.at("127.0.0.1"),
    }
    with Listener(mute) as target, Resolver(script) as server:
        result = scenario.check(NAME, target.address[1], "--resolver", resolver_at(server))
    assert said(result) == ("open", None)


def test_a_given_name_that_is_denied_degrades_its_wildcard(scenario: Scenario) -> None:
    names = scenario.folder / "names.txt"
    names.write_text("one.corp.example\ntwo.corp.example\n")
    script: dict[str, answers.Answer] = {
        "one.corp.example": answers.at("127.0.0.1"),
        "two.corp.example": answers.NXDOMAIN,
    }
    with Resolver(script) as server, Listener(mute) as target:
        options = ("--names", str(names), "--resolver", resolver_at(server))
        result = scenario.check("*.corp.example", target.address[1], *options)
    assert said(result) == ("degraded", "name-not-found")


def test_an_address_outside_of_the_range_does_not_prove_the_range(scenario: Scenario) -> None:
    with Datagrams(stun.answering("good")) as target:
        pin = f"world.relay.avd.microsoft.com={target.address[0]}"
        result = scenario.check(
            "51.5.0.0/16",
            target.address[1],
            "--resolve",
            pin,
            protocol="udp",
            probe='{ kind = "stun" }',
        )
    assert said(result) == ("insufficient", "outside-the-range")
