"""Troubles that readers of other software reported (``tests/reported.tsv``), each tried with a small file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml

from ingest.pipeline import read_notice
from ingest.read import read_document
from ingest.records import Notice
from tests.ingest.read.prints import FONTS, HELD, LEFT, PITCH, SIZE, TOP, print_pages
from tests.ingest.read.test_everyday_files import LINES, TASKS, TITLE, told
from tests.ingest.read.test_pdf_prints import NOTICE, PLAIN, words
from tests.ingest.read.test_sheets import HEAD, ROWS, workbook
from tests.ingest.read.test_sheets import TITLE as LIST

WORDS = "（二）不得印发的内容。"
OWNED = [(text, [owner]) for _, text, owner, _ in ROWS]


def is_whole(notice: Notice) -> bool:
    return (told(notice), notice.title, str(notice.signed)) == (TASKS, TITLE, "2026-03-08")


def hide(prepare: Callable[[Any], object], at: float = TOP - PITCH * 11) -> Callable[[Any], None]:
    """Words printed as ``prepare`` sets the canvas."""

    def draw(canvas: Any) -> None:
        canvas.saveState()
        prepare(canvas)
        canvas.drawString(LEFT, at, WORDS)
        canvas.restoreState()

    return draw


def _off_the_page(canvas: Any) -> None:
    canvas.drawString(700, TOP, WORDS)
    canvas.drawString(LEFT, -40, WORDS)


def _cut_off(canvas: Any) -> None:
    canvas.setCropBox((0, 120, 595, 842))
    canvas.drawString(LEFT, 60, WORDS)


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize(
    "draw",
    [
        hide(lambda canvas: canvas.setFillGray(1)),
        hide(lambda canvas: canvas.setFont(canvas._fontname, 1)),
        _off_the_page,
        _cut_off,
    ],
    ids=["white", "tiny", "off the page", "cut off"],
)
def test_pdf_words_that_nobody_sees_are_no_text(font: str, draw: Callable[[Any], None]) -> None:
    assert words(print_pages([NOTICE], font, after=draw)) == PLAIN


@pytest.mark.parametrize(
    "prepare",
    [
        lambda canvas: canvas.setFillAlpha(0),
        lambda canvas: canvas._code.append("3 Tr"),
    ],
    ids=["transparent", "not painted"],
)
def test_pdf_words_that_are_not_painted_are_no_text(prepare: Callable[[Any], object]) -> None:
    assert words(print_pages([NOTICE], HELD, after=hide(prepare))) == PLAIN


@pytest.mark.parametrize("font", FONTS)
def test_pdf_white_words_on_a_dark_ground_are_text(font: str) -> None:
    def banner(canvas: Any) -> None:
        canvas.setFillGray(0.2)
        canvas.rect(LEFT - 5, TOP - PITCH * 11 - 5, 300, SIZE + 10, stroke=0, fill=1)
        canvas.setFillGray(1)

    assert words(print_pages([NOTICE], font, after=hide(banner))) == PLAIN + WORDS


def _renamed(data: bytes) -> bytes:
    """An office file with the names that some programs on Windows give its parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\"), old.read(name))
    return file.getvalue()


def document(prepare: Callable[[Any], None] = lambda _: None) -> bytes:
    """The notice as DOCX."""
    written = docx.Document()
    for line in LINES:
        written.add_paragraph(line)
    prepare(written)
    file = io.BytesIO()
    written.save(file)
    return file.getvalue()


def test_parts_named_with_backslashes_are_found() -> None:
    notice = read_notice(_renamed(document()), "a.docx")
    assert is_whole(notice)
    assert notice.document.sha256 != read_document(document(), "a.docx").sha256
    table = workbook([[LIST], HEAD, *ROWS])
    assert told(read_notice(_renamed(table), "a.xlsx")) == OWNED


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_RUN = "<w:r><w:t>每月</w:t></w:r>"


