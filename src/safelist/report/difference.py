"""What changed between two editions, for whoever keeps the firewall."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, TextIO

from safelist.catalog.changes import Added, Altered, Change, Removed
from safelist.catalog.knowledge import knowledge
from safelist.catalog.requirement import Importance, Role
from safelist.catalog.row import EditionReference, Row
from safelist.report.csv_report import write_rows
from safelist.report.json_report import encode
from safelist.report.markdown_report import lines_of_table
from safelist.report.records import ChangeRecord, DiffRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from safelist.catalog.edition import Edition
    from safelist.catalog.requirement import Cloud, Requirement

_TITLES = {Role.SESSION_HOST: "Session host", Role.CLIENT: "Client"}
_HEADER = ("role", "action", "address", "protocol", "ports", "importance", "service_tag", "remark")


def write(
    form: str,
    cloud: Cloud,
    old: Edition,
    new: Edition,
    changes: Sequence[Change],
    out: TextIO,
) -> None:
    """Write the *changes* of *cloud* in the format *form*."""
    if form == "json":
        record = DiffRecord(
            old=EditionReference.of(old),
            new=EditionReference.of(new),
            changes=[_record(change) for change in changes],
        )
        out.write(encode(record))
    elif form == "csv":
        write_rows(_HEADER, map(_cells, changes), out)
    else:
        lines = _text if form == "text" else _markdown
        out.writelines(line + "\n" for line in lines(cloud, old, new, changes))


def _text(cloud: Cloud, old: Edition, new: Edition, changes: Sequence[Change]) -> Iterator[str]:
    yield f"{old.name} -> {new.name}, cloud {cloud}"
    if not changes:
        yield "no change"
    for role, title in _TITLES.items():
        mine = [change for change in changes if _row(change).role is role]
        for kind, heading in (
            (Added, "add"),
            (Altered, "change"),
            (Removed, "remove"),
        ):
            some = [change for change in mine if isinstance(change, kind)]
            if some:
                yield ""
                yield f"{title}: {heading} ({len(some)})"
            for change in some:
                yield from _line(change)


def _line(change: Change) -> Iterator[str]:
    sign = {Added: "+", Altered: "~", Removed: "-"}[type(change)]
    row = _row(change)
    optional = " (optional)" if row.importance is Importance.OPTIONAL else ""
    yield f"  {sign} {row.effective}{optional}"
    for remark in _remarks(change):
        yield from textwrap.wrap(remark, 92, initial_indent="      ", subsequent_indent="      ")


def _remarks(change: Change) -> Iterator[str]:
    match change:
        case Added(new=new, covered_by=covered_by):
            if covered_by:
                yield f"already let through by {_listed(covered_by)}, as long as that rule stays"
            yield knowledge(new.effective.key).why
        case Altered(old=before, new=now, fields=fields):
            for field in fields:
                yield f"{field}: {_value(before, field)} -> {_value(now, field)}"
            if change.opens:
                yield f"open {now.effective.protocol}/{now.effective.ports}"
        case Removed(needed_by=needed_by):
            if needed_by:
                yield f"some of it is still needed: first allow {_listed(needed_by)}"


def _value(row: Requirement, field: str) -> str:
    match field:
        case "ports":
            return f"{row.endpoint.protocol}/{row.endpoint.ports}"
        case "conditions":
            return (
                "; ".join(f"{one.protocol}/{one.ports} when {one.when}" for one in row.conditions)
                or "none"
            )
        case "importance":
            return row.importance
        case "service tag":
            return row.tag or "none"
        case _:
            return ", ".join(row.clients) or "none"


def _listed(rows: Sequence[Requirement]) -> str:
    return ", ".join(str(row.effective.address) for row in rows)


def _row(change: Change) -> Requirement:
    return change.old if isinstance(change, Removed) else change.new


def _cells(change: Change) -> tuple[str, ...]:
    row = _row(change)
    return (
        row.role,
        {Added: "add", Altered: "change", Removed: "remove"}[type(change)],
        str(row.effective.address),
        row.effective.protocol,
        str(row.effective.ports),
        row.importance,
        row.service_tag or "",
        "; ".join(_remarks(change)),
    )


def _markdown(cloud: Cloud, old: Edition, new: Edition, changes: Sequence[Change]) -> Iterator[str]:
    yield f"# {old.name} to {new.name}, cloud {cloud}"
    yield ""
    header = tuple(name.replace("_", " ").capitalize() for name in _HEADER)
    yield from lines_of_table(header, map(_cells, changes))


def _record(change: Change) -> ChangeRecord:
    match change:
        case Added(new=new, covered_by=covered_by):
            return ChangeRecord(
                kind="added",
                role=new.role,
                new=Row.of(new),
                opens=not covered_by,
                covered_by=[str(row.effective) for row in covered_by],
            )
        case Removed(old=old, needed_by=needed_by):
            return ChangeRecord(
                kind="removed",
                role=old.role,
                old=Row.of(old),
                needed_by=[str(row.effective) for row in needed_by],
            )
        case Altered(old=old, new=new, fields=fields):
            return ChangeRecord(
                kind="altered",
                role=new.role,
                old=Row.of(old),
                new=Row.of(new),
                fields=list(fields),
                opens=change.opens,
            )
