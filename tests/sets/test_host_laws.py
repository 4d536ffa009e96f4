"""The algebra of host sets, by its laws."""

from __future__ import annotations

from hypothesis import given
from tests.sets.expressions import Pair, expressions
from tests.sets.slow_model import is_name

from safelist.sets.hosts import HostSet

NOTHING = HostSet()
EVERYTHING = HostSet.everything()


@given(expressions, expressions, expressions)
def test_union_is_associative_and_commutative(a: Pair, b: Pair, c: Pair) -> None:
    assert (a.hosts | b.hosts) | c.hosts == a.hosts | (b.hosts | c.hosts)
    assert a.hosts | b.hosts == b.hosts | a.hosts


@given(expressions, expressions, expressions)
def test_intersection_is_associative_and_commutative(a: Pair, b: Pair, c: Pair) -> None:
    assert (a.hosts & b.hosts) & c.hosts == a.hosts & (b.hosts & c.hosts)
    assert a.hosts & b.hosts == b.hosts & a.hosts


@given(expressions, expressions, expressions)
def test_union_and_intersection_distribute(a: Pair, b: Pair, c: Pair) -> None:
    assert a.hosts & (b.hosts | c.hosts) == (a.hosts & b.hosts) | (a.hosts & c.hosts)
    assert a.hosts | (b.hosts & c.hosts) == (a.hosts | b.hosts) & (a.hosts | c.hosts)


@given(expressions, expressions)
def test_de_morgan(a: Pair, b: Pair) -> None:
    assert ~(a.hosts | b.hosts) == ~a.hosts & ~b.hosts
    assert ~(a.hosts & b.hosts) == ~a.hosts | ~b.hosts


@given(expressions)
def test_complement_undoes_itself_and_splits_everything(a: Pair) -> None:
    assert ~~a.hosts == a.hosts
    assert a.hosts | ~a.hosts == EVERYTHING
    assert not a.hosts & ~a.hosts


@given(expressions, expressions)
def test_difference_is_intersection_with_the_complement(a: Pair, b: Pair) -> None:
    assert a.hosts - b.hosts == a.hosts & ~b.hosts
    assert (a.hosts - b.hosts) | (a.hosts & b.hosts) == a.hosts
    assert (a.hosts - b.hosts).isdisjoint(b.hosts)


@given(expressions)
def test_a_set_has_nothing_outside_of_itself(a: Pair) -> None:
    assert a.hosts - a.hosts == NOTHING
    assert a.hosts <= a.hosts
    assert not a.hosts < a.hosts
    assert NOTHING <= a.hosts <= EVERYTHING


@given(expressions, expressions)
def test_containment_is_an_empty_difference(a: Pair, b: Pair) -> None:
    contained = (a.hosts - b.hosts).example() is None
    assert (a.hosts <= b.hosts) is contained
    assert (b.hosts >= a.hosts) is contained
    assert (a.hosts | b.hosts == b.hosts) is contained
    assert (a.hosts & b.hosts == a.hosts) is contained
    assert (a.hosts < b.hosts) is (contained and a.hosts != b.hosts)
    assert (b.hosts > a.hosts) is (a.hosts < b.hosts)


@given(expressions, expressions)
def test_example_of_a_difference_is_in_the_one_and_not_in_the_other(a: Pair, b: Pair) -> None:
    example = (a.hosts - b.hosts).example()
    if example is not None:
        assert is_name(example)
        assert example in a.hosts
        assert example not in b.hosts
        assert a.slow.has(example)
        assert not b.slow.has(example)


@given(expressions)
def test_only_the_empty_set_has_no_example(a: Pair) -> None:
    assert (a.hosts.example() is None) is (not a.hosts) is (a.hosts == NOTHING)


@given(expressions, expressions)
def test_disjoint_sets_share_no_name(a: Pair, b: Pair) -> None:
    assert a.hosts.isdisjoint(b.hosts) is ((a.hosts & b.hosts).example() is None)
