"""Pages in Markdown: our own samples in every layout, and the collected pages."""

# ruff: noqa: RUF001 - letters that look like others are what is tested

from __future__ import annotations

import datetime
import sys

import pytest
from tests.catalog.reading import (
    PAGES,
    SOURCES,
    by_section,
    corpus,
    known_by_section,
    known_editions,
    needs_corpus,
    repairs,
    retired,
    rows,
    sample,
)

from safelist.catalog.requirement import Cloud, Confidence
from safelist.catalog.sources import Imported, learn_markdown
from safelist.errors import MissingExtraError, UnreadableInputError

PROBE, NEWS = "probe.example.org", "news.example.org"
WORD = "28: a word beside the address"
FABRIC = "public session-host required 192.0.2.16 tcp/80,32526 tag=N/A "
HEAD = "## Virtual machines\n\n|Address|Outbound TCP port|Purpose|Service Tag|\n|-|-|-|-|\n"


def read(text: str | bytes) -> Imported:
    document = text.encode() if isinstance(text, str) else text
    return learn_markdown.read(document, path="page.md")


def row(cells: str) -> Imported:
    """Read a page of one row."""
    return read(HEAD + cells)


def test_a_table_among_others_of_an_overview() -> None:
    imported = read(sample("overview.md"))
    assert rows(imported.edition) == [
        "public session-host required *.desk.example.com tcp/443",
        "public session-host required updates.example.net tcp/443",
        "public session-host required keys.example.net tcp/1688",
    ]
    assert imported.edition.title == "What is the desk service?"
    assert imported.edition.date == datetime.date(2024, 2, 29)
    assert imported.edition.name == "2024-02-29"
    assert imported.edition.cloud is Cloud.PUBLIC
    assert imported.edition.confidence is Confidence.PUBLISHED
    assert repairs(imported)[0] == '21: words in the port cell: "TCP port 443" read as "443"'


def test_tables_that_only_their_order_and_shape_tell_apart() -> None:
    imported = read(sample("sentences.md"))
    assert rows(imported.edition) == [
        "public session-host required *.desk.example.com tcp/443 tag=DeskService",
        "public session-host required *q1.store.example.net tcp/443 tag=AzureCloud",
        "public session-host required keys.example.net tcp/1688 tag=Internet",
        "public session-host required 169.254.10.20 tcp/80 tag=N/A",
        "usgov session-host required *.desk.example.us tcp/443 tag=DeskService",
        "usgov session-host required Keys.example.us tcp/1688 tag=Internet",
        "public session-host optional *.sign-in.example.com tcp/443 gov=sign-in.example.us",
        "public session-host optional probe.example.org tcp/443 gov=None",
        "public client required *.desk.example.com tcp/443 clients=All gov=*.desk.example.us",
        "public client required news.example.org tcp/443 clients=Windows Desktop gov=None",
    ]
    assert imported.edition.cloud is None
    assert imported.repairs == ()
    assert imported.edition.requirements[3].purpose == "Metadata of the instance"
    assert imported.edition.requirements[6].purpose == "Sign in, Microsoft 365"


def test_tabs_and_notes_that_list_what_to_remove() -> None:
    imported = read(sample("tabs.md"))
    assert rows(imported.edition) == [
        "public session-host required sign-in.example.com tcp/443",
        "public session-host required *.desk.example.com tcp/443 tag=DeskService",
        "public session-host required keys.example.net tcp/1688 tag=Internet",
        "public session-host required list.example.net tcp/80 tag=N/A",
        "public session-host optional probe.example.org tcp/80",
        "usgov session-host required *.desk.example.us tcp/443 tag=DeskService",
        "usgov session-host optional probe.example.org tcp/80",
        "public client required *.desk.example.com tcp/443 clients=All",
        "public client required parts.example.org tcp/443 clients=Windows Desktop",
        "usgov client required *.desk.example.us tcp/443 clients=All",
    ]
    assert retired(imported.edition) == [
        "public session-host required old.example.net tcp/443 tag=AzureCloud",
        "public session-host required *q1.store.example.net tcp/443 tag=AzureCloud",
        "usgov session-host required old.example.us tcp/443 tag=AzureCloud",
    ]
    assert repairs(imported) == [
        '16: the row has no cell "Service tag"',
        '18: a blank inside the code marks: "`keys.example.net `" read as "keys.example.net"',
    ]
    assert imported.edition.requirements[1].purpose == "Service traffic / Diagnostic output"
    assert imported.edition.requirements[2].published_address == "`keys.example.net `"


def test_protocols_prefixes_and_conditions() -> None:
    imported = read(sample("protocols.md"))
    assert rows(imported.edition) == [
        "public session-host required *.desk.example.com tcp/443 tag=DeskService",
        "public session-host required 198.51.100.0/24 udp/3478 tag=DeskService",
        "public session-host required 2001:db8:1::/48 tcp/443,3478-3481 tag=DeskService",
        "public session-host required 2001:db8:1::/48 udp/443,3478-3481 tag=DeskService",
        FABRIC + "when Azure DNS is used: tcp/53",
        "public session-host required crl.example.net tcp/80 tag=N/A",
        "public session-host required a.example.net tcp/443 tag=Storage.WestDesk",
        "public session-host required b.example.net tcp/443 tag=Storage.WestDesk",
        "public session-host optional *7hub.example.net tcp/443 tag=EventHub",
    ]
    assert imported.edition.requirements[-1].notes == "only with diagnostic settings"
    assert imported.edition.date == datetime.date(2033, 5, 6)


