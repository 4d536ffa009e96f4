"""Endpoints and requirements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from safelist.catalog.requirement import (
    Cloud,
    Endpoint,
    Erratum,
    Importance,
    Prefix,
    Requirement,
    Role,
    slug,
)
from safelist.errors import SafelistError
from safelist.sets.pattern import LEARN, HostPattern
from safelist.sets.ports import PortSet, Protocol
from safelist.sets.traffic import Flow

HTTPS = PortSet([443])


def endpoint(address: str) -> Endpoint:
    return Endpoint.of(address, Protocol.TCP, HTTPS)


def requirement(
    address: str = "a.example.com",
    role: Role = Role.CLIENT,
    tag: str | None = None,
    clients: tuple[str, ...] = (),
) -> Requirement:
    return Requirement(
        role,
        Importance.REQUIRED,
        Cloud.PUBLIC,
        endpoint(address),
        service_tag=tag,
        clients=clients,
    )


def test_a_name_is_a_pattern_of_the_page_and_an_address_a_prefix() -> None:
    assert endpoint("*q.example.com").address == HostPattern("*q.example.com", LEARN)
    assert endpoint("198.51.100.0/24").address == Prefix("198.51.100.0/24")
    assert endpoint("2001:db8::1").address == Prefix("2001:db8::1")


@pytest.mark.parametrize(
    ("address", "ports", "reason"),
    [
        (" ", HTTPS, "the address is empty"),
        ("a.example.com", PortSet(), "has no ports"),
        ("a b", HTTPS, "is not a host name"),
        ("198.51.100.1/24", HTTPS, "has bits set"),
    ],
)
def test_what_is_no_endpoint_is_refused(address: str, ports: PortSet, reason: str) -> None:
    with pytest.raises(SafelistError, match=reason):
        Endpoint.of(address, Protocol.TCP, ports)


def test_icmp_needs_no_ports() -> None:
    assert str(Endpoint.of("a.example.com", Protocol.ICMP, PortSet())) == "a.example.com icmp/"


def test_the_key_of_an_endpoint_does_not_depend_on_its_spelling() -> None:
    assert endpoint("*EH.Example.com").key == endpoint("*eh.example.com").key
    assert endpoint("a.example.com.").key == endpoint("a.example.com").key


def test_the_traffic_of_a_wildcard_has_names_of_any_depth_and_not_the_apex() -> None:
    traffic = endpoint("*.example.com").traffic
    assert Flow("a.b.example.com", "192.0.2.1", Protocol.TCP, 443) in traffic
    assert Flow("example.com", "192.0.2.1", Protocol.TCP, 443) not in traffic
    assert Flow("a.example.com", "192.0.2.1", Protocol.TCP, 80) not in traffic


def test_the_traffic_of_a_prefix_has_its_addresses() -> None:
    traffic = endpoint("198.51.100.0/24").traffic
    assert Flow(None, "198.51.100.9", Protocol.TCP, 443) in traffic
    assert Flow(None, "198.51.101.9", Protocol.TCP, 443) not in traffic


@pytest.mark.parametrize(
    ("published", "tag"),
    [("AzureCloud", "AzureCloud"), ("Internet", "Internet"), ("N/A", None), ("None", None)],
)
def test_a_row_without_a_service_tag_says_so_in_two_ways(published: str, tag: str | None) -> None:
    assert requirement(tag=published).tag == tag
    assert requirement().tag is None


def test_what_is_meant_is_the_correction_where_there_is_one() -> None:
    row = requirement("ctdl.example.com")
    known = Erratum("a letter is missing", "https://example.com", endpoint("ctldl.example.com"))
    unknown = Erratum("nobody knows", "https://example.com", None)
    assert replace(row, erratum=known).effective == endpoint("ctldl.example.com")
    assert replace(row, erratum=unknown).effective == row.endpoint
    assert replace(row, erratum=known).key == row.key


def test_a_row_applies_to_the_clients_it_names() -> None:
    desktop = requirement(clients=("Windows Desktop", "macOS"))
    assert desktop.applies_to("windows-desktop")
    assert desktop.applies_to(None)
    assert not desktop.applies_to("web")
    assert requirement(clients=("All",)).applies_to("web")
    assert requirement().applies_to("web")


def test_a_row_of_session_hosts_applies_whatever_the_client() -> None:
    assert requirement(role=Role.SESSION_HOST, clients=("macOS",)).applies_to("web")


def test_a_carried_row_says_where_it_comes_from() -> None:
    row = requirement().carried("an older edition")
    assert row.origin == "an older edition"
    assert replace(row, origin="") == requirement()


@pytest.mark.parametrize(
    ("name", "word"),
    [("Windows Desktop", "windows-desktop"), ("macOS", "macos"), (" (All) ", "all")],
)
def test_a_slug_is_a_word_for_scripts(name: str, word: str) -> None:
    assert slug(name) == word
