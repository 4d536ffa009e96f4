"""Sets of hosts beside automata-lib, sets of addresses beside netaddr."""

from __future__ import annotations

import random
import subprocess
import sys
from ipaddress import IPv4Address
from operator import and_, or_, sub
from typing import TYPE_CHECKING

from netaddr import IPSet  # type: ignore[import-untyped]

from benchmarks._rules import ASKED, REQUIRED, allowed
from benchmarks.measure import Peer, Row, best, best_after
from safelist.sets.addresses import AddressSet
from safelist.sets.hosts import HostSet
from safelist.sets.pattern import LEARN

if TYPE_CHECKING:
    from collections.abc import Callable

_LIMIT = 30.0
_PREFIXES = 100_000
_LOOKUPS = 10_000


def run() -> list[Row]:
    """Measure hosts, then addresses."""
    rows = [_one_question(number) for number in (13, 50)]
    for number in (200, 1_000, 5_000):
        rows += _many_questions(number)
    rows += _many_questions(50_000, load=0.3, ask=0.015)
    return rows + _addresses()


def _one_question(number: int) -> Row:
    rules = allowed(number)

    def ask() -> str | None:
        left = LEARN.read(ASKED) - _loaded(rules)
        return left.example()

    return Row(f"{number} host rules, load and 1 question", best(ask), _automata(number))


def _automata(number: int) -> Peer:
    command = [sys.executable, "-m", "benchmarks._automata", str(number)]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=_LIMIT)
    except subprocess.TimeoutExpired:
        return Peer("automata-lib", None, _LIMIT)
    return Peer("automata-lib", float(done.stdout.split()[-1]))


def _many_questions(number: int, load: float | None = None, ask: float | None = None) -> list[Row]:
    rules = allowed(number)
    asked = len(REQUIRED)
    loaded = _loaded(rules)
    _answers(loaded)
    return [
        Row(f"{number} host rules, load", best(lambda: _loaded(rules)), promise=load),
        Row(
            f"{number} host rules, {asked} questions, first time",
            best_after(lambda: _loaded(rules), _answers),
            promise=ask,
        ),
        Row(f"{number} host rules, {asked} questions, again", best(lambda: _answers(loaded))),
    ]


def _loaded(rules: list[str]) -> HostSet:
    hosts = HostSet.union(map(LEARN.read, rules))
    assert hosts.formula
    return hosts


def _answers(hosts: HostSet) -> list[str | None]:
    return [(LEARN.read(pattern) - hosts).example() for pattern in REQUIRED]


def _addresses() -> list[Row]:
    chance = random.Random(1)
    one, two = _some_prefixes(chance, _PREFIXES), _some_prefixes(chance, _PREFIXES * 6 // 10)
    asked = [str(IPv4Address(chance.randrange(1 << 32))) for _ in range(_LOOKUPS)]
    ours, other, theirs = AddressSet(one), AddressSet(two), IPSet(one)

    def looked_up(addresses: AddressSet | IPSet) -> int:
        return sum(address in addresses for address in asked)

    def compared() -> str | None:
        uncovered = AddressSet(one[:90_000]) - other
        return uncovered.example()

    return [
        _beside(f"{len(one)} prefixes, build", lambda: AddressSet(one), lambda: IPSet(one)),
        *_operations(f"{len(one)} prefixes {{}} {len(two)}", (ours, other), (theirs, IPSet(two))),
        _beside(f"{_LOOKUPS} lookups", lambda: looked_up(ours), lambda: looked_up(theirs)),
        Row("90000 prefixes, read and compared", best(compared), promise=0.5),
    ]


def _operations(
    what: str, ours: tuple[AddressSet, AddressSet], theirs: tuple[IPSet, IPSet]
) -> list[Row]:
    return [
        _beside(what.format("or"), lambda: or_(*ours), lambda: or_(*theirs)),
        _beside(what.format("minus"), lambda: sub(*ours), lambda: sub(*theirs)),
        _beside(what.format("and"), lambda: and_(*ours), lambda: and_(*theirs)),
    ]


def _beside(what: str, ours: Callable[[], object], theirs: Callable[[], object]) -> Row:
    return Row(what, best(ours), Peer("netaddr", best(theirs, rounds=2)))


def _some_prefixes(chance: random.Random, number: int) -> list[str]:
    lengths = [chance.randint(16, 32) for _ in range(number)]
    return [
        f"{IPv4Address(chance.randrange(1 << length) << (32 - length))}/{length}"
        for length in lengths
    ]
