"""`safelist editions`: which texts of the list are known."""

from __future__ import annotations

import click

from safelist.catalog import library
from safelist.cli.output import Output, output_options
from safelist.report import editions


@click.command("editions")
@output_options("text", "json", "csv", "markdown")
def command(format_: str, output: str | None, color: str, quiet: bool) -> int:
    """Show the editions of the list that safelist knows, the newest of a cloud last."""
    to = Output(format_, output, color, quiet)
    to.write(lambda out: editions.write(format_, library.everything(), out))
    return 0
