"""Editions: what tells two texts apart, and the rows of a profile."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from tests.catalog.reading import rows, sample

from safelist.catalog.edition import Edition, Source
from safelist.catalog.requirement import Cloud, Confidence, Endpoint, Importance, Role
from safelist.catalog.sources import learn_markdown
from safelist.sets.ports import PortSet, Protocol


@pytest.fixture
def edition() -> Edition:
    return learn_markdown.read(sample("sentences.md"), path="page.md").edition


def test_the_identity_is_the_date_and_the_rows(edition: Edition) -> None:
    assert edition.identity.startswith("2031-03-09+")
    other = replace(
        edition, title="Another", note="x", source=Source(path="y"), confidence=Confidence.PARTIAL
    )
    assert other.identity == edition.identity


def test_the_order_and_the_spelling_of_rows_make_no_other_text(edition: Edition) -> None:
    turned = replace(edition, requirements=edition.requirements[::-1])
    assert turned.identity == edition.identity
    loud = tuple(
        replace(
            row,
            endpoint=Endpoint.of(
                str(row.endpoint.address).upper(), row.endpoint.protocol, row.endpoint.ports
            ),
        )
        for row in edition.requirements
    )
    assert replace(edition, requirements=loud).identity == edition.identity


def test_another_port_tag_or_date_makes_another_text(edition: Edition) -> None:
    first, *others = edition.requirements
    ports = Endpoint(first.endpoint.address, Protocol.TCP, PortSet([80]))
    for changed in (
        replace(first, endpoint=ports),
        replace(first, service_tag="Storage"),
        replace(first, importance=Importance.OPTIONAL),
        replace(first, cloud=Cloud.CHINA),
    ):
        text = replace(edition, requirements=(changed, *others))
        assert text.identity != edition.identity
    later = replace(edition, date=datetime.date(2031, 3, 10))
    assert later.identity != edition.identity


def test_an_edition_without_a_date_is_told_by_its_name(edition: Edition) -> None:
    assert replace(edition, date=None, name="mine").identity.startswith("mine+")


def test_the_purpose_is_no_part_of_the_identity(edition: Edition) -> None:
    # Translations of one text are one text.
    translated = tuple(replace(row, purpose="Zweck") for row in edition.requirements)
    assert replace(edition, requirements=translated).identity == edition.identity


def test_rows_are_selected_by_cloud_role_importance_and_client(edition: Edition) -> None:
    assert edition.select() == edition.requirements
    assert len(edition.select(cloud=Cloud.USGOV)) == 2
    assert len(edition.select(role=Role.CLIENT)) == 2
    assert len(edition.select(role=Role.CLIENT, client="web")) == 1
    optional = edition.select(importance=Importance.OPTIONAL)
    assert rows(replace(edition, requirements=optional)) == [
        "public session-host optional *.sign-in.example.com tcp/443 gov=sign-in.example.us",
        "public session-host optional probe.example.org tcp/443 gov=None",
    ]
