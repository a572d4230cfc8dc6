"""Files inside a DOCX that stand for a part of its body (altChunk, ECMA-376-1, 17.17.2.1), as web
exports leave them: read by the reader of their own format."""

from __future__ import annotations

import posixpath

from lxml import etree

from ingest.errors import UnreadableDocument
from ingest.read import read_document
from ingest.read.builder import Builder, TextCell
from ingest.read.package import Package, attribute, local
from ingest.read.problems import BETWEEN, both, unreadable
from ingest.read.sniff import sniff
from ingest.records import Block, Document


def add_chunk(builder: Builder, element: etree._Element, package: Package, main: str) -> None:
    """Append what the file holds that ``element`` names; ``main`` is the part it stands in."""
    name = _target(package, main, attribute(element, "id"))
    data = package.read(name)
    try:
        if sniff(data, name) == "docx":  # it may hold another one, without end
            raise UnreadableDocument(BETWEEN.join((f"{name}：DOCX", f"{name}: DOCX")))
        document = read_document(data, name)
    except UnreadableDocument as error:
        raise unreadable(package.file_name, "chunk", detail=both(str(error))) from error
    for block in document.blocks:
        _add(builder, document, block)


def _target(package: Package, main: str, key: str) -> str:
    """Name of the part to which a relationship of ``main`` leads."""
    folder, base = posixpath.split(main)
    for relation in package.xml(f"{folder}/_rels/{base}.rels".lstrip("/")):
        if local(relation) == "Relationship" and attribute(relation, "Id") == key:
            target = attribute(relation, "Target")
            return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    raise package.broken((f"altChunk {key} 没有对应的部件", f"altChunk {key} leads to no part"))


def _add(builder: Builder, document: Document, block: Block) -> None:
    if block.kind != "table":
        builder.add(document.text[block.start : block.end], block.kind)
        return
    builder.add_table(
        TextCell(c.row, c.column, document.text[c.start : c.end], c.row_span, c.column_span)
        for c in block.cells
    )
