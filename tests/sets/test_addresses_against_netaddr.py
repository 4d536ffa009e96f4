"""Address sets against netaddr, an independent library."""

from __future__ import annotations

import ipaddress
import random

import pytest
from netaddr import IPSet  # type: ignore[import-untyped]

from safelist.sets.addresses import AddressSet

BITS = {4: 32, 6: 128}
NETWORK = {4: ipaddress.IPv4Network, 6: ipaddress.IPv6Network}


def some_prefixes(chance: random.Random, version: int) -> list[str]:
    """Draw prefixes crowded into one small corner, so that they overlap and touch."""
    bits = BITS[version]
    drawn: list[str] = []
    for _ in range(chance.randint(0, 12)):
        length = chance.choice([0, *range(bits - 7, bits + 1)]) if chance.random() < 0.9 else 3
        low = chance.randrange(1 << 7) | chance.choice([0, (1 << bits) - (1 << 7)])
        drawn.append(str(NETWORK[version]((low >> (bits - length) << (bits - length), length))))
    return drawn


def some_addresses(chance: random.Random) -> list[str]:
    v4, v6 = ipaddress.IPv4Address, ipaddress.IPv6Address
    low = [chance.randrange(1 << 8) for _ in range(6)]
    return [*map(str, map(v4, low)), *map(str, map(v6, low)), str(v4(2**32 - 1 - low[0]))]


def prefixes(theirs: IPSet) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(str(prefix)) for prefix in theirs.iter_cidrs()]


def check(ours: AddressSet, theirs: IPSet) -> None:
    assert [ipaddress.ip_network(prefix) for prefix in ours.prefixes()] == prefixes(theirs)
    assert ours.size == theirs.size
    assert bool(ours) is bool(theirs)


@pytest.mark.parametrize("seed", range(20))
def test_operations_agree(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(10):
        one, two = (some_prefixes(chance, 4) + some_prefixes(chance, 6) for _ in range(2))
        a, b, their_a, their_b = AddressSet(one), AddressSet(two), IPSet(one), IPSet(two)
        check(a, their_a)
        check(a | b, their_a | their_b)
        check(a & b, their_a & their_b)
        check(a - b, their_a - their_b)
        check(~a, IPSet(["0.0.0.0/0", "::/0"]) - their_a)
        assert (a <= b) is their_a.issubset(their_b)
        assert (a == b) is (their_a == their_b)
        for address in some_addresses(chance):
            assert (address in a) is (address in their_a)


@pytest.mark.parametrize("seed", range(5))
def test_laws(seed: int) -> None:
    chance = random.Random(100 + seed)
    for _ in range(40):
        a, b = (AddressSet(some_prefixes(chance, 4) + some_prefixes(chance, 6)) for _ in range(2))
        assert ~(a | b) == ~a & ~b
        assert ~~a == a
        assert a - b == a & ~b
        assert (a - b) | (a & b) == a
        assert (a <= b) is (not a - b)
        assert AddressSet(a.prefixes()) == a
        example = (a - b).example()
        assert example is None or (example in a and example not in b)
