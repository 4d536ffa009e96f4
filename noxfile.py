"""What developers and CI run: `nox -s lint tests`."""

from __future__ import annotations

import nox

nox.options.sessions = ["lint", "tests"]
nox.options.default_venv_backend = "uv|virtualenv"
nox.needs_version = ">=2024.10"

PYPROJECT = nox.project.load_toml("pyproject.toml")
LOCK = ("--constraint", "constraints.txt")


def install(session: nox.Session, group: str) -> None:
    """Install the package with all extras and a dependency group, at the locked versions."""
    session.install(*LOCK, "-e", ".[all]", *nox.project.dependency_groups(PYPROJECT, group))


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, types and the direction of imports."""
    install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("mypy", "--platform", "win32", "--no-warn-unreachable", "src")
    session.run("lint-imports")


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests that need nothing but loopback."""
    install(session, "tests")
    session.run("pytest", "-n", "auto", "-m", "not lab and not online", *session.posargs)


@nox.session
def lab(session: nox.Session) -> None:
    """Run the tests that need network namespaces of their own (Linux)."""
    install(session, "tests")
    session.run("pytest", "-m", "lab", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Write what the documentation takes from the program, and fail where it had changed."""
    install(session, "tests")
    session.run("python", "-m", "docs", *(session.posargs or ["--check"]))


@nox.session
def bench(session: nox.Session) -> None:
    """Measure what we promise, beside peers."""
    install(session, "tests")
    session.run("python", "-m", "benchmarks", *session.posargs)
