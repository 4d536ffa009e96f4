"""`safelist import`: a published document becomes an edition."""

from __future__ import annotations

import click

from safelist.catalog.sources import own_toml
from safelist.catalog.sources.sniff import read_any
from safelist.cli.output import Output, output_options


@click.command("import")
@click.argument("document", metavar="PAGE_OR_JSON")
@output_options("toml")
def command(document: str, format_: str, output: str | None, color: str, quiet: bool) -> int:
    """Turn a published page (Markdown, HTML) or JSON file into an edition as TOML.

    What had to be repaired to read it is reported on standard error, with its line.
    """
    imported = read_any(document)
    to = Output(format_, output, color, quiet)
    for repair in imported.repairs:
        to.say(f"{document}:{repair.line}: warning: {repair}")
    to.write(lambda out: out.write(own_toml.write(imported.edition)))
    rows, retired = len(imported.edition.requirements), len(imported.edition.retired)
    gone = f", {retired} to remove" if retired else ""
    to.say(f"{rows} rows{gone}, {len(imported.repairs)} repairs")
    return 0
