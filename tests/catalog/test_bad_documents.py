"""Documents that are not what they should be: one clear error each, and soon."""

from __future__ import annotations

import gzip
import random
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.catalog.reading import SAMPLES, sample
from tests.catalog.rendering import page

from safelist.catalog.requirement import Cloud, Role
from safelist.catalog.sources import service_tags_json
from safelist.catalog.sources.document import MAX_BYTES, read_document
from safelist.catalog.sources.sniff import SOURCES, read_any, tell
from safelist.errors import SafelistError, UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Far above what any of these takes, so that a busy machine fails no test.
SOON = 5.0
MIB = 1024 * 1024

KINDS = {
    "overview.md": "learn-markdown",
    "sentences.md": "learn-markdown",
    "tabs.md": "learn-markdown",
    "protocols.md": "learn-markdown",
    "translated.md": "learn-markdown",
    "unknown-language.md": "learn-markdown",
    "translated-tabs.md": "learn-markdown",
    "china.md": "learn-markdown",
    "odd.md": "learn-markdown",
    "no-list.md": "learn-markdown",
    "saved.html": "learn-html",
    "office365.json": "office365-json",
    "overlay.toml": "own-toml",
}


def refused(path: Path, content: bytes) -> UnreadableInputError:
    """Give the error that reading a file of *content* ends in."""
    path.write_bytes(content)
    start = time.perf_counter()
    with pytest.raises(UnreadableInputError) as caught:
        read_any(str(path))
    assert time.perf_counter() - start < SOON
    assert caught.value.path == str(path)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_the_kind_of_a_document_is_told_by_its_content(name: str, kind: str) -> None:
    assert tell(sample(name), path="file") == kind
    assert kind in SOURCES


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!-- saved from url -->\n<html>", "learn-html"),
        (b'<?xml version="1.0"?><!DOCTYPE html>', "learn-html"),
        (b"\n\n  <h2>A part of a page</h2>", "learn-html"),
        (b"\xef\xbb\xbf<html>", "learn-html"),
        (b"[[requirement]]\nrole = 1", "own-toml"),
        (b"[source]\r\npath = 'x'", "own-toml"),
        (b"# rows\nschema = 1", "own-toml"),
        (b"---\ntitle: x\n---\nedition = 1", "learn-markdown"),
        (b"plain words", "learn-markdown"),
        ("# Gr\u00f6\u00dfe".encode("utf-16"), "learn-markdown"),
        (b' [ {"id": 1} ]', "office365-json"),
    ],
)
def test_the_kind_of_a_beginning(content: bytes, kind: str) -> None:
    assert tell(content, path="file") == kind


def test_a_name_that_ends_with_toml_decides_where_the_content_does_not() -> None:
    assert tell(b"a = 1", path="own.TOML") == "own-toml"


def test_a_file_is_read_whatever_its_kind(tmp_path: Path) -> None:
    for name in KINDS.keys() - {"no-list.md"}:
        assert read_any(str(SAMPLES / name)).edition.requirements
    packed = tmp_path / "page.gz"
    packed.write_bytes(gzip.compress(page(sample("tabs.md").decode()).encode()))
    assert len(read_any(str(packed)).edition.requirements) == 10


