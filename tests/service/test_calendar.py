"""The calendar: rows of a month, its page, the feed."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, datetime, time, timedelta
from html import unescape
from itertools import islice

import icalendar
import vobject
from dateutil.rrule import rrulestr

from tests.service.conftest import Server

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_calendar(server: Server) -> None:
    october = server.http.get("/calendar?month=2026-10").json()["items"]
    assert {each["kind"] for each in october} == {"due", "recurrence"}
    july = server.http.get("/calendar?month=2026-07&hazard=flood").json()["items"]
    assert [each["kind"] for each in july] == ["season"]
    assert server.http.get("/calendar?month=2026-13").status_code == 422
    assert "10月" in server.http.get("/calendar", headers={"Accept": BROWSER}).text


def test_a_winter_is_listed_in_the_months_that_the_feed_has(five: Server) -> None:
    """6至9月、11月至次年3月 of a notice for 2026."""
    place = "jurisdiction=141181"
    feed = icalendar.Calendar.from_ical(five.http.get(f"/calendar.ics?{place}").content)
    winters = [
        each
        for each in feed.walk("VEVENT")
        if each["DTSTART"].dt == date(2026, 11, 1) and each["DTEND"].dt == date(2027, 4, 1)
    ]
    assert len(winters) == 1
    told = {}
    for month in ("2026-02", "2026-10", "2026-11", "2027-03", "2027-04", "2027-11"):
        items = five.http.get(f"/calendar?month={month}&{place}").json()["items"]
        told[month] = sum(each["first_month"] == 11 for each in items)
    assert told == {
        "2026-02": 0, "2026-10": 0, "2026-11": 1, "2027-03": 1, "2027-04": 0, "2027-11": 0,
    }  # fmt: skip


def test_a_feed_that_a_phone_can_read(server: Server) -> None:
    answer = server.http.get("/calendar.ics?unit=孝义市应急局")
    assert answer.headers["content-type"].startswith("text/calendar")
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == 2
    rule = next(each["RRULE"] for each in events if "RRULE" in each)
    assert (rule["FREQ"], rule["INTERVAL"], rule["BYMONTHDAY"]) == (["MONTHLY"], [3], [-1])
    start = next(each["DTSTART"].dt for each in events if "RRULE" in each)
    assert start == date(2026, 3, 31)
    assert len({str(each["UID"]) for each in events}) == 2


def by_icalendar(feed: bytes) -> dict[str, tuple[str, date, list[date]]]:
    events = icalendar.Calendar.from_ical(feed).walk("VEVENT")
    return {
        str(each["UID"]): (
            str(each["SUMMARY"]),
            each["DTSTART"].dt,
            _occurrences(
                each["RRULE"].to_ical().decode() if "RRULE" in each else "", each["DTSTART"].dt
            ),
        )
        for each in events
    }


def by_vobject(feed: bytes) -> dict[str, tuple[str, date, list[date]]]:
    calendar = vobject.readOne(feed.decode())
    return {
        each.uid.value: (
            each.summary.value,
            each.dtstart.value,
            [when.date() for when in islice(each.getrruleset() or (), 5)]
            if "rrule" in each.contents
            else [each.dtstart.value],
        )
        for each in calendar.vevent_list
    }


def _occurrences(rule: str, start: date) -> list[date]:
    if not rule:
        return [start]
    dates = rrulestr(rule, dtstart=datetime.combine(start, time()))
    return [each.date() for each in islice(dates, 5)]


def test_a_feed_says_the_same_to_two_readers(server: Server) -> None:
    """Which events, on which days: icalendar and vobject, which share no parser."""
    seen = 0
    for query in ("?unit=孝义市应急局", "?year=2025", "?year=2026", "?unit=孝义市应急局&alarm=7"):
        feed = server.http.get("/calendar.ics" + query).raise_for_status().content
        one, other = by_icalendar(feed), by_vobject(feed)
        assert one == other
        seen += len(one)
    assert seen >= 8


def page(server: Server, query: str = "") -> str:
    answer = server.http.get("/calendar" + query, headers={"Accept": BROWSER})
    assert answer.status_code == 200
    chinese = re.sub(r'<span class="t-en".*?</span>', "", answer.text)
    return unescape(re.sub(r'<span class="t-zh"[^>]*>(.*?)</span>', r"\1", chinese))


def chips(text: str) -> dict[str, str]:
    """The addresses of the months to go to, by name."""
    months = text[text.index('aria-label="月份" data') :]
    found = re.findall(r'class="chip" href="(/calendar[^"]+)"[^>]*>([^<]+)', months)
    return {name: address for address, name in found}


def test_a_page_opens_at_the_present(server: Server) -> None:
    """Without a parameter this month; of everything what is to come stands before what is past."""
    this = f"{date.today().year}年{date.today().month}月"
    text = page(server)
    assert re.search(rf'aria-current="page">{this}', text)
    assert chips(text)["全部"] == "/calendar?month=all"
    everything = page(server, "?month=all")
    headings = re.findall(r"<section><h2>([^<]+) <", everything)
    assert {"2025年12月到期的期限 · 征求意见稿", "周期性", "季节性"} <= set(headings), (
        "a draft’s date stands apart"
    )
    assert headings.index("周期性") < headings.index("季节性")
    assert headings.index("季节性") < headings.index("2025年12月到期的期限 · 征求意见稿")
    assert (
        server.http.get("/calendar?month=all").json()["total"]
        == (server.http.get("/calendar").json()["total"])
    )


def test_the_first_line_leads_to_what_is_overdue_of_this_quarter_and_standing(
    server: Server,
) -> None:
    year, today = 2026, date.today()
    text = page(server, f"?year={year}")
    found = re.findall(r'href="(/calendar\?[^"]*state=[a-z]+)"[^>]*>([^<]+)<i>(\d+)', text)
    assert {"已过期限", "本季度", "常年、周期"} <= {name for _, name, _ in found}
    assert text.index("已过期限") < text.index('aria-label="月份"')
    items = {}
    for address, name, count in found:
        told = server.http.get(address).json()
        assert told["total"] == int(count), name
        items[name] = told["items"]
        followed = page(server, address.removeprefix("/calendar"))
        assert re.search(rf'aria-current="page">{name}', followed)
        assert followed.count('aria-current="page"') == 1, "no month beside it"
    every = server.http.get(f"/calendar?year={year}&limit=1000").json()["items"]
    past = [each for each in every if each["due"] and each["due"] < today.isoformat()]
    assert items["已过期限"] == past
    assert items["常年、周期"] == [each for each in every if each["kind"] == "recurrence"] != []
    assert all(each["year"] == year for each in items["本季度"])


def deadlines_in(feed: bytes) -> Counter[str]:
    """By month the events of one day that do not recur."""
    events = icalendar.Calendar.from_ical(feed).walk("VEVENT")
    days = (
        each["DTSTART"].dt
        for each in events
        if "RRULE" not in each and each["DTEND"].dt - each["DTSTART"].dt == timedelta(days=1)
    )
    return Counter(f"{day:%Y-%m}" for day in days)


def test_a_month_has_one_number_of_deadlines_wherever_it_is_told(five: Server) -> None:
    """On its chip, in the list behind it and its heading, in JSON by either filter, in the feed, on the start page."""
    feed = deadlines_in(five.http.get("/calendar.ics").content)
    start = five.http.get("/", headers={"Accept": BROWSER}).text
    everything = page(five, "?month=all")
    counted = re.findall(r'month=(\d{4}-\d\d)"[^>]*>[^<]*<i>(\d+)</i>', everything)
    assert len(counted) > 5
    for month, number in counted:
        items = five.http.get(f"/calendar?month={month}").json()["items"]
        due = [each for each in items if each["kind"] == "due"]
        by_day = five.http.get(f"/calendar?due_month={month}").json()
        headed = re.findall(
            r"到期的期限(?: · 征求意见稿)? <span class=\"en\">(\d+) 项",
            page(five, f"?month={month}"),
        )
        assert len(due) == by_day["total"] == feed[month] == sum(map(int, headed)) == int(number)
        assert by_day["items"] == due
        told = re.search(rf'month={month}">.*?<i>(\d+)</i>', start)
        assert told is None or told[1] == number
    assert sum(feed.values()) == sum(int(number) for _, number in counted)


def test_what_stands_in_each_way_is_all_of_the_year(five: Server) -> None:
    for year, least in (("2025", 2), ("2026", 3)):
        text = page(five, f"?year={year}")
        counts = re.findall(r'state=[a-z]+"[^>]*>([^<]+)<i>(\d+)', text)
        assert len(counts) > least
        whole = five.http.get(f"/calendar?year={year}").json()["total"]
        assert sum(int(count) for _, count in counts) == whole > 0


def test_states_of_one_notice_are_those_of_its_year(five: Server) -> None:
    notices = five.http.get("/notices").json()["items"]
    assert len({each["year"] for each in notices}) == 4
    for each in notices:
        asked = f"/calendar?notice={each['id'].rpartition('/')[2]}"
        page = five.http.get(asked, headers={"Accept": BROWSER}).text
        assert f">{each['year']} 年度：" in page
        counts = {
            state: five.http.get(f"{asked}&state={state}").json()["total"]
            for state in ("overdue", "quarter", "coming", "standing", "season")
        }
        assert sum(counts.values()) == five.http.get(f"{asked}&month=all").json()["total"]


def test_a_state_without_anything_says_so_and_stands_without_a_month(server: Server) -> None:
    text = page(server, "?year=1990&state=overdue")
    assert "1990 年度的通知没有符合以上条件、属于“已过期限”的任务" in text
    both = server.http.get("/calendar?state=overdue&month=2026-10")
    assert both.status_code == 400
    assert "month 与 state" in both.text


def test_units_are_offered_and_kept_in_the_box(server: Server) -> None:
    text = page(server, "?unit=市应急局")
    assert '<option value="孝义市应急局">' in text
    assert 'value="市应急局"' in text
    assert "孝义市人民政府" in text, "it owns a task with a season"


def test_months_lead_to_each_other_and_keep_the_filters(server: Server) -> None:
    text = page(server, "?unit=应急局&month=2026-12")
    months = chips(text)
    assert list(months) == ["全部", "2025年12月", "2026年11月", "2026年12月", "2027年1月"]
    assert re.search(r'href="[^"]*month=2026-12" aria-current="page"', text)
    followed = page(server, months["2025年12月"].removeprefix("/calendar"))
    assert "燃气隐患排查" in followed
    assert 'value="应急局"' in followed


def test_other_filters_stay_in_the_form(server: Server) -> None:
    text = page(server, "?hazard=flood")
    assert '<input type="hidden" name="hazard" value="flood">' in text
    by_iri = page(server, "?hazard=https://w3id.org/anze/code/hazard/flood")
    assert "灾种 <b>洪涝</b>" in by_iri


def test_an_empty_month_says_so(server: Server) -> None:
    text = page(server, "?month=2031-01")
    assert "2031年1月没有到期、周期或季节性任务" in text
    narrower = page(server, "?month=2031-01&hazard=flood")
    assert "2031年1月没有符合以上条件的到期、周期或季节性任务" in narrower


def test_owners_stand_beside_what_is_due(server: Server) -> None:
    rows = server.http.get("/calendar?month=2025-12").json()["items"]
    assert [row["owners"] for row in rows] == [["孝义市应急局"]]
    assert "责任单位：孝义市应急局" in page(server, "?month=2025-12")
    feed = server.http.get("/calendar.ics?year=2025").content
    event = icalendar.Calendar.from_ical(feed).walk("VEVENT")[0]
    assert "责任单位：孝义市应急局" in str(event["DESCRIPTION"])


def test_a_place_is_chosen_and_nobody_is_told_as_such(server: Server) -> None:
    text = page(server, "?month=all&jurisdiction=孝义市")
    assert 'name="jurisdiction" list="places" value="孝义市"' in text
    assert '<option value="吕梁市">' in text
    everything = server.http.get("/calendar", params={"limit": 500}).json()["items"]
    nobody = sum(not each["owners"] for each in everything)
    assert page(server, "?month=all").count("责任单位：未写明") == nobody > 0
    month = server.http.get("/tasks?due_month=2026-10").json()
    days = server.http.get("/tasks?due_from=2026-10-01&due_to=2026-10-31").json()
    assert month["total"] == days["total"] > 0
    assert server.http.get("/tasks?due_month=2026-13").status_code == 422


def test_the_date_of_a_month_that_was_asked_for_stands_first(five: Server) -> None:
    tasks = five.http.get("/tasks?has_deadline=true&limit=1000").json()["items"]
    late = {(each["id"], day) for each in tasks for day in sorted(each["due"])[1:]}
    months = Counter(day[:7] for _, day in late)
    assert len(late) >= 1
    for month in months:
        asked = f"/tasks?due_month={month}&limit=1000"
        items = {each["id"]: each for each in five.http.get(asked).json()["items"]}
        table = csv.DictReader(
            five.http.get(f"{asked}&format=csv").text.lstrip("\ufeff").splitlines()
        )
        days = {row["id"]: row["due"] for row in table}
        shown = five.http.get(asked, headers={"Accept": BROWSER}).text
        for task, day in late:
            if day.startswith(month):
                first = items[task]["due_asked"]
                assert first[:7] == items[task]["due"][0][:7] == days[task][:7] == month
                assert items[task]["times"][0]["by"][:7] == month
                row = next(
                    each for each in shown.split("<tr>") if task.rpartition("/notice/")[2] in each
                )
                told = re.findall(r'<span class="en">(\d{4}-\d\d)-\d\d</span>', row)
                assert told[0] == month
    assert "due_asked" not in five.http.get("/tasks?limit=1").json()["items"][0]


def test_a_month_of_everything_is_that_of_the_same_tasks_filtered(server: Server) -> None:
    for month in ("2026-10", "2025-12", "2026-07"):
        whole = server.http.get(f"/calendar?month={month}").json()
        filtered = server.http.get(f"/calendar?month={month}&has_owner=true").json()
        others = server.http.get(f"/calendar?month={month}&has_owner=false").json()
        assert whole["total"] == filtered["total"] + others["total"] > 0
        page = server.http.get(f"/calendar?month={month}&limit=1").json()
        assert (page["total"], page["items"]) == (whole["total"], whole["items"][:1])
