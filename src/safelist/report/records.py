"""The JSON shapes of `list`, `editions`, `diff` and `explain`; docs/schemas/ is made of them."""

from __future__ import annotations

import msgspec

from safelist import __version__
from safelist.catalog.row import EditionReference, Row

SCHEMA_VERSION = 1
TOOL = f"safelist {__version__}"


class ListRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`safelist list`."""

    schema_version: int = SCHEMA_VERSION
    tool: str = TOOL
    edition: EditionReference
    profile: dict[str, str]
    requirements: list[Row]


class EditionsRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`safelist editions`."""

    schema_version: int = SCHEMA_VERSION
    tool: str = TOOL
    editions: list[EditionReference]


class ChangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One change.

    *kind* is added, altered or removed. *fields* names what differs; *opens* says whether a rule
    must be added; *covered_by* are old rows that already let an added one through; *needed_by* are
    new rows that still use some of a removed one.
    """

    kind: str
    role: str
    old: Row | None = None
    new: Row | None = None
    fields: list[str] = []
    opens: bool = False
    covered_by: list[str] = []
    needed_by: list[str] = []


class DiffRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`safelist diff`."""

    schema_version: int = SCHEMA_VERSION
    tool: str = TOOL
    old: EditionReference
    new: EditionReference
    changes: list[ChangeRecord]


class MatchRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A row that has to do with what was asked; *relation* says how."""

    relation: str
    requirement: Row
    exemplars: list[str]
    traffic: str
    inspection: str


class TagRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A service tag: its prefixes in the file that was given, and the rows that carry it."""

    name: str
    prefixes: list[str]
    carried_by: list[str]


class ExplainRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`safelist explain`."""

    schema_version: int = SCHEMA_VERSION
    tool: str = TOOL
    asked: str
    edition: EditionReference
    matches: list[MatchRecord]
    tags: list[TagRecord] = []
    near: list[str] = []
    problems: list[str] = []
    history: list[str] = []
