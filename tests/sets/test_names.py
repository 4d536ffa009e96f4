"""What is a host name, and its one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sets.slow_model import is_name

from safelist.errors import InvalidHostError
from safelist.sets.hosts import HostSet
from safelist.sets.names import is_address, is_host, normalize_host

LABEL_63 = "a" * 63
NAME_253 = ".".join([LABEL_63, LABEL_63, LABEL_63, "b" * 61])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("RDWEB.WVD.Microsoft.com", "rdweb.wvd.microsoft.com"),
        ("rdweb.wvd.microsoft.com.", "rdweb.wvd.microsoft.com"),
        ("  aka.ms\n", "aka.ms"),
        ("localhost", "localhost"),
        ("_ldap._tcp.contoso.com", "_ldap._tcp.contoso.com"),
        ("my-host-.example", "my-host-.example"),
        ("Bücher.Example", "xn--bcher-kva.example"),
        ("例え.テスト.", "xn--r8jz45g.xn--zckzah"),
        ("BÜCHER.ÉCOLE.example", "xn--bcher-kva.xn--cole-9oa.example"),
        ("bücher。example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        (NAME_253 + ".", NAME_253),
    ],
)
def test_names_that_differ_only_in_spelling_have_one_form(text: str, name: str) -> None:
    assert normalize_host(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "..",
        ".example",
        "a..b",
        "a.b..",
        "a b",
        "https://a",
        "a:443",
        "a/b",
        "*.a",
        "a\x00b",
        "[::1]",
        "fe80::1",
        "a" * 64,
        f"{'a' * 64}.example",
        "c" + NAME_253,
        "ü" * 63,
        "a\u2028.b",
        "\u00ad",
    ],
)
def test_what_is_no_host_name_is_refused_and_in_no_set(text: str) -> None:
    with pytest.raises(InvalidHostError):
        normalize_host(text)
    assert text not in HostSet.everything()


def test_a_refusal_quotes_the_text_as_it_was_given() -> None:
    with pytest.raises(InvalidHostError, match='"A B" is not a host name'):
        normalize_host("A B")
    with pytest.raises(ValueError, match="not a host name"):
        normalize_host("ü" * 63)


def test_labels_have_at_most_63_characters_and_names_253() -> None:
    assert is_host(LABEL_63)
    assert not is_host("a" * 64)
    assert len(NAME_253) == 253
    assert is_host(NAME_253)
    assert not is_host("a" + NAME_253)


@given(st.text(st.sampled_from("aZ0-_.*ü ."), max_size=8) | st.text(max_size=20))
def test_any_text_is_a_host_name_or_refused(text: str) -> None:
    try:
        name = normalize_host(text)
    except InvalidHostError:
        return
    assert is_name(name)
    assert normalize_host(name) == name
    assert normalize_host(name.upper() + ".") == name


@pytest.mark.parametrize("text", ["10.0.0.1", "10.0.0.0/8", "10.1.2.3/8", "::1", "2001:db8::/32"])
def test_addresses_and_prefixes_are_told_from_names(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", ["", "a", "10.0.0", "10.0.0.256", "1.2.3.4.in-addr.arpa"])
def test_names_are_not_addresses(text: str) -> None:
    assert not is_address(text)
