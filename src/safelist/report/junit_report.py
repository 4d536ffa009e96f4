"""JUnit XML, for build servers: every requirement is a test case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

if TYPE_CHECKING:
    from safelist.report.document import Document, Result

#: How a status shows. What could not be decided is an error, so that it is not mistaken for a pass.
_OUTCOMES = {
    "blocked": "failure",
    "degraded": "failure",
    "insufficient": "error",
    "not-probed": "skipped",
    "not-covered": "failure",
    "partial": "failure",
    "undetermined": "error",
    "off-path": "skipped",
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(document: Document, out: TextIO) -> None:
    """Write *document* as JUnit XML."""
    outcomes = [_OUTCOMES.get(one.status) for one in document.results]
    counts = {
        "tests": str(len(outcomes)),
        "failures": str(outcomes.count("failure")),
        "errors": str(outcomes.count("error")),
        "skipped": str(outcomes.count("skipped")),
    }
    suites = Element("testsuites", counts)
    suite = SubElement(suites, "testsuite", {"name": document.command, **counts})
    properties = SubElement(suite, "properties")
    for name, value in {"edition": document.edition.identity, **document.profile}.items():
        SubElement(properties, "property", {"name": name, "value": _clean(value)})
    for result in document.results:
        _case(suite, result)
    indent(suites)
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(tostring(suites, encoding="unicode") + "\n")


def _case(suite: Element, result: Result) -> None:
    row = result.requirement
    name = f"{row.role}.{row.importance}"
    case = SubElement(suite, "testcase", {"classname": name, "name": _clean(result.subject)})
    outcome = _OUTCOMES.get(result.status)
    finding = result.finding
    if outcome is None or finding is None:
        return
    told = SubElement(case, outcome, {"message": _clean(finding.message)})
    if outcome != "skipped":
        told.set("type", finding.rule)
    told.text = _clean("\n".join([finding.impact, finding.remedy, *finding.evidence]))


def _clean(text: str) -> str:
    """Drop what XML 1.0 has no place for."""
    return _NOT_XML.sub(".", text)
