"""Sets of whole numbers as sorted, disjoint, half-open intervals."""

from __future__ import annotations

from bisect import bisect_right
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
        bounds: list[int] = []
        for start, end in sorted(ranges):
            if start >= end:
                continue
            if bounds and start <= bounds[-1]:
                bounds[-1] = max(bounds[-1], end)
            else:
                bounds += (start, end)
        return cls(tuple(bounds))

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
        return Intervals.of([*self, *other])

    def __and__(self, other: Intervals) -> Intervals:
        bounds: list[int] = []
        mine, theirs = list(self), list(other)
        i = j = 0
        while i < len(mine) and j < len(theirs):
            start = max(mine[i][0], theirs[j][0])
            end = min(mine[i][1], theirs[j][1])
            if start < end:
                bounds += (start, end)
            if mine[i][1] < theirs[j][1]:
                i += 1
            else:
                j += 1
        return Intervals(tuple(bounds))

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
