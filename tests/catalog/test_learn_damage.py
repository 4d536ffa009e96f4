"""Damage inside pages, cell by cell: what is repaired, what is told, what is refused."""

from __future__ import annotations

import pytest
from tests.catalog.reading import repairs, rows

from safelist.catalog.sources import Imported, learn_markdown
from safelist.errors import UnreadableInputError

HEAD = "## Virtual machines\n\n|Address|Outbound TCP port|Purpose|Service Tag|\n|-|-|-|-|\n"


def read(text: str | bytes) -> Imported:
    document = text.encode() if isinstance(text, str) else text
    return learn_markdown.read(document, path="page.md")


def row(cells: str) -> Imported:
    """Read a page of one row."""
    return read(HEAD + cells)


@pytest.mark.parametrize(
    ("cell", "ports"),
    [
        ("443", "443"),
        ("80,443", "80,443"),
        ("80 / 443", "80,443"),
        ("`443`", "443"),
        ("443 and 8443", "443,8443"),
        ("443 und 8443", "443,8443"),
        ("49152\u201365535", "49152-65535"),
        ("\uff14\uff14\uff13", "443"),
        ("TCP/443", "443"),
        ("TCP-Port 443", "443"),
        ("80 (HTTP), 443 (HTTPS)", "80,443"),
        ("*", "*"),
        ("443 (Windows 10 only)", "443"),
    ],
)
def test_ports_in_every_spelling(cell: str, ports: str) -> None:
    (one,) = row(f"|a.example.com|{cell}|Service|AzureCloud|").edition.requirements
    assert str(one.endpoint.ports) == ports


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "the row has no port"),
        ("any", '"any" is not a port'),
        ("70000", "port 70000 is not between 0 and 65535"),
        ("443-80", "port range 443-80 ends before it starts"),
        (
            "53 when the moon is full, 80",
            '"53 when the moon is full, 80" has ports behind a condition',
        ),
    ],
)
def test_a_port_that_cannot_be_read_is_an_error_with_its_line(cell: str, reason: str) -> None:
    table = f"|b.example.com|443|Service|AzureCloud|\n|a.example.com|{cell}|Service|AzureCloud|"
    with pytest.raises(UnreadableInputError) as caught:
        row(table)
    assert caught.value.reason == reason
    assert (caught.value.path, caught.value.line) == ("page.md", 6)


def test_a_row_without_an_address_but_with_a_port_is_an_error() -> None:
    with pytest.raises(UnreadableInputError, match=r'page.md:6: "the gateway" is no address'):
        row("|a.example.com|443|Service|AzureCloud|\n|the gateway|443|Service|AzureCloud|")


def test_a_prefix_with_bits_behind_its_length_is_an_error() -> None:
    with pytest.raises(UnreadableInputError, match=r"page.md:5: .*bits set"):
        row("|10.0.0.1/8|443|Service|AzureCloud|")


def test_a_translated_page_with_blanks_keeps_words_out_of_names() -> None:
    (one,) = row("|site go.example.com|443|Service|AzureCloud|").edition.requirements
    assert str(one.endpoint.address) == "go.example.com"


def test_two_service_tags_in_one_cell_stay_two() -> None:
    (one,) = row("|a.example.com|443|Service|AzureCloud; Storage|").edition.requirements
    assert one.service_tag == "AzureCloud, Storage"


def gov(cell: str) -> Imported:
    """Read a page of one row with *cell* in the column "Azure Gov"."""
    head = "## Virtual machines\n\n|Address|Outbound TCP port|Purpose|Azure Gov|\n|-|-|-|-|\n"
    return read(f"{head}|a.example.com|443|Sign in|{cell}|\n")


def test_one_address_of_the_government_column_is_kept_and_the_others_are_told() -> None:
    imported = gov("a.example.us b.example.us")
    assert imported.edition.requirements[0].azure_gov == "a.example.us"
    assert imported.repairs[1].what == "only the first of several addresses was kept"


def test_a_government_address_that_is_none_is_an_error_with_its_line() -> None:
    with pytest.raises(UnreadableInputError, match=r"page.md:5: .*host name"):
        gov("a" * 64 + ".example.us")


