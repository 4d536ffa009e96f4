"""The editions in the package, and what is known of their rows."""

from __future__ import annotations

import pytest

from safelist.catalog import library
from safelist.catalog.exemplars import exemplars
from safelist.catalog.knowledge import expected_issuers, knowledge
from safelist.catalog.packaged import table
from safelist.catalog.requirement import Cloud, Importance, Prefix, Role
from safelist.errors import UnknownEditionError
from safelist.sets.names import is_host
from safelist.sets.pattern import LEARN


def test_the_page_of_july_2020_has_nine_seven_and_seven_rows() -> None:
    edition = library.load("2020-07-15", Cloud.PUBLIC)
    host, client = Role.SESSION_HOST, Role.CLIENT
    assert len(edition.select(role=host, importance=Importance.REQUIRED)) == 9
    assert len(edition.select(role=host, importance=Importance.OPTIONAL)) == 7
    assert len(edition.select(role=client)) == 7


@pytest.mark.parametrize(
    ("cloud", "newest"),
    [
        (Cloud.PUBLIC, "2026-03-11"),
        (Cloud.USGOV, "2026-03-11"),
        (Cloud.CHINA, "undated-required-fqdn-endpoint"),
    ],
)
def test_the_newest_edition_of_each_cloud_is_the_default(cloud: Cloud, newest: str) -> None:
    assert library.load(library.LATEST, cloud).name == newest


def test_a_date_with_several_texts_gives_the_last_of_them() -> None:
    assert library.load("2020-12-04", Cloud.PUBLIC).name == "2020-12-04-rev4"
    assert library.load("2020-12-04-rev2", Cloud.PUBLIC).revision == 2


def test_texts_of_one_date_are_told_apart_by_their_identity() -> None:
    third = library.load("2020-12-04-rev3", Cloud.USGOV)
    fourth = library.load("2020-12-04-rev4", Cloud.USGOV)
    assert third.date == fourth.date
    assert third.identity != fourth.identity


def test_equal_rows_of_another_date_are_another_edition() -> None:
    july, august = (library.load(name, Cloud.PUBLIC) for name in ("2020-07-15", "2020-08-10"))
    assert july.identity != august.identity
    assert july.identity.partition("+")[2] == august.identity.partition("+")[2]


def test_a_part_of_an_edition_is_completed_and_says_so() -> None:
    edition = library.load(library.LATEST, Cloud.USGOV)
    own = [row for row in edition.requirements if not row.origin]
    carried = [row for row in edition.requirements if row.origin]
    assert len(own) == 3
    assert {row.origin for row in carried} == {"carried over from 2024-11-21"}
    assert len({row.key for row in edition.requirements}) == len(edition.requirements)


def test_an_unknown_edition_says_which_are_known() -> None:
    with pytest.raises(UnknownEditionError) as caught:
        library.load("2019-01-01", Cloud.PUBLIC)
    assert "2020-07-15" in (caught.value.hint or "")
    with pytest.raises(UnknownEditionError) as caught:
        library.load("2020-07-15", Cloud.USGOV)
    assert "--cloud public" in (caught.value.hint or "")


def test_what_is_published_stays_beside_its_correction() -> None:
    edition = library.load("2024-11-21", Cloud.USGOV)
    (row,) = [one for one in edition.requirements if "ctdl" in one.endpoint.key]
    assert str(row.endpoint.address) == "ctdl.windowsupdate.com"
    assert str(row.effective.address) == "ctldl.windowsupdate.com"
    assert row.erratum is not None
    assert row.erratum.source.startswith("https://")


def test_every_row_of_the_newest_editions_says_why_it_matters() -> None:
    for cloud in Cloud:
        for row in library.load(library.LATEST, cloud).requirements:
            assert knowledge(row.endpoint.key).why, row.endpoint.key
            assert knowledge(row.effective.key).why, row.effective.key


def test_every_exemplar_lies_under_its_wildcard_or_is_for_a_range() -> None:
    for row in table("exemplars.toml")["exemplar"]:
        for name in row["names"]:
            assert is_host(name)
            if "*" in row["under"]:
                assert name in LEARN.read(row["under"])
            else:
                assert Prefix(row["under"]).addresses.size > 1


def test_required_wildcards_of_the_public_cloud_have_exemplars() -> None:
    for row in library.load(library.LATEST, Cloud.PUBLIC).select(importance=Importance.REQUIRED):
        if "*" in row.effective.key:
            assert exemplars(row.effective.key), row.effective.key


def test_issuers_are_whole_names() -> None:
    assert "Microsoft Corporation" in expected_issuers()
    assert all(" " in issuer for issuer in expected_issuers())


def test_errata_match_rows_that_some_edition_has() -> None:
    keys = {(row.cloud, row.endpoint.key) for e in library.everything() for row in e.requirements}
    for erratum in table("errata.toml")["erratum"]:
        assert (Cloud(erratum["cloud"]), erratum["address"]) in keys
