"""Find the shortest host name for which a formula over tries is true.

Where it must be one of a list of names, each is tried. Otherwise names grow from right to left, all
tries in step, so the first hit is a shortest one. What keeps this fast: formulas already decided
for every longer name are dropped, and so is a position from which no more can be found than from
one seen before (an antichain; without it, overlapping infix patterns need exponentially many
states).
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from safelist.errors import UndecidedError
from safelist.sets.formula import Every, Formula, Leaf, holds
from safelist.sets.names import CHARACTERS, LABEL_CHARACTERS, MAX_LABEL, MAX_NAME

if TYPE_CHECKING:
    from safelist.sets.trie import State

BUDGET = 200_000

# Characters in the order in which a person believes them.
_BELIEF = str.maketrans({one: chr(ord("A") + i) for i, one in enumerate(CHARACTERS)})

# What is odd about the characters of a name so far. A hyphen is odd where it begins the label.
_CLEAN, _HYPHEN, _ODD = range(3)


def shortest(formula: Formula, *, believable: bool = False, budget: int = BUDGET) -> str | None:
    """Give a shortest host name that makes *formula* true, or None where there is none.

    Where *believable*, names with underscores, or hyphens at an end of a label, only if there are
    no others. Raises UndecidedError where more than *budget* states would be needed.
    """
    listed = _listed(formula)
    if listed is None:
        return _Search(formula, believable, budget).run()
    found = (name for name in listed if holds(formula, name))
    return min(found, key=lambda name: (believable and _is_odd(name), *_rank(name)), default=None)


def _listed(formula: Formula) -> frozenset[str] | None:
    """Give names among which all are that make *formula* true, where there is such a list."""
    match formula:
        case Leaf(trie, True):
            return trie.names
        case Every(parts):
            lists = [some for some in map(_listed, parts) if some is not None]
            return min(lists, key=len, default=None)
    return None


def _is_odd(name: str) -> bool:
    return any("_" in label or label[0] == "-" or label[-1] == "-" for label in name.split("."))


def _rank(name: str) -> tuple[int, str]:
    """Rank names as the search would come by them: by length, then from the right."""
    return len(name), name[::-1].translate(_BELIEF)


class _Position(NamedTuple):
    states: tuple[State, ...]
    label: int  # characters of the leftmost label so far
    odd: int
    name: str


class _Search:
    def __init__(self, formula: Formula, believable: bool, budget: int) -> None:
        self._leaves: dict[Leaf, int] = {}
        self._needed: set[int] = set()
        self._formula = self._number(formula, needed=True)
        self._tracks = [(leaf, i in self._needed) for leaf, i in self._leaves.items()]
        self._leading = [i for leaf, i in self._leaves.items() if leaf.wanted and i in self._needed]
        self._wanted = [i for leaf, i in self._leaves.items() if leaf.wanted]
        self._unwanted = [i for leaf, i in self._leaves.items() if not leaf.wanted]
        self._believable = believable
        self._budget = budget
        self._seen: dict[tuple[object, ...], list[tuple[list[State], int, int]]] = {}

    def _number(self, formula: Formula, *, needed: bool) -> _Numbered:
        """Give the formula over the positions of its leaves; *needed* is all it must satisfy."""
        if isinstance(formula, Leaf):
            number = self._leaves.setdefault(formula, len(self._leaves))
            if needed:
                self._needed.add(number)
            return number
        every = isinstance(formula, Every)
        return every, tuple(self._number(part, needed=needed and every) for part in formula.parts)

    def run(self) -> str | None:
        queue = deque([_Position(tuple(leaf.trie.start for leaf in self._leaves), 0, _CLEAN, "")])
        second_best: str | None = None
        spent = 0
        while queue:
            position = queue.popleft()
            for character in self._characters(position):
                following = self._step(position, character)
                if following is None or (second_best and following.odd == _ODD):
                    continue
                if self._is_found(following):
                    if following.odd == _CLEAN:
                        return following.name
                    second_best = second_best or following.name
                spent += 1
                if spent > self._budget:
                    if second_best:
                        return second_best
                    raise UndecidedError(
                        f"undecided after {self._budget} states",
                        hint="split the list, or write fewer wildcards inside of names",
                    )
                if len(following.name) < MAX_NAME:
                    queue.append(following)
        return second_best

    def _characters(self, position: _Position) -> list[str]:
        """Give one character for each behaviour that the states can tell apart."""
        told = "." if position.label else ""
        if position.label < MAX_LABEL:
            exits = [state.exits for state in position.states]
            told = _told(frozenset().union(*exits)) + told
        moves = [position.states[i].moves for i in self._leading]
        return [one for one in told if all(one in some for some in moves)]

    def _step(self, position: _Position, character: str) -> _Position | None:
        """Give the position after *character*, or None where nothing new can come of it."""
        states: list[State] = []
        for (leaf, needed), state in zip(self._tracks, position.states, strict=True):
            after = state.steps.get(character) or leaf.trie.step(state, character)
            if needed and after.ever is not None and after.ever is not leaf.wanted:
                return None
            states.append(after)
        if len(self._needed) < len(states):
            ever = [
                None if state.ever is None else state.ever is leaf.wanted
                for leaf, state in zip(self._leaves, states, strict=True)
            ]
            if _value(self._formula, ever) is False:
                return None
        label = 0 if character == "." else position.label + 1
        odd = _oddness(position, character) if self._believable else _CLEAN
        if not self._is_new(states, label, odd):
            return None
        return _Position(tuple(states), label, odd, character + position.name)

    def _is_new(self, states: list[State], label: int, odd: int) -> bool:
        """Tell whether these *states* can lead to a name that no earlier ones lead to."""
        key = (*[states[i] for i in self._wanted], label == 0)
        against = [states[i] for i in self._unwanted]
        seen = self._seen.setdefault(key, [])
        for earlier, earlier_label, earlier_odd in seen:
            if (
                earlier_label <= label
                and earlier_odd <= odd
                and all(map(_covers, against, earlier))
            ):
                return False
        seen.append((against, label, odd))
        return True

    def _is_found(self, position: _Position) -> bool:
        if not position.label:
            return False
        now = [
            state.accepts is leaf.wanted
            for leaf, state in zip(self._leaves, position.states, strict=True)
        ]
        return _value(self._formula, now) is True


def _covers(more: State, less: State) -> bool:
    return more is less or more.covers(less)


@lru_cache(maxsize=4096)
def _told(characters: frozenset[str]) -> str:
    """Give *characters* and one that stands for all others, the believable ones first."""
    fresh = next((one for one in LABEL_CHARACTERS if one not in characters), "")
    return "".join(one for one in LABEL_CHARACTERS if one in characters or one == fresh)


def _oddness(position: _Position, character: str) -> int:
    if position.odd == _ODD or character == "_":
        return _ODD
    if character == "-":
        return _HYPHEN if position.label else _ODD
    return _ODD if character == "." and position.odd == _HYPHEN else _CLEAN


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
