"""Read a page of Microsoft's documentation as a browser saves it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from safelist.catalog.sources.document import Limits, decode
from safelist.catalog.sources.learn_page import Block, Heading, Page, Row, Tab, Table, TabsEnd
from safelist.catalog.sources.learn_tables import imported
from safelist.errors import MissingExtraError, UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from safelist.catalog.sources import Imported

#: A page that was saved whole, with its pictures inside, has a few megabytes.
_LIMITS = Limits(characters=8 * 1024 * 1024)
_MOST_TAGS = 100_000
_DEEPEST = 400
_MOST_ATTRIBUTES = 2000

_LINE = "data-safelist-line"
_LINED = re.compile(r"<(?:tr|table|h[1-6]|section)(?=[\s>])|\n", re.IGNORECASE)
_OPENED = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}")
#: Tags that need no closing: they do not nest, however many there are.
_FLAT = frozenset(
    {
        "area", "base", "br", "circle", "col", "dd", "dt", "embed", "hr", "img", "input", "li",
        "link", "meta", "option", "p", "param", "path", "rect", "source", "tbody", "td", "tfoot",
        "th", "thead", "tr", "track", "use", "wbr",
    }
)  # fmt: skip
_UNREAD = frozenset(["script", "style", "template", "noscript", "svg", "nav", "head", "iframe"])
_NOTES = frozenset(["note", "tip", "important", "caution", "warning", "alert"])


def read(document: bytes, *, path: str) -> Imported:
    """Read the page *document*; errors name *path*."""
    text = decode(document, path=path)
    _LIMITS.check(text, path=path, kind="page")
    _refuse_noise(text, path)
    tree = _parsed(text)
    blocks = tuple(_Blocks().read(_article(tree)))
    titles = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
    page = Page(
        title=titles[0] if titles else _text_of(tree.css_first("title")).strip(),
        blocks=blocks,
        dated=_meta(tree, "ms.date"),
        updated=_meta(tree, "updated_at"),
        address=_canonical(tree),
        kind="Learn page, HTML",
    )
    return imported(page, path=path)


def _refuse_noise(text: str, path: str) -> None:
    """Refuse what is no page anybody wrote: parsers of HTML accept all, but some of it slowly."""
    reason = ""
    if text.count("<") > _MOST_TAGS:
        reason = f"has more than {_MOST_TAGS:,} tags, and no page has"
    elif _depth(text) > _DEEPEST:
        reason = f"has tags inside tags more than {_DEEPEST} deep, and no page has"
    elif any(_attributes(found[0]) > _MOST_ATTRIBUTES for found in _LONG_TAG.finditer(text)):
        reason = f"has a tag with more than {_MOST_ATTRIBUTES:,} attributes, and no page has"
    if reason:
        raise UnreadableInputError(reason, path=path, hint="save the page again, as HTML only")


def _depth(text: str) -> int:
    depth = deepest = 0
    for closing, name in _OPENED.findall(text):
        if name.lower() not in _FLAT:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _attributes(tag: str) -> int:
    return len(re.sub(r"\"[^\"]*\"|'[^']*'", "", tag).split())


def _parsed(text: str) -> LexborHTMLParser:
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError as error:
        raise MissingExtraError("reading HTML pages", "import") from error
    return LexborHTMLParser(_with_lines(text))


def _with_lines(text: str) -> str:
    """Note its line in each tag that is asked for it later; the parser does not tell lines."""
    line = 1

    def noted(found: re.Match[str]) -> str:
        nonlocal line
        if found[0] == "\n":
            line += 1
            return "\n"
        # Without quotes, so that nothing breaks where this stands inside an attribute.
        return f"{found[0]} {_LINE}={line} "

    return _LINED.sub(noted, text)


def _article(tree: LexborHTMLParser) -> LexborNode | None:
    """Give the part of the page that is not its frame, where the page tells."""
    main = next(iter(tree.css("main, [role=main]")), None)
    return main if main is not None and main.css_first("table") else tree.body


def _meta(tree: LexborHTMLParser, name: str) -> str:
    for node in tree.css("meta"):
        if (node.attributes.get("name") or "").lower() == name:
            return node.attributes.get("content") or ""
    return ""


def _canonical(tree: LexborHTMLParser) -> str:
    node = tree.css_first('link[rel="canonical"]')
    return (node.attributes.get("href") or "") if node else ""


class _Blocks:
    """Walks a page once, in the order of its text."""

    def __init__(self) -> None:
        self._lead = {False: "", True: ""}

    def read(self, root: LexborNode | None) -> Iterator[Block]:
        # A stack and not recursion: pages nest deeper than Python does. Each node comes with
        # whether it stands inside a note; None for the node is the end of a tab.
        stack: list[tuple[LexborNode | None, bool]] = [(root, False)] if root else []
        while stack:
            node, quoted = stack.pop()
            if node is None:
                yield TabsEnd(1)
                continue
            tag = node.tag or ""
            if tag in _UNREAD:
                continue
            if tag == "table" and _is_innermost(node):
                yield self._table(node, quoted)
                continue
            quoted = quoted or _is_note(node, tag)
            if node.attributes.get("role") == "tabpanel":
                yield _tab(node)
                stack.append((None, False))
            if re.fullmatch(r"h[1-6]", tag):
                self._lead[False] = ""
                yield _heading(node, tag)
            elif tag == "p":
                self._lead[quoted] = _text_of(node)
            else:
                stack += [(child, quoted) for child in reversed(list(node.iter()))]

    def _table(self, node: LexborNode, quoted: bool) -> Table:
        header: tuple[str, ...] = ()
        rows: list[Row] = []
        for number, row in enumerate(node.css("tr")):
            cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
            texts = tuple(map(_text_of, cells))
            if number == 0 and all(cell.tag == "th" for cell in cells):
                header = texts
            elif texts:
                rows.append(Row(_line(row), texts))
        lead, self._lead[quoted] = self._lead[quoted], ""
        return Table(_line(node), header, tuple(rows), lead, quoted)


def _is_innermost(table: LexborNode) -> bool:
    """Tell a table from one that only lays out a page."""
    return len(table.css("table")) <= 1


def _is_note(node: LexborNode, tag: str) -> bool:
    words = (node.attributes.get("class") or "").lower().split()
    return tag == "blockquote" or bool(_NOTES.intersection(words))


def _tab(node: LexborNode) -> Tab:
    name = node.attributes.get("data-tab") or node.attributes.get("id") or ""
    return Tab(_line(node), name, node.attributes.get("aria-label") or "")


def _heading(node: LexborNode, tag: str) -> Heading:
    anchor = node.attributes.get("id") or ""
    return Heading(_line(node), int(tag[1]), _text_of(node).replace("`", "").strip(), anchor)


def _line(node: LexborNode) -> int:
    line = node.attributes.get(_LINE) or "1"
    return int(line) if line.isdigit() else 1


def _text_of(node: LexborNode | None) -> str:
    """Give the text of a cell, a heading or a paragraph, with its code marks."""
    parts: list[str] = []
    stack: list[LexborNode | str] = [node] if node is not None else []
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            parts.append(one)
        elif one.is_text_node:
            parts.append(re.sub(r"[ \t\r\n]+", " ", one.text_content or ""))
        elif one.tag == "br":
            parts.append("\n")
        elif one.tag not in ("sup", "script", "style"):
            children: list[LexborNode | str] = list(one.iter(include_text=True))
            mark = ["`"] if one.tag == "code" else ["\n"] if one.tag in ("p", "div", "li") else []
            stack += [*mark, *reversed(children), *mark]
    text = re.sub(r" *\n[ \n]*", "\n", "".join(parts))
    return text.strip("\n")
