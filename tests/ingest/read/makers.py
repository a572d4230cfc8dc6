"""The notice of ``genre`` in each format, made from nothing but its text."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import docx
import openpyxl
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from tests.ingest.read import genre
from tests.ingest.read.genre import COLUMNS, ROWS, TABLE, Entry

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_text(line_break: str = "\r\n") -> str:
    """Plain text with the table as tab-separated fields, blank where cells are merged."""
    lines = list(genre.PARAGRAPHS)
    return (
        line_break.join(lines) + line_break + line_break.join(map("\t".join, grid())) + line_break
    )


def make_markdown() -> str:
    """Markdown with a pipe table."""
    lines = [f"# {genre.TITLE}" if text == genre.TITLE else text for text in genre.PARAGRAPHS]
    lines = [f"## {text}" if text in genre.HEADINGS else text for text in lines]
    rows = ["| " + " | ".join(row) + " |" for row in grid()]
    rows.insert(1, "|" + " --- |" * COLUMNS)
    return "\n\n".join(lines) + "\n\n" + "\n".join(rows) + "\n"


def grid() -> list[list[str]]:
    """The annex table's fields; merged cells stand at their top left."""
    rows = [[""] * COLUMNS for _ in range(ROWS)]
    for entry in TABLE:
        rows[entry.row][entry.column] = entry.text
    return rows


def make_csv() -> str:
    """The annex as CSV, with the title in a row of its own."""
    text = io.StringIO()
    csv.writer(text).writerows([[genre.ANNEX_TITLE], *grid()])
    return text.getvalue()


def make_xlsx() -> bytes:
    """The notice as a workbook: its paragraphs in merged rows, its annex below."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row, text in enumerate(genre.PARAGRAPHS, 1):
        sheet.cell(row, 1, text)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=COLUMNS)
    top = len(genre.PARAGRAPHS) + 1
    for entry in TABLE:
        row, column = top + entry.row, entry.column + 1
        sheet.cell(row, column, entry.text)
        if entry.row_span * entry.column_span > 1:
            sheet.merge_cells(start_row=row, end_row=row + entry.row_span - 1,
                              start_column=column, end_column=column + entry.column_span - 1)  # fmt: skip
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def make_html_table() -> str:
    rows = []
    for number in range(ROWS):
        cells = "".join(
            f'<td rowspan="{e.row_span}" colspan="{e.column_span}"><p>{e.text}</p></td>'
            for e in TABLE
            if e.row == number
        )
        rows.append(f"<tr>{cells}</tr>")
    return f"<table border=1>{''.join(rows)}</table>"


def make_html() -> str:
    """A page of a government site: menus, crumbs, the body, sharing, recommendations, footer."""
    body = "\n".join(
        f"<h2>{text}</h2>"
        if text in genre.HEADINGS
        else f'<p style="text-indent:2em">　　{text[:30]}\n{text[30:]}</p>'
        for text in genre.PARAGRAPHS
        if text != genre.TITLE
    )
    links = "".join(
        f'<li><a href="/{i}.html">市政府关于第{i}项工作的通知</a></li>' for i in range(9)
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>{genre.TITLE}_清源市人民政府门户网站</title>
<style>.a{{color:red}}</style><script>var t = "请稍候。；";</script></head><body>
<div class="header"><a href="/">首页</a><ul class="nav"><li><a>政务公开</a></li></ul></div>
<form action="/s"><div class="wrap"><div class="crumbs">当前位置：<a>首页</a> &gt; 通知</div>
<h1>{genre.TITLE}</h1><div class="share">分享到：<a>微信</a></div>
<div class="con"><div id="box">{body}{make_html_table()}</div></div>
<div class="related"><h3>相关文件</h3><ul>{links}</ul></div></div></form>
<div class="footer">主办：清源市人民政府办公室。网站标识码：1400000000。</div></body></html>"""


