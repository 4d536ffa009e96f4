"""Every format of a report, made of one saved check."""

from __future__ import annotations

import csv
import html.parser
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from safelist.check import saved
from safelist.report import FORMATS, writer

if TYPE_CHECKING:
    from safelist.report.document import Document

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "check.json"


@pytest.fixture(scope="module")
def document() -> Document:
    return saved.document(saved.read(EXAMPLE.read_bytes(), path=str(EXAMPLE)))


def written(document: Document, form: str) -> str:
    out = io.StringIO()
    writer(form)(document, out)
    return out.getvalue()


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_names_what_is_wrong(document: Document, form: str) -> None:
    text = written(document, form)
    for finding in document.findings:
        if finding.severity == "error":
            assert finding.rule in text
            address = finding.subject.split()[0]
            assert address.replace("*", r"\*") in text or address in text


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_check_gives_the_same_bytes(document: Document, form: str) -> None:
    assert written(document, form) == written(document, form)


def test_the_headline_begins_with_the_worst(document: Document) -> None:
    first = written(document, "text").splitlines()[0]
    assert "blocked" in first
    assert first.index("blocked") < first.index("open")


def test_json_counts_what_it_lists(document: Document) -> None:
    record = json.loads(written(document, "json"))
    assert sum(record["summary"].values()) == len(record["results"])
    assert record["schema_version"] == 1
    for result in record["results"]:
        assert (result["status"] == "open") == (result["cause"] is None)


def test_csv_has_a_line_for_each_requirement(document: Document) -> None:
    rows = list(csv.DictReader(io.StringIO(written(document, "csv"))))
    assert len(rows) == len(document.results)
    assert {row["status"] for row in rows} >= {"open", "blocked"}


def test_no_cell_of_csv_is_a_formula() -> None:
    from safelist.report.csv_report import write_rows

    out = io.StringIO()
    write_rows(["a"], [["=cmd|' /c calc'!A1"], ["+1"], ["@x"], ["-1"]], out)
    assert all(line[:1] in ('"', "'", "a") for line in out.getvalue().splitlines())


def test_junit_counts_failures_errors_and_skips(document: Document) -> None:
    suite = ElementTree.fromstring(written(document, "junit")).find("testsuite")
    assert suite is not None
    cases = suite.findall("testcase")
    assert int(suite.get("tests") or 0) == len(cases) == len(document.results)
    assert int(suite.get("failures") or 0) == len(suite.findall("testcase/failure"))
    assert int(suite.get("errors") or 0) == len(suite.findall("testcase/error"))
    assert int(suite.get("skipped") or 0) == len(suite.findall("testcase/skipped"))


def test_sarif_has_a_rule_for_each_result(document: Document) -> None:
    (run,) = json.loads(written(document, "sarif"))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]


class _Page(html.parser.HTMLParser):
    """Notes what a page would load, and whether its tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in {"meta", "br", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else_and_is_well_formed(document: Document) -> None:
    page = _Page()
    page.feed(written(document, "html"))
    assert page.loads == []
    assert page.open == []


def test_text_of_strangers_cannot_write_markup(document: Document) -> None:
    import msgspec

    nasty = msgspec.structs.replace(document, notes=("<script>alert(1)</script>",))
    assert "<script>" not in written(nasty, "html")
    assert "<script>" not in written(nasty, "markdown")
