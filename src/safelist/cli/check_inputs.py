"""What a user tells `safelist check`: which rows, which names, which name servers."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import click

from safelist.catalog.requirement import Endpoint, Prefix
from safelist.errors import InvalidHostError, UnreadableInputError
from safelist.sets.names import is_address, normalize_host
from safelist.sets.ports import PortSet, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safelist.catalog.requirement import Requirement


class Seconds(click.FloatRange):
    """A span between a tenth of a second and five minutes."""

    def __init__(self) -> None:
        super().__init__(0.1, 300)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read the number; `nan` is in no range, although it compares with none."""
        seconds: float = super().convert(value, param, ctx)
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is not a number of seconds", param, ctx)
        return seconds


def chosen_rows(rows: Iterable[Requirement], only: tuple[str, ...]) -> list[Requirement]:
    """Keep the rows that one of the patterns *only* touches."""
    if not only:
        return list(rows)
    asked = [Endpoint.of(text, Protocol.TCP, PortSet.everything()) for text in only]
    return [row for row in rows if any(_touches(one, row.effective) for one in asked)]


def _touches(asked: Endpoint, row: Endpoint) -> bool:
    if asked.key == row.key:
        return True
    match asked.address, row.address:
        case Prefix() as mine, Prefix() as theirs:
            return bool(mine.addresses & theirs.addresses)
        case Prefix(), _:
            return False
        case _, Prefix():
            return False
        case mine, theirs:
            return bool(mine.hosts & theirs.hosts)


def read_names(path: str) -> tuple[str, ...]:
    """Read host names, one a line; `#` begins a remark."""
    from safelist.catalog.sources.document import decode, read_document

    found = []
    for number, line in enumerate(decode(read_document(path), path=path).splitlines(), 1):
        name = line.partition("#")[0].strip()
        if not name:
            continue
        try:
            found.append(normalize_host(name))
        except InvalidHostError as error:
            raise UnreadableInputError(
                error.reason, path=path, line=number, hint="write one host name a line"
            ) from error
    return tuple(dict.fromkeys(found))


def name_server(text: str) -> tuple[str, int]:
    """Read the address of a name server, with or without a port."""
    found = re.fullmatch(r"\[?([0-9a-fA-F.:]+?)\]?(?::(\d+))?", text)
    if text.count(":") > 1 and not text.startswith("["):
        found = re.fullmatch(r"([0-9a-fA-F:.]+)()", text)
    if not found or not is_address(found[1]) or (found[2] and int(found[2]) > 65535):
        raise click.BadParameter(
            f'"{text}" is not the address of a name server', param_hint="--resolver"
        )
    return found[1], int(found[2] or 53)


def pinned_name(text: str) -> tuple[str, str]:
    """Read `NAME=ADDRESS`."""
    name, _, address = text.partition("=")
    if not is_address(address) or "/" in address:
        raise click.BadParameter(f'"{text}" is not NAME=ADDRESS', param_hint="--resolve")
    try:
        return normalize_host(name), address
    except InvalidHostError as error:
        raise click.BadParameter(error.reason, param_hint="--resolve") from error
