"""What changed between editions, and what that means for a firewall.

The expectations are the history of the list as its editions tell it; dates are those of the page.
"""

from __future__ import annotations

import pytest

from safelist.catalog import library
from safelist.catalog.changes import Added, Altered, Change, Removed, diff
from safelist.catalog.edition import Edition
from safelist.catalog.requirement import (
    Cloud,
    Confidence,
    Endpoint,
    Importance,
    Requirement,
    Role,
)
from safelist.sets.ports import PortSet, Protocol

HOST, CLIENT = Role.SESSION_HOST, Role.CLIENT
CHANGES = [
    (
        Cloud.PUBLIC, "2020-01-21", "2020-07-15", HOST,
        {"mrsglobalsteus2prod.blob.core.windows.net", "wvdportalstorageblob.blob.core.windows.net",
         "169.254.169.254", "*.microsoftonline.com", "*.events.data.microsoft.com",
         "www.msftconnecttest.com", "*.prod.do.dsp.mp.microsoft.com", "login.windows.net",
         "*.sfx.ms", "*.digicert.com"},
        {"*.blob.core.windows.net"},
    ),
    (Cloud.PUBLIC, "2020-07-15", "2020-08-10", None, set(), set()),
    (
        Cloud.PUBLIC, "2020-08-10", "2020-08-12", HOST,
        {"gcs.prod.monitoring.core.windows.net",
         "production.diagnostics.monitoring.core.windows.net", "*xt.blob.core.windows.net",
         "*eh.servicebus.windows.net", "*xt.table.core.windows.net", "168.63.129.16"},
        {"*.core.windows.net", "*.servicebus.windows.net", "prod.warmpath.msftcloudes.com"},
    ),
    (
        Cloud.PUBLIC, "2020-08-12", "2020-12-04-rev2", HOST,
        {"*xt.queue.core.windows.net", "*.azure-dns.com", "*.azure-dns.net"}, set(),
    ),
    (Cloud.PUBLIC, "2020-12-04-rev2", "2020-12-04-rev3", None, set(), set()),
    (
        Cloud.USGOV, "2020-12-04-rev3", "2020-12-04-rev4", HOST,
        {"*.wvd.azure.us"}, {"*.wvd.microsoft.us"},
    ),
    (
        Cloud.PUBLIC, "2020-12-04-rev4", "2022-08-30", HOST,
        {"login.microsoftonline.com", "*.prod.warm.ingest.monitor.core.windows.net",
         "azkms.core.windows.net", "oneocsp.microsoft.com", "www.microsoft.com"},
        {"production.diagnostics.monitoring.core.windows.net", "*xt.blob.core.windows.net",
         "*eh.servicebus.windows.net", "*xt.table.core.windows.net", "*xt.queue.core.windows.net",
         "*.microsoftonline.com"},
    ),
    (
        Cloud.PUBLIC, "2020-12-04-rev4", "2022-08-30", CLIENT,
        {"login.microsoftonline.com", "learn.microsoft.com"}, {"docs.microsoft.com"},
    ),
    (
        Cloud.PUBLIC, "2022-08-30", "2024-06-26", HOST,
        {"*eh.servicebus.windows.net"}, {"kms.core.windows.net"},
    ),
    (
        Cloud.USGOV, "2022-08-30", "2024-06-26", HOST,
        {"azkms.core.usgovcloudapi.net", "*eh.servicebus.windows.net"},
        {"kms.core.usgovcloudapi.net"},
    ),
    (
        Cloud.PUBLIC, "2024-06-26", "2024-11-21", HOST,
        {"ctldl.windowsupdate.com", "aka.ms"}, set(),
    ),
    (
        Cloud.PUBLIC, "2024-06-26", "2024-11-21", CLIENT,
        {"*.cdn.office.net", "graph.microsoft.com", "windows.cloud.microsoft",
         "windows365.microsoft.com", "ecs.office.com", "*.events.data.microsoft.com"},
        {"query.prod.cms.rt.microsoft.com"},
    ),
    (
        Cloud.PUBLIC, "2024-11-21", "2025-mid", HOST,
        {"*.service.windows.cloud.microsoft", "*.windows.cloud.microsoft",
         "*.windows.static.microsoft"}, set(),
    ),
    (
        Cloud.PUBLIC, "2025-mid", "2026-02-19", HOST,
        {"51.5.0.0/16", "*.aikcertaia.microsoft.com",
         "azcsprodeusaikpublish.blob.core.windows.net", "*.microsoftaik.azure.net"}, set(),
    ),
    (
        Cloud.PUBLIC, "2026-02-19", "2026-03-11", CLIENT,
        {"*.service.windows.cloud.microsoft", "*.windows.cloud.microsoft",
         "*.windows.static.microsoft"}, set(),
    ),
    (
        Cloud.USGOV, "2024-11-21", "2026-03-11", CLIENT,
        {"*.service.windows.usgovcloud.microsoft", "*.windows.usgovcloud.microsoft",
         "*.windows.usgovcloud-static.microsoft"}, set(),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cloud", "old", "new", "role", "added", "removed"), CHANGES)
def test_the_history_of_the_list_is_that_of_its_editions(
    cloud: Cloud, old: str, new: str, role: Role | None, added: set[str], removed: set[str]
) -> None:
    changes = diff(library.load(old, cloud), library.load(new, cloud), cloud=cloud, role=role)
    assert {one.new.endpoint.key for one in changes if isinstance(one, Added)} == added
    assert {one.old.endpoint.key for one in changes if isinstance(one, Removed)} == removed


def altered(old: str, new: str) -> dict[str, Altered]:
    cloud = Cloud.PUBLIC
    changes = diff(library.load(old, cloud), library.load(new, cloud), cloud=cloud)
    return {one.new.endpoint.key: one for one in changes if isinstance(one, Altered)}


def test_the_ports_of_2023_are_to_be_opened_although_the_old_ones_were_wrong() -> None:
    changes = altered("2022-08-30", "2024-06-26")
    assert changes["www.msftconnecttest.com"].fields == ("ports",)
    assert changes["www.msftconnecttest.com"].opens
    assert changes["*.digicert.com"].opens


def test_a_changed_service_tag_opens_nothing_by_itself() -> None:
    change = altered("2020-12-04-rev4", "2022-08-30")["catalogartifact.azureedge.net"]
    assert change.fields == ("service tag",)
    assert (change.old.tag, change.new.tag) == ("AzureCloud", "AzureFrontDoor.Frontend")
    assert not change.opens


def test_a_new_port_of_an_old_address_is_to_be_opened() -> None:
    change = altered("2025-mid", "2026-02-19")["168.63.129.16"]
    assert "ports" in change.fields
    assert change.opens


def test_what_an_old_wildcard_lets_through_is_said() -> None:
    cloud = Cloud.PUBLIC
    changes = diff(library.load("2020-07-15", cloud), library.load("latest", cloud), cloud=cloud)
    added = {one.new.endpoint.key: one for one in changes if isinstance(one, Added)}
    covered = added["*eh.servicebus.windows.net"].covered_by
    assert [row.endpoint.key for row in covered] == ["*.servicebus.windows.net"]
    assert added["51.5.0.0/16"].covered_by == ()


def test_removing_a_wildcard_names_what_still_needs_it() -> None:
    cloud = Cloud.PUBLIC
    changes = diff(library.load("2020-07-15", cloud), library.load("latest", cloud), cloud=cloud)
    removed = {one.old.endpoint.key: one for one in changes if isinstance(one, Removed)}
    needed = {row.endpoint.key for row in removed["*.core.windows.net"].needed_by}
    assert "mrsglobalsteus2prod.blob.core.windows.net" in needed
    # The KMS host is under the wildcard by name, but on another port.
    assert "azkms.core.windows.net" not in needed


def test_an_edition_does_not_differ_from_itself() -> None:
    for edition in library.everything():
        assert edition.cloud is not None
        assert diff(edition, edition, cloud=edition.cloud) == []


def edition(*rows: tuple[str, str], protocol: Protocol = Protocol.TCP) -> Edition:
    """Make an edition of these addresses and ports."""
    return Edition(
        name="made",
        title="Made",
        cloud=Cloud.PUBLIC,
        date=None,
        confidence=Confidence.PUBLISHED,
        requirements=tuple(
            Requirement(
                HOST,
                Importance.REQUIRED,
                Cloud.PUBLIC,
                Endpoint.of(address, protocol, PortSet.parse(ports)),
            )
            for address, ports in rows
        ),
    )


def compared(old: Edition, new: Edition) -> list[Change]:
    return diff(old, new, cloud=Cloud.PUBLIC)


def test_rows_that_share_an_address_are_compared_together() -> None:
    one, two = ("a.example", "443"), ("a.example", "8443")
    (change,) = compared(edition(one), edition(two, one))
    assert isinstance(change, Altered)
    assert change.opens
    assert compared(edition(one, two), edition(("a.example", "443,8443"))) == []


def test_a_prefix_and_a_name_are_no_reason_for_each_other() -> None:
    (removed,) = compared(
        edition(("20.202.0.0/16", "443"), ("x.example", "443")), edition(("x.example", "443"))
    )
    assert isinstance(removed, Removed)
    assert removed.needed_by == ()


def test_two_old_rows_together_let_a_new_one_through() -> None:
    old = edition(("*.a.example", "80"), ("*.example", "443"))
    changes = compared(old, edition(("x.a.example", "80,443")))
    (added,) = [one for one in changes if isinstance(one, Added)]
    assert len(added.covered_by) == 2


def test_spelling_is_no_change() -> None:
    old = edition(("2001:DB8:0::/32", "443"), ("10.0.0.1", "443"), ("b\u00fccher.example", "443"))
    new = edition(
        ("2001:db8::/32", "443"), ("10.0.0.1/32", "443"), (" XN--BCHER-KVA.example. ", "443")
    )
    assert compared(old, new) == []
