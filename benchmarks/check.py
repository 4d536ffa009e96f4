"""Checks: 500 targets behind a silent drop, and 1,000 TLS handshakes on loopback."""

from __future__ import annotations

import asyncio
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from lab.listener import Listener

from benchmarks.measure import Peer, Row
from lab import http, pki, sites, tls
from safelist.catalog.knowledge import Probe, ProbeKind
from safelist.check.route import Direct
from safelist.check.routes import Routes
from safelist.check.run import Run, Settings
from safelist.check.target import Evidence, Plan, Target
from safelist.sets.ports import Protocol

_TIMEOUT = 2.0
_NAME = "bench.example"
_DROP = (
    "ip link set lo up; ip route add local 203.0.113.0/24 dev lo; "
    "ip route add local 198.51.100.0/24 dev lo; nft add table inet faults; "
    "nft add chain inet faults way '{ type filter hook input priority 0 ; }'; "
    'nft add rule inet faults way tcp dport 443 drop; exec "$@"'
)


def run() -> list[Row]:
    """Measure both; the first in a namespace of its own, where there are any."""
    rows = []
    if shutil.which("unshare") and shutil.which("nft") and shutil.which("ip"):
        inside = [sys.executable, "-m", "benchmarks.check", "drop"]
        done = subprocess.run(
            ["unshare", "-Urn", "sh", "-c", _DROP, "sh", *inside],
            capture_output=True,
            text=True,
            check=True,
        )
        row = Row(
            f"500 targets behind a silent drop, timeout {_TIMEOUT} s",
            float(done.stdout),
            Peer("one after another", 500 * _TIMEOUT),
            1.3 * _TIMEOUT + 1,
        )
        rows.append(row)
    return [*rows, _handshakes()]


def _behind_a_drop() -> float:
    hosts = [f"203.0.113.{n}" for n in range(1, 251)] + [f"198.51.100.{n}" for n in range(1, 251)]
    return _checked([_target(host, 443) for host in hosts], {})


def _handshakes(count: int = 1_000) -> Row:
    """Verify 1,000 handshakes with a local server in a process of its own."""
    names = [f"n{number}.{_NAME}" for number in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        roots = Path(folder) / "roots.pem"
        serve = [sys.executable, "-m", "benchmarks.check", "serve", str(roots)]
        with subprocess.Popen(
            serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            port = int(server.stdout.readline())
            os.environ["SSL_CERT_FILE"] = str(roots)
            targets = [_target(name, port) for name in names]
            ours = _checked(targets, dict.fromkeys(names, "127.0.0.1"))
            started = perf_counter()
            asyncio.run(_plain(names, "127.0.0.1", port, str(roots)))
            peer = Peer("asyncio's own TLS, 8 at a time", perf_counter() - started)
    return Row(f"{count:,} local TLS probes, each with its request", ours, peer, 3.0)


def _serve(roots: str) -> None:
    """Serve until standard input ends."""
    authority = pki.authority()
    Path(roots).write_bytes(authority.root_pem)
    identity = authority.issue([f"*.{_NAME}"])
    with Listener(tls.secured(identity, http.serving(sites.NOT_FOUND))) as server:
        print(server.address[1], flush=True)
        sys.stdin.read()


async def _plain(names: list[str], host: str, port: int, roots: str) -> None:
    context = ssl.create_default_context(cafile=roots)
    gate = asyncio.Semaphore(8)

    async def one(name: str) -> None:
        async with gate:
            reader, writer = await asyncio.open_connection(
                host, port, ssl=context, server_hostname=name
            )
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            await reader.read()
            writer.close()

    await asyncio.gather(*map(one, names))


def _target(host: str, port: int) -> Target:
    return Target(
        id=f"{host}:{port}/tcp",
        host=host,
        protocol=Protocol.TCP,
        port=port,
        probe=Probe(ProbeKind.TLS),
        evidence=Evidence.PUBLISHED,
    )


def _checked(targets: list[Target], pins: dict[str, str]) -> float:
    check = Run(Plan((), tuple(targets)), Settings(_TIMEOUT, (), Routes(Direct()), pins))
    started = perf_counter()
    asyncio.run(check.all())
    return perf_counter() - started


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        _serve(sys.argv[2])
    else:
        print(_behind_a_drop())
