"""`safelist diagnose`: judge what a check saw, again and elsewhere."""

from __future__ import annotations

import click

from safelist.catalog.sources.document import read_document
from safelist.check import saved
from safelist.cli.check_command import exit_code
from safelist.cli.output import Output, output_options
from safelist.finding import Severity
from safelist.report import FORMATS, writer


@click.command("diagnose")
@click.argument("file", metavar="FILE")
@click.option(
    "--fail-on",
    type=click.Choice([str(one) for one in Severity]),
    default="warning",
    show_default=True,
    help="Exit with 10 for findings at least this bad.",
)
@output_options(*FORMATS)
def command(
    file: str, fail_on: str, format_: str, output: str | None, color: str, quiet: bool
) -> int:
    """Judge a saved check (`check --save FILE`) again; needs no network."""
    report = saved.document(saved.read(read_document(file), path=file))
    to = Output(format_, output, color, quiet)
    to.write(lambda out: writer(format_)(report, out))
    return exit_code(report, fail_on)
