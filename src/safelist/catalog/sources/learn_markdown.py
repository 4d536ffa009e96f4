"""Read a page of Microsoft's documentation as its repositories have it, in Markdown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from safelist.catalog.sources.document import Limits, decode
from safelist.catalog.sources.learn_page import Block, Heading, Page, Row, Tab, Table, TabsEnd
from safelist.catalog.sources.learn_tables import imported
from safelist.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from safelist.catalog.sources import Imported

#: The longest page there is has 350 lines, 40,000 characters and 1,000 bars.
_LIMITS = Limits(characters=256 * 1024, lines=10_000, bars=10_000, line_length=20_000, line_bars=40)
#: `[Azure cloud](#tab/azure)`; a translator leaves a blank between the brackets.
_TAB = re.compile(r"\[(?P<label>[^\]]*)\]\s*\(\s*#\s*tab/(?P<name>[^)/\s]+)[^)]*\)")
_ANCHOR = re.compile(r"<a\s+(?:name|id)\s*=\s*[\"']?([^\"'>\s]+)[^>]*>\s*(?:</a>)?", re.IGNORECASE)
#: What stands between header and rows, in whatever dashes a translator made of it.
_RULE = re.compile(r"[\s:\-\u2010-\u2015\u2212\uff0d|]*")
#: What opens inside a table and is no block of its own.
_IN_TABLE = frozenset(["thead_open", "tbody_open", "tr_open", "th_open", "td_open"])
_MARKED = re.compile(r"[`\[<&!]")
#: No cell of a page is longer, or has more marks; the parser is slow on long runs of them.
_LONGEST_CELL = 1000
_MOST_MARKS = 40


def read(document: bytes, *, path: str) -> Imported:
    """Read the page *document*; errors name *path*."""
    text = decode(document, path=path).replace("\r\n", "\n").replace("\r", "\n")
    _LIMITS.check(text, path=path, kind="page")
    front, body = _front_matter(text)
    lines = body.split("\n")
    blocks = _Blocks(_parser(), lines).read(body)
    headings = [block for block in blocks if isinstance(block, Heading)]
    title = headings[0].text if headings else front.get("title", "")
    page = Page(
        title=title, blocks=blocks, dated=front.get("ms.date", ""), kind="Learn page, Markdown"
    )
    return imported(page, path=path)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Split off the front matter; the body keeps its line numbers.

    markdown-it would take it for a heading between two rules.
    """
    found = re.match(r"\s*---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", text, re.DOTALL)
    if found is None:
        return {}, text
    front: dict[str, str] = {}
    for line in found[1].split("\n"):
        key, colon, value = line.partition(":")
        if colon and not line[:1].isspace():
            front.setdefault(key.strip(), value.strip().strip("\"'"))
    return front, "\n" * found[0].count("\n") + text[found.end() :]


def _parser() -> MarkdownIt:
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise MissingExtraError("reading Markdown pages", "import") from error
    # Only cells are parsed for what is inside them, and asterisks and backslashes in them
    # belong to addresses. Link definitions are needed nowhere and slow to look for.
    return (
        MarkdownIt("commonmark")
        .enable("table")
        .disable(["inline", "text_join", "reference"], ignoreInvalid=True)
        .disable(["emphasis", "escape", "autolink"])
    )


