"""SARIF 2.1.0, for code hosts. https://docs.oasis-open.org/sarif/sarif/v2.1.0/"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TextIO

from safelist import __version__
from safelist.finding import advice_for
from safelist.report.document import by_rule

if TYPE_CHECKING:
    from safelist.finding import Finding
    from safelist.report.document import Document


def write(document: Document, out: TextIO) -> None:
    """Write the findings of *document* as SARIF."""
    groups = by_rule(document.findings)
    rules = [
        {
            "id": rule,
            "shortDescription": {"text": advice_for(findings).message},
            "help": {"text": advice_for(findings).remedy},
            "defaultConfiguration": {"level": findings[0].severity},
        }
        for rule, findings in groups.items()
    ]
    run = {
        "tool": {"driver": {"name": "safelist", "version": __version__, "rules": rules}},
        "results": [_result(one, list(groups)) for one in document.findings],
        "properties": {"edition": document.edition.identity, **document.profile},
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    out.write(json.dumps(log, indent=2, ensure_ascii=False) + "\n")


def _result(finding: Finding, rules: list[str]) -> dict[str, object]:
    location: dict[str, object] = {
        "logicalLocations": [{"fullyQualifiedName": finding.subject, "kind": "resource"}]
    }
    if finding.location:
        place: dict[str, object] = {"artifactLocation": {"uri": finding.location.path}}
        if finding.location.line:
            place["region"] = {"startLine": finding.location.line}
        location["physicalLocation"] = place
    text = f"{finding.subject}: {finding.message}. {finding.remedy}."
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": finding.severity,
        "message": {"text": text},
        "locations": [location],
        "properties": {"evidence": list(finding.evidence), "impact": finding.impact},
    }
