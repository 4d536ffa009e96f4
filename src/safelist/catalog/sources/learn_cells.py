"""One cell of a page: its words, its service tag, its clients.

The functions that read a cell call *mend* with what they had to repair, so that nothing is
read as other than it stands in silence. Domain facts 1.3 has the damage that really occurs.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from safelist.catalog.sources.learn_words import (
    ALL,
    CLIENTS,
    INTERNET,
    NONE,
    NOT_APPLICABLE,
    folded,
)

#: Called with what was wrong, the text as published and the text as read.
Mend = Callable[[str, str, str], None]

#: Commas and semicolons, Chinese and Japanese ones too.
SEPARATORS = ",;\u3001\uff0c\uff1b"
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*")
_UNESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def quietly(what: str, published: str, read: str) -> None:
    """Take a repair that nobody needs to hear of: the cell is only looked at."""


def plain(cell: str) -> str:
    """Give the words of *cell* on one line, without code marks, emphasis and backslashes."""
    text = _UNESCAPED.sub(r"\1", cell.replace("`", "")).replace("\xa0", " ")
    text = re.sub(r"(\*\*|__|\*)(?=\S)([^*_]*\S)\1(?![\w.])", r"\2", text)
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.split("\n"))
    return " / ".join(line for line in lines if line)


def shown(cell: str) -> str:
    """Give *cell* as it is published, on one line."""
    return cell.strip().replace("\n", " / ")


def service_tag(cell: str, *, fabric: bool, mend: Mend) -> str | None:
    """Read a service tag, "None" or "N/A"; None where the cell is empty.

    *fabric* says that the row is of an IP address: there Microsoft writes "N/A", and a language
    that has one word for both means that.
    """
    text, word = plain(cell), folded(cell)
    if not text:
        return None
    if word in NOT_APPLICABLE or (fabric and word in NONE):
        read = "N/A"
    elif word in NONE:
        read = "None"
    elif word in INTERNET:
        read = "Internet"
    else:
        names = [re.sub(r"\s*\.\s*", ".", name.strip(" .")) for name in _names(text)]
        if not names or not all(map(_TAG.fullmatch, names)):
            mend("no service tag has such a name", shown(cell), "N/A")
            return "N/A"
        read = ", ".join(names)
    if read != text:
        translated = read in ("None", "N/A", "Internet")
        mend("a translated word" if translated else "a damaged service tag", shown(cell), read)
    return read


def _names(text: str) -> list[str]:
    """Split a list of names in one cell."""
    return [name for name in re.split(rf"\s*[{SEPARATORS}/]\s*", text) if name.strip(" .")]


def clients(cell: str, mend: Mend) -> tuple[str, ...]:
    """Read the clients of a row by their English names."""
    names = [name.strip(" .") for name in _names(plain(cell))]
    read = tuple(dict.fromkeys(map(_client, names)))
    if list(read) != names:
        mend("a translated client", shown(cell), ", ".join(read))
    elif not all(map(str.isascii, read)):
        mend("a client in a language that is not known", shown(cell), ", ".join(read))
    return read


def _client(name: str) -> str:
    word = folded(name)
    if word in ALL:
        return "All"
    if re.fullmatch(r"windows [^\x00-\x7f]\S*|windows masaüstü", word):
        return "Windows Desktop"
    return CLIENTS.get(word, name)
