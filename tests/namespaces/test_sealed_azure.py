"""The whole list against a sealed Azure: open when nothing is wrong, and one fault at a time."""

from __future__ import annotations

import pytest
from lab.azure import DUAL, address_of
from tests.namespaces.conftest import sealed

pytestmark = pytest.mark.lab

LOGIN = "login.microsoftonline.com"
KMS = "azkms.core.windows.net"
PORTAL = "wvdportalstorageblob.blob.core.windows.net"
TABLE = (
    "nft add table inet faults",
    "nft add chain inet faults way { type filter hook input priority 0 ; }",
)


def rule(text: str) -> tuple[str, ...]:
    return (*TABLE, f"nft add rule inet faults way {text}")


def test_with_nothing_wrong_every_row_that_can_be_tried_is_open() -> None:
    results = sealed()
    assert {one["status"] for one in results.values()} == {"open", "not-probed"}
    required = [o for o in results.values() if o["requirement"]["importance"] == "required"]
    assert {one["status"] for one in required} == {"open"}


def test_with_nothing_wrong_every_row_of_a_client_is_open() -> None:
    results = sealed(arguments=("--role", "client"))
    assert {one["status"] for one in results.values()} == {"open"}


def test_a_dropped_port_is_the_only_thing_that_is_blocked() -> None:
    results = sealed(*rule("tcp dport 1688 drop"))
    blocked = {address for address, one in results.items() if one["status"] == "blocked"}
    assert blocked == {KMS}
    assert results[KMS]["cause"] == "silent-drop"


FAULTS = [
    ("ip route add prohibit {address}/32", "prohibited-locally"),
    ("ip route add unreachable {address}/32", "host-unreachable"),
    ("ip route add throw {address}/32", "no-route"),
]


@pytest.mark.parametrize(("fault", "cause"), FAULTS)
def test_each_fault_of_a_route_has_its_own_cause(fault: str, cause: str) -> None:
    remove = "ip route del local 0.0.0.0/0 dev lo" if cause == "no-route" else "true"
    keep = "ip route add local 8.8.8.8/32 dev lo"
    faults = (keep, remove, fault.format(address=address_of(PORTAL)))
    result = sealed(*faults, arguments=("--only", PORTAL))[PORTAL]
    assert (result["status"], result["cause"]) == ("blocked", cause)


def test_a_rejection_by_icmp_is_told_from_a_closed_port() -> None:
    address = address_of(PORTAL)
    admin = f"ip daddr {address} tcp dport 443 reject with icmp type admin-prohibited"
    result = sealed(*rule(admin), arguments=("--only", PORTAL))[PORTAL]
    assert (result["status"], result["cause"]) == ("blocked", "rejected-by-firewall")
    reset = f"ip daddr {address} tcp dport 443 reject with tcp reset"
    result = sealed(*rule(reset), arguments=("--only", PORTAL))[PORTAL]
    assert (result["status"], result["cause"]) == ("blocked", "connection-refused")


def test_a_path_that_loses_large_packets_is_told_from_a_filter() -> None:
    # Two packets of a server's certificate are large; with a small segment size none is.
    large = f"ip saddr {address_of(PORTAL)} tcp sport 443 meta length > 620 drop"
    result = sealed(*rule(large), arguments=("--only", PORTAL))[PORTAL]
    assert (result["status"], result["cause"]) == ("blocked", "path-mtu")


def test_an_ipv6_blackhole_does_not_hide_behind_ipv4() -> None:
    dead = f"ip6 daddr {DUAL[LOGIN]} tcp dport 443 drop"
    result = sealed(*rule(dead), arguments=("--only", LOGIN))[LOGIN]
    assert (result["status"], result["cause"]) == ("degraded", "ipv6-blocked")


def test_a_relay_that_is_rejected_is_told_from_one_that_is_silent() -> None:
    only = ("--only", "51.5.0.0/16")
    silent = sealed(*rule("udp dport 3478 drop"), arguments=only)["51.5.0.0/16"]
    assert (silent["status"], silent["cause"]) == ("insufficient", "udp-silent")
    rejecting = rule("udp dport 3478 reject with icmp type port-unreachable")
    rejected = sealed(*rejecting, arguments=only)["51.5.0.0/16"]
    assert (rejected["status"], rejected["cause"]) == ("blocked", "udp-rejected")


def test_the_guarded_wireserver_is_not_called_blocked() -> None:
    fault = "ip route add prohibit 168.63.129.16/32"
    result = sealed(fault, arguments=("--only", "168.63.129.16"))["168.63.129.16"]
    assert (result["status"], result["cause"]) == ("insufficient", "wireserver-guarded")


def test_a_sinkholed_name_is_named() -> None:
    faults = rule("ip daddr 10.66.66.66 drop")
    given = (f"{PORTAL}=10.66.66.66",)
    result = sealed(*faults, names=given, arguments=("--only", PORTAL))[PORTAL]
    assert (result["status"], result["cause"]) == ("blocked", "dns-sinkhole")


def test_a_proxy_setting_that_catches_the_fabric_is_reported() -> None:
    only = ("--only", "169.254.169.254")
    caught = sealed(proxies={"http_proxy": "http://127.0.0.1:9"}, arguments=only)
    assert caught["169.254.169.254"]["status"] == "degraded"
    assert caught["169.254.169.254"]["cause"] == "proxy-catches-fabric"
    exempt = {"http_proxy": "http://127.0.0.1:9", "no_proxy": "169.254.169.254"}
    assert sealed(proxies=exempt, arguments=only)["169.254.169.254"]["status"] == "open"


def test_azures_own_resolver_gives_a_second_opinion_on_a_name_that_is_denied() -> None:
    only = ("--only", PORTAL, "--only", "168.63.129.16")
    result = sealed(names=(f"{PORTAL}=denied",), arguments=only)[PORTAL]
    assert (result["status"], result["cause"]) == ("blocked", "name-not-found")
    assert "a filter or zone on the name server of this machine" in result["alternatives"]
    assert any("for a second opinion 168.63.129.16: 20." in one for one in result["evidence"])