def make_docx(*, numbered: bool = False) -> bytes:
    """A DOCX; ``numbered``: 一、 and （一） come from automatic lists."""
    document = docx.Document()
    if numbered:
        _add_lists(document)
    for text in genre.PARAGRAPHS:
        level = 0 if text in genre.HEADINGS else 1 if text.startswith("（") else None
        shown = (
            text.partition("、" if level == 0 else "）")[2]
            if numbered and level is not None
            else text
        )
        paragraph = document.add_paragraph(style="Heading 1" if level == 0 else None)
        half = len(shown) // 2
        paragraph.add_run(shown[:half]).bold = True
        paragraph.add_run(shown[half:])
        if numbered and level is not None:
            _number(paragraph, level)
    table = document.add_table(ROWS, COLUMNS)
    for entry in TABLE:
        last = table.cell(entry.row + entry.row_span - 1, entry.column + entry.column_span - 1)
        table.cell(entry.row, entry.column).merge(last).text = entry.text
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    return saved(document)


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_lists(document: Any) -> None:
    """List 77: 一、 and below it （一）, counting on over the parts."""
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        f'<w:lvlRestart w:val="0"/><w:suff w:val="nothing"/><w:lvlText w:val="{frame}"/></w:lvl>'
        for i, frame in enumerate(("%1、", "（%2）"))
    )
    root = document.part.numbering_part.element
    abstract = f'<w:abstractNum xmlns:w="{W}" w:abstractNumId="77">{levels}</w:abstractNum>'
    root.insert(0, parse_xml(abstract))
    root.append(
        parse_xml(f'<w:num xmlns:w="{W}" w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )


def _number(paragraph: Any, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    numbers = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", 77)):
        item = OxmlElement(name)
        item.set(qn("w:val"), str(value))
        numbers.append(item)
    properties.append(numbers)


@dataclass
class Sheet:
    """A page as printed: characters and ruled lines, in points from the top left."""

    characters: list[tuple[str, float, float, float]] = field(default_factory=list)  # x, base, size
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)


SIZE, PITCH, LEFT, RIGHT, TOP, BOTTOM = 16.0, 28.0, 81.5, 513.5, 100.0, 740.0
WIDTHS = (40.0, 92.0, 200.0, 100.0)
CENTRED = frozenset({genre.NUMBER, genre.TITLE, genre.ANNEX_TITLE})


def print_notice(
    paragraphs: Sequence[str] = genre.PARAGRAPHS,
    table: Sequence[Entry] = TABLE,
    *,
    bottom: float = BOTTOM,
    split_at: int | None = None,
) -> list[Sheet]:
    """The notice set on pages as GB/T 9704 asks (27 characters a line, indents of two), with page
    numbers; ``split_at``: the table's row from which it goes on on a new page."""
    sheets, y = [Sheet()], TOP
    for text in paragraphs:
        centred = text in CENTRED
        indent = 0.0 if centred or text == genre.ADDRESSEES else 2 * SIZE
        for number, line in enumerate(set_lines(text, indent)):
            if y > bottom:
                sheets.append(Sheet())
                y = TOP
            width = sum(advance(c) for c in line)
            x = (LEFT + RIGHT - width) / 2 if centred else LEFT + (indent if number == 0 else 0)
            put(sheets[-1], line, x, y)
            y += PITCH
    if table:
        sheets.append(Sheet())
        _print_table(sheets, table, split_at)
    for number, sheet in enumerate(sheets, start=1):
        put(sheet, f"— {number} —", 280.0, 800.0, 14.0)
    return sheets


def advance(character: str, size: float = SIZE) -> float:
    return size / 2 if character.isascii() else size


def set_lines(
    text: str, indent: float, width: float = RIGHT - LEFT, size: float = SIZE
) -> list[str]:
    """Lines as they fit; no line begins with a closing mark."""
    lines, room = [""], width - indent
    for character in text:
        step = advance(character, size)
        if step > room + 0.01 and character not in "，。；：、）》":
            lines.append("")
            room = width
        lines[-1] += character
        room -= step
    return lines


def put(sheet: Sheet, line: str, x: float, base: float, size: float = SIZE) -> None:
    for character in line:
        sheet.characters.append((character, x, base, size))
        x += advance(character, size)


def _print_table(sheets: list[Sheet], table: Sequence[Entry], split_at: int | None) -> None:
    size = 12.0
    cells = {
        (e.row, e.column): set_lines(
            e.text, 0, sum(WIDTHS[e.column : e.column + e.column_span]) - 8, size
        )
        for e in table
    }
    heights = [
        10
        + 16 * max(len(cells[e.row, e.column]) for e in table if e.row == row and e.row_span == 1)
        for row in range(max(e.row + e.row_span for e in table))
    ]
    parts = (
        [range(len(heights))]
        if split_at is None
        else [
            range(split_at),
            range(split_at, len(heights)),
        ]
    )
    for part in parts:
        if part.start:
            sheets.append(Sheet())
        tops = {row: 120.0 + sum(heights[part.start : row]) for row in (*part, part.stop)}
        for entry in table:
            rows = [row for row in range(entry.row, entry.row + entry.row_span) if row in part]
            if rows:
                _print_cell(sheets[-1], entry, cells[entry.row, entry.column], tops, rows, size)


def _print_cell(
    sheet: Sheet,
    entry: Entry,
    lines: Iterable[str],
    tops: dict[int, float],
    rows: list[int],
    size: float,
) -> None:
    left = LEFT + sum(WIDTHS[: entry.column])
    right = left + sum(WIDTHS[entry.column : entry.column + entry.column_span])
    top, bottom = tops[rows[0]], tops[rows[-1] + 1]
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    for one, other in pairwise(corners):
        sheet.rules.append((*one, *other))
    if entry.row == rows[0]:
        for number, line in enumerate(lines):
            put(sheet, line, left + 4, top + 16 + 16 * number, size)


def make_pdf(
    sheets: Sequence[Sheet], *, picture: bytes | None = None, before: str = "", turned: int = 0
) -> bytes:
    """A PDF of the sheets with a font that every reader knows (not embedded); ``picture`` (JPEG,
    1240 × 1754) stands for the page of a scan behind the sheets; ``before`` are PDF operators in front
    of the content, ``turned`` the degrees by which pages are shown turned."""
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(sheets)))
    size = "842 595" if before.startswith("0 ") else "595 842"
    image = b"" if picture is None else picture
    header = f"<< /Type /XObject /Subtype /Image /Width 1240 /Height 1754 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length {len(image)} >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /W [1 95 500 814 939 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 /ItalicAngle 0 >> >>",
        header.encode() + b"\nstream\n" + image + b"\nendstream" if image else b"null",
    ]
    for number, sheet in enumerate(sheets):
        content = (
            before.encode() + _content(sheet) + (b"q 595 0 0 842 0 0 cm /I Do Q" if image else b"")
        )
        images = "/XObject << /I 5 0 R >>" if image else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Rotate {turned} /Resources << /Font << /F 3 0 R >> {images} >> /Contents {7 + 2 * number} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _pdf_file(objects)


