"""TLS that is cut, answered by somebody else, or opened on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lab.listener import Listener
from tests.scenarios.conftest import Scenario, said

from lab import http, pki, sites, tcp, tls

if TYPE_CHECKING:
    from lab.channel import Handler

NAME = "gateway.wvd.example"
PROBE = '{ kind = "tls", issuers = ["Microsoft Corporation"] }'
SITE = http.serving(sites.NOT_FOUND)


def check(scenario: Scenario, target: Listener, probe: str = PROBE) -> object:
    host, port = target.address
    return scenario.check(NAME, port, "--resolve", f"{NAME}={host}", probe=probe)


def endpoint() -> Handler:
    return tls.secured(pki.authority().issue([NAME]), SITE)


def test_the_endpoint_itself_is_open_whatever_status_it_answers(scenario: Scenario) -> None:
    with Listener(endpoint()) as target:
        assert said(check(scenario, target)) == ("open", None)


CUT = [
    (tcp.mute, "tls-silent"),
    (tcp.eof_after_first_bytes, "tls-closed"),
    (tcp.hang_up, "tls-closed"),
    (tcp.reset_after_first_bytes, "tls-reset"),
    (tcp.answer(tcp.BLOCK_PAGE), "not-tls"),
    (tcp.answer(tcp.UNRECOGNIZED_NAME), "tls-alert"),
    (tcp.answer(tcp.HANDSHAKE_FAILURE), "tls-alert"),
    (tcp.answer(tcp.INTERNAL_ERROR), "tls-alert"),
    (tcp.answer(tcp.PROTOCOL_VERSION), "tls-version"),
]


@pytest.mark.parametrize(("handler", "cause"), CUT)
def test_each_way_of_cutting_tls_has_its_own_cause(
    scenario: Scenario, handler: Handler, cause: str
) -> None:
    with Listener(handler) as target:
        assert said(check(scenario, target)) == ("blocked", cause)


def test_the_text_of_a_block_page_on_443_is_shown(scenario: Scenario) -> None:
    with Listener(tcp.answer(tcp.BLOCK_PAGE)) as target:
        result = check(scenario, target)
    assert "HTTP/1.1 403" in str(result)


def test_an_old_tls_version_is_named(scenario: Scenario) -> None:
    identity = pki.authority().issue([NAME])
    with Listener(tls.old_only(identity, SITE)) as target:
        assert said(check(scenario, target)) == ("blocked", "tls-version")


@pytest.mark.parametrize("mode", ["reset", "eof", "drop"])
def test_a_filter_that_minds_the_name_is_told_from_one_that_minds_all(
    scenario: Scenario, mode: str
) -> None:
    with (
        Listener(endpoint()) as real,
        Listener(tcp.filter_hello([NAME], tcp.relay(real.address), mode=mode)) as target,  # type: ignore[arg-type]
    ):
        assert said(check(scenario, target)) == ("blocked", "sni-filter")


CERTIFICATES = [
    (lambda: pki.authority().expired([NAME]), "certificate-expired"),
    (lambda: pki.authority().not_yet_valid([NAME]), "certificate-not-yet-valid"),
    (lambda: pki.authority().issue(["portal.example"]), "certificate-wrong-host"),
    (lambda: pki.self_signed([NAME]), "certificate-self-signed"),
    (lambda: pki.authority().without_chain([NAME]), "certificate-untrusted"),
    (lambda: pki.authority(pki.CORPORATE).issue([NAME]), "tls-inspection-untrusted"),
]


@pytest.mark.parametrize(("identity", "cause"), CERTIFICATES, ids=[c for _, c in CERTIFICATES])
def test_each_fault_of_a_certificate_has_its_own_cause(
    scenario: Scenario, identity: object, cause: str
) -> None:
    made = identity()  # type: ignore[operator]
    with Listener(tls.secured(made, SITE)) as target:
        assert said(check(scenario, target)) == ("blocked", cause)


def test_trusted_inspection_is_seen_by_its_issuer(scenario: Scenario) -> None:
    corporate = pki.authority(pki.CORPORATE)
    scenario.trusted.append(corporate.root_pem.decode())
    with Listener(tls.secured(tls.inspecting(corporate), SITE)) as target:
        result = check(scenario, target)
    assert said(result) == ("degraded", "tls-inspection")
    assert pki.CORPORATE in str(result)


def test_an_issuer_is_compared_whole_and_not_as_a_part_of_a_name(scenario: Scenario) -> None:
    lookalike = pki.authority("Microsoft Corporation Inspection")
    scenario.trusted.append(lookalike.root_pem.decode())
    with Listener(tls.secured(lookalike.issue([NAME]), SITE)) as target:
        assert said(check(scenario, target)) == ("degraded", "tls-inspection")


def test_a_block_page_inside_of_inspected_tls_is_seen(scenario: Scenario) -> None:
    corporate = pki.authority(pki.CORPORATE)
    scenario.trusted.append(corporate.root_pem.decode())
    handler = tls.secured(tls.inspecting(corporate), http.serving(sites.BLOCK_PAGE))
    with Listener(handler) as target:
        assert said(check(scenario, target)) == ("blocked", "block-page")


def test_the_broker_is_open_when_it_says_that_it_is_healthy(scenario: Scenario) -> None:
    probe = '{ kind = "tls", path = "/api/health", body = "RD Broker is Healthy" }'
    identity = pki.authority().issue([NAME])
    with Listener(tls.secured(identity, http.serving(sites.broker_health()))) as target:
        assert said(check(scenario, target, probe)) == ("open", None)
    ill = http.serving(sites.broker_health(healthy=False))
    with Listener(tls.secured(identity, ill)) as target:
        assert said(check(scenario, target, probe)) == ("degraded", "broker-unhealthy")


WEBSOCKETS = [
    ("accept", ("open", None)),
    ("stripped", ("degraded", "websocket-stripped")),
    ("426", ("degraded", "websocket-stripped")),
    ("wrong-key", ("degraded", "websocket-stripped")),
]


@pytest.mark.parametrize(("mode", "expected"), WEBSOCKETS)
def test_a_proxy_that_strips_websockets_is_seen(
    scenario: Scenario, mode: str, expected: tuple[str, str | None]
) -> None:
    probe = '{ kind = "tls", websocket = true }'
    handler = tls.secured(pki.authority().issue([NAME]), http.serving(sites.websocket(mode)))  # type: ignore[arg-type]
    with Listener(handler) as target:
        assert said(check(scenario, target, probe)) == expected


def test_a_status_that_ones_own_row_does_not_expect_decides_nothing(scenario: Scenario) -> None:
    probe = '{ kind = "tls", path = "/health", statuses = [200] }'
    with Listener(endpoint()) as target:
        assert said(check(scenario, target, probe)) == ("insufficient", "unexpected-answer")


def test_a_certificate_cannot_write_to_the_terminal(scenario: Scenario) -> None:
    evil = pki.authority("Ev\x1b]0;pwned\x07\x1b[2Jil\nopen  everything")
    with Listener(tls.secured(evil.issue([NAME]), SITE)) as target:
        host, port = target.address
        check(scenario, target)
        saved = scenario.folder / "saved.json"
        arguments = ["--edition", str(scenario.folder / "edition.toml"), "--save", str(saved)]
        scenario.run("check", *arguments, "--resolve", f"{NAME}={host}", "--timeout", "1")
    assert port
    for form in ("text", "markdown", "csv", "html", "junit", "sarif", "json"):
        shown = scenario.run("diagnose", str(saved), "--format", form, "--color", "always").stdout
        assert "\x07" not in shown
        assert "\x1b]" not in shown
        assert "\x1b[2J" not in shown
        assert "\nopen  everything" not in shown
