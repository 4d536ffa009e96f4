"""One cell of a page that holds an address: a host pattern or a prefix, and damage around it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from safelist.catalog.sources.learn_cells import SEPARATORS, plain, shown
from safelist.catalog.sources.learn_words import NONE, folded
from safelist.sets.names import is_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from safelist.catalog.sources.learn_cells import Mend

INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_HOST = re.compile(r"[A-Za-z0-9_*-]+(?:\.[A-Za-z0-9_*-]+)*\.[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]\.?")


def addresses(cell: str, mend: Mend) -> tuple[str, ...]:
    """Read the host patterns and prefixes of *cell*; none where it has none."""
    text, wrong = _unmarked(cell)
    found: list[str] = []
    beside: list[str] = []
    for token in re.split(rf"[\s{SEPARATORS}]+", text):
        address, trimmed = _address(token)
        if address is None:
            beside += [token] if any(map(str.isalnum, token)) else []
            continue
        found.append(address)
        wrong += [trimmed] if trimmed else []
    if not found:
        return ()
    if beside:
        wrong.append("a word beside the address")
    if text.rstrip().endswith((";", "\uff1b")):
        wrong.append("a semicolon behind the address")
    if len(found) > 1:
        wrong.append("several addresses in one cell")
    if wrong:
        mend(", ".join(dict.fromkeys(wrong)), shown(cell), ", ".join(found))
    return tuple(found)


def _unmarked(cell: str) -> tuple[str, list[str]]:
    """Undo what marks and translation did to an address; say what it was."""
    text, wrong = cell.strip(), []
    if text.count("`") == 2 and re.search(r"`\s+\S|\S\s+`", text):
        wrong.append("a blank inside the code marks")
    text = text.replace("`", "")
    for what, repair in _REPAIRS:
        repaired = repair(text)
        if repaired != text:
            wrong.append(what)
            text = repaired
    return text, wrong


def _ascii_forms(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("。", ".")


def _unescaped_asterisk(text: str) -> str:
    return re.sub(r"\\([*_-])", r"\1", text)


def _whole_wildcard(text: str) -> str:
    return re.sub(r"\*[ \t]*\.[ \t]*(?=\w)|\*[ \t]+(?=\w[\w-]*\.)", _joined, text)


def _whole_labels(text: str) -> str:
    # A sentence would go on with a capital behind its full stop.
    return re.sub(r"(?<=[\w*])[ \t]*\.[ \t]*(?=[a-z0-9])", ".", text)


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"\s", "", found[0])


_REPAIRS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("an invisible character", lambda text: INVISIBLE.sub("", text).replace("\xa0", " ")),
    ("a full-width character", _ascii_forms),
    ("an escaped asterisk", _unescaped_asterisk),
    ("a blank inside a wildcard", _whole_wildcard),
    ("a blank inside the address", _whole_labels),
)


def _address(token: str) -> tuple[str | None, str]:
    """Read one word as an address; tell what had to be cut off."""
    text = token.strip("()[]<>\"'“”„«»")
    if "." not in text and ":" not in text:
        return None, ""
    if is_address(text):
        return text, ""
    text = text.rstrip(".:,")
    if is_address(text) or _HOST.fullmatch(text):
        return text, ""
    url = re.fullmatch(r"(?:[A-Za-z]{2,5}://)?([^/:@]+)(?::\d{1,5})?(?:/\S*)?", text)
    if url and _HOST.fullmatch(url[1]):
        return url[1], "a URL where a name belongs"
    return None, ""


def azure_gov(cell: str, mend: Mend) -> str | None:
    """Read the address of the Government cloud beside a public one; "None" for the same one."""
    found = addresses(cell, mend)
    if len(found) > 1:
        mend("only the first of several addresses was kept", shown(cell), found[0])
    if found:
        return found[0]
    text = plain(cell)
    if text and text != "None":
        what = "a translated word" if folded(cell) in NONE else "no address in this column"
        mend(what, shown(cell), "None")
    return "None" if text else None
