"""Bad input: where, what and what next, the right exit code, and nothing half written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]


def refused(done: subprocess.CompletedProcess[str], *parts: str, code: int = 1) -> None:
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) <= 6, done.stderr
    for part in parts:
        assert part in done.stderr


DOCUMENTS = {
    "empty": (b"", "is empty"),
    "blank": (b" \n \n", "is empty"),
    "a PDF": (b"%PDF-1.7\n\xe2\xe3", "is a PDF"),
    "binary": (bytes(range(256)) * 50, "binary"),
    "not UTF-8": ("# Liste\nGr\u00fc\u00dfe\n".encode("latin-1"), "UTF-8"),
    "truncated JSON": (b'[{"id": 1, "urls": ["a.example"', "JSON"),
    "no list": (b"# A page\n\nWithout any list.\n", "table"),
    "broken TOML": (b'schema = 1\n[[requirement]]\naddress = "a.example\n', ":3:"),
}


@pytest.mark.parametrize("what", DOCUMENTS)
@pytest.mark.parametrize("command", ["import", "list --edition", "list --with"])
def test_a_bad_document_is_one_clear_error(
    safelist: Run, tmp_path: Path, what: str, command: str
) -> None:
    content, reason = DOCUMENTS[what]
    file = tmp_path / "document.md"
    file.write_bytes(content)
    refused(safelist(*command.split(), file), str(file), reason, "hint:")


def test_a_missing_and_an_unreadable_file_are_named(safelist: Run, tmp_path: Path) -> None:
    refused(safelist("import", tmp_path / "nothing.md"), "nothing.md", "cannot be read")
    refused(safelist("import", tmp_path), str(tmp_path), "cannot be read")


def test_an_unknown_edition_cloud_or_role_is_refused(safelist: Run) -> None:
    refused(safelist("list", "--edition", "2019-01-01"), "2019-01-01", "hint:")
    refused(safelist("list", "--cloud", "mars"), "mars", code=2)
    refused(safelist("list", "--role", "admin"), "admin", code=2)
    refused(safelist("frobnicate"), "frobnicate", code=2)


OVERLAYS = [
    ('[[requirement]]\nrole = "session-host"\naddress = "a b.example"\nports = [443]\n', ":3:"),
    ('\n\n[[requirement]]\naddress = "a.example"\nports = [443]\n', ":3: row has no role"),
    ('[[requirement]]\nrole = "host"\naddress = "a.example"\nports = [443]\n', '"session-host"'),
    ('[[requirement]]\nrole = "client"\naddress = "a.example"\nports = [70000]\n', "70000"),
    ('[[requirement]]\nrole = "client"\naddress = "a.example"\n', "port"),
    ('[[requirement]]\nrole = "client"\naddres = "a.example"\nports = [1]\n', "addres"),
    ('requirement = "a.example"\n', ":1:"),
]


@pytest.mark.parametrize(("text", "part"), OVERLAYS)
def test_a_malformed_overlay_names_the_line_and_the_cure(
    safelist: Run, tmp_path: Path, text: str, part: str
) -> None:
    overlay = tmp_path / "own.toml"
    overlay.write_text(text)
    refused(safelist("list", "--with", overlay), f"{overlay}:", part, "hint:")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--proxy", "ftp://proxy.example"),
        ("check", "--proxy", "http://:80"),
        ("check", "--names", "/nonexistent/names.txt"),
        ("explain", "not a host!"),
        ("diagnose", "/nonexistent/saved.json"),
        ("diff", "2020-07-15", "never"),
    ],
)
def test_bad_arguments_of_every_command_are_refused(safelist: Run, arguments: tuple[str]) -> None:
    done = safelist(*arguments)
    refused(done)
    assert "hint:" in done.stderr or "explain" in arguments


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--proxy", "http://p.example:1", "--direct"),
        ("check", "--timeout", "0"),
        ("check", "--timeout", "soon"),
        ("check", "--timeout", "nan"),
        ("check", "--resolver", "dns.example"),
        ("check", "--resolve", "a.example"),
        ("check", "--resolve", "a.example=b.example"),
        ("list", "--format", "yaml"),
    ],
)
def test_wrong_usage_exits_with_two(safelist: Run, arguments: tuple[str]) -> None:
    refused(safelist(*arguments), code=2)


def test_nothing_to_work_on_exits_with_three(safelist: Run) -> None:
    assert safelist("check", "--only", "nobody.example").returncode == 3
    assert safelist("list", "--cloud", "china", "--role", "client").returncode == 3


def test_a_bad_line_of_names_is_named(safelist: Run, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("good.example\nhttps://bad.example/path\n")
    refused(safelist("check", "--names", names), f"{names}:2:", "hint:")


SAVED = ["", "{}", "[]", "{", '{"schema_version": 99}', "\x00\x01", '{"rows": 1}']


@pytest.mark.parametrize("text", SAVED)
def test_a_file_that_is_no_saved_check_is_refused(safelist: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "saved.json"
    file.write_text(text)
    refused(safelist("diagnose", file), str(file), "hint:")


def test_an_unwritable_output_leaves_nothing_behind(safelist: Run, tmp_path: Path) -> None:
    missing = tmp_path / "no" / "such" / "folder.json"
    refused(safelist("list", "--output", missing), "cannot be written", "hint:")
    refused(safelist("list", "--output", tmp_path), "cannot be written")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full exists on Linux only")
def test_a_full_disk_is_one_error(safelist: Run) -> None:
    refused(safelist("list", "--output", "/dev/full"), "cannot be written")


def test_a_failure_keeps_the_file_that_was_there(safelist: Run, tmp_path: Path) -> None:
    output = tmp_path / "list.txt"
    output.write_text("before")
    safelist("list", "--edition", "2019-01-01", "--output", output)
    assert output.read_text() == "before"
    safelist("list", "--edition", "2020-07-15", "--output", output)
    assert "*.wvd.microsoft.com" in output.read_text()
    assert [entry.name for entry in tmp_path.iterdir()] == ["list.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_pipe_that_closes_early_is_no_error() -> None:
    command = f"{sys.executable} -m safelist list --format json | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "{\n", "")


def test_fifty_megabytes_of_noise_are_refused_quickly(safelist: Run, tmp_path: Path) -> None:
    noise = tmp_path / "noise.md"
    noise.write_bytes(b"| noise " * (50 * 1024 * 1024 // 8))
    refused(safelist("import", noise), "larger than", "hint:")


def test_colours_are_for_terminals_only(safelist: Run) -> None:
    assert "\x1b[" not in safelist("diagnose", "docs/examples/check.json").stdout
    shown = safelist("diagnose", "docs/examples/check.json", "--color", "always").stdout
    assert "\x1b[" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_stays_a_link(safelist: Run, tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("before")
    link.symlink_to(real)
    safelist("list", "--edition", "2020-07-15", "--output", link)
    assert link.is_symlink()
    assert "*.wvd.microsoft.com" in real.read_text()


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="POSIX only")
def test_a_device_as_output_is_written_to(safelist: Run) -> None:
    done = safelist("list", "--edition", "2020-07-15", "--output", "/dev/stdout")
    assert "*.wvd.microsoft.com" in done.stdout
    assert Path("/dev/stdout").is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("tail", "code"),
    [("--help > /dev/full", 1), ("list > /dev/full", 1), ("--help | true", 0), ("list >&-", 1)],
)
def test_output_that_cannot_be_written_is_no_traceback(tail: str, code: int) -> None:
    command = f"{sys.executable} -m safelist {tail}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == code


def test_a_file_name_cannot_write_to_the_terminal(safelist: Run) -> None:
    done = safelist("list", "--with", "nope\x1b]0;pwned\x07.toml")
    assert done.returncode == 1
    assert "\x1b" not in done.stderr
    assert "\x07" not in done.stderr


def test_a_folder_that_is_not_there_is_told_before_the_check(safelist: Run, tmp_path: Path) -> None:
    refused(safelist("check", "--save", tmp_path / "no" / "saved.json"), "cannot be written")


def test_a_role_and_a_client_that_exclude_each_other_are_refused(safelist: Run) -> None:
    refused(safelist("list", "--role", "session-host", "--client", "android"), "--client")


def test_texts_of_another_cloud_are_compared_as_what_they_are(
    safelist: Run, tmp_path: Path
) -> None:
    files = []
    for name, address in (("old", "a.example"), ("new", "b.example")):
        file = tmp_path / f"{name}.toml"
        file.write_text(
            f'cloud = "usgov"\n[[requirement]]\nrole = "client"\naddress = "{address}"\n'
            "ports = [443]\n"
        )
        files.append(file)
    shown = safelist("diff", *files).stdout
    assert "cloud usgov" in shown
    assert "+ b.example" in shown
    refused(safelist("diff", *files, "--cloud", "china"), "neither text has rows")
