"""The column "Azure Gov" of 2020 and 2021: Government addresses beside public ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from safelist.catalog.requirement import Cloud, Endpoint, Requirement

if TYPE_CHECKING:
    from safelist.catalog.edition import Edition

ORIGIN = "Azure Gov column"


def with_government_rows(edition: Edition) -> Edition:
    """Give *edition* with the Government rows that its column implies.

    "None" in the column means no separate address, not that the row is not needed. Rows of a
    Government table of their own are kept as they are.
    """
    known = {row.key for row in edition.requirements}
    implied: dict[object, Requirement] = {}
    for row in edition.requirements:
        if row.azure_gov is None or row.cloud is Cloud.USGOV:
            continue
        government = _government(row)
        if government.key not in known:
            implied.setdefault(government.key, government)
    return replace(edition, requirements=(*edition.requirements, *implied.values()))


def _government(row: Requirement) -> Requirement:
    address = str(row.endpoint.address) if row.azure_gov in (None, "None") else row.azure_gov
    endpoint = Endpoint.of(address, row.endpoint.protocol, row.endpoint.ports)
    return replace(
        row,
        cloud=Cloud.USGOV,
        endpoint=endpoint,
        azure_gov=None,
        published_address=None,
        origin=ORIGIN,
    )
