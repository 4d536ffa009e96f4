"""Read a published document of whatever kind: its content tells."""

from __future__ import annotations

import re
from functools import partial
from typing import Protocol

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
_HTML = re.compile(r"(?is)(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype|[a-z])")
_TOML = re.compile(r"(?m)^[ \t]*(?:\[\[\s*(?:requirement|retired)\s*\]\]|(?:schema|edition)\s*=)")
_TOML_START = re.compile(r"(?m)\[{1,2}\s*[A-Za-z_]\w*\s*\]{1,2}[ \t]*(?:#.*)?\r?$")
_MHTML = re.compile(r"(?i)from: <saved by|mime-version:")


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
    start = decode(document, path=path)[:_START].lstrip("\ufeff \t\r\n")
    if _TOML_START.match(start):
        return "own-toml"
    if start.startswith(("{", "[")):
        return _tell_json(document, start[0], path)
    if _HTML.match(start):
        return "learn-html"
    if not start.startswith("---") and (_TOML.search(start) or path.lower().endswith(".toml")):
        return "own-toml"
    if _MHTML.match(start):
        reason = "is a web archive (MHTML)"
        raise UnreadableInputError(reason, path=path, hint='save the page as "HTML only"')
    return "learn-markdown"


def _tell_json(document: bytes, first: str, path: str) -> str:
    if first == "[":
        read_json(document, list[msgspec.Raw], path=path, hint=_HINT)
        return "office365-json"
    keys = set(read_json(document, dict[str, msgspec.Raw], path=path, hint=_HINT))
    if {"values", "cloud"} <= keys:
        raise UnreadableInputError(
            "is a file of service tags, which has no list of what to open",
            path=path,
            hint="give it as --service-tags to a command that asks for a list",
        )
    if keys == {"value", "Count"}:
        return "office365-json"
    raise UnreadableInputError("is JSON of another kind", path=path, hint=_HINT)