@pytest.mark.parametrize(
    "inner",
    [
        f'<w:hyperlink w:anchor="a">{_RUN}</w:hyperlink>',
        f"<w:sdt><w:sdtContent>{_RUN}</w:sdtContent></w:sdt>",
        f'<mc:AlternateContent><mc:Choice Requires="wps">{_RUN}</mc:Choice>'
        f"<mc:Fallback>{_RUN}</mc:Fallback></mc:AlternateContent>",
    ],
    ids=["hyperlink", "content control", "two renderings"],
)
def test_words_wrapped_in_a_docx_paragraph_are_read_once(inner: str) -> None:
    def wrap(written: Any) -> None:
        paragraph = written.paragraphs[5]
        before, after = paragraph.text.split("每月")
        paragraph.text = before
        for part in parse_xml(f"<w:p {_W} {_MC}>{inner}</w:p>"):
            paragraph._p.append(part)
        paragraph.add_run(after)

    assert is_whole(read_notice(document(wrap), "a.docx"))


def test_formulas_without_values_are_told() -> None:
    book = openpyxl.Workbook()
    for row in ([LIST], HEAD, ("1", '="开展"&"排查。"', "县应急局", "6月底前"), ROWS[1]):
        book.worksheets[0].append(list(row))
    file = io.BytesIO()
    book.save(file)
    notice = read_notice(file.getvalue(), "a.xlsx")
    assert told(notice) == OWNED[1:]
    assert sum("1 个公式没有算出的值" in issue.message for issue in notice.issues) == 1


def test_formulas_with_values_are_not_told() -> None:
    assert read_document(workbook([[LIST], HEAD, *ROWS]), "a.xlsx").left_out == ()


def test_text_that_a_csv_guards_against_excel_is_read_bare() -> None:
    rows = "\n".join(",".join(f'="{field}"' for field in row) for row in (HEAD, *ROWS))
    assert told(read_notice(f"{LIST}\n{rows}".encode(), "a.csv")) == OWNED


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_sentence_broken_to_fit_its_cell_is_one_task(name: str) -> None:
    broken = ("1", "开展企业\n排查。", "县应急局\n县住建局", "6月底前")
    if name == "a.csv":
        lines = [",".join(f'"{field}"' for field in row) for row in (HEAD, broken, ROWS[1])]
        data = "\n".join([LIST, *lines]).encode()
    else:
        data = workbook([[LIST], HEAD, broken, ROWS[1]])
    found = told(read_notice(data, name))
    assert found == [("开展企业排查。", ["县应急局", "县住建局"]), OWNED[1]]


@pytest.mark.parametrize("size", ["0", "0px", "0.0em", "0 !important"])
def test_html_words_without_size_are_no_text(size: str) -> None:
    page = "".join(f"<p>{line}</p>" for line in LINES)
    filled = page.replace("每月", f'每<span style="color:red; font-size:{size}">不得</span>月')
    assert is_whole(read_notice(f"<html><body>{filled}</body></html>".encode(), "a.html"))


def test_html_wrapper_without_size_keeps_what_has_one() -> None:
    page = "".join(f'<div style="font-size:16px">{line}</div>' for line in LINES)
    whole = f'<html><body><div style="font-size:0">{page}</div></body></html>'
    assert is_whole(read_notice(whole.encode(), "a.html"))


@pytest.mark.parametrize("sign", ["\ufe00", "\ufe0f", "\U000e0101"])
def test_signs_that_choose_a_form_of_a_character_mean_nothing(sign: str) -> None:
    text = "\n".join(LINES).replace("县应急局", f"县应{sign}急局")
    assert told(read_notice(text.encode(), "a.txt")) == TASKS


@pytest.mark.parametrize("text", ["县应急局每月检查", "燃气", "联通公司：检查", "二〇二六年，六月"])
def test_short_text_in_gbk_is_no_other_script(text: str) -> None:
    assert read_document(text.encode("gbk"), "a.txt").text == text
