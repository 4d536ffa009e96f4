"""Saved: everything a check saw, in one value that can be kept and judged again later."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from safelist import __version__
from safelist.catalog.row import EditionReference, Row
from safelist.check.causes import CAUSES, Status
from safelist.check.diagnose import diagnose, let_through
from safelist.check.diagnose.diagnosis import found
from safelist.check.observation import Observation
from safelist.check.target import Target
from safelist.check.verdict import Verdict, judge
from safelist.errors import SafelistError, UnreadableInputError
from safelist.report.document import Document, Result

if TYPE_CHECKING:
    from safelist.check.diagnose.diagnosis import Diagnosis

SCHEMA_VERSION = 1
_ORDER = tuple(
    str(status)
    for status in (
        Status.BLOCKED,
        Status.DEGRADED,
        Status.INSUFFICIENT,
        Status.NOT_PROBED,
        Status.OPEN,
    )
)


class SavedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement and the ids of the targets that stand for it."""

    requirement: Row
    targets: list[str]


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """One check; *made* is ISO 8601 in UTC.

    *proxied* gives the host of the proxy for each target that went through one; *caught* the
    fabric addresses that the machine's proxy setting would catch. Credentials are never in it.
    """

    schema_version: int = SCHEMA_VERSION
    tool: str = f"safelist {__version__}"
    made: str
    edition: EditionReference
    profile: dict[str, str]
    rows: list[SavedRow]
    targets: list[Target]
    observations: list[Observation]
    unfinished: list[str] = []
    proxied: dict[str, str] = {}
    caught: dict[str, str] = {}
    notes: list[str] = []


class _Version(msgspec.Struct):
    schema_version: int = 0


def write(saved: Saved) -> str:
    """Give *saved* as JSON text."""
    return msgspec.json.format(msgspec.json.encode(saved), indent=1).decode() + "\n"


def read(content: bytes, *, path: str) -> Saved:
    """Read what `write` wrote."""
    hint = "give a file that `safelist check --save` wrote"
    try:
        version = msgspec.json.decode(content, type=_Version).schema_version
        if version > SCHEMA_VERSION:
            raise UnreadableInputError(
                f"has schema version {version}", path=path, hint="update safelist"
            )
        saved = msgspec.json.decode(content, type=Saved)
    except msgspec.ValidationError as error:
        raise UnreadableInputError(
            f"is not a saved check: {error}", path=path, hint=hint
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableInputError(f"is not JSON: {error}", path=path, hint=hint) from error
    if len({target.id for target in saved.targets}) != len(saved.targets):
        raise UnreadableInputError("has a target twice", path=path, hint=hint)
    return saved


def verdicts(saved: Saved) -> list[Verdict]:
    """Judge every requirement from what was seen; pure, so the same file gives the same."""
    seen: dict[str, list[Observation]] = defaultdict(list)
    for one in saved.observations:
        seen[one.target].append(one)
    working = {host for one, host in saved.proxied.items() if let_through(seen[one])}
    diagnoses = {target.id: _diagnose(saved, target, seen, working) for target in saved.targets}
    for name in set(saved.unfinished) & diagnoses.keys():
        if diagnoses[name].status is Status.OPEN:
            diagnoses[name] = found("interrupted", diagnoses[name].target)
    return [_verdict(saved, row, diagnoses) for row in saved.rows]


def document(saved: Saved) -> Document:
    """Give the report of *saved*."""
    judged = verdicts(saved)
    results = [
        Result(
            requirement=row.requirement,
            status=verdict.status,
            subject=str(verdict.requirement.effective),
            evidence=list(verdict.evidence),
            finding=verdict.finding,
        )
        for row, verdict in zip(saved.rows, judged, strict=True)
    ]
    return Document(
        command="check",
        edition=saved.edition,
        profile=saved.profile,
        order=_ORDER,
        results=tuple(results),
        notes=tuple(saved.notes),
        made=saved.made,
        tool=saved.tool,
    )


def _diagnose(
    saved: Saved, target: Target, seen: dict[str, list[Observation]], working: set[str]
) -> Diagnosis:
    proxy = saved.proxied.get(target.id)
    resolved = seen.get(proxy or target.host, [])
    every = [*resolved, *seen.get(target.id, [])]
    return diagnose(target, every, proxy, proxy_works=proxy in working)


def _verdict(saved: Saved, row: SavedRow, diagnoses: dict[str, Diagnosis]) -> Verdict:
    try:
        requirement = row.requirement.requirement()
        verdict = judge(requirement, [diagnoses[one] for one in row.targets])
    except (SafelistError, KeyError) as error:
        raise SafelistError(
            f"the saved check contradicts itself: {error}", hint="save the check again"
        ) from error
    proxy = saved.caught.get(requirement.effective.key)
    if proxy is None or verdict.status is not Status.OPEN:
        return verdict
    cause = CAUSES["proxy-catches-fabric"]
    caught = tuple(
        replace(one, status=cause.status, cause=cause, evidence=(proxy, *one.evidence))
        for one in verdict.diagnoses
    )
    return Verdict(requirement, cause.status, caught, cause.name)
