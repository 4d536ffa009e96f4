"""Explicit proxies, and those that the environment sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lab.listener import Listener
from lab.records import Request
from lab.tcp import ClosedPort
from tests.scenarios.conftest import Scenario, said

from lab import http, pki, proxy, sites, tcp, tls

if TYPE_CHECKING:
    from lab.channel import Handler

NAME = "gateway.wvd.example"
TLS = '{ kind = "tls", issuers = ["Microsoft Corporation"] }'
PLAIN = '{ kind = "http", path = "/connecttest.txt", statuses = [200] }'
SECRET = "S3cr%40t-word"


def url(target: Listener | ClosedPort, credentials: str = "") -> str:
    host, port = target.address
    return f"http://{credentials}{host}:{port}"


def endpoint() -> Listener:
    identity = pki.authority().issue([NAME])
    return Listener(tls.secured(identity, http.serving(sites.NOT_FOUND)))


def test_a_tunnel_leads_to_the_endpoint(scenario: Scenario) -> None:
    with endpoint() as real, Listener(proxy.proxying({NAME: real.address})) as middle:
        result = scenario.check(NAME, 443, "--proxy", url(middle), probe=TLS)
        asked = middle.heard(Request, 1)
    assert said(result) == ("open", None)
    assert asked[0].method == "CONNECT"
    assert asked[0].target == f"{NAME}:443"


def test_a_plain_page_is_fetched_by_the_proxy(scenario: Scenario) -> None:
    with (
        Listener(http.serving(sites.connecttest())) as real,
        Listener(proxy.proxying({NAME: real.address})) as middle,
    ):
        result = scenario.check(NAME, 80, "--proxy", url(middle), probe=PLAIN)
        asked = middle.heard(Request, 1)
    assert said(result) == ("open", None)
    assert asked[0].target == f"http://{NAME}/connecttest.txt"


REFUSALS = [
    (proxy.proxying({}, rule=proxy.always(proxy.DENIED)), "proxy-denied"),
    (proxy.proxying({}, rule=proxy.always(proxy.FILTERED)), "proxy-denied"),
    (proxy.proxying({}, rule=proxy.deny(ports=[443])), "proxy-denied"),
    (proxy.proxying({}, rule=proxy.always(proxy.CONNECT_REFUSED)), "proxy-cannot-reach"),
    (proxy.proxying({}, rule=proxy.always(proxy.CONNECT_TIMEOUT)), "proxy-cannot-reach"),
    (proxy.proxying({}, rule=proxy.always(proxy.READ_ERROR)), "proxy-cannot-reach"),
    (proxy.proxying({}), "proxy-cannot-reach"),
    (proxy.proxying({}, rule=proxy.always(http.Fault.CLOSE)), "proxy-closed"),
    (proxy.proxying({}, rule=proxy.always(http.Fault.RESET)), "proxy-reset"),
    (proxy.proxying({}, rule=proxy.always(http.Fault.MUTE)), "proxy-silent"),
    (proxy.proxying({}, rule=proxy.always(proxy.NOT_A_PROXY)), "proxy-malformed"),
    (tcp.mute, "proxy-silent"),
    (proxy.proxying({}, credentials=("user", "word")), "proxy-authentication"),
]


@pytest.mark.parametrize(("handler", "cause"), REFUSALS)
@pytest.mark.parametrize(("port", "probe"), [(443, TLS), (80, PLAIN)], ids=["tls", "plain"])
def test_each_way_of_a_proxy_to_fail_has_its_own_cause(
    scenario: Scenario, handler: Handler, cause: str, port: int, probe: str
) -> None:
    with Listener(handler) as middle:
        result = scenario.check(NAME, port, "--proxy", url(middle), probe=probe)
    if port == 80 and cause == "proxy-denied" and "443" not in str(result["evidence"]):
        # Fetching a page, the proxy's own refusal and a page of the endpoint look alike, but for
        # a name that the proxy leaves; a rule for port 443 does not touch port 80 at all.
        assert result["cause"] in {"proxy-denied", "block-page", "proxy-cannot-reach"}
    else:
        assert said(result) == ("blocked", cause)


def test_a_dead_proxy_is_unreachable(scenario: Scenario) -> None:
    with ClosedPort() as closed:
        result = scenario.check(NAME, 443, "--proxy", url(closed), probe=TLS)
    assert said(result) == ("blocked", "proxy-unreachable")


def test_credentials_open_the_proxy_and_are_never_told(scenario: Scenario) -> None:
    saved = scenario.folder / "saved.json"
    with (
        endpoint() as real,
        Listener(
            proxy.proxying({NAME: real.address}, credentials=("user", "S3cr@t-word"))
        ) as middle,
    ):
        good = scenario.check(
            NAME, 443, "--proxy", url(middle, f"user:{SECRET}@"), "--save", str(saved), probe=TLS
        )
        wrong = scenario.check(NAME, 443, "--proxy", url(middle, "user:other-word@"), probe=TLS)
    assert said(good) == ("open", None)
    assert said(wrong) == ("blocked", "proxy-authentication")
    kept = saved.read_text() + str(good) + str(wrong)
    for secret in (SECRET, "S3cr@t-word", "other-word", "dXNlcjpTM2NyQHQtd29yZA"):
        assert secret not in kept


def test_a_malformed_proxy_address_is_refused_without_repeating_it(scenario: Scenario) -> None:
    done = scenario.run("check", "--proxy", "http://user:hidden-word@host:notaport")
    assert done.returncode == 1
    assert "hint:" in done.stderr
    assert "hidden-word" not in done.stderr + done.stdout


def test_the_proxy_of_the_environment_is_used_and_named(scenario: Scenario) -> None:
    with endpoint() as real, Listener(proxy.proxying({NAME: real.address})) as middle:
        scenario.environment["https_proxy"] = url(middle, "user:env-word@")
        result = scenario.check(NAME, 443, probe=TLS)
        assert said(result) == ("open", None)
        assert middle.heard(Request, 1)[0].target == f"{NAME}:443"
        scenario.environment["no_proxy"] = ".wvd.example"
        direct = scenario.check(
            NAME, real.address[1], "--resolve", f"{NAME}={real.address[0]}", probe=TLS
        )
    assert said(direct) == ("open", None)
    assert "env-word" not in str(result)


def test_inspection_inside_of_a_tunnel_is_seen(scenario: Scenario) -> None:
    corporate = pki.authority(pki.CORPORATE)
    with (
        Listener(tls.secured(tls.inspecting(corporate), http.serving(sites.NOT_FOUND))) as device,
        Listener(proxy.proxying({NAME: device.address})) as middle,
    ):
        result = scenario.check(NAME, 443, "--proxy", url(middle), probe=TLS)
    assert said(result) == ("blocked", "tls-inspection-untrusted")


def test_a_proxy_whose_name_does_not_resolve_is_named(scenario: Scenario) -> None:
    result = scenario.check(
        NAME, 443, "--proxy", "http://proxy.invalid:3128", "--resolver", "127.0.0.1:9", probe=TLS
    )
    assert said(result) == ("blocked", "proxy-unresolved")


def test_metadata_never_goes_through_a_proxy(scenario: Scenario) -> None:
    with (
        Listener(http.serving(sites.imds())) as service,
        Listener(proxy.proxying({})) as middle,
    ):
        result = scenario.check(
            *service.address, "--proxy", url(middle), probe='{ kind = "metadata" }'
        )
        assert middle.heard(Request) == ()
    assert said(result) == ("open", None)