def test_role_and_cloud_are_for_rows_that_have_none() -> None:
    office = read_any(str(SAMPLES / "office365.json"), role=Role.CLIENT).edition
    assert {row.role for row in office.requirements} == {Role.CLIENT}
    own = read_any(str(SAMPLES / "overlay.toml"), cloud=Cloud.CHINA).edition
    assert [row.cloud for row in own.requirements] == [Cloud.CHINA, Cloud.USGOV]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", None, "is empty"),
        (b" \r\n\t", None, "is empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", None, "is a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "is a picture (PNG)"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", None, "is a picture (JPEG)"),
        (b"BM\x9a\0\0\0\0\0", None, "is a picture (BMP)"),
        (b"PK\x03\x04\x14\0", None, "is a ZIP archive or an Office document"),
        (b"MZ\x90\0\x03\0\0\0", 1, "is a binary file"),
        (b"\x7fELF\x02\0", 1, "is a binary file"),
        (b"# Title\n\nGr\xf6\xdfe", 3, "is not UTF-8 text"),
        ("# Title".encode("utf-16-le"), 1, "is a binary file"),
        (b"\xff\xfe#\0\x00\xd8", 1, "is not UTF-16 text"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", None, "is gzip that is cut off"),
        (b"\x1f\x8bnothing packed", None, "is damaged gzip"),
        (b"From: <Saved by Blink>\nSnapshot-Content", None, "is a web archive (MHTML)"),
        (b"BM is no picture here", None, "has no table of required addresses and ports"),
        (b'[\n {"id": 1,\n  "urls": ["a.exam', 3, "is JSON that is cut off"),
        (b'{"changeNumber": 1, "cloud":', 1, "is JSON that is cut off"),
        (b'[\n{"id": 1},\n{"id" 2}]', 3, "is not JSON"),
        (b'[{"id": 1}] and more', 1, "is not JSON"),
        (b'[{"id": 1, "urls": ["Gr\xf6"]}]', 1, "is not UTF-8 text"),
        (b'{"requirements": []}', None, "is JSON of another kind"),
        (b'{"cloud": "Public", "values": []}', None, "is a file of service tags"),
        (b'[{"id": "one"}]', None, "is JSON of another kind: expected `int`, got `str`"),
        (b"[[]]", None, "is JSON of another kind"),
        (b"[]", None, "has no endpoint sets"),
        (b'[{"id": 1, "urls": ["\\ud800.example.com"], "tcpPorts": "443"}]', 1, "is not JSON"),
        (b"[" * 100_000, None, "is JSON of another kind: values nested too deeply"),
        (b'{"a":' * 100_000, None, "is JSON of another kind: values nested too deeply"),
    ],
)
def test_each_has_one_clear_error(
    tmp_path: Path, content: bytes, line: int | None, reason: str
) -> None:
    error = refused(tmp_path / "file", content)
    assert error.reason.startswith(reason) or reason in error.reason
    assert error.line == line


def test_service_tags_say_how_they_are_given(tmp_path: Path) -> None:
    error = refused(tmp_path / "tags.json", sample("service-tags-public.json"))
    assert error.hint is not None
    assert "--service-tags" in error.hint


def test_a_folder_a_missing_file_and_no_name_at_all(tmp_path: Path) -> None:
    for path in (str(tmp_path), str(tmp_path / "missing"), "a\0b"):
        with pytest.raises(UnreadableInputError, match="cannot be read") as caught:
            read_any(path)
        assert caught.value.hint == "check the path and your rights"


