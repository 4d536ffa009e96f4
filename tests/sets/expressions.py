"""Random sets of host names for the property tests, with the slow model of each beside it."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st
from tests.sets.slow_model import Slow, is_name, learn

from safelist.errors import InvalidHostError
from safelist.sets.hosts import HostSet
from safelist.sets.pattern import LEARN


class Pair(NamedTuple):
    """One set twice: as the product has it and as the model has it; *text* is for the reader."""

    hosts: HostSet
    slow: Slow
    text: str

    def __repr__(self) -> str:
        return self.text


def _is_pattern(text: str) -> bool:
    try:
        LEARN.read(text)
    except InvalidHostError:
        return False
    return True


#: Patterns of Microsoft's kind over a tiny alphabet; "a" is the common letter, so they overlap.
learn_texts = st.text(st.sampled_from("aab-_.**"), min_size=1, max_size=5).filter(_is_pattern)


def _union(texts: list[str]) -> Pair:
    hosts = HostSet.union(LEARN.read(text) for text in texts)
    return Pair(hosts, Slow.of(*map(learn, texts)), f"[{' '.join(texts)}]")


def _and(pair: tuple[Pair, Pair]) -> Pair:
    one, two = pair
    return Pair(one.hosts & two.hosts, one.slow & two.slow, f"({one} & {two})")


def _or(pair: tuple[Pair, Pair]) -> Pair:
    one, two = pair
    return Pair(one.hosts | two.hosts, one.slow | two.slow, f"({one} | {two})")


def _minus(pair: tuple[Pair, Pair]) -> Pair:
    one, two = pair
    return Pair(one.hosts - two.hosts, one.slow - two.slow, f"({one} - {two})")


def _not(one: Pair) -> Pair:
    return Pair(~one.hosts, ~one.slow, f"~{one}")


EVERYTHING = Pair(HostSet.everything(), Slow(is_name), "everything")

unions = st.lists(learn_texts, max_size=4).map(_union)


def _larger(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    two = st.tuples(inner, inner)
    return st.one_of(two.map(_and), two.map(_or), two.map(_minus), inner.map(_not))


#: Random formulas over random unions.
expressions = st.recursive(unions | st.just(EVERYTHING), _larger, max_leaves=4)
