"""Zip containers of XML (DOCX, OFD), opened with care: no bombs, no entities, no network."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from ingest.read.problems import Excess, Told, unreadable

MOST_PART_BYTES = 100_000_000
MOST_PARTS = 20_000
MOST_TAGS = 3_000_000  # of an XML part
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Package:
    """An open container; part names as in the zip directory."""

    archive: zipfile.ZipFile
    file_name: str
    format: str

    def names(self) -> frozenset[str]:
        return frozenset(self.archive.namelist())

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        try:
            info = self.archive.getinfo(name)
        except KeyError as error:
            raise self.broken((f"缺少部件 {name}", f"without its part {name}")) from error
        if info.file_size > MOST_PART_BYTES:
            size = f"{name} {info.file_size // 1_000_000} MB"
            raise unreadable(
                self.file_name, "too-large", detail=size, limit=f"{MOST_PART_BYTES // 1_000_000} MB"
            )
        if info.flag_bits & 1:
            raise unreadable(self.file_name, "encrypted", format=self.format)
        try:
            return self.archive.read(info)
        except (*ZIP_ERRORS, RuntimeError) as error:
            raise self.broken(f"{name}: {error}") from error

    def xml(self, name: str) -> etree._Element:
        """The root element of an XML part."""
        data = self.read(name)
        if data.count(b"<") > MOST_TAGS:
            count = data.count(b"<")
            raise Excess((f"{name} {count} 个标签", f"{name} of {count} tags"), f"{MOST_TAGS}")
        try:
            return etree.fromstring(data, _parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.broken(f"{name}: {error}") from error

    def broken(self, detail: Told) -> Exception:
        return unreadable(self.file_name, "broken", format=self.format, detail=detail)


def _parser() -> etree.XMLParser[etree._Element]:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True
    )


def open_package(data: bytes, file_name: str, form: str) -> Package:
    """The container in ``data``, of the format ``form``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise unreadable(file_name, "broken", format=form, detail=str(error)) from error
    if len(archive.infolist()) > MOST_PARTS:
        count = len(archive.infolist())
        detail = (f"{count} 个部件", f"{count} parts")
        raise unreadable(file_name, "too-large", detail=detail, limit=f"{MOST_PARTS}")
    return Package(archive, file_name, form)


def local(element: etree._Element) -> str:
    """An element's name without its namespace; "" for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element | None, name: str, default: str = "") -> str:
    """An attribute's value, whatever its namespace."""
    if element is None:
        return default
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return default


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along ``path`` of local names."""
    for name in path:
        if element is None:
            return None
        element = next((item for item in element if local(item) == name), None)
    return element
