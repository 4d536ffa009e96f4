"""`safelist diff`: what changed, and what that means for a firewall."""

from __future__ import annotations

import click

from safelist.catalog.changes import diff
from safelist.catalog.requirement import Cloud, Role
from safelist.cli.output import Output, output_options
from safelist.cli.profile import load_edition
from safelist.report import difference


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--cloud",
    type=click.Choice([str(one) for one in Cloud]),
    default=str(Cloud.PUBLIC),
    show_default=True,
)
@click.option("--role", type=click.Choice([str(one) for one in Role]))
@output_options("text", "json", "csv", "markdown")
def command(
    old: str,
    new: str,
    cloud: str,
    role: str | None,
    format_: str,
    output: str | None,
    color: str,
    quiet: bool,
) -> int:
    """Show what to add to a firewall and what to remove when OLD becomes NEW.

    OLD and NEW are dates ("2020-07-15"), "latest", or files.
    """
    chosen = Cloud(cloud)
    before, after = load_edition(old, chosen), load_edition(new, chosen)
    changes = diff(before, after, cloud=chosen, role=Role(role) if role else None)
    to = Output(format_, output, color, quiet)
    to.write(lambda out: difference.write(format_, before, after, changes, out))
    return 0
