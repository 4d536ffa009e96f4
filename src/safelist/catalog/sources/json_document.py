"""Read JSON into typed values; errors say in which line, where the line is known."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from safelist.catalog.sources.document import decode
from safelist.errors import UnreadableInputError

T = TypeVar("T")


def read_json(document: bytes, kind: type[T], *, path: str, hint: str) -> T:
    """Read *document* as *kind*; *hint* is for JSON of another kind.

    Encodings other than UTF-8 are those that `decode` knows.
    """
    content = document if _is_plain(document) else decode(document, path=path).encode()
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as error:
        reason = f"is JSON of another kind: {_lowered(str(error))}"
        raise UnreadableInputError(reason, path=path, hint=hint) from error
    except msgspec.DecodeError as error:
        raise _malformed(str(error), content, path) from error
    except UnicodeDecodeError as error:
        decode(document, path=path)
        raise _malformed(str(error), content, path) from error
    except RecursionError as error:
        reason = "is JSON of another kind: values nested too deeply"
        raise UnreadableInputError(reason, path=path, hint=hint) from error


def _is_plain(document: bytes) -> bool:
    return document.lstrip()[:1] in (b"{", b"[") and b"\0" not in document[:16]


def _malformed(reason: str, content: bytes, path: str) -> UnreadableInputError:
    if "truncated" in reason:
        line = content.rstrip().count(b"\n") + 1
        hint = "download the file again"
        return UnreadableInputError("is JSON that is cut off", path=path, line=line, hint=hint)
    found = re.search(r"\(byte (\d+)\)", reason)
    line = content.count(b"\n", 0, int(found[1])) + 1 if found else 1
    what = re.sub(r"\s*\(byte \d+\)", "", reason.removeprefix("JSON is malformed: "))
    hint = "download the file again, and do not edit it by hand"
    return UnreadableInputError(f"is not JSON: {what}", path=path, line=line, hint=hint)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
