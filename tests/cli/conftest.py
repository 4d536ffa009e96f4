"""The command line as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

Run = "Callable[..., subprocess.CompletedProcess[str]]"


@pytest.fixture
def safelist() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run safelist with arguments; fails on any traceback."""

    def run(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "safelist", *map(str, arguments)],
            env={**os.environ, "COLUMNS": "100", **variables},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


def loaded(done: subprocess.CompletedProcess[str]) -> Any:
    """Give the JSON that a command wrote."""
    return json.loads(done.stdout)
