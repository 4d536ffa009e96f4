"""What a host set says about itself."""

from __future__ import annotations

import pytest

from safelist.errors import InvalidHostError
from safelist.sets.hosts import HostSet
from safelist.sets.names import DIGITS, LABEL_CHARACTERS, LETTERS
from safelist.sets.pattern import LEARN


def test_a_set_of_names_has_those_names() -> None:
    hosts = HostSet.of("rdweb.example", "RDBroker.example.")
    assert "rdweb.example" in hosts
    assert "RDWEB.EXAMPLE." in hosts
    assert "rdbroker.example" in hosts
    assert "rdgateway.example" not in hosts
    assert "example" not in hosts


def test_what_is_no_host_name_cannot_be_put_in() -> None:
    with pytest.raises(InvalidHostError):
        HostSet.of("no name")


def test_the_empty_set_has_nothing() -> None:
    assert not HostSet()
    assert HostSet().example() is None
    assert "a" not in HostSet()
    assert HostSet.union([]) == HostSet()


def test_everything_has_every_host_name_and_nothing_else() -> None:
    everything = HostSet.everything()
    assert "_a-.b" in everything
    assert "" not in everything
    assert "a..b" not in everything
    assert everything.example() == "a"
    assert not ~everything


def test_patterns_that_no_host_name_can_match_make_the_empty_set() -> None:
    assert not HostSet(["", ".", "a..b", ".a", "a.", "A", "a b"])


def test_sets_are_equal_whatever_their_spelling() -> None:
    one = LEARN.read("*.x") | LEARN.read("*.a.x") | HostSet.of("b.x")
    assert one == LEARN.read("*.x")
    assert one != LEARN.read("*.y")
    assert one != HostSet.everything()


def test_a_set_is_not_equal_to_its_text() -> None:
    assert HostSet.of("a") != "a"


def test_sets_cannot_be_hashed_because_equal_ones_differ_in_spelling() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(HostSet())


def test_containment_is_strict_or_not() -> None:
    small, large = LEARN.read("*.a.x"), LEARN.read("*.x")
    assert small < large
    assert small <= large
    assert large > small
    assert large >= small
    assert not large <= small
    assert not large < large


def test_union_at_once_is_union_one_by_one() -> None:
    sets = [LEARN.read("*.a"), ~LEARN.read("*.b"), HostSet.of("c.b"), HostSet()]
    assert HostSet.union(sets) == sets[0] | sets[1] | sets[2]


def test_a_union_of_patterns_stays_a_list_of_patterns() -> None:
    hosts = HostSet.union([LEARN.read("*.a"), HostSet.of("b", "c"), HostSet.of("c")])
    assert hosts.patterns is not None
    assert len(hosts.patterns) == 3
    assert (~hosts).patterns is None


def test_a_set_shows_its_patterns_or_one_of_its_names() -> None:
    assert repr(HostSet.of("a", "b")) == "<HostSet of 2 patterns>"
    assert repr(~HostSet.of("a")) == "<HostSet with 'b'>"
    assert repr(HostSet.of("a") & HostSet.of("b")) == "<HostSet with None>"


def test_example_is_the_name_that_is_missing() -> None:
    required = LEARN.read("*.wvd.microsoft.com")
    allowed = LEARN.read("rd*.wvd.microsoft.com") | HostSet.of("a.wvd.microsoft.com")
    assert (required - allowed).example() == "b.wvd.microsoft.com"


def test_example_prefers_letters_to_digits_and_both_to_hyphens() -> None:
    letters, digits = HostSet.of(*LETTERS), HostSet.of(*DIGITS)
    assert (~digits).example() == "a"
    assert (~letters).example() == "0"
    assert (~(letters | digits)).example() == "aa"


def test_example_is_odd_only_where_all_names_are() -> None:
    assert HostSet.of("_", "-", "a-", "-a", "aaaaa.b").example() == "aaaaa.b"
    assert HostSet.of("_dmarc.x", "selector-.xy").example() == "_dmarc.x"
    assert HostSet.of("a.-b").example() == "a.-b"
    assert HostSet.of("a.b-.c").example() == "a.b-.c"
    assert HostSet.of("a-b.x", "a_b.x").example() == "a-b.x"
    assert LEARN.read("*_tcp.x").example() == "a_tcp.x"


def test_example_may_have_a_hyphen_inside() -> None:
    assert LEARN.read("*-eh.x").example() == "a-eh.x"
    assert LEARN.read("a-*.x").example() == "a-a.x"


def test_the_apex_is_what_leading_wildcards_forget() -> None:
    everything_below = LEARN.read("*.x")
    with_apex = everything_below | HostSet.of("x")
    assert (with_apex - everything_below).example() == "x"


def test_many_patterns_in_both_need_no_search() -> None:
    old = HostSet(f"h{n}.example" for n in range(20_000))
    new = old | HostSet.of("new.example")
    assert old < new
    assert (new - old).example() == "new.example"
    assert not (old - new)


def test_many_names_below_one_wildcard_need_no_search_for_each() -> None:
    names = HostSet(f"host-{n}.q{n % 97}.example.com" for n in range(4_000))
    assert names <= LEARN.read("*.example.com")
    assert (names - LEARN.read("*.q1.example.com")).example() == "host-0.q0.example.com"


def test_a_long_chain_of_operations_is_no_deeper_than_a_short_one() -> None:
    left = HostSet.everything()
    for letter in LABEL_CHARACTERS:
        left -= HostSet.of(letter)
    for number in range(2_000):
        left = left - HostSet.of(f"{number}.example")
    assert left.example() == "aa"
    assert "7.example" not in left
    back = ~left
    assert "7.example" in back
    assert back == HostSet.of(*LABEL_CHARACTERS, *(f"{n}.example" for n in range(2_000)))
    shared = HostSet.everything()
    for number in range(600):
        shared = shared & ~HostSet.of(f"{number}.example") & LEARN.read("*e")
    assert shared.example() == "ae"
