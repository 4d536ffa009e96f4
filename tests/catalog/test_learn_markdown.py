"""Pages in Markdown: samples of our own in every layout that occurs."""

# ruff: noqa: RUF001 - letters that look like others are what is tested

from __future__ import annotations

import datetime
import sys

import pytest
from tests.catalog.reading import repairs, retired, rows, sample

from safelist.catalog.requirement import Cloud, Confidence
from safelist.catalog.sources import Imported, learn_markdown
from safelist.errors import MissingExtraError, UnreadableInputError

PROBE, NEWS = "probe.example.org", "news.example.org"
WORD = "28: a word beside the address"
FABRIC = "public session-host required 192.0.2.16 tcp/80,32526 tag=N/A "


def read(text: str | bytes) -> Imported:
    document = text.encode() if isinstance(text, str) else text
    return learn_markdown.read(document, path="page.md")


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


def table(*rows: str, header: str = "|Address|Port|Purpose|Service Tag|") -> str:
    return "\n".join((header, "|---|---|---|---|", *rows, "\n"))


def test_a_purpose_of_one_word_is_not_taken_for_a_service_tag() -> None:
    listed = table(
        "|one.example.org|443|PowerShell|AzureCloud|",
        "|two.example.org|443|WebSocket|FrontDoor|",
    )
    edition = read(f"# Names\n\n## Session hosts\n\n{listed}").edition
    assert [(one.purpose, one.service_tag) for one in edition.requirements] == [
        ("PowerShell", "AzureCloud"),
        ("WebSocket", "FrontDoor"),
    ]


def test_a_heading_can_name_the_cloud() -> None:
    listed = table("|one.example.org|443|First|AzureCloud|")
    parts = ("## Session hosts", "### Azure cloud", listed, "### Azure US Government", listed)
    listing = read("# Names\n\n" + "\n\n".join(parts)).edition
    assert [one.cloud for one in listing.requirements] == [Cloud.PUBLIC, Cloud.USGOV]


def test_what_is_said_to_be_required_is_not_optional() -> None:
    listed = table("|one.example.org|443|First|AzureCloud|")
    lead = "The table lists the required names. Optional ones follow further below:"
    imported = read(f"# Names\n\n## Session hosts\n\n{lead}\n\n{listed}")
    assert rows(imported.edition) == [
        "public session-host required one.example.org tcp/443 tag=AzureCloud"
    ]
    assert any('"optional" and "required"' in one for one in repairs(imported))