class _Blocks:
    """Walks the tokens of a page once."""

    def __init__(self, parser: MarkdownIt, lines: list[str]) -> None:
        self._parser = parser
        self._lines = lines
        self._blocks: list[Block] = []
        self._quotes = 0
        self._lead = {False: "", True: ""}
        self._tabs = False
        self._behind_table = False

    def read(self, body: str) -> tuple[Block, ...]:
        tokens = self._parser.parse(body)
        for index, token in enumerate(tokens):
            continued = False
            if token.type in ("blockquote_open", "blockquote_close"):
                self._quotes += token.nesting
                self._lead[True] = ""
            elif token.type == "heading_open":
                self._blocks.append(self._heading(token, tokens[index + 1].content))
            elif token.type == "paragraph_open":
                continued = self._paragraph(token, tokens[index + 1].content)
            elif token.type == "hr" and self._tabs and not self._quotes:
                self._tabs = False
                self._blocks.append(TabsEnd(_line(token)))
            elif token.type == "table_open":
                self._blocks.append(self._table(tokens[index:]))
            if token.type.endswith(("_open", "hr")) and token.type not in _IN_TABLE:
                self._behind_table = continued or token.type == "table_open"
        return tuple(self._blocks)

    def _paragraph(self, token: Token, content: str) -> bool:
        """Take a paragraph for the lead of what follows, or for rows that a table lost.

        Tell whether it goes on with the table before it.
        """
        quoted = self._quotes > 0
        lines = content.split("\n")
        if not all(line.count("|") > 1 for line in lines):
            self._lead[quoted] = content
            return False
        start = _line(token)
        rows = [Row(start + number, self._cells(line)) for number, line in enumerate(lines)]
        last = self._blocks[-1] if self._blocks else None
        if self._behind_table and isinstance(last, Table):
            damage = "a blank line stood between its rows"
            self._blocks[-1] = replace(last, rows=(*last.rows, *rows), damage=damage)
            return True
        lead, self._lead[quoted] = self._lead[quoted], ""
        header: tuple[str, ...] = ()
        if len(rows) > 1 and _RULE.fullmatch(lines[1]):
            header, rows = rows[0].cells, rows[2:]
        damage = "the line below its header was damaged" if header else "it has no header"
        self._blocks.append(Table(start, header, tuple(rows), lead, quoted, damage))
        return False

    def _heading(self, token: Token, content: str) -> Block:
        self._lead[False] = ""
        anchor = _ANCHOR.search(content)
        bare = _ANCHOR.sub("", content).strip()
        tab = _TAB.fullmatch(bare)
        if tab:
            self._tabs = True
            return Tab(_line(token), tab["name"], tab["label"])
        text = self._inside(bare).replace("`", "").strip()
        return Heading(_line(token), int(token.tag[1:]), text, anchor[1] if anchor else "")

    def _table(self, tokens: Sequence[Token]) -> Table:
        quoted = self._quotes > 0
        rows: list[Row] = []
        header: tuple[str, ...] = ()
        cells: list[str] = []
        for index, token in enumerate(tokens):
            if token.type == "tr_open":
                cells = []
            elif token.type in ("th_open", "td_open"):
                cells.append(self._inside(tokens[index + 1].content))
            elif token.type == "thead_close":
                header = tuple(cells)
            elif token.type == "tr_close" and header:
                line = _line(tokens[index - 3 * len(cells) - 1])
                rows.append(Row(line, self._as_written(line, cells)))
            elif token.type == "table_close":
                break
        lead, self._lead[quoted] = self._lead[quoted], ""
        return Table(_line(tokens[0]), header, tuple(rows), lead, quoted)

    def _as_written(self, line: int, cells: list[str]) -> tuple[str, ...]:
        """Give as many cells as the line has: the parser fills up or cuts off in silence."""
        written = self._cells(re.sub(r"^(?:\s*>)*", "", self._lines[line - 1]))
        return (*cells[: len(written)], *written[len(cells) :])

    def _cells(self, line: str) -> tuple[str, ...]:
        cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|"))
        if len(cells) > 1 and not cells[-1].strip():
            cells.pop()
        return tuple(map(self._inside, cells))

    def _inside(self, content: str) -> str:
        """Give the text of a cell or heading with its code marks; tags and links are left out."""
        marks = len(_MARKED.findall(content)) if len(content) <= _LONGEST_CELL else 0
        if not 0 < marks <= _MOST_MARKS:
            return content
        children: list[Token] = []
        self._parser.inline.parse(content.strip(), self._parser, {}, children)
        text = "".join(_text(children))
        return re.sub(r"[ \t]*\n[ \t]*", "\n", text)


def _text(children: Sequence[Token]) -> Iterator[str]:
    footnote = False
    for child in children:
        tag = child.content.casefold() if child.type == "html_inline" else ""
        if tag.startswith(("<sup", "</sup")):
            footnote = tag.startswith("<sup")
        elif tag.startswith("<br"):
            yield "\n"
        elif child.type == "code_inline":
            yield f"`{child.content}`"
        elif child.type in ("text", "text_special", "image") and not footnote:
            yield child.content


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
