"""What the tests of the readers share: samples, the corpus, and a row on one line."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safelist.catalog.edition import Edition
    from safelist.catalog.requirement import Requirement
    from safelist.catalog.sources import Imported

SAMPLES = Path(__file__).parent / "samples"
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"the collected pages are not at {CORPUS}"
)

#: The page of the corpus, and the edition of editions.json that has the same rows.
PAGES = {
    "learn/2020-01-21-overview.md": ("2020-01-21", 1),
    "learn/2020-07-15-safe-url-list.md": ("2020-07-15", 1),
    "learn/2020-12-04-rev3-safe-url-list.md": ("2020-12-04", 3),
    "learn/2022-08-30-safe-url-list.md": ("2022-08-30", 1),
    "learn/2024-06-26-required-fqdn-endpoint.md": ("2024-06-26", 1),
    "learn/2024-11-21-required-fqdn-endpoint.md": ("2024-11-21", 1),
    "learn-localized/2020-08-10-ko-kr-safe-url-list.md": ("2020-08-10", 1),
    "learn-localized/2020-08-10-tr-tr-safe-url-list.md": ("2020-08-10", 1),
    "learn-localized/2020-08-10-zh-cn-safe-url-list.md": ("2020-08-10", 1),
    "learn-localized/2020-08-12-zh-tw-safe-url-list.md": ("2020-08-12", 1),
    "learn-localized/2020-12-04-rev2-ru-ru-safe-url-list.md": ("2020-12-04", 2),
    "learn-localized/2020-12-04-rev4-de-de-safe-url-list.md": ("2020-12-04", 4),
}
#: The pages that the purposes and damage of editions.json were taken from.
SOURCES = (
    "learn-localized/2020-08-10-zh-cn-safe-url-list.md",
    "learn-localized/2020-08-12-zh-tw-safe-url-list.md",
    "learn-localized/2020-12-04-rev2-ru-ru-safe-url-list.md",
    "learn-localized/2020-12-04-rev4-de-de-safe-url-list.md",
)


class KnownRow(msgspec.Struct, forbid_unknown_fields=True):
    """A row of editions.json."""

    section: str
    cloud: str
    address: str
    protocol: str
    ports: str
    purpose: str
    service_tag: str | None
    clients: str | None
    required: bool
    address_raw: str | None = None
    ports_raw: str | None = None
    service_tag_raw: str | None = None
    clients_raw: str | None = None
    purpose_local: str | None = None
    azure_gov_column: str | None = None


class KnownEdition(msgspec.Struct):
    """An edition of editions.json."""

    edition_date: str
    revision: int
    rows: list[KnownRow]


def sample(name: str) -> bytes:
    """Give a sample of our own."""
    return (SAMPLES / name).read_bytes()


def corpus(name: str) -> bytes:
    """Give a collected page."""
    return (CORPUS / name).read_bytes()


@cache
def known_editions() -> dict[tuple[str, int], KnownEdition]:
    """Give the editions of editions.json by date and revision."""
    content = json.dumps(json.loads(corpus("editions.json")))
    editions = msgspec.json.decode(content, type=list[KnownEdition])
    return {(_date(one.edition_date), one.revision): one for one in editions}


def _date(text: str) -> str:
    """Give `2025-mid (approx.)` as `2025-mid` and `undated (site, page)` as `undated-page`."""
    date, _, note = text.partition(" (")
    return f"undated-{note.split(', ')[1].rstrip(')')}" if date == "undated" else date


def told(row: Requirement) -> str:
    """Give a row on one line, with whatever of it is not empty."""
    parts = [str(row.cloud), str(row.role), str(row.importance), str(row.endpoint)]
    parts += [f"tag={row.service_tag}"] if row.service_tag is not None else []
    parts += [f"clients={'+'.join(row.clients)}"] if row.clients else []
    parts += [f"gov={row.azure_gov}"] if row.azure_gov is not None else []
    parts += [f"when {one.when}: {one.protocol}/{one.ports}" for one in row.conditions]
    return " ".join(parts)


def rows(edition: Edition) -> list[str]:
    """Give the rows of an edition, each on one line."""
    return [told(row) for row in edition.requirements]


def retired(edition: Edition) -> list[str]:
    """Give the rows to remove, each on one line."""
    return [told(row) for row in edition.retired]


def repairs(imported: Imported) -> list[str]:
    """Give the repairs, each with its line."""
    return [f"{repair.line}: {repair}" for repair in imported.repairs]


def by_section(requirements: Iterable[Requirement], *, gone: bool = False) -> dict[str, list[str]]:
    """Give rows in the words of editions.json, by section and cloud, in the order of the page."""
    sections: dict[str, list[str]] = {}
    for row in requirements:
        section = "client" if row.role == "client" else f"{row.role}-{row.importance}"
        section = "session-host-retired" if gone else section
        values = (
            str(row.endpoint.address),
            row.endpoint.protocol.upper(),
            str(row.endpoint.ports),
            row.service_tag,
            ",".join(row.clients) or None,
            row.azure_gov,
        )
        sections.setdefault(f"{section} {row.cloud}", []).append(repr(values))
    return sections


def known_by_section(edition: KnownEdition) -> dict[str, list[str]]:
    """Give the rows of an edition of editions.json in the same form."""
    sections: dict[str, list[str]] = {}
    for row in edition.rows:
        ports = row.ports.split(" (")[0]
        values = (
            row.address,
            row.protocol,
            ports,
            row.service_tag,
            row.clients,
            row.azure_gov_column,
        )
        sections.setdefault(f"{row.section} {row.cloud}", []).append(repr(values))
    return sections
