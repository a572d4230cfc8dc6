"""HTML: the notice's body on a government page, without menus, footers and scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.read.builder import Builder, TextCell
from ingest.read.encoding import decode
from ingest.read.html_page import find_body, heading_lines
from ingest.read.html_tree import depth, most_attributes, walk
from ingest.read.problems import Excess, unreadable
from ingest.read.tagged import Slots
from ingest.records import Document

DEEPEST = 2000  # parsing takes time with the square of the depth
MOST_ATTRIBUTES = 2000  # and of the attributes of an element
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
INLINE = frozenset(
    {"a", "abbr", "b", "big", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i",
     "ins", "kbd", "label", "mark", "q", "ruby", "rb", "s", "samp", "small", "span", "strike",
     "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "o:p", "st1:chsdate", "img"}
)  # fmt: skip
BLANKS = re.compile(r"[ \t\n\r\f\xa0\u200b\ufeff]+")
WIDE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…]")


def read_html(data: bytes, file_name: str) -> Document:
    """The document of an HTML file."""
    text, encoding = decode(data, file_name)
    document = read_markup(text, data, file_name)
    return Document(
        document.file_name,
        document.media_type,
        document.sha256,
        document.text,
        document.blocks,
        hard_breaks=True,
        encoding=encoding,
    )


def read_markup(text: str, data: bytes, file_name: str) -> Document:
    """The document of HTML already decoded; ``data`` are the file's bytes."""
    deepest = depth(text)
    if deepest > DEEPEST:
        raise unreadable(file_name, "too-deep", detail=str(deepest), limit=str(DEEPEST))
    attributes = most_attributes(text)
    if attributes > MOST_ATTRIBUTES:
        told = (f"一个标签有 {attributes} 个属性", f"an element with {attributes} attributes")
        raise Excess(told, f"{MOST_ATTRIBUTES}")
    tree = LexborHTMLParser(text)
    if tree.css_first("frameset") is not None:
        raise unreadable(file_name, "frames")
    root = tree.body or tree.root
    if root is None:
        raise unreadable(file_name, "no-text", format="HTML", detail=("没有正文", "no body"))
    body = find_body(root)
    inner, builder = Builder(), Builder()
    _add(inner, body)
    for line, kind in heading_lines(tree, "".join(inner.parts)):
        builder.add(line, kind)
    _add(builder, body)
    if not builder.blocks:
        raise unreadable(
            file_name, "no-text", format="HTML", detail=("正文为空", "its body is empty")
        )
    return builder.document(data, file_name, "text/html", hard_breaks=True)


@dataclass(slots=True)
class Flow:
    """The paragraph being collected, and the lists around it."""

    builder: Builder
    words: list[str] = field(default_factory=list)
    kind: str = "paragraph"
    counters: list[int | None] = field(default_factory=list)  # None: a list without numbers
    preformatted: int = 0
    number: str = ""  # of a list item, waiting for its words

    def end(self) -> None:
        """End the paragraph."""
        text = "".join(self.words)
        self.words.clear()
        for line in map(_squeeze, text.split("\v")):
            if line:
                self.builder.add(self.number + line, self.kind)
                self.number = ""


def _squeeze(line: str) -> str:
    """``line`` with blanks as a browser shows them; breaks between Chinese characters vanish."""
    return BLANKS.sub(_blank, line).strip()


def _blank(blanks: re.Match[str]) -> str:
    """What stands for a run of blanks."""
    line, start, end = blanks.string, blanks.start(), blanks.end()
    before, behind = line[max(0, start - 1) : start], line[end : end + 1]
    between = WIDE.match(before) and WIDE.match(behind)
    return "" if "\n" in blanks[0] and between else " "


def _add(builder: Builder, root: LexborNode) -> None:
    """Append the paragraphs and tables under ``root``."""
    flow = Flow(builder)
    tables = walk(root)
    for node, entering in tables:
        name = node.tag or ""
        if entering and name == "-text":
            flow.words.append(_text(node, flow))
        elif entering and name == "table" and not is_layout(node):
            flow.end()
            builder.add_table(_cells(node))
            tables.send(True)
        elif name not in INLINE:
            _boundary(flow, name, node, entering)
    flow.end()


def _text(node: LexborNode, flow: Flow) -> str:
    text = (node.text_content or "").replace("\v", " ")
    return text.replace("\n", "\v") if flow.preformatted else text


def _boundary(flow: Flow, name: str, node: LexborNode, entering: bool) -> None:
    """Start or end of an element that stands on lines of its own."""
    if name == "br":
        if entering:
            flow.words.append("\v")
        return
    flow.end()
    flow.kind = "heading" if name in HEADINGS and entering else "paragraph"
    if name == "pre":
        flow.preformatted += 1 if entering else -1
    elif name in {"ol", "ul"}:
        if entering:
            flow.counters.append(_whole(node, "start", 1) if name == "ol" else None)
        elif flow.counters:
            flow.counters.pop()
    elif name == "li" and entering and flow.counters and flow.counters[-1] is not None:
        number = _whole(node, "value", flow.counters[-1])
        flow.number = f"{number}."
        flow.counters[-1] = number + 1


def _whole(node: LexborNode, name: str, default: int) -> int:
    """A whole number that an attribute gives."""
    value = (node.attributes.get(name) or "").strip()
    return int(value) if value.isdecimal() and len(value) < 6 else default


def is_layout(table: LexborNode) -> bool:
    """Whether a table only places things: it holds one cell in all, or tables."""
    cells = 0
    for node, entering in walk(table):
        if entering and node.tag in {"td", "th"}:
            cells += 1
        if entering and node.tag == "table" and node.mem_id != table.mem_id:
            return True
    return cells < 2


def _cells(table: LexborNode) -> list[TextCell]:
    """Cells of a table, merged ones once with their spans."""
    slots, done = Slots(), list[TextCell]()
    steps = walk(table)
    for node, entering in steps:
        if entering and node.tag == "tr":
            slots.next_row()
        elif entering and node.tag in {"td", "th"}:
            rows, columns = _span(node, "rowspan"), _span(node, "colspan")
            row, column = slots.place(rows, columns)
            done.append(TextCell(row, column, _cell_text(node), rows, columns))
            steps.send(True)
    return done


def _span(node: LexborNode, name: str) -> int:
    return max(1, min(1000, _whole(node, name, 1)))


def _cell_text(node: LexborNode) -> str:
    inner = Builder()
    _add(inner, node)
    return "".join(inner.parts).strip()
