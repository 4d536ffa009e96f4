"""HostSet: an exact set of host names, however many patterns it is made of.

It is a regular language within the valid host names: closed under `&`, `|`, `-` and `~`, with
`in`, `<=`, `==` and a shortest `example()`. Nothing is enumerated and nothing is approximated.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from safelist.errors import InvalidHostError, UndecidedError
from safelist.sets.formula import Formula, Leaf, every, holds, negated, some
from safelist.sets.names import is_host, normalize_host
from safelist.sets.search import shortest
from safelist.sets.tokens import ANY_MANY, is_literal, read_token
from safelist.sets.trie import Trie

_EVERYTHING = frozenset({ANY_MANY})
P = ParamSpec("P")
T = TypeVar("T")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def _bounded(method: Callable[P, T]) -> Callable[P, T]:
    """Let *method* say undecided where a set is nested too deeply to be asked."""

    @functools.wraps(method)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except RecursionError as error:
            raise UndecidedError(
                "undecided: the set is nested too deeply",
                hint="unite what is allowed and what is denied, each for itself",
            ) from error

    return asked


#: One name is often asked of many sets: every rule of a policy, say.
_normalized = functools.lru_cache(maxsize=1024)(normalize_host)


def _filled(pattern: str) -> str:
    """Give a text that *pattern* matches, which may be no host name; empty where none is found."""
    filled = []
    for token in pattern:
        if is_literal(token):
            filled.append(token)
        else:
            characters, _ = read_token(token)
            if not characters:
                return ""
            filled.append("a" if "a" in characters else min(characters))
    return "".join(filled)


class HostSet:
    """A set of host names.

    >>> ours = HostSet.of("rdweb.example") | HostSet.of("rdbroker.example")
    >>> "RDWEB.example." in ours
    True
    >>> (ours - HostSet.of("rdweb.example")).example()
    'rdbroker.example'
    """

    __slots__ = ("_formula", "patterns")

    #: The token strings of a plain union of patterns; None for a set made in another way.
    patterns: frozenset[str] | None
    _formula: Formula | None

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        self.patterns = frozenset(patterns)
        self._formula = None

    @classmethod
    def of(cls, *names: str) -> HostSet:
        """Give the set of exactly these host *names*."""
        return cls(map(normalize_host, names))

    @classmethod
    def everything(cls) -> HostSet:
        """Give all valid host names."""
        return cls([ANY_MANY])

    @classmethod
    def union(cls, sets: Iterable[HostSet]) -> HostSet:
        """Unite many sets at once; cheaper than `|` one by one."""
        patterns: set[str] = set()
        others: list[Formula] = []
        for one in sets:
            if one.patterns is None:
                others.append(one.formula)
            else:
                patterns |= one.patterns
        plain = cls(patterns)
        if not others:
            return plain
        return cls._made(some(*([plain.formula] if patterns else []), *others))

    @classmethod
    def _made(cls, formula: Formula) -> HostSet:
        made = cls()
        made.patterns, made._formula = None, formula
        return made

    @property
    def formula(self) -> Formula:
        """The set as a formula over tries; made when first asked for, and kept."""
        if self._formula is None:
            self._formula = Leaf(Trie(self.patterns or ()))
        return self._formula

    @_bounded
    def __contains__(self, name: str) -> bool:
        try:
            host = _normalized(name)
        except InvalidHostError:
            return False
        return holds(self.formula, host)

    def __or__(self, other: HostSet) -> HostSet:
        return HostSet.union((self, other))

    @_bounded
    def __and__(self, other: HostSet) -> HostSet:
        # A plain union of patterns stays one: it is much cheaper to ask and to unite.
        if self.patterns == _EVERYTHING:
            return other
        if other.patterns == _EVERYTHING:
            return self
        return HostSet._made(every(self.formula, other.formula))

    @_bounded
    def __sub__(self, other: HostSet) -> HostSet:
        if self.patterns and other.patterns and not self.patterns.isdisjoint(other.patterns):
            # Patterns in both need no search; two versions of one long list are mostly those.
            return HostSet(self.patterns - other.patterns) - other
        return HostSet._made(every(self.formula, negated(other.formula)))

    @_bounded
    def __invert__(self) -> HostSet:
        return HostSet._made(negated(self.formula))

    def __le__(self, other: HostSet) -> bool:
        return not self - other

    def __lt__(self, other: HostSet) -> bool:
        return self <= other and not other <= self

    def __ge__(self, other: HostSet) -> bool:
        return other <= self

    def __gt__(self, other: HostSet) -> bool:
        return other < self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HostSet) and self <= other and other <= self

    __hash__ = None  # type: ignore[assignment]  # equal sets may be spelt differently

    @_bounded
    def __bool__(self) -> bool:
        """Tell whether there is any name; raises UndecidedError over the state budget."""
        # A pattern with every wildcard filled in is mostly a name, and spares the search.
        if self.patterns is not None and any(is_host(_filled(one)) for one in self.patterns):
            return True
        return shortest(self.formula) is not None

    def isdisjoint(self, other: HostSet) -> bool:
        """Tell whether no name is in both."""
        return not self & other

    @_bounded
    def example(self) -> str | None:
        """Give a shortest member that a person would believe, or None for the empty set.

        Where only odd names are left (underscores, hyphens at the end of a label), one of those.
        """
        return shortest(self.formula, believable=True)

    def __repr__(self) -> str:
        if self.patterns is None:
            return f"<HostSet with {self.example()!r}>"
        return f"<HostSet of {len(self.patterns)} patterns>"
