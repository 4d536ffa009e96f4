"""Many patterns as one automaton that reads names from right to left.

The tree is the sorted list of the reversed patterns: a node is a range of it that shares a prefix.
Nodes appear only where a question walks, so 50,000 patterns cost one sort.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, cached_property
from typing import TYPE_CHECKING

from safelist.sets.names import is_host
from safelist.sets.tokens import ANY, is_literal, read_token

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOTHING: frozenset[str] = frozenset()
_NO_NODES: frozenset[Node] = frozenset()


class Node:
    """Patterns `low` to `high` of the list, read up to `depth`; *loop* is what it may repeat.

    The rest is known once somebody has walked here, and *closure* was None until then: it is this
    node and all that are reached from it without reading a character.
    """

    __slots__ = (
        "accepts", "closure", "depth", "exits", "high", "literals", "loop", "low", "moves", "ones",
    )  # fmt: skip

    def __init__(self, low: int, high: int, depth: int, loop: frozenset[str]) -> None:
        self.low, self.high, self.depth, self.loop = low, high, depth, loop
        self.accepts = False
        self.literals: dict[str, Node] = {}
        self.ones: list[tuple[frozenset[str], Node]] = []
        self.moves = self.exits = _NOTHING
        self.closure: frozenset[Node] | None = None


class State:
    """The *nodes* that what was read so far leads to.

    *ever* says whether every longer name is accepted (None where that depends on the name), and
    *accepts* whether the name may begin here. Of the next characters, only *moves* lead anywhere,
    and those that are not in *exits* all lead to the same.
    """

    __slots__ = ("accepts", "ever", "exits", "moves", "nodes", "steps")

    def __init__(self, nodes: frozenset[Node], ever: bool | None) -> None:
        self.nodes, self.ever = nodes, ever
        if len(nodes) == 1:  # by far the most
            (node,) = nodes
            self.accepts, self.moves, self.exits = node.accepts, node.moves, node.exits
        else:
            self.accepts = any(node.accepts for node in nodes)
            self.moves = _NOTHING.union(*[node.moves for node in nodes])
            self.exits = _NOTHING.union(*[node.exits for node in nodes])
        self.steps: dict[str, State] = {}  # those taken before

    def covers(self, other: State) -> bool:
        """Tell whether whatever *other* accepts from here on is accepted by this one too."""
        return self.ever is True or other.nodes <= self.nodes


class Trie:
    """The union of patterns, as a deterministic automaton over sets of nodes."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._reversed = sorted({pattern[::-1] for pattern in patterns})
        self._states: dict[frozenset[Node], State] = {}
        # Where anything may follow; it stands for whatever else was reached.
        self._open = Node(0, 0, 0, ANY)
        self._open.accepts, self._open.moves = True, ANY
        self._open.closure = frozenset({self._open})

    @cached_property
    def start(self) -> State:
        """The state before anything is read."""
        root = Node(0, len(self._reversed), 0, _NOTHING)
        return self._state([root] if self._reversed else [])

    @cached_property
    def names(self) -> frozenset[str] | None:
        """All host names that match, or None where a pattern has wildcards (no ASCII tokens)."""
        if not "".join(self._reversed).isascii():
            return None
        return frozenset(name for text in self._reversed if is_host(name := text[::-1]))

    def __len__(self) -> int:
        """Count the patterns."""
        return len(self._reversed)

    def __or__(self, other: Trie) -> Trie:
        return Trie(text[::-1] for text in (*self._reversed, *other._reversed))

    def accepts(self, name: str) -> bool:
        """Tell whether one of the patterns matches the host *name*."""
        if self.names is not None:
            return name in self.names
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

    def _state(self, reached: list[Node]) -> State:
        closures = [node.closure or self._unfold(node) for node in reached]
        nodes = closures[0] if len(closures) == 1 else _NO_NODES.union(*closures)
        ever: bool | None = None if nodes else False
        if self._open in nodes:
            nodes, ever = frozenset({self._open}), True
        state = self._states.get(nodes)
        if state is None:
            state = self._states[nodes] = State(nodes, ever)
        return state

    def _unfold(self, node: Node) -> frozenset[Node]:
        """Find the children of *node*; give its closure."""
        patterns, depth, position = self._reversed, node.depth, node.low
        if position < node.high and len(patterns[position]) == depth:
            node.accepts = True
            position += 1
        reached = {node}
        while position < node.high:
            token = patterns[position][depth]
            end = self._end(position, depth, node.high)
            if is_literal(token):
                node.literals[token] = Node(position, end, depth + 1, _NOTHING)
            else:
                characters, repeats = read_token(token)
                child = Node(position, end, depth + 1, characters if repeats else _NOTHING)
                if repeats:
                    reached |= self._unfold(child)
                else:
                    node.ones.append((characters, child))
            position = end
        node.moves = node.exits = frozenset(node.literals)
        if node.loop or node.ones:
            classes = [node.loop, *(characters for characters, _ in node.ones)]
            node.moves = node.moves.union(*classes)
            node.exits = node.exits.union(*map(_told_apart, classes))
        is_open = node.accepts and node.loop == ANY
        node.closure = frozenset({self._open} if is_open else reached)
        return node.closure

    def _end(self, position: int, depth: int, high: int) -> int:
        """Give the end of the range that reads on like the pattern at *position*."""
        if position + 1 == high:
            return high
        pattern = self._reversed[position]
        beyond = pattern[:depth] + chr(ord(pattern[depth]) + 1)
        return bisect_left(self._reversed, beyond, position, high)


def _next(state: State, character: str) -> list[Node]:
    following: list[Node] = []
    for node in state.nodes:
        if character in node.loop:
            following.append(node)
        child = node.literals.get(character)
        if child is not None:
            following.append(child)
        following += [after for characters, after in node.ones if character in characters]
    return following


@cache
def _told_apart(characters: frozenset[str]) -> frozenset[str]:
    """Give enough characters to tell those of a class from all others."""
    return min(characters, ANY - characters, key=len)
