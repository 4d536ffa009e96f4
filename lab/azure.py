"""A sealed Azure: every address of the world is local, and everything on the list answers rightly.

    unshare -Urnm python -m lab.azure [--do COMMAND]... [--names NAME=ADDRESS]... -- COMMAND...

runs COMMAND in network and mount namespaces of its own (Linux): nothing can leave them. The
resolver is 8.8.8.8, and beside it 168.63.129.16 answers truly. Certificates come from an authority
named like the real one, which the command trusts. `--names NAME=denied` lets the resolver deny a
name. Each `--do` is run before, to put a fault in place: an nft rule, a route.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lab import http, kms, pki, sites, stun, tls
from lab.answers import NXDOMAIN, NXDOMAIN_BY_POLICY, Answer, at
from lab.datagram import Datagrams
from lab.dns import Resolver
from lab.listener import Listener
from safelist.catalog import library
from safelist.catalog.requirement import Cloud
from safelist.check.target import plan
from safelist.sets.names import is_address

if TYPE_CHECKING:
    from lab.http import Reply
    from lab.records import Request

RESOLVER = "8.8.8.8"
AZURE_DNS = "168.63.129.16"
RELAY = "51.5.0.10"
OWN = "10.20.0.4"
DUAL = {"login.microsoftonline.com": "2603:1026::5"}


def address_of(name: str) -> str:
    """Give the address that *name* has here: always the same, and a public one."""
    if "relay" in name:
        return RELAY
    one, two, three = hashlib.sha256(name.encode()).digest()[:3]
    return f"20.{one}.{two}.{three % 253 + 1}"


def names() -> list[str]:
    """Give every name that a check of the newest public edition asks for."""
    targets = plan(library.load(library.LATEST, Cloud.PUBLIC).requirements).targets
    return sorted({target.host for target in targets if not is_address(target.host)})


def answer(name: str, given: str | None) -> Answer:
    """Give what the resolver answers for *name*: as it should, or as it is told to."""
    if given == "denied":
        return NXDOMAIN_BY_POLICY
    return at(given or address_of(name), *([DUAL[name]] if name in DUAL else []))


def over_tls(request: Request) -> Reply:
    """Answer as the service does over TLS."""
    if request.header("Upgrade"):
        return sites.websocket("accept")(request)
    return sites.broker_health()(request)


def over_http(request: Request) -> Reply:
    """Answer as the plain endpoints do, by the host that was asked for."""
    host = (request.header("Host") or "").partition(":")[0]
    der = b"\x30\x03\x02\x01\x00"
    site = {
        "169.254.169.254": sites.imds(),
        "168.63.129.16": sites.wireserver(),
        "www.msftconnecttest.com": sites.connecttest(),
        "ctldl.windowsupdate.com": sites.cabinet(),
        "oneocsp.microsoft.com": sites.ocsp(),
    }.get(host, sites.crl(der))
    return site(request)


def main() -> int:
    """Build the world, run the command in it, give its exit code."""
    parser = argparse.ArgumentParser(prog="lab.azure")
    parser.add_argument("--do", action="append", default=[], metavar="COMMAND")
    parser.add_argument("--names", action="append", default=[], metavar="NAME=ADDRESS")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    own = dict(one.split("=", 1) for one in options.names)
    script = {name: answer(name, own.get(name)) for name in {*names(), *own}}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        seal(folder)
        identity = tls.inspecting(pki.authority())
        for host in ("0.0.0.0", "::"):
            secured = tls.secured(identity, http.serving(over_tls))
            stack.enter_context(Listener(secured, host=host, port=443))
            stack.enter_context(Listener(http.serving(over_http), host=host, port=80))
        everywhere = "0.0.0.0"
        plugin = http.serving(sites.host_plugin())
        stack.enter_context(Listener(plugin, host=everywhere, port=32526))
        stack.enter_context(Listener(kms.answering("ack"), host=everywhere, port=1688))
        stack.enter_context(Datagrams(stun.answering("good"), host=RELAY, port=3478))
        stack.enter_context(Resolver(script, NXDOMAIN, host=RESOLVER, port=53))
        honest = {name: at(address_of(name)) for name in names()}
        stack.enter_context(Resolver(honest, NXDOMAIN, host=AZURE_DNS, port=53))
        for command in options.do:
            run(shlex.split(command))
        command = [one for one in options.command if one != "--"]
        roots = folder / "roots.pem"
        roots.write_bytes(pki.authority().root_pem)
        environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        environment["SSL_CERT_FILE"] = str(roots)
        return subprocess.run(command, env=environment, check=False, timeout=120).returncode


def seal(folder: Path) -> None:
    """Make every address of the world an own one, and the resolver the only one."""
    run(["ip", "link", "set", "lo", "up"])
    run(["ip", "address", "add", f"{OWN}/32", "dev", "lo"])
    run(["ip", "route", "add", "local", "0.0.0.0/0", "dev", "lo", "src", OWN])
    run(["ip", "-6", "route", "add", "local", "::/0", "dev", "lo"])
    resolvers = folder / "resolv.conf"
    resolvers.write_text(f"nameserver {RESOLVER}\n")
    run(["mount", "--bind", str(resolvers), "/etc/resolv.conf"])


def run(command: list[str]) -> None:
    """Run *command*, and fail with what it says."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
    if done.returncode:
        raise SystemExit(f"{shlex.join(command)}: {done.stderr.strip()}")


if __name__ == "__main__":
    sys.exit(main())
