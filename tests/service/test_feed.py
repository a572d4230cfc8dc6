"""The iCalendar feed follows what is published: an entry that changes says so, others stay."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Thread, current_thread, main_thread
from typing import Any

import httpx
import icalendar
import pyoxigraph as ox
import pytest
from dateutil.rrule import rrulestr

from service.lookup.calendar import Entry
from service.lookup.feed import Revision, to_ics
from service.settings import Settings
from service.store.build import build
from service.store.layout import DataDir
from service.store.revision import changed_tasks
from service.web.app import create_app
from tests.service.conftest import FEW, NOTICES, SOURCES
from tests.service.test_writes import NOTICE, Writable
from tests.shared import PATIENT, five_notices

pytestmark = pytest.mark.usefixtures("at_hand")

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)


def events(content: bytes) -> dict[str, Any]:
    return {str(e["UID"]): e for e in icalendar.Calendar.from_ical(content).walk("VEVENT")}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    root = tmp_path_factory.mktemp("feed")
    build(DataDir(root), NOTICES, SOURCES)
    running = Writable(root, **FEW)
    running.wait()
    yield running
    running.stop()


def published(own: Writable, text: str) -> dict[str, Any]:
    """The feed once ``text`` is the notice."""
    address = "/notices/141181-2026-xiaozhengfa-1?force=x"
    answer = own.http.put(address, content=text.encode(), headers=own.publisher)
    assert answer.status_code in (200, 201, 204), answer.text
    return events(own.http.get("/calendar.ics").content)


def test_ics_stamp_moves_for_the_entry_that_changed_alone(own: Writable) -> None:
    text, owners = NOTICE.read_text("utf-8"), "工科、应急、能源"
    assert owners in text
    before = published(own, text)
    now = published(own, text.replace(owners, "工科、气象、应急、能源"))
    assert set(before) == set(now)
    changed = [uid for uid in now if now[uid]["DESCRIPTION"] != before[uid]["DESCRIPTION"]]
    stamps = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE")
    moved = [
        uid for uid in now if [now[uid][s] for s in stamps] != [before[uid][s] for s in stamps]
    ]
    assert moved == changed
    assert all(now[uid]["SEQUENCE"] > before[uid]["SEQUENCE"] for uid in changed)
    assert all(now[uid]["DTSTAMP"].dt >= before[uid]["DTSTAMP"].dt for uid in changed)
    assert 1 <= len(changed) < len(now)


def test_entry_without_a_history_has_the_date_of_its_notice() -> None:
    entry = Entry("t", "检查。", "通知", "due", due=date(2026, 6, 30), dated=date(2026, 2, 18))
    (event,) = events(to_ics([entry], "x", "http://b", {})).values()
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == datetime(2026, 2, 18, tzinfo=UTC)
    assert event["SEQUENCE"] == 0
    (event,) = events(to_ics([entry], "x", "http://b", {"t": Revision(2, AT)})).values()
    assert (event["DTSTAMP"].dt, event["SEQUENCE"]) == (AT, 2)


def test_ics_yearly_rule_names_its_month() -> None:
    entry = Entry("t", "演练。", "通知", "recurrence", period="P1Y", year=2026)
    (event,) = events(to_ics([entry], "x", "http://b", {})).values()
    assert (event["RRULE"]["FREQ"], event["RRULE"]["BYMONTH"]) == (["YEARLY"], [12])
    assert event["DTSTART"].dt == date(2026, 12, 31)


def days_of(**told: Any) -> tuple[str, list[date]]:
    """The rule of an entry, without its end, and when it comes."""
    entry = Entry("t", "报送。", "通知", "recurrence", year=2026, **told)
    (event,) = events(to_ics([entry], "x", "http://b", {})).values()
    rule = event["RRULE"].to_ical().decode()
    start = datetime.combine(event["DTSTART"].dt, datetime.min.time())
    comes = [each.date() for each in rrulestr(rule, dtstart=start)]
    assert comes[0] == event["DTSTART"].dt, "the first day is one of the rule's (RFC 5545, 3.8.2.4)"
    return ";".join(part for part in rule.split(";") if "UNTIL" not in part), comes


@pytest.mark.parametrize(
    ("period", "days", "rule", "count", "first", "last"),
    [
        ("P1M", "BYMONTHDAY=25", "FREQ=MONTHLY;BYMONTHDAY=25", 12, "01-25", "12-25"),
        ("P1M", "BYMONTHDAY=5,15", "FREQ=MONTHLY;BYMONTHDAY=5,15", 24, "01-05", "12-15"),
        ("P1M", "BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", 12, "01-30", "12-30"),
        ("P1M", "BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1", 12, "01-31", "12-31"),
        ("P1M", "BYDAY=1FR", "FREQ=MONTHLY;BYDAY=1FR", 12, "01-02", "12-04"),
        ("P3M", "BYMONTH=3,6,9,12;BYMONTHDAY=20", "FREQ=YEARLY;BYMONTHDAY=20;BYMONTH=3,6,9,12", 4, "03-20", "12-20"),
        ("P3M", "BYMONTHDAY=25", "FREQ=YEARLY;BYMONTHDAY=25;BYMONTH=3,6,9,12", 4, "03-25", "12-25"),
        ("P6M", "BYMONTH=1,7;BYMONTHDAY=10", "FREQ=YEARLY;BYMONTHDAY=10;BYMONTH=1,7", 2, "01-10", "07-10"),
        ("P1Y", "BYMONTH=1;BYMONTHDAY=15", "FREQ=YEARLY;BYMONTHDAY=15;BYMONTH=1", 1, "01-15", "01-15"),
        ("P1Y", "BYMONTH=6", "FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=6", 1, "06-30", "06-30"),
        ("P7D", "BYDAY=FR", "FREQ=WEEKLY;BYDAY=FR", 52, "01-02", "12-25"),
        ("P14D", "BYDAY=MO,WE", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", 52, "01-05", "12-23"),
        ("P15D", "BYMONTHDAY=10,25", "FREQ=MONTHLY;BYMONTHDAY=10,25", 24, "01-10", "12-25"),
    ],
)  # fmt: skip
def test_what_recurs_comes_on_the_days_that_the_text_sets(
    period: str, days: str, rule: str, count: int, first: str, last: str
) -> None:
    told, comes = days_of(period=period, days=days)
    assert told == rule
    assert len(comes) == count
    assert [f"{each:%m-%d}" for each in (comes[0], comes[-1])] == [first, last]


@pytest.mark.parametrize(
    ("period", "rule", "comes"),
    [
        ("P1D", "FREQ=DAILY", "01-01 01-02"),
        ("P7D", "FREQ=WEEKLY;BYDAY=SU", "01-04 01-11"),
        ("P1W", "FREQ=WEEKLY;BYDAY=SU", "01-04 01-11"),
        ("P2W", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "01-11 01-25"),
        ("P10D", "FREQ=DAILY;INTERVAL=10", "01-10 01-20"),
        ("P1M", "FREQ=MONTHLY;BYMONTHDAY=-1", "01-31 02-28"),
        ("P2M", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1", "02-28 04-30"),
        ("P3M", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", "03-31 06-30"),
        ("P1Y", "FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=12", "12-31"),
    ],
)
def test_what_recurs_without_a_day_comes_on_the_last_of_its_period(
    period: str, rule: str, comes: str
) -> None:
    told, days = days_of(period=period)
    assert told == rule
    assert [f"{each:%m-%d}" for each in days[:2]] == comes.split()
    for year in (2023, 2024, 2027):
        sunday = _first(Entry("t", "报送。", "通知", "recurrence", year=year, period="P1W"))
        assert (sunday.year, sunday.month, sunday.isoweekday()) == (year, 1, 7)


def _first(entry: Entry) -> date:
    (event,) = events(to_ics([entry], "x", "http://b", {})).values()
    day = event["DTSTART"].dt
    assert isinstance(day, date)
    return day


@pytest.mark.parametrize(
    ("period", "days", "first"),
    [
        ("P1D", "", "03-26"),
        ("P1W", "", "03-29"),
        ("P1M", "", "03-31"),
        ("P2M", "", "04-30"),
        ("P3M", "", "03-31"),
        ("P6M", "", "06-30"),
        ("P10D", "", "03-31"),
        ("P1M", "BYMONTHDAY=25", "04-25"),
        ("P7D", "BYDAY=FR", "03-27"),
        ("P1Y", "BYMONTH=6", "06-30"),
    ],
)
def test_nothing_recurs_before_its_notice_was_there(period: str, days: str, first: str) -> None:
    told, comes = days_of(period=period, days=days, dated=date(2026, 3, 26))
    assert f"{comes[0]:%m-%d}" == first
    assert told == days_of(period=period, days=days)[0]
    whole = days_of(period=period, days=days, dated=date(2025, 12, 26))[1]
    assert comes == [each for each in whole if each >= date(2026, 3, 26)]


def test_what_recurs_once_before_its_notice_is_no_event() -> None:
    entry = Entry("t", "x。", "通知", "recurrence", year=2026, period="P1Y", days="BYMONTH=1")
    late = replace(entry, dated=date(2026, 3, 26))
    assert not events(to_ics([late], "x", "http://b", {}))
    assert len(events(to_ics([entry], "x", "http://b", {}))) == 1


def test_a_season_of_days_is_those_days() -> None:
    season = Entry("t", "开展大检查。", "通知", "season", year=2026, first_month=3, last_month=3)
    (whole,) = events(to_ics([season], "x", "http://b", {})).values()
    days = replace(season, first_day=7, last_day=10)
    (event,) = events(to_ics([days], "x", "http://b", {})).values()
    assert (whole["DTSTART"].dt, whole["DTEND"].dt) == (date(2026, 3, 1), date(2026, 4, 1))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 3, 7), date(2026, 3, 11))
    assert event["SUMMARY"] == "开展大检查（3月7日至3月10日）"
    winter = replace(season, first_month=12, first_day=20, last_month=2, last_day=10)
    (event,) = events(to_ics([winter], "x", "http://b", {})).values()
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 20), date(2027, 2, 11))


def test_the_days_of_a_notice_reach_its_feed(own: Writable) -> None:
    text = NOTICE.read_text("utf-8")
    said = {
        "实行每月调度通报制度": "于每月5日、15日前报送情况",
        "等单位每季度开展落后产能": "等单位每季度末月20日前开展落后产能",
        "企业主要负责人需每季度带队": "企业主要负责人需每周五带队",
        "每半年至少组织 1 次全员": "每年3月7日–3月10日组织全员",
    }
    for words, with_days in said.items():
        assert text.count(words) == 1, words
        text = text.replace(words, with_days)
    now = published(own, text)
    rules = {
        re.sub(";UNTIL=\\d+", "", each["RRULE"].to_ical().decode()): each
        for each in now.values()
        if "RRULE" in each
    }
    for rule, day, words in (
        ("FREQ=MONTHLY;BYMONTHDAY=5,15", "03-15", "每月5日、15日"),
        ("FREQ=YEARLY;BYMONTHDAY=20;BYMONTH=3,6,9,12", "03-20", "20日"),
        ("FREQ=WEEKLY;BYDAY=FR", "03-13", "每周五"),
    ):
        assert f"{rules[rule]['DTSTART'].dt:%m-%d}" == day
        assert words in rules[rule]["SUMMARY"]
    days = [(e["DTSTART"].dt, e["DTEND"].dt) for e in now.values() if "RRULE" not in e]
    assert (date(2026, 3, 7), date(2026, 3, 11)) in days
    items = own.http.get("/tasks?text=3月7日").json()["items"]
    told = {each["kind"]: each for each in items[0]["times"]}
    assert (told["recurrence"]["by_month"], told["recurrence"]["by_month_day"]) == ([3], [10])
    assert (told["season"]["from_day"], told["season"]["to_day"]) == ("--03-07", "--03-10")
    sheet = own.http.get("/tasks?text=3月7日", headers={"Accept": "text/csv"}).text
    assert "每年3月7日–3月10日" in sheet


def test_uids_do_not_hang_on_what_else_is_in_the_feed() -> None:
    one, other = (
        Entry("t", "检查。", "通知", "recurrence", period=period, year=2026)
        for period in ("P1M", "P3M")
    )
    both = events(to_ics([one, other], "x", "http://b", {}))
    assert len(both) == 2
    assert set(events(to_ics([other], "x", "http://b", {}))) < set(both)
    assert len(events(to_ics([one, one], "x", "http://b", {}))) == 2


def test_a_deadline_on_the_last_day_of_what_recurs_is_not_told_twice() -> None:
    series = Entry(
        "t", "全年学习不少于4次（每季度至少1次）。", "通知", "recurrence", period="P3M", year=2026
    )
    end = replace(series, kind="due", period="", due=date(2026, 12, 31))
    other = replace(end, text="年底前完成建设。")
    earlier = replace(end, due=date(2026, 6, 15))
    daily = replace(series, period="P1D")
    yearly = replace(series, period="P1Y")
    for found, count in (
        ([series, end], 2),
        ([end, series], 2),
        ([series, other], 2),
        ([series, earlier], 2),
        ([daily, end], 2),
        ([yearly, end], 1),
    ):
        told = events(to_ics(found, "x", "http://b", {})).values()
        assert len(told) == count, found
        ends = [each for each in told if "RRULE" not in each]
        assert len(ends) == sum(each.kind == "due" for each in found), "the deadline stays"
        last = [each["RRULE"]["UNTIL"][0] for each in told if "RRULE" in each]
        short = end in found and daily not in found
        assert last in ([], [date(2026, 12, 30 if short else 31)]), found


@pytest.mark.parametrize("shift", range(4))
def test_no_line_is_folded_inside_of_a_character(shift: int) -> None:
    words = "x" * shift + "燃气\U00020bb7" * 60
    entry = Entry("t", words, "通知", "due", due=date(2026, 6, 30), dated=date(2026, 2, 18))
    feed = to_ics([entry], "x", "http://b", {})
    lines = feed.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert {b"REFRESH-INTERVAL;VALUE=DURATION:P1D", b"X-PUBLISHED-TTL:P1D"} < set(lines)
    assert all(line.decode() for line in lines[:-1])
    assert words in feed.replace(b"\r\n ", b"").decode()


def test_a_postponed_deadline_keeps_its_uid(own: Writable) -> None:
    text, day = NOTICE.read_text("utf-8"), "于5月底前"
    assert day in text
    before = published(own, text)
    now = published(own, text.replace(day, "于6月底前"))
    assert set(before) == set(now)
    moved = [uid for uid in now if now[uid]["DTSTART"].dt != before[uid]["DTSTART"].dt]
    assert moved
    assert all(now[uid]["SEQUENCE"] > before[uid]["SEQUENCE"] for uid in moved)


def test_alarms_where_they_are_asked_for(own: Writable) -> None:
    feed = own.http.get("/calendar.ics", params={"alarm": 7}).content
    found = events(feed).values()
    assert len(found) > 10
    for event in found:
        (alarm,) = event.walk("VALARM")
        assert alarm["TRIGGER"].dt == timedelta(days=-7, hours=9)
        assert alarm["DESCRIPTION"] == event["SUMMARY"]
    assert b"VALARM" not in own.http.get("/calendar.ics").content
    assert own.http.get("/calendar.ics", params={"alarm": 99}).status_code == 422


TASKS = """@prefix az: <https://w3id.org/anze/ontology#> . @base <http://e/> .
<a> a az:Task ; az:text "甲" ; az:hasDuty <a/d> .
<a/d> az:hasTime <a/t> ; az:answeredBy <r> . <a/t> az:by "{by}" .
<r> az:hasAssignment [ az:assignee <u> ; az:evidence <{start}> ] .
<b> a az:Task ; az:text "乙" ; az:evidence [ az:start {start} ] ."""


@pytest.mark.parametrize(
    ("by", "start", "expected"),
    [("1", 5, []), ("1", 9, []), ("2", 5, ["http://e/a"])],
)
def test_task_is_changed_by_its_words_owners_and_times_alone(
    by: str, start: int, expected: list[str]
) -> None:
    old, new = (
        [q.triple for q in ox.parse(TASKS.format(by=b, start=s), ox.RdfFormat.TURTLE)]
        for b, s in (("1", 5), (by, start))
    )
    assert changed_tasks(old, new) == expected
    assert changed_tasks([], new) == ["http://e/a", "http://e/b"]


def test_events_written_one_by_one_are_those_of_a_calendar() -> None:
    day = Entry("t1", "年底前完成建设。", "某通知", "due", due=date(2026, 12, 31), year=2026)
    often = Entry("t2", "每季度检查。", "某通知", "recurrence", period="P3M", year=2026)
    for found in ([], [day], [day, often]):
        content = to_ics(found, "安责", "http://anze", {}, 3)
        calendar = icalendar.Calendar.from_ical(content)
        assert calendar.to_ical(sorted=False) == content
        assert len(calendar.walk("VEVENT")) == len(calendar.walk("VALARM")) == len(found)
        assert len(calendar.subcomponents) == max(1, len(found))


@pytest.mark.parametrize(
    "path", ["/calendar.ics", "/mine.ics?place=孝义市&office=people-government&year=2026"]
)
def test_a_feed_is_written_beside_the_event_loop(
    path: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of an archive takes seconds, in which others are answered."""
    settings = Settings(data_dir=five_notices(tmp_path_factory), **PATIENT)
    by: list[Thread] = []

    def noted(found: Sequence[Entry], *told: Any) -> bytes:
        by.append(current_thread())
        assert found
        return to_ics(found, *told)

    for route in ("calendar", "mine"):
        monkeypatch.setattr(f"service.web.routes.{route}.to_ics", noted)

    async def ask() -> httpx.Response:
        app = create_app(settings)
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://anze") as client:
                return await client.get(path)

    assert asyncio.run(ask()).status_code == 200
    assert len(by) == 1
    assert by[0] is not main_thread()
