"""Exact sets of IP addresses, IPv4 and IPv6 side by side."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from socket import AF_INET, AF_INET6, inet_pton
from typing import TYPE_CHECKING

from safelist.errors import SafelistError
from safelist.sets.intervals import Intervals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_BITS = {4: 32, 6: 128}


class AddressSet:
    """An exact set of addresses; `str()` gives the smallest list of prefixes."""

    __slots__ = ("_v4", "_v6")

    def __init__(self, prefixes: Iterable[str] = ()) -> None:
        v4: list[tuple[int, int]] = []
        v6: list[tuple[int, int]] = []
        for prefix in prefixes:
            version, start, end = _span(prefix)
            (v4 if version == 4 else v6).append((start, end))
        self._v4 = Intervals.of(v4)
        self._v6 = Intervals.of(v6)

    @classmethod
    def _of(cls, v4: Intervals, v6: Intervals) -> AddressSet:
        made = cls()
        made._v4, made._v6 = v4, v6
        return made

    @classmethod
    def everything(cls) -> AddressSet:
        """Give all addresses of both families."""
        return cls._of(Intervals((0, 1 << 32)), Intervals((0, 1 << 128)))

    @classmethod
    def span(cls, first: str, last: str) -> AddressSet:
        """Give the addresses from *first* to *last*, both included."""
        low, high = _address(first), _address(last)
        if low is None or high is None or low.version != high.version or int(low) > int(high):
            raise SafelistError(f"{first}-{last} is not a range of addresses")
        numbers = Intervals((int(low), int(high) + 1))
        return cls._of(numbers, Intervals()) if low.version == 4 else cls._of(Intervals(), numbers)

    def __contains__(self, address: str | Address) -> bool:
        asked = _address(address)
        if asked is None:
            return False
        return int(asked) in (self._v4 if asked.version == 4 else self._v6)

    def __bool__(self) -> bool:
        return bool(self._v4) or bool(self._v6)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AddressSet) and (self._v4, self._v6) == (other._v4, other._v6)

    def __hash__(self) -> int:
        return hash((self._v4, self._v6))

    def __or__(self, other: AddressSet) -> AddressSet:
        return AddressSet._of(self._v4 | other._v4, self._v6 | other._v6)

    def __and__(self, other: AddressSet) -> AddressSet:
        return AddressSet._of(self._v4 & other._v4, self._v6 & other._v6)

    def __sub__(self, other: AddressSet) -> AddressSet:
        return AddressSet._of(self._v4 - other._v4, self._v6 - other._v6)

    def __invert__(self) -> AddressSet:
        return AddressSet._of(self._v4.complement(1 << 32), self._v6.complement(1 << 128))

    def __le__(self, other: AddressSet) -> bool:
        return self._v4 <= other._v4 and self._v6 <= other._v6

    @property
    def size(self) -> int:
        """How many addresses there are."""
        return self._v4.size + self._v6.size

    def example(self) -> str | None:
        """Give the lowest address, IPv4 before IPv6, or None where there is none."""
        if self._v4:
            return str(ipaddress.IPv4Address(self._v4.bounds[0]))
        if self._v6:
            return str(ipaddress.IPv6Address(self._v6.bounds[0]))
        return None

    def prefixes(self) -> Iterator[str]:
        """Give the fewest CIDR prefixes that make up the set, IPv4 first, in order."""
        for version, numbers in ((4, self._v4), (6, self._v6)):
            for start, end in numbers:
                yield from _prefixes(version, start, end)

    def __str__(self) -> str:
        return ", ".join(self.prefixes())

    def __repr__(self) -> str:
        return f"AddressSet([{', '.join(map(repr, self.prefixes()))}])"


@lru_cache(maxsize=1024)
def _address(address: str | Address) -> Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None


def _prefixes(version: int, start: int, end: int) -> Iterator[str]:
    bits = _BITS[version]
    network = ipaddress.IPv4Address if version == 4 else ipaddress.IPv6Address
    while start < end:
        aligned = (start & -start).bit_length() - 1 if start else bits
        fitting = (end - start).bit_length() - 1
        shift = min(aligned, fitting)
        yield f"{network(start)}/{bits - shift}"
        start += 1 << shift


def _span(prefix: str) -> tuple[int, int, int]:
    """Read one address or CIDR prefix.

    `inet_pton` instead of `ipaddress`, because a service-tag file holds 90,000 of them.
    """
    text, slash, length = prefix.strip().partition("/")
    family, version = (AF_INET6, 6) if ":" in text else (AF_INET, 4)
    bits = _BITS[version]
    try:
        number = int.from_bytes(inet_pton(family, text))
        kept = int(length) if slash else bits
    except (OSError, ValueError):
        kept = -1
    if not 0 <= kept <= bits or (slash and not (length.isascii() and length.isdigit())):
        raise SafelistError(
            f'"{prefix}" is not an IP address or prefix',
            hint='write it as "10.0.0.0/8", "203.0.113.7" or "2001:db8::/32"',
        )
    size = 1 << (bits - kept)
    if number & (size - 1):
        raise SafelistError(
            f'"{prefix}" has bits set behind its prefix length',
            hint=f'did you mean "{ipaddress.ip_network(prefix.strip(), strict=False)}"?',
        )
    return version, number, number + size
