"""One table of a TOML file: typed values out of it, and errors that name the line of the key."""

from __future__ import annotations

import datetime
import re
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from safelist.errors import SafelistError, UnreadableInputError
from safelist.sets.ports import PortSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

W = TypeVar("W", bound=StrEnum)


class Table:
    """The *values* of a table of the file at *path*.

    *lines* are those of the file and *start* tells where the table begins in it; both are only
    asked for an error.
    """

    __slots__ = ("_lines", "_path", "_start", "_values")

    def __init__(
        self,
        values: dict[str, object],
        path: str,
        lines: Callable[[], list[str]],
        start: Callable[[], int] = lambda: 1,
    ) -> None:
        self._values = values
        self._path = path
        self._lines = lines
        self._start = start

    def only(self, known: frozenset[str]) -> None:
        """Refuse keys that are not *known*."""
        for key in self._values:
            if key not in known:
                raise self.error(
                    f'unknown key "{key}"', key, f"known are {', '.join(sorted(known))}"
                )

    def has(self, key: str) -> bool:
        """Tell whether there is a *key*."""
        return key in self._values

    def raw(self, key: str) -> object:
        """Give the value of *key* as it is; None where it is absent."""
        return self._values.get(key)

    def text(self, key: str, default: str = "") -> str:
        """Read text."""
        value = self._values.get(key, default)
        if not isinstance(value, str):
            raise self.error(f"{key} is not text", key, f'write {key} = "..."')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.error(f"{key} is not a list of texts", key, f'write {key} = ["..."]')
        return tuple(value)

    def number(self, key: str, default: int) -> int:
        """Read a whole number."""
        value = self._values.get(key, default)
        if type(value) is not int:
            raise self.error(f"{key} {value!r} is no number", key, f"write {key} = {default}")
        return value

    def date(self, key: str) -> datetime.date | None:
        """Read a day; None where it is absent."""
        value = self._values.get(key)
        if value is None or type(value) is datetime.date:
            return value
        hint = f"write {key} = 2024-11-21, without quotes"
        raise self.error(f"{key} {value!r} is no date", key, hint)

    def word(self, words: type[W], key: str) -> W | None:
        """Read one of the *words* of an enumeration; None where it is absent."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value in list(words):
            return words(value)
        known = ", ".join(f'"{word}"' for word in words)
        raise self.error(f"unknown {key} {value!r}", key, f"use one of {known}")

    def ports(self, key: str) -> PortSet:
        """Read ports: a list of numbers, or text like `1024-2048`."""
        value = self._values.get(key, [])
        hint = f'write {key} = [443] or "1024-2048"'
        try:
            if isinstance(value, str):
                return PortSet.parse(value)
            if isinstance(value, list) and all(type(port) is int for port in value):
                return PortSet(value)
        except SafelistError as error:
            raise self.error(error.reason, key, error.hint or hint) from error
        raise self.error(f"{key} {value!r} are not ports", key, hint)

    def table(self, key: str) -> Table:
        """Read a table; an empty one where it is absent."""
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            raise self.error(f"{key} is not a table", key, f"write it under [{key}]")
        return Table(value, self._path, self._lines, self._finder(rf"\[\s*{key}\s*\]", 0, key))

    def tables(self, key: str, header: str = "") -> Iterator[Table]:
        """Read a list of tables, each under `[[header]]`; without *header* that is *key*."""
        header = header or key
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            hint = f"write each under [[{header}]]"
            raise self.error(f"{key} is no list of tables", key, hint)
        written = r"\[\[\s*" + r"\s*\.\s*".join(map(re.escape, header.split("."))) + r"\s*\]\]"
        for number, one in enumerate(value):
            yield Table(one, self._path, self._lines, self._finder(written, number, key))

    def error(self, reason: str, key: str, hint: str | None) -> UnreadableInputError:
        """Make an error that names the line of *key*, or of the table where it has none."""
        return UnreadableInputError(reason, path=self._path, line=self._line(key), hint=hint)

    def _line(self, key: str) -> int:
        """Give the line of `key =` in this table, or of `[key]` behind it; its own for neither."""
        start = self._start()
        lines = list(enumerate(self._lines()[start - 1 :], start))
        assigned = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        header = re.compile(rf"\s*\[\[?\s*{re.escape(key)}\s*\]")
        for line, text in lines if key else ():
            if assigned.match(text):
                return line
            if line > start and text.lstrip().startswith("["):
                break
        return next((line for line, text in lines if key and header.match(text)), start)

    def _finder(self, header: str, number: int, key: str) -> Callable[[], int]:
        """Tell where the *number*-th such header is, or the *key* that stands for it."""

        def find() -> int:
            start = self._start()
            found = [
                line
                for line, text in enumerate(self._lines()[start - 1 :], start)
                if re.match(rf"\s*{header}", text)
            ]
            return found[number] if number < len(found) else self._line(key)

        return find
