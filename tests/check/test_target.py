"""Which targets stand for a requirement."""

from __future__ import annotations

from safelist.catalog import library
from safelist.catalog.knowledge import ProbeKind
from safelist.catalog.requirement import Cloud, Endpoint, Importance, Requirement, Role
from safelist.check.target import Evidence, plan
from safelist.sets.ports import PortSet, Protocol


def requirement(address: str, ports: str, protocol: Protocol = Protocol.TCP) -> Requirement:
    return Requirement(
        Role.SESSION_HOST,
        Importance.REQUIRED,
        Cloud.PUBLIC,
        Endpoint.of(address, protocol, PortSet.parse(ports)),
    )


def test_a_name_is_tried_on_each_of_its_ports() -> None:
    planned = plan([requirement("168.63.129.16", "80,32526")])
    assert [target.port for target in planned.targets] == [80, 32526]
    assert [target.probe.kind for target in planned.targets] == [
        ProbeKind.WIRESERVER,
        ProbeKind.HTTP,
    ]


def test_a_wildcard_is_tried_through_names_known_to_exist_only() -> None:
    planned = plan([requirement("*.wvd.microsoft.com", "443")])
    assert planned.targets
    assert all(target.evidence is Evidence.EXEMPLAR for target in planned.targets)
    assert plan([requirement("*.nobody.example", "443")]).targets == ()


def test_given_names_come_first_and_only_where_they_fit() -> None:
    planned = plan(
        [requirement("*.wvd.microsoft.com", "443")],
        ["x.rdbroker-g-eu-r0.wvd.microsoft.com", "wvd.microsoft.com", "elsewhere.example"],
    )
    given = [target.host for target in planned.targets if target.evidence is Evidence.GIVEN]
    assert given == ["x.rdbroker-g-eu-r0.wvd.microsoft.com"]
    assert planned.targets[0].host == given[0]


def test_a_target_that_two_rows_share_is_tried_once() -> None:
    rows = [requirement("aka.ms", "443"), requirement("AKA.MS", "443")]
    planned = plan(rows)
    assert len(planned.targets) == 1
    assert planned.rows[0].targets == planned.rows[1].targets


def test_a_wide_range_of_ports_is_tried_on_its_lowest() -> None:
    planned = plan([requirement("relay.example", "49152-65535")])
    assert [target.port for target in planned.targets] == [49152]


def test_an_erratum_is_tried_as_it_is_meant() -> None:
    edition = library.load("2024-11-21", Cloud.USGOV)
    planned = plan(edition.select(role=Role.SESSION_HOST))
    hosts = {target.host for target in planned.targets}
    assert "ctldl.windowsupdate.com" in hosts
    assert "ctdl.windowsupdate.com" not in hosts


def test_published_tls_rows_expect_the_issuers_of_microsoft() -> None:
    (target,) = plan([requirement("login.microsoftonline.com", "443")]).targets
    assert "Microsoft Corporation" in target.probe.issuers
    (own,) = plan([requirement("intranet.contoso.example", "443")]).targets
    assert own.probe.issuers == ()


def test_a_name_that_the_user_gives_does_not_take_the_relay_of_a_range_away() -> None:
    rows = [requirement("51.5.0.0/16", "3478", Protocol.UDP)]
    planned = plan(rows, ["world.relay.avd.microsoft.com"])
    assert [target.host for target in planned.targets] == ["world.relay.avd.microsoft.com"]
