"""PDF as offices print it: fonts that the file only names, stamps, bold by double strokes, running
heads. Each case is read with a font that the file holds and with one that the machine lacks."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pypdfium2 as pdfium
import pytest

from ingest.errors import UnreadableDocument
from ingest.read import ocr, pdf, read_document
from ingest.read.columns import find_columns
from ingest.read.geometry import Piece
from ingest.read.layout import Page
from ingest.read.pdf_text import needs_codes
from tests.ingest.read import genre
from tests.ingest.read.genre import check_spans, paragraphs_of
from tests.ingest.read.makers import LEFT as LEFT_EDGE
from tests.ingest.read.makers import Sheet, make_pdf, print_notice, put, set_lines
from tests.ingest.read.prints import (
    FONTS,
    HELD,
    LEFT,
    NAMED,
    PITCH,
    SIZE,
    TOP,
    damaged,
    print_pages,
    without_fonts,
)

NOTICE = (
    "　　　　　　测试市人民政府办公室",
    "　　关于做好2026年安全生产工作的通知",
    "各县区人民政府，市直各单位：",
    "　　现将有关事项通知如下。",
    "　　一、压实责任",
    "　　（一）各县区人民政府要于2026年6月底前制定责任清单，",
    "天天检查，年年考核。",
    "　　　　　　　　　　　　　　测试市人民政府办公室",
    "　　　　　　　　　　　　　　2026年3月1日",
)
PLAIN = "".join("".join(line.split()) for line in NOTICE)


def words(data: bytes) -> str:
    document = read_document(data, "a.pdf")
    check_spans(document)
    return "".join(document.text.split())


@pytest.fixture(params=FONTS)
def font(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_pdf_cjk_fonts_that_are_only_named_lose_no_character(font: str) -> None:
    assert words(print_pages([NOTICE], font)) == PLAIN


def test_pdf_cjk_does_not_hang_on_the_fonts_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFium, which looks for a font on the machine, is not asked for the characters."""

    def fail(*_: object) -> None:
        raise AssertionError("PDFium was asked")

    monkeypatch.setattr(pdf, "by_pdfium", fail)
    assert words(print_pages([NOTICE], NAMED)) == PLAIN


def _by_libreoffice(folder: Path) -> bytes:
    document = docx.Document()
    for text in genre.PARAGRAPHS:
        document.add_paragraph(text)
    document.save(str(folder / "notice.docx"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    office = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*office, str(folder / "notice.docx")], check=True, capture_output=True)
    return (folder / "notice.pdf").read_bytes()


