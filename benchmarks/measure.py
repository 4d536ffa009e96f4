"""One measured line, and the clock that measures it."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Peer:
    """The same work done by *name*; *seconds* is None where it did not end within *limit*."""

    name: str
    seconds: float | None
    limit: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """What was done, and in how many seconds; *promise* is the most that we said it takes."""

    what: str
    ours: float
    peer: Peer | None = None
    promise: float | None = None


def best(action: Callable[[], object], rounds: int = 5) -> float:
    """Give the seconds of the fastest of some *rounds* of *action*."""
    return best_after(lambda: None, lambda _: action(), rounds)


def best_after(prepare: Callable[[], T], action: Callable[[T], object], rounds: int = 5) -> float:
    """Do the same for an *action* that needs something new each time; *prepare* is not counted."""
    return min(_once(prepare(), action) for _ in range(rounds))


def _once(prepared: T, action: Callable[[T], object]) -> float:
    # Garbage of the round before is not the work of this one.
    gc.collect()
    started = perf_counter()
    action(prepared)
    return perf_counter() - started
