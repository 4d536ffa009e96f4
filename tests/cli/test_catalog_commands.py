"""`list`, `editions`, `explain`, `diff` and `import`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from tests.cli.conftest import loaded

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
JULY_2020 = {
    ("session-host", "required"): [
        ("*.wvd.microsoft.com", 443),
        ("mrsglobalsteus2prod.blob.core.windows.net", 443),
        ("*.core.windows.net", 443),
        ("*.servicebus.windows.net", 443),
        ("prod.warmpath.msftcloudes.com", 443),
        ("catalogartifact.azureedge.net", 443),
        ("kms.core.windows.net", 1688),
        ("wvdportalstorageblob.blob.core.windows.net", 443),
        ("169.254.169.254", 80),
    ],
    ("session-host", "optional"): [
        ("*.microsoftonline.com", 443),
        ("*.events.data.microsoft.com", 443),
        ("www.msftconnecttest.com", 443),
        ("*.prod.do.dsp.mp.microsoft.com", 443),
        ("login.windows.net", 443),
        ("*.sfx.ms", 443),
        ("*.digicert.com", 443),
    ],
    ("client", "required"): [
        ("*.wvd.microsoft.com", 443),
        ("*.servicebus.windows.net", 443),
        ("go.microsoft.com", 443),
        ("aka.ms", 443),
        ("docs.microsoft.com", 443),
        ("privacy.microsoft.com", 443),
        ("query.prod.cms.rt.microsoft.com", 443),
    ],
}


def conforms(document: object, schema: str) -> None:
    jsonschema.validate(document, json.loads((SCHEMAS / f"{schema}.json").read_text()))


def test_the_list_of_july_2020_equals_the_page_row_for_row(safelist: Run) -> None:
    document = loaded(safelist("list", "--edition", "2020-07-15", "--format", "json"))
    conforms(document, "list")
    assert document["edition"]["date"] == "2020-07-15"
    rows: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for row in document["requirements"]:
        (port,) = row["ports"]
        key = (row["role"], row["importance"])
        rows.setdefault(key, []).append((row["address"], port))
        assert (row["protocol"], row["cloud"]) == ("tcp", "public")
    assert rows == JULY_2020


def test_purposes_tags_and_clients_are_as_published(safelist: Run) -> None:
    document = loaded(safelist("list", "--edition", "2020-07-15", "--format", "json"))
    rows = {(row["role"], row["address"]): row for row in document["requirements"]}
    assert rows["session-host", "*.wvd.microsoft.com"]["service_tag"] == "WindowsVirtualDesktop"
    assert rows["session-host", "169.254.169.254"]["service_tag"] == "N/A"
    assert rows["session-host", "kms.core.windows.net"]["purpose"] == "Windows activation"
    update = rows["client", "query.prod.cms.rt.microsoft.com"]
    assert update["clients"] == ["Windows Desktop"]


@pytest.mark.parametrize("form", ["text", "csv", "markdown", "hosts"])
def test_every_format_names_every_address(safelist: Run, form: str) -> None:
    done = safelist("list", "--edition", "2020-07-15", "--format", form)
    assert done.returncode == 0
    for rows in JULY_2020.values():
        for address, _ in rows:
            assert address in done.stdout


def test_a_profile_selects_rows(safelist: Run) -> None:
    base = ("list", "--edition", "2020-07-15", "--format", "json")

    def count(*options: str) -> int:
        return len(loaded(safelist(*base, *options))["requirements"])

    assert count("--role", "session-host") == 16
    assert count("--role", "session-host", "--no-optional") == 9
    assert count("--role", "client") == 7
    assert count("--client", "windows-desktop") == 7
    assert loaded(safelist(*base, "--role", "client"))["profile"]["role"] == "client"


def test_a_client_that_no_row_names_gets_the_known_ones(safelist: Run) -> None:
    done = safelist("list", "--client", "amiga")
    assert done.returncode == 1
    assert "windows-desktop" in done.stderr


def test_the_hosts_format_gives_what_is_meant_once(safelist: Run) -> None:
    done = safelist("list", "--cloud", "usgov", "--edition", "2024-11-21", "--format", "hosts")
    lines = done.stdout.splitlines()
    assert "ctldl.windowsupdate.com" in lines
    assert "ctdl.windowsupdate.com" not in lines
    assert len(lines) == len(set(lines))


def test_an_overlay_adds_rows_of_ones_own(safelist: Run, tmp_path: Path) -> None:
    overlay = tmp_path / "own.toml"
    overlay.write_text(
        '[[requirement]]\nrole = "session-host"\n'
        'address = "*.contoso.example"\nports = "443,8443"\n'
    )
    done = safelist("list", "--with", overlay, "--role", "session-host", "--format", "json")
    row = loaded(done)["requirements"][-1]
    assert (row["address"], row["ports"]) == ("*.contoso.example", [443, 8443])
    assert "own.toml" in row["origin"]


def test_editions_of_all_clouds_are_listed(safelist: Run) -> None:
    document = loaded(safelist("editions", "--format", "json"))
    conforms(document, "editions")
    clouds = {edition["cloud"] for edition in document["editions"]}
    assert clouds == {"public", "usgov", "china"}
    identities = [(edition["cloud"], edition["name"]) for edition in document["editions"]]
    assert len(set(identities)) == len(identities) == 23


def test_a_host_below_a_wildcard_is_explained(safelist: Run) -> None:
    done = safelist("explain", "x.rdbroker-g-us-r0.wvd.microsoft.com")
    assert done.returncode == 0
    assert "is covered by *.wvd.microsoft.com" in done.stdout
    document = loaded(safelist("explain", "*.wvd.microsoft.com", "--format", "json"))
    conforms(document, "explain")
    assert {match["relation"] for match in document["matches"]} == {"is"}
    assert document["history"][0] == "2020-01-21"


def test_the_apex_of_a_wildcard_is_said_not_to_be_covered(safelist: Run) -> None:
    done = safelist("explain", "wvd.microsoft.com")
    assert done.returncode == 3
    assert "does not match its own apex" in done.stdout


def test_an_address_in_a_range_and_a_service_tag_are_explained(safelist: Run) -> None:
    assert "covered by 51.5.0.0/16" in safelist("explain", "51.5.1.2").stdout
    assert "is a service tag" in safelist("explain", "windowsvirtualdesktop").stdout


def test_service_tags_show_prefixes_and_what_does_not_fit(safelist: Run, tmp_path: Path) -> None:
    tags = {
        "changeNumber": 1,
        "cloud": "Public",
        "values": [
            {
                "name": "WindowsVirtualDesktop",
                "id": "WindowsVirtualDesktop",
                "properties": {
                    "changeNumber": 1,
                    "region": "",
                    "regionId": 0,
                    "platform": "Azure",
                    "systemService": "WVDRelays",
                    "addressPrefixes": ["40.64.144.0/20", "51.5.0.0/17"],
                    "networkFeatures": None,
                },
            }
        ],
    }
    file = tmp_path / "tags.json"
    file.write_text(json.dumps(tags))
    shown = safelist("explain", "WindowsVirtualDesktop", "--service-tags", file).stdout
    assert "40.64.144.0/20" in shown
    assert "carried by:  51.5.0.0/16 udp/3478" in shown
    outside = safelist("explain", "51.5.0.0/16", "--service-tags", file).stdout
    assert "warning: 51.5.128.0" in outside
    missing = safelist("explain", "oneocsp.microsoft.com", "--service-tags", file).stdout
    assert 'no service tag "AzureFrontDoor.FirstParty"' in missing


def test_a_diff_says_what_to_add_change_and_remove(safelist: Run) -> None:
    text = safelist("diff", "2020-07-15", "latest").stdout
    for part in ("Session host: add", "Session host: change", "Client: remove", "+ 51.5.0.0/16"):
        assert part in text
    document = loaded(safelist("diff", "2020-07-15", "latest", "--format", "json"))
    conforms(document, "diff")
    kinds = {(change["role"], change["kind"]) for change in document["changes"]}
    assert ("client", "added") in kinds
    assert ("session-host", "removed") in kinds


def test_an_import_can_be_listed_and_compared(safelist: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "---\ntitle: A list\nms.date: 01/02/2025\n---\n# A list\n\n"
        "## Session host virtual machines\n\n"
        "| Address | Protocol | Outbound port | Purpose | Service tag |\n|--|--|--|--|--|\n"
        "| `* .contoso.example` | TCP | 443 | Ours | N/A |\n"
        "| `one.contoso.example` | TCP | 443 | Ours | N/A |\n"
    )
    edition = tmp_path / "edition.toml"
    done = safelist("import", page, "--output", edition)
    assert done.returncode == 0
    assert f"{page}:11: warning:" in done.stderr
    rows = loaded(safelist("list", "--edition", edition, "--format", "json"))["requirements"]
    assert [row["address"] for row in rows] == ["*.contoso.example", "one.contoso.example"]
    assert safelist("diff", page, edition).stdout.splitlines()[-1] == "no change"


def test_a_misprint_of_the_page_is_explained_as_what_is_meant(safelist: Run) -> None:
    shown = safelist("explain", "ctdl.windowsupdate.com", "--cloud", "usgov").stdout
    assert "is on the list" in shown
    assert "ctldl.windowsupdate.com" in shown


def test_what_was_on_the_list_once_is_said_to_be_gone(safelist: Run) -> None:
    done = safelist("explain", "kms.core.windows.net")
    assert done.returncode == 3
    assert "2020-01-21 to 2022-08-30; the newer ones no longer need it" in done.stdout
