"""Tell the columns of a table apart by what stands in them, since headers are translated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safelist.catalog.sources.learn_address import addresses
from safelist.catalog.sources.learn_cells import plain, quietly
from safelist.catalog.sources.learn_ports import has_ports, protocols
from safelist.catalog.sources.learn_words import ALL, INTERNET, NONE, NOT_APPLICABLE, folded

if TYPE_CHECKING:
    from collections.abc import Callable

    from safelist.catalog.sources.learn_page import Table

#: A service tag beyond doubt: `AzureCloud`, `AzureFrontDoor.Frontend`.
_CAMEL = re.compile(r"[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+(?:\.[A-Za-z0-9]+)?")
_WORD = re.compile(r"[A-Z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)?")
_NO_TAG = NONE | NOT_APPLICABLE | INTERNET
_PROTOCOL = re.compile(r"(?i)(?:tcp|udp|icmp|https?)(?:\W+(?:\w{1,3}\W+)?(?:tcp|udp|icmp|https?))*")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table is which; *unknown* holds service tags or clients.

    *left_out* are columns that are none of these.
    """

    address: int
    port: int
    protocol: int | None = None
    purpose: int | None = None
    tag: int | None = None
    clients: int | None = None
    gov: int | None = None
    unknown: int | None = None
    left_out: tuple[int, ...] = ()


def find(table: Table) -> Columns | None:
    """Tell the columns of *table*; None where it has no addresses with ports."""
    cells = _Cells(table)
    address = has_addresses(table)
    if address is None:
        return None
    others = [column for column in range(cells.width) if column != address]
    port = _best(others, lambda column: cells.share(column, has_ports), cells.wordiness)
    if port is None:
        return None
    others.remove(port)
    protocol = _first(others, cells.are_protocols)
    gov = _first(others, cells.are_gov)
    others = [column for column in others if column not in (protocol, gov)]
    clients = _first(others, cells.are_clients)
    # Told first: a purpose of one word, "PowerShell", looks like a service tag.
    named = _first(others, lambda column: "purpose" in cells.heading(column))
    tag = _first([column for column in others if column not in (clients, named)], cells.are_tags)
    others = [column for column in others if column not in (clients, tag)]
    purpose = others[0] if others and named is None else named
    rest = [column for column in others if column != purpose]
    unknown = rest[0] if rest and clients is None and tag is None else None
    return Columns(
        address=address,
        port=port,
        protocol=protocol,
        purpose=purpose,
        tag=tag,
        clients=clients,
        gov=gov,
        unknown=unknown,
        left_out=tuple(column for column in rest if column != unknown),
    )


def has_addresses(table: Table) -> int | None:
    """Give the column with the addresses of *table*; None where it has none."""
    cells = _Cells(table)
    return _best(
        list(range(cells.width)),
        lambda column: cells.share(column, _has_address),
        lambda column: column,
    )


def _best(
    columns: list[int], share: Callable[[int], float], otherwise: Callable[[int], float]
) -> int | None:
    """Give the column with the largest share, if that is half; of equal ones the least other."""
    ranked = sorted((-share(column), otherwise(column), column) for column in columns)
    return ranked[0][2] if ranked and ranked[0][0] <= -0.5 else None


def _first(columns: list[int], fits: Callable[[int], bool]) -> int | None:
    return next((column for column in columns if fits(column)), None)


class _Cells:
    """The cells of a table by column."""

    def __init__(self, table: Table) -> None:
        self._header = table.header
        self.width = max([len(table.header), *(len(row.cells) for row in table.rows)])
        self._columns = [
            [
                row.cells[column]
                for row in table.rows
                if column < len(row.cells) and row.cells[column].strip()
            ]
            for column in range(self.width)
        ]

    def share(self, column: int, fits: Callable[[str], bool]) -> float:
        cells = self._columns[column]
        return sum(map(fits, cells)) / len(cells) if cells else 0.0

    def wordiness(self, column: int) -> float:
        cells = self._columns[column]
        letters = sum(len(re.findall(r"[^\W\d_]", cell)) for cell in cells)
        return letters / len(cells) if cells else 0.0

    def heading(self, column: int) -> str:
        return self._header[column].casefold() if column < len(self._header) else ""

    def are_protocols(self, column: int) -> bool:
        return self.share(column, _is_protocol) > 0.5

    def are_gov(self, column: int) -> bool:
        """Tell whether these are addresses of the Government cloud: addresses or "none"."""
        if re.search(r"\bgov\b|government", self.heading(column)):
            return True
        no_address = NONE | NOT_APPLICABLE
        return self.share(column, _has_address) > 0 and (
            self.share(column, lambda cell: _has_address(cell) or folded(cell) in no_address) == 1
        )

    def are_clients(self, column: int) -> bool:
        if "client" in self.heading(column) and "(" in self.heading(column):
            return True
        return self.share(column, lambda cell: folded(cell) in ALL) > 0

    def are_tags(self, column: int) -> bool:
        if "service tag" in self.heading(column):
            return True
        sure = self.share(column, _is_tag)
        return sure > 0 and self.share(column, lambda c: _is_tag(c) or _is_word(c)) > 0.5


def _has_address(cell: str) -> bool:
    return bool(addresses(cell, quietly))


def _is_protocol(cell: str) -> bool:
    return bool(protocols(cell)) and bool(_PROTOCOL.fullmatch(plain(cell)))


def _is_tag(cell: str) -> bool:
    return bool(_CAMEL.fullmatch(plain(cell).strip(" ;"))) or folded(cell) in _NO_TAG


def _is_word(cell: str) -> bool:
    return bool(_WORD.fullmatch(plain(cell).strip(" ;")))
