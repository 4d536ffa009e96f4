"""Random policies and names near their patterns: Squid itself decides as our reader says."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest
from tests.platforms.squid.engine import NOWHERE, PROGRAM, running

from safelist.platforms.squid.reader import read
from safelist.policy import Decision, trace
from safelist.sets.ports import Protocol
from safelist.sets.traffic import Flow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.lab

DOMAINS = ("x.example", "a.x.example", "wvd.example", "eh.net", "b.org")
PORTS = (443, 80, 8443, 1688)


def policy(dice: random.Random) -> str:
    """Make up lists and rules, with the things that people write although they never match."""
    lines = []
    for number in range(3):
        # One entry and what is below it cannot stand in one list: Squid refuses to start.
        entries = dice.sample(DOMAINS, dice.randint(1, 2))
        if {"x.example", "a.x.example"} <= set(entries):
            entries = entries[:1]
        spelt = [dice.choice(("", ".")) + dice.choice((one, one.upper())) for one in entries]
        extra = dice.choice(("", " *.b.org", " eh.net:443", " https://b.org/"))
        lines.append(f"acl d{number} dstdomain {' '.join(spelt)}{extra}")
    lines.append(f"acl p port {' '.join(map(str, dice.sample(PORTS, 2)))}")
    lines.append(f"acl p port {dice.choice(PORTS)}-9000")
    lines.append(f"acl t dst {dice.choice(('127.0.0.0/8', '10.0.0.0/8', '127.0.0.2-127.0.0.9'))}")
    lines.append("acl get method GET")
    names = ("d0", "d1", "d2", "p", "t", "get", "CONNECT", "all")
    for _ in range(dice.randint(0, 5)):
        chosen = dice.sample(names, dice.randint(1, 3))
        words = " ".join(dice.choice(("", "", "!")) + one for one in chosen)
        lines.append(f"http_access {dice.choice(('allow', 'deny'))} {words}")
    return "\n".join(lines) + "\n"


def neighbours() -> list[str]:
    """Give names near every pattern: apex, a label more, many more, glued, a suffix attack."""
    found = set()
    for domain in DOMAINS:
        found |= {
            domain,
            f"n.{domain}",
            f"a.b.c.d.e.f.{domain}",
            f"glued{domain}",
            f"{domain}.evil",
        }
    return sorted(found)


@pytest.mark.parametrize("seed", range(int(os.environ.get("SAFELIST_SQUID_POLICIES", "30"))))
def test_squid_decides_as_the_reader_says(seed: int, tmp_path: Path) -> None:
    if PROGRAM is None:
        if os.environ.get("SAFELIST_LAB_REQUIRED"):
            pytest.fail("SAFELIST_LAB_REQUIRED is set, but squid is not installed")
        pytest.skip("squid is not installed")
    rules, names = policy(random.Random(seed)), neighbours()
    file = tmp_path / "rules.conf"
    file.write_text(rules)
    read_policy = read(str(file))
    with running(rules, names) as squid:
        for name in names:
            for port in PORTS:
                decision, _ = trace(read_policy, Flow(name, NOWHERE, Protocol.TCP, port))
                expected = Decision.ALLOW if squid.allows(name, port) else Decision.DENY
                assert decision is expected, f"{name}:{port} with\n{rules}"
