"""Our own TOML: what is written is read again, and what is wrong is named with its line."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.catalog.reading import rows, sample

from safelist.catalog.edition import Edition, Source
from safelist.catalog.knowledge import Probe, ProbeKind
from safelist.catalog.requirement import (
    Cloud,
    Condition,
    Confidence,
    Endpoint,
    Importance,
    Requirement,
    Role,
)
from safelist.catalog.sources import own_toml
from safelist.errors import UnreadableInputError
from safelist.sets.ports import PortSet, Protocol

ROW = '[[requirement]]\nrole = "client"\naddress = "a.example.com"\nports = [443]\n'

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
filled = texts.filter(bool)
days = st.none() | st.dates()
ports = st.builds(PortSet, st.lists(st.integers(0, 65535), min_size=1, max_size=3)) | st.builds(
    lambda first, more: PortSet.span(first, first + more),
    st.integers(0, 65000),
    st.integers(0, 535),
)
addresses = st.sampled_from(
    ["a.example.com", "*.example.com", "*q.Example.com", "a.*.b", "192.0.2.1", "2001:db8::/32"]
)
carried = st.sampled_from([Protocol.TCP, Protocol.UDP])
endpoints = st.builds(Endpoint.of, addresses, carried, ports) | st.builds(
    Endpoint.of, addresses, st.sampled_from([Protocol.ICMP, Protocol.OTHER]), st.just(PortSet())
)
probes = st.builds(
    Probe,
    kind=st.sampled_from(ProbeKind),
    path=texts,
    statuses=st.lists(st.integers(100, 599), max_size=2).map(tuple),
    body=texts,
    exact=st.booleans(),
    issuers=st.lists(texts, max_size=2).map(tuple),
)
requirements = st.builds(
    Requirement,
    role=st.sampled_from(Role),
    importance=st.sampled_from(Importance),
    cloud=st.sampled_from(Cloud),
    endpoint=endpoints,
    purpose=texts,
    service_tag=st.none() | filled,
    clients=st.lists(texts, max_size=3).map(tuple),
    conditions=st.lists(
        st.builds(Condition, when=texts, protocol=carried, ports=ports), max_size=2
    ).map(tuple),
    notes=texts,
    azure_gov=st.none() | filled,
    published_address=st.none() | filled,
    origin=texts,
    probe=st.none() | probes,
)
editions = st.builds(
    Edition,
    name=texts,
    title=texts,
    cloud=st.none() | st.sampled_from(Cloud),
    date=days,
    requirements=st.lists(requirements, min_size=1, max_size=4).map(tuple),
    confidence=st.sampled_from(Confidence),
    retired=st.lists(requirements, max_size=2).map(tuple),
    revision=st.integers(-9, 99),
    dated=texts,
    updated=days,
    completes=st.none() | filled,
    confidence_note=texts,
    note=texts,
    source=st.builds(Source, address=texts, repository=texts, path=texts, commit=texts, kind=texts),
)


def read(text: str, cloud: Cloud | None = None) -> Edition:
    return own_toml.read(text.encode(), path="own.toml", cloud=cloud)


@settings(max_examples=150, deadline=None)
@given(editions)
def test_reading_what_was_written_gives_the_same_edition(edition: Edition) -> None:
    assert read(own_toml.write(edition)) == edition


def test_an_overlay_needs_no_more_than_rows() -> None:
    edition = own_toml.read(sample("overlay.toml"), path="overlay.toml")
    relay = "198.51.100.0/24 udp/3478-3481"
    assert rows(edition) == [
        "public session-host required *.files.example.com tcp/445",
        f"usgov client optional {relay} clients=All when the moon is full: tcp/53",
    ]
    assert edition.requirements[1].probe == Probe(ProbeKind.CONNECT)
    assert edition.name == "overlay.toml"


def test_rows_without_a_cloud_are_for_the_cloud_that_is_asked_for() -> None:
    assert read(ROW, Cloud.CHINA).requirements[0].cloud is Cloud.CHINA
    assert read('cloud = "usgov"\n' + ROW, Cloud.CHINA).requirements[0].cloud is Cloud.USGOV
    named = ROW + 'cloud = "usgov"\n'
    assert read(named, Cloud.CHINA).requirements[0].cloud is Cloud.USGOV


def test_conditions_of_a_retired_row_stay_with_it() -> None:
    edition = read(ROW)
    condition = Condition("it rains", Protocol.TCP, PortSet([53]))
    gone = replace(edition.requirements[0], conditions=(condition,))
    edition = replace(edition, retired=(gone,))
    assert read(own_toml.write(edition)) == edition


def test_days_stay_days() -> None:
    assert read("date = 2024-11-21\n" + ROW).date == datetime.date(2024, 11, 21)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("title = 3\n" + ROW, 1, "title is not text"),
        ("schema = 1\ncolour = 1\n" + ROW, 2, 'unknown key "colour"'),
        ("\nschema = 2\n" + ROW, 2, "has schema 2"),
        ("schema = true\n" + ROW, 1, "schema True is no number"),
        ('title = "x"\nrevision = "one"\n' + ROW, 2, "revision 'one' is no number"),
        ("note = ''\ndate = '2024-11-21'\n" + ROW, 2, "date '2024-11-21' is no date"),
        ("date = 2024-11-21T10:00:00\n" + ROW, 1, "is no date"),
        ("cloud = 'moon'\n" + ROW, 1, "unknown cloud 'moon'"),
        ("cloud = ['public']\n" + ROW, 1, "unknown cloud ['public']"),
        ("source = 1\n" + ROW, 1, "source is not a table"),
        ("[source]\nurl = 'x'\n" + ROW, 2, 'unknown key "url"'),
        ("[source]\npath = 1\n" + ROW, 2, "path is not text"),
        ("title = 'x'\n", 1, "has no [[requirement]]"),
        ("requirement = 1\n", 1, "requirement is no list of tables"),
        ("\n[requirement]\n", 2, "requirement is no list of tables"),
        (ROW + ROW.replace("address", "adress"), 7, 'unknown key "adress"'),
        (ROW + ROW.replace('role = "client"\n', ""), 5, "row has no role"),
        (ROW + ROW.replace("client", "user"), 6, "unknown role 'user'"),
        (ROW + ROW.replace("a.example.com", ""), 7, "row has no address"),
        (ROW + ROW.replace("a.example.com", "a b"), 7, '"a b" is not a host name'),
        (ROW + ROW.replace("a.example.com", "10.0.0.1/8"), 7, "bits set"),
        (ROW + ROW.replace("ports = [443]\n", ""), 5, "row has no ports"),
        (ROW + ROW.replace("[443]", "[70000]"), 8, "port 70000 is not between"),
        (ROW + ROW.replace("[443]", "443"), 8, "ports 443 are not ports"),
        (ROW + ROW.replace("[443]", "[true]"), 8, "ports [True] are not ports"),
        (ROW + ROW.replace("[443]", '"any"'), 8, '"any" is not a list of ports'),
        (ROW + ROW + "clients = 'All'\n", 9, "clients is not a list of texts"),
        (ROW + ROW + "clients = [1]\n", 9, "clients is not a list of texts"),
        (ROW + ROW + "importance = 'nice'\n", 9, "unknown importance 'nice'"),
        (ROW + ROW + "protocol = 6\n", 9, "unknown protocol 6"),
        (ROW + ROW + "condition = 1\n", 9, "condition is no list of tables"),
        (ROW + ROW + "condition = [{ hour = 1 }]\n", 9, 'unknown key "hour"'),
        (ROW + ROW + "[[requirement.condition]]\nwhen = 1\n", 10, "when is not text"),
        (ROW + ROW + "probe = 1\n", 9, "probe is not a table"),
        (ROW + ROW + "probe = { kind = 'x' }\n", 9, "probe is not understood"),
        (ROW + ROW + "probe = { colour = 'x' }\n", 9, 'unknown key "colour"'),
        (ROW + ROW + "retired = [\n", 9, "is not TOML"),
        (ROW + "[[retired]]\nrole = 1\n", 6, "unknown role 1"),
        (ROW + "[[requirement]\n", 5, "is not TOML"),
        (ROW + "a = 2024-99-99\n", 5, "is not TOML"),
        ("x = '''\nnever closed", 2, "is not TOML"),
        ("x" + ".x" * 300 + " = 1\n", 1, "has a key of more than 200 parts"),
        ("x = " + "[" * 5000, None, "nested too deeply"),
        ("x" * 60_000, 1, "has more than 50,000 characters in one line"),
        ("x = '...'\n" * 200_000, None, "has more than 1,048,576 characters"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int | None, reason: str) -> None:
    with pytest.raises(UnreadableInputError) as caught:
        read(text)
    assert reason in caught.value.reason
    assert caught.value.line == line
    assert caught.value.path == "own.toml"
    assert caught.value.hint


def test_long_text_with_many_dots_is_no_long_key() -> None:
    assert read(ROW + f'notes = "{"... " * 200}"\n').requirements[0].notes.count(".") == 600
