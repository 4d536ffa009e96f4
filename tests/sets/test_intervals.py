"""Intervals against sets of numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safelist.sets.intervals import Intervals

SIZE = 24

ranges = st.lists(st.tuples(st.integers(0, SIZE), st.integers(0, SIZE)), max_size=6)


def numbers(of: list[tuple[int, int]]) -> set[int]:
    return {number for start, end in of for number in range(start, end)}


def content(of: Intervals) -> set[int]:
    return {number for number in range(SIZE + 1) if number in of}


@given(ranges)
def test_intervals_have_the_numbers_of_their_ranges(one: list[tuple[int, int]]) -> None:
    made = Intervals.of(one)
    assert content(made) == numbers(one)
    assert made.size == len(numbers(one))
    assert bool(made) is bool(numbers(one))


@given(ranges)
def test_intervals_are_sorted_and_do_not_touch(one: list[tuple[int, int]]) -> None:
    made = Intervals.of(one)
    assert list(made.bounds) == sorted(set(made.bounds))
    assert list(made) == list(zip(made.bounds[::2], made.bounds[1::2], strict=True))
    assert len(made) == len(list(made))


@given(ranges, ranges)
def test_operations_are_those_of_sets(
    one: list[tuple[int, int]], two: list[tuple[int, int]]
) -> None:
    a, b = Intervals.of(one), Intervals.of(two)
    assert content(a | b) == numbers(one) | numbers(two)
    assert content(a & b) == numbers(one) & numbers(two)
    assert content(a - b) == numbers(one) - numbers(two)
    assert (a <= b) is (numbers(one) <= numbers(two))
    assert (a == b) is (numbers(one) == numbers(two))
    if a == b:
        assert hash(a) == hash(b)


@given(ranges)
def test_complement_is_what_is_missing_below_the_size(one: list[tuple[int, int]]) -> None:
    made = Intervals.of(one)
    assert content(made.complement(SIZE)) == set(range(SIZE)) - numbers(one)
    assert made.complement(SIZE).complement(SIZE) == made


def test_a_range_that_ends_before_it_starts_is_empty() -> None:
    assert not Intervals.of([(3, 3), (5, 4)])


def test_nothing_below_zero_is_missing() -> None:
    assert Intervals().complement(0) == Intervals()


def test_intervals_are_not_equal_to_their_bounds() -> None:
    assert Intervals((1, 2)) != (1, 2)
