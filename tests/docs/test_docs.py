"""The documentation has a page for everything, and says what the program says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from safelist.check.causes import CAUSES
from safelist.cli import _COMMANDS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_has_a_page(command: str) -> None:
    page = DOCS / "commands" / f"{command}.md"
    assert page.exists()
    assert f"<!-- generated: output safelist {command} --help -->" in page.read_text("utf-8")


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_has_a_page_that_says_what_to_do(cause: str) -> None:
    page = DOCS / "causes" / f"{cause}.md"
    text = page.read_text("utf-8")
    assert text.startswith(f"# {cause}\n")
    assert "## What to do" in text


def test_no_page_is_about_a_cause_that_does_not_exist() -> None:
    pages = {page.stem for page in (DOCS / "causes").glob("*.md")} - {"README"}
    assert pages == set(CAUSES)


def test_what_is_generated_is_what_the_program_says() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "docs", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_documentation_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target


def test_ci_calls_exactly_the_test_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = re.findall(r"^python3 -m venv .*nox .*$", readme, re.MULTILINE)
    assert len(commands) == 1
    assert commands[0] in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
