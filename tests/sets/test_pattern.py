"""Host patterns as Microsoft's pages write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.sets.expressions import learn_texts

from safelist.errors import InvalidHostError
from safelist.sets.hosts import HostSet
from safelist.sets.pattern import LEARN, HostPattern
from safelist.sets.tokens import ANY_MANY, LABEL_MANY, SOME


def test_leading_wildcard_does_not_match_the_apex() -> None:
    hosts = LEARN.read("*.wvd.microsoft.com")
    assert "rdweb.wvd.microsoft.com" in hosts
    assert "wvd.microsoft.com" not in hosts
    assert ".wvd.microsoft.com" not in hosts


def test_wildcard_matches_any_depth() -> None:
    assert "a.b.c.wvd.microsoft.com" in LEARN.read("*.wvd.microsoft.com")


def test_wildcard_without_a_dot_is_glued_to_the_label() -> None:
    hosts = LEARN.read("*eh.servicebus.windows.net")
    assert "gsm1eh.servicebus.windows.net" in hosts
    assert "a.eh.servicebus.windows.net" in hosts
    assert "eh.servicebus.windows.net" not in hosts
    assert "gsm1.servicebus.windows.net" not in hosts
    assert LEARN.read("*.eh.servicebus.windows.net") < hosts < LEARN.read("*.windows.net")


def test_wildcard_in_the_middle_spans_labels() -> None:
    hosts = LEARN.read("gcs.*.core.windows.net")
    assert "gcs.prod.core.windows.net" in hosts
    assert "gcs.prod.monitoring.core.windows.net" in hosts
    assert "gcs.core.windows.net" not in hosts
    assert "gcs..core.windows.net" not in hosts


def test_wildcard_is_at_least_one_character() -> None:
    assert "ab.x" not in LEARN.read("a*b.x")
    assert "a1b.x" in LEARN.read("a*b.x")


def test_case_and_trailing_dot_do_not_matter() -> None:
    assert LEARN.read("*.WVD.Microsoft.com.") == LEARN.read("*.wvd.microsoft.com")
    assert "X.WVD.microsoft.COM." in LEARN.read("*.wvd.microsoft.com")
    assert LEARN.read("Aka.MS.") == HostSet.of("aka.ms")


def test_patterns_may_be_internationalised() -> None:
    assert LEARN.read("*.Bücher.example") == LEARN.read("*.xn--bcher-kva.example")
    assert "www.bücher.example" in LEARN.read("*.bücher.example")


def test_star_alone_is_everything() -> None:
    assert LEARN.read("*") == HostSet.everything()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "**",
        "**.x",
        ".x",
        ".*",
        "*..x",
        "*..",
        "*.x..",
        "* .x",
        "*.x/y",
        "*.x:443",
        "https://*.x",
        "*bücher.x",
        "*." + "a" * 64,
        "*" + "a" * 64 + ".x",
        "*." + ".".join(["a" * 63] * 4),
    ],
)
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(InvalidHostError, match="host name"):
        LEARN.read(text)
    with pytest.raises(InvalidHostError):
        HostPattern(text, LEARN)


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("*" + "a" * 63, "a." + "a" * 63),
        ("a" * 40 + "*" + "b" * 40, "a" * 40 + "." + "b" * 40),
        ("*." + "a" * 63, "b." + "a" * 63),
    ],
)
def test_a_wildcard_may_end_a_label_that_would_be_too_long(text: str, example: str) -> None:
    hosts = LEARN.read(text)
    assert example in hosts
    assert len(hosts.example() or "") == len(example)


@given(learn_texts)
def test_what_was_read_can_be_written_and_read_again(text: str) -> None:
    hosts = LEARN.read(text)
    written = LEARN.write(hosts)
    assert written is not None
    assert LEARN.read(written) == hosts


def test_what_was_written_is_the_text_in_its_one_form() -> None:
    assert LEARN.write(LEARN.read("*EH.servicebus.Windows.net.")) == "*eh.servicebus.windows.net"
    assert LEARN.write(HostSet.of("Aka.ms")) == "aka.ms"


@pytest.mark.parametrize(
    "hosts",
    [
        HostSet(),
        HostSet.of("a", "b"),
        ~HostSet.of("a"),
        HostSet([ANY_MANY + ".x"]),
        HostSet([LABEL_MANY + ".x"]),
        HostSet([SOME + SOME + ".x"]),
        HostSet([""]),
        HostSet(["a..b"]),
        HostSet(["a" * 64]),
    ],
)
def test_a_set_without_a_spelling_is_not_written(hosts: HostSet) -> None:
    assert LEARN.write(hosts) is None


def test_a_pattern_keeps_its_text_and_knows_its_set() -> None:
    pattern = HostPattern("*.WVD.microsoft.com", LEARN)
    assert str(pattern) == "*.WVD.microsoft.com"
    assert pattern.is_wildcard
    assert pattern.hosts == LEARN.read("*.wvd.microsoft.com")
    assert not HostPattern("aka.ms", LEARN).is_wildcard


def test_patterns_are_equal_by_text_and_their_sets_by_content() -> None:
    one, two = HostPattern("aka.ms", LEARN), HostPattern("AKA.ms", LEARN)
    assert one != two
    assert one.hosts == two.hosts
    assert len({one, two, HostPattern("aka.ms", LEARN)}) == 2
