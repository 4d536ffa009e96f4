"""Exemplars: concrete names known to exist where the list has a wildcard or a range."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from safelist.catalog.packaged import table


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A *name* that was seen at *source*."""

    name: str
    source: str


def exemplars(address: str) -> tuple[Exemplar, ...]:
    """Give the names known under *address*, the key of a wildcard or prefix."""
    return _exemplars().get(address, ())


@cache
def _exemplars() -> dict[str, tuple[Exemplar, ...]]:
    known = table("exemplars.toml")
    found: dict[str, tuple[Exemplar, ...]] = {}
    for row in known["exemplar"]:
        source = known["source"][row["source"]]
        names = tuple(Exemplar(name, source) for name in row["names"])
        found[row["under"]] = (*found.get(row["under"], ()), *names)
    return found
