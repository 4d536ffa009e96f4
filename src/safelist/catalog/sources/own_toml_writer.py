"""Write safelist's own TOML so that reading it gives the same edition."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from safelist.catalog.edition import Edition
    from safelist.catalog.knowledge import Probe
    from safelist.catalog.requirement import Cloud, Requirement
    from safelist.sets.ports import PortSet

SCHEMA = 1
SOURCE_KEYS = ("address", "commit", "kind", "path", "repository")


def write(edition: Edition) -> str:
    """Write *edition* so that `read` gives it back.

    Errata are not written: they are known for an address, and not part of what was published.
    """
    lines = [f"schema = {SCHEMA}", f"edition = {_quoted(edition.name)}", *_head(edition)]
    source = [
        line for key in SOURCE_KEYS for line in _assignment(key, getattr(edition.source, key))
    ]
    if source:
        lines += ["", "[source]", *source]
    for name, rows in (("requirement", edition.requirements), ("retired", edition.retired)):
        for row in rows:
            lines += ["", f"[[{name}]]", *_row(row, name, edition.cloud)]
    return "\n".join(lines) + "\n"


def _head(edition: Edition) -> Iterator[str]:
    yield from _assignment("title", edition.title)
    yield from _assignment("cloud", edition.cloud)
    yield from _assignment("date", edition.date)
    yield from _assignment("dated", edition.dated)
    yield from _assignment("updated", edition.updated)
    yield from _assignment("revision", edition.revision)
    yield from _assignment("completes", edition.completes)
    yield from _assignment("confidence", edition.confidence)
    yield from _assignment("confidence_note", edition.confidence_note)
    yield from _assignment("note", edition.note)


def _row(row: Requirement, name: str, cloud: Cloud | None) -> Iterator[str]:
    yield from _assignment("role", row.role)
    yield from _assignment("importance", row.importance)
    if row.cloud is not cloud:
        yield from _assignment("cloud", row.cloud)
    yield from _assignment("address", str(row.endpoint.address))
    yield from _assignment("published_address", row.published_address)
    yield from _assignment("protocol", row.endpoint.protocol)
    yield f"ports = {_ports(row.endpoint.ports)}"
    yield from _assignment("purpose", row.purpose)
    yield from _assignment("service_tag", row.service_tag)
    if row.clients:
        yield f"clients = [{', '.join(map(_quoted, row.clients))}]"
    yield from _assignment("notes", row.notes)
    yield from _assignment("azure_gov", row.azure_gov)
    yield from _assignment("origin", row.origin)
    if row.probe:
        yield f"probe = {_probe(row.probe)}"
    for condition in row.conditions:
        yield f"[[{name}.condition]]"
        yield from _assignment("when", condition.when)
        yield from _assignment("protocol", condition.protocol)
        yield f"ports = {_ports(condition.ports)}"


def _probe(probe: Probe) -> str:
    """Write an inline table; TOML and JSON spell these values alike."""
    values = {
        field.name: getattr(probe, field.name)
        for field in dataclasses.fields(probe)
        if field.name == "kind" or getattr(probe, field.name) != field.default
    }
    return "{ " + ", ".join(f"{key} = {_json(value)}" for key, value in values.items()) + " }"


def _ports(ports: PortSet) -> str:
    text = str(ports)
    if not text or text.replace(",", "").isdigit():
        return f"[{text.replace(',', ', ')}]"
    return _quoted(text)


def _assignment(key: str, value: str | int | datetime.date | None) -> list[str]:
    if value is None or value == "":
        return []
    return [f"{key} = {_quoted(value) if isinstance(value, str) else value}"]


def _quoted(text: str) -> str:
    return _json(str(text))


def _json(value: object) -> str:
    # A JSON string is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
