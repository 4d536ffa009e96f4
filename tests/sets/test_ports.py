"""Port sets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelist.errors import SafelistError
from safelist.sets.ports import PortSet

LAST = 65535

numbers = st.one_of(st.integers(0, 12), st.integers(LAST - 3, LAST))
lists = st.lists(numbers, max_size=8)


@given(lists, lists)
def test_operations_are_those_of_sets(one: list[int], two: list[int]) -> None:
    a, b = PortSet(one), PortSet(two)
    assert set(a | b) == {*one, *two}
    assert set(a & b) == set(one) & set(two)
    assert set(a - b) == set(one) - set(two)
    assert (a <= b) is (set(one) <= set(two))
    assert (a == b) is (set(one) == set(two))
    assert a - b == a & ~b
    assert ~(a | b) == ~a & ~b
    assert ~~a == a


@given(lists)
def test_a_set_counts_lists_and_shows_its_ports(ports: list[int]) -> None:
    made = PortSet(ports)
    assert list(made) == sorted(set(ports))
    assert len(made) == len(set(ports))
    assert bool(made) is bool(ports)
    assert made.example() == min(ports, default=None)
    assert all(port in made for port in ports)
    assert LAST - 100 not in made


@given(lists.filter(bool))
def test_what_is_shown_can_be_read(ports: list[int]) -> None:
    made = PortSet(ports)
    assert PortSet.parse(str(made)) == made
    assert PortSet.parse(str(~made)) == ~made


def test_ports_are_written_as_short_as_possible() -> None:
    assert str(PortSet.parse("443, 81, 80")) == "80-81,443"
    assert str(PortSet.parse("0-65535")) == "*"
    assert str(PortSet()) == ""
    assert repr(PortSet([80])) == "PortSet.parse('80')"


def test_star_is_all_ports() -> None:
    assert PortSet.parse(" * ") == PortSet.everything()
    assert len(PortSet.everything()) == 65536
    assert not ~PortSet.everything()


def test_span_has_both_ends() -> None:
    assert list(PortSet.span(3, 5)) == [3, 4, 5]
    assert list(PortSet.span(LAST, LAST)) == [LAST]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http",
        "80,",
        "80-",
        "-80",
        "80-x",
        "8 0",
        "80-90-100",
        "65536",
        "1-65536",
        "90-80",
        "+80",
        "80.0",
        "٣",
        "80-²",
        "1-٣",
        "9" * 5000,
    ],
)
def test_what_is_no_list_of_ports_is_refused(text: str) -> None:
    with pytest.raises(SafelistError):
        PortSet.parse(text)


@pytest.mark.parametrize("port", [-1, 65536])
def test_ports_are_between_0_and_65535(port: int) -> None:
    with pytest.raises(SafelistError, match="not between 0 and 65535"):
        PortSet([port])


def test_equal_sets_have_equal_hashes() -> None:
    assert len({PortSet([1, 2]), PortSet.span(1, 2), PortSet.parse("2,1")}) == 1
    assert PortSet([1]) != {1}
