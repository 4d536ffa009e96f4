"""Address sets."""

from __future__ import annotations

import ipaddress

import pytest

from safelist.errors import SafelistError
from safelist.sets.addresses import AddressSet


def test_both_families_live_in_one_set() -> None:
    addresses = AddressSet(["10.0.0.0/8", "2001:db8::/32", "203.0.113.7"])
    assert "10.255.255.255" in addresses
    assert "11.0.0.0" not in addresses
    assert "2001:DB8::1" in addresses
    assert ipaddress.ip_address("203.0.113.7") in addresses
    assert addresses.size == 2**24 + 2**96 + 1


def test_families_are_not_mixed_up() -> None:
    assert "::a00:1" not in AddressSet(["10.0.0.1"])
    assert "::ffff:10.0.0.1" not in AddressSet(["10.0.0.1"])
    assert "0.0.0.1" not in AddressSet(["::1"])


def test_a_set_is_written_with_the_fewest_prefixes() -> None:
    halves = AddressSet(["10.1.0.0/16", "10.0.0.0/16", "10.2.0.0/16", "::1", "::"])
    assert str(halves) == "10.0.0.0/15, 10.2.0.0/16, ::/127"
    assert repr(AddressSet(["10.0.0.1"])) == "AddressSet(['10.0.0.1/32'])"
    assert str(AddressSet()) == ""


def test_everything_is_two_prefixes() -> None:
    assert str(AddressSet.everything()) == "0.0.0.0/0, ::/0"
    assert ~AddressSet.everything() == AddressSet()
    assert AddressSet(["0.0.0.0/0", "::/0"]) == AddressSet.everything()


def test_span_has_both_ends() -> None:
    span = AddressSet.span("10.0.0.1", "10.0.0.4")
    assert list(span.prefixes()) == ["10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/32"]
    assert AddressSet.span("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") == AddressSet(["::/0"])


@pytest.mark.parametrize(
    ("first", "last"),
    [("10.0.0.2", "10.0.0.1"), ("10.0.0.1", "::1"), ("10.0.0.1", "x"), ("", "10.0.0.1")],
)
def test_what_is_no_range_is_refused(first: str, last: str) -> None:
    with pytest.raises(SafelistError, match="is not a range of addresses"):
        AddressSet.span(first, last)


def test_example_is_the_lowest_address() -> None:
    assert AddressSet(["10.0.0.0/8", "9.0.0.0/8", "::1"]).example() == "9.0.0.0"
    assert AddressSet(["::2", "::1"]).example() == "::1"
    assert AddressSet().example() is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.0.0",
        "10.0.0.0.0",
        "10.0.0.256",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/+8",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/٨",
        "10.0.0.0/²",
        "10.0.0.0 /8",
        "010.0.0.1",
        "::/129",
        "fe80::1%eth0",
        "example.com",
        "10.0.0.0\x00",
        "\ud800",
    ],
)
def test_what_is_no_prefix_is_refused(text: str) -> None:
    with pytest.raises(SafelistError, match="is not an IP address or prefix"):
        AddressSet([text])


@pytest.mark.parametrize(
    ("text", "meant"), [("10.0.0.1/8", "10.0.0.0/8"), (" 2001:db8::1/32", "2001:db8::/32")]
)
def test_bits_behind_the_prefix_length_are_refused_with_the_likely_meaning(
    text: str, meant: str
) -> None:
    with pytest.raises(SafelistError, match="bits set behind") as caught:
        AddressSet([text])
    assert meant in (caught.value.hint or "")


@pytest.mark.parametrize("text", ["", "x", "10.0.0.0/8", "10.0.0", "example.com"])
def test_what_is_no_address_is_in_no_set(text: str) -> None:
    assert text not in AddressSet.everything()


def test_equal_sets_have_equal_hashes() -> None:
    one, two = AddressSet(["10.0.0.0/9", "10.128.0.0/9"]), AddressSet(["10.0.0.0/8"])
    assert one == two
    assert len({one, two}) == 1
    assert one != "10.0.0.0/8"
