"""Scenarios: a network that really misbehaves, and `safelist check` as a user would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from lab import pki

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Scenario:
    """Runs the command on one row of its own; nothing but loopback is ever spoken to."""

    folder: Path
    trusted: list[str] = field(default_factory=lambda: [pki.authority().root_pem.decode()])
    timeout: float = 1.0
    environment: dict[str, str] = field(default_factory=dict)

    def check(
        self,
        address: str,
        port: int,
        *arguments: str,
        protocol: str = "tcp",
        probe: str = "",
        exit_code: int | None = None,
    ) -> Any:
        """Check one row; gives its result as the JSON report has it."""
        edition = self.folder / "edition.toml"
        edition.write_text(
            'schema = 1\nedition = "scenario"\ntitle = "Scenario"\ncloud = "public"\n'
            '[[requirement]]\nrole = "session-host"\n'
            f'address = "{address}"\nprotocol = "{protocol}"\nports = [{port}]\n'
            + (f"probe = {probe}\n" if probe else "")
        )
        done = self.run(
            "check",
            "--edition",
            str(edition),
            "--timeout",
            str(self.timeout),
            "--format",
            "json",
            *arguments,
        )
        assert "Traceback" not in done.stderr, done.stderr
        report = json.loads(done.stdout)
        if exit_code is not None:
            assert done.returncode == exit_code, done.stderr
        (result,) = report["results"]
        assert (done.returncode == 10) == bool(
            [one for one in report["findings"] if one["severity"] != "note"]
        )
        return result

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run safelist in an environment without proxies, trusting only what the test says."""
        roots = self.folder / "roots.pem"
        roots.write_text("".join(self.trusted))
        inherited = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        return subprocess.run(
            [sys.executable, "-m", "safelist", *arguments],
            env={**inherited, "SSL_CERT_FILE": str(roots), **self.environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return Scenario(tmp_path)


def said(result: Any) -> tuple[str, str | None]:
    """Give status and cause of a result."""
    return result["status"], result["cause"]
