"""Render Markdown as the documentation site does: tabs, notes, anchors; for tests of the reader."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

_TAB = re.compile(r'<h1>(?:<a name="[^"]*"></a>)?<a href="#tab/([^"]+)">(.*?)</a></h1>\n')
_NOTE = re.compile(r"<blockquote>\n<p>\[!(\w+)\]\s*(.*?)</p>(.*?)</blockquote>", re.DOTALL)
_NAMED = re.compile(r'<(h[1-6])><a name="([^"]+)"></a>')
_HEADING = re.compile(r"<(h[1-6])>(.*?)</\1>")


def render(markdown: str) -> str:
    """Give the article of a page as HTML."""
    body = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    parser = MarkdownIt("commonmark").enable("table")
    html = parser.render(body)
    html = _NOTE.sub(r'<div class="\1"><p>\1</p>\n<p>\2</p>\3</div>', html)
    html = _tabs(html)
    html = _NAMED.sub(r'<\1 id="\2">', html)
    return _HEADING.sub(_with_id, html)


def page(markdown: str) -> str:
    """Give a whole saved page: head, scripts, navigation and tables around the article."""
    date = re.search(r"^ms\.date: (\d\d)/(\d\d)/(\d{4})", markdown, re.MULTILINE)
    iso = f"{date[3]}-{date[1]}-{date[2]}T00:00:00Z" if date else ""
    return f"""<!DOCTYPE html>
<html class="hasSidebar" lang="en-us"><head><meta charset="utf-8" />
<title>A title of the browser | Learn</title>
<link rel="canonical" href="https://docs.example/virtual-desktop/list" />
<meta name="ms.date" content="{iso}" /><meta name="updated_at" content="2031-02-03 06:22 PM" />
<script>var t = "<table><tr><td>evil.example.com</td><td>443</td></tr></table>";</script>
<style>table {{ color: red }}</style></head>
<body><nav><table><tr><th>Address</th><th>Port</th></tr>
<tr><td>nav.example.com</td><td>443</td></tr></table></nav>
<div class="mainContainer"><main id="main">
<table><tr><th>Product</th><th>Version</th></tr><tr><td>Desktop</td><td>10</td></tr></table>
<div class="content">{render(markdown)}</div>
<table><tr><th>Was this helpful?</th></tr><tr><td>Yes</td></tr></table></main></div>
<script>console.log("</table>")</script></body></html>"""


def _with_id(found: re.Match[str]) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"<[^>]+>", "", found[2]).lower()).strip("-")
    return f'<{found[1]} id="{words}">{found[2]}</{found[1]}>'


def _tabs(html: str) -> str:
    """Turn `# [Label](#tab/name)` ... `---` into a list of tabs and a section for each."""
    parts = re.split(r"<hr />\n?", html)
    return "".join(_group(part, number) for number, part in enumerate(parts))


def _group(html: str, number: int) -> str:
    start = _TAB.search(html)
    if not start:
        return html
    pieces = _TAB.split(html[start.start() :])[1:]
    labels, sections = "", ""
    for name, label, content in zip(*[iter(pieces)] * 3, strict=True):
        panel = f"tabpanel_{number}_{name}"
        labels += (
            f'<li role="presentation"><a href="#{panel}" role="tab" aria-controls="{panel}" '
            f'data-tab="{name}">{label}</a></li>\n'
        )
        sections += (
            f'<section id="{panel}" role="tabpanel" data-tab="{name}">\n{content}</section>\n'
        )
    return (
        f'{html[: start.start()]}<div class="tabGroup" id="tabgroup_{number}">\n'
        f'<ul role="tablist">\n{labels}</ul>\n{sections}</div>\n'
    )
