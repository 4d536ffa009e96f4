"""safelist's own TOML: the editions in the package, what `import` writes, overlays by users."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
import tomllib
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

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
from safelist.catalog.sources.document import decode
from safelist.errors import SafelistError, UnreadableInputError
from safelist.sets.ports import PortSet, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

W = TypeVar("W", bound=StrEnum)

_EDITION_KEYS = {
    "schema", "edition", "title", "cloud", "date", "dated", "updated", "revision", "completes",
    "confidence", "confidence_note", "note", "source", "requirement", "retired",
}  # fmt: skip
_ROW_KEYS = {
    "role", "importance", "cloud", "address", "published_address", "protocol", "ports", "purpose",
    "service_tag", "clients", "condition", "notes", "azure_gov", "origin", "probe",
}  # fmt: skip
_SOURCE_KEYS = {"address", "repository", "path", "commit", "kind"}
_SCHEMA = 1


def read(document: bytes, *, path: str) -> Edition:
    """Read an edition or an overlay; errors name the line of the row."""
    text = decode(document, path=path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        raise UnreadableInputError(
            f"is not TOML: {str(error).split(' (at')[0]}",
            path=path,
            line=int(found[1]) if found else None,
            hint="see docs/commands/list.md for an overlay to start from",
        ) from error
    return _Reader(table, text, path).edition()


class _Reader:
    """One document; keeps the path and the lines of its rows for errors."""

    def __init__(self, table: dict[str, Any], text: str, path: str) -> None:
        self._table = table
        self._path = path
        self._lines = {
            name: [
                number
                for number, line in enumerate(text.splitlines(), 1)
                if re.match(rf"\s*\[\[\s*{name}\s*\]\]", line)
            ]
            for name in ("requirement", "retired")
        }

    def edition(self) -> Edition:
        table = self._table
        self._known(table, _EDITION_KEYS, line=1)
        if table.get("schema", _SCHEMA) != _SCHEMA:
            raise self._error(f"has schema {table['schema']!r}", 1, "update safelist to read it")
        cloud = self._word(Cloud, table, "cloud", None, 1)
        rows = tuple(self._rows("requirement", cloud))
        if not rows:
            raise self._error("has no [[requirement]]", 1, "add at least one row")
        source = self._text_table(table.get("source", {}))
        return Edition(
            name=self._text(table, "edition", self._path, 1),
            title=self._text(table, "title", "", 1),
            cloud=cloud,
            date=self._date(table, "date"),
            requirements=rows,
            retired=tuple(self._rows("retired", cloud)),
            confidence=self._word(Confidence, table, "confidence", Confidence.PUBLISHED, 1)
            or Confidence.PUBLISHED,
            revision=int(table.get("revision", 1)),
            dated=self._text(table, "dated", "", 1),
            updated=self._date(table, "updated"),
            completes=self._text(table, "completes", "", 1) or None,
            confidence_note=self._text(table, "confidence_note", "", 1),
            note=self._text(table, "note", "", 1),
            source=Source(**source),
        )

    def _rows(self, name: str, cloud: Cloud | None) -> Iterator[Requirement]:
        rows = self._table.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._error(f"{name} is no list of tables", 1, f"write each row under [[{name}]]")
        lines = self._lines[name]
        for number, row in enumerate(rows):
            line = lines[number] if number < len(lines) else None
            yield self._requirement(row, cloud, line)

    def _requirement(
        self, row: dict[str, Any], cloud: Cloud | None, line: int | None
    ) -> Requirement:
        self._known(row, _ROW_KEYS, line)
        address = self._text(row, "address", "", line)
        if not address:
            raise self._error("row has no address", line, 'add address = "*.example.com"')
        role = self._word(Role, row, "role", None, line)
        if role is None:
            raise self._error("row has no role", line, 'add role = "session-host" or "client"')
        protocol = self._word(Protocol, row, "protocol", Protocol.TCP, line) or Protocol.TCP
        try:
            endpoint = Endpoint.of(address, protocol, self._ports(row, line))
        except SafelistError as error:
            raise self._error(error.reason, line, error.hint) from error
        return Requirement(
            role=role,
            importance=self._word(Importance, row, "importance", Importance.REQUIRED, line)
            or Importance.REQUIRED,
            cloud=self._word(Cloud, row, "cloud", cloud or Cloud.PUBLIC, line) or Cloud.PUBLIC,
            endpoint=endpoint,
            purpose=self._text(row, "purpose", "", line),
            service_tag=self._text(row, "service_tag", "", line) or None,
            clients=tuple(self._texts(row, "clients", line)),
            conditions=tuple(self._conditions(row, line)),
            notes=self._text(row, "notes", "", line),
            azure_gov=self._text(row, "azure_gov", "", line) or None,
            published_address=self._text(row, "published_address", "", line) or None,
            origin=self._text(row, "origin", "", line),
            probe=self._probe(row, line),
        )

    def _probe(self, row: dict[str, Any], line: int | None) -> Probe | None:
        """Read how to try the row: `probe = { kind = "tls", path = "/health" }`."""
        probe = row.get("probe")
        if probe is None:
            return None
        try:
            return msgspec.convert(probe, Probe)
        except msgspec.ValidationError as error:
            reason = f"probe is not understood: {error}"
            raise self._error(reason, line, 'write probe = { kind = "tls", path = "/" }') from error

    def _conditions(self, row: dict[str, Any], line: int | None) -> Iterator[Condition]:
        for condition in row.get("condition", []):
            self._known(condition, {"when", "protocol", "ports"}, line)
            protocol = self._word(Protocol, condition, "protocol", Protocol.TCP, line)
            when = self._text(condition, "when", "", line)
            yield Condition(when, protocol or Protocol.TCP, self._ports(condition, line))

    def _ports(self, row: dict[str, Any], line: int | None) -> PortSet:
        ports = row.get("ports", [])
        try:
            if isinstance(ports, str):
                return PortSet.parse(ports)
            if isinstance(ports, list) and all(type(port) is int for port in ports):
                return PortSet(ports)
        except SafelistError as error:
            raise self._error(error.reason, line, error.hint) from error
        raise self._error(
            f"ports {ports!r} are not ports", line, 'write ports = [443] or "1024-2048"'
        )

    def _word(
        self, words: type[W], row: dict[str, Any], key: str, default: W | None, line: int | None
    ) -> W | None:
        """Read one of the *words* of an enumeration."""
        value = row.get(key)
        if value is None:
            return default
        try:
            return words(value)
        except ValueError:
            known = ", ".join(f'"{word}"' for word in words)
            raise self._error(f"unknown {key} {value!r}", line, f"use one of {known}") from None

    def _date(self, table: dict[str, Any], key: str) -> datetime.date | None:
        value = table.get(key)
        if value is None or (isinstance(value, datetime.date) and type(value) is datetime.date):
            return value
        raise self._error(
            f"{key} {value!r} is no date", 1, f"write {key} = 2024-11-21, without quotes"
        )

    def _text(self, row: dict[str, Any], key: str, default: str, line: int | None) -> str:
        value = row.get(key, default)
        if not isinstance(value, str):
            raise self._error(f"{key} is not text", line, f'write {key} = "..."')
        return value

    def _texts(self, row: dict[str, Any], key: str, line: int | None) -> list[str]:
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._error(f"{key} is not a list of texts", line, f'write {key} = ["All"]')
        return value

    def _text_table(self, table: object) -> dict[str, str]:
        if not isinstance(table, dict):
            raise self._error("source is not a table", 1, "write it under [source]")
        self._known(table, _SOURCE_KEYS, 1)
        return {key: self._text(table, key, "", 1) for key in table}

    def _known(self, table: dict[str, Any], keys: set[str], line: int | None) -> None:
        for key in table:
            if key not in keys:
                raise self._error(
                    f'unknown key "{key}"', line, f"known are {', '.join(sorted(keys))}"
                )

    def _error(self, reason: str, line: int | None, hint: str | None) -> UnreadableInputError:
        return UnreadableInputError(reason, path=self._path, line=line, hint=hint)


def write(edition: Edition) -> str:
    """Write *edition* so that `read` gives it back."""
    lines = [f"schema = {_SCHEMA}", f"edition = {_quoted(edition.name)}"]
    for key in (
        "title",
        "cloud",
        "date",
        "dated",
        "updated",
        "revision",
        "completes",
        "confidence",
    ):
        lines += _assignment(key, getattr(edition, key))
    lines += _assignment("confidence_note", edition.confidence_note)
    lines += _assignment("note", edition.note)
    source = [
        line
        for key in sorted(_SOURCE_KEYS)
        for line in _assignment(key, getattr(edition.source, key))
    ]
    if source:
        lines += ["", "[source]", *source]
    for name, rows in (("requirement", edition.requirements), ("retired", edition.retired)):
        for row in rows:
            lines += ["", f"[[{name}]]", *_row(row, edition.cloud)]
    return "\n".join(lines) + "\n"


def _row(row: Requirement, cloud: Cloud | None) -> Iterator[str]:
    yield from _assignment("role", row.role)
    yield from _assignment("importance", row.importance)
    if row.cloud is not cloud:
        yield from _assignment("cloud", row.cloud)
    yield from _assignment("address", str(row.endpoint.address))
    yield from _assignment("published_address", row.published_address)
    yield from _assignment("protocol", row.endpoint.protocol)
    yield f"ports = {_ports_text(row.endpoint.ports)}"
    yield from _assignment("purpose", row.purpose)
    yield from _assignment("service_tag", row.service_tag)
    if row.clients:
        yield f"clients = [{', '.join(map(_quoted, row.clients))}]"
    yield from _assignment("notes", row.notes)
    yield from _assignment("azure_gov", row.azure_gov)
    yield from _assignment("origin", row.origin)
    if row.probe:
        yield f"probe = {_probe_text(row.probe)}"
    for condition in row.conditions:
        yield "[[requirement.condition]]"
        yield from _assignment("when", condition.when)
        yield from _assignment("protocol", condition.protocol)
        yield f"ports = {_ports_text(condition.ports)}"


def _probe_text(probe: Probe) -> str:
    """Write an inline table; TOML and JSON spell these values alike."""
    fields = {
        field.name: getattr(probe, field.name)
        for field in dataclasses.fields(probe)
        if field.name == "kind" or getattr(probe, field.name) != field.default
    }
    return "{ " + ", ".join(f"{key} = {json.dumps(value)}" for key, value in fields.items()) + " }"


def _ports_text(ports: PortSet) -> str:
    text = str(ports)
    return f"[{text.replace(',', ', ')}]" if text.replace(",", "").isdigit() else _quoted(text)


def _assignment(key: str, value: str | int | datetime.date | None) -> list[str]:
    if value is None or value == "":
        return []
    return [f"{key} = {_quoted(value) if isinstance(value, str) else value}"]


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