def _by_chromium(folder: Path) -> bytes:
    body = "".join(f"<p>{html.escape(text)}</p>" for text in genre.PARAGRAPHS)
    (folder / "notice.html").write_text(f"<meta charset=utf-8>{body}", "utf-8")
    browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    browser += [f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer"]
    printed = f"--print-to-pdf={folder / 'notice.pdf'}"
    page = (folder / "notice.html").as_uri()
    subprocess.run([*browser, printed, page], check=True, capture_output=True)
    return (folder / "notice.pdf").read_bytes()


def _distilled(folder: Path, *options: str) -> bytes:
    distil = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-dSubsetFonts=false"]
    files = f"-sOutputFile={folder / 'distilled.pdf'}", *options, str(folder / "notice.pdf")
    subprocess.run([*distil, *files], check=True)
    return (folder / "distilled.pdf").read_bytes()


PRINTED = "".join("".join(text.split()) for text in genre.PARAGRAPHS)
PRINTERS = [
    pytest.param(_by_libreoffice, marks=pytest.mark.needs("soffice"), id="libreoffice"),
    pytest.param(_by_chromium, marks=pytest.mark.needs("chromium"), id="chromium"),
]


@pytest.mark.parametrize("print_by", PRINTERS)
def test_pdf_cjk_printed_by_two_programs_with_fonts_and_without(
    print_by: Callable[[Path], bytes], tmp_path: Path
) -> None:
    held = print_by(tmp_path)
    named = without_fonts(held)
    with pdfium.PdfDocument(held) as printed, pdfium.PdfDocument(named) as bare:
        assert (needs_codes(printed[0]), needs_codes(bare[0])) == (False, True)
    assert [words(held), words(named)] == [PRINTED] * 2


@pytest.mark.needs("soffice")
@pytest.mark.needs("gs")
def test_pdf_cjk_printed_by_an_office_its_fonts_taken_out_by_ghostscript(tmp_path: Path) -> None:
    held = _by_libreoffice(tmp_path)
    font = re.search(rb"/BaseFont */(\w+\+)?([\w-]*(?:Hei|CJK|Song|Ming)[\w-]*)", held)
    assert font is not None, "the machine has no Chinese font to print with"
    names = f"/{font[2].decode()} /{font[1].decode()}{font[2].decode()}"
    without = f"<< /NeverEmbed [{names}] /EmbedAllFonts false >> setdistillerparams"
    named = _distilled(tmp_path, "-c", without, "-f")
    with pdfium.PdfDocument(named) as printed:
        assert needs_codes(printed[0])
    assert words(named) == PRINTED


@pytest.mark.needs("chromium")
@pytest.mark.needs("gs")
def test_pdf_printed_by_chromium_whose_table_ghostscript_damages_is_read_right_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ghostscript 10.00 does, other editions need not."""
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    _by_chromium(tmp_path)
    told = _words_or_refusal(_distilled(tmp_path))
    assert told == PRINTED or "ToUnicode" in told


def _words_or_refusal(data: bytes) -> str:
    try:
        return words(data)
    except UnreadableDocument as error:
        return str(error)


def test_print_with_a_damaged_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is where nothing can read the picture of the page, or its fonts are not there to draw it."""
    data = damaged(print_pages([NOTICE[:1], NOTICE], HELD))
    told = r"ToUnicode.*（第 [12] 页：.+）.*安装文字识别组件.*\(page [12]: .+\).*Ghostscript"
    with monkeypatch.context() as machine:
        machine.setattr(ocr, "is_installed", lambda: False)
        with pytest.raises(UnreadableDocument, match=told):
            read_document(data, "a.pdf")
    with pytest.raises(UnreadableDocument, match=told):
        read_document(without_fonts(data), "a.pdf")


@pytest.mark.parametrize(("sign", "code"), [("圆", "00D8"), ("点", "007F")])
def test_print_with_a_sign_of_a_diameter_or_an_item_is_read(sign: str, code: str) -> None:
    lines = [f"{sign}更换直径{sign}20螺栓。", f"{sign}检查{sign}48钢管。"]
    told = re.sub(
        rf"(<..> )<{ord(sign):04X}>(?=\n)".encode(),
        rf"\1<{code}>".encode(),
        print_pages([lines], HELD),
    )
    found = words(told)
    assert sign not in found
    assert "20螺栓" in found


def test_page_with_a_damaged_table_is_read_from_its_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[int] = []

    def read_page(_: object, number: int, __: str) -> Page:
        seen.append(number)
        return Page(number, (Piece("各县区人民政府", 100.0, 100.0, 212.0, 116.0),), ())

    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "read_page", read_page)
    assert words(damaged(print_pages([NOTICE], HELD))) == "各县区人民政府"
    assert seen == [1]


def test_damaged_file_whose_fonts_are_only_named_is_repaired() -> None:
    """Offsets that are wrong by one, as programs leave them that edit a file."""
    data = make_pdf(print_notice()).replace(b"/UniGB-UTF16-H", b"/UniGB-UCS2-H")
    assert words(data).startswith("".join(genre.NUMBER + genre.TITLE))


ENCODINGS = {
    "GBK-EUC-H": "gbk", "GBKp-EUC-H": "gbk", "GB-EUC-H": "gb2312", "GBK2K-H": "gb18030",
    "UniGB-UTF8-H": "utf-8", "UniGB-UTF32-H": "utf-32-be", "UniGB-UTF16-V": "utf-16-be",
}  # fmt: skip