def _content(sheet: Sheet) -> bytes:
    parts = [f"{x0} {842 - y0} m {x1} {842 - y1} l S" for x0, y0, x1, y1 in sheet.rules]
    parts += [
        f"BT /F {size} Tf {x} {842 - y} Td <{c.encode('utf-16-be').hex()}> Tj ET"
        for c, x, y, size in sheet.characters
        if c != " "
    ]
    return "\n".join(parts).encode()


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.5\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(
        b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    )
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFD_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MM = 25.4 / 72


def make_ofd(sheets: Sequence[Sheet], *, shuffled: bool = False) -> bytes:
    """An OFD of the sheets; ``shuffled``: objects in an order that is not the reader's."""
    parts = {
        "OFD.xml": f'<ofd:OFD {OFD_NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {OFD_NS}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        + "".join(
            f'<ofd:Page ID="{10 + i}" BaseLoc="Pages/Page_{i}/Content.xml"/>'
            for i in range(len(sheets))
        )
        + "</ofd:Pages></ofd:Document>",
    }
    for i, sheet in enumerate(sheets):
        parts[f"Doc_0/Pages/Page_{i}/Content.xml"] = _ofd_page(sheet, shuffled)
    return zipped(parts)


def _ofd_page(sheet: Sheet, shuffled: bool) -> str:
    objects = [
        f'<ofd:PathObject Boundary="0 0 210 297" LineWidth="0.3"><ofd:AbbreviatedData>'
        f"M {x0 * MM:.3f} {y0 * MM:.3f} L {x1 * MM:.3f} {y1 * MM:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
        for x0, y0, x1, y1 in sheet.rules
    ]
    for text, x, base, size, deltas in _runs(sheet):
        left, top = x * MM, (base - size) * MM
        objects.append(
            f'<ofd:TextObject Boundary="{left:.3f} {top:.3f} 180 {size * MM:.3f}" Font="1" Size="{size * MM:.3f}">'
            f'<ofd:TextCode X="0" Y="{size * MM:.3f}" DeltaX="{deltas}">{text}</ofd:TextCode></ofd:TextObject>'
        )
    if shuffled:
        objects = objects[::-2] + objects[-2::-2]
    return f"<ofd:Page {OFD_NS}><ofd:Content><ofd:Layer>{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>"


def _runs(sheet: Sheet) -> list[tuple[str, float, float, float, str]]:
    """Runs of characters on one line with their distances (``g n d`` where they are alike)."""
    runs: list[list[tuple[str, float, float, float]]] = []
    for character in sheet.characters:
        last = runs[-1][-1] if runs else None
        if last is not None and last[2:] == character[2:] and 0 < character[1] - last[1] <= last[3]:
            runs[-1].append(character)
        else:
            runs.append([character])
    done = []
    for run in runs:
        steps = [(b[1] - a[1]) * MM for a, b in pairwise(run)]
        alike = len({round(step, 3) for step in steps}) == 1
        deltas = f"g {len(steps)} {steps[0]:.4f}" if alike else " ".join(f"{s:.4f}" for s in steps)
        done.append(("".join(c for c, *_ in run), run[0][1], run[0][2], run[0][3], deltas))
    return done


def make_ole(stream: str) -> bytes:
    """The container of a .doc or .xls with one stream of one sector, behind it the directory, as programs write it."""
    head = struct.pack("<8s16x3H", OLE, 0x3E, 3, 0xFFFE) + struct.pack("<2H6x", 9, 6)
    head += struct.pack("<9I", 0, 1, 2, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    table = [0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE]
    sectors = [
        struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table))),
        b"\x01" * 512,
        stream.encode("utf-16-le"),
    ]
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return b"".join(part.ljust(512, b"\0") for part in (head, *sectors))


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()
