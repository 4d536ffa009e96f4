"""Read a published document of whatever kind: its content tells."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Protocol

import msgspec

from safelist.catalog.requirement import Cloud, Role
from safelist.catalog.sources import (
    Imported,
    learn_html,
    learn_markdown,
    office365_json,
    own_toml,
)
from safelist.catalog.sources.document import decode, read_document
from safelist.catalog.sources.json_document import read_json
from safelist.errors import UnreadableInputError


class Reader(Protocol):
    """Reads a document; *path* is for errors."""

    def __call__(self, document: bytes, *, path: str) -> Imported:
        """Give the edition in *document*."""


def _read_toml(document: bytes, *, path: str, cloud: Cloud | None = None) -> Imported:
    return Imported(own_toml.read(document, path=path, cloud=cloud))


#: What can be imported.
SOURCES: dict[str, Reader] = {
    "learn-markdown": learn_markdown.read,
    "learn-html": learn_html.read,
    "office365-json": office365_json.read,
    "own-toml": _read_toml,
}

_HINT = (
    "give a page of Microsoft (Markdown or HTML), Office 365 endpoints (JSON) or own rows (TOML)"
)
#: As much of a text as is looked at to tell its kind.
_START = 65536
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype|[a-z])", re.I | re.S)
_TOML = re.compile(r"^[ \t]*(?:\[\[\s*(?:requirement|retired)\s*\]\]|(?:schema|edition)\s*=)", re.M)
_TOML_START = re.compile(r"\s*\[{1,2}\s*[A-Za-z_]\w*\s*\]{1,2}[ \t]*(?:#.*)?$", re.M)


def read_any(path: str, *, role: Role = Role.SESSION_HOST, cloud: Cloud | None = None) -> Imported:
    """Read the file at *path*, of any kind in SOURCES.

    *role* is that of rows from sources that know no roles; *cloud* that of own rows without one.
    """
    document = read_document(path)
    name = tell(document, path=path)
    reader = SOURCES[name]
    if name == "office365-json":
        reader = partial(office365_json.read, role=role)
    elif name == "own-toml":
        reader = partial(_read_toml, cloud=cloud)
    return reader(document, path=path)


def tell(document: bytes, *, path: str) -> str:
    """Tell the kind of *document*: a name in SOURCES; raises UnreadableInputError for none."""
    start = decode(document, path=path)[:_START].lstrip("\ufeff")
    if start.lstrip()[:1] == "{" or (start.lstrip()[:1] == "[" and not _TOML_START.match(start)):
        return _tell_json(document, path)
    if _HTML.match(start):
        return "learn-html"
    if _TOML.search(start) or _TOML_START.match(start) or path.lower().endswith(".toml"):
        return "own-toml"
    if re.match(r"(?i)from: <saved by|mime-version:", start):
        reason = "is a web archive (MHTML)"
        raise UnreadableInputError(reason, path=path, hint='save the page as "HTML only"')
    return "learn-markdown"


def _tell_json(document: bytes, path: str) -> str:
    kind = dict[str, msgspec.Raw] | list[msgspec.Raw]
    read = read_json(document, kind, path=path, hint=_HINT)
    if isinstance(read, list) or {"value", "Count"} == set(read):
        return "office365-json"
    if {"values", "cloud"} <= set(read):
        raise UnreadableInputError(
            "is a file of service tags, which has no list of what to open",
            path=path,
            hint="give it as --service-tags to a command that asks for a list",
        )
    raise UnreadableInputError("is JSON of another kind", path=path, hint=_HINT)