@pytest.mark.parametrize("name", ENCODINGS)
def test_pdf_cjk_by_every_table_of_codes_for_chinese(name: str) -> None:
    """ISO 32000-1, table 118."""
    line = "各单位于2026年3月1日前报送（材料）。"
    sheet = Sheet()
    put(sheet, line, 100, 100)
    data = make_pdf([sheet]).replace(b"/UniGB-UTF16-H", b"/" + name.encode())
    for sign in set(line):
        old, new = (sign.encode(codec).hex().encode() for codec in ("utf-16-be", ENCODINGS[name]))
        data = data.replace(b"<" + old + b">", b"<" + new + b">")
    assert words(data) == line


def test_pdf_whose_codes_stand_for_nothing_known_is_refused() -> None:
    """Codes that are numbers of glyphs in a font which is not there."""
    data = print_pages([NOTICE], NAMED).replace(b"/UniGB-UCS2-H", b"/Identity-H   ")
    data = data.replace(b"(GB1)", b"(Ide)").replace(b"(Adobe)", b"(Other)")
    with pytest.raises(UnreadableDocument, match="无法认出"):
        read_document(data, "a.pdf")


def _stamp_turned(canvas: Any) -> None:
    canvas.saveState()
    canvas.setFillGray(0.8)
    canvas.translate(150, 300)
    canvas.rotate(45)
    canvas.setFont(canvas._fontname, 60)
    for x, y in ((0, 0), (100, 120), (150, -60)):
        canvas.drawString(x, y, "征求意见稿")
    canvas.restoreState()


def test_pdf_wm45_stamp_across_the_page_is_no_text(font: str) -> None:
    for stamped in ({"before": _stamp_turned}, {"after": _stamp_turned}):
        assert words(print_pages([NOTICE], font, **stamped)) == PLAIN


def _stamp_level(canvas: Any) -> None:
    canvas.saveState()
    canvas.setFillGray(0.75)
    canvas.setFont(canvas._fontname, 20)
    for number in range(14):
        place = LEFT + 67 * (number % 5), TOP + 9 - PITCH * 0.75 * number
        canvas.drawString(*place, "内部资料")
    canvas.restoreState()


def test_pdf_wmh_pale_pieces_all_over_the_page_are_no_text(font: str) -> None:
    for stamped in ({"before": _stamp_level}, {"after": _stamp_level}):
        assert words(print_pages([NOTICE], font, **stamped)) == PLAIN


def test_grey_words_of_the_text_stay(font: str) -> None:
    def add(canvas: Any) -> None:
        canvas.setFillGray(0.7)
        canvas.drawString(LEFT, TOP - PITCH * 12, "附件：任务分工表")

    assert words(print_pages([NOTICE], font, after=add)) == PLAIN + "附件：任务分工表"


@pytest.mark.parametrize("offset", [0, 0.2, 0.3, 0.5, 0.8])
@pytest.mark.parametrize("times", [1, 3])
def test_pdf_bold_by_printing_again_is_read_once(font: str, offset: float, times: int) -> None:
    def again(canvas: Any) -> None:
        for stroke in range(1, times + 1):
            for number, line in enumerate(NOTICE):
                indent = SIZE * (len(line) - len(line.lstrip("　")))
                place = LEFT + indent + offset * stroke, TOP - PITCH * number
                canvas.drawString(*place, line.strip("　"))

    assert words(print_pages([NOTICE], font, after=again)) == PLAIN


def test_pdf_header_and_footer_are_no_text_and_the_sentence_goes_on(font: str) -> None:
    def furniture(canvas: Any) -> None:
        canvas.drawString(LEFT, 800, "测试市人民政府办公室文件")
        canvas.drawString(280, 40, f"— {canvas.getPageNumber()} —")

    full = "各县区人民政府、市直各有关单位要按照职责分工制定责任清单"[:27]
    pages = [
        [*NOTICE[:5], "　　" + full[:25], full],
        [full, full],
        ["并向社会公布。", *NOTICE[-2:]],
    ]
    document = read_document(print_pages(pages, font, after=furniture), "a.pdf")
    text = "".join(document.text.split())
    assert "测试市人民政府办公室文件" not in text
    assert "—" not in text
    assert full * 3 + "并向社会公布。" in text


