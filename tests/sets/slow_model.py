"""Sets of host names the slow way: spell out every short name and try each.

An oracle for `safelist.sets.hosts`. It shares no code with it, and is too simple to be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: No pattern in the tests has the "c": it is the character that stands for all others.
LETTERS = "abc-_."
EVERY_CHARACTER = "abcdefghijklmnopqrstuvwxyz0123456789-_."


class Piece(NamedTuple):
    """A run of *characters*, at least *least* and at most *most* of them (None: any number)."""

    characters: str
    least: int
    most: int | None


Pieces = tuple[Piece, ...]


def learn(text: str) -> Pieces:
    """Read a pattern as Microsoft's pages mean it: "*" is any text that is not empty."""
    return tuple(
        Piece(EVERY_CHARACTER, 1, None) if one == "*" else Piece(one, 1, 1)
        for one in text.removesuffix(".")
    )


@cache
def matches(pieces: Pieces, name: str) -> bool:
    """Tell whether *name* is made of *pieces*, trying every way to divide it."""
    if not pieces:
        return name == ""
    first, rest = pieces[0], pieces[1:]
    most = len(name) if first.most is None else min(first.most, len(name))
    return any(
        all(one in first.characters for one in name[:length]) and matches(rest, name[length:])
        for length in range(first.least, most + 1)
    )


def is_name(text: str) -> bool:
    """Tell whether *text* is a host name."""
    labels = text.split(".")
    right = all(1 <= len(label) <= 63 for label in labels) and len(text) <= 253
    return right and all(one in EVERY_CHARACTER for one in text)


def is_odd(name: str) -> bool:
    """Tell whether a person would doubt *name*."""
    return any("_" in part or part[0] == "-" or part[-1] == "-" for part in name.split("."))


@cache
def names(longest: int, letters: str = LETTERS) -> tuple[str, ...]:
    """Give all host names of at most *longest* of *letters*, the short ones first."""
    return tuple(filter(is_name, _texts(longest, letters)))


def _texts(longest: int, letters: str) -> Iterator[str]:
    for length in range(1, longest + 1):
        yield from map("".join, product(letters, repeat=length))


@dataclass(frozen=True)
class Slow:
    """A set of names as nothing but a test for one name."""

    has: Callable[[str], bool]

    @classmethod
    def of(cls, *patterns: Pieces) -> Slow:
        """Give what at least one of *patterns* matches."""
        return cls(lambda name: is_name(name) and any(matches(one, name) for one in patterns))

    def __and__(self, other: Slow) -> Slow:
        return Slow(lambda name: self.has(name) and other.has(name))

    def __or__(self, other: Slow) -> Slow:
        return Slow(lambda name: self.has(name) or other.has(name))

    def __sub__(self, other: Slow) -> Slow:
        return Slow(lambda name: self.has(name) and not other.has(name))

    def __invert__(self) -> Slow:
        return Slow(lambda name: is_name(name) and not self.has(name))

    def shortest(self, longest: int) -> str | None:
        """Give the first of all names up to *longest* characters that is in the set."""
        return next((name for name in names(longest) if self.has(name)), None)

    def shortest_believable(self, longest: int) -> str | None:
        """Give the first that a person would believe, too."""
        found = (name for name in names(longest) if not is_odd(name) and self.has(name))
        return next(found, None)
