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


class State:
    """The *nodes* that what was read so far leads to.

    *accepts* says whether the name may begin here, *ever* whether every longer name is accepted
    (None where that depends on the name). Of the next characters, only *moves* lead anywhere, and
    those that are not in *exits* all lead to the same.
    """

    __slots__ = ("accepts", "ever", "exits", "moves", "nodes", "steps")

    def __init__(self, nodes: frozenset[Node]) -> None:
        self.nodes = nodes
        self.steps: dict[str, State] = {}  # those taken before
        self.accepts = any(node.accepts for node in nodes)
        self.ever: bool | None = None if nodes else False
        if any(map(_is_open, nodes)):
            self.ever = True
        self.moves, self.exits = _readable(nodes)

    def covers(self, other: State) -> bool:
        """Tell whether whatever *other* accepts from here on is accepted by this one too."""
        return self.ever is True or other.nodes <= self.nodes


class Trie:
    """The union of patterns, as a deterministic automaton over sets of nodes."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._reversed = sorted({pattern[::-1] for pattern in patterns})
        self._states: dict[frozenset[Node], State] = {}
        self._open = Node(0, 0, 0, ANY)
        self._open.accepts, self._open.literals = True, {}
        root = Node(0, len(self._reversed), 0, _NOTHING)
        self.start = self._state([root] if self._reversed else [])

    def __len__(self) -> int:
        """Count the patterns."""
        return len(self._reversed)

    def __or__(self, other: Trie) -> Trie:
        return Trie(text[::-1] for text in (*self._reversed, *other._reversed))

    def accepts(self, name: str) -> bool:
        """Tell whether one of the patterns matches *name*."""
        state = self.start
        for character in reversed(name):
            state = self.step(state, character)
        return state.accepts

    def step(self, state: State, character: str) -> State:
        """Give the state after one more character to the left."""
        following = state.steps.get(character)
        if following is None:
            following = state.steps[character] = self._state(_next(state, character))
        return following

    def _state(self, nodes: list[Node]) -> State:
        reached: set[Node] = set()
        for node in nodes:
            if node.literals is None:
                self._unfold(node)
            reached.update(node.closure)
        # Whatever else was reached no longer matters where anything may follow.
        key = frozenset((self._open,) if any(map(_is_open, reached)) else reached)
        known = self._states.get(key)
        if known is None:
            known = self._states[key] = State(key)
        return known

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


def _is_open(node: Node) -> bool:
    return node.accepts and node.loop == ANY


def _next(state: State, character: str) -> list[Node]:
    following: list[Node] = []
    for node in state.nodes:
        if character in node.loop:
            following.append(node)
        child = (node.literals or {}).get(character)
        if child is not None:
            following.append(child)
        following += [after for characters, after in node.ones if character in characters]
    return following


def _readable(nodes: frozenset[Node]) -> tuple[frozenset[str], frozenset[str]]:
    """Give the characters that lead from *nodes* somewhere, and those that they tell apart."""
    literals = frozenset[str]().union(*[node.literals or () for node in nodes])
    classes = [
        characters
        for node in nodes
        for characters in (node.loop, *(some for some, _ in node.ones))
        if characters
    ]
    exits = [min(characters, ANY - characters, key=len) for characters in classes]
    return literals.union(*classes), literals.union(*exits)
