"""Saved pages: the same rows as the Markdown that they were made from."""

from __future__ import annotations

import dataclasses
import datetime
import sys
from typing import TYPE_CHECKING

import pytest
from tests.catalog.reading import (
    PAGES,
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
from tests.catalog.rendering import page, render

from safelist.catalog.sources import Imported, Repair, learn_html, learn_markdown
from safelist.errors import MissingExtraError, UnreadableInputError

if TYPE_CHECKING:
    from safelist.catalog.requirement import Requirement

SAMPLES = (
    "overview.md",
    "sentences.md",
    "tabs.md",
    "protocols.md",
    "translated.md",
    "unknown-language.md",
    "translated-tabs.md",
    "china.md",
)


def read(text: str | bytes) -> Imported:
    document = text.encode() if isinstance(text, str) else text
    return learn_html.read(document, path="page.html")


def markdown(document: bytes) -> Imported:
    return learn_markdown.read(document, path="page.md")


def escaped(repair: Repair) -> bool:
    """Tell whether it is about a backslash: Markdown has those, a rendered page has none."""
    return repair.what == "an escaped asterisk"


def same_rows(saved: Imported, written: Imported) -> bool:
    """Compare rows; a backslash in Markdown makes no difference."""
    return _unescaped(saved) == _unescaped(written)


def _unescaped(imported: Imported) -> list[Requirement]:
    rows = (*imported.edition.requirements, *imported.edition.retired)
    return [
        dataclasses.replace(row, published_address=None)
        if row.published_address == f"\\{row.endpoint.address}"
        else row
        for row in rows
    ]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("made", [render, page])
def test_a_rendered_sample_gives_the_rows_of_its_markdown(name: str, made: object) -> None:
    source = sample(name)
    text = source.decode().replace("] (#tab/", "](#tab/")
    written = markdown(text.encode())
    saved = read(page(text) if made is page else render(text))
    assert same_rows(saved, written)
    assert [str(one) for one in saved.repairs if "date" not in one.what] == [
        str(one) for one in written.repairs if not escaped(one)
    ]


def test_a_saved_page_with_its_frame_and_scripts() -> None:
    imported = read(sample("saved.html"))
    assert rows(imported.edition) == [
        "public session-host required *.desk.example.com tcp/443 tag=DeskService",
        "public session-host required keys.example.net tcp/1688",
        "public session-host required parts.example.org udp/3478-3479 tag=N/A",
        "usgov session-host required neutral.example.org tcp/443 tag=N/A",
        "public client required news.example.org tcp/443 clients=All",
    ]
    assert retired(imported.edition) == ["public session-host required old.example.net tcp/443"]
    assert imported.edition.requirements[0].purpose == "Service traffic / Logs"
    assert imported.edition.requirements[2].purpose == "Relay"
    assert repairs(imported) == [
        '22: a blank inside the code marks: "`keys.example.net `" read as "keys.example.net"',
        '22: the row has no cell "Service tag"',
        "30: a table names no protocol: read as TCP",
    ]


def test_the_date_is_that_of_the_page_and_the_update_stands_beside_it() -> None:
    edition = read(page(sample("tabs.md").decode())).edition
    assert edition.date == datetime.date(2032, 11, 30)
    assert edition.updated == datetime.date(2031, 2, 3)
    assert edition.source.address == "https://docs.example/virtual-desktop/list"
    assert edition.title == "Endpoints of the desk service"


def test_a_page_without_a_date_of_its_own_takes_the_day_of_its_update() -> None:
    edition = read(sample("saved.html")).edition
    assert edition.date == datetime.date(2033, 10, 11)
    assert edition.dated == "the day the page was updated; it carries no date of its own"
    assert edition.updated is None


def test_a_table_without_a_header_is_read_by_its_cells() -> None:
    imported = read(
        "<h2 id=virtual-machines>x</h2><table><tr><td>a.example.com<td>443<td>A b</table>"
    )
    assert rows(imported.edition) == ["public session-host required a.example.com tcp/443"]


def test_navigation_and_scripts_are_no_part_of_a_page_without_a_main_part() -> None:
    frame = "<nav><table><tr><td>nav.example.com<td>443</table></nav>"
    script = "<script>'<table><tr><td>x.example.com<td>443</table>'</script>"
    text = f"<body>{frame}{script}<table><tr><td>a.example.com<td>443<td>A b</table></body>"
    assert len(read(text).edition.requirements) == 1


def test_more_rows_than_any_list_has_are_refused() -> None:
    with pytest.raises(UnreadableInputError, match="has tables with 4,000 rows"):
        read("<table>" + "<tr><td>a.example.com<td>443" * 4000)


def test_an_error_names_the_line_of_the_row() -> None:
    text = (
        "<html>\n<table>\n<tr><th>A<th>P\n<tr><td>a.example.com<td>443\n<tr><td>b.example.com<td>x"
    )
    with pytest.raises(UnreadableInputError, match=r'page.html:5: "x" is not a port'):
        read(text)


def test_a_page_without_a_list_is_an_error() -> None:
    with pytest.raises(UnreadableInputError, match="has no table of required"):
        read(page(sample("no-list.md").decode()))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<html>" + "<div>" * 500, "tags inside tags"),
        ("<html>" + "<br>" * 100_001, "more than 100,000 tags"),
        ("<html><p " + "a b " * 10_000 + ">", "attributes"),
        ("<html>" + "x " * 5_000_000, "characters"),
    ],
)
def test_what_no_page_looks_like_is_refused_before_it_is_parsed(text: str, reason: str) -> None:
    with pytest.raises(UnreadableInputError, match=reason):
        read(text)


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "selectolax.lexbor", None)
    with pytest.raises(MissingExtraError, match=r'pip install "safelist\[import\]"'):
        read(sample("saved.html"))


@needs_corpus
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("made", [render, page])
def test_a_collected_page_gives_its_known_rows(name: str, made: object) -> None:
    text = corpus(name).decode()
    edition = read(page(text) if made is page else render(text)).edition
    read_rows = by_section(edition.requirements) | by_section(edition.retired, gone=True)
    assert read_rows == known_by_section(known_editions()[PAGES[name]])


@needs_corpus
@pytest.mark.parametrize("name", PAGES)
def test_a_collected_page_needs_the_repairs_of_its_markdown(name: str) -> None:
    document = corpus(name)
    written, saved = markdown(document), read(page(document.decode()))
    assert same_rows(saved, written)
    assert [str(one) for one in saved.repairs] == [
        str(one) for one in written.repairs if not escaped(one)
    ]
