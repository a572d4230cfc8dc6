"""The calendar as a table: complete, in words, with days as days, of what was asked for."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import openpyxl
import pytest

from service.lookup.columns import columns_of
from service.sparql.formats import XLSX
from service.store.build import build
from service.store.layout import DataDir
from service.web.routes import calendar
from tests.service.conftest import DATA, FEW, LVLIANG, SOURCES, Server

HEADINGS = [
    "期限",
    "类型",
    "何时",
    "任务",
    "责任单位",
    "据上文推断",
    "征求意见稿",
    "通知",
    "年度",
    "通知日期",
]
BEHIND = ["网页", "任务 IRI", "时间 IRI", "通知 IRI"]
BROWSER = {"Accept": "text/html"}


def rows_of(server: Server, address: str) -> list[dict[str, str]]:
    answer = server.http.get(address, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv"), answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def items_of(server: Server, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    page = server.http.get(address).json()
    while True:
        found += page["items"]
        if "next" not in page:
            return found
        page = server.http.get(page["next"]).json()


def sheet_of(server: Server, address: str) -> Any:
    answer = server.http.get(address, headers={"Accept": XLSX})
    return openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]


def test_a_sheet_says_in_words_when_what_is_to_be_done_by_whom(five: Server) -> None:
    sheet = sheet_of(five, "/calendar")
    assert [cell.value for cell in sheet[1]] == HEADINGS + BEHIND
    assert sheet.print_area.startswith("'表'!$A$1:$J$"), "no addresses are printed"
    first, *others = sheet.iter_rows(min_row=2, values_only=True)
    assert first[:10] == (
        None,
        "季节",
        "6至9月",
        "在灾害高风险期（6至9月、11月至次年3月），组织应急、气象、水利、林业等重点部门实行联合值守。",
        "孝义市应急管理部门；孝义市林业和草原部门；孝义市气象部门；孝义市水利部门",
        None,
        None,
        "孝义市人民政府关于做好2026年安全生产工作的通知",
        2026,
        datetime(2026, 3, 12),
    )
    kinds = Counter((row[1], type(row[0])) for row in others)
    assert set(kinds) == {("季节", type(None)), ("周期", type(None)), ("期限", datetime)}
    assert kinds["期限", datetime] > 20
    assert all(row[2] for row in others), "each says when"
    assert {row[5] for row in others} == {row[6] for row in others} == {None, "是"}


def test_when_a_notice_says_it_in_no_words_of_its_own_the_table_does() -> None:
    plain: dict[str, Any] = {**calendar.NO_ENTRY, "kind": "recurrence"}
    cases = {
        "每月25日": {"period": "P1M", "days": "BYMONTHDAY=25"},
        "每季度": {"period": "P3M"},
        "每周五": {"period": "P7D", "days": "BYDAY=FR"},
        "11月15日至3月": {"first_month": 11, "first_day": 15, "last_month": 3},
        "年底前": {"as_written": "年底前", "period": "P1M"},
        "": {"due": "2026-12-31"},
    }
    (when,) = (each for each in columns_of([plain]) if each.name == "when")
    assert {when.value({**plain, **told}) for told in cases.values()} == set(cases)
    assert [when.value({**plain, **told}) for told in cases.values()] == list(cases)


ASKED = [
    "/calendar", "/calendar?month=all", "/calendar?month=2026-10", "/calendar?year=2026&state=standing",
    "/calendar?year=2026&state=season", "/calendar?unit=应急局", "/calendar?jurisdiction=140500",
    "/calendar?due_month=2026-12", "/calendar?text=演练", "/calendar?limit=7&offset=20",
]  # fmt: skip


def test_rows_are_those_of_json_in_their_order_whatever_is_asked(five: Server) -> None:
    seen = Counter[int]()
    for address in ASKED:
        told = five.http.get(address).json()
        rows = rows_of(five, address)
        assert [row["time"] for row in rows] == [each["time"] for each in told["items"]], address
        assert [row["due"] for row in rows] == [each["due"] or "" for each in told["items"]]
        assert [row["owners"] for row in rows] == [
            "；".join(each["owners"]) for each in told["items"]
        ]
        seen[len(rows)] += 1
    assert len(seen) >= 6, "the filters keep some and leave others out"
    assert seen[53] == 2


def test_a_part_says_so_on_the_sheet_and_in_its_name(five: Server) -> None:
    answer = five.http.get("/calendar?format=xlsx&limit=2&offset=1")
    assert 'filename="anze-calendar-2-3-of-53.xlsx"' in answer.headers["content-disposition"]
    sheet, about = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    words = "本表不全：共 53 条，此处为第 2 至 3 条；不加 limit 和 offset 则为全部。"
    assert sheet.cell(4, 1).value == dict(about.iter_rows(values_only=True))["注意"] == words
    behind = five.http.get("/calendar?format=csv&offset=99&limit=5")
    assert (behind.status_code, behind.headers["x-total-count"]) == (200, "53")
    assert behind.text.count("\n") == 1


def test_what_it_cannot_be_is_refused_with_what_it_can(five: Server) -> None:
    for address in ("/calendar?format=jsonld", "/calendar?format=ics", "/statistics?format=ttl"):
        refused = five.http.get(address)
        assert refused.status_code == 406
        assert refused.json()["available"] == ["json", "html", "csv", "xlsx"]
        assert "可用：json, html, csv, xlsx。" in refused.json()["detail"]


SHOWN = [
    "/calendar?month=2026-12&unit=应急局", "/calendar?month=all&limit=7", "/calendar?year=2026&state=standing",
    "/calendar?jurisdiction=孝义市&month=all", "/statistics",
]  # fmt: skip


def total_of(server: Server, address: str) -> int:
    return int(server.http.get(address).json()["total"])


def test_the_page_leads_to_the_table_of_what_it_shows(five: Server) -> None:
    totals = set()
    for address in SHOWN:
        page = five.http.get(address, headers=BROWSER).text
        links = [unescape(each) for each in re.findall(r'href="([^"]+format=(?:xlsx|csv))"', page)]
        assert [each[-4:] for each in links] == ["xlsx", "=csv"], address
        rows = rows_of(five, links[1])
        assert len(rows) == sheet_of(five, links[0]).max_row - 1 == total_of(five, address), address
        totals.add(len(rows))
    assert len(totals) == len(SHOWN)
    empty = five.http.get("/calendar?month=2031-01", headers=BROWSER).text
    assert "format=xlsx" not in empty


def test_format_alone_is_no_filter_of_a_page(five: Server) -> None:
    """It shows the present month, as without, and its links to other months ask for no format."""
    this = f"{date.today().year}年{date.today().month}月"
    page = five.http.get("/calendar?format=html").text
    assert re.search(rf'aria-current="page"><span[^>]*>{this}', page)
    assert not re.search(r'class="chip" href="[^"]*format=', page)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over one notice with more times than are read together, and one without any task."""
    root = tmp_path_factory.mktemp("many")
    days = [date(2020, 1, 1) + timedelta(number) for number in range(calendar.TOGETHER + 50)]
    times = "".join(
        f'<article/1/task/1/duty/1> az:hasTime <t/{day}> . <t/{day}> a az:DueDate ; az:by "{day}"^^xsd:date .\n'
        for day in days
    )
    text = (DATA / "lvliang.ttl").read_text()
    (root / "many.ttl").write_text(text + times)
    (root / "none.ttl").write_text(
        text.partition("<article/1>")[0].replace(LVLIANG, NOTHING).replace("意见", "意向")
    )
    build(DataDir(root / "data"), [root / "many.ttl", root / "none.ttl"], SOURCES)
    running = Server(root / "data", client_rate=0, **FEW).wait()
    yield running
    running.stop()


