"""The lines of a squid.conf: includes followed, list files read, quotes and remarks understood."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from safelist.errors import UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEPTH = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One directive with its words, and where it stands."""

    words: tuple[str, ...]
    path: str
    number: int

    def error(self, reason: str, hint: str | None = None) -> UnreadableInputError:
        """Give an error about this line."""
        return UnreadableInputError(reason, path=self.path, line=self.number, hint=hint)


def read_lines(path: str, depth: int = 0) -> Iterator[Line]:
    """Give the directives of the file at *path* and of what it includes, in order."""
    for number, text in _numbered(path):
        words = _words(text)
        if not words:
            continue
        line = Line(words, path, number)
        if words[0] != "include":
            yield line
            continue
        if depth >= _DEPTH:
            raise line.error("includes are nested too deeply", "does a file include itself?")
        for pattern in words[1:]:
            yield from _included(line, pattern, depth)


def _included(line: Line, pattern: str, depth: int) -> Iterator[Line]:
    base = Path(pattern) if Path(pattern).is_absolute() else Path(line.path).parent / pattern
    found = sorted(
        str(one) for one in Path(base.anchor or ".").glob(str(base.relative_to(base.anchor)))
    )
    if not found and "*" not in pattern:
        raise line.error(f'cannot find the included file "{pattern}"', "give that file as well")
    for one in found:
        yield from read_lines(one, depth + 1)


def read_list(line: Line, name: str) -> list[str]:
    """Give the entries of the list file *name*, which *line* refers to."""
    path = Path(line.path).parent / name
    if not path.is_file():
        # Squid starts all the same, with an empty list; what is meant is in the missing file.
        raise line.error(f'cannot find the list file "{name}"', "give that file as well")
    return [text.strip() for _, text in _numbered(str(path)) if text.strip()]


def _numbered(path: str) -> Iterator[tuple[int, str]]:
    """Give the lines with their numbers; a backslash at the end joins the next one."""
    try:
        content = Path(path).read_text("utf-8")
    except OSError as error:
        raise UnreadableInputError(
            f"cannot be read: {error.strerror}", path=path, hint="check the path and your rights"
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableInputError(
            "is not UTF-8 text", path=path, hint="give the configuration as text"
        ) from error
    joined, start = "", 0
    for number, text in enumerate(content.splitlines(), 1):
        start = start or number
        if text.endswith("\\"):
            joined += text[:-1] + " "
            continue
        yield start, _without_remark(joined + text)
        joined, start = "", 0
    if joined:
        yield start, _without_remark(joined)


def _without_remark(text: str) -> str:
    """Take away what follows a `#` at the start of a word."""
    kept = []
    for word in text.split():
        if word.startswith("#"):
            break
        kept.append(word)
    return " ".join(kept)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())