NOISE: dict[str, Callable[[], bytes]] = {
    "50 MiB of text": lambda: b"x" * (50 * MIB),
    "30 MiB without line ends": lambda: b"abc def " * (30 * MIB // 8),
    "30 MiB of bars": lambda: b"|" * (30 * MIB),
    "30 MiB of hashes": lambda: b"#" * (30 * MIB),
    "30 MiB of brackets": lambda: b"[" * (30 * MIB),
    "30 MiB of random bytes": lambda: random.Random(1).randbytes(30 * MIB),
    "30 MiB of tags": lambda: b"<html>" + b"<div>" * (6 * MIB),
    "30 MiB of JSON text": lambda: b'{"a": "' + b"x" * (30 * MIB),
    "bars on each line": lambda: b"|a|b|\n|-|-|\n" + b"|a|b|\n" * 40_000,
    "a very wide table": lambda: b"|a" * 100 + b"|\n" + b"|-" * 100 + b"|\n",
    "many columns": lambda: (b"|a" * 39 + b"|\n" + b"|-" * 39 + b"|\n" + b"|a" * 39 + b"|\n") * 900,
    "lists": lambda: b"- a\n" * 9_000,
    "quotes in quotes": lambda: (b">" * 500 + b"a\n") * 400,
    "brackets in cells": lambda: b"|a|\n|-|\n" + (b"|" + b"[" * 990 + b"|\n") * 250,
    "code marks in cells": lambda: b"|a|\n|-|\n" + (b"|" + b"`a`` " * 198 + b"|\n") * 250,
    "tags in cells": lambda: b"|a|\n|-|\n" + (b"|" + b"<a " * 330 + b"|\n") * 250,
    "asterisks in cells": lambda: b"|a|\n|-|\n" + (b"|" + b"*" * 990 + b"|\n") * 250,
    "a long key": lambda: b"[[requirement]]\na" + b".a" * 20_000 + b" = 1",
    "many keys": lambda: b"[[requirement]]\n" + b"".join(b"a%d=1\n" % n for n in range(90_000)),
    "a bomb": lambda: gzip.compress(b"\0" * (200 * MIB)),
    "too many rows": lambda: b"<html><table>" + b"<tr><td>a.com<td>443" * 20_000,
}


@pytest.mark.parametrize("name", NOISE)
def test_noise_is_refused_soon(tmp_path: Path, name: str) -> None:
    refused(tmp_path / "noise", NOISE[name]())


def test_nothing_larger_than_the_limit_is_kept_in_memory(tmp_path: Path) -> None:
    file = tmp_path / "large"
    file.write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(UnreadableInputError, match="is larger than 32 MiB"):
        read_document(str(file))


def mutated(document: bytes, seed: int) -> bytes:
    """Damage *document* in a few places: cut, repeat, swap and overwrite."""
    chance = random.Random(seed)
    content = bytearray(document)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice((1, 2, 5, 40, 400)))
        match chance.randrange(4):
            case 0:
                del content[start:end]
            case 1:
                content[start:start] = content[start:end] * chance.randint(1, 30)
            case 2:
                content[start:end] = chance.choice(FRAGMENTS)
            case 3:
                content[start:end] = bytes(reversed(content[start:end]))
    return bytes(content)


FRAGMENTS = (
    b"|", b"||||", b"\n", b"\n\n", b"`", b"``", b"*", b"\\", b"> ", b"---\n", b"# ", b"<br />",
    b"# [x](#tab/y)\n", b"<td>", b"</table>", b"<table>", b"<tr>", b"</section>", b"\xff", b"\0",
    b"\xe2\x80\x8b", b"443", b"99999", b"1-", b"a" * 300, b"a." * 150, b"*." * 40, b".", b";",
    b"[[", b"]]", b'"', b"{", b"}", b"[", b"= 1\n", b"\\ud800", "\u4f60".encode(), b"10.0.0.1/8",
    b"::/0", b"0", b"-1", b"1e999", b"null",
)  # fmt: skip

MUTATED = sorted(KINDS)


def error_of(action: Callable[[], object]) -> str:
    """Give the error that *action* stops with; "file" where it does not."""
    try:
        action()
    except SafelistError as error:
        return str(error)
    return "file"


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(MUTATED), st.integers(0, 10**9), st.booleans())
def test_a_damaged_document_is_read_or_refused_and_nothing_else(
    name: str, seed: int, saved: bool
) -> None:
    document = sample(name)
    if saved and name.endswith(".md"):
        document = page(document.decode()).encode()
    document = mutated(document, seed)

    def read() -> None:
        edition = SOURCES[tell(document, path="file")](document, path="file").edition
        assert edition.requirements
        assert all(row.endpoint.traffic for row in edition.requirements)

    start = time.perf_counter()
    assert error_of(read).startswith("file")
    assert time.perf_counter() - start < SOON


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_damaged_service_tags_are_read_or_refused_and_nothing_else(seed: int) -> None:
    document = mutated(sample("service-tags-public.json"), seed)

    def read() -> None:
        tags = service_tags_json.read(document, path="file")
        assert [str(tag.addresses) for tag in tags.tags.values()]

    assert error_of(read).startswith("file")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_refused(content: bytes) -> None:
    def read() -> None:
        SOURCES[tell(content, path="file")](content, path="file")

    assert error_of(read).startswith("file")
