"""Read a document that somebody gives us: size, packing and encoding, before anything else."""

from __future__ import annotations

import zlib
from pathlib import Path

from safelist.errors import UnreadableInputError

#: The largest published file there is, service tags of the public cloud, has about 5 MB.
MAX_BYTES = 32 * 1024 * 1024

_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def read_document(path: str) -> bytes:
    """Read the file at *path*, unpacked where it is gzip, up to MAX_BYTES."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableInputError(
            f"cannot be read: {error.strerror or error}",
            path=path,
            hint="check the path and your rights",
        ) from error
    if content.startswith(b"\x1f\x8b"):
        content = _unpack(content, path)
    if len(content) > MAX_BYTES:
        raise UnreadableInputError(
            f"is larger than {MAX_BYTES // 1024 // 1024} MiB, and no published list is",
            path=path,
            hint="give the page or JSON file itself",
        )
    if not content.strip():
        raise UnreadableInputError("is empty", path=path, hint="save the page again")
    return content


def decode(document: bytes, *, path: str) -> str:
    """Give *document* as text: UTF-8, or UTF-16 with a byte order mark as PowerShell writes it."""
    if document.startswith(b"%PDF"):
        raise UnreadableInputError(
            "is a PDF", path=path, hint="give the page as Markdown or HTML, not printed"
        )
    encoding = next((name for mark, name in _ENCODINGS if document.startswith(mark)), "utf-8")
    try:
        text = document.decode(encoding)
    except UnicodeDecodeError as error:
        line = document.count(b"\n", 0, error.start) + 1
        raise UnreadableInputError(
            f"is not {encoding.upper()} text", path=path, line=line, hint="save the file as UTF-8"
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableInputError(
            "is a binary file",
            path=path,
            line=line,
            hint="give a text file: Markdown, HTML, JSON or TOML",
        )
    return text


def _unpack(content: bytes, path: str) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        # A bound on what comes out: a few kilobytes of gzip can hold gigabytes.
        return unpacker.decompress(content, MAX_BYTES + 1)
    except zlib.error as error:
        raise UnreadableInputError(
            f"is damaged gzip: {error}", path=path, hint="download the file again"
        ) from error
