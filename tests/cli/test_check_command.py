"""`check` and `diagnose` as commands; what they find is tested in tests/scenarios."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from lab.listener import Listener
from tests.cli.conftest import loaded

from lab import tcp

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "check.json"


def edition(folder: Path, port: int, kind: str) -> Path:
    file = folder / "edition.toml"
    file.write_text(
        '[[requirement]]\nrole = "session-host"\naddress = "127.0.0.1"\n'
        f'ports = [{port}]\nprobe = {{ kind = "{kind}" }}\n'
    )
    return file


def test_a_saved_check_gives_the_same_report_later(safelist: Run, tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    with Listener(tcp.mute) as target:
        file = edition(tmp_path, target.address[1], "kms")
        live = safelist(
            "check", "--edition", file, "--timeout", "0.5", "--save", saved, "--format", "json"
        )
    later = safelist("diagnose", saved, "--format", "json")
    assert live.returncode == later.returncode == 10
    assert loaded(live) == loaded(later)
    jsonschema.validate(loaded(live), json.loads((SCHEMAS / "report.json").read_text()))
    kept = json.loads(saved.read_text())
    jsonschema.validate(kept, json.loads((SCHEMAS / "saved-check.json").read_text()))


def test_fail_on_decides_the_exit_code(safelist: Run) -> None:
    assert safelist("diagnose", EXAMPLE).returncode == 10
    assert safelist("diagnose", EXAMPLE, "--fail-on", "error").returncode == 10
    with_notes = safelist("diagnose", EXAMPLE, "--fail-on", "note")
    assert with_notes.returncode == 10


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_ctrl_c_prints_what_is_known_and_exits_with_130(tmp_path: Path) -> None:
    with Listener(tcp.mute) as target:
        file = edition(tmp_path, target.address[1], "kms")
        process = subprocess.Popen(
            [
                sys.executable, "-m", "safelist", "check", "--edition", str(file),
                "--timeout", "60", "--format", "json",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ,
        )  # fmt: skip
        from lab.records import Bytes

        deadline = 200
        while not target.received and deadline:
            deadline -= 1
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
        assert not isinstance(target.received[:1], Bytes)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in err
    (result,) = json.loads(out)["results"]
    assert (result["status"], result["cause"]) == ("not-probed", "interrupted")


def test_no_progress_is_written_to_a_pipe(safelist: Run, tmp_path: Path) -> None:
    with Listener(tcp.mute) as target:
        file = edition(tmp_path, target.address[1], "connect")
        done = safelist("check", "--edition", file)
    assert done.returncode == 0
    assert done.stderr == ""


def test_help_of_every_command_names_what_it_is_for(safelist: Run) -> None:
    listed = safelist("--help").stdout
    for command in ("list", "explain", "editions", "diff", "import", "check", "diagnose"):
        assert command in listed
        shown = safelist(command, "--help")
        assert shown.returncode == 0
        assert "Usage:" in shown.stdout
