"""Government rows that only a column of the page gives."""

from __future__ import annotations

import pytest

from safelist.catalog import library
from safelist.catalog.azure_gov import ORIGIN, with_government_rows
from safelist.catalog.requirement import Cloud

NAMES = ("2020-08-12", "2020-12-04-rev2", "2020-12-04-rev3", "2020-12-04-rev4")


@pytest.mark.parametrize("name", NAMES)
def test_the_column_of_the_public_page_gives_the_rows_of_the_government_edition(name: str) -> None:
    public = with_government_rows(library.load(name, Cloud.PUBLIC))
    implied = {row.key: row for row in public.select(cloud=Cloud.USGOV)}
    government = library.load(name, Cloud.USGOV).requirements
    carried = {row.key: row for row in government if row.origin == ORIGIN}
    assert carried
    assert carried.keys() <= implied.keys()
    for key, row in carried.items():
        assert row.endpoint.ports == implied[key].endpoint.ports


def test_none_in_the_column_keeps_the_address() -> None:
    public = with_government_rows(library.load("2020-12-04-rev3", Cloud.PUBLIC))
    addresses = {row.endpoint.key for row in public.select(cloud=Cloud.USGOV)}
    assert {"oneclient.sfx.ms", "*.digicert.com", "login.microsoftonline.us"} <= addresses
    assert "*.sfx.ms" not in addresses


def test_a_page_without_the_column_stays_as_it_is() -> None:
    edition = library.load("2024-06-26", Cloud.PUBLIC)
    assert with_government_rows(edition) == edition
