"""DOCX: paragraphs and tables in document order, with automatic numbers, text boxes and the files
that stand for a part of the body; headers, footers, footnotes, comments, deletions and tables of
contents stay out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.read.builder import Builder, TextCell
from ingest.read.docx_chunks import add_chunk
from ingest.read.docx_numbering import Numbering, read_numbering
from ingest.read.docx_paragraphs import has_lost_mark, joined, split_at_breaks
from ingest.read.docx_styles import Styles, list_of, outline, read_styles
from ingest.read.package import Package, attribute, child, local, open_package
from ingest.read.problems import unreadable
from ingest.records import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PASSED = frozenset(
    {"r", "hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "dir",
    "bdo", "customXml", "oMath", "oMathPara", "ruby", "rubyBase", "sSub", "sSup", "f", "num",
    "den", "e", "sub", "sup", "d", "nary", "rad", "deg", "acc", "bar", "box", "func", "fName"}
)  # fmt: skip
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo"})


@dataclass(frozen=True, slots=True)
class Context:
    """What paragraphs need to know of the whole document."""

    package: Package
    main: str  # the part that holds the text
    styles: Styles
    numbering: Numbering


def read_docx(data: bytes, file_name: str) -> Document:
    """The document of a DOCX file."""
    package = open_package(data, file_name, "DOCX")
    main = _main_part(package)
    folder = main.rpartition("/")[0]
    root = package.xml(main)
    body = child(root, "body")
    if body is None:
        raise package.broken((f"{main} 中没有 body", f"no body in {main}"))
    context = Context(
        package,
        main,
        read_styles(_optional(package, f"{folder}/styles.xml")),
        read_numbering(_optional(package, f"{folder}/numbering.xml")),
    )
    builder = Builder()
    _add_content(builder, body, context)
    if not builder.blocks:
        raise unreadable(file_name, "no-text", format="DOCX", detail=main)
    return builder.document(data, file_name, MEDIA_TYPE, hard_breaks=True)


def _main_part(package: Package) -> str:
    """Name of the part that holds the text."""
    if "word/document.xml" in package.names():
        return "word/document.xml"
    for relation in package.xml("_rels/.rels") if "_rels/.rels" in package.names() else ():
        if attribute(relation, "Type").endswith("/officeDocument"):
            return attribute(relation, "Target").lstrip("/")
    raise package.broken(("缺少 word/document.xml", "without word/document.xml"))


def _optional(package: Package, name: str) -> etree._Element | None:
    name = name.lstrip("/")
    return package.xml(name) if name in package.names() else None


def _add_content(builder: Builder, parent: etree._Element, context: Context) -> None:
    for group in joined(_flow(parent)):
        name = local(group[0])
        if name == "tbl":
            _add_table(builder, group[0], context)
        elif name == "altChunk":
            add_chunk(builder, group[0], context.package, context.main)
        else:
            _add_paragraph(builder, group, context)


def _add_paragraph(builder: Builder, group: list[etree._Element], context: Context) -> None:
    """Append elements ``w:p`` that are one paragraph, then the text boxes anchored in it."""
    words = ["".join(_words(paragraph)).strip() for paragraph in group]
    lead = next((p for p, said in zip(group, words, strict=True) if said), group[-1])
    if has_lost_mark(group[-1]) and not any(words):  # deleted to the end
        return
    kind = "heading" if _is_heading(lead, context) else "paragraph"
    for line in split_at_breaks(_shown(lead, "".join(words), context)):
        builder.add(line, kind)
    for paragraph in group:
        for box in _boxes(paragraph):
            _add_content(builder, box, context)


def _flow(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs, tables and inserted files of a body, cell or text box, in order."""
    for element in parent:
        name = local(element)
        if name in {"p", "tbl", "altChunk"}:
            yield element
        elif name in WRAPPERS:
            yield from _flow(element)


def _is_heading(paragraph: etree._Element, context: Context) -> bool:
    own = outline(child(paragraph, "pPr"))
    return context.styles.of(paragraph).heading if own is None else own


