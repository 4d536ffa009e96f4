"""Tell whom a table is for: session hosts or clients, required or optional, of which cloud.

Translations keep anchors, tabs, addresses and the order of things; sentences are asked last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from safelist.catalog.requirement import Cloud, Importance, Role
from safelist.catalog.sources.learn_address import addresses
from safelist.catalog.sources.learn_cells import quietly
from safelist.catalog.sources.learn_columns import Columns, find, has_addresses
from safelist.catalog.sources.learn_page import Heading, Row, Tab, Table
from safelist.catalog.sources.learn_ports import has_ports
from safelist.catalog.sources.learn_words import OPTIONAL, REMOVE, says

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safelist.catalog.sources.learn_page import Page

_CLIENT = re.compile(r"\bclients?\b|\bend[ -]user|\bdevices?\b")
_SESSION_HOST = re.compile(r"\bvirtual[ -]machines?\b|\bsession[ -]hosts?\b|\bvms?\b")
_SOVEREIGN = (
    (Cloud.USGOV, re.compile(r"\.us$|\.usgovcloudapi\.net$|usgovcloud[a-z-]*\.microsoft$|\.mil$")),
    (Cloud.CHINA, re.compile(r"\.cn$")),
)
#: Hosts that have another name in each other cloud; most of Microsoft's have one for all.
_PUBLIC = re.compile(r"\.(?:wvd\.microsoft\.com|core\.windows\.net|servicebus\.windows\.net)$")
_TAB_CLOUDS = (
    (Cloud.USGOV, ("gov", "fairfax")),
    (Cloud.CHINA, ("china", "21vianet", "mooncake")),
    (Cloud.PUBLIC, ("azure", "public", "commercial")),
)
#: Only sovereign clouds: "Azure" stands in headings of every cloud.
_CLOUD_HEADINGS = (
    (Cloud.USGOV, re.compile(r"\bazure (?:us )?gov|\bus gov")),
    (Cloud.CHINA, re.compile(r"\bazure china|\b21vianet")),
)
_REQUIRED = re.compile(r"\b(?:required|mandatory)\b")


@dataclass(slots=True)
class Listing:
    """One table of addresses, where it stands, and what was made of that."""

    table: Table
    columns: Columns
    headings: tuple[Heading, ...]
    tab: Tab | None
    role: Role = Role.SESSION_HOST
    importance: Importance = Importance.REQUIRED
    cloud: Cloud = Cloud.PUBLIC
    guesses: list[str] = field(default_factory=list)

    @property
    def section(self) -> Heading | None:
        """The chapter that the table stands in: the last heading of level 1 or 2."""
        chapters = [heading for heading in self.headings if heading.level <= 2]
        return chapters[-1] if chapters else None

    @property
    def near(self) -> str:
        """The words right before the table."""
        below = [heading.text for heading in self.headings if heading is not self.section]
        return " ".join([*below[-1:], self.table.lead])


def listings(page: Page) -> tuple[list[Listing], list[Table]]:
    """Give the tables of *page* that list addresses with ports, and those without ports."""
    found: list[Listing] = []
    portless: list[Table] = []
    headings: list[Heading] = []
    tab: Tab | None = None
    for block in page.blocks:
        if isinstance(block, Heading):
            headings = [one for one in headings if one.level < block.level] + [block]
        elif isinstance(block, Table):
            table = _without_false_header(block)
            columns = find(table)
            if columns is not None:
                found.append(Listing(table, columns, tuple(headings), tab))
                found[-1].guesses += [table.damage] if table.damage else []
            elif has_addresses(table) is not None:
                portless.append(table)
        else:
            tab = block if isinstance(block, Tab) else None
    _place_clouds(found)
    _place_roles(found)
    _place_importance([one for one in found if not one.table.quoted])
    for one in found:
        _tell_removal(one)
    return found, portless


def _without_false_header(table: Table) -> Table:
    """Take the header for a row where it has an address and a port."""
    cells = table.header
    if not any(addresses(cell, quietly) for cell in cells) or not any(map(has_ports, cells)):
        return table
    rows = (Row(table.line, cells), *table.rows)
    return replace(table, header=(), rows=rows, damage="its header is a row")


def _place_clouds(found: list[Listing]) -> None:
    first: Cloud | None = None
    for one in found:
        stands_under = _cloud_of_tab(one.tab) or _cloud_of_headings(one.headings)
        by_address = _cloud_of_addresses(one)
        one.cloud = stands_under or by_address or first or Cloud.PUBLIC
        first = first or one.cloud
        if stands_under and by_address not in (None, Cloud.PUBLIC, stands_under):
            one.guesses.append(
                f"addresses look like the cloud {by_address}, but it stands under {stands_under}"
            )


def _cloud_of_tab(tab: Tab | None) -> Cloud | None:
    if tab is None:
        return None
    for text in (tab.name, tab.label):
        for cloud, words in _TAB_CLOUDS:
            if any(word in text.casefold() for word in words):
                return cloud
    return None


def _cloud_of_headings(headings: tuple[Heading, ...]) -> Cloud | None:
    """Tell a sovereign cloud by the nearest heading that names one."""
    for heading in reversed(headings):
        for cloud, pattern in _CLOUD_HEADINGS:
            if pattern.search(heading.text.casefold()):
                return cloud
    return None


def _cloud_of_addresses(one: Listing) -> Cloud | None:
    """Tell the cloud by host names that only it has; None where all of them are everywhere."""
    hosts = [
        address.lower().rstrip(".")
        for cell in _cells(one.table, one.columns.address)
        for address in addresses(cell, quietly)
    ]
    for cloud, suffix in _SOVEREIGN:
        if any(suffix.search(host) for host in hosts):
            return cloud
    return Cloud.PUBLIC if any(_PUBLIC.search(host) for host in hosts) else None


def _cells(table: Table, column: int) -> Iterable[str]:
    return (row.cells[column] for row in table.rows if column < len(row.cells))


def _place_roles(found: list[Listing]) -> None:
    known: dict[Heading | None, Role] = {}
    for one in found:
        role = _role_said(one) or known.get(one.section) or _role_in(one.table.lead)
        if role is None and Role.SESSION_HOST in known.values():
            role = Role.CLIENT
            one.guesses.append("read as for clients: it stands behind that for session hosts")
        elif role is None:
            role = Role.SESSION_HOST
            one.guesses.append("read as for session hosts: nothing says whom it is for")
        known.setdefault(one.section, role)
        one.role = role


def _role_said(one: Listing) -> Role | None:
    for heading in reversed(one.headings):
        role = _role_in(heading.anchor) or _role_in(heading.text)
        if role:
            return role
    if one.columns.clients is not None:
        return Role.CLIENT
    return Role.SESSION_HOST if one.columns.tag is not None else None


def _role_in(text: str) -> Role | None:
    plain = text.casefold()
    client, host = _CLIENT.search(plain), _SESSION_HOST.search(plain)
    if bool(client) == bool(host):
        return None
    return Role.CLIENT if client else Role.SESSION_HOST


def _place_importance(found: list[Listing]) -> None:
    """Tell optional tables: by a word, else the second of its kind in a chapter is optional."""
    worded = any(says(OPTIONAL, one.near) for one in found)
    seen: set[tuple[object, ...]] = set()
    for one in found:
        kind = (one.role, one.cloud, one.section)
        if worded:
            optional = says(OPTIONAL, one.near)
            if optional and _REQUIRED.search(one.table.lead.casefold()):
                # Opening too much costs less than to leave out what is required.
                optional = False
                one.guesses.append('read as required: "optional" and "required" stand before it')
        else:
            optional = kind in seen
            if optional:
                one.guesses.append("read as optional: it is the second of its kind")
        one.importance = Importance.OPTIONAL if optional else Importance.REQUIRED
        seen.add(kind)


def _tell_removal(one: Listing) -> None:
    if one.table.quoted and not says(REMOVE, one.near):
        one.guesses.append("stands inside a note: read as addresses to remove")
    if not one.table.quoted and re.search(r"\bremove\b|\bno longer\b", one.near.casefold()):
        one.guesses.append("read as addresses to open, though the text before it speaks of removal")
