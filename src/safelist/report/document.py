"""Document: everything a report shows, whatever its format."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from safelist import __version__
from safelist.catalog.row import EditionReference, Row
from safelist.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA_VERSION = 1


class Counterexample(msgspec.Struct, frozen=True, kw_only=True):
    """A flow that shows that something is not let through; *host* may be an address."""

    host: str
    port: int
    protocol: str


class DecidingRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that decides, as it stands in the user's file."""

    name: str
    path: str
    line: int | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement and what is to be said of it; *finding* is None where nothing is."""

    requirement: Row
    status: str
    subject: str
    evidence: list[str] = []
    finding: Finding | None = None
    counterexample: Counterexample | None = None
    depends_on: list[str] = []
    rules: list[DecidingRule] = []


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of *command* found.

    *order* lists the possible statuses, the worst first; *profile* says in words for whom and how.
    """

    command: str
    edition: EditionReference
    profile: dict[str, str]
    order: tuple[str, ...]
    results: tuple[Result, ...]
    notes: tuple[str, ...] = ()
    made: str = ""
    tool: str = f"safelist {__version__}"

    @property
    def findings(self) -> list[Finding]:
        """All findings, the worst first, otherwise in the order of the list."""
        found = [one.finding for one in self.results if one.finding]
        return sorted(found, key=lambda one: -one.severity.rank)

    @property
    def summary(self) -> dict[str, int]:
        """How many results there are of each status."""
        counted = Counter(one.status for one in self.results)
        return {status: counted.get(status, 0) for status in self.order}

    @property
    def headline(self) -> str:
        """One sentence with the worst first: `3 blocked, 1 degraded, 26 open`."""
        said = [f"{count} {status}" for status, count in self.summary.items() if count]
        return ", ".join(said) or "nothing to look at"


def by_rule(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Group *findings* by rule, in order of first appearance."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    return groups
