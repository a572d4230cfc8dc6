"""Tables that a person opens: complete, one value a cell, right in a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from service.lookup.columns import columns_of
from service.sparql.formats import XLSX
from tests.service.conftest import ROOT, Server

TIMES = [
    {"kind": "due", "by": "2026-12-31"},
    {"kind": "due", "by": "2026-06-30", "as_written": "6月底前"},
    {"kind": "recurrence", "period": "P3M", "min_times": "2", "evidence": None},
    {"kind": "recurrence", "period": "P1M", "as_written": "每月"},
    {"kind": "season", "from_month": "--06", "to_month": "--09"},
    {"kind": "response", "within": "PT30M", "as_written": "30分钟内"},
]
UNIT = {"id": "x", "label": "市应急局", "url": "y"}


def task(**fields: Any) -> dict[str, Any]:
    """A task as the JSON of /tasks has it."""
    evidence = {"exact": "要排查。", "page": 3, "file": "a.pdf"}
    lists = [
        "targets",
        "conditions",
        "sectors",
        "hazards",
        "mechanisms",
        "measures",
        "cites",
        "terms",
    ]
    plain: dict[str, Any] = {name: [] for name in lists}
    return {
        "id": "i", "url": "u", "text": "要排查。", "notice": UNIT, "section": None,
        "owners": [{"unit": UNIT, "role": "lead"}, {"unit": None, "role": "assist", "as_written": "各乡镇"}],
        "owner_list_open": True, "due": ["2026-12-31", "2026-06-30"], "times": TIMES,
        "orders_issuing": [], "orders_revising": [], "evidence": evidence, **plain, **fields,
    }  # fmt: skip


def values(row: dict[str, Any]) -> dict[str, Any]:
    return {column.name: column.value(row) for column in columns_of([row])}


@pytest.mark.parametrize("asked", ["", "due_from=2026-06-01&sort=-due", "text=检查&sort=text"])
def test_a_table_of_tasks_says_what_their_json_does(five: Server, asked: str) -> None:
    """Less is asked for a table than for JSON, and every cell is the same."""
    found = five.http.get(f"/tasks?{asked}&limit=1000").json()
    rows = found["items"]
    columns = columns_of(rows)
    told = [["" if (v := each.value(row)) is None else str(v) for each in columns] for row in rows]
    table = [*csv.reader(io.StringIO(five.http.get(f"/tasks?{asked}&format=csv").text))]
    assert table[0] == ["\ufeff" + columns[0].name, *(each.name for each in columns[1:])]
    assert table[1:] == told
    assert len(told) == found["total"] > (9 if asked else 600)
    filled = {each.name for n, each in enumerate(columns) if any(row[n] for row in told)}
    assert asked or len(filled) > 25


def test_a_unit_that_answers_twice_stands_once_and_a_section_has_its_number_apart() -> None:
    twice = {
        "role": "responsible",
        "basis": "note",
        "unit": {"label": "甲县安委会办公室"},
        "as_written": "县安委会办公室",
    }
    subject = {**twice, "basis": "subject"}
    section = {"id": "http://x/id/notice/1/part/4", "number": "四", "title": "工作要求"}
    found = values({**task(), "owners": [twice, subject], "section": section})
    assert found["responsible"] == "甲县安委会办公室"
    assert found["section"] == "四、工作要求"


def test_csv_times_stand_in_words_in_columns_of_their_own() -> None:
    found = values(task())
    assert found["due"] == "2026-06-30"
    assert found["due_words"] == "2026-12-31；6月底前"
    assert found["how_often"] == "每季度至少2次；每月"
    assert found["season"] == "6月至9月"
    assert found["reaction"] == "30分钟内"
    assert (found["lead"], found["assist"], found["owners_open"]) == ("市应急局", "各乡镇", "是")
    assert (found["evidence"], found["page"], found["file"]) == ("要排查。", 3, "a.pdf")


def test_whose_word_it_is_and_drafts_stand_in_columns() -> None:
    owners = [
        {"unit": UNIT, "role": "lead", "basis": basis}
        for basis in ("subject", "carried", "carried")
    ]
    found = values(task(owners=owners, draft=True))
    assert (found["basis"], found["draft"]) == ("据主语；据上文", "是")
    assert (values(task())["basis"], values(task())["draft"]) == ("", "")


def test_field_that_no_column_is_set_for_still_stands_in_the_table() -> None:
    assert values(task(odd={"a": "甲", "b": None}))["odd"] == "甲"


def test_duties_of_a_task_say_who_does_what_where_there_are_several() -> None:
    one = {"text": "检查。", "owners": [{"label": "市应急局"}], "times": ["6月底前"], "due": []}
    other = {"text": "报告。", "owners": [], "times": [], "due": []}
    assert values(task(duties=[one]))["duties"] == ""
    assert (
        values(task(duties=[one, other]))["duties"] == "1. 市应急局（6月底前）：检查。\n2. 报告。"
    )


#: The shares in a row of /statistics, in their order there.
SHARES = ["any_owner_rate", "stated_owner_rate", "named_owner_rate", "deadline_rate", "time_rate"]
TABLES = ["/tasks", "/notices", "/articles", "/units", "/instruments", "/mechanisms", "/sectors"]
EVERY = [*TABLES, "/calendar", "/statistics"]


def read_csv(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("path", EVERY)
def test_no_cell_holds_json(server: Server, path: str) -> None:
    rows = read_csv(server.http.get(path, params={"format": "csv"}).content)
    assert len(rows) >= 1
    assert not [value for row in rows for value in row.values() if "{" in value or "['" in value]


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_page_is_the_whole_table_unless_a_limit_is_asked_for(
    server: Server, path: str, kind: str
) -> None:
    total = server.http.get(path).json()["total"]
    answer = server.http.get(path, params={"format": kind})
    assert rows_of(answer.content, kind) == total
    assert "-of-" not in answer.headers["content-disposition"]
    if total > 1:
        part = server.http.get(path, params={"format": kind, "limit": 1})
        if path != "/notices":
            assert rows_of(part.content, kind) == 1
            assert f"-1-1-of-{total}." in part.headers["content-disposition"]


def rows_of(content: bytes, kind: str) -> int:
    if kind == "csv":
        return len(read_csv(content))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    return sum(any(row) and "本表不全" not in str(row[0]) for row in rows)


def test_workbook_is_set_up_for_people(server: Server) -> None:
    book = openpyxl.load_workbook(io.BytesIO(server.http.get("/tasks?format=xlsx").content))
    sheet, about = book.worksheets
    heads = [cell.value for cell in sheet[1]]
    assert heads[:3] == ["任务", "牵头单位", "责任单位"]
    days = [row[heads.index("期限")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [type(day) for day in days if day] == [datetime] * 2
    assert (sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("A2", True)
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    assert sheet.column_dimensions["A"].width > 40
    assert sheet.print_area == "'表'!$A$1:$J$5"
    assert heads[9] == "条款"
    told = dict(about.iter_rows(values_only=True))
    assert told["条数"] == "4（共 4）"
    assert "/tasks" in told["来源"]


LISTS = [*TABLES[1:], "/hazards", "/functions", "/measures"]


@pytest.mark.parametrize("path", LISTS)
def test_lists_are_for_a_person_the_name_first_and_addresses_last(five: Server, path: str) -> None:
    rows = five.http.get(path).json()["items"]
    columns = columns_of(rows)
    names = [column.name for column in columns]
    assert names[0] in ("label", "title", "number")
    assert names[-3:] == ["tasks_url", "url", "id"]
    assert [each.heading for each in columns if not re.search("[一-龥]", each.heading)] == ["IRI"]
    told = [each for each in columns if not each.is_address]
    cells = [str(column.value(row)) for row in rows for column in told]
    assert len(cells) > 5
    assert not [each for each in cells if "://" in each]
    fields = {each.removesuffix("_labels").removesuffix("_label") for each in rows[0]}
    assert not fields - set(names)  # whatever JSON tells stands in the table, too


def test_each_notice_tells_the_digest_of_its_file(five: Server) -> None:
    rows = five.http.get("/notices").json()["items"]
    digests = {row["file"]: row["sha256"] for row in rows}
    written = (ROOT / "data" / "notices" / name for name in digests)
    assert list(digests.values()) == [hashlib.sha256(f.read_bytes()).hexdigest() for f in written]
    table = read_csv(five.http.get("/notices", params={"format": "csv"}).content)
    assert {row["file"]: row["sha256"] for row in table} == digests
    assert len(digests) == 5


def test_codes_are_told_in_words(five: Server) -> None:
    def first(path: str, **wanted: str) -> dict[str, str]:
        rows = read_csv(five.http.get(path, params={"format": "csv"}).content)
        return next(row for row in rows if all(row[k] == v for k, v in wanted.items()))

    unit = first("/units", function_code="emergency-management", jurisdiction_code="141100")
    assert (unit["function"], unit["jurisdiction"]) == ("应急管理", "吕梁市")
    assert first("/units", label="吕梁经开区")["superior"] == "吕梁市人民政府"
    article = first("/articles", kind="条目")
    assert article["notice"].startswith("大同市人民政府")
    assert article["parent"].startswith("一、筑牢")
    assert first("/notices", year="2026")["status"] == "已印发"
    assert first("/sectors", label="煤矿")["broader"] == "矿山"
    assert first("/sectors", label="矿山")["narrower"] == "煤矿；非煤矿山"
    assert first("/mechanisms", label="体检式")["kind"] == "监管执法方法"


def test_sheet_shows_its_headings_whole_and_prints_no_addresses(five: Server) -> None:
    for path, last, lines in (("/instruments", "F", 2), ("/units", "H", 2), ("/notices", "J", 1)):
        content = five.http.get(path, params={"format": "xlsx"}).content
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        assert sheet.row_dimensions[1].height == (33 if lines == 2 else None)
        assert sheet.print_area.startswith(f"'表'!$A$1:${last}$")


def test_part_of_a_table_says_so_on_the_sheet(server: Server) -> None:
    content = server.http.get("/tasks?format=xlsx&limit=2&offset=1").content
    sheet, about = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    words = "本表不全：共 4 条，此处为第 2 至 3 条；不加 limit 和 offset 则为全部。"
    assert sheet.cell(4, 1).value == words
    assert dict(about.iter_rows(values_only=True))["注意"] == words


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("/tasks?text=zzz", 1),
        ("/tasks?offset=99999&limit=5", 2),  # says that the table is not complete
        ("/notices?year=1999", 1),
        ("/units?text=zzz", 1),
        ("/articles?text=zzz", 1),
        ("/calendar?text=zzz", 1),
        ("/mechanisms?text=zzz", 1),
    ],
)
def test_a_table_without_rows_is_an_empty_table(server: Server, path: str, lines: int) -> None:
    for form in ("csv", "xlsx"):
        answer = server.http.get(f"{path}&format={form}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["x-total-count"].isdecimal()
    assert openpyxl.load_workbook(io.BytesIO(answer.content))["表"].max_row == lines


@pytest.mark.parametrize("path", EVERY)
def test_a_table_without_rows_has_the_columns_of_one_with_rows(server: Server, path: str) -> None:
    """A program that reads a table by its columns finds them, however few rows there are."""
    empty = {"/notices": "year=1999", "/statistics": "offset=99"}.get(path, "text=zzz")
    for form in ("csv", "xlsx"):
        heads = [
            head_of(server.http.get(f"{path}?{query}&format={form}").content, form)
            for query in (empty, "")
        ]
        assert heads[0] == heads[1]
        assert len(heads[0]) > 5


def head_of(content: bytes, kind: str) -> list[object]:
    if kind == "csv":
        return list(next(csv.reader(io.StringIO(content.decode("utf-8-sig")))))
    return [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0][1]]


def test_numbers_of_notices_stand_with_their_shares_as_percentages(five: Server) -> None:
    told = five.http.get("/statistics").json()["notices"]
    rows = read_csv(five.http.get("/statistics?format=csv").content)
    assert [row["id"] for row in rows] == [each["id"] for each in told]
    assert len(rows) == 5
    for row, each in zip(rows, told, strict=True):
        assert {name: row[name] for name in each} == {name: str(each[name]) for name in each}
    content = five.http.get("/statistics", headers={"Accept": XLSX}).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert heads[:5] == [
        "通知",
        "年度",
        "任务数",
        "有责任单位（含推知）",
        "有责任单位（含推知）比例",
    ]
    assert [each for each in heads if not re.search("[一-龥]", each)] == ["IRI"]
    shares = [
        cell
        for row in sheet.iter_rows(min_row=2)
        for head, cell in zip(rows[0], row, strict=True)
        if head in SHARES
    ]
    assert len(shares) == 25
    assert {cell.number_format for cell in shares} == {"0.0%"}
    assert [cell.value for cell in shares] == [each[name] for each in told for name in SHARES]


def test_reversed_range_is_refused_and_named(server: Server) -> None:
    answer = server.http.get("/tasks?due_from=2026-12-01&due_to=2026-01-01")
    assert answer.status_code == 422
    assert "2026-12-01" in answer.json()["detail"]
    assert "2026-01-01" in answer.json()["detail"]
    assert server.http.get("/tasks?due_from=2026-01-01&due_to=2026-01-01").status_code == 200
