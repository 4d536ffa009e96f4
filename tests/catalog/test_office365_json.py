"""Office 365 endpoints as the web service gives them."""

from __future__ import annotations

import json

import pytest
from tests.catalog.reading import CORPUS, needs_corpus, repairs, rows, sample

from safelist.catalog.requirement import Cloud, Importance, Role
from safelist.catalog.sources import Imported, office365_json
from safelist.errors import UnreadableInputError
from safelist.sets.pattern import HostPattern

HELP = "help.example.com"


def read(document: bytes | object, *, role: Role = Role.SESSION_HOST) -> Imported:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return office365_json.read(content, path="endpoints.json", role=role)


def test_names_and_addresses_become_rows_for_each_protocol() -> None:
    imported = read(sample("office365.json"))
    assert rows(imported.edition) == [
        "public session-host required *.sign-in.example.com tcp/80,443",
        "public session-host required *.sign-in.example.com udp/3478-3479",
        "public session-host required auto.*.example.net tcp/80,443",
        "public session-host required auto.*.example.net udp/3478-3479",
        "public session-host required *cdn.example.org tcp/80,443",
        "public session-host required *cdn.example.org udp/3478-3479",
        "public session-host optional 198.51.100.0/24 tcp/80,443",
        "public session-host optional 198.51.100.0/24 udp/3478-3479",
        "public session-host optional 2001:db8::/48 tcp/80,443",
        "public session-host optional 2001:db8::/48 udp/3478-3479",
        "public session-host required 203.0.113.7 udp/3478,3481",
        "public session-host optional help.example.com tcp/443",
    ]
    assert repairs(imported) == [
        "1: read as the list of the cloud public: few names end with .cn, .us or .mil",
        f'8: ID 3: a URL where a name belongs: "https://{HELP}/start" read as "{HELP}"',
        '11: ID 4 has no ports and was left out: "no-ports.example.com" read as "nothing"',
    ]


def test_purpose_and_notes_say_where_a_row_comes_from() -> None:
    edition = read(sample("office365.json")).edition
    first, prefix, last = edition.requirements[0], edition.requirements[6], edition.requirements[-1]
    assert first.purpose == "Common Things"
    assert first.notes == "Office 365 ID 1, Allow"
    assert prefix.notes.startswith("Office 365 ID 1, Allow; addresses of the names of this ID")
    assert last.purpose == "Common Things: help pages"
    assert edition.title == "Office 365 URLs and IP address ranges (worldwide)"


def test_a_wildcard_inside_a_name_is_one() -> None:
    edition = read(sample("office365.json")).edition
    address = edition.requirements[2].endpoint.address
    assert isinstance(address, HostPattern)
    assert "auto.tenant.example.net" in address.hosts
    assert "auto.example.net" not in address.hosts


def test_the_role_can_be_chosen() -> None:
    edition = read(sample("office365.json"), role=Role.CLIENT).edition
    assert {row.role for row in edition.requirements} == {Role.CLIENT}


@pytest.mark.parametrize(
    ("names", "cloud"),
    [
        (["a.example.com", "b.example.cn"], Cloud.CHINA),
        (["a.example.com", "b.example.us", "c.example.com"], Cloud.USGOV),
        (["a.example.mil"], Cloud.USGOV),
        (["a.example.com"] * 9 + ["b.example.us"], Cloud.PUBLIC),
    ],
)
def test_the_cloud_is_guessed_from_the_names_and_the_guess_is_told(
    names: list[str], cloud: Cloud
) -> None:
    imported = read([{"id": 1, "urls": names, "tcpPorts": "443"}])
    assert imported.edition.cloud is cloud
    assert {row.cloud for row in imported.edition.requirements} == {cloud}
    assert f"read as the list of the cloud {cloud}" in imported.repairs[0].what


def test_the_list_as_windows_powershell_writes_it_again() -> None:
    sets = json.loads(sample("office365.json"))
    wrapped = read({"value": sets, "Count": len(sets)})
    assert rows(wrapped.edition) == rows(read(sample("office365.json")).edition)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        ({"urls": ["a.example.com"], "tcpPorts": "443,x"}, '"443,x" is not a list of ports'),
        ({"urls": ["a.example.com"], "tcpPorts": 70000}, "port 70000 is not between 0 and 65535"),
        ({"urls": ["nothing"], "tcpPorts": "443"}, '"nothing" is no name'),
        ({"ips": ["10.0.0.0-10.0.0.9"], "tcpPorts": "1"}, "is no IP address or prefix"),
        ({"ips": ["10.0.0.1/8"], "tcpPorts": "443"}, "has bits set behind its prefix length"),
    ],
)
def test_an_error_names_the_id_and_its_line(one: dict[str, object], reason: str) -> None:
    good = {"id": 1, "urls": ["a.example.com"], "tcpPorts": "443"}
    text = "[\n" + json.dumps(good) + ",\n" + json.dumps({"id": 23, **one}) + "]"
    with pytest.raises(UnreadableInputError) as caught:
        read(text.encode())
    assert caught.value.reason.startswith("ID 23: ")
    assert reason in caught.value.reason
    assert caught.value.line == 3


def test_an_empty_list_is_an_error() -> None:
    with pytest.raises(UnreadableInputError, match="has no endpoint sets"):
        read(b"[]")


def test_json_of_another_kind_is_an_error() -> None:
    with pytest.raises(UnreadableInputError, match="is JSON of another kind"):
        read([1, 2])


@needs_corpus
@pytest.mark.parametrize(
    ("name", "cloud", "count"),
    [
        ("worldwide", Cloud.PUBLIC, 550),
        ("china", Cloud.CHINA, 173),
        ("usgov_dod", Cloud.USGOV, 148),
        ("usgov_gcchigh", Cloud.USGOV, 131),
    ],
)
def test_recorded_answers_lose_nothing(name: str, cloud: Cloud, count: int) -> None:
    document = (CORPUS / "o365" / f"endpoints-{name}.json").read_bytes()
    imported = read(document)
    assert imported.edition.cloud is cloud
    assert len(imported.edition.requirements) == count
    assert len(imported.repairs) == 1
    sets = json.loads(document)
    published = sorted(
        (address, protocol, ",".join(str(n) for n in sorted(map(int, ports.split(",")))))
        for one in sets
        for address in one.get("urls", []) + one.get("ips", [])
        for protocol, ports in (("tcp", one.get("tcpPorts")), ("udp", one.get("udpPorts")))
        if ports
    )
    assert published == sorted(
        (
            str(row.endpoint.address),
            str(row.endpoint.protocol),
            ",".join(map(str, row.endpoint.ports)),
        )
        for row in imported.edition.requirements
    )


@needs_corpus
def test_the_sign_in_set_of_the_worldwide_list() -> None:
    document = (CORPUS / "o365" / "endpoints-worldwide.json").read_bytes()
    found = [r for r in read(document).edition.requirements if "ID 56," in r.notes]
    login = next(r for r in found if str(r.endpoint.address) == "login.microsoftonline.com")
    assert login.importance is Importance.REQUIRED
    assert str(login.endpoint.ports) == "80,443"
    assert login.notes == "Office 365 ID 56, Allow"
