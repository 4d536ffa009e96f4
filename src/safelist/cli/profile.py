"""Profile: which edition, which rows, for whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from safelist.catalog import library
from safelist.catalog.azure_gov import with_government_rows
from safelist.catalog.requirement import Cloud, Importance, Role, slug
from safelist.errors import SafelistError

if TYPE_CHECKING:
    from collections.abc import Callable

    from safelist.catalog.edition import Edition
    from safelist.catalog.requirement import Requirement

F = TypeVar("F", bound="Callable[..., Any]")

#: Clients of Azure Virtual Desktop; a page names only those that differ from the others.
_CLIENTS = ("windows-desktop", "windows-app", "store", "web", "macos", "ios", "android")


@dataclass(frozen=True, slots=True)
class Profile:
    """An edition and the rows of it that somebody asks for; a role of None means all."""

    edition: Edition
    cloud: Cloud
    role: Role | None
    client: str | None
    optional: bool

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """The rows, in the order of the page, overlays last."""
        return self.edition.select(
            cloud=self.cloud,
            role=self.role,
            client=self.client,
            importance=None if self.optional else Importance.REQUIRED,
        )

    @property
    def words(self) -> dict[str, str]:
        """Say for whom, in words."""
        said = {"cloud": str(self.cloud), "role": str(self.role or "all")}
        if self.client:
            said["client"] = self.client
        said["optional rows"] = "included" if self.optional else "left out"
        return said


def load_profile(
    edition: str,
    cloud: str,
    role: str | None,
    client: str | None,
    *,
    optional: bool,
    overlays: tuple[str, ...],
) -> Profile:
    """Load the edition with its overlays and select for whom; raises SafelistError."""
    chosen_cloud = Cloud(cloud)
    chosen = load_edition(edition, chosen_cloud)
    for path in overlays:
        chosen = _with_overlay(chosen, path, chosen_cloud)
    if client and role == Role.SESSION_HOST:
        raise SafelistError(
            "--client is for rows of clients, and --role says session-host",
            hint="leave out one of the two",
        )
    chosen_role = Role.CLIENT if client and role is None else Role(role) if role else None
    profile = Profile(chosen, chosen_cloud, chosen_role, client, optional)
    named = {slug(name) for row in chosen.requirements for name in row.clients}
    known = sorted({*_CLIENTS, *named} - {"all"})
    if client and client not in known:
        raise SafelistError(f'there is no client "{client}"', hint=f"known are {', '.join(known)}")
    return profile


def load_edition(name: str, cloud: Cloud) -> Edition:
    """Load an edition of the package by date, or from a file by path."""
    if name != library.LATEST and _is_path(name):
        from safelist.catalog.sources.sniff import read_any

        return library.with_errata(with_government_rows(read_any(name).edition))
    return library.load(name, cloud)


def _is_path(name: str) -> bool:
    return "/" in name or "\\" in name or "." in name or Path(name).is_file()


def _with_overlay(edition: Edition, path: str, cloud: Cloud) -> Edition:
    from safelist.catalog.sources.sniff import read_any

    own = tuple(
        replace(row, origin=row.origin or f"overlay {Path(path).name}")
        for row in read_any(path, cloud=cloud).edition.requirements
    )
    return replace(edition, requirements=edition.requirements + own)


def profile_options(function: F) -> F:
    """Add the options that select an edition and its rows."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


_OPTIONS = (
    click.option(
        "--edition",
        default=library.LATEST,
        show_default=True,
        help='A date ("2020-07-15"), "latest", or a file.',
    ),
    click.option(
        "--cloud",
        type=click.Choice([str(one) for one in Cloud]),
        default=str(Cloud.PUBLIC),
        show_default=True,
    ),
    click.option("--role", type=click.Choice([str(one) for one in Role])),
    click.option("--client", metavar="TYPE", help='A client such as "windows-desktop".'),
    click.option("--optional/--no-optional", default=True, help="Optional rows too, or not."),
    click.option(
        "--with", "overlays", multiple=True, metavar="FILE", help="Add rows of your own (TOML)."
    ),
)
