"""A notice to read: every task is a sentence of the text, with the words by which it has what it has."""

from __future__ import annotations

import html
import re
from collections import Counter

from service.lookup.reader import Mark, _apart
from tests.service.conftest import Server

PAGE = {"Accept": "text/html"}


def plain(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


def test_every_task_is_a_sentence_of_its_section(five: Server) -> None:
    notices = five.http.get("/notices").json()["items"]
    assert len(notices) == 5
    for notice in notices:
        name = notice["id"].rsplit("/", 1)[-1]
        page = five.http.get(f"/notices/{name}", headers=PAGE).text
        tasks = five.http.get(f"/tasks?notice={name}&limit=1000").json()["items"]
        found = dict(re.findall(r'<span class="sentence" id="([^"]+)">(.*?)<a class="at"', page))
        said = {f"char={t['evidence']['start']},{t['evidence']['end']}": t["text"] for t in tasks}
        assert {anchor: plain(words) for anchor, words in found.items()} == said
        assert len(said) > 90


def test_words_say_why_they_are_marked(five: Server) -> None:
    page = five.http.get("/notices/140200-2026-tongzhengfa-1", headers=PAGE).text
    marks = re.findall(
        r'<a class="mark (\w+)" href="([^"]+)" title="([^"]+)"[^>]*>([^<]+)</a>', page
    )
    kinds = {kind for kind, *_ in marks}
    assert kinds == {"owner", "time", "number", "term"}
    assert any(
        kind == "owner" and words == "各县（区）人民政府" and "括注写明" in why
        for kind, _, why, words in marks
    )
    assert any(
        kind == "term" and words == "三同时" and why.startswith("机制：")
        for kind, _, why, words in marks
    )
    assert (
        five.http.get(next(href for kind, href, *_ in marks if kind == "owner")).status_code == 200
    )
    assert "其他通知里的同一件事" in page


def test_every_link_to_a_text_leads_to_a_place_in_it(five: Server) -> None:
    task = five.http.get("/tasks?notice=140200-2026-tongzhengfa-1&limit=1").json()["items"][0]
    pages = (
        "/", "/notices", "/tasks?limit=40", "/notices/140200-2026-tongzhengfa-1", task["id"].removeprefix("https://w3id.org/anze"),
        task["evidence"]["url"].removeprefix(five.url), "/mine?place=高平市&office=township-government&year=2024",
    )  # fmt: skip
    texts: dict[str, str] = {}
    places: Counter[str] = Counter()
    for path in pages:
        page = html.unescape(five.http.get(path, headers=PAGE).text)
        found = set(re.findall(r'href="(?:http://[^/]+)?(/notices/[\w-]+)#?([^"]*)"', page))
        assert found, path
        for address, place in found:
            if address not in texts:
                texts[address] = five.http.get(address, headers=PAGE).text
            held = re.fullmatch(r"char=(\d+),(\d+)", place)
            anchors = re.findall(r'(?:id="char|data-read)="?(\d+),(\d+)"', texts[address])
            if held is None:
                assert not place or f'id="{place}"' in texts[address], (path, address, place)
            else:
                assert any(int(a) < int(held[2]) and int(held[1]) < int(b) for a, b in anchors), (
                    place
                )
            places[place.partition("=")[0] or "whole"] += 1
    assert len(texts) == 5
    assert places["whole"] >= 5
    assert places["char"] > 40
    assert places.total() > 100


def test_marks_do_not_overlap() -> None:
    spans = [(0, 2), (0, 4), (3, 6), (4, 5), (4, 6)]
    kept = _apart(Mark(start, end, "", "", "") for start, end in spans)
    assert [(mark.start, mark.end) for mark in kept] == [(0, 4), (4, 6)]
