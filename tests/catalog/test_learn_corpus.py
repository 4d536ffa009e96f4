"""The collected pages in Markdown give exactly the rows that are known of them."""

from __future__ import annotations

import pytest
from tests.catalog.reading import (
    PAGES,
    SOURCES,
    by_section,
    corpus,
    known_by_section,
    known_editions,
    needs_corpus,
)

from safelist.catalog.sources import Imported, learn_markdown
from safelist.errors import UnreadableInputError


def read(document: bytes) -> Imported:
    return learn_markdown.read(document, path="page.md")


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