def test_damage_of_translation_is_repaired_and_told() -> None:
    imported = read(sample("translated.md"))
    assert rows(imported.edition) == [
        "public session-host required *.desk.example.com tcp/443 tag=DeskService",
        "public session-host required *q1.store.example.net tcp/443 tag=AzureCloud",
        "public session-host required *.bus.example.net tcp/443 tag=AzureCloud",
        "public session-host required keys.example.net tcp/1688 tag=Internet",
        "public session-host required login.example.net tcp/443 tag=Internet",
        "public session-host required 169.254.10.20 tcp/80 tag=N/A",
        "public session-host required 192.0.2.16 tcp/80 tag=N/A",
        "public session-host optional *.sign-in.example.com tcp/443 gov=sign-in.example.us",
        "public session-host optional probe.example.org tcp/443 gov=None",
        "public client required *.desk.example.com tcp/443 clients=All gov=*.desk.example.us",
        "public client required news.example.org tcp/443 clients=Windows Desktop gov=None",
    ]
    assert repairs(imported) == [
        '15: a blank inside a wildcard: "*. desk.example.com" read as "*.desk.example.com"',
        '16: a blank inside a wildcard: "* q1.store.example.net" read as "*q1.store.example.net"',
        '16: a damaged service tag: "AzureCloud;" read as "AzureCloud"',
        '17: an escaped asterisk: "\\*.bus.example.net" read as "*.bus.example.net"',
        '18: a semicolon behind the address: "keys.example.net;" read as "keys.example.net"',
        '18: a semicolon behind the port: "1688;" read as "1688"',
        '18: a translated word: "Интернет" read as "Internet"',
        '19: a blank inside the address: "login. example.net" read as "login.example.net"',
        '19: words in the port cell: "порт 443" read as "443"',
        '19: a translated word: "インターネット" read as "Internet"',
        '20: a translated word: "Н/Д" read as "N/A"',
        '21: a translated word: "Yok" read as "N/A"',
        '27: a full-width character: "\uff0a.sign-in.example.com" read as "*.sign-in.example.com"',
        f'{WORD}, a semicolon behind the address: "сайт {PROBE};" read as "{PROBE}"',
        '28: a translated word: "Отсутствуют" read as "None"',
        '36: a translated client: "全部" read as "All"',
        '36: a blank inside a wildcard: "*. desk.example.us" read as "*.desk.example.us"',
        '37: a URL where a name belongs: "https://news.example.org/" read as "news.example.org"',
        '37: a translated client: "Windows 桌面" read as "Windows Desktop"',
        '37: a translated word: "なし" read as "None"',
    ]
    assert imported.edition.requirements[0].published_address == "*. desk.example.com"
    assert imported.edition.requirements[5].published_address is None
    assert imported.edition.requirements[5].purpose == "Метаданные"


def test_a_language_nobody_knows_is_read_by_shape_and_order_and_that_is_told() -> None:
    imported = read(sample("unknown-language.md"))
    assert rows(imported.edition) == [
        "public session-host required *.desk.example.com tcp/443 tag=DeskService",
        "public session-host required keys.example.net tcp/1688 tag=Internet",
        "public session-host optional probe.example.org tcp/443 tag=Zeno",
        "public session-host optional help.example.org tcp/443 tag=Zeno",
        "public client required *.desk.example.com tcp/443 clients=Omnu",
        "public client required news.example.org tcp/443 clients=Windows Skriboru",
    ]
    assert repairs(imported) == [
        "17: a table: read as optional: it is the second of its kind",
        "26: a table: read as for clients: it stands behind that for session hosts",
    ]


def test_tabs_whose_headings_a_translator_damaged() -> None:
    imported = read(sample("translated-tabs.md"))
    assert rows(imported.edition) == [
        "public session-host required *.desk.example.com tcp/443 tag=DeskService",
        FABRIC + "when Azure DNS を使用する場合: tcp/53",
        "usgov session-host required neutral.example.org tcp/443 tag=None",
        "public client required *.desk.example.com tcp/443 clients=All",
    ]
    assert retired(imported.edition) == [
        "public session-host required old.example.net tcp/443 tag=AzureCloud"
    ]


def test_a_page_of_another_cloud_keeps_its_cloud_where_names_are_the_same_everywhere() -> None:
    imported = read(sample("china.md"))
    assert rows(imported.edition) == [
        "china session-host required sign-in.example.cn tcp/443",
        "china session-host required *.desk.example.cn tcp/443 tag=DeskService",
        "china session-host optional probe.example.org tcp/443 tag=None",
    ]
    assert imported.edition.cloud is Cloud.CHINA
    assert imported.edition.date is None
    assert imported.edition.name == "page"
    assert imported.edition.dated == "the page carries no date"
    assert "5: a table names no protocol: read as TCP" in repairs(imported)


