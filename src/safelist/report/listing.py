"""Lists of requirements, without any verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from safelist.catalog.requirement import Importance, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from safelist.catalog.edition import Edition
    from safelist.catalog.requirement import Requirement

_HEADER = ("ADDRESS", "PORTS", "PURPOSE", "SERVICE TAG", "CLIENTS")
_SECTIONS = {
    (Role.SESSION_HOST, Importance.REQUIRED): "Session host, required",
    (Role.SESSION_HOST, Importance.OPTIONAL): "Session host, optional",
    (Role.CLIENT, Importance.REQUIRED): "Client, required",
    (Role.CLIENT, Importance.OPTIONAL): "Client, optional",
}
_WIDEST_PURPOSE = 48


def write(
    form: str,
    edition: Edition,
    rows: Sequence[Requirement],
    profile: Mapping[str, str],
    out: TextIO,
) -> None:
    """Write *rows* of *edition* in the format *form*."""
    if form == "json":
        _write_json(edition, rows, profile, out)
        return
    if form == "csv":
        _write_csv(rows, out)
        return
    lines = {"text": _text, "markdown": _markdown, "hosts": _hosts}[form]
    out.writelines(line + "\n" for line in lines(edition, rows))


def _text(edition: Edition, rows: Sequence[Requirement]) -> Iterator[str]:
    from safelist.report.table import table

    yield f"Edition {edition.name} ({edition.confidence}): {edition.title}"
    yield from _cautions(edition, rows)
    for section, title in _SECTIONS.items():
        chosen = [row for row in rows if (row.role, row.importance) == section]
        if not chosen:
            continue
        yield ""
        yield f"{title} ({len(chosen)})"
        yield from table(_HEADER, [_cells(row) for row in chosen])
    yield from _footnotes(rows)


def _cells(row: Requirement) -> tuple[str, ...]:
    purpose = row.purpose
    if len(purpose) > _WIDEST_PURPOSE:
        purpose = purpose[: _WIDEST_PURPOSE - 3].rstrip() + "..."
    marks = ("!" if row.erratum else "") + ("+" if row.origin else "")
    address = f"{row.endpoint.address} {marks}".rstrip()
    ports = f"{row.endpoint.protocol}/{row.endpoint.ports}"
    return (address, ports, purpose, row.service_tag or "", ", ".join(row.clients))


def _cautions(edition: Edition, rows: Sequence[Requirement]) -> Iterator[str]:
    if edition.confidence_note and edition.confidence != "published":
        yield f"note: {edition.confidence_note}"
    carried = sorted({row.origin for row in rows if row.origin})
    for origin in carried:
        count = sum(row.origin == origin for row in rows)
        yield f"note: {count} rows marked + are not from this text itself: {origin}"


def _footnotes(rows: Sequence[Requirement]) -> Iterator[str]:
    wrong = [row for row in rows if row.erratum]
    if wrong:
        yield ""
        yield "! known to be wrong on the page:"
    for row in wrong:
        if row.erratum:
            meant = (
                f"meant is {row.effective}"
                if row.erratum.corrected
                else "nobody knows what is meant"
            )
            yield f"  {row.endpoint.address}: {meant}. {row.erratum.reason}"
    for row in rows:
        for condition in row.conditions:
            ports = f"{condition.protocol}/{condition.ports}"
            yield f"{row.endpoint.address} also needs {ports} when {condition.when}"


def _markdown(edition: Edition, rows: Sequence[Requirement]) -> Iterator[str]:
    from safelist.report.markdown_report import lines_of_table

    yield f"# {edition.title}: edition {edition.name}"
    header = tuple(name.capitalize() for name in _HEADER)
    for section, title in _SECTIONS.items():
        chosen = [row for row in rows if (row.role, row.importance) == section]
        if chosen:
            yield from ("", f"## {title}", "")
            yield from lines_of_table(header, ((f"`{c[0]}`", *c[1:]) for c in map(_cells, chosen)))


def _hosts(edition: Edition, rows: Sequence[Requirement]) -> Iterator[str]:
    del edition
    yield from dict.fromkeys(row.effective.key for row in rows)


def _write_csv(rows: Sequence[Requirement], out: TextIO) -> None:
    from safelist.report.csv_report import write_rows

    header = (
        "role", "importance", "cloud", "address", "protocol", "ports", "purpose", "service_tag",
        "clients", "origin", "corrected", "notes",
    )  # fmt: skip
    table = (
        (
            row.role,
            row.importance,
            row.cloud,
            str(row.endpoint.address),
            row.endpoint.protocol,
            str(row.endpoint.ports),
            row.purpose,
            row.service_tag or "",
            ", ".join(row.clients),
            row.origin,
            str(row.effective) if row.effective != row.endpoint else "",
            row.notes,
        )
        for row in rows
    )
    write_rows(header, table, out)


def _write_json(
    edition: Edition, rows: Sequence[Requirement], profile: Mapping[str, str], out: TextIO
) -> None:
    from safelist.catalog.row import EditionReference, Row
    from safelist.report.json_report import encode
    from safelist.report.records import ListRecord

    record = ListRecord(
        edition=EditionReference.of(edition),
        profile=dict(profile),
        requirements=[Row.of(row) for row in rows],
    )
    out.write(encode(record))
