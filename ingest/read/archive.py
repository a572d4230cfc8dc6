"""ZIP, as a site offers a letter with its annexes for download: the letter and behind it the annexes,
each read by the reader of its own format, are one document."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zipfile import ZipInfo

from ingest.errors import UnreadableDocument
from ingest.read import MOST_BYTES, SUFFIXES, read_document
from ingest.read.package import open_package
from ingest.read.problems import BETWEEN, Excess, both, unreadable
from ingest.read.sniff import sniff
from ingest.records import Block, Document

MOST_MEMBERS = 200
UTF8_NAME = 0x800  # the flag of a name in UTF-8 (APPNOTE.TXT 4.4.4); Python takes others for CP 437
TABLES = ("text/csv", "application/vnd.ms-excel", "spreadsheetml")
ANNEX = re.compile(r"[（(【\[]?附\s*[件表录图\d]")
CLUTTER = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.(?!\.?/)|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE
)
GRAM = 12
SAME = 0.8


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive that was read."""

    name: str
    document: Document

    @property
    def annex(self) -> bool:
        return bool(ANNEX.match(self.name) or ANNEX.match(self.document.text.lstrip()))

    @property
    def table(self) -> bool:
        return any(kind in self.document.media_type for kind in TABLES)


def read_archive(data: bytes, file_name: str) -> Document:
    """The document of a ZIP archive; ``left_out`` says what of it could not be read."""
    members, left_out = list[Member](), list[str]()
    for name, content in _files(data, file_name):
        try:
            members.append(Member(name, _member(content, name)))
        except UnreadableDocument as error:
            left_out.append(str(error))
    if not members:
        said = [both(reason) for reason in left_out[:3]]
        zh, en = zip(*said, strict=True) if said else (("没有公文",), ("no document",))
        raise unreadable(file_name, "no-text", format="ZIP", detail=("；".join(zh), "; ".join(en)))
    ordered = _letter_first(members, file_name)
    left_out += [_of_member(each.name, why) for each in ordered for why in each.document.left_out]
    joined = _joined([member.document for member in ordered])
    return replace(
        joined,
        file_name=file_name,
        media_type="application/zip",
        sha256=hashlib.sha256(data).hexdigest(),
        left_out=tuple(left_out),
    )


def _files(data: bytes, file_name: str) -> Iterator[tuple[str, bytes]]:
    """The name and bytes of each file that may be a document, by name."""
    package = open_package(data, file_name, "ZIP")
    files = {n: i for i in package.archive.infolist() if (n := file_name_of(i)) and not i.is_dir()}
    wanted = [n for n in sorted(files) if not CLUTTER.search(n) and _suffix(n) in SUFFIXES]
    size = sum(files[name].file_size for name in wanted)
    if size > MOST_BYTES or len(wanted) > MOST_MEMBERS:
        count, most = len(wanted), MOST_BYTES // 1_000_000
        raise Excess(
            (
                f"{count} 个文件，解压后 {size // 1_000_000} MB",
                f"{count} files, {size // 1_000_000} MB unpacked",
            ),
            (f"{MOST_MEMBERS} 个文件、{most} MB", f"{MOST_MEMBERS} files, {most} MB"),
        )
    for name in wanted:
        yield name.rpartition("/")[2], package.read(files[name].filename)


def _suffix(name: str) -> str:
    return "." + name.rpartition(".")[2].lower()


def file_name_of(info: ZipInfo) -> str:
    """The name of a member; where nothing says that it is UTF-8, Chinese systems write GB 18030."""
    if info.flag_bits & UTF8_NAME:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _member(content: bytes, name: str) -> Document:
    if sniff(content, name) == "archive":  # it may hold another one, without end
        what = ("压缩包里的压缩包，请先解压", "an archive inside an archive; unpack it first")
        raise unreadable(name, "other-format", detail=what)
    return read_document(content, name)


def _of_member(name: str, why: str) -> str:
    zh, en = both(why)
    return f"{name}：{zh}{BETWEEN}{name}: {en}"


def _letter_first(members: Sequence[Member], file_name: str) -> list[Member]:
    """The one letter and behind it its annexes; raises where the archive holds several letters.

    A table beside a letter is an annex by whatever name; the same text in two formats is read once."""
    whole = [m for m in members if not m.annex]
    letters = _distinct([m for m in whole if not m.table] or whole)
    if len(letters) > 1:
        names = "、".join(m.name for m in letters[:5])
        detail = (f"{len(letters)} 份：{names}", f"{len(letters)}: {names}")
        raise unreadable(file_name, "several", detail=detail)
    annexes = [m for m in members if m.annex or (m.table and m not in letters)]
    return [*letters, *_distinct(annexes)]


def _distinct(members: Sequence[Member]) -> list[Member]:
    """Of members with the same text only the first."""
    kept: list[tuple[Member, set[str]]] = []
    for member in members:
        grams = _grams(member.document.text)
        if not any(len(grams & g) > SAME * min(len(grams), len(g)) for _, g in kept):
            kept.append((member, grams))
    return [member for member, _ in kept]


def _grams(text: str) -> set[str]:
    plain = re.sub(r"\W", "", text)
    return {plain[i : i + GRAM] for i in range(max(1, len(plain) - GRAM + 1))}


def _joined(documents: Sequence[Document]) -> Document:
    """The documents behind each other as one."""
    parts, blocks, start = list[str](), list[Block](), 0
    for document in documents:
        blocks += (_shifted(block, start) for block in document.blocks)
        parts += (document.text, "\n")
        start += len(document.text) + 1
    whole = all(document.hard_breaks for document in documents)
    return replace(documents[0], text="".join(parts), blocks=tuple(blocks), hard_breaks=whole)


def _shifted(block: Block, by: int) -> Block:
    cells = tuple(replace(cell, start=cell.start + by, end=cell.end + by) for cell in block.cells)
    return replace(block, start=block.start + by, end=block.end + by, cells=cells)
