"""Workbooks, CSV and ZIP archives as offices send them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from ingest.errors import UnreadableDocument
from ingest.pipeline import read_notice
from ingest.read import read_document
from ingest.records import Document
from tests.ingest.read.genre import check_spans

XLS = Path("tests/ingest/read/tasks.xls")
"""Two tasks in a group, dates in a format of their own, a hidden sheet; written with xlwt."""
HEAD = ("序号", "任务", "责任单位", "完成时限")
ROWS = (
    ("1", "开展企业排查。", "县应急局", "6月底前"),
    ("2", "开展校园排查。", "县教育局", "9月底前"),
)
TITLE = "临江县2026年安全生产重点任务清单"


def cells(document: Document) -> list[list[str]]:
    """Texts of the cells of each row."""
    check_spans(document)
    rows: dict[int, list[str]] = {}
    for cell in document.blocks[0].cells:
        rows.setdefault(cell.row, []).append(document.text[cell.start : cell.end])
    return list(rows.values())


def workbook(rows: Sequence[Sequence[object]], **formats: str) -> bytes:
    """An XLSX file; ``formats``: number formats of columns by letter."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    for letter, form in formats.items():
        for cell in book.worksheets[0][letter]:
            cell.number_format = form
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "form",
    ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', 'm"月"d"日"', '[$-804]yyyy"年"m"月"d"日";@', "d-mmm"],
)
def test_a_date_is_a_date_whatever_its_format(form: str) -> None:
    found = read_document(workbook([["排查", 46203]], B=form), "a.xlsx")
    assert cells(found) == [["排查", "2026-06-30"]]


@pytest.mark.parametrize("number", [14, 27, 31, 36, 57, 58])
def test_dates_in_formats_that_only_chinese_excel_has(number: int) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        form = book.add_format({"num_format": number})
        book.add_worksheet().write_number(0, 0, 46203, form)
    assert cells(read_document(file.getvalue(), "a.xlsx")) == [["2026-06-30"]]


def test_numbers_times_and_long_texts() -> None:
    values = [
        3,
        0.5,
        12345678901,
        datetime(2026, 6, 30, 18),
        date(2026, 7, 1),
        "一\n二",
        None,
        " 甲 ",
    ]
    found = cells(read_document(workbook([values]), "a.xlsx"))
    assert found == [["3", "0.5", "12345678901", "2026-06-30 18:00", "2026-07-01", "一\n二", "甲"]]


def test_sheets_that_are_not_shown_are_left_out() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["甲", "乙"])
    book.create_sheet("底稿").append(["不印发", "x"])
    book["底稿"].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    assert "不印发" not in read_document(file.getvalue(), "a.xlsx").text


@pytest.mark.parametrize("name", ["tasks.xls", "tasks.et"])
def test_xls_and_et(name: str) -> None:
    document = read_document(XLS.read_bytes(), name)
    assert document.media_type == "application/vnd.ms-excel"
    assert "不印发" not in document.text
    notice = read_notice(XLS.read_bytes(), name)
    assert notice.title == TITLE
    assert notice.issuer == "临江县安全生产委员会办公室"
    assert [[d.date for d in t.due] for t in notice.tasks] == [
        [date(2026, 6, 30)],
        [date(2026, 9, 30)],
    ]
    assert [t.sectors[0].notation for t in notice.tasks] == ["urban-gas", "urban-gas"]


def test_one_cell_far_out_is_no_bomb() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "甲"
    book.worksheets[0]["XFD1048576"] = "乙"
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(UnreadableDocument, match="1048576 行 16384 列"):
        read_document(file.getvalue(), "a.xlsx")


def test_a_cell_without_an_address_in_a_row_far_out_is_no_bomb() -> None:
    source = zipfile.ZipFile(io.BytesIO(workbook([["甲"] * 9])))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            row = b'<row r="1048576"><c t="n"><v>1</v></c></row></sheetData>'
            archive.writestr(name, source.read(name).replace(b"</sheetData>", row))
    with pytest.raises(UnreadableDocument, match="1048576 行"):
        read_document(target.getvalue(), "a.xlsx")


def test_styled_rows_without_end_are_no_reason_to_refuse() -> None:
    source = zipfile.ZipFile(io.BytesIO(workbook([["甲", "乙"]])))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            row = b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'
            archive.writestr(name, source.read(name).replace(b"</sheetData>", row))
    assert cells(read_document(target.getvalue(), "a.xlsx")) == [["甲", "乙"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "，"])
