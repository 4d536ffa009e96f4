"""Read a document that somebody gives us: size, packing and encoding, before anything else."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from safelist.errors import UnreadableInputError

#: The largest published file there is, service tags of the public cloud, has about 5 MB.
MAX_BYTES = 32 * 1024 * 1024

_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))

#: Bytes that no text in UTF-8 has, but every picture, program and archive.
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
#: How far behind the first byte that is no UTF-8 they are looked for.
_NEAR = 512

#: How files begin that people have beside the page they mean, and what to do instead.
_OTHERS = (
    (b"%PDF", "a PDF", "give the page as Markdown or HTML, not printed"),
    (b"\x89PNG", "a picture (PNG)", "give the page itself, not a screenshot"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "give the page itself, not a screenshot"),
    (b"GIF8", "a picture (GIF)", "give the page itself, not a screenshot"),
    (b"PK\x03\x04", "a ZIP archive or an Office document", "unpack it, or save the page as HTML"),
    (b"BM", "a picture (BMP)", "give the page itself, not a screenshot"),
)


def read_document(path: str) -> bytes:
    """Read the file at *path*, unpacked where it is gzip, up to MAX_BYTES."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableInputError(
            f"cannot be read: {reason}", path=path, hint="check the path and your rights"
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
    for start, kind, hint in _OTHERS:
        # Two letters are no proof: a text may begin with "BM".
        if document.startswith(start) and (len(start) > 2 or b"\0" in document[:64]):
            raise UnreadableInputError(f"is {kind}", path=path, hint=hint)
    encoding = next((name for mark, name in _ENCODINGS if document.startswith(mark)), "utf-8")
    try:
        text = document.decode(encoding)
    except UnicodeDecodeError as error:
        binary = encoding == "utf-8" and _CONTROL.search(document, 0, error.end + _NEAR)
        name = encoding.removesuffix("-sig").upper()
        reason = "is a binary file" if binary else f"is not {name} text"
        raise _unreadable(reason, document, error.start, path) from error
    if "\0" in text:
        raise _unreadable("is a binary file", document, max(0, document.find(b"\0")), path)
    return text


def _unreadable(reason: str, document: bytes, start: int, path: str) -> UnreadableInputError:
    line = document.count(b"\n", 0, start) + 1
    hint = "give a text file in UTF-8: Markdown, HTML, JSON or TOML"
    return UnreadableInputError(reason, path=path, line=line, hint=hint)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a text of one kind can be; parsers are slow on what is no such text at all.

    *characters*, *lines* and *bars*, which stand between the cells of tables, are of the whole
    text; *line_length* and *line_bars* of one line. None is for what does not matter.
    """

    characters: int
    lines: int | None = None
    bars: int | None = None
    line_length: int | None = None
    line_bars: int | None = None

    def check(self, text: str, *, path: str, kind: str) -> None:
        """Refuse *text* that is larger than any *kind* ("page", "overlay") there is."""
        self._check(len(text), self.characters, "characters", path, kind)
        self._check(text.count("\n"), self.lines, "lines", path, kind)
        self._check(text.count("|"), self.bars, "vertical bars", path, kind)
        if self.line_length is None and self.line_bars is None:
            return
        for number, line in enumerate(text.split("\n"), 1):
            self._check(len(line), self.line_length, "characters", path, kind, number)
            self._check(line.count("|"), self.line_bars, "vertical bars", path, kind, number)

    def _check(
        self, count: int, most: int | None, what: str, path: str, kind: str, line: int | None = None
    ) -> None:
        if most is None or count <= most:
            return
        where = "" if line is None else " in one line"
        raise UnreadableInputError(
            f"has more than {most:,} {what}{where}, and no {kind} has",
            path=path,
            line=line,
            hint=f"give the {kind} itself",
        )


def _unpack(content: bytes, path: str) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    hint = "download the file again"
    try:
        # A bound on what comes out: a few kilobytes of gzip can hold gigabytes.
        unpacked = unpacker.decompress(content, MAX_BYTES + 1)
    except zlib.error as error:
        raise UnreadableInputError(f"is damaged gzip: {error}", path=path, hint=hint) from error
    if not unpacker.eof and len(unpacked) <= MAX_BYTES:
        raise UnreadableInputError("is gzip that is cut off", path=path, hint=hint)
    return unpacked
