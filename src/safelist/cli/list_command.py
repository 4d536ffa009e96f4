"""`safelist list`: what must be open."""

from __future__ import annotations

import click

from safelist.cli.exits import NOTHING_TO_WORK_ON
from safelist.cli.output import Output, output_options
from safelist.cli.profile import load_profile, profile_options
from safelist.report import listing


@click.command("list")
@profile_options
@output_options("text", "json", "csv", "markdown", "hosts")
def command(
    edition: str,
    cloud: str,
    role: str | None,
    client: str | None,
    optional: bool,
    overlays: tuple[str, ...],
    format_: str,
    output: str | None,
    color: str,
    quiet: bool,
) -> int:
    """Show what must be open: the rows of an edition.

    Without --role the whole page is shown: session hosts and clients.
    """
    profile = load_profile(edition, cloud, role, client, optional=optional, overlays=overlays)
    to = Output(format_, output, color, quiet)
    rows = profile.requirements
    to.write(lambda out: listing.write(format_, profile.edition, rows, profile.words, out))
    if not rows:
        to.say("no row fits; see safelist list without options")
        return NOTHING_TO_WORK_ON
    return 0
