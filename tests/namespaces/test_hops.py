"""Who drops a connection in silence: two routers, and a rule on the second."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from tests.namespaces.conftest import report, unshared

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.lab

TARGET = "203.0.114.5"  # not one of the ranges for documentation: those are not public
# A namespace lives as long as a process in it; these end with the shell that made them.
NETWORK = f"""
set -e
trap 'kill $near $far 2>/dev/null' EXIT
ip link set lo up
unshare -n sleep 60 & near=$!
unshare -n sleep 60 & far=$!
sleep 0.3
inside() {{ pid=$1; shift; nsenter -t $pid -n "$@"; }}
ip link add veth1 type veth peer name veth2
ip link set veth2 netns $near
ip address add 10.20.0.4/24 dev veth1; ip link set veth1 up
ip route add default via 10.20.0.1
inside $near ip link add veth3 type veth peer name veth4
inside $near ip link set veth4 netns $far
inside $near sh -c '
  ip address add 10.20.0.1/24 dev veth2; ip link set veth2 up
  ip address add 10.30.0.1/24 dev veth3; ip link set veth3 up
  echo 1 > /proc/sys/net/ipv4/ip_forward; ip route add {TARGET}/32 via 10.30.0.2'
inside $far sh -c '
  ip address add 10.30.0.2/24 dev veth4; ip link set veth4 up
  echo 1 > /proc/sys/net/ipv4/ip_forward; ip route add default via 10.30.0.1
  ip link add veth5 type veth peer name veth6; ip link set veth5 up; ip link set veth6 up
  ip route add {TARGET}/32 dev veth5
  ip neighbour add {TARGET} lladdr 02:00:00:00:00:01 dev veth5'
"$@"
"""


def test_the_devices_before_a_silent_drop_are_named(tmp_path: Path) -> None:
    edition = tmp_path / "edition.toml"
    edition.write_text(
        f'[[requirement]]\nrole = "session-host"\naddress = "{TARGET}"\nports = [443]\n'
    )
    command = ("-m", "safelist", "check", "--edition", str(edition), "--timeout", "1")
    done = unshared(
        "sh", "-c", NETWORK, "sh", sys.executable, *command, "--format", "json", mount=True
    )
    result = report(done)[TARGET]
    assert (result["status"], result["cause"]) == ("blocked", "silent-drop")
    (hops,) = [one for one in result["evidence"] if "hop limits" in one]
    assert "1 10.20.0.1, 2 10.30.0.2, then silence" in hops
