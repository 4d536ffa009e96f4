"""safelist's own TOML: the editions in the package, what `import` writes, overlays by users."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from safelist.catalog.edition import Edition, Source
from safelist.catalog.knowledge import Probe
from safelist.catalog.requirement import (
    Cloud,
    Condition,
    Confidence,
    Endpoint,
    Importance,
    Requirement,
    Role,
)
from safelist.catalog.sources.document import Limits, decode
from safelist.catalog.sources.own_toml_writer import SCHEMA, SOURCE_KEYS, write
from safelist.catalog.sources.toml_table import Table
from safelist.errors import SafelistError, UnreadableInputError
from safelist.sets.ports import Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["read", "write"]

_EDITION_KEYS = frozenset(
    {
        "schema", "edition", "title", "cloud", "date", "dated", "updated", "revision",
        "completes", "confidence", "confidence_note", "note", "source", "requirement", "retired",
    }
)  # fmt: skip
_ROW_KEYS = frozenset(
    {
        "role", "importance", "cloud", "address", "published_address", "protocol", "ports",
        "purpose", "service_tag", "clients", "condition", "notes", "azure_gov", "origin", "probe",
    }
)  # fmt: skip
_CONDITION_KEYS = frozenset({"when", "protocol", "ports"})
_PROBE_KEYS = frozenset(field.name for field in dataclasses.fields(Probe))
_LIMITS = Limits(characters=1024 * 1024, line_length=50_000)
_MOST_DOTS = 200


def read(document: bytes, *, path: str, cloud: Cloud | None = None) -> Edition:
    """Read an edition or an overlay; errors name the line.

    *cloud* is that of rows that name none, in a file that names none.
    """
    text = decode(document, path=path)
    _LIMITS.check(text, path=path, kind="overlay")
    _refuse_long_keys(text, path)
    hint = "see docs/commands/list.md for an overlay to start from"
    try:
        values: dict[str, object] = tomllib.loads(text)
    except RecursionError as error:
        reason = "has values nested too deeply"
        raise UnreadableInputError(reason, path=path, hint=hint) from error
    except ValueError as error:
        reason, line = _told(error, text)
        raise UnreadableInputError(reason, path=path, line=line, hint=hint) from error
    return _edition(Table(values, path, cache(lambda: text.split("\n"))), path, cloud)


def _refuse_long_keys(text: str, path: str) -> None:
    """Refuse keys of hundreds of parts, which take tomllib minutes."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") <= _MOST_DOTS:
            continue
        bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", line.partition("#")[0])
        if bare.count(".") > _MOST_DOTS:
            reason = f"has a key of more than {_MOST_DOTS} parts"
            raise UnreadableInputError(reason, path=path, line=number, hint="write it shorter")


def _told(error: ValueError, text: str) -> tuple[str, int | None]:
    """Give what tomllib says is wrong, and the line."""
    reason = f"is not TOML: {str(error).split(' (at')[0]}"
    found = re.search(r"\(at line (\d+)", str(error))
    if found:
        return reason, int(found[1])
    return reason, text.rstrip().count("\n") + 1 if "(at end" in str(error) else None


def _edition(table: Table, path: str, default: Cloud | None) -> Edition:
    table.only(_EDITION_KEYS)
    if table.number("schema", SCHEMA) != SCHEMA:
        raise table.error(
            f"has schema {table.raw('schema')}", "schema", "update safelist to read it"
        )
    cloud = table.word(Cloud, "cloud")
    rows = tuple(_rows(table, "requirement", cloud or default))
    if not rows:
        raise table.error("has no [[requirement]]", "", "add at least one row")
    source = table.table("source")
    source.only(frozenset(SOURCE_KEYS))
    return Edition(
        name=table.text("edition", path),
        title=table.text("title"),
        cloud=cloud,
        date=table.date("date"),
        requirements=rows,
        retired=tuple(_rows(table, "retired", cloud or default)),
        confidence=table.word(Confidence, "confidence") or Confidence.PUBLISHED,
        revision=table.number("revision", 1),
        dated=table.text("dated"),
        updated=table.date("updated"),
        completes=table.text("completes") or None,
        confidence_note=table.text("confidence_note"),
        note=table.text("note"),
        source=Source(**{key: source.text(key) for key in SOURCE_KEYS}),
    )


def _rows(table: Table, name: str, cloud: Cloud | None) -> Iterator[Requirement]:
    for row in table.tables(name):
        yield _requirement(row, name, cloud or Cloud.PUBLIC)


def _requirement(row: Table, name: str, cloud: Cloud) -> Requirement:
    row.only(_ROW_KEYS)
    role = row.word(Role, "role")
    if role is None:
        raise row.error("row has no role", "", 'add role = "session-host" or "client"')
    return Requirement(
        role=role,
        importance=row.word(Importance, "importance") or Importance.REQUIRED,
        cloud=row.word(Cloud, "cloud") or cloud,
        endpoint=_endpoint(row),
        purpose=row.text("purpose"),
        service_tag=row.text("service_tag") or None,
        clients=row.texts("clients"),
        conditions=tuple(_conditions(row, f"{name}.condition")),
        notes=row.text("notes"),
        azure_gov=row.text("azure_gov") or None,
        published_address=row.text("published_address") or None,
        origin=row.text("origin"),
        probe=_probe(row),
    )


def _endpoint(row: Table) -> Endpoint:
    address = row.text("address")
    if not address:
        raise row.error("row has no address", "address", 'add address = "*.example.com"')
    protocol = row.word(Protocol, "protocol") or Protocol.TCP
    ports = row.ports("ports")
    if not ports and protocol in (Protocol.TCP, Protocol.UDP):
        raise row.error("row has no ports", "ports", "add ports = [443]")
    try:
        return Endpoint.of(address, protocol, ports)
    except SafelistError as error:
        hint = error.hint or 'write a name or a prefix: "*.example.com", "198.51.100.0/24"'
        raise row.error(error.reason, "address", hint) from error


def _conditions(row: Table, header: str) -> Iterator[Condition]:
    for condition in row.tables("condition", header):
        condition.only(_CONDITION_KEYS)
        protocol = condition.word(Protocol, "protocol") or Protocol.TCP
        yield Condition(condition.text("when"), protocol, condition.ports("ports"))


def _probe(row: Table) -> Probe | None:
    """Read how to try the row: `probe = { kind = "tls", path = "/health" }`."""
    if not row.has("probe"):
        return None
    row.table("probe").only(_PROBE_KEYS)
    try:
        return msgspec.convert(row.raw("probe"), Probe)
    except msgspec.ValidationError as error:
        hint = 'write probe = { kind = "tls", path = "/" }'
        raise row.error(f"probe is not understood: {error}", "probe", hint) from error
