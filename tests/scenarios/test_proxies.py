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
    from lab.http import Reply

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


def answering(reply: Reply) -> Handler:
    return proxy.proxying({}, rule=proxy.always(reply))


#: A proxy, and the cause for a tunnel and for a page that it is asked to fetch.
REFUSALS = [
    (answering(proxy.DENIED), "proxy-denied", "proxy-denied"),
    # A page that is fetched may be refused by the endpoint as well; this one says who it is.
    (answering(proxy.FILTERED), "proxy-denied", "block-page"),
    (answering(proxy.CONNECT_REFUSED), "proxy-cannot-reach", "proxy-cannot-reach"),
    (answering(proxy.CONNECT_TIMEOUT), "proxy-cannot-reach", "proxy-cannot-reach"),
    (answering(proxy.READ_ERROR), "proxy-cannot-reach", "proxy-cannot-reach"),
    (answering(http.Fault.CLOSE), "proxy-closed", "proxy-closed"),
    (answering(http.Fault.RESET), "proxy-reset", "proxy-reset"),
    (answering(http.Fault.MUTE), "proxy-silent", "proxy-silent"),
    (answering(proxy.NOT_A_PROXY), "proxy-malformed", "proxy-malformed"),
    (tcp.mute, "proxy-silent", "proxy-silent"),
    (
        proxy.proxying({}, credentials=("user", "word")),
        "proxy-authentication",
        "proxy-authentication",
    ),
    # The proxy does not know the name, and a rule for one port leaves the other alone.
    (proxy.proxying({}), "proxy-cannot-reach", "proxy-cannot-reach"),
    (proxy.proxying({}, rule=proxy.deny(ports=[443])), "proxy-denied", "proxy-cannot-reach"),
]


@pytest.mark.parametrize(("handler", "tunnel", "page"), REFUSALS)
def test_each_way_of_a_proxy_to_fail_has_its_own_cause(
    scenario: Scenario, handler: Handler, tunnel: str, page: str
) -> None:
    with Listener(handler) as middle:
        through = scenario.check(NAME, 443, "--proxy", url(middle), probe=TLS)
        fetched = scenario.check(NAME, 80, "--proxy", url(middle), probe=PLAIN)
    assert said(through) == ("blocked", tunnel)
    assert said(fetched) == ("blocked", page)


def test_a_proxy_of_another_kind_in_the_environment_is_an_error_and_no_crash(
    scenario: Scenario,
) -> None:
    scenario.environment["https_proxy"] = "socks5://user:hidden-word@127.0.0.1:1080"
    done = scenario.run("check", "--edition", "2020-07-15", "--only", "aka.ms", "--role", "client")
    assert done.returncode == 1
    assert "https_proxy" in done.stderr
    assert "hint:" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hidden-word" not in done.stderr


@pytest.mark.parametrize("character", ["#", "?", "/"])
def test_a_password_that_ends_the_address_early_is_refused_and_not_shown(
    scenario: Scenario, character: str
) -> None:
    url = f"http://bob:1234{character}hidden-word@127.0.0.1:3128"
    done = scenario.run("check", "--only", "aka.ms", "--proxy", url)
    assert done.returncode == 1
    assert "1234" not in done.stderr + done.stdout
    assert "hidden-word" not in done.stderr + done.stdout


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
