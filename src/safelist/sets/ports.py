"""Protocols, and exact sets of ports."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from safelist.errors import SafelistError
from safelist.sets.intervals import Intervals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SIZE = 65536


class Protocol(StrEnum):
    """What a flow is carried by; `OTHER` stands for everything without a name here."""

    TCP = "tcp"
    UDP = "udp"
    ICMP = "icmp"
    OTHER = "other"


class PortSet:
    """An exact set of port numbers, 0 to 65535."""

    __slots__ = ("_ports",)

    def __init__(self, ports: Iterable[int] = ()) -> None:
        numbers = list(ports)
        for port in numbers:
            _checked(port)
        self._ports = Intervals.of((port, port + 1) for port in numbers)

    @classmethod
    def _of(cls, intervals: Intervals) -> PortSet:
        made = cls()
        made._ports = intervals
        return made

    @classmethod
    def everything(cls) -> PortSet:
        """Give all ports."""
        return cls._of(Intervals((0, _SIZE)))

    @classmethod
    def span(cls, first: int, last: int) -> PortSet:
        """Give the ports from *first* to *last*, both included."""
        if _checked(first) > _checked(last):
            raise SafelistError(f"port range {first}-{last} ends before it starts")
        return cls._of(Intervals.of([(first, last + 1)]))

    @classmethod
    def parse(cls, text: str) -> PortSet:
        """Read `80`, `80,443`, `1024-65535` or `*`.

        >>> str(PortSet.parse("443, 80-81"))
        '80-81,443'
        """
        if text.strip() == "*":
            return cls.everything()
        ports = cls()
        for part in text.split(","):
            first, dash, last = (piece.strip() for piece in part.partition("-"))
            if not _is_number(first) or (dash and not _is_number(last)):
                raise SafelistError(
                    f'"{text}" is not a list of ports',
                    hint='write ports as "80", "80,443" or "1024-65535"',
                )
            ports |= cls.span(int(first), int(last) if dash else int(first))
        return ports

    def __contains__(self, port: int) -> bool:
        return port in self._ports

    def __iter__(self) -> Iterator[int]:
        for start, end in self._ports:
            yield from range(start, end)

    def __len__(self) -> int:
        return self._ports.size

    def __bool__(self) -> bool:
        return bool(self._ports)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PortSet) and self._ports == other._ports

    def __hash__(self) -> int:
        return hash(self._ports)

    def __or__(self, other: PortSet) -> PortSet:
        return PortSet._of(self._ports | other._ports)

    def __and__(self, other: PortSet) -> PortSet:
        return PortSet._of(self._ports & other._ports)

    def __sub__(self, other: PortSet) -> PortSet:
        return PortSet._of(self._ports - other._ports)

    def __invert__(self) -> PortSet:
        return PortSet._of(self._ports.complement(_SIZE))

    def __le__(self, other: PortSet) -> bool:
        return self._ports <= other._ports

    def example(self) -> int | None:
        """Give the lowest port, or None where there is none."""
        return self._ports.bounds[0] if self._ports else None

    def __str__(self) -> str:
        if self._ports.bounds == (0, _SIZE):
            return "*"
        return ",".join(
            str(start) if end == start + 1 else f"{start}-{end - 1}" for start, end in self._ports
        )

    def __repr__(self) -> str:
        return f"PortSet.parse({str(self)!r})"


def _is_number(text: str) -> bool:
    # More digits than a port can have would be an error of `int`, not of the list.
    return text.isascii() and text.isdigit() and len(text) <= 5


def _checked(port: int) -> int:
    if not 0 <= port < _SIZE:
        raise SafelistError(
            f"port {port} is not between 0 and 65535", hint='write ports = [443] or "1024-2048"'
        )
    return port