def test_first_lines_of_pages_stay_where_they_differ(font: str) -> None:
    pages = [["附件1", "　　安全检查表"], ["附件2", "　　隐患登记表"], ["附件3", "　　整改情况表"]]
    expected = ["附件1", "安全检查表", "附件2", "隐患登记表", "附件3", "整改情况表"]
    assert paragraphs_of(read_document(print_pages(pages, font), "a.pdf")) == expected


def test_title_of_a_form_printed_three_times_stays(font: str) -> None:
    def title(canvas: Any) -> None:
        canvas.setFont(canvas._fontname, 22)
        canvas.drawString(200, 780, "安全检查表")

    pages = [[f"　　{unit}填报。", f"　　{unit}负责。"] for unit in ("应急局", "住建局", "消防队")]
    assert words(print_pages(pages, font, after=title)).count("安全检查表") == 3


def test_page_of_countless_strokes_is_refused() -> None:
    def scribble(canvas: Any) -> None:
        for number in range(100_001):
            canvas.line(0, number % 800, 500, number % 800)

    with pytest.raises(UnreadableDocument, match="图形"):
        read_document(print_pages([NOTICE], HELD, after=scribble), "a.pdf")


def in_columns(sheet: Sheet, paragraphs: list[str], top: float, split: float) -> None:
    """Paragraphs set in two columns of 19 characters between ``top`` and the end of their lines."""
    size, width, pitch = 10.5, 19 * 10.5, 18.0
    lines = [
        (line, 2 * size if number == 0 else 0.0)
        for text in paragraphs
        for number, line in enumerate(set_lines(text, 2 * size, width, size))
    ]
    half = -(-len(lines) // 2)
    for number, (line, indent) in enumerate(lines):
        x = LEFT_EDGE + (split if number >= half else 0.0)
        put(sheet, line, x + indent, top + pitch * (number % half), size)


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    body = [*genre.PARAGRAPHS[3:9]]
    for split in (216.0, 225.0, 240.0):
        sheet = Sheet()
        put(sheet, genre.TITLE, LEFT_EDGE, 100.0)
        put(sheet, genre.ADDRESSEES, LEFT_EDGE, 140.0)
        in_columns(sheet, body, 180.0, split)
        put(sheet, genre.SIGNATURE, 400.0, 700.0)
        put(sheet, "— 1 —", 280.0, 800.0, 14.0)
        found = paragraphs_of(read_document(make_pdf([sheet]), "a.pdf"))
        assert "".join(found).startswith(genre.TITLE + genre.ADDRESSEES + genre.OPENING)
        assert "".join(body) in "".join(found)
        assert [text for text in body if text in found][:2] == body[:2]


def test_a_list_of_two_columns_without_lines_is_read_line_by_line() -> None:
    """Its cells do not run to the ends of their columns."""
    rows = [("开展隐患排查。", "市应急局"), ("组织消防演练。", "市消防救援支队")] * 6
    sheet = Sheet()
    for number, (task, unit) in enumerate(rows):
        put(sheet, task, LEFT_EDGE, 120.0 + 24 * number)
        put(sheet, unit, 320.0, 120.0 + 24 * number)
    text = "".join(read_document(make_pdf([sheet]), "a.pdf").text.split())
    assert text.startswith("开展隐患排查。市应急局组织消防演练。市消防救援支队")


@pytest.mark.parametrize("height", [0.0, 1e-6, 1e6])
def test_pages_of_odd_characters_have_one_column(height: float) -> None:
    """Characters without a height, on one spot, or as large as a wall among small ones."""
    small = [Piece("字", 10.0, y, 10.0 + height, y + height) for y in range(40)]
    large = [Piece("字", 0.0, 0.0, 1e9, 1e9)] * 3
    for pieces in (small, large, [*small, *large]):
        assert not find_columns(pieces).bands
