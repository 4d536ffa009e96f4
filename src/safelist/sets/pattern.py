"""Host patterns: text plus the dialect of the place it is written in.

`*.x.com` means different things in different products, so text alone is no set.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from safelist.errors import InvalidHostError
from safelist.sets.hosts import HostSet
from safelist.sets.names import CHARACTERS, MAX_LABEL, MAX_NAME, is_host, to_ascii
from safelist.sets.tokens import SOME

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a host pattern means in one place, and the way back.

    *read* raises InvalidHostError for what is no pattern there; *write* gives None for a set that
    has no spelling there.
    """

    name: str
    read: Callable[[str], HostSet]
    write: Callable[[HostSet], str | None]


@dataclass(frozen=True, slots=True)
class HostPattern:
    """*text* as it is spelt in *dialect*; compare `hosts`, never the text."""

    text: str
    dialect: Dialect

    def __post_init__(self) -> None:
        """Refuse text that is no pattern of the dialect."""
        _hosts(self.text, self.dialect)

    @property
    def hosts(self) -> HostSet:
        """The exact set that the pattern stands for."""
        return _hosts(self.text, self.dialect)

    @property
    def is_wildcard(self) -> bool:
        """Whether the pattern stands for more than the one name it spells."""
        return "*" in self.text

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=65536)
def _hosts(text: str, dialect: Dialect) -> HostSet:
    return dialect.read(text)


def _read_learn(text: str) -> HostSet:
    if "*" not in text:
        return HostSet.of(text)
    name = to_ascii(text.strip()).lower().removesuffix(".")
    if not set(name) <= {*CHARACTERS, "*"} or "**" in name or "" in name.split("."):
        raise InvalidHostError(f'"{text}" is not a host name or pattern')
    # The text that "*" stands for may end a label, so only what is spelt out can be too long.
    runs = name.replace("*", ".").split(".")
    if len(name) > MAX_NAME or any(len(run) > MAX_LABEL for run in runs):
        raise InvalidHostError(f'"{text}" is longer than a host name can be')
    return HostSet([name.replace("*", SOME)])


def _write_learn(hosts: HostSet) -> str | None:
    if hosts.patterns is None or len(hosts.patterns) != 1:
        return None
    (pattern,) = hosts.patterns
    text = pattern.replace(SOME, "*")
    if "*" not in text:
        return text if is_host(text) else None
    try:
        return text if _read_learn(text).patterns == hosts.patterns else None
    except InvalidHostError:
        return None


#: Microsoft's own pages: `*` is any text that is not empty, across label borders. So
#: `*.wvd.microsoft.com` has names of any depth but not the apex, and `*eh.servicebus.windows.net`
#: has `gsm1eh.servicebus.windows.net`.
LEARN = Dialect("learn", _read_learn, _write_learn)
