"""Containment and examples where only the length of labels and names decides."""

from __future__ import annotations

from safelist.sets.hosts import HostSet
from safelist.sets.names import LABEL_CHARACTERS, is_host
from safelist.sets.pattern import LEARN
from safelist.sets.search import shortest
from safelist.sets.tokens import ANY_MANY, ANY_ONE, LABEL_MANY, LABEL_ONE, SOME

SUFFIX_251 = ".".join(["s" * 63, "s" * 63, "s" * 63, "t" * 59])


def test_a_label_has_at_most_63_characters() -> None:
    assert HostSet([LABEL_ONE * 63])
    assert not HostSet([LABEL_ONE * 64])
    assert not HostSet([LABEL_ONE * 64 + ".x"])


def test_a_name_has_at_most_253_characters() -> None:
    longest = HostSet([ANY_ONE * 253]).example()
    assert longest is not None
    assert len(longest) == 253
    assert is_host(longest)
    assert not HostSet([ANY_ONE * 254])


def test_any_label_is_a_label_of_1_to_63_characters() -> None:
    lengths = HostSet(LABEL_ONE * length + ".x" for length in range(1, 64))
    assert HostSet([LABEL_MANY + ".x"]) == lengths
    without = HostSet(LABEL_ONE * length + ".x" for length in range(1, 63))
    only_63 = (HostSet([LABEL_MANY + ".x"]) - without).example()
    assert only_63 == "a" * 63 + ".x"


def test_a_wildcard_before_a_suffix_that_is_too_long_matches_nothing() -> None:
    assert not HostSet([SOME + "." + "r" + SUFFIX_251])
    assert not HostSet([SOME + ".a." + SUFFIX_251])
    assert HostSet([SOME + ".a." + SUFFIX_251]) <= HostSet()


def test_a_wildcard_with_room_for_one_character_is_one_character() -> None:
    assert len(SUFFIX_251) == 251
    wildcard = LEARN.read(f"*.{SUFFIX_251}")
    names = [f"{one}.{SUFFIX_251}" for one in LABEL_CHARACTERS]
    assert wildcard == HostSet.of(*names)
    assert (wildcard - HostSet.of(*names[1:])).example() == names[0]
    assert (wildcard - HostSet.of(*names[:-1])).example() == names[-1]


def test_a_glued_wildcard_before_a_full_label_ends_in_a_dot() -> None:
    assert LEARN.read("*" + "a" * 63) == LEARN.read("*." + "a" * 63)
    assert LEARN.read("*" + "a" * 63 + ".x") == LEARN.read("*." + "a" * 63 + ".x")


def test_a_glued_wildcard_before_62_characters_is_one_character_or_ends_in_a_dot() -> None:
    glued, below = LEARN.read("*" + "a" * 62 + ".x"), LEARN.read("*." + "a" * 62 + ".x")
    assert below < glued
    assert glued == below | HostSet([ANY_MANY + LABEL_ONE + "a" * 62 + ".x"])
    assert (glued - below).example() == "a" * 63 + ".x"


def test_a_name_of_full_length_has_no_names_below_it() -> None:
    full = "r." + SUFFIX_251
    assert HostSet.of(full)
    assert not LEARN.read(f"*{full[1:]}") - HostSet([LABEL_ONE + full[1:]])
    assert not HostSet([ANY_MANY + "." + full])


def test_the_shortest_of_long_names_is_found_within_few_states() -> None:
    long = HostSet([LABEL_ONE * 60 + "." + ANY_MANY]) - HostSet([LABEL_ONE * 60 + "." + LABEL_MANY])
    found = shortest(long.formula, budget=20_000)
    assert found == "a" * 60 + ".a.a"
