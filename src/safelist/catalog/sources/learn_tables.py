"""Turn the tables of a page into an edition."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from safelist.catalog.edition import Edition, Source
from safelist.catalog.requirement import Confidence, Endpoint, Requirement, Role
from safelist.catalog.sources import Imported, Repair
from safelist.catalog.sources.learn_address import addresses, azure_gov
from safelist.catalog.sources.learn_cells import clients, plain, quietly, service_tag, shown
from safelist.catalog.sources.learn_page import Table, date_of
from safelist.catalog.sources.learn_places import listings
from safelist.catalog.sources.learn_ports import has_ports, ports, protocols
from safelist.errors import SafelistError, UnreadableInputError
from safelist.sets.names import is_address
from safelist.sets.ports import Protocol

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from safelist.catalog.sources.learn_cells import Mend
    from safelist.catalog.sources.learn_page import Page, Row
    from safelist.catalog.sources.learn_places import Listing

#: What lists without a protocol mean: no UDP endpoint was on the page before it had a column.
_ASSUMED = (Protocol.TCP,)
_MOST_ROWS = 3000


def imported(page: Page, *, path: str) -> Imported:
    """Give the edition that *page* publishes, and the repairs that reading it took."""
    count = sum(len(block.rows) for block in page.blocks if isinstance(block, Table))
    if count > _MOST_ROWS:
        reason = f"has tables with {count:,} rows, and no published list has more than 200"
        raise UnreadableInputError(reason, path=path, hint="give the page with the list itself")
    found, portless = listings(page)
    repairs: list[Repair] = []
    requirements: list[Requirement] = []
    retired: list[Requirement] = []
    for listing in found:
        rows = retired if listing.table.quoted else requirements
        rows += _Reader(listing, path, repairs).requirements()
    for table in portless:
        what = f"a table of addresses without ports was left out ({_first_address(table)} ...)"
        repairs.append(Repair(table.line, what))
    if not requirements:
        raise UnreadableInputError(
            "has no table of required addresses and ports",
            path=path,
            hint='give the page with the list: "Required FQDNs and endpoints", "Safe URL list"',
        )
    edition = _edition(page, requirements, retired, path, repairs)
    return Imported(edition, tuple(sorted(repairs, key=lambda repair: repair.line)))


def _first_address(table: Table) -> str:
    cells = (cell for row in table.rows for cell in row.cells)
    return next((found[0] for cell in cells if (found := addresses(cell, quietly))), "?")


def _edition(
    page: Page,
    requirements: list[Requirement],
    retired: list[Requirement],
    path: str,
    repairs: list[Repair],
) -> Edition:
    clouds = {row.cloud for row in [*requirements, *retired]}
    date, dated = _date(page, repairs)
    updated = date_of(page.updated)
    return Edition(
        name=date.isoformat() if date else PurePath(path).stem,
        title=page.title,
        cloud=clouds.pop() if len(clouds) == 1 else None,
        date=date,
        requirements=tuple(requirements),
        confidence=Confidence.PUBLISHED,
        retired=tuple(retired),
        dated=dated,
        updated=updated if updated != date else None,
        source=Source(address=page.address, path=PurePath(path).name, kind=page.kind),
    )


def _date(page: Page, repairs: list[Repair]) -> tuple[datetime.date | None, str]:
    date = date_of(page.dated)
    if date:
        return date, ""
    if page.dated:
        repairs.append(Repair(1, "the date of the page cannot be read", page.dated, "no date"))
    date = date_of(page.updated)
    if date:
        return date, "the day the page was updated; it carries no date of its own"
    return None, "the page carries no date"


class _Reader:
    """One table; keeps where it stands and where repairs go."""

    def __init__(self, listing: Listing, path: str, repairs: list[Repair]) -> None:
        self._listing = listing
        self._columns = listing.columns
        self._path = path
        self._repairs = repairs
        table = listing.table
        port = listing.columns.port
        header = table.header[port] if port < len(table.header) else ""
        self._protocols = protocols(header)

    def requirements(self) -> Iterator[Requirement]:
        table, columns = self._listing.table, self._columns
        for guess in self._listing.guesses:
            self._repairs.append(Repair(table.line, f"a table: {guess}"))
        for column in columns.left_out:
            if table.header and column >= len(table.header):
                continue
            what = f'the column "{self._heading(column)}" was left out'
            self._repairs.append(Repair(table.line, what))
        if columns.protocol is None and not self._protocols and not self._cells_name_protocols():
            self._repairs.append(Repair(table.line, "a table names no protocol: read as TCP"))
        for row in table.rows:
            yield from self._row(row)

    def _cells_name_protocols(self) -> bool:
        cells = (self._cell(row, self._columns.port) for row in self._listing.table.rows)
        return any(map(protocols, cells))

    def _heading(self, column: int) -> str:
        header = self._listing.table.header
        return plain(header[column]) if column < len(header) else str(column + 1)

    def _cell(self, row: Row, column: int | None) -> str:
        return row.cells[column] if column is not None and column < len(row.cells) else ""

    def _row(self, row: Row) -> Iterator[Requirement]:
        mend = partial(self._mend, row.line)
        cell = self._cell(row, self._columns.address)
        found = addresses(cell, mend)
        if not found and not has_ports(self._cell(row, self._columns.port)):
            text = " | ".join(filter(None, map(shown, row.cells)))
            if text:
                mend("a row without address and port was left out", text, "nothing")
            return
        if not found:
            raise self._error(row, f'"{shown(cell)}" is no address')
        self._tell_width(row)
        try:
            yield from self._requirements(row, found, mend)
        except SafelistError as error:
            raise self._error(row, error.reason, error.hint) from error

    def _requirements(self, row: Row, found: tuple[str, ...], mend: Mend) -> Iterator[Requirement]:
        listing, columns = self._listing, self._columns
        named = protocols(self._cell(row, columns.protocol)) or self._protocols or _ASSUMED
        read = ports(self._cell(row, columns.port), named, mend)
        carriers = (read.protocols if columns.protocol is None else ()) or named
        published = shown(self._cell(row, columns.address))
        draft = Requirement(
            role=listing.role,
            importance=listing.importance,
            cloud=listing.cloud,
            endpoint=Endpoint.of(found[0], carriers[0], read.ports),
            purpose=plain(self._cell(row, columns.purpose)),
            service_tag=service_tag(self._tags(row), fabric=is_address(found[0]), mend=mend),
            clients=clients(self._clients(row), mend),
            conditions=read.conditions,
            notes=read.note,
            azure_gov=azure_gov(self._cell(row, columns.gov), mend),
        )
        if draft.azure_gov not in (None, "None"):
            Endpoint.of(str(draft.azure_gov), carriers[0], read.ports)
        for address in found:
            as_published = published in (address, f"`{address}`")
            for carrier in carriers:
                yield replace(
                    draft,
                    endpoint=Endpoint.of(address, carrier, read.ports),
                    published_address=None if as_published else published,
                )

    def _tags(self, row: Row) -> str:
        meant = self._columns.unknown if self._listing.role is Role.SESSION_HOST else None
        return self._cell(row, self._columns.tag) or self._cell(row, meant)

    def _clients(self, row: Row) -> str:
        meant = self._columns.unknown if self._listing.role is Role.CLIENT else None
        return self._cell(row, self._columns.clients) or self._cell(row, meant)

    def _tell_width(self, row: Row) -> None:
        """Tell of cells that are missing or too many."""
        width = len(self._listing.table.header)
        if not width:
            return
        for column in range(width):
            if column >= len(row.cells) or not row.cells[column].strip():
                what = f'the row has no cell "{self._heading(column)}"'
                self._repairs.append(Repair(row.line, what))
        for cell in row.cells[width:]:
            what = "a cell beyond the last column was left out"
            self._mend(row.line, what, shown(cell), "nothing")

    def _mend(self, line: int, what: str, published: str, read: str) -> None:
        self._repairs.append(Repair(line, what, published, read))

    def _error(self, row: Row, reason: str, hint: str | None = None) -> UnreadableInputError:
        return UnreadableInputError(
            reason, path=self._path, line=row.line, hint=hint or "correct the row, and read again"
        )
