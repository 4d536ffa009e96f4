"""Service tags: files of every cloud, and what changed between two."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from tests.catalog.reading import CORPUS, needs_corpus, sample

from safelist.catalog.requirement import Cloud
from safelist.catalog.service_tags import TagChangeKind, changes
from safelist.catalog.sources import service_tags_json
from safelist.catalog.sources.document import read_document
from safelist.errors import UnreadableInputError
from safelist.sets.addresses import AddressSet

if TYPE_CHECKING:
    from pathlib import Path

    from safelist.catalog.service_tags import ServiceTags


def read(document: bytes) -> ServiceTags:
    return service_tags_json.read(document, path="tags.json")


def made(cloud: str = "Public", **prefixes: list[str]) -> ServiceTags:
    """Give a file with the tags of *prefixes*."""
    values = [
        {"name": name, "properties": {"addressPrefixes": addresses}}
        for name, addresses in prefixes.items()
    ]
    file = {"changeNumber": 1, "cloud": cloud, "values": values}
    return read(json.dumps(file).encode())


def collected(name: str) -> ServiceTags:
    path = str(CORPUS / "servicetags" / f"ServiceTags_{name}.json.gz")
    return service_tags_json.read(read_document(path), path=path)


def test_a_file_gives_its_tags() -> None:
    tags = read(sample("service-tags-public.json"))
    assert (tags.cloud, tags.change_number, len(tags)) == (Cloud.PUBLIC, 7, 3)
    tag = tags.get("DeskService")
    assert tag is not None
    assert tag.prefixes == ("198.51.100.0/24", "2001:db8:1::/48")
    assert tag.addresses == AddressSet(["198.51.100.0/24", "2001:db8:1::/48"])
    assert (tag.region, tag.system_service) == ("", "DeskRelays")


def test_names_are_found_in_any_case() -> None:
    tags = read(sample("service-tags-public.json"))
    assert tags.get("deskSERVICE.westdesk") is tags.get("DeskService.WestDesk")
    assert tags.get("Unknown") is None


@pytest.mark.parametrize(
    ("name", "cloud"),
    [("Public", Cloud.PUBLIC), ("AzureGovernment", Cloud.USGOV), ("China", Cloud.CHINA)],
)
def test_the_cloud_is_that_of_the_file(name: str, cloud: Cloud) -> None:
    assert made(name, A=["10.0.0.0/8"]).cloud is cloud


def test_a_cloud_that_is_gone_is_an_error() -> None:
    with pytest.raises(UnreadableInputError, match='for an unknown cloud "AzureGermany"'):
        made("AzureGermany", A=["10.0.0.0/8"])


def test_the_answer_of_the_rest_api_has_its_numbers_as_text() -> None:
    file = json.loads(sample("service-tags-public.json"))
    file["changeNumber"] = "72"
    file |= {"id": "/subscriptions/0/serviceTags/public", "type": "x", "nextLink": None}
    assert read(json.dumps(file).encode()).change_number == 72


def test_windows_line_ends_and_gzip_change_nothing(tmp_path: Path) -> None:
    document = sample("service-tags-public.json")
    file = tmp_path / "tags.json.gz"
    file.write_bytes(gzip.compress(document.replace(b"\n", b"\r\n")))
    assert read(read_document(str(file))).tags == read(document).tags


def test_a_damaged_prefix_is_an_error_when_it_is_asked_for() -> None:
    tags = made(Good=["10.0.0.0/8"], Bad=["10.0.0.0/99"])
    good, bad = tags.get("good"), tags.get("bad")
    assert good is not None
    assert bad is not None
    assert good.addresses
    with pytest.raises(UnreadableInputError, match=r"tags.json: service tag Bad: .*10.0.0.0/99"):
        assert bad.addresses


def test_a_tag_that_comes_twice_is_an_error() -> None:
    with pytest.raises(UnreadableInputError, match='has the service tag "a" twice'):
        made(A=["10.0.0.0/8"], a=["10.0.0.0/8"])


def test_a_file_without_tags_is_an_error() -> None:
    with pytest.raises(UnreadableInputError, match="has no service tags"):
        made()


@pytest.mark.parametrize("content", [b"{}", b"[]", b'{"cloud": "Public", "values": {}}'])
def test_json_of_another_kind_is_an_error(content: bytes) -> None:
    with pytest.raises(UnreadableInputError, match="is JSON of another kind"):
        read(content)


def test_a_file_in_another_encoding_is_an_error() -> None:
    with pytest.raises(UnreadableInputError, match="is not UTF-8 text"):
        read(b'{"cloud": "\xd6ffentlich", "values": []}')


def test_a_file_in_utf_16_is_read() -> None:
    text = sample("service-tags-public.json").decode()
    assert len(read(text.encode("utf-16"))) == 3


def test_a_file_that_is_cut_off_is_an_error_with_its_last_line() -> None:
    document = sample("service-tags-public.json")[:500]
    with pytest.raises(UnreadableInputError, match="is JSON that is cut off") as caught:
        read(document)
    assert caught.value.line == document.count(b"\n") + 1


def test_changes_are_those_of_addresses_and_not_of_numbers() -> None:
    old = read(sample("service-tags-public.json"))
    new = read(sample("service-tags-public-later.json"))
    # AzureCloud has another number and other prefixes, and the same addresses.
    assert [(one.name, one.kind, str(one.gained), str(one.lost)) for one in changes(old, new)] == [
        ("deskservice", TagChangeKind.ALTERED, "", "198.51.100.192/26, 2001:db8:1::/48"),
        ("DeskService.WestDesk", TagChangeKind.REMOVED, "", "198.51.100.0/25"),
        ("Storage", TagChangeKind.ADDED, "192.0.2.0/28", ""),
    ]


def test_a_file_has_no_changes_from_itself() -> None:
    tags = read(sample("service-tags-public.json"))
    assert changes(tags, tags) == ()


@needs_corpus
@pytest.mark.parametrize(
    ("name", "cloud", "tags", "prefixes", "desktop"),
    [
        ("Public_20200706", Cloud.PUBLIC, 1562, 26848, 235),
        ("Public_20240610", Cloud.PUBLIC, 2604, 79335, 383),
        ("Public_20250908", Cloud.PUBLIC, 3002, 91597, 4),
        ("AzureGovernment_20260720", Cloud.USGOV, 299, 6591, 4),
        ("China_20251006", Cloud.CHINA, 325, 4158, 4),
    ],
)
def test_collected_files(name: str, cloud: Cloud, tags: int, prefixes: int, desktop: int) -> None:
    file = collected(name)
    assert (file.cloud, len(file)) == (cloud, tags)
    assert sum(len(tag.prefixes) for tag in file.tags.values()) == prefixes
    tag = file.get("WindowsVirtualDesktop")
    assert tag is not None
    assert len(tag.prefixes) == desktop
    assert all(one.addresses for one in file.tags.values() if one.prefixes)


@needs_corpus
def test_an_allow_list_of_2020_has_none_of_the_addresses_of_2025() -> None:
    found = changes(collected("Public_20200706"), collected("Public_20250908"))
    (desktop,) = [one for one in found if one.name == "WindowsVirtualDesktop"]
    assert desktop.kind is TagChangeKind.ALTERED
    assert str(desktop.gained) == ("40.64.144.0/20, 51.5.0.0/16, 2603:1061:2010::/47")
