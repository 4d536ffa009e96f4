"""Host sets against the slow model, name by name."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sets.expressions import Pair, expressions
from tests.sets.slow_model import Slow, is_odd, learn, matches, names

from safelist.errors import InvalidHostError
from safelist.sets.hosts import HostSet
from safelist.sets.pattern import LEARN
from safelist.sets.search import shortest


def some_patterns(chance: random.Random, letters: str, most: int) -> list[str]:
    """Draw up to *most* patterns of up to five of *letters*."""
    texts: list[str] = []
    for _ in range(chance.randint(1, most)):
        text = "".join(chance.choices(letters, k=chance.randint(1, 5)))
        try:
            LEARN.read(text)
        except InvalidHostError:
            continue
        texts.append(text)
    return texts


def both(texts: list[str]) -> tuple[HostSet, Slow]:
    return HostSet.union(map(LEARN.read, texts)), Slow.of(*map(learn, texts))


@pytest.mark.parametrize("seed", range(8))
def test_each_short_name_is_in_the_pattern_that_the_model_says(seed: int) -> None:
    chance = random.Random(seed)
    for text in {text for _ in range(12) for text in some_patterns(chance, "aab-_.**", 3)}:
        hosts, pieces = LEARN.read(text), learn(text)
        for name in names(4):
            assert (name in hosts) is matches(pieces, name), (text, name)


@pytest.mark.parametrize("seed", range(10))
def test_containment_and_shortest_counterexample(seed: int) -> None:
    chance = random.Random(100 + seed)
    for _ in range(100):
        asked, allowed = some_patterns(chance, "ab.*", 2), some_patterns(chance, "aab..**", 5)
        (a, slow_a), (b, slow_b) = both(asked), both(allowed)
        check_example(a - b, slow_a - slow_b, f"{asked} - {allowed}")


@pytest.mark.parametrize("seed", range(6))
def test_shortest_common_name(seed: int) -> None:
    chance = random.Random(200 + seed)
    for _ in range(100):
        one, two = some_patterns(chance, "aab-.**", 2), some_patterns(chance, "aab-.**", 3)
        (a, slow_a), (b, slow_b) = both(one), both(two)
        check_example(a & b, slow_a & slow_b, f"{one} & {two}")


@pytest.mark.parametrize("seed", range(4))
def test_shortest_name_outside(seed: int) -> None:
    chance = random.Random(300 + seed)
    for _ in range(60):
        allowed = some_patterns(chance, "aab-_.***", 7)
        hosts, slow = both(allowed)
        check_example(~hosts, ~slow, f"~{allowed}")


@given(expressions)
@settings(max_examples=250)
def test_random_formulas(pair: Pair) -> None:
    check_example(pair.hosts, pair.slow, pair.text)


@given(expressions, st.lists(st.sampled_from(names(5)), max_size=40))
@settings(max_examples=200)
def test_membership_in_random_formulas(pair: Pair, asked: list[str]) -> None:
    for name in asked:
        assert (name in pair.hosts) is pair.slow.has(name), name


def check_example(hosts: HostSet, slow: Slow, text: str) -> None:
    """Compare the shortest name, and the shortest believable one, with the model's."""
    longest = 4
    found, model = shortest(hosts.formula), slow.shortest(longest)
    if model is None:
        assert found is None or (len(found) > longest and slow.has(found)), (text, found)
    else:
        assert found is not None, (text, model)
        assert len(found) == len(model), (text, found, model)
        assert slow.has(found), (text, found)
    example, believable = hosts.example(), slow.shortest_believable(longest)
    assert (example is None) is (found is None)
    if example is None or found is None:
        return
    assert slow.has(example), (text, example)
    if believable is not None:
        assert len(example) == len(believable), (text, example, believable)
        assert not is_odd(example), (text, example)
    elif is_odd(example):
        assert len(example) == len(found), (text, example, found)
    else:
        assert len(example) > longest, (text, example)
