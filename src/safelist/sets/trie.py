"""Many patterns as one automaton that reads names from right to left.

The tree is the sorted list of the reversed patterns: a node is a range of it that shares a prefix.
Nodes appear only where a question walks, so 50,000 patterns cost one sort.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from safelist.sets.tokens import ANY, is_literal, read_token

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOTHING: frozenset[str] = frozenset()


class Node:
    """Patterns `low` to `high` of the list, read up to `depth`; *loop* is what it may repeat."""

    __slots__ = ("accepts", "closure", "depth", "high", "literals", "loop", "low", "ones")

    def __init__(self, low: int, high: int, depth: int, loop: frozenset[str]) -> None:
        self.low, self.high, self.depth, self.loop = low, high, depth, loop
        self.accepts = False
        self.literals: dict[str, Node] | None = None  # None until somebody asks
        self.ones: list[tuple[frozenset[str], Node]] = []
        self.closure: tuple[Node, ...] = (self,)


State = frozenset[Node]
DEAD: State = frozenset()


class Trie:
    """The union of patterns, as a deterministic automaton over sets of nodes."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._reversed = sorted({pattern[::-1] for pattern in patterns})
        root = Node(0, len(self._reversed), 0, _NOTHING)
        self._full: State = frozenset({Node(0, 0, 0, ANY)})
        self._steps: dict[State, dict[str, State]] = {}
        self._exits: dict[State, frozenset[str]] = {}
        self.start = self._state([root]) if self._reversed else DEAD

    def is_full(self, state: State) -> bool:
        """Tell whether whatever follows is accepted."""
        return state is self._full

    def accepts(self, state: State) -> bool:
        """Tell whether the name may end here."""
        return state is self._full or any(node.accepts for node in state)

    def step(self, state: State, character: str) -> State:
        """Give the state after one more character to the left."""
        if not state or state is self._full:
            return state
        known = self._steps.setdefault(state, {})
        following = known.get(character)
        if following is None:
            following = known[character] = self._state(self._next(state, character))
        return following

    def exits(self, state: State) -> frozenset[str]:
        """Give the characters that this state tells apart from each other."""
        if state is self._full:
            return _NOTHING
        found = self._exits.get(state)
        if found is None:
            told: set[str] = set()
            for node in state:
                told.update(node.literals or ())
                for characters in (node.loop, *(some for some, _ in node.ones)):
                    told |= min(characters, ANY - characters, key=len)
            found = self._exits[state] = frozenset(told)
        return found

    def _next(self, state: State, character: str) -> list[Node]:
        following: list[Node] = []
        for node in state:
            if character in node.loop:
                following.append(node)
            child = (node.literals or {}).get(character)
            if child is not None:
                following.append(child)
            following += [after for characters, after in node.ones if character in characters]
        return following

    def _state(self, nodes: list[Node]) -> State:
        reached: set[Node] = set()
        for node in nodes:
            if node.literals is None:
                self._unfold(node)
            reached.update(node.closure)
        for node in reached:
            if node.accepts and node.loop == ANY:
                return self._full
        return frozenset(reached)

    def _unfold(self, node: Node) -> None:
        """Find the children of *node*, and those reachable without reading a character."""
        node.literals = {}
        patterns, depth, position = self._reversed, node.depth, node.low
        if position < node.high and len(patterns[position]) == depth:
            node.accepts = True
            position += 1
        reached = [node]
        while position < node.high:
            token = patterns[position][depth]
            beyond = patterns[position][:depth] + chr(ord(token) + 1)
            end = bisect_left(patterns, beyond, position, node.high)
            if is_literal(token):
                node.literals[token] = Node(position, end, depth + 1, _NOTHING)
            else:
                characters, repeats = read_token(token)
                child = Node(position, end, depth + 1, characters if repeats else _NOTHING)
                if repeats:
                    self._unfold(child)
                    reached += child.closure
                else:
                    node.ones.append((characters, child))
            position = end
        node.closure = tuple(reached)
