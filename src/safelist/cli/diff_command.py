"""`safelist diff`: what changed, and what that means for a firewall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from safelist.catalog.changes import diff
from safelist.catalog.requirement import Cloud, Role
from safelist.cli.output import Output, output_options
from safelist.cli.profile import load_edition
from safelist.errors import SafelistError
from safelist.report import difference

if TYPE_CHECKING:
    from safelist.catalog.edition import Edition


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--cloud",
    type=click.Choice([str(one) for one in Cloud]),
    help="Without it, the cloud of the files, else the public one.",
)
@click.option("--role", type=click.Choice([str(one) for one in Role]))
@output_options("text", "json", "csv", "markdown")
def command(
    old: str,
    new: str,
    cloud: str | None,
    role: str | None,
    format_: str,
    output: str | None,
    color: str,
    quiet: bool,
) -> int:
    """Show what to add to a firewall and what to remove when OLD becomes NEW.

    OLD and NEW are dates ("2020-07-15"), "latest", or files.
    """
    asked = Cloud(cloud) if cloud else None
    before = load_edition(old, asked or Cloud.PUBLIC)
    after = load_edition(new, asked or _only_cloud(before) or Cloud.PUBLIC)
    chosen = asked or _only_cloud(after) or _only_cloud(before) or Cloud.PUBLIC
    if not before.select(cloud=chosen) and not after.select(cloud=chosen):
        raise SafelistError(
            f'neither text has rows for the cloud "{chosen}"', hint="choose another with --cloud"
        )
    changes = diff(before, after, cloud=chosen, role=Role(role) if role else None)
    to = Output(format_, output, color, quiet)
    to.write(lambda out: difference.write(format_, chosen, before, after, changes, out))
    return 0


def _only_cloud(edition: Edition) -> Cloud | None:
    """Give the cloud of all rows of *edition*, or None where there are several."""
    clouds = {row.cloud for row in edition.requirements}
    return clouds.pop() if len(clouds) == 1 else None
