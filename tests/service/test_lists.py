"""Lists for a browser: a page under the address at which a program gets JSON."""

from __future__ import annotations

import html
import re

import pytest

from ontology import ids
from service.web import etag
from service.web.lists import VIEWS
from tests.service.conftest import Server

#: What browsers send.
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", sorted(VIEWS))
def test_a_browser_gets_a_page_and_a_program_json(server: Server, path: str) -> None:
    page = server.http.get(path, headers=BROWSER)
    assert page.status_code == 200, page.text
    assert page.headers["content-type"].startswith("text/html")
    rows = server.http.get(path, headers={"Accept": "*/*"}).json()
    assert len(re.findall("<tr>", page.text)) == (rows["count"] + 1 if rows["count"] else 0)
    for row in rows["items"][:5]:
        address = (
            row["url"].replace(server.url + "/id/notice/", "/notices/")
            if path == "/notices"
            else row["url"]
        )
        assert f'href="{address}"' in page.text
    view = VIEWS[path]
    assert all(f'name="{facet.name}"' in page.text for facet in view.facets)


def test_page_past_the_end_says_so_and_leads_back(server: Server) -> None:
    page = server.http.get("/tasks?unit=孝义市应急局&offset=5000", headers=BROWSER).text
    assert "这一页在末尾之后：共 2 项" in page
    assert "没有符合这些条件的" not in page
    (back,) = re.findall(r'<a href="([^"]+)"><span[^>]*>回到首页', page)
    first = server.http.get(html.unescape(back), headers=BROWSER)
    assert "第 1—2 项，共 2 项" in first.text
    links = server.http.get("/tasks?limit=3&offset=5000").json()
    assert (links["items"], "next" in links) == ([], False)
    assert links["prev"].endswith("limit=3&offset=3")


@pytest.mark.parametrize(("facet", "least"), [("sector", 40), ("hazard", 30), ("function", 100)])
def test_codes_to_choose_from_stand_as_they_sound(server: Server, facet: str, least: int) -> None:
    page = server.http.get("/tasks", headers=BROWSER).text
    (chosen,) = re.findall(rf'<select name="{facet}"[^>]*>(.*?)</select>', page, re.DOTALL)
    names = re.findall(r"<option[^>]*>([^<]+)</option>", chosen)[1:]
    assert names == sorted(names, key=ids.slug)
    assert len(names) > least


def test_every_list_is_shown() -> None:
    assert len(VIEWS) == 10


def test_a_page_says_what_it_is_narrowed_by_and_how_to_undo_it(server: Server) -> None:
    address = "/tasks?jurisdiction=吕梁市&has_owner=true&sort=due"
    page = server.http.get(address, headers=BROWSER).text
    assert "地方：吕梁市" in page
    assert "责任单位：有" in page
    without = re.findall(r'class="chip(?: clear)?" href="([^"]*)"', page)[len(VIEWS) :]
    assert without == [
        "/tasks?has_owner=true&amp;sort=due",
        "/tasks?jurisdiction=%E5%90%95%E6%A2%81%E5%B8%82&amp;sort=due",
        "/tasks",
    ]
    assert '<option value="due" data-en="by date" selected>' in page


