"""Exit codes: part of what scripts rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from safelist.finding import Severity

if TYPE_CHECKING:
    from safelist.report.document import Document

NOTHING_TO_WORK_ON = 3
FINDINGS = 10
INTERRUPTED = 130

fail_on_option = click.option(
    "--fail-on",
    type=click.Choice([str(one) for one in Severity]),
    default="warning",
    show_default=True,
    help="Exit with 10 for findings at least this bad.",
)


def exit_code(report: Document, fail_on: str) -> int:
    """Give the exit code for *report*: findings at or above the severity *fail_on*."""
    least = Severity(fail_on).rank
    return FINDINGS if any(one.severity.rank >= least for one in report.findings) else 0
