"""Find the shortest host name for which a formula over tries is true.

The formula is in negation normal form: each leaf is one trie, asked for or asked against. Names
grow from right to left, all formulas in step, so the first hit is a shortest one. What keeps this
fast: formulas already decided for every longer name are dropped, and so is a state that accepts no
more than one seen before (an antichain; without it, overlapping infix patterns need exponentially
many states).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safelist.errors import UndecidedError
from safelist.sets.names import LABEL_CHARACTERS, MAX_LABEL, MAX_NAME

if TYPE_CHECKING:
    from safelist.sets.trie import State, Trie

BUDGET = 200_000
_ORDER = {character: rank for rank, character in enumerate(LABEL_CHARACTERS + ".")}


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


def holds(formula: Formula, name: str) -> bool:
    """Tell whether *name* makes *formula* true."""
    match formula:
        case Leaf(trie, wanted):
            state = trie.start
            for character in reversed(name):
                state = trie.step(state, character)
            return trie.accepts(state) is wanted
        case Every(parts):
            return all(holds(part, name) for part in parts)
        case Some(parts):
            return any(holds(part, name) for part in parts)


def shortest(formula: Formula, *, believable: bool = False, budget: int = BUDGET) -> str | None:
    """Give a shortest host name that makes *formula* true, or None where there is none.

    *believable* admits only names whose labels have neither underscores nor a hyphen at an end.
    Raises UndecidedError where more than *budget* states would be needed.
    """
    return _Search(formula, believable, budget).run()


@dataclass(frozen=True, slots=True)
class _Position:
    states: tuple[State, ...]
    label: int  # characters of the leftmost label so far
    name: str


class _Search:
    def __init__(self, formula: Formula, believable: bool, budget: int) -> None:
        self._leaves: list[Leaf] = []
        self._formula = self._number(formula)
        self._believable = believable
        self._budget = budget
        self._wanted = [i for i, leaf in enumerate(self._leaves) if leaf.wanted]
        self._unwanted = [i for i, leaf in enumerate(self._leaves) if not leaf.wanted]
        self._seen: dict[tuple[object, ...], list[tuple[tuple[State, ...], int]]] = {}

    def _number(self, formula: Formula) -> _Numbered:
        """Give the formula over the positions of its leaves."""
        if isinstance(formula, Leaf):
            self._leaves.append(formula)
            return len(self._leaves) - 1
        parts = tuple(self._number(part) for part in formula.parts)
        return (isinstance(formula, Every), parts)

    def run(self) -> str | None:
        start = _Position(tuple(leaf.trie.start for leaf in self._leaves), 0, "")
        queue = deque([start] if self._is_new(start) else [])
        spent = 0
        while queue:
            position = queue.popleft()
            for character in self._alphabet(position):
                following = self._step(position, character)
                if not self._is_new(following):
                    continue
                if self._is_found(following):
                    return following.name
                spent += 1
                if spent > self._budget:
                    raise UndecidedError(
                        f"undecided after {self._budget} states",
                        hint="split the list, or write fewer wildcards inside of names",
                    )
                if len(following.name) < MAX_NAME:
                    queue.append(following)
        return None

    def _alphabet(self, position: _Position) -> list[str]:
        """Give one character for each behaviour that the states can tell apart."""
        told: set[str] = set()
        for leaf, state in zip(self._leaves, position.states, strict=True):
            told |= leaf.trie.exits(state)
        told.discard(".")
        usable = LABEL_CHARACTERS[:-1] if self._believable else LABEL_CHARACTERS
        at_edge = self._believable and position.label == 0
        fresh = next((one for one in usable if one not in told), None)
        characters = sorted(
            (told | {fresh} if fresh else told) & set(usable), key=_ORDER.__getitem__
        )
        if at_edge and "-" in characters:
            characters.remove("-")
        if position.label == MAX_LABEL:
            characters = []
        if position.label and not self._ends_badly(position):
            characters.append(".")
        return characters

    def _ends_badly(self, position: _Position) -> bool:
        return self._believable and position.name.startswith("-")

    def _step(self, position: _Position, character: str) -> _Position:
        states = tuple(
            leaf.trie.step(state, character)
            for leaf, state in zip(self._leaves, position.states, strict=True)
        )
        label = 0 if character == "." else position.label + 1
        return _Position(states, label, character + position.name)

    def _is_found(self, position: _Position) -> bool:
        if not position.label or self._ends_badly(position):
            return False
        now = [
            leaf.trie.accepts(state) is leaf.wanted
            for leaf, state in zip(self._leaves, position.states, strict=True)
        ]
        return _value(self._formula, now) is True

    def _is_new(self, position: _Position) -> bool:
        """Tell whether *position* can still lead to a name that no earlier one leads to."""
        ever = [
            self._ever(leaf, state)
            for leaf, state in zip(self._leaves, position.states, strict=True)
        ]
        if _value(self._formula, ever) is False:
            return False
        states = position.states
        key = (*(states[i] for i in self._wanted), position.label == 0, self._ends_badly(position))
        against = tuple(states[i] for i in self._unwanted)
        seen = self._seen.setdefault(key, [])
        for earlier, label in seen:
            if label <= position.label and all(map(self._covers, self._unwanted, against, earlier)):
                return False
        seen.append((against, position.label))
        return True

    def _covers(self, leaf: int, more: State, less: State) -> bool:
        return self._leaves[leaf].trie.is_full(more) or less <= more

    @staticmethod
    def _ever(leaf: Leaf, state: State) -> bool | None:
        """Say what *leaf* is for every longer name, or None where that depends on the name."""
        if not state:
            return not leaf.wanted
        return leaf.wanted if leaf.trie.is_full(state) else None


_Numbered = int | tuple[bool, tuple["_Numbered", ...]]


def _value(formula: _Numbered, leaves: list[bool] | list[bool | None]) -> bool | None:
    """Evaluate over true, false and unknown."""
    if isinstance(formula, int):
        return leaves[formula]
    every, parts = formula
    decisive = not every
    unknown = False
    for part in parts:
        value = _value(part, leaves)
        if value is decisive:
            return decisive
        unknown = unknown or value is None
    return None if unknown else every
