"""What a set of hosts is made of: a formula over tries, in negation normal form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safelist.sets.trie import Trie

#: Above this many patterns two tries stay two: uniting them would cost more than asking both.
_UNITED = 256


@dataclass(frozen=True, slots=True)
class Leaf:
    """A name is in *trie* (or, where not *wanted*, is not in it)."""

    trie: Trie
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Every:
    """All of *parts* are true."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of *parts* is true."""

    parts: tuple[Formula, ...]


Formula = Leaf | Every | Some


def every(*parts: Formula) -> Formula:
    """Give the formula that is true where all of *parts* are."""
    return Every(_joined(Every, parts))


def some(*parts: Formula) -> Formula:
    """Give the formula that is true where at least one of *parts* is."""
    return Some(_joined(Some, parts))


def negated(formula: Formula) -> Formula:
    """Give the formula that is true where *formula* is not."""
    match formula:
        case Leaf(trie, wanted):
            return Leaf(trie, not wanted)
        case Every(parts):
            return some(*map(negated, parts))
        case Some(parts):
            return every(*map(negated, parts))


def holds(formula: Formula, name: str) -> bool:
    """Tell whether *name* makes *formula* true."""
    match formula:
        case Leaf(trie, wanted):
            return trie.accepts(name) is wanted
        case Every(parts):
            return all(holds(part, name) for part in parts)
        case Some(parts):
            return any(holds(part, name) for part in parts)


def _joined(kind: type[Every | Some], parts: Iterable[Formula]) -> tuple[Formula, ...]:
    """Flatten *parts*, and unite the tries that say "not in any of these" or "in one of these".

    A rule base that is subtracted rule by rule would otherwise nest as deep as it is long.
    """
    others: list[Formula] = []
    leaves: list[Leaf] = []
    for part in parts:
        for inner in part.parts if isinstance(part, kind) else (part,):
            if not isinstance(inner, Leaf) or inner.wanted is (kind is Every):
                others.append(inner)
            elif leaves and len(leaves[-1].trie) + len(inner.trie) <= _UNITED:
                leaves[-1] = Leaf(leaves[-1].trie | inner.trie, inner.wanted)
            else:
                leaves.append(inner)
    return (*others, *leaves)
