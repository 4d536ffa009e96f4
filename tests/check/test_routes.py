"""Which route a target takes."""

from __future__ import annotations

from safelist.catalog.knowledge import Probe, ProbeKind
from safelist.check.route import Direct, ThroughProxy
from safelist.check.routes import Routes
from safelist.check.target import Evidence, Target
from safelist.sets.ports import Protocol

PROXY = ThroughProxy.parse("http://user:word@proxy.example:3128")


def target(host: str, port: int, kind: ProbeKind) -> Target:
    return Target(
        id=f"{host}:{port}/tcp",
        host=host,
        protocol=Protocol.TCP,
        port=port,
        probe=Probe(kind),
        evidence=Evidence.PUBLISHED,
    )


GATEWAY = target("gateway.wvd.microsoft.com", 443, ProbeKind.TLS)


def test_without_any_setting_everything_goes_direct() -> None:
    assert Routes().route(GATEWAY) == Direct()


def test_the_fabric_activation_and_relays_never_use_a_proxy() -> None:
    routes = Routes(PROXY)
    assert routes.route(GATEWAY) is PROXY
    for special in (
        target("169.254.169.254", 80, ProbeKind.METADATA),
        target("168.63.129.16", 80, ProbeKind.WIRESERVER),
        target("168.63.129.16", 32526, ProbeKind.HTTP),
        target("azkms.core.windows.net", 1688, ProbeKind.KMS),
        target("world.relay.avd.microsoft.com", 3478, ProbeKind.STUN),
    ):
        assert routes.route(special) == Direct()


def test_an_environment_that_would_catch_the_fabric_is_found_out() -> None:
    catching = Routes(environment={"http": "http://proxy.example:3128"})
    assert set(catching.catching()) == {"169.254.169.254", "168.63.129.16"}
    careful = Routes(
        environment={
            "http": "http://proxy.example:3128",
            "no": "169.254.169.254,168.63.129.16",
        }
    )
    assert careful.catching() == {}


def test_no_proxy_means_a_domain_and_all_below_it() -> None:
    routes = Routes(environment={"https": "http://proxy.example:3128", "no": ".microsoft.com"})
    assert routes.route(GATEWAY) == Direct()
    other = target("gateway.notmicrosoft.com", 443, ProbeKind.TLS)
    assert isinstance(routes.route(other), ThroughProxy)


def test_no_proxy_of_a_star_means_everything() -> None:
    routes = Routes(environment={"https": "http://proxy.example:3128", "no": "*"})
    assert routes.route(GATEWAY) == Direct()


def test_credentials_show_neither_in_text_nor_in_repr() -> None:
    assert "word" not in f"{PROXY} {PROXY!r}"
    assert PROXY.authorization == "Basic dXNlcjp3b3Jk"


def test_no_proxy_may_hold_prefixes() -> None:
    environment = {"http": "http://proxy.example:3128", "no": "169.254.0.0/16,168.63.129.16/32"}
    assert Routes(environment=environment).catching() == {}
