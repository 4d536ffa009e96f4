"""Squid itself, asked what it does with a request."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from lab.listener import free_port

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PROGRAM = shutil.which("squid", path="/usr/sbin:/usr/local/sbin:/usr/bin")
NOWHERE = "127.0.0.2"  # where every name leads: nothing listens there


class Squid:
    """A running Squid."""

    def __init__(self, port: int) -> None:
        self._port = port

    def allows(self, host: str, port: int) -> bool:
        """Ask for *host*:*port* as a client would, and see whether Squid denies it."""
        if port == 80:
            request = f"GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n"
        else:
            request = f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n"
        with socket.create_connection(("127.0.0.1", self._port), timeout=10) as connection:
            connection.sendall(f"{request}Connection: close\r\n\r\n".encode())
            status = connection.recv(4096).split(b" ")[1]
        assert status in (b"200", b"403", b"503"), (host, port, status)
        return status != b"403"


@contextlib.contextmanager
def running(rules: str, names: Iterable[str]) -> Iterator[Squid]:
    """Start Squid with *rules*; *names* resolve without any name server."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)  # Squid gives root up, and must still read its files
        with _started(rules, names, folder) as squid:
            yield squid


@contextlib.contextmanager
def _started(rules: str, names: Iterable[str], folder: Path) -> Iterator[Squid]:
    assert PROGRAM is not None
    port = free_port()
    hosts = folder / "hosts"
    hosts.write_text("".join(f"{NOWHERE} {name}\n" for name in names))
    config = folder / "squid.conf"
    config.write_text(
        f"http_port 127.0.0.1:{port}\nhosts_file {hosts}\npid_filename none\n"
        "access_log none\ncache_log /dev/null\ncache deny all\nshutdown_lifetime 0 seconds\n"
        "connect_timeout 1 second\nvisible_hostname lab.example\nclient_db off\n"
        "dns_nameservers 127.0.0.1\n" + rules
    )
    process = subprocess.Popen(
        [PROGRAM, "-N", "-f", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield Squid(port)
    finally:
        process.kill()
        process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "squid does not start"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise AssertionError("squid does not listen")
