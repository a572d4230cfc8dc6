"""OFD (GB/T 33190): a zip of XML pages whose characters carry places; put into reading order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from lxml import etree

from ingest.read.layout import Page, build
from ingest.read.ofd_page import find_images, find_pieces, find_rules
from ingest.read.package import Package, attribute, child, local, open_package
from ingest.read.problems import BETWEEN, pages_told, unreadable
from ingest.read.ruling import Box, Ruled, find_tables
from ingest.records import Document

MEDIA_TYPE = "application/ofd"
MOST_PAGES = 3000
TOLERANCE_MM = 1.0


def read_ofd(data: bytes, file_name: str) -> Document:
    """The document of an OFD file."""
    package = open_package(data, file_name, "OFD")
    if any(posixpath.basename(name) == "Encryptions.xml" for name in package.names()):
        raise unreadable(file_name, "encrypted", format="OFD")
    found = list(_pages(package))
    unread = [each for each in found if not isinstance(each, Page)]
    builder = build([each for each in found if isinstance(each, Page)])
    if not builder.blocks:
        if unread:
            raise package.broken(unread[0])
        raise unreadable(file_name, "no-text", format="OFD", detail=pages_told(len(found)))
    document = builder.document(data, file_name, MEDIA_TYPE, hard_breaks=False)
    return replace(document, left_out=tuple(map(BETWEEN.join, unread)))


def _pages(package: Package) -> Iterator[Page | tuple[str, str]]:
    """The pages in their order, for one whose picture cannot be read that it cannot."""
    number = 0
    for root_name in _roots(package):
        root = package.xml(root_name)
        folder = posixpath.dirname(root_name)
        templates = _parts(child(root, "CommonData"), "TemplatePage", folder)
        media = dict(_media(package, root, folder))
        shown: set[str] = set()
        for name in _parts(child(root, "Pages"), "Page", folder).values():
            number += 1
            if number > MOST_PAGES:
                raise unreadable(
                    package.file_name,
                    "too-large",
                    detail=pages_told(number),
                    limit=pages_told(MOST_PAGES),
                )
            content = package.xml(name)
            layers = [content, *_new_templates(package, content, templates, shown)]
            yield _page(package, number, layers, media)


def _roots(package: Package) -> list[str]:
    """Part names of the documents in the file."""
    bodies = (body for body in package.xml("OFD.xml") if local(body) == "DocBody")
    names = [(_text(child(body, "DocRoot")) or "").lstrip("/") for body in bodies]
    if not any(names):
        raise package.broken(("OFD.xml 中没有 DocRoot", "no DocRoot in OFD.xml"))
    return [name for name in names if name]


def _parts(parent: etree._Element | None, name: str, folder: str) -> dict[str, str]:
    """Part names by ID of the elements ``name`` in ``parent``."""
    return {
        attribute(item, "ID"): _path(folder, attribute(item, "BaseLoc"))
        for item in (parent if parent is not None else ())
        if local(item) == name and attribute(item, "BaseLoc")
    }


def _path(folder: str, location: str) -> str:
    """A part's name from a location relative to ``folder`` (or to the root, behind /)."""
    name = location[1:] if location.startswith("/") else posixpath.join(folder, location)
    return posixpath.normpath(name)


def _new_templates(
    package: Package, content: etree._Element, templates: dict[str, str], shown: set[str]
) -> Iterator[etree._Element]:
    """Templates of a page that no page before it has shown (a letterhead, not a running head)."""
    for item in content:
        key = attribute(item, "TemplateID")
        if local(item) == "Template" and key in templates and key not in shown:
            shown.add(key)
            yield package.xml(templates[key])


def _page(
    package: Package, number: int, layers: list[etree._Element], media: dict[str, str]
) -> Page | tuple[str, str]:
    pieces = tuple(piece for layer in layers for piece in find_pieces(layer))
    if pieces:
        return Page(number, pieces, tuple(_tables(layers)))
    for layer in layers:
        for key in find_images(layer):
            if key in media:
                return _scanned(package, number, media[key])
    return Page(number, ())


def _tables(layers: list[etree._Element]) -> list[Ruled]:
    across: list[Box] = []
    down: list[Box] = []
    for layer in layers:
        for box in find_rules(layer):
            (across if box[2] - box[0] >= box[3] - box[1] else down).append(box)
    if len(across) < 3 or len(down) < 3:
        return []
    from ingest.read.edges import find_cells

    return find_tables(find_cells(across, down, TOLERANCE_MM), TOLERANCE_MM)


def _media(package: Package, root: etree._Element, folder: str) -> Iterator[tuple[str, str]]:
    """IDs and part names of the pictures that a document lists."""
    common = child(root, "CommonData")
    for item in common if common is not None else ():
        name = _path(folder, _text(item) or "")
        if local(item) in {"PublicRes", "DocumentRes"} and name in package.names():
            resources = package.xml(name)
            base = _path(posixpath.dirname(name), attribute(resources, "BaseLoc") or ".")
            for medium in resources.iter():
                file = _text(child(medium, "MediaFile"))
                if local(medium) == "MultiMedia" and file:
                    yield attribute(medium, "ID"), _path(base, file)


def _scanned(package: Package, number: int, name: str) -> Page | tuple[str, str]:
    """A page that is only a picture. That it is damaged is told ahead of what reading it would need."""
    from PIL import Image

    from ingest.read.ocr import is_installed, read_page

    content = package.read(name)
    try:
        with Image.open(BytesIO(content)) as file:
            picture = file.convert("RGB")
    except Exception:  # Pillow's decoders raise many kinds on broken files
        return (
            f"第 {number} 页的图像 {name}（{len(content):,} 字节）读不出",
            f"picture {name} of page {number}, {len(content):,} bytes, cannot be read",
        )
    if not is_installed():
        raise unreadable(package.file_name, "needs-ocr", format="OFD")
    return read_page(picture, number, package.file_name)


def _text(element: etree._Element | None) -> str | None:
    return element.text.strip() if element is not None and element.text else None
