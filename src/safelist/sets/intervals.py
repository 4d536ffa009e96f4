"""Sets of whole numbers as sorted, disjoint, half-open intervals."""

from __future__ import annotations

from bisect import bisect_right
from itertools import compress
from operator import gt, lt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Intervals:
    """A set of non-negative integers; *bounds* is start, end, start, end ... with ends excluded."""

    __slots__ = ("bounds",)

    def __init__(self, bounds: tuple[int, ...] = ()) -> None:
        self.bounds = bounds

    @classmethod
    def of(cls, ranges: Iterable[tuple[int, int]]) -> Intervals:
        """Unite half-open *ranges*, in any order, overlapping or touching."""
        kept = [(start, end) for start, end in ranges if start < end]
        return _united(sorted(start for start, _ in kept), sorted(end for _, end in kept))

    def __contains__(self, number: int) -> bool:
        return bisect_right(self.bounds, number) % 2 == 1

    def __bool__(self) -> bool:
        return bool(self.bounds)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Give the half-open intervals in order."""
        edges = iter(self.bounds)
        return zip(edges, edges, strict=True)

    def __len__(self) -> int:
        """Count the intervals, not the numbers."""
        return len(self.bounds) // 2

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return sum(self.bounds[1::2]) - sum(self.bounds[0::2])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Intervals) and self.bounds == other.bounds

    def __hash__(self) -> int:
        return hash(self.bounds)

    def __or__(self, other: Intervals) -> Intervals:
        return _united(*_edges(self, other))

    def __and__(self, other: Intervals) -> Intervals:
        starts, ends = _edges(self, other)
        # Neither set overlaps itself: a start before the last end opens the second, up to that end.
        shared = list(map(lt, starts[1:], ends))
        return _woven(list(compress(starts[1:], shared)), list(compress(ends, shared)))

    def __sub__(self, other: Intervals) -> Intervals:
        if not self.bounds or not other.bounds:
            return self
        return self & other.complement(max(self.bounds[-1], other.bounds[-1]))

    def complement(self, size: int) -> Intervals:
        """Give the numbers below *size* that are not in this set, which must end by *size*."""
        flipped = (0, *self.bounds, size)
        if len(flipped) > 2 and flipped[1] == 0:
            flipped = flipped[2:]
        if flipped and flipped[-1] == flipped[-2]:
            flipped = flipped[:-2]
        return Intervals(flipped)

    def __le__(self, other: Intervals) -> bool:
        return not self - other


def _edges(one: Intervals, two: Intervals) -> tuple[list[int], list[int]]:
    """Give all starts and all ends, sorted apart; sorting two sorted runs is one merge in C."""
    return sorted(one.bounds[::2] + two.bounds[::2]), sorted(one.bounds[1::2] + two.bounds[1::2])


def _united(starts: list[int], ends: list[int]) -> Intervals:
    """Unite intervals of which only the sorted *starts* and the sorted *ends* are known.

    There is a gap exactly where a start lies behind the end that came before it.
    """
    gaps = list(map(gt, starts[1:], ends))
    return _woven([*starts[:1], *compress(starts[1:], gaps)], [*compress(ends, gaps), *ends[-1:]])


def _woven(starts: list[int], ends: list[int]) -> Intervals:
    bounds = starts + ends
    bounds[::2], bounds[1::2] = starts, ends
    return Intervals(tuple(bounds))
