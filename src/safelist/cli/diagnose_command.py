"""`safelist diagnose`: judge what a check saw, again and elsewhere."""

from __future__ import annotations

import click

from safelist.catalog.sources.document import read_document
from safelist.check import saved
from safelist.cli.exits import NOTHING_TO_WORK_ON, exit_code, fail_on_option
from safelist.cli.output import Output, output_options
from safelist.report import FORMATS, writer


@click.command("diagnose")
@click.argument("file", metavar="FILE")
@fail_on_option
@output_options(*FORMATS)
def command(
    file: str, fail_on: str, format_: str, output: str | None, color: str, quiet: bool
) -> int:
    """Judge a saved check (`check --save FILE`) again; needs no network."""
    report = saved.document(saved.read(read_document(file), path=file))
    to = Output(format_, output, color, quiet)
    to.write(lambda out: writer(format_)(report, out))
    return exit_code(report, fail_on) if report.results else NOTHING_TO_WORK_ON
