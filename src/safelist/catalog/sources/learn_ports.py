"""One cell of a page that holds ports, or protocols."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safelist.catalog.requirement import Condition
from safelist.catalog.sources.learn_address import INVISIBLE
from safelist.catalog.sources.learn_cells import plain, shown
from safelist.errors import SafelistError
from safelist.sets.ports import PortSet, Protocol

if TYPE_CHECKING:
    from safelist.catalog.sources.learn_cells import Mend

_NUMBER = re.compile(r"(?<![\w.])(\d{1,5})(?:\s*[-\u2010-\u2015]\s*(\d{1,5}))?(?!\w|\.\d)")
_PROTOCOLS = {
    "tcp": Protocol.TCP,
    "udp": Protocol.UDP,
    "icmp": Protocol.ICMP,
    "http": Protocol.TCP,
    "https": Protocol.TCP,
}

#: No cell with ports is longer, whatever it says besides.
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of a cell; *protocols* are those it names itself, *note* what it says besides."""

    ports: PortSet
    protocols: tuple[Protocol, ...] = ()
    conditions: tuple[Condition, ...] = ()
    note: str = ""


def has_ports(cell: str) -> bool:
    """Tell whether *cell* has a number that can be a port."""
    text = _spelt(cell)
    return text == "*" or any(0 < int(found[1]) < 65536 for found in _NUMBER.finditer(text))


def _spelt(cell: str) -> str:
    return plain(unicodedata.normalize("NFKC", INVISIBLE.sub("", cell)))


def _listed(text: str) -> tuple[list[re.Match[str]], str]:
    """Give the numbers that stand in a list at the start of *text*, and the phrase behind them.

    Between two of them there is no more than a comma and a word like "and".
    """
    listed: list[re.Match[str]] = []
    end = 0
    for found in _NUMBER.finditer(text):
        if listed and len(_letters(text[end : found.start()])) > 4:
            break
        listed.append(found)
        end = found.end()
    phrase = text[end:].strip(" ()[].,;:/")
    if re.search(r"[,;]\s*(?:\w{2,3}\s+)?\d{2,5}\b", phrase):
        # "53 when ..., 80": whether the condition is of 80 too, nobody can tell.
        raise SafelistError(f'"{text}" has ports behind a condition')
    one_word = phrase.isascii() and " " not in phrase
    return listed, phrase if len(_letters(phrase)) > 4 and not one_word else ""


def _letters(text: str) -> str:
    return re.sub(r"(?i)\b(?:tcp|udp|ports?)\b|[\W\d_]", "", text)


def ports(cell: str, otherwise: tuple[Protocol, ...], mend: Mend) -> Ports:
    """Read `443`, `80, 443`, `TCP port 443` or `80, 32526, and 53 when Azure DNS is used`.

    *otherwise* are the protocols of a condition that names none itself.
    """
    text = _spelt(cell)
    if text == "*":
        return Ports(PortSet.everything())
    numbers, phrase = _listed(text) if len(text) <= _LONGEST else ([], "")
    if not numbers:
        reason = f'"{shown(cell)[:80]}" is not a port' if text else "the row has no port"
        raise SafelistError(reason, hint='a port is a number: "443", "80, 443"')
    spans = [PortSet.span(int(found[1]), int(found[2] or found[1])) for found in numbers]
    if phrase and len(spans) > 1:
        when = re.sub(r"(?i)^\W*(?:(?:tcp|udp)\W+)*(?:when|if)\s+", "", phrase)
        meant = protocols(phrase) or otherwise
        conditions = tuple(Condition(when, protocol, spans[-1]) for protocol in meant)
        read = Ports(_union(spans[:-1]), protocols(text[: numbers[-1].start()]), conditions)
    else:
        read = Ports(_union(spans), protocols(text), (), phrase)
    _report(shown(cell), text, read, mend)
    return read


def _union(spans: list[PortSet]) -> PortSet:
    union = PortSet()
    for span in spans:
        union |= span
    return union


def _report(published: str, text: str, read: Ports, mend: Mend) -> None:
    spelt = str(read.ports)
    if read.conditions:
        when = f"{read.conditions[0].ports} when {read.conditions[0].when}"
        mend("a condition in the port cell", published, f"{spelt}; {when}")
    elif read.note:
        mend("words in the port cell, kept as a note", published, spelt)
    elif ";" in text:
        mend("a semicolon behind the port", published, spelt)
    elif any(map(str.isalpha, re.sub(r"\b(?:and|or)\b", "", text))):
        mend("words in the port cell", published, spelt)


def protocols(text: str) -> tuple[Protocol, ...]:
    """Read the protocols that *text* names, in its order."""
    words = re.findall(r"(?<![A-Za-z])(?:TCP|UDP|ICMP|HTTPS?)(?![A-Za-z])", text, re.IGNORECASE)
    return tuple(dict.fromkeys(_PROTOCOLS[word.lower()] for word in words))
