"""Read the Office 365 endpoints that the web service endpoints.office.com gives.

https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-ip-web-service
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec

from safelist.catalog.edition import Edition, Source
from safelist.catalog.requirement import (
    Cloud,
    Confidence,
    Endpoint,
    Importance,
    Requirement,
    Role,
)
from safelist.catalog.sources import Imported, Repair
from safelist.catalog.sources.json_document import read_json
from safelist.catalog.sources.learn_address import addresses
from safelist.errors import SafelistError, UnreadableInputError
from safelist.sets.names import is_address
from safelist.sets.ports import PortSet, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

_HINT = "give the answer of https://endpoints.office.com/endpoints/worldwide"
_NAMES = {
    Cloud.PUBLIC: "worldwide",
    Cloud.USGOV: "US Government",
    Cloud.CHINA: "China",
}
_ENDINGS = {Cloud.CHINA: (".cn",), Cloud.USGOV: (".us", ".mil")}


class EndpointSet(msgspec.Struct, rename="camel", frozen=True):
    """One numbered set of names and addresses, as the web service gives it."""

    id: int
    service_area_display_name: str = ""
    urls: list[str] = []
    ips: list[str] = []
    tcp_ports: str | int | None = None
    udp_ports: str | int | None = None
    category: str = ""
    required: bool = True
    notes: str | None = None


class _Wrapped(msgspec.Struct, frozen=True):
    """The list as Windows PowerShell 5.1 writes it again."""

    value: list[EndpointSet]


def read(document: bytes, *, path: str, role: Role = Role.SESSION_HOST) -> Imported:
    """Read the sets as rows for *role*; errors name *path*."""
    if document.lstrip()[:1] == b"{":
        sets = read_json(document, _Wrapped, path=path, hint=_HINT).value
    else:
        sets = read_json(document, list[EndpointSet], path=path, hint=_HINT)
    cloud, share = _cloud(sets)
    reader = _Reader(document, path, role, cloud)
    rows = tuple(row for one in sets for row in reader.rows(one))
    if not rows:
        raise UnreadableInputError("has no endpoint sets", path=path, hint=_HINT)
    guess = f"read as the list of the cloud {cloud}: {share}"
    edition = Edition(
        name=PurePath(path).stem,
        title=f"Office 365 URLs and IP address ranges ({_NAMES[cloud]})",
        cloud=cloud,
        date=None,
        requirements=rows,
        confidence=Confidence.PUBLISHED,
        dated="the file carries no date",
        source=Source(path=PurePath(path).name, kind="Office 365 endpoints, JSON"),
    )
    return Imported(edition, (Repair(1, guess), *reader.repairs))


def _cloud(sets: list[EndpointSet]) -> tuple[Cloud, str]:
    """Guess the cloud by what most names end with; the file does not say it."""
    names = [url.lower().rstrip("./") for one in sets for url in one.urls]
    for cloud, endings in _ENDINGS.items():
        count = sum(name.endswith(endings) for name in names)
        # Sovereign lists keep a part of the worldwide names; the worldwide list has none of theirs.
        if names and count / len(names) >= 0.25:
            return cloud, f"{count} of {len(names)} names end with {' or '.join(endings)}"
    return Cloud.PUBLIC, "few names end with .cn, .us or .mil"


class _Reader:
    """One file; collects what had to be repaired."""

    def __init__(self, document: bytes, path: str, role: Role, cloud: Cloud) -> None:
        self._document = document
        self._path = path
        self._role = role
        self._cloud = cloud
        self.repairs: list[Repair] = []

    def rows(self, one: EndpointSet) -> Iterator[Requirement]:
        ports = tuple(self._ports(one))
        if not ports:
            what = f"ID {one.id} has no ports and was left out"
            self._repair(one, what, ", ".join([*one.urls, *one.ips]), "nothing")
            return
        for url in one.urls:
            for address in self._addresses(one, url):
                yield from self._row(one, address, ports, ips_of_names=False)
        for prefix in map(str.strip, one.ips):
            if not is_address(prefix):
                raise self._error(one, f'"{prefix}" is no IP address or prefix')
            yield from self._row(one, prefix, ports, ips_of_names=bool(one.urls))

    def _ports(self, one: EndpointSet) -> Iterator[tuple[Protocol, PortSet]]:
        for protocol, ports in ((Protocol.TCP, one.tcp_ports), (Protocol.UDP, one.udp_ports)):
            text = re.sub(r"\s+", "", str(ports or "")).strip(",;").replace(";", ",")
            if not text:
                continue
            try:
                yield protocol, PortSet.parse(text)
            except SafelistError as error:
                raise self._error(one, error.reason) from error

    def _addresses(self, one: EndpointSet, url: str) -> tuple[str, ...]:
        def mend(what: str, published: str, read: str) -> None:
            self._repair(one, f"ID {one.id}: {what}", published, read)

        found = addresses(url, mend)
        if not found:
            raise self._error(one, f'"{url}" is no name')
        return found

    def _row(
        self,
        one: EndpointSet,
        address: str,
        ports: tuple[tuple[Protocol, PortSet], ...],
        *,
        ips_of_names: bool,
    ) -> Iterator[Requirement]:
        required = one.required and not ips_of_names
        notes = ", ".join(filter(None, (f"Office 365 ID {one.id}", one.category)))
        if ips_of_names:
            notes += "; addresses of the names of this ID, for firewalls that know no names"
        for protocol, numbers in ports:
            try:
                endpoint = Endpoint.of(address, protocol, numbers)
            except SafelistError as error:
                raise self._error(one, error.reason, error.hint) from error
            yield Requirement(
                role=self._role,
                importance=Importance.REQUIRED if required else Importance.OPTIONAL,
                cloud=self._cloud,
                endpoint=endpoint,
                purpose=": ".join(filter(None, (one.service_area_display_name, one.notes))),
                notes=notes,
            )

    def _line(self, one: EndpointSet) -> int:
        found = re.search(rb'"id"\s*:\s*%d\b' % one.id, self._document)
        return self._document.count(b"\n", 0, found.start()) + 1 if found else 1

    def _repair(self, one: EndpointSet, what: str, published: str, read: str) -> None:
        self.repairs.append(Repair(self._line(one), what, published, read))

    def _error(
        self, one: EndpointSet, reason: str, hint: str | None = None
    ) -> UnreadableInputError:
        return UnreadableInputError(
            f"ID {one.id}: {reason}",
            path=self._path,
            line=self._line(one),
            hint=hint or "download the file again",
        )
