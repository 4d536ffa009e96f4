"""The editions in the package: find one, or the newest of a cloud."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from safelist.catalog.errata import with_erratum
from safelist.catalog.packaged import folder
from safelist.catalog.requirement import Cloud
from safelist.catalog.sources import own_toml
from safelist.errors import UnknownEditionError

if TYPE_CHECKING:
    from safelist.catalog.edition import Edition

LATEST = "latest"


def names(cloud: Cloud) -> tuple[str, ...]:
    """Give the names of the editions of *cloud*, oldest first."""
    found = [
        entry.name.removesuffix(".toml")
        for entry in (folder() / cloud).iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=_age))


def _age(name: str) -> tuple[bool, str]:
    # ISO dates sort as text, and so do the revisions of one date. The pages without a date are
    # those of China: "required-fqdn-endpoint" replaced "safe-url-list" everywhere in 2023.
    undated = name.startswith("undated")
    if undated:
        return (True, "2" if "required-fqdn" in name else "1")
    return (False, name.replace("-mid", "-06-30"))


def load(name: str, cloud: Cloud) -> Edition:
    """Load the edition *name* (a date, `2020-12-04-rev3`, or `latest`) of *cloud*.

    Where several texts carry one date, the date alone gives the last of them.
    """
    known = names(cloud)
    if name == LATEST:
        return _load(known[-1], cloud)
    fitting = [one for one in known if one == name or one.startswith(f"{name}-rev")]
    if not fitting:
        raise UnknownEditionError(
            f'there is no edition "{name}" for the cloud "{cloud}"', hint=_known_hint(name, cloud)
        )
    return _load(fitting[-1], cloud)


def everything() -> tuple[Edition, ...]:
    """Load all editions of all clouds, oldest first within a cloud."""
    return tuple(_load(name, cloud) for cloud in Cloud for name in names(cloud))


def _known_hint(name: str, cloud: Cloud) -> str:
    for other in Cloud:
        if other is not cloud and any(one.startswith(name) for one in names(other)):
            return f'that text has no rows for it; try "--cloud {other}", or "safelist editions"'
    return f"known are {', '.join(names(cloud))}"


@cache
def _load(name: str, cloud: Cloud) -> Edition:
    file = folder() / cloud / f"{name}.toml"
    edition = own_toml.read(file.read_bytes(), path=f"{cloud}/{name}.toml")
    return with_errata(_completed(edition, cloud))


def with_errata(edition: Edition) -> Edition:
    """Give *edition* with the known errata beside its rows."""
    return replace(edition, requirements=tuple(map(with_erratum, edition.requirements)))


def _completed(edition: Edition, cloud: Cloud) -> Edition:
    """Carry over the rows of an older edition into one of which only a part is known."""
    if edition.completes is None:
        return edition
    older = _load(edition.completes, cloud)
    own = {requirement.key for requirement in edition.requirements}
    carried = tuple(
        requirement.carried(f"carried over from {older.name}")
        for requirement in older.requirements
        if requirement.key not in own
    )
    return replace(edition, requirements=edition.requirements + carried)
