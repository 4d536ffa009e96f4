"""The search for a shortest name: what it decides within a budget, and what it says beyond."""

from __future__ import annotations

import random

import pytest
from tests.sets.slow_model import names

from safelist.errors import UndecidedError
from safelist.sets.hosts import HostSet
from safelist.sets.names import DIGITS, LABEL_CHARACTERS, LETTERS
from safelist.sets.pattern import LEARN
from safelist.sets.search import BUDGET, _Search, shortest
from safelist.sets.tokens import ANY_MANY, ANY_ONE, one_of

BORDERS = HostSet(one + ANY_MANY + ".core.windows.net" for one in LABEL_CHARACTERS)


def test_one_pattern_for_each_first_character_covers_the_wildcard() -> None:
    left = LEARN.read("*.core.windows.net") - BORDERS
    assert shortest(left.formula, budget=2_000) is None


def test_one_pattern_for_each_first_character_but_one_leaves_that_one() -> None:
    assert BORDERS.patterns is not None
    some = HostSet(one for one in BORDERS.patterns if not one.startswith("q"))
    left = LEARN.read("*.core.windows.net") - some
    assert shortest(left.formula, budget=2_000) == "q.core.windows.net"


def test_learn_wildcards_for_each_first_character_leave_the_single_characters() -> None:
    some = HostSet.union(LEARN.read(f"{one}*.core.windows.net") for one in LABEL_CHARACTERS)
    left = LEARN.read("*.core.windows.net") - some
    singles = HostSet.of(*(f"{one}.core.windows.net" for one in LABEL_CHARACTERS))
    assert left == singles
    assert left.example() == "a.core.windows.net"


def test_overlapping_infix_patterns_need_few_states() -> None:
    chance = random.Random(1)
    infixes = ["".join(chance.choices(LETTERS + DIGITS, k=3)) for _ in range(50)]
    allowed = HostSet.union(LEARN.read(f"*{infix}*.windows.net") for infix in infixes)
    left = LEARN.read("*.windows.net") - allowed
    assert shortest(left.formula, budget=100) == "a.windows.net"
    longer = HostSet([ANY_ONE * 3 + ANY_MANY + ".windows.net"]) - allowed
    assert shortest(longer.formula, budget=1_000) == "aaa.windows.net"
    covered = allowed | HostSet([ANY_ONE * 2 + ANY_MANY + ".windows.net"])
    assert shortest((longer - covered).formula, budget=1_000) is None


def test_a_question_beyond_the_budget_is_undecided() -> None:
    sets = [HostSet([ANY_MANY + one + ANY_MANY]) for one in "abcdefghij"]
    all_letters = sets[0]
    for one in sets[1:]:
        all_letters = all_letters & one
    with pytest.raises(UndecidedError, match="undecided after 100 states") as caught:
        shortest(all_letters.formula, budget=100)
    assert caught.value.hint is not None
    found = shortest(all_letters.formula)
    assert sorted(found or "") == list("abcdefghij")


def test_an_odd_name_is_better_than_none_when_the_budget_ends() -> None:
    hosts = HostSet(["_", one_of("ab") * 20])
    assert shortest(hosts.formula, believable=True, budget=10) == "_"
    assert shortest(hosts.formula, believable=True) == "a" * 20


def test_any_shortest_name_will_do_where_nobody_must_believe_it() -> None:
    hosts = HostSet.of("_", "ab")
    assert shortest(hosts.formula) == "_"
    assert shortest(hosts.formula, believable=True) == "ab"


@pytest.mark.parametrize("believable", [False, True])
def test_a_list_of_names_and_the_search_give_the_same_example(believable: bool) -> None:
    chance = random.Random(3)
    for _ in range(200):
        listed = HostSet.of(*chance.sample(names(4, "ab0-_."), 5))
        left = (listed - LEARN.read(chance.choice(["*b", "*-*", "a*"]))).formula
        searched = _Search(left, believable, BUDGET).run()
        assert shortest(left, believable=believable) == searched


def test_a_long_list_of_names_needs_no_budget() -> None:
    listed = HostSet(f"host-{number}.example" for number in range(1_000))
    left = listed - LEARN.read("host-*5*.example")
    assert shortest(left.formula, budget=0) == "host-0.example"
