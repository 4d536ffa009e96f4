"""Host sets against automata-lib, an independent library for regular languages.

It builds whole automata, so cases are small; but what it says about emptiness and the length of
the shortest word holds for names of any length.
"""

from __future__ import annotations

import random
from functools import cache, reduce
from typing import Any

import pytest
from automata.fa.dfa import DFA
from automata.fa.nfa import NFA
from tests.sets.slow_model import LETTERS
from tests.sets.test_hosts_against_model import some_patterns

from safelist.sets.hosts import HostSet
from safelist.sets.pattern import LEARN
from safelist.sets.search import shortest

_LABEL = "(a|b|c|-|_)+"
_ANY = "(a|b|c|-|_|\\.)"

Language = Any  # automata-lib is generic over its states, which differ from operation to operation


@cache
def language(regex: str) -> Language:
    return DFA.from_nfa(NFA.from_regex(regex, input_symbols=set(LETTERS)))


def host_names() -> Language:
    return language(f"{_LABEL}(\\.{_LABEL})*")


def union(texts: list[str]) -> Language:
    names = [text.removesuffix(".").replace(".", "\\.") for text in texts]
    regexes = [name.replace("*", f"{_ANY}+") for name in names]
    nothing: Language = DFA.empty_language(set(LETTERS))
    return reduce(lambda one, two: one | two, map(language, regexes), nothing) & host_names()


def check(hosts: HostSet, expected: Language) -> None:
    found = shortest(hosts.formula)
    assert (found is None) is expected.isempty()
    if found is not None:
        assert len(found) == expected.minimum_word_length()
        assert expected.accepts_input(found)


@pytest.mark.parametrize("seed", range(5))
def test_difference_intersection_and_complement(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(12):
        one, two = some_patterns(chance, "aab-.**", 3), some_patterns(chance, "aab-_.***", 5)
        a, b = HostSet.union(map(LEARN.read, one)), HostSet.union(map(LEARN.read, two))
        expected_a, expected_b = union(one), union(two)
        check(a - b, expected_a - expected_b)
        check(b - a, expected_b - expected_a)
        check(a & b, expected_a & expected_b)
        check(~b, host_names() - expected_b)
        assert (a == b) is (expected_a == expected_b)
