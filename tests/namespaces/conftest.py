"""Network namespaces: a machine with no network, and a sealed Azure with faults in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest

REQUIRED = bool(os.environ.get("SAFELIST_LAB_REQUIRED"))


def _lacking() -> str:
    if sys.platform != "linux":
        return "network namespaces exist on Linux only"
    for tool in ("unshare", "ip", "nft", "mount"):
        if shutil.which(tool, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is None:
            return f"{tool} is not installed"
    made = subprocess.run(["unshare", "-Urnm", "true"], capture_output=True, text=True, check=False)
    return f"namespaces are not allowed: {made.stderr.strip()}" if made.returncode else ""


@pytest.fixture(scope="session", autouse=True)
def _namespaces() -> None:
    lacking = _lacking()
    if lacking and REQUIRED:
        pytest.fail(f"SAFELIST_LAB_REQUIRED is set, but {lacking}")
    if lacking:
        pytest.skip(lacking)


def unshared(*command: str, mount: bool = False) -> subprocess.CompletedProcess[str]:
    """Run *command* in namespaces of its own, from which nothing gets out."""
    environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    environment["PATH"] = f"{environment.get('PATH', '')}:/usr/sbin:/sbin"
    return subprocess.run(
        ["unshare", "-Urnm" if mount else "-Urn", *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def report(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Give the results of a JSON report by address."""
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stdout, done.stderr
    return {one["requirement"]["address"]: one for one in json.loads(done.stdout)["results"]}


def sealed(
    *faults: str,
    names: tuple[str, ...] = (),
    arguments: tuple[str, ...] = (),
    proxies: dict[str, str] | None = None,
) -> Any:
    """Check in the sealed Azure with *faults* in place; gives the results by address."""
    variables = [f"{name}={value}" for name, value in (proxies or {}).items()]
    does = [part for fault in faults for part in ("--do", fault)]
    gives = [part for name in names for part in ("--names", name)]
    return report(
        unshared(
            sys.executable,
            "-m",
            "lab.azure",
            *does,
            *gives,
            "--",
            "env",
            *variables,
            sys.executable,
            "-m",
            "safelist",
            "check",
            "--timeout",
            "1",
            "--format",
            "json",
            *arguments,
            mount=True,
        )
    )