def test_addresses_that_do_not_fit_their_tab_are_told() -> None:
    table = "|A|Port|Purpose|Service Tag|\n|-|-|-|-|\n|a.example.us|443|Sign in|Storage|\n"
    imported = read(f"## Virtual machines\n\n# [Azure](#tab/azure)\n\n{table}")
    assert rows(imported.edition) == [
        "public session-host required a.example.us tcp/443 tag=Storage"
    ]
    assert imported.repairs[0].what == (
        "a table: addresses look like the cloud usgov, but it stands under public"
    )


def test_a_tab_about_something_else_says_nothing_of_the_cloud() -> None:
    table = "|A|TCP port|Purpose|\n|-|-|-|\n|a.example.us|443|Sign in|\n"
    imported = read(f"## Virtual machines\n\n# [Portal](#tab/portal)\n\n{table}")
    assert rows(imported.edition) == ["usgov session-host required a.example.us tcp/443"]


def test_a_table_behind_a_word_of_removal_is_kept_and_that_is_told() -> None:
    text = HEAD.replace("\n\n", "\n\nRemove the following names:\n\n")
    imported = read(text + "|a.example.com|443|Service|AzureCloud|\n")
    assert len(imported.edition.requirements) == 1
    assert "though the text before it speaks of removal" in imported.repairs[0].what


def test_the_sentence_before_a_table_tells_the_role_where_nothing_else_does() -> None:
    table = "|A|TCP port|Purpose|\n|-|-|-|\n|a.example.com|443|Sign in|\n"
    imported = read(f"Any clients you use need these:\n\n{table}")
    assert rows(imported.edition) == ["public client required a.example.com tcp/443"]
    assert imported.repairs == ()


def test_a_client_in_an_unknown_language_is_kept_and_told() -> None:
    text = "## Clients\n\n|A|TCP port|Purpose|Client(s)|\n|-|-|-|-|\n|a.example.com|443|x|"
    imported = read(text + "Schreibtisch f\u00fcr Windows|\n")
    assert imported.edition.requirements[0].clients == ("Schreibtisch f\u00fcr Windows",)
    assert imported.repairs[0].what == "a client in a language that is not known"


def test_rows_behind_a_blank_line_belong_to_their_table() -> None:
    cells = "|a.example.com|443|Service|AzureCloud|\n\n|b.example.com|80|Service|AzureCloud|\n"
    imported = row(cells + "\n|c.example.com|80|Service|AzureCloud|\n")
    assert [str(one.endpoint) for one in imported.edition.requirements] == [
        "a.example.com tcp/443",
        "b.example.com tcp/80",
        "c.example.com tcp/80",
    ]
    assert repairs(imported) == ["3: a table: a blank line stood between its rows"]


def test_a_table_whose_line_of_dashes_was_damaged_is_still_one() -> None:
    dashes = "|\u2013\u2013|\u2014|\u2013|\u2013|"
    imported = read(HEAD.replace("|-|-|-|-|", dashes) + "|a.example.com|443|Service|AzureCloud|\n")
    assert rows(imported.edition) == [
        "public session-host required a.example.com tcp/443 tag=AzureCloud"
    ]
    assert repairs(imported) == ["3: a table: the line below its header was damaged"]


def test_a_table_without_a_header_keeps_its_first_row() -> None:
    text = "## Virtual machines\n\n|a.example.com|443|A b|\n|b.example.com|443|A b|\n"
    imported = read(text)
    assert [str(one.endpoint.address) for one in imported.edition.requirements] == [
        "a.example.com",
        "b.example.com",
    ]
    assert "3: a table: it has no header" in repairs(imported)


def test_a_row_in_the_place_of_the_header_is_a_row() -> None:
    text = "## Virtual machines\n\n|a.example.com|443|A b|\n|-|-|-|\n|b.example.com|443|A b|\n"
    imported = read(text)
    assert [str(one.endpoint.address) for one in imported.edition.requirements] == [
        "a.example.com",
        "b.example.com",
    ]
    assert "3: a table: its header is a row" in repairs(imported)