def test_empty_fields_of_a_form_are_left_out_of_the_address(server: Server) -> None:
    answer = server.http.get("/tasks?text=&year=&has_owner=true", headers=BROWSER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/tasks?has_owner=true")
    assert server.http.get("/tasks?text=&year=", headers=BROWSER).headers["location"] == "/tasks"
    assert server.http.get("/tasks?text=").status_code == 200


def test_pages_are_walked_by_links(server: Server) -> None:
    address, seen = "/tasks?limit=2", []
    while address:
        page = server.http.get(address, headers=BROWSER).text
        seen += re.findall(r'<a class="en data" href="([^"]+)"', page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    rows = server.http.get("/tasks?limit=1000").json()["items"]
    assert seen == [row["url"] for row in rows]
    assert len(seen) > 2


@pytest.mark.parametrize(("path", "there"), [("/statistics", ""), ("/queries", "/query")])
def test_other_data_have_pages_too(server: Server, path: str, there: str) -> None:
    answer = server.http.get(path, headers=BROWSER)
    assert answer.headers.get("location", "") == there
    assert there or answer.headers["content-type"].startswith("text/html")


def test_a_notice_is_shown_to_be_read(server: Server) -> None:
    answer = server.http.get("/notices/141181-2026-xiaozhengfa-1", headers=BROWSER)
    assert answer.status_code == 200
    assert 'class="contents"' in answer.text


def test_a_page_of_another_release_is_not_taken_for_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = etag.tag("1", "/tasks")
    monkeypatch.setattr(etag, "release", lambda: "99")
    assert etag.tag("1", "/tasks") != before


def test_what_no_task_says_may_stand_in_a_heading(server: Server) -> None:
    page = server.http.get("/tasks", params={"text": "总体要求"}, headers=BROWSER).text
    there = re.search(r'href="(/articles\?text=[^"]*)"', page)
    assert there is not None
    assert server.http.get(there[1], headers=BROWSER).status_code == 200


def test_what_lies_near_a_mechanism_is_offered_with_its_tasks(five: Server) -> None:
    """孝义 says 挂牌督改 where others say 挂牌督办."""
    asked = {"mechanism": "挂牌督办", "jurisdiction": "孝义市"}
    page = five.http.get("/tasks", params=asked, headers=BROWSER).text
    assert "没有符合这些条件的" in page
    offered = re.findall(
        r'<a class="chip" href="([^"]+)"><span[^>]*>挂牌督改</span>.*?<i>(\d+)</i>', page
    )
    assert len(offered) == 1
    address, count = offered[0]
    found = five.http.get(html.unescape(address)).json()
    assert found["total"] == int(count) > 1
    assert "孝义" in html.unescape(page)


def test_a_term_that_lists_mechanisms_counts_under_each(five: Server) -> None:
    """“挂牌督办、警示约谈、督导巡查、调度通报”: the first is a mechanism of its own, the second a part."""
    listing = "挂牌督办、警示约谈、督导巡查、调度通报"
    (whole,) = five.http.get("/tasks", params={"mechanism": listing}).json()["items"]
    for name in ("挂牌督办", "警示约谈"):
        found = five.http.get("/tasks", params={"mechanism": name}).json()["items"]
        assert whole["id"] in {each["id"] for each in found}, name
    row = five.http.get("/mechanisms", params={"name": "挂牌督办"}).json()["items"][0]
    assert row["tasks"] == five.http.get("/tasks", params={"mechanism": "挂牌督办"}).json()["total"]


def test_a_task_leads_to_its_sentence_first_and_then_to_its_data(five: Server) -> None:
    page = five.http.get("/tasks?limit=5", headers=BROWSER).text
    rows = five.http.get("/tasks?limit=5").json()["items"]
    first = re.findall(r'<td class="wide"><a href="([^"]+)"', page)
    assert len(first) == len(rows) == 5
    for address, row in zip(first, rows, strict=True):
        notice, _, place = address.partition("#")
        found = re.fullmatch(r"char=(\d+),(\d+)", place)
        assert found is not None, address
        span = row["evidence"]
        assert tuple(map(int, found.groups())) == (span["start"], span["end"])
        assert f'id="{place}"' in five.http.get(notice, headers=BROWSER).text


def test_a_search_for_the_name_of_a_mechanism_offers_it(five: Server) -> None:
    page = five.http.get("/tasks", params={"text": "三管三必须"}, headers=BROWSER).text
    (address,) = re.findall(r'class="chip" href="(/tasks\?mechanism=[^"]+)">三管三必须<', page)
    assert five.http.get(html.unescape(address)).json()["total"] > 0
    other = five.http.get("/tasks", params={"text": "燃气"}, headers=BROWSER).text
    assert "有这样一个机制" not in other


def test_a_unit_that_is_named_twice_stands_once(five: Server) -> None:
    asked = {"jurisdiction": "高平市", "limit": "200"}
    tasks = five.http.get("/tasks", params=asked).json()["items"]
    units = [[each["unit"]["id"] for each in task["owners"] if each["unit"]] for task in tasks]
    twice = sum(len(each) > len(set(each)) for each in units)
    page = five.http.get("/tasks", params=asked, headers=BROWSER).text
    cells = re.findall(r'data-name="责任单位"[^>]*>(.*?)</td>', page, re.DOTALL)
    named = [re.findall(r'href="([^"]+)"', cell) for cell in cells]
    assert len(named) == len(tasks) > 100
    assert twice > 0
    for shown, told in zip(named, units, strict=True):
        assert len(shown) == len(set(shown)) == len(set(told))


@pytest.mark.parametrize(
    "path",
    [
        "/tasks",
        "/calendar",
        "/statistics",
        "/units",
        "/mechanisms",
        "/tasks?format=csv",
        "/units?format=xlsx",
    ],
)
def test_a_page_leads_to_the_others(server: Server, path: str) -> None:
    joint = "&" if "?" in path else "?"
    seen: list[str] = []
    address = f"{server.url}{path}{joint}limit=1"
    total = int(server.http.get(address).headers["x-total-count"])
    while address:
        page = server.http.get(address, headers={"Accept": "application/json, */*;q=0.5"})
        links = {
            rel: url for url, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', page.headers["link"])
        }
        assert ({"first", "last"} <= set(links), int(page.headers["x-total-count"])) == (
            True,
            total,
        )
        if page.headers["content-type"] == "application/json":
            body = page.json()
            assert {rel: body[rel] for rel in links} == links
            assert (body["total"], body["count"], body["offset"]) == (total, 1, len(seen))
        seen.append(page.text)
        assert ("prev" in links) == (len(seen) > 1)
        address = links.get("next", "")
        assert len(seen) <= total
    assert len(seen) == total >= 2


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/functions", "局"),
        ("/functions", "政 府 人 民 办 公 室"),
        ("/mechanisms", "安 全 生 产 责 任"),
        ("/hazards", "火 灾"),
        ("/sectors", "安 全 生 产 企 业"),
        ("/instruments", "安 全 生 产 法"),
        ("/units", "市 局 急 应"),
    ],
)
def test_words_may_be_many(five: Server, path: str, words: str) -> None:
    once = five.http.get(path, params={"text": words}).json()["items"]
    often = five.http.get(path, params={"text": (words + " ") * (200 // (len(words) + 1))})
    assert often.status_code == 200, often.text
    assert [row["id"] for row in often.json()["items"]] == [row["id"] for row in once]
    assert once
