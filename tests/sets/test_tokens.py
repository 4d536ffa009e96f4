"""Pattern tokens, used directly, against the slow model."""

from __future__ import annotations

import random

import pytest
from tests.sets.slow_model import EVERY_CHARACTER, Piece, Pieces, Slow, names
from tests.sets.test_hosts_against_model import check_example

from safelist.sets.hosts import HostSet
from safelist.sets.names import CHARACTERS, LABEL_CHARACTERS
from safelist.sets.tokens import (
    ANY_MANY,
    ANY_ONE,
    LABEL_MANY,
    LABEL_ONE,
    is_literal,
    many_of,
    one_of,
    read_token,
)

LABEL = EVERY_CHARACTER.removesuffix(".")

#: Each token with the piece of the model that it stands for.
TOKENS = [
    *[(literal, Piece(literal, 1, 1)) for literal in "aab-.._"],
    (ANY_ONE, Piece(EVERY_CHARACTER, 1, 1)),
    (ANY_MANY, Piece(EVERY_CHARACTER, 0, None)),
    (LABEL_ONE, Piece(LABEL, 1, 1)),
    (LABEL_MANY, Piece(LABEL, 0, None)),
    (one_of("ab"), Piece("ab", 1, 1)),
    (many_of("a."), Piece("a.", 0, None)),
    (many_of("b"), Piece("b", 0, None)),
    (one_of(LABEL.replace("a", "")), Piece(LABEL.replace("a", ""), 1, 1)),
    (many_of(LABEL.replace("-", "")), Piece(LABEL.replace("-", ""), 0, None)),
]


def some_union(chance: random.Random, most: int) -> tuple[HostSet, Slow, str]:
    drawn = [chance.choices(TOKENS, k=chance.randint(1, 5)) for _ in range(chance.randint(1, most))]
    patterns = ["".join(token for token, _ in one) for one in drawn]
    pieces: list[Pieces] = [tuple(piece for _, piece in one) for one in drawn]
    return HostSet(patterns), Slow.of(*pieces), repr(pieces)


@pytest.mark.parametrize("seed", range(4))
def test_membership(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        hosts, slow, text = some_union(chance, 2)
        for name in names(4):
            assert (name in hosts) is slow.has(name), (text, name)


@pytest.mark.parametrize("seed", range(6))
def test_difference_intersection_and_complement(seed: int) -> None:
    chance = random.Random(10 + seed)
    for _ in range(60):
        one, slow_one, text_one = some_union(chance, 2)
        two, slow_two, text_two = some_union(chance, 5)
        check_example(one - two, slow_one - slow_two, f"{text_one} - {text_two}")
        check_example(one & two, slow_one & slow_two, f"{text_one} & {text_two}")
        check_example(~two, ~slow_two, f"~{text_two}")


def test_a_class_that_excludes_few_characters_tells_just_those_apart() -> None:
    not_a = one_of(frozenset(LABEL_CHARACTERS) - {"a"})
    rest = HostSet([LABEL_ONE + ".x"]) - HostSet([not_a + ".x"])
    assert rest == HostSet.of("a.x")


def test_any_many_may_be_empty() -> None:
    assert "x" in HostSet([ANY_MANY + "x"])
    assert HostSet([ANY_MANY]) == HostSet([ANY_MANY + ANY_ONE]) == HostSet([ANY_ONE + ANY_MANY])


def test_a_label_wildcard_does_not_cross_a_dot() -> None:
    one_label = HostSet([LABEL_ONE + LABEL_MANY + ".x"])
    assert "a.x" in one_label
    assert "a.b.x" not in one_label
    assert (HostSet([ANY_ONE + ANY_MANY + ".x"]) - one_label).example() == "a.a.x"


def test_equal_classes_have_one_token() -> None:
    assert one_of("ab") == one_of("ba") == one_of(frozenset("ab"))
    assert many_of(CHARACTERS) == ANY_MANY
    assert one_of("ab") != many_of("ab")


def test_a_token_can_be_read_back() -> None:
    assert read_token(one_of("ab")) == (frozenset("ab"), False)
    assert read_token(many_of("ab")) == (frozenset("ab"), True)
    assert all(map(is_literal, CHARACTERS))
    assert not is_literal(ANY_ONE)
    assert not is_literal(ANY_MANY)
