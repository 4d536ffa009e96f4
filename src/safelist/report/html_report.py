"""HTML: one page that needs nothing else, for a ticket or a colleague."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, TextIO

from safelist.finding import advice_for
from safelist.report.document import by_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safelist.finding import Finding
    from safelist.report.document import Document, Result

_STYLE = """
:root{color-scheme:light dark;--line:#d0d7de;--soft:#f6f8fa;--text:#1f2328;--quiet:#59636e;
--bad:#b3261e;--warn:#8a5a00;--good:#1a7f37}
@media(prefers-color-scheme:dark){:root{--line:#30363d;--soft:#161b22;--text:#e6edf3;
--quiet:#9198a1;--bad:#ff7b72;--warn:#e3b341;--good:#56d364}body{background:#0d1117}}
body{font:16px/1.5 system-ui,"Segoe UI",sans-serif;color:var(--text);max-width:64rem;
margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:0}
.quiet{color:var(--quiet);font-size:.9rem}
.blocked,.not-covered{color:var(--bad)}.open,.covered{color:var(--good)}
.degraded,.insufficient,.partial,.conditional,.undetermined{color:var(--warn)}
.not-probed{color:var(--quiet)}
.card{border:1px solid var(--line);border-left:.3rem solid var(--quiet);border-radius:.4rem;
padding:.75rem 1rem;margin:.75rem 0}
.card.error{border-left-color:var(--bad)}.card.warning{border-left-color:var(--warn)}
.card p{margin:.35rem 0}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}
th{position:sticky;top:0;background:var(--soft)}
code{font:.9em ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
pre{background:var(--soft);padding:.5rem .75rem;border-radius:.3rem;white-space:pre-wrap;
overflow-wrap:anywhere;font-size:.85rem}
ul{margin:.35rem 0;padding-left:1.2rem}details{margin:.35rem 0}summary{cursor:pointer}
.scroll{overflow-x:auto}td code{white-space:nowrap}
@media print{body{max-width:none;margin:0}details{display:block}th{position:static}}
"""


def write(document: Document, out: TextIO) -> None:
    """Write *document* as one HTML page."""
    out.writelines(part + "\n" for part in _parts(document))


def _parts(document: Document) -> Iterator[str]:
    title = f"safelist {document.command}: {document.headline}"
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f'<p class="quiet">safelist {escape(document.command)}</p>'
    yield f"<h1>{_headline(document)}</h1>"
    yield f'<p class="quiet">{escape(_circumstances(document))}</p>'
    for note in document.notes:
        yield f'<p class="quiet">Note: {escape(note)}.</p>'
    groups = by_rule(document.findings)
    yield f"<h2>{'What to do' if groups else 'Nothing to do'}</h2>"
    for rule, findings in groups.items():
        yield from _card(rule, findings)
    yield "<h2>All endpoints</h2>"
    yield from _table(document)
    yield f'<p class="quiet">{escape(document.tool)}, {escape(document.made)}, edition '
    yield f"{escape(document.edition.identity)}</p>\n</body>\n</html>"


def _headline(document: Document) -> str:
    said = [
        f'<span class="{status}">{count} {status}</span>'
        for status, count in document.summary.items()
        if count
    ]
    return ", ".join(said) or "Nothing to look at"


def _circumstances(document: Document) -> str:
    profile = ", ".join(f"{key}: {value}" for key, value in document.profile.items())
    edition = f"Edition {document.edition.name} ({document.edition.confidence})"
    return f"{edition}, {profile}. {document.made}"


def _card(rule: str, findings: list[Finding]) -> Iterator[str]:
    first = findings[0]
    advice = advice_for(findings)
    yield f'<section class="card {first.severity}"><h3>{escape(_sentence(advice.message))}</h3>'
    yield f'<p class="quiet"><code>{escape(rule)}</code>, {_counted(len(findings))}</p>'
    yield f"<p><b>Do:</b> {escape(advice.remedy)}.</p>"
    if advice.alternatives:
        yield f"<p><b>Could be:</b> {escape('; '.join(advice.alternatives))}.</p>"
    if advice.next_probe:
        yield f"<p><b>To tell:</b> {escape(advice.next_probe)}</p>"
    yield "<p><b>Breaks:</b></p><ul>"
    for finding in findings:
        yield f"<li><code>{escape(finding.subject)}</code> {escape(finding.impact)}</li>"
    yield "</ul>"
    yield f"<details><summary>Seen</summary><pre>{escape(_evidence(findings))}</pre></details>"
    yield "</section>"


def _evidence(findings: list[Finding]) -> str:
    return "\n\n".join("\n".join([one.subject, *one.evidence]) for one in findings)


def _table(document: Document) -> Iterator[str]:
    yield '<div class="scroll"><table><thead><tr><th>Status</th><th>Endpoint</th>'
    yield "<th>Importance</th><th>Cause</th><th>Purpose</th></tr></thead><tbody>"
    for result in document.results:
        yield _row(result)
    yield "</tbody></table></div>"


def _row(result: Result) -> str:
    cause = result.finding.rule if result.finding else ""
    return (
        f'<tr><td class="{result.status}">{result.status}</td>'
        f"<td><code>{escape(result.subject)}</code></td>"
        f"<td>{result.requirement.importance}</td><td>{escape(cause)}</td>"
        f"<td>{escape(result.requirement.purpose)}</td></tr>"
    )


def _sentence(text: str) -> str:
    # A host name keeps its case.
    return text if "." in text.split(" ")[0] else text[:1].upper() + text[1:]


def _counted(count: int) -> str:
    return "1 endpoint" if count == 1 else f"{count} endpoints"
