"""A machine with no way out: every verdict is honest, quickly."""

from __future__ import annotations

import json
import sys
import time

import pytest
from tests.namespaces.conftest import report, unshared

pytestmark = pytest.mark.lab

CHECK = (sys.executable, "-m", "safelist", "check", "--format", "json")
HONEST = {"blocked", "insufficient", "not-probed"}


def test_without_any_network_every_row_is_honest_and_has_its_cause() -> None:
    done = unshared(*CHECK)
    results = report(done)
    assert done.returncode == 10
    assert len(results) == 30
    assert {one["status"] for one in results.values()} <= HONEST
    assert results["*.wvd.microsoft.com"]["cause"] in {"dns-unreachable", "no-name-server"}
    assert results["169.254.169.254"]["cause"] == "no-route"
    assert results["51.5.0.0/16"]["status"] == "insufficient"
    for one in results.values():
        assert one["cause"]
        assert one["remedy"]
        assert one["evidence"] or one["status"] == "not-probed"


def test_a_loopback_that_drops_everything_takes_about_one_timeout() -> None:
    drop = 'ip link set lo up; ip route add default dev lo; exec "$@"'
    started = time.monotonic()
    done = unshared("sh", "-c", drop, "sh", *CHECK, "--timeout", "1")
    elapsed = time.monotonic() - started
    results = report(done)
    assert done.returncode == 10
    assert {one["status"] for one in results.values()} <= HONEST
    assert results["169.254.169.254"]["cause"] == "silent-drop"
    assert elapsed < 30  # against a sum of timeouts, which would be minutes


def test_the_same_file_gives_the_same_verdicts_later(tmp_path: object) -> None:
    saved = f"{tmp_path}/saved.json"
    live = unshared(*CHECK, "--save", saved)
    later = unshared(sys.executable, "-m", "safelist", "diagnose", saved, "--format", "json")
    assert later.returncode == 10
    assert json.loads(later.stdout) == json.loads(live.stdout)
