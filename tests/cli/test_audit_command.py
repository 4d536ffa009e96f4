"""`audit`: what a policy lets through, the rule that decides, and a host that shows a gap."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from tests.cli.conftest import loaded

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
CONFIG = """acl SSL_ports port 443
acl Safe_ports port 80 443
acl avd dstdomain .wvd.microsoft.com login.microsoftonline.com .windows.cloud.microsoft
acl avd dstdomain "more.txt"
acl wrong dstdomain *.windows.static.microsoft
acl eh dstdomain .a.servicebus.windows.net
acl people proxy_auth REQUIRED
http_access deny !Safe_ports
http_access deny CONNECT !SSL_ports
http_access deny to_localhost
http_access allow avd
http_access allow wrong
http_access allow eh
include more.conf
http_access deny all
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "more.txt").write_text("# more names\naka.ms\n")
    (tmp_path / "more.conf").write_text(
        "acl certs dstdomain ctldl.windowsupdate.com\nhttp_access allow people certs\n"
    )
    file = tmp_path / "squid.conf"
    file.write_text(CONFIG)
    return file


def audited(safelist: Run, config: Path, *options: str) -> dict[str, Any]:
    done = safelist("audit", "squid", config, "--format", "json", *options)
    document = loaded(done)
    jsonschema.validate(document, json.loads((SCHEMAS / "report.json").read_text()))
    assert done.returncode == 10
    return {one["requirement"]["address"]: one for one in document["results"]}


def test_each_requirement_has_a_status_and_what_decides(safelist: Run, config: Path) -> None:
    results = audited(safelist, config)
    covered = results["*.wvd.microsoft.com"]
    assert covered["status"] == "covered"
    assert covered["rules"] == [{"name": "http_access allow avd", "path": str(config), "line": 11}]
    assert results["aka.ms"]["status"] == "covered"
    gap = results["gcs.prod.monitoring.core.windows.net"]
    assert gap["status"] == "not-covered"
    assert gap["counterexample"] == {
        "host": "gcs.prod.monitoring.core.windows.net",
        "port": 443,
        "protocol": "tcp",
    }
    assert gap["rules"][0]["line"] == 15


def test_a_wildcard_that_squid_takes_literally_covers_nothing(safelist: Run, config: Path) -> None:
    results = audited(safelist, config)
    assert results["*.windows.static.microsoft"]["status"] == "not-covered"
    notes = loaded(safelist("audit", "squid", config, "--format", "json"))["notes"]
    assert any(f'{config}:5: "*.windows.static.microsoft" never matches' in one for one in notes)


def test_a_part_that_is_let_through_has_a_counterexample_beside_it(
    safelist: Run, config: Path
) -> None:
    result = audited(safelist, config, "--role", "client")["*.servicebus.windows.net"]
    assert result["status"] == "partial"
    host = result["counterexample"]["host"]
    assert host.endswith(".servicebus.windows.net")
    assert not host.endswith("a.servicebus.windows.net") or host == "a.servicebus.windows.net"


def test_what_depends_on_a_login_is_undetermined_and_says_so(safelist: Run, config: Path) -> None:
    result = audited(safelist, config)["ctldl.windowsupdate.com"]
    assert result["status"] == "undetermined"
    assert result["depends_on"] == ["acl people (proxy_auth)"]


def test_what_never_comes_to_a_proxy_is_off_its_path(safelist: Run, config: Path) -> None:
    results = audited(safelist, config)
    for address in ("169.254.169.254", "168.63.129.16", "51.5.0.0/16", "azkms.core.windows.net"):
        assert results[address]["status"] == "off-path"


def test_a_trace_names_the_rule_that_decides(safelist: Run, config: Path) -> None:
    shown = safelist("audit", "squid", config, "--trace", "x.wvd.microsoft.com:443").stdout
    assert "allow" in shown.splitlines()[0]
    assert f"{config}:11: http_access allow avd (matches)" in shown
    denied = safelist("audit", "squid", config, "--trace", "evil.example:22").stdout
    assert f"{config}:8: http_access deny !Safe_ports (matches)" in denied


def test_sarif_points_at_the_line(safelist: Run, config: Path) -> None:
    (run,) = loaded(safelist("audit", "squid", config, "--format", "sarif"))["runs"]
    places = [
        one["locations"][0].get("physicalLocation", {}).get("region", {}).get("startLine")
        for one in run["results"]
    ]
    assert 15 in places


BAD = [
    ("http_access permit all\n", ':1: unknown action "permit"'),
    ("http_access allow nobody\n", ':1: acl "nobody" is not defined'),
    ("acl a\n", ":1: acl has no type"),
    ("acl a port 80\nacl a dstdomain x\n", ":2:"),
    ("acl a port http\n", ":1:"),
    ("acl a dst 300.1.2.3\n", ":1:"),
    ("include nothing.conf\n", ':1: cannot find the included file "nothing.conf"'),
    ('acl a dstdomain "nothing.txt"\n', ':1: cannot find the list file "nothing.txt"'),
    ("include squid.conf\n", "nested too deeply"),
]


@pytest.mark.parametrize(("text", "part"), BAD)
def test_a_mistake_in_the_configuration_has_its_line(
    safelist: Run, tmp_path: Path, text: str, part: str
) -> None:
    file = tmp_path / "squid.conf"
    file.write_text(text)
    done = safelist("audit", "squid", file)
    assert done.returncode == 1
    assert part in done.stderr
    assert "hint:" in done.stderr
    assert done.stdout == ""


def test_no_rule_at_all_denies_everything(safelist: Run, tmp_path: Path) -> None:
    file = tmp_path / "squid.conf"
    file.write_text("http_port 3128\n")
    results = audited(safelist, file)
    assert {one["status"] for one in results.values()} == {"not-covered", "off-path"}
    assert "no rule matches" in " ".join(results["aka.ms"]["evidence"])