NOTHING = "https://w3id.org/anze/id/notice/141100-2024-draft-0b0b0b0b"


def test_a_table_is_complete_however_much_there_is(many: Server) -> None:
    total = many.http.get("/calendar").json()["total"]
    assert total == calendar.TOGETHER + 51 > 4 * calendar.ENTRIES
    every = [each["time"] for each in items_of(many, "/calendar?limit=1000")]
    rows = rows_of(many, "/calendar")
    assert [row["time"] for row in rows] == every
    assert len(set(every)) == total
    assert [row["due"] for row in rows] == sorted(row["due"] for row in rows)
    assert sheet_of(many, "/calendar").max_row == total + 1
    over = rows_of(many, f"/calendar?offset={calendar.TOGETHER - 10}")
    assert [row["time"] for row in over] == every[calendar.TOGETHER - 10 :]
    page = many.http.get("/calendar?month=all", headers=BROWSER).text
    assert f"另有 {total - calendar.ENTRIES:,} 条未列；请选月份、责任单位，或下载全部。" in page


def test_a_notice_without_tasks_has_its_row_of_numbers(many: Server) -> None:
    told = many.http.get("/statistics").json()
    assert told["total"] == told["count"] == len(told["notices"]) == 2
    rows = {row["id"]: row for row in rows_of(many, "/statistics")}
    assert [rows[each]["tasks"] for each in (LVLIANG, NOTHING)] == ["1", "0"]
    assert (rows[NOTHING]["year"], rows[NOTHING]["any_owner_rate"]) == ("2025", "0.0")