def _shown(paragraph: etree._Element, words: str, context: Context) -> str:
    """Number and words of a paragraph as Word shows them."""
    if context.styles.of(paragraph).contents:
        return ""
    has_box = next(_boxes(paragraph), None) is not None
    return _number(paragraph, context) + words if words or not has_box else ""


def _number(paragraph: etree._Element, context: Context) -> str:
    style = context.styles.of(paragraph)
    number, level = list_of(child(paragraph, "pPr"))
    if number == "0" or not (number or style.list_number not in {"", "0"}):
        return ""
    level = style.list_level if level is None else level
    if level is None:
        level = context.numbering.level_of_style(number or style.list_number, style.list_style)
    return context.numbering.next(number or style.list_number, level)


def _words(element: etree._Element) -> Iterator[str]:
    for item in element:
        name = local(item)
        if name == "t":
            yield item.text or ""
        elif name in SIGNS:
            yield "" if attribute(item, "type") == "page" else SIGNS[name]
        elif name == "AlternateContent":
            yield from _words(item if len(item) == 0 else item[0])
        elif name in PASSED and not _is_hidden(item):
            yield from _words(item)


def _is_hidden(run: etree._Element) -> bool:
    hidden = child(run, "rPr", "vanish")
    return hidden is not None and attribute(hidden, "val", "1") not in {"0", "false"}


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """Contents of the text boxes anchored in a paragraph, each once."""
    for item in element:
        name = local(item)
        if name == "txbxContent":
            yield item
        elif name == "AlternateContent":
            yield from _boxes(item[0] if len(item) else item)
        elif name not in {"del", "moveFrom", "pPr", "rPr"}:
            yield from _boxes(item)


def _add_table(builder: Builder, table: etree._Element, context: Context) -> None:
    rows = [row for row in _children(table, "tr") if child(row, "trPr", "del") is None]
    cells = [cell for row in rows for cell in _children(row, "tc")]
    if len(cells) == 1:  # a frame around text
        _add_content(builder, cells[0], context)
    elif cells:
        builder.add_table(_cells(rows, context))


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in WRAPPERS:
            yield from _children(element, name)


def _cells(rows: list[etree._Element], context: Context) -> list[TextCell]:
    """Cells of table rows, merged ones once with their spans."""
    done: list[TextCell] = []
    open_at: dict[int, int] = {}  # column -> index of the cell that vertical merging goes on with
    for number, row in enumerate(rows):
        column = _size(child(row, "trPr", "gridBefore"), 0)
        for cell in _children(row, "tc"):
            properties = child(cell, "tcPr")
            width = _size(child(properties, "gridSpan"), 1)
            merge = child(properties, "vMerge")
            text = _cell_text(cell, context)
            above = open_at.get(column)
            goes_on = merge is not None and attribute(merge, "val") != "restart"
            if goes_on and above is not None and done[above].row + done[above].row_span == number:
                done[above] = _taller(done[above], text)
            else:
                done.append(TextCell(number, column, text, 1, width))
                open_at.pop(column, None)
                if merge is not None:
                    open_at[column] = len(done) - 1
            column += width
    return done


def _taller(cell: TextCell, text: str) -> TextCell:
    """``cell`` one row taller; text hidden under the merging is kept with it."""
    joined = f"{cell.text}\n{text}" if text and text != cell.text else cell.text
    return TextCell(cell.row, cell.column, joined, cell.row_span + 1, cell.column_span)


def _size(element: etree._Element | None, default: int) -> int:
    value = attribute(element, "val")
    return min(max(int(value), default), 200) if value.isdecimal() and len(value) < 6 else default


def _cell_text(cell: etree._Element, context: Context) -> str:
    """Paragraphs of a cell on lines of their own; a table inside it likewise."""
    inner = Builder()
    _add_content(inner, cell, context)
    return "".join(inner.parts).strip()
