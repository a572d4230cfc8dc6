"""Small files that cost a reader much, each made here; the largest is 2 MB."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

ORDERS = (
    "关于做好2026年安全生产工作的通知",
    "各乡镇人民政府：",
    "一、强化责任落实",
    "（一）压实责任。各乡镇要于2026年3月底前开展隐患排查。（责任单位：县应急局）",
)
TEXT = "\n\n".join(ORDERS).encode()
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True, slots=True)
class Upload:
    """The parts of a form that ``POST /validate`` takes: the field, the file's name, its content."""

    name: str
    parts: tuple[tuple[str, str, bytes], ...]

    @property
    def size(self) -> int:
        return sum(len(content) for _, _, content in self.parts)


def uploads() -> Iterator[Upload]:
    """One after another, since some take a while to make."""
    yield _file("a PDF form that draws itself", "form.pdf", _itself())
    yield _file("28 nested PDF forms, each drawn twice", "nested.pdf", _doubled(28))
    for part in ("rules", "waivers"):
        laughs = ("notice.txt", TEXT), (f"{part}.yaml", _laughs(9))
        yield Upload(
            f"9 levels of YAML aliases as {part}", (("file", *laughs[0]), (part, *laughs[1]))
        )
    nest = ("rules", "rules.yaml", b"[" * 20_000)
    yield Upload("20,000 nested YAML lists", (("file", "notice.txt", TEXT), nest))
    yield _file("a sentence of 50,000 的", "long.txt", _sentence("的" * 50_000))
    for mark in "（《“[）":
        yield _file(f"16,000 {mark}", "marks.txt", _sentence(mark * 16_000))
    yield _file("200,000 attributes", "attributes.html", _html(_attributes(200_000)))
    row = "<tr><td colspan=1000 rowspan=60000>a</td></tr>"
    yield _file("3,000 rows that span 60,000", "spans.html", _html(f"<table>{row * 3000}</table>"))
    cells = ("<tr>" + "<td rowspan=65534>a" * 300) * 300
    yield _file("90,000 cells that span 65,534", "cells.html", _html(f"<table>{cells}</table>"))
    yield _file("14,000,000 empty paragraphs", "empty.docx", _docx("<w:p/>" * 14_000_000))
    yield _file("200,000 strokes", "strokes.pdf", _page(_strokes(200_000)))
    yield _file("900 MB of blanks, deflated", "blanks.pdf", _page(b" " * 900_000_000))


def entities(levels: int = 9) -> bytes:
    """RDF/XML whose entities stand for ten times ten times … characters."""
    steps = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "aaaaaaaaaa">'
        for n in range(levels)
    )
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    return (
        f'<!DOCTYPE r [{steps}]><rdf:RDF xmlns:rdf="{rdf}" xmlns:x="urn:x:">'
        f'<rdf:Description rdf:about="urn:a"><x:p>&e{levels - 1};</x:p></rdf:Description></rdf:RDF>'
    ).encode()


def _file(what: str, name: str, content: bytes) -> Upload:
    return Upload(what, (("file", name, content),))


def _sentence(words: str) -> bytes:
    return "\n\n".join((*ORDERS[:3], f"（一）压实责任。各乡镇要{words}。")).encode()


def _laughs(levels: int) -> bytes:
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


def _html(more: str) -> bytes:
    return ("<html><body>" + "".join(f"<p>{line}</p>" for line in ORDERS) + more).encode()


def _attributes(count: int) -> str:
    return "<p " + " ".join(f"a{n}=1" for n in range(count)) + ">x</p>"


def _docx(more: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ORDERS)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml", f"<w:document {_W}><w:body>{body}{more}</w:body></w:document>"
        )
    return out.getvalue()


# PDF (ISO 32000-1)


def _itself() -> bytes:
    return _page(b"/X Do", b"/XObject<</X 6 0 R>>", [_form(b"/X Do /X Do", 6)])


def _doubled(levels: int) -> bytes:
    forms = [_form(b"/X Do /X Do", 7 + level) for level in range(levels - 1)]
    return _page(b"/X Do", b"/XObject<</X 6 0 R>>", [*forms, _form(b"BT /F 12 Tf (a)Tj ET", 6)])


def _strokes(count: int) -> bytes:
    lines = ((n % 500, n // 500) for n in range(count))
    return b"".join(b"%d %d m %d %d l S " % (x, y, x + 50, y) for x, y in lines)


def _page(content: bytes, resources: bytes = b"", more: list[bytes] | None = None) -> bytes:
    """A document of one page; further objects are numbered from 6."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page + b"/Font<</F 5 0 R>>" + resources + b">>>>",
        _stream(content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *(more or []),
    ]
    out, starts = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    return bytes(out) + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
    )


def _form(content: bytes, drawn: int) -> bytes:
    resources = b"/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>" % drawn
    return _stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 500 500]" + resources)


def _stream(content: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    head = b"<</Filter/FlateDecode/Length %d%b>>stream\n" % (len(packed), more)
    return head + packed + b"\nendstream"
