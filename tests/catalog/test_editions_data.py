"""The editions in the package: what is known of each text, row for row."""

from __future__ import annotations

import pytest
from tests.catalog.reading import (
    by_section,
    known_by_section,
    known_editions,
    needs_corpus,
    rows,
)

from safelist.catalog import library
from safelist.catalog.packaged import folder
from safelist.catalog.requirement import Cloud
from safelist.catalog.sources import own_toml

FILES = [
    (cloud, entry.name.removesuffix(".toml"))
    for cloud in Cloud
    for entry in sorted((folder() / cloud).iterdir(), key=lambda one: one.name)
    if entry.name.endswith(".toml")
]


def document(cloud: Cloud, name: str) -> bytes:
    return (folder() / cloud / f"{name}.toml").read_bytes()


def key(cloud: Cloud, name: str) -> tuple[str, int]:
    """Give date and revision, as editions.json has them."""
    edition = own_toml.read(document(cloud, name), path=name)
    return (name.split("-rev")[0], edition.revision)


@pytest.mark.parametrize(("cloud", "name"), FILES)
def test_a_file_is_what_writing_it_again_gives(cloud: Cloud, name: str) -> None:
    content = document(cloud, name)
    edition = own_toml.read(content, path=name)
    assert own_toml.write(edition).encode() == content
    assert own_toml.read(own_toml.write(edition).encode(), path=name) == edition


@pytest.mark.parametrize(("cloud", "name"), FILES)
def test_a_file_says_what_it_is_and_where_it_is_from(cloud: Cloud, name: str) -> None:
    edition = own_toml.read(document(cloud, name), path=name)
    assert edition.name == name
    assert edition.cloud is cloud
    assert {row.cloud for row in (*edition.requirements, *edition.retired)} == {cloud}
    assert edition.title
    assert edition.confidence_note
    assert edition.source.address.startswith("https://")
    assert edition.date is not None or edition.dated


def test_the_edition_this_project_started_from() -> None:
    edition = library.load("2020-07-15", Cloud.PUBLIC)
    agent = "tcp/443 tag=AzureCloud"
    assert rows(edition) == [
        "public session-host required *.wvd.microsoft.com tcp/443 tag=WindowsVirtualDesktop",
        f"public session-host required mrsglobalsteus2prod.blob.core.windows.net {agent}",
        f"public session-host required *.core.windows.net {agent}",
        f"public session-host required *.servicebus.windows.net {agent}",
        f"public session-host required prod.warmpath.msftcloudes.com {agent}",
        f"public session-host required catalogartifact.azureedge.net {agent}",
        "public session-host required kms.core.windows.net tcp/1688 tag=Internet",
        f"public session-host required wvdportalstorageblob.blob.core.windows.net {agent}",
        "public session-host required 169.254.169.254 tcp/80 tag=N/A",
        "public session-host optional *.microsoftonline.com tcp/443 tag=None",
        "public session-host optional *.events.data.microsoft.com tcp/443 tag=None",
        "public session-host optional www.msftconnecttest.com tcp/443 tag=None",
        "public session-host optional *.prod.do.dsp.mp.microsoft.com tcp/443 tag=None",
        "public session-host optional login.windows.net tcp/443 tag=None",
        "public session-host optional *.sfx.ms tcp/443 tag=None",
        "public session-host optional *.digicert.com tcp/443 tag=None",
        "public client required *.wvd.microsoft.com tcp/443 clients=All",
        "public client required *.servicebus.windows.net tcp/443 clients=All",
        "public client required go.microsoft.com tcp/443 clients=All",
        "public client required aka.ms tcp/443 clients=All",
        "public client required docs.microsoft.com tcp/443 clients=All",
        "public client required privacy.microsoft.com tcp/443 clients=All",
        "public client required query.prod.cms.rt.microsoft.com tcp/443 clients=Windows Desktop",
    ]


def test_two_texts_of_one_date_have_two_identities() -> None:
    names = [name for name in library.names(Cloud.USGOV) if name.startswith("2020-12-04")]
    identities = {library.load(name, Cloud.USGOV).identity for name in names}
    assert len(names) == 3
    # The third revision added a section and no row: for a firewall it is the second.
    assert len(identities) == 2


@needs_corpus
def test_every_known_edition_is_in_the_package() -> None:
    known = {
        (row.cloud, *edition) for edition, text in known_editions().items() for row in text.rows
    }
    assert {(str(cloud), *key(cloud, name)) for cloud, name in FILES} == known


@needs_corpus
@pytest.mark.parametrize(("cloud", "name"), FILES)
def test_a_file_has_exactly_the_known_rows(cloud: Cloud, name: str) -> None:
    edition = own_toml.read(document(cloud, name), path=name)
    own = [row for row in edition.requirements if not row.origin]
    sections = by_section(own) | by_section(edition.retired, gone=True)
    known = known_by_section(known_editions()[key(cloud, name)])
    ours = {section: kept for section, kept in known.items() if section.endswith(f" {cloud}")}
    assert sections == ours


@needs_corpus
@pytest.mark.parametrize(("cloud", "name"), FILES)
def test_a_file_keeps_purposes_and_what_was_damaged(cloud: Cloud, name: str) -> None:
    edition = own_toml.read(document(cloud, name), path=name)
    known = [row for row in known_editions()[key(cloud, name)].rows if row.cloud == cloud]
    read = [
        (str(row.endpoint.address), str(row.role), row.purpose, row.published_address)
        for row in (*edition.requirements, *edition.retired)
        if not row.origin
    ]
    assert sorted(read, key=str) == sorted(
        (
            (row.address, row.section[:12].removesuffix("-"), row.purpose, row.address_raw)
            for row in known
        ),
        key=str,
    )


@needs_corpus
def test_ports_under_a_condition_are_kept_apart() -> None:
    for name in ("2026-02-19", "2026-03-11"):
        edition = own_toml.read(document(Cloud.PUBLIC, name), path=name)
        (row,) = [one for one in edition.requirements if one.conditions]
        assert str(row.endpoint) == "168.63.129.16 tcp/80,32526"
        assert [f"{one.when} {one.protocol}/{one.ports}" for one in row.conditions] == [
            "Azure DNS is used tcp/53",
            "Azure DNS is used udp/53",
        ]