def test_csv_in_any_encoding_with_any_sign(encoding: str, sign: str) -> None:
    text = "\r\n".join([TITLE, *(sign.join(row) for row in (HEAD, *ROWS))])
    assert cells(read_document(text.encode(encoding), "a.csv")) == [
        [TITLE],
        list(HEAD),
        *map(list, ROWS),
    ]


def test_csv_quotation_marks_line_breaks_and_the_sign_that_excel_is_told() -> None:
    text = 'sep=;\n序号;任务\n1;"对""两客一危""车辆\n开展排查; 全部登记。"\n'
    found = read_document(text.encode(), "a.csv")
    assert cells(found) == [["序号", "任务"], ["1", '对"两客一危"车辆\n开展排查; 全部登记。']]
    assert found.media_type == "text/csv"


def test_a_csv_of_tasks_is_read_row_by_row() -> None:
    text = "\n".join([f"{TITLE},,,", *(",".join(row) for row in (HEAD, *ROWS))])
    notice = read_notice(text.encode("gb18030"), "任务.csv")
    assert [(t.text, t.owners[0].name) for t in notice.tasks] == [
        ("开展企业排查。", "县应急局"),
        ("开展校园排查。", "县教育局"),
    ]


LETTER = (
    "临江县安委办关于印发2026年安全生产重点任务清单的通知\n各乡镇人民政府：\n现将任务清单印发给你们。"
    "各乡镇要于3月底前报送工作方案。\n附件：重点任务清单\n临江县安全生产委员会办公室\n2026年2月3日\n"
)


def archive(files: dict[str, bytes], encoding: str = "gb18030") -> bytes:
    """A ZIP file whose names are written as Chinese Windows does."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        stands = {name: chr(65 + i) * len(name.encode(encoding)) for i, name in enumerate(files)}
        for name, content in files.items():
            target.writestr(zipfile.ZipInfo(stands[name]), content)
    data = file.getvalue()
    for name, stand in stands.items():
        data = data.replace(stand.encode(), name.encode(encoding))
    return data


def test_a_letter_and_its_annexes_are_one_notice() -> None:
    files = {
        "附件1.xlsx": workbook([[TITLE], HEAD, *ROWS]),
        "通知.txt": LETTER.encode("gb18030"),
        "__MACOSX/通知.txt": b"\0\1",
        "说明.url": b"x",
    }
    notice = read_notice(archive(files), "下载.zip")
    assert notice.title == "临江县安委办关于印发2026年安全生产重点任务清单的通知"
    assert [t.text for t in notice.tasks if t.owners[0].basis == "note"] == [r[1] for r in ROWS]
    assert any("报送工作方案" in t.text for t in notice.tasks)
    assert notice.document.media_type == "application/zip"


def test_what_an_archive_holds_and_is_not_read_is_told_by_name() -> None:
    files = {"通知.txt": LETTER.encode(), "附件2：台账.xlsx": b"PK\x03\x04broken"}
    notice = read_notice(archive(files), "下载.zip")
    (issue,) = [i for i in notice.issues if i.code == "document.left-out"]
    assert "附件2：台账.xlsx" in issue.message


@pytest.mark.parametrize("way", ["", "./", "../../", "a/../"])
def test_annex_is_read_by_whatever_way_its_name_leads(way: str) -> None:
    files = {"通知.txt": LETTER.encode(), f"{way}附件1.txt": "附件1\n市教育局组织演练。".encode()}
    assert "市教育局组织演练" in read_document(archive(files), "下载.zip").text


def test_the_same_letter_in_two_formats_is_read_once() -> None:
    files = {
        "通知.txt": LETTER.encode(),
        "通知.html": f"<p>{LETTER}</p>".replace("\n", "<p>").encode(),
    }
    assert read_document(archive(files), "下载.zip").text.count("印发给你们") == 1


def test_several_letters_in_an_archive_are_refused_by_name() -> None:
    other = LETTER.replace("任务清单", "工作要点").replace(
        "报送工作方案", "完成全部隐患排查并逐一登记销号"
    )
    files = {"甲县.txt": LETTER.encode(), "乙县.txt": (other * 3).encode()}
    with pytest.raises(UnreadableDocument, match=r"2 份：乙县\.txt、甲县\.txt"):
        read_document(archive(files), "下载.zip")


def test_archives_in_archives_and_bombs_are_not_unpacked() -> None:
    inner = archive({"通知.txt": LETTER.encode()})
    with pytest.raises(UnreadableDocument, match="压缩包里的压缩包"):
        read_document(archive({"内.zip": inner}), "外.zip")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for number in range(3):
            target.writestr(f"{number}.txt", b"0" * 90_000_000)
    with pytest.raises(UnreadableDocument, match="解压后 270 MB"):
        read_document(file.getvalue(), "bomb.zip")
