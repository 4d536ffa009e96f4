"""Write the generated parts of the documentation, or with `--check` only compare them.

Between `<!-- generated: WHAT -->` and `<!-- end -->` stands what the program says of itself: help
texts, causes, and the output of commands. JSON Schemas lie in docs/schemas/.
"""

from __future__ import annotations

import difflib
import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from safelist.check.causes import CAUSES
from safelist.check.saved import Saved
from safelist.report.json_report import Record
from safelist.report.records import DiffRecord, EditionsRecord, ExplainRecord, ListRecord

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"(<!-- generated: (.+?) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_SCHEMAS = {
    "list": ListRecord,
    "editions": EditionsRecord,
    "diff": DiffRecord,
    "explain": ExplainRecord,
    "report": Record,
    "saved-check": Saved,
}


def main() -> int:
    """Write or compare everything that is generated."""
    check = "--check" in sys.argv[1:]
    wanted = {**_pages(), **_schemas()}
    stale = [path for path, text in wanted.items() if _now(path) != text]
    for path in stale:
        where = path.relative_to(ROOT)
        if check:
            now, then = _now(path).splitlines(), wanted[path].splitlines()
            changes = difflib.unified_diff(now, then, str(where), "generated", lineterm="", n=1)
            sys.stderr.write("\n".join([*changes][:40]) + "\n")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
            sys.stderr.write(f"wrote {where}\n")
    return 1 if check and stale else 0


def _now(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _pages() -> dict[Path, str]:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return {page: _BLOCK.sub(_filled, page.read_text("utf-8")) for page in pages}


def _filled(block: re.Match[str]) -> str:
    kind, _, what = block[2].partition(" ")
    text = {"output": _output, "cause": _cause, "causes": _causes}[kind](what)
    return f"{block[1]}{text}\n{block[4]}"


def _output(command: str) -> str:
    """Run *command* as a reader would, on a terminal 100 columns wide."""
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    arguments = command.split()
    done = subprocess.run(  # noqa: S603  (our own commands, from our own pages)
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    body = done.stdout.replace("python -m safelist", "safelist")
    return f"```console\n$ {command}\n{body.rstrip()}\n```"


def _cause(name: str) -> str:
    cause = CAUSES[name]
    lines = [
        f"**{_plain(cause.title)}**",
        "",
        f"- Layer: {cause.layer}",
        f"- Usual status: {cause.status}",
        f"- What to do: {_plain(cause.remedy)}.",
    ]
    if cause.alternatives:
        lines.append(f"- Cannot be told apart from: {_plain('; '.join(cause.alternatives))}.")
    if cause.next_probe:
        lines.append(f"- What would tell: {_plain(cause.next_probe)}.")
    return "\n".join(lines)


def _causes(_: str) -> str:
    rows = [
        f"| [{cause.name}]({cause.name}.md) | {cause.layer} | {cause.status} "
        f"| {_plain(cause.title)} |"
        for cause in CAUSES.values()
    ]
    return "\n".join(["| Cause | Layer | Status | Meaning |", "|---|---|---|---|", *rows])


def _plain(text: str) -> str:
    """Put words where a report puts the particulars of an endpoint."""
    return text.format(host="HOST", port="PORT", protocol="PROTOCOL").replace("|", "/")


def _schemas() -> dict[Path, str]:
    schemas = {}
    for name, record in _SCHEMAS.items():
        schema = _dedented(msgspec.json.schema(record))
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        schemas[ROOT / "docs" / "schemas" / f"{name}.json"] = text
    return schemas


def _dedented(schema: Any) -> Any:
    """Take the indentation out of descriptions: docstrings have it before Python 3.13 only."""
    match schema:
        case dict():
            return {
                key: inspect.cleandoc(value) if key == "description" else _dedented(value)
                for key, value in schema.items()
            }
        case list():
            return [_dedented(one) for one in schema]
        case _:
            return schema


if __name__ == "__main__":
    sys.exit(main())