def test_what_is_left_out_is_told() -> None:
    imported = read(sample("odd.md"))
    assert rows(imported.edition) == [
        "public session-host required one.example.org tcp/443 tag=AzureCloud",
        "public session-host required two.example.org udp/3478 tag=Frontend.One",
        "public session-host required three.example.org tcp/443 tag=N/A",
    ]
    assert [one.purpose for one in imported.edition.requirements] == [
        "First thing",
        "Second",
        "Third thing",
    ]
    assert retired(imported.edition) == ["public session-host required five.example.org tcp/443"]
    assert repairs(imported) == [
        '1: the date of the page cannot be read: "13/45/2033" read as "no date"',
        '8: the column "Colour" was left out',
        '8: the column "Notes" was left out',
        '10: a row without address and port was left out: "**Core**" read as "nothing"',
        '11: a cell beyond the last column was left out: "beyond" read as "nothing"',
        '12: a word beside the address: "two.example.org (see note)" read as "two.example.org"',
        '12: words in the port cell: "UDP 3478" read as "3478"',
        '12: a damaged service tag: "Frontend. One" read as "Frontend.One"',
        '13: the row has no cell "Colour"',
        '13: the row has no cell "Notes"',
        '13: no service tag has such a name: "not yet known" read as "N/A"',
        "17: a table of addresses without ports was left out (four.example.org ...)",
        "24: a table: stands inside a note: read as addresses to remove",
        "24: a table names no protocol: read as TCP",
    ]


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


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    page = sample("tabs.md")
    other = read(b"\xef\xbb\xbf" + page.replace(b"\n", b"\r\n"))
    assert other == read(page)


def test_utf_16_is_read() -> None:
    page = sample("tabs.md")
    assert read(page.decode().encode("utf-16")) == read(page)


def test_a_page_without_a_list_is_an_error() -> None:
    with pytest.raises(UnreadableInputError) as caught:
        read(sample("no-list.md"))
    assert caught.value.reason == "has no table of required addresses and ports"
    assert caught.value.hint is not None


def test_a_page_that_only_lists_what_to_remove_is_an_error() -> None:
    quoted = "> remove:\n>\n> |A|P|\n> |-|-|\n> |a.example.com|443|\n"
    with pytest.raises(UnreadableInputError, match="has no table of required"):
        read(quoted)


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    with pytest.raises(MissingExtraError, match=r'pip install "safelist\[import\]"'):
        read(sample("tabs.md"))


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


@needs_corpus
@pytest.mark.parametrize("name", PAGES)
def test_a_collected_page_gives_its_known_rows(name: str) -> None:
    edition = read(corpus(name)).edition
    known = known_editions()[PAGES[name]]
    read_rows = by_section(edition.requirements) | by_section(edition.retired, gone=True)
    assert read_rows == known_by_section(known)
    assert edition.date is not None
    assert edition.date.isoformat() == known.edition_date


@needs_corpus
@pytest.mark.parametrize("name", [*(n for n in PAGES if n.startswith("learn/")), *SOURCES])
def test_a_collected_page_keeps_purposes_and_damaged_addresses(name: str) -> None:
    imported = read(corpus(name))
    known = {
        (row.section, row.cloud, row.address): row for row in known_editions()[PAGES[name]].rows
    }
    texts = {repair.published for repair in imported.repairs}
    for one in (*imported.edition.requirements, *imported.edition.retired):
        gone = one in imported.edition.retired
        section = "client" if one.role == "client" else f"{one.role}-{one.importance}"
        section = "session-host-retired" if gone else section
        row = known[section, str(one.cloud), str(one.endpoint.address)]
        assert one.purpose == (row.purpose_local or row.purpose)
        assert one.published_address == row.address_raw
        damaged = (row.address_raw, row.ports_raw, row.service_tag_raw, row.clients_raw)
        assert {text for text in damaged if text} <= texts


@needs_corpus
def test_the_japanese_page_lacks_only_the_metadata_service() -> None:
    edition = read(corpus("learn-localized/2020-07-10-ja-jp-safe-url-list.md")).edition
    known = known_by_section(known_editions()["2020-07-15", 1])
    fabric = "session-host-required public"
    known[fabric] = [row for row in known[fabric] if "169.254.169.254" not in row]
    assert by_section(edition.requirements) == known


@needs_corpus
def test_undamaged_english_pages_need_no_repair() -> None:
    for name in ("2020-07-15-safe-url-list", "2024-11-21-required-fqdn-endpoint"):
        assert read(corpus(f"learn/{name}.md")).repairs == ()


@needs_corpus
def test_the_collected_page_without_a_list_is_an_error() -> None:
    with pytest.raises(UnreadableInputError, match="has no table of required"):
        read(corpus("learn/2022-06-20-required-url-check-tool.md"))
