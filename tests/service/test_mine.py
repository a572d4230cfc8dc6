"""What one office owes: by name, and apart from that as a member of a class."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import quote

import icalendar
import openpyxl
import pytest

from service.lookup.members import Membership, Office, memberships
from service.lookup.mine import member, state_of_task
from tests.service.conftest import Server

KINDS = {
    "people-government": "government", "emergency-management": "department", "education": "department",
    "transport": "department", "water": "department", "forestry": "department", "meteorology": "vertical",
    "administrative-approval": "department", "trade-union": "mass", "party-committee": "party",
    "township-government": "township", "subdistrict-office": "township", "village-committee": "village",
}  # fmt: skip


def case(words: str) -> tuple[Office, str, str]:
    function, level, where, *name = words.split()
    return Office(function, KINDS[function], level), where, "".join(name)


@pytest.mark.parametrize("rule", memberships(), ids=lambda rule: rule.id)
def test_every_rule_on_its_example_and_its_counter_example(rule: Membership) -> None:
    assert rule.takes_in(*case(rule.example))
    assert not rule.takes_in(*case(rule.counter_example))
    assert rule.sure in ("yes", "usually")
    assert rule.why_en
    assert not re.search(r"[\u4e00-\u9fff]", rule.why_en)


def test_there_are_rules() -> None:
    assert len({rule.id for rule in memberships()}) == len(memberships()) > 15


@pytest.mark.parametrize(
    ("due", "times", "state"),
    [
        (["2026-10-31"], [], "overdue"),
        (["2026-12-31"], [], "quarter"),
        (["2027-06-30"], [], "coming"),
        (["2026-06-30", "2026-12-01"], [], "quarter"),
        ([], [], "standing"),
        ([], [{"period": "P3M"}], "standing"),
        ([], [{"from_month": "--11", "to_month": "--03"}], "quarter"),
        ([], [{"from_month": "--06", "to_month": "--09"}], "season"),
        (
            [],
            [
                {"from_month": "--06", "to_month": "--09"},
                {"from_month": "--12", "to_month": "--12"},
            ],
            "quarter",
        ),
    ],
)
def test_how_a_task_stands_on_a_day(due: list[str], times: list[object], state: str) -> None:
    assert state_of_task({"due": due, "times": times}, date(2026, 11, 27), 2026) == state


@pytest.mark.parametrize(
    ("on", "year", "state"),
    [
        (date(2026, 2, 1), 2026, "season"),
        (date(2027, 2, 1), 2026, "quarter"),
        (date(2027, 11, 1), 2026, "season"),
        (date(2026, 2, 1), None, "quarter"),
    ],
)
def test_a_winter_stands_in_the_year_of_its_notice_and_the_next(
    on: date, year: int | None, state: str
) -> None:
    winter = {"due": [], "times": [{"from_month": "--11", "to_month": "--03"}]}
    assert state_of_task(winter, on, year) == state


def tasks_of(server: Server, **asked: str) -> list[tuple[str, dict[str, Any]]]:
    """What an office owes, each with the way in which it owes it."""
    answer = server.http.get("/mine", params={"on": "2026-11-27", **asked}).json()
    return [
        (each["way"], task)
        for each in answer["owed"]
        for tasks in each["tasks"].values()
        for task in tasks
    ]


HTML = {"Accept": "text/html"}
TOWNSHIPS_OF_XIAOYI = {"place": "孝义", "office": "township-government", "year": "2026"}


def test_dates_and_numbers_of_another_unit_s_clause_are_not_the_office_s(five: Server) -> None:
    found = [task for _, task in tasks_of(five, **TOWNSHIPS_OF_XIAOYI) if "part" in task]
    assert [(task["part"], task["due"]) for task in found] == [
        ("各乡镇（街道）、村（社区）于5月底前编制简明实用应急处置预案。", ["2026-05-31"]),
        ("各乡镇（街道）完成1处乡镇级综合短期应急避难场所建设。", ["2026-12-31"]),
    ]
    targets = [len(task["targets"]) for task in found]
    assert targets == [0, 1], "one shelter of the townships, not that of the city"


def test_an_owner_of_the_sentence_before_is_inferred_and_not_named(five: Server) -> None:
    asked = {"place": "孝义", "office": "emergency-management", "year": "2026"}
    bases: dict[str, set[str]] = {}
    for way, task in tasks_of(five, **asked):
        bases.setdefault(way, set()).update(each["basis"] for each in task["owners"])
    assert bases == {"named": {"subject"}, "member": {"subject"}, "inferred": {"carried"}}
    page = five.http.get("/mine", params=asked, headers={"Accept": "text/html"}).text
    assert "据上文推断的" in page
    assert "（据上文）" in page


def test_an_office_s_own_name_stands_before_the_others(five: Server) -> None:
    page = five.http.get(
        "/mine",
        params={"place": "孝义", "office": "people-government", "year": "2025"},
        headers={"Accept": "text/html"},
    ).text
    cells = re.findall(r'data-name="责任单位"[^>]*>(.*?)</td>', page, re.DOTALL)
    assert len([each for each in cells if "<details" in each]) > 20
    own = set(re.findall(r'<h3><a href="([^"]+)"', page))
    for each in cells:
        assert own & set(re.findall(r'href="([^"]+)"', each.partition("<details")[0])), each


HOUSING = {"place": "孝义市", "office": "housing-construction", "year": "2026", "on": "2026-11-28"}


def test_the_first_line_tells_what_is_overdue_and_leads_to_it(five: Server) -> None:
    told = five.http.get("/mine", params=HOUSING).json()
    counted: Counter[str] = Counter()
    for each in told["owed"]:
        counted.update({state: len(tasks) for state, tasks in each["tasks"].items()})
    assert told["states"] == dict(counted)
    assert told["states"]["overdue"] > 0 < told["states"]["quarter"]
    page = five.http.get("/mine", params=HOUSING, headers=HTML).text
    first = page.partition('<p class="chips kept first">')[2].partition("</p>")[0]
    leads = re.findall(r'href="([^"]+)"><span class="t-zh"[^>]*>([^<]+)<.*?<i>(\d+)</i>', first)
    assert [name for _, name, _ in leads] == ["已过期限", "本季度", "常年、周期"]
    for (address, _, count), state in zip(leads, ("overdue", "quarter", "standing"), strict=True):
        rows = tasks_of(five, **HOUSING, state=state)
        assert len(rows) == int(count) == told["states"][state]
        shown = five.http.get(html.unescape(address) + "&on=2026-11-28", headers=HTML).text
        assert shown.count('<td class="wide">') == int(count)


def test_tasks_of_its_sectors_that_name_nobody_are_told_to_an_office(five: Server) -> None:
    (left,) = five.http.get("/mine", params=HOUSING).json()["unowned"]
    assert {each["sector"] for each in left["sectors"]} >= {"urban-gas", "construction"}
    page = five.http.get("/mine", params=HOUSING, headers=HTML).text
    leads = re.findall(r'href="(/tasks\?[^"]+nobody=true[^"]*)"', page)
    counts = [left["total"], *(each["tasks"] for each in left["sectors"])]
    assert len(leads) == len(counts) > 2
    for address, count in zip(leads, counts, strict=True):
        found = five.http.get(html.unescape(address)).json()
        assert found["total"] == count > 0
        assert all(not task["owners"] for task in found["items"])
    union = five.http.get("/mine", params=HOUSING | {"office": "trade-union"}).json()
    assert union["unowned"] == [], "for no sector"


@pytest.mark.parametrize(
    ("place", "office", "year", "tasks", "others"),
    [
        ("临县", "教育局", "2025", 2, 2),
        ("孝义市", "教育局", "2026", 1, 1),
        ("孝义市", "能源局", "2026", 16, 2),
    ],
)
def test_tasks_of_its_sectors_that_others_have_are_told_to_an_office(
    five: Server, place: str, office: str, year: str, tasks: int, others: int
) -> None:
    asked = {"place": place, "office": office, "year": year}
    answer = five.http.get("/mine", params=asked).json()
    (field,) = answer["field"]
    assert (field["tasks"], field["others"]) == (tasks, others)
    assert field["own"] + field["nobody"] + field["others"] == field["tasks"]
    page = five.http.get("/mine", params=asked, headers=HTML).text
    for each in field["sectors"]:
        slug = field["notice"].rpartition("/notice/")[2]
        address = f"/tasks?notice={slug}&sector={each['sector']}"
        assert f'href="{html.escape(address)}"' in page
        assert five.http.get(address).json()["total"] == each["tasks"] > 0
    assert f"交给别人的 {others} 项" in page


def test_a_narrower_sector_is_told_as_part_of_the_wider(five: Server) -> None:
    asked = {"place": "孝义市", "office": "能源局", "year": "2026"}
    (left,) = five.http.get("/mine", params=asked).json()["unowned"]
    within = {each["sector"]: each["within"] for each in left["sectors"]}
    assert within["coal-mine"] == "mine"
    assert within["mine"] == ""
    whole = sum(each["tasks"] for each in left["sectors"] if not each["within"])
    assert left["tasks"] <= whole < sum(each["tasks"] for each in left["sectors"])
    page = five.http.get("/mine", params=asked, headers=HTML).text
    plain = re.sub("<[^>]+>", "", re.sub(r'<span class="t-en".*?</span>', "", page))
    assert re.search(r"矿山 12（其中煤矿 6）", plain)


def owed(server: Server, **asked: str) -> dict[str, int]:
    """By bearer how many tasks; those of a class in brackets."""
    answer = server.http.get("/mine", params={"on": "2026-11-27", **asked}).json()
    found: Counter[str] = Counter()
    for each in answer["owed"]:
        label = each["bearer"]["label"]
        found[f"（{label}）" if each["bearer"]["why"] else label] += sum(
            map(len, each["tasks"].values())
        )
    return dict(found)


def test_a_county_that_no_notice_names_owes_what_its_city_wants_of_its_counties(
    five: Server,
) -> None:
    """新荣区 stands in no notice; 大同市 wants most of 各县（区）人民政府."""
    found = owed(five, place="140212", office="people-government")
    assert found["（大同市县（市、区）人民政府）"] == 90
    assert set(found) == {"（大同市县（市、区）人民政府）", "（大同市各涉煤县（区）人民政府）"}
    assert owed(five, place="140212", office="people-government", year="2025") == {}
    assert owed(five, place="110101", office="people-government") == {}


def shown(server: Server, **asked: str) -> str:
    """The words of the page in Chinese."""
    page = server.http.get("/mine", params=asked, headers=HTML).text.partition("<main>")[2]
    return re.sub(r"<span class=.t-en.*?</span>|<[^>]+>", "", page)


def test_a_year_without_a_notice_is_told_from_a_year_without_tasks(five: Server) -> None:
    """Of 临县 and of 吕梁市 above it there is a notice of 2025 alone."""
    asked = {"place": "临县", "office": "people-government"}
    page = shown(five, **asked, year="2026")
    assert "没有管到这里的 2026 年度通知" in page
    assert "吕梁市人民政府关于做好2025年安全生产工作的通知" in page
    owed = [task for _, task in tasks_of(five, **asked, year="2025")]
    counts = re.search(
        r"看 2025 年度的：点名要求的 (\d+) 项，作为成员承担的 (\d+) 项，仅凭统一规定的 (\d+) 项",
        page,
    )
    assert counts is not None
    assert sum(map(int, counts.groups())) == len(owed) > 50
    assert "这一年度的通知没有点名要求它" not in page
    told = five.http.get("/mine", params={**asked, "year": "2026"}).json()
    assert told["notices"] == []
    assert [(each["place"], each["year"], each["draft"]) for each in told["nearest"]] == [
        ("吕梁市", 2025, True)
    ]
    covered = shown(five, **asked, year="2025")
    assert "没有管到这里" not in covered
    nowhere = shown(five, place="110101", office="people-government", year="2026")
    assert "没有管到这里的 2026 年度通知" in nowhere
    assert "最近的是" not in nowhere


def test_a_place_of_which_there_is_no_notice_is_told_how_one_comes_in(five: Server) -> None:
    asked = {"place": "昔阳县", "office": "emergency-management"}
    assert "任何年度都没有" in shown(five, **asked)
    page = five.http.get("/mine", params=asked, headers=HTML).text.partition("<main>")[2]
    assert 'href="/notices"' in page
    (help_at,) = re.findall(r'href="/help#(\w+)"', page)
    guide = five.http.get("/help", headers=HTML).text
    assert "怎么加" in guide.partition(f'id="{help_at}"')[2]
    assert "webcal:" not in page


def test_an_office_owes_by_name_and_apart_from_that_as_a_member(five: Server) -> None:
    found = owed(five, place="大同市", office="education")
    assert found["大同市教育局"] == 9
    assert found["（大同市安委会有关成员单位）"] > 20
    assert "（大同市县（市、区）人民政府）" not in found


def test_the_office_of_the_safety_committee_is_usually_in_the_emergency_bureau(
    five: Server,
) -> None:
    asked = {"place": "孝义", "office": "应急局", "year": "2026"}
    found = five.http.get("/mine", params=asked).json()["owed"]
    (seated,) = {
        (each["bearer"]["label"], each["bearer"]["sure"])
        for each in found
        if each["bearer"]["unit"].endswith("/safety-committee-office")
    }
    assert seated[1] == "usually"
    others = five.http.get("/mine", params={**asked, "office": "公安局"}).json()["owed"]
    assert seated[0] not in {each["bearer"]["label"] for each in others}


def test_a_township_owes_what_its_county_wants_of_townships(five: Server) -> None:
    found = owed(five, place="高平市", office="township-government", year="2024")
    assert found == {"（高平市乡镇（街道））": 195}


def test_what_is_owed_only_by_the_rule_for_all_stands_apart_and_folded(five: Server) -> None:
    asked = {"place": "高平市", "office": "township-government", "year": "2024"}
    assert Counter(way for way, _ in tasks_of(five, **asked)) == {"member": 9, "blanket": 186}
    page = five.http.get("/mine", params=asked, headers={"Accept": "text/html"}).text
    _, _, behind = page.partition('<details class="folded">')
    assert behind.count("据统一规定") == 186
    assert "“乡镇人民政府（街道办事处）”" in behind


def test_it_can_be_subscribed_to_and_read(five: Server) -> None:
    asked = {"place": "高平市", "office": "township-government", "year": "2024"}
    page = five.http.get("/mine", params=asked, headers={"Accept": "text/html"})
    assert "点名要求的 0 项，作为成员承担的 9 项，仅凭统一规定的 186 项" in re.sub(
        r"<span class=.t-en.*?</span>|<[^>]+>", "", page.text
    )
    assert "<svg" in page.text
    subscribed = re.search(r'href="(webcal://[^"]+)"', page.text)
    assert subscribed is not None
    address = html.unescape(subscribed[1]).replace("webcal://", "http://")
    assert five.http.get(address).text.count("BEGIN:VEVENT") > 2
    assert "X-WR-CALNAME:安责：高平市 乡镇人民政府" in five.http.get(address).text
    feed = five.http.get("/mine.ics", params=asked)
    assert feed.headers["content-type"].startswith("text/calendar")
    assert feed.text.count("BEGIN:VEVENT") > 2
    several = five.http.get(
        "/mine", params={"place": "城区", "office": "education"}, headers={"Accept": "text/html"}
    )
    assert "有几个同名的地方" in several.text
    assert "晋城市城区" in several.text


def test_places_are_found_by_short_and_by_full_names(five: Server) -> None:
    for place in ("新荣", "大同市新荣区", "山西省大同市新荣区", "山西省新荣区"):
        assert owed(five, place=place, office="people-government") == owed(
            five, place="140212", office="people-government"
        ), place
    refused = five.http.get("/mine", params={"place": "下栅乡", "office": "township-government"})
    assert refused.status_code == 404
    assert "请填所在的县" in refused.json()["detail"]


def events_of(server: Server, **asked: str) -> list[icalendar.Event]:
    feed = icalendar.Calendar.from_ical(server.http.get("/mine.ics", params=asked).content)
    return [each for each in feed.walk("VEVENT") if isinstance(each, icalendar.Event)]


def test_a_calendar_of_a_year_has_what_notices_of_that_year_want(five: Server) -> None:
    asked = {"place": "孝义", "office": "township-government"}
    by_year = {
        year: {str(each["URL"]) for each in events_of(five, **asked, year=year)}
        for year in ("2025", "2026")
    }
    assert all("/141181-2026-" in each for each in by_year["2026"])
    assert all("/141100-2025-" in each for each in by_year["2025"])
    assert len(by_year["2026"]) > 2
    assert by_year["2025"]
    on = {str(each["URL"]) for each in events_of(five, **asked, on="2026-03-01")}
    assert on == by_year["2026"], "what lies behind is left out"


def test_a_calendar_without_anything_is_one_and_is_called_as_its_office(five: Server) -> None:
    asked = {"place": "高平市马村镇", "office": "township-government", "on": "2031-01-01"}
    feed = icalendar.Calendar.from_ical(five.http.get("/mine.ics", params=asked).content)
    assert [each.name for each in feed.subcomponents] == ["VTIMEZONE"]
    assert feed["X-WR-CALNAME"] == "安责：高平市马村镇 乡镇人民政府"
    table = five.http.get("/mine", params=asked | {"format": "xlsx", "year": "2024"})
    title = quote("高平市马村镇 乡镇人民政府 2024年安全生产任务")
    assert title in table.headers["content-disposition"]
    some = events_of(five, place="孝义", office="township-government", year="2026")
    assert some


def test_a_title_fits_a_phone_and_ends_with_the_kind_of_its_time(five: Server) -> None:
    events = [
        each
        for year in ("2025", "2026")
        for each in events_of(five, place="孝义", office="people-government", year=year)
    ]
    assert len(events) > 8
    for each in events:
        words, bracket, kind = str(each["SUMMARY"]).rpartition("（")
        told = re.sub("〔[^〕]+〕", "", words)
        assert bracket, each["SUMMARY"]
        assert kind.endswith("）")
        assert kind == "截止）" or "RRULE" in each or "月" in kind
        assert 8 <= len(told) <= 40, told
        assert told.removesuffix("……") in str(each["DESCRIPTION"]), "its own words"


def test_an_office_that_only_supervises_is_told_so_and_not_every_day(five: Server) -> None:
    """高平（四）8: 企业厂矿（车间）要日检日查, which 市教育局 and others press for."""
    events = events_of(five, place="高平市", office="education", year="2024")
    assert len(events) > 2
    titles = [str(each["SUMMARY"]) for each in events]
    assert not [each for each in titles if "日检日查" in each]
    marked = [each for each in events if str(each["SUMMARY"]).startswith("〔督促〕")]
    assert 0 < len(marked) < len(events)
    for each in marked:
        assert "本单位督促他人落实" in str(each["DESCRIPTION"])
        assert each["RRULE"]["FREQ"] == ["MONTHLY"] if "RRULE" in each else True
    listed = tasks_of(five, place="高平市", office="education", year="2024")
    assert any("日检日查" in task["text"] for _, task in listed), "it stands on the page"


def test_a_task_has_one_event_a_day_and_says_who_is_to_check(five: Server) -> None:
    """孝义（一）: 全年…不少于4次（每季度至少1次）, of 各级各部门党委（党组）."""
    events = events_of(five, place="孝义", office="housing-construction", year="2026")
    study = [each for each in events if "专题学习" in str(each["DESCRIPTION"])]
    series, end = study
    assert series["RRULE"]["UNTIL"] == [date(2026, 12, 30)]
    assert ("RRULE" in end, end["DTSTART"].dt) == (False, date(2026, 12, 31))
    assert "通常在内，请核对" in str(study[0]["DESCRIPTION"])
    (alarmed,) = [
        each
        for each in events_of(
            five, place="孝义", office="housing-construction", year="2026", alarm="3"
        )
        if each["UID"] == study[0]["UID"]
    ]
    assert len(alarmed.walk("VALARM")) == 1


def test_events_say_that_they_are_of_a_draft_come_once_and_lead_to_the_sentence(
    five: Server,
) -> None:
    """Of the draft of 吕梁 an annex row repeats what an article wants by the same day."""
    asked = {"place": "孝义", "office": "township-government"}
    events = events_of(five, **asked, on="2025-03-01")
    drafts = [each for each in events if "141100-2025-draft" in each["URL"]]
    assert (len(events), len(drafts)) == (6, 2)
    assert all(each["SUMMARY"].startswith("〔征求意见稿〕") for each in drafts)
    for each in events:
        address, _, place = each["URL"].partition("#")
        assert f'<a id="{place}"></a>' in five.http.get(address, headers=HTML).text
        data = each["URL"].replace("/notices/", "/id/notice/").replace("#", "/")
        page = five.http.get(data, headers=HTML).text
        link = f'href="/notices/{address.rpartition("/")[2]}#{place}"><span class="t-zh"'
        assert f'{link} lang="zh-CN">读原文' in page


def test_dates_of_a_draft_are_marked_as_such(five: Server) -> None:
    asked = {"place": "孝义", "office": "township-government", "year": "2025"}
    found = [task for _, task in tasks_of(five, **asked)]
    assert found
    assert all(task["draft"] for task in found)
    page = five.http.get("/mine", params=asked, headers=HTML).text
    assert page.count('<span class="t-zh" lang="zh-CN">征求意见稿</span>') == len(found)


def test_an_inferred_owner_is_marked_in_the_calendar(five: Server) -> None:
    items = five.http.get("/calendar", params={"month": "2026-10", "limit": 500}).json()["items"]
    inferred = {each["text"][:12] for each in items if each["inferred"]}
    assert "推动企业警示教育精准化，" in inferred
    assert len(inferred) < len(items)
    page = five.http.get("/calendar", params={"month": "2026-10"}, headers=HTML).text
    assert "责任单位（据上文）：" in page


def test_a_duty_of_every_level_is_a_township_s_to_check(five: Server) -> None:
    """孝义（一）：各级各部门党委（党组）… 全年不少于4次（每季度至少1次）。"""
    asked = {"place": "孝义", "office": "township-government", "year": "2026"}
    owed = five.http.get("/mine", params=asked).json()["owed"]
    found = [each for each in owed if each["bearer"]["label"].endswith("各级各部门党委（党组）")]
    assert [each["bearer"]["sure"] for each in found] == ["usually"]
    page = five.http.get("/mine", params=asked, headers=HTML).text
    assert (
        '<span class="t-en" lang="en">Wanted of Party committees and governments at all levels'
        in page
    )
    assert any(
        "每季度至少1次" in task["text"] for tasks in found[0]["tasks"].values() for task in tasks
    )


def test_the_tables_of_an_office_are_taken_along(five: Server) -> None:
    asked = {"place": "高平市", "office": "township-government", "year": "2024", "format": "csv"}
    answer = five.http.get("/mine", params=asked)
    assert "anze-mine.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert Counter(row["way"] for row in rows) == {"作为成员承担的": 9, "仅凭统一规定的": 186}
    assert {row["bearer"] for row in rows} == {"高平市乡镇（街道）"}
    assert all(row["text"] and row["state"] for row in rows)
    taken = five.http.get("/mine", params=asked | {"format": "xlsx"})
    title = "高平市 乡镇人民政府 2024年安全生产任务"
    assert f"filename*=UTF-8''{quote(title)}.xlsx" in taken.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(taken.content))
    sheet = book[title]
    assert title in sheet.oddHeader.center.text
    heads = [cell.value for cell in sheet[1]]
    assert heads[:7] == ["状态", "日期", "任务", "期限、周期", "指标", "谁负责", "出处"]
    assert len(heads) == len(set(heads)) < 33
    doubles = {"期限", "期限表述", "条款", "通知", "原文", "其中本单位的"}
    assert doubles.isdisjoint(heads), "what stands in front already"
    assert sheet.print_area.endswith(f"$G${sheet.max_row}")
    days = [cell.value for cell in sheet["B"][1:] if cell.value]
    assert days == sorted(days) != []
    assert "place=高平市" in book["说明"]["B2"].value
    none = five.http.get("/mine", params=asked | {"place": "110101"})
    assert none.content.decode("utf-8-sig").splitlines() == [
        answer.content.decode("utf-8-sig").splitlines()[0]
    ]
    page = five.http.get("/mine", params=asked | {"format": "html"}).text
    link = re.search(r'href="(/mine\?[^"]+format=csv)"', page)
    assert link is not None
    assert five.http.get(html.unescape(link[1])).content == answer.content


def test_offices_of_a_place_are_searched_and_sorted(five: Server) -> None:
    def found(**asked: str) -> list[tuple[str, int]]:
        table = five.http.get("/mine", params={"place": "大同市", "format": "csv", **asked})
        rows = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))
        return [(row["label"], int(row["tasks"])) for row in rows]

    by_tasks, by_name = found(), found(sort="name")
    assert len(by_tasks) > 20
    assert [count for _, count in by_tasks] == sorted((n for _, n in by_tasks), reverse=True)
    assert by_name == sorted(by_tasks)
    assert [label for label, _ in found(text="教育")] == ["教育"]
    page = five.http.get("/mine", params={"place": "大同市", "text": "教育"}, headers=HTML).text
    assert re.findall(r'class="chip" href="/mine\?place=[^"]*office=([\w-]+)', page) == [
        "education"
    ]
    assert (
        "没有名称含“无此”的单位" in five.http.get("/mine?place=大同市&text=无此", headers=HTML).text
    )


def test_the_number_of_offices_is_that_of_those_shown(five: Server) -> None:
    for place in ("大同市", "孝义市", "高平市"):
        page = five.http.get("/mine", params={"place": place}, headers=HTML).text
        told = re.search(r"点到名的有 (\d+) 个", page)
        assert told is not None
        assert page.count('class="chip" href="/mine?place=') == int(told[1]) > 5


def test_offices_stand_under_their_kinds(five: Server) -> None:
    page = five.http.get("/mine", headers=HTML).text
    menu = page.partition('<datalist id="of-office">')[2].partition("</datalist>")[0]
    rows = re.findall(r'<option value="([^"]+)" [^>]*? label="([^　]+)　([^"]*)"', menu)
    kinds = [kind for _, kind, _ in rows]
    assert len(rows) == menu.count("<option") > 100
    changes = [kind for kind, before in zip(kinds, ["", *kinds], strict=False) if kind != before]
    assert len(changes) == len(set(changes)) > 8, "those of a kind stand together"
    told = {name: (kind, usual) for name, kind, usual in rows}
    assert told["教育"][0] == "政府部门"
    assert told["公路管理"][0] == "政府部门", "what is below a department, too"
    assert told["乡镇人民政府"][0] == "乡镇街道机构"
    assert "住建局" in told["住房和城乡建设"][1]


def test_offices_are_found_by_usual_and_short_names(five: Server) -> None:
    usual = {"住建局": "housing-construction", "住建": "housing-construction",
             "应急": "emergency-management", "市监局": "market-regulation", "人社局": "human-resources",
             "城管局": "urban-management", "住建委": "housing-construction",
             "住房城乡建设委员会": "housing-construction", "卫健委": "health", "交通委": "transport",
             "城管委": "urban-management", "经信委": "industry-information", "发改委": "development-reform",
             "农业农村委": "agriculture", "水务局": "water", "规自委": "natural-resources", "教委": "education",
             "文旅委": "culture-tourism", "商务委": "commerce"}  # fmt: skip
    for name, code in usual.items():
        asked = {"place": "大同市", "year": "2026"}
        assert tasks_of(five, office=name, **asked) == tasks_of(five, office=code, **asked), name
    found = five.http.get("/mine?place=大同市&text=市监局", headers=HTML).text
    assert "office=market-regulation&amp;year=" in found
    labels = [row["label"] for row in five.http.get("/units?text=市监局").json()["items"]]
    assert len(labels) > 1
    assert not any("市监局" in label for label in labels)
    for name in ("高平市住房和城乡建设局", "高平住建委", "晋城市高平市住房城乡建设委员会"):
        placed = five.http.get("/units", params={"text": name}).json()["items"]
        assert [row["label"] for row in placed] == ["高平市住建局"], name
    found = five.http.get("/mine?place=高平市&text=住建委", headers=HTML).text
    assert "office=housing-construction&amp;year=" in found


def test_an_office_that_no_notice_names_is_known(five: Server) -> None:
    for name in ("孝义市住建局", "孝义住建局", "吕梁市孝义市住房和城乡建设局"):
        asked = {"unit": name}
        assert five.http.get("/tasks", params=asked).json()["total"] == 0
        page = five.http.get("/tasks", params=asked, headers=HTML).text
        assert 'href="/mine?place=141181&amp;office=housing-construction"' in page
    assert five.http.get("/tasks?unit=义市住建局").status_code == 404


def test_a_township_behind_its_county_is_taken_as_both(five: Server) -> None:
    whole = {"place": "孝义市", "office": "township-government", "year": "2026"}
    for place in ("孝义市梧桐镇", "吕梁市孝义市梧桐镇", "孝义梧桐镇"):
        asked = {"place": place, "year": "2026"}
        assert tasks_of(five, **asked) == tasks_of(five, **whole), place
        assert "“梧桐镇”不在区划代码表里" in shown(five, **asked)
    subdistrict = shown(five, place="孝义市中阳楼街道", year="2026")
    assert "孝义市 街道办事处" in subdistrict


@pytest.mark.parametrize(
    ("place", "office"),
    [
        ("孝义市", "市住建局"),
        ("孝义市", "孝义市住建局"),
        ("孝义", "吕梁市孝义市住房和城乡建设局"),
        ("141181", "孝义住建"),
        ("孝义市住建局", ""),
        ("孝义市住房和城乡建设", ""),
    ],
)
def test_an_office_is_found_behind_its_place(five: Server, place: str, office: str) -> None:
    asked = {"place": place, "year": "2026"} | ({"office": office} if office else {})
    assert tasks_of(five, **asked) == tasks_of(five, **HOUSING | {"on": "2026-11-27"}) != []
    page = five.http.get("/mine", params=asked, headers=HTML).text
    (address,) = re.findall(r'href="(/mine\?[^"]+&amp;format=csv)"', page)
    assert five.http.get(html.unescape(address)).status_code == 200
    assert "住房和城乡建设" in five.http.get("/mine.ics", params=asked).text


@pytest.mark.parametrize(
    ("place", "office"),
    [
        ("临县", "市住建局"),
        ("孝义市", "大同市住建局"),
        ("孝义市住建局", "教育"),
        ("义市住建局", ""),
        ("孝义市", "农村"),
    ],
)
def test_an_office_of_another_place_is_not_taken(five: Server, place: str, office: str) -> None:
    refused = five.http.get("/mine", params={"place": place, "office": office})
    assert refused.status_code == 404
    assert five.http.get("/mine.ics", params={"place": place, "office": office}).status_code == 404


def test_a_township_is_an_office_of_its_county(five: Server) -> None:
    whole = {"place": "高平市", "office": "township-government", "year": "2024"}
    for place, office in (
        ("高平市", "马村镇"),
        ("高平市", "马村镇人民政府"),
        ("高平", "高平市马村镇政府"),
        ("高平市马村镇", "镇政府"),
        ("高平市马村镇", "人民政府"),
        ("高平市马村镇人民政府", ""),
    ):
        asked = {"place": place, "year": "2024"} | ({"office": office} if office else {})
        assert tasks_of(five, **asked) == tasks_of(five, **whole) != [], place
        page = five.http.get("/mine", params=asked, headers=HTML).text
        again = f'<input name="place" value="{"高平马村镇" if place == "高平" else "高平市马村镇"}"'
        assert again in page
        assert "“马村镇”不在区划代码表里" in page
        (address,) = re.findall(r'href="(/mine\?[^"]+&amp;format=csv)"', page)
        assert quote("马村镇") in address
    several = five.http.get("/mine?place=城区&office=西街街道", headers=HTML).text
    (first, *_) = re.findall(r'class="chip" href="(/mine\?place=1[^"]+)"', several)
    assert "“西街街道”不在区划代码表里" in five.http.get(html.unescape(first), headers=HTML).text


def test_names_that_come_near_are_links_and_named_offices_stay(five: Server) -> None:
    asked = {"place": "孝义市", "office": "市住建居", "year": "2026"}
    page = five.http.get("/mine", params=asked, headers=HTML)
    assert page.status_code == 404
    assert "没有名为“市住建居”的单位；" in page.text
    assert "（office）" not in page.text
    assert '<a href="/functions">' in page.text
    near = page.text.partition("相近的有")[2].partition("</p>")[0]
    links = [html.unescape(each) for each in re.findall(r'href="([^"]+)"', near)]
    assert links
    assert all(five.http.get(each, headers=HTML).status_code == 200 for each in links)
    assert "这里通知点到名的有" in page.text
    assert "没有点到这里的单位名" not in page.text
    place = five.http.get("/mine?place=马村镇", headers=HTML).text
    assert "单位填“马村镇”；或连写，如 孝义市梧桐镇" in place


def test_sentences_about_townships_that_name_nobody_are_one_link_away(five: Server) -> None:
    page = five.http.get("/mine", params=TOWNSHIPS_OF_XIAOYI, headers=HTML).text
    ((address, count),) = re.findall(r'href="(/tasks\?notice=[^"]+)">[^<]*“乡镇”<i>(\d+)</i>', page)
    found = five.http.get(html.unescape(address)).json()["items"]
    owed = {task["id"] for _, task in tasks_of(five, **TOWNSHIPS_OF_XIAOYI)}
    assert len(found) == int(count)
    assert {task["id"] for task in found} - owed


def test_an_office_in_a_township_is_told_what_the_text_says_of_it(five: Server) -> None:
    for asked in (
        {"place": "孝义市梧桐镇", "office": "应急管理站", "year": "2026"},
        {"place": "孝义市梧桐镇应急管理站", "year": "2026"},
        {"place": "孝义市", "office": "township-emergency-station", "year": "2026"},
    ):
        page = five.http.get("/mine", params=asked, headers=HTML).text
        said = re.findall(r'href="(/tasks\?notice=[^"]+)">[^<]*“应急管理站”<i>(\d+)</i>', page)
        assert len(said) == 1, asked
        found = five.http.get(html.unescape(said[0][0])).json()["items"]
        assert len(found) == int(said[0][1]) > 0
        assert all("应急管理站" in each["text"] for each in found)
        (address,) = re.findall(r'href="([^"]+)"><span[^>]+>乡镇人民政府<', page)
        township = five.http.get(html.unescape(address)).json()
        note = township.pop("note", "")
        assert ("“梧桐镇”不在区划代码表里" in note) is ("梧桐镇" in asked["place"])
        assert township == five.http.get("/mine", params=TOWNSHIPS_OF_XIAOYI).json()


def test_what_every_level_owes_reaches_the_offices_of_a_county(five: Server) -> None:
    """吕梁: 市县两级安全监管部门要…, 各级各部门…应…建立完善本地区本行业领域事故警示教育制度."""
    asked = {"place": "临县", "office": "emergency-management", "year": "2025"}
    assert owed(five, **asked) == {"（吕梁市各部门、各单位）": 1, "（吕梁市县两级安全监管部门）": 1}
    texts = [task["text"] for _, task in tasks_of(five, **asked)]
    assert all("各级各部门" in text or "市县两级" in text for text in texts)
    whole = owed(five, place="吕梁市", office="emergency-management", year="2025")
    assert whole["（吕梁市各部门、各单位）"] > 1, "各单位 are those of the city alone"


def test_a_duty_of_body_and_annex_is_counted_once(five: Server) -> None:
    tasks = [
        task
        for _, task in tasks_of(five, place="吕梁市", office="emergency-management", year="2025")
    ]
    twice = [task for task in tasks if "annex" in task]
    assert twice
    assert all("/article/" in task["id"] and "/annex/" in task["annex"] for task in twice)
    shown_once = {task["id"] for task in tasks}
    for task in twice:
        assert task["annex"].partition("/id/")[2] not in {
            each.partition("/id/")[2] for each in shown_once
        }


def test_a_place_alone_offers_its_offices_and_an_unknown_one_keeps_the_form(five: Server) -> None:
    page = five.http.get("/mine", params={"place": "大同市"}, headers=HTML)
    assert page.status_code == 200
    offered = re.findall(r'class="chip" href="/mine\?place=[^"]*office=([\w-]+)', page.text)
    assert "education" in offered
    assert "enterprise-head" not in offered, "a person, no office"
    assert len(offered) > 20
    refused = five.http.get("/mine", params={"place": "兑镇镇"}, headers=HTML)
    assert refused.status_code == 404
    assert "请填所在的县" in refused.text
    assert '<input name="place" value="兑镇镇"' in refused.text


def test_a_feed_that_has_not_changed_is_not_sent_again(five: Server) -> None:
    asked = {"place": "孝义市", "office": "people-government"}
    first = five.http.get("/mine.ics", params=asked)
    known = {"If-None-Match": first.headers["etag"]}
    again = five.http.get("/mine.ics", params=asked, headers=known)
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    other = five.http.get("/mine.ics", params={**asked, "year": "2026"}, headers=known)
    assert other.status_code == 200
    assert b"BEGIN:VEVENT" in other.content


def test_subdistricts_alone_are_no_towns_and_heads_are_those_of_each() -> None:
    row = {
        "unit": "u",
        "whole": "u",
        "of": "p",
        "label": "甲县乡镇（街道）",
        "written": "各街道办事处 各乡镇（街道）",
        "function": "https://w3id.org/anze/id/code/function/township-government",
    }
    town, subdistrict = (
        member(row, Office(function, "township", "county"), "p", "")
        for function in ("township-government", "subdistrict-office")
    )
    assert town is not None
    assert subdistrict is not None
    assert [town.meant(each) for each in ("各乡镇（街道）", "各镇", "各街道办事处")] == [
        True,
        True,
        False,
    ]
    assert subdistrict.meant("各街道办事处")
    only = {**row, "unit": "u/part", "label": "甲县沿江街道", "written": "沿江街道"}
    assert member(only, Office("township-government", "township", "county"), "p", "") is None
    heads = {**row, "unit": "u/heads", "label": "甲县各乡镇主要负责人", "post": "Post"}
    some = {**row, "unit": "u/some", "label": "甲县沿江乡镇"}
    for part, sure in ((heads, "yes"), (some, "only")):
        found = member(part, Office("township-government", "township", "county"), "p", "")
        assert found is not None
        assert found.sure == sure


def test_a_graph_that_labels_no_sector_is_told_by_the_code_list(server: Server) -> None:
    found = server.http.get("/mine?place=141181&office=emergency-management&format=json")
    assert found.status_code == 200
    told = [each for part in found.json()["unowned"] for each in part["sectors"]]
    assert [each["label"] for each in told] == ["非煤矿山", "危险化学品", "烟花爆竹", "冶金工贸"]
