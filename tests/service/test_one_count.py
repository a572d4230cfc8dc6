"""What a number is of stands behind it: a chip, a card and a row lead to lists that have so many."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.service.conftest import ROOT, Server

BROWSER = {"Accept": "text/html"}
QUERIES = ROOT / "data" / "queries"


def total(server: Server, address: str) -> int:
    path = address.removeprefix(server.url)
    answer = server.http.get(path + ("&" if "?" in path else "?") + "limit=1")
    assert answer.status_code == 200, (path, answer.text)
    found: int = answer.json()["total"]
    return found


def test_chips_of_the_start_page_lead_to_as_many_tasks(five: Server) -> None:
    text = five.http.get("/", headers=BROWSER).text
    chips = re.findall(r'class="chip" href="([^"]*/tasks\?[^"]+)"[^>]*>.*?<i>(\d+)</i>', text)
    assert len(chips) == 78
    for address, number in chips:
        assert total(five, unescape(address)) == int(number), address


def test_places_of_the_start_page_lead_to_as_many_notices(five: Server) -> None:
    text = five.http.get("/", headers=BROWSER).text
    found = re.findall(r'href="(/notices\?jurisdiction=\w+)"[^>]*>[^<]*<(?:b|i)>(\d+)</', text)
    assert len(found) == 6, "five places and their province"
    for address, number in found:
        assert total(five, address) == int(number), address


@pytest.mark.parametrize("page", ["/", "/statistics"])
def test_cards_lead_to_lists_of_as_many(five: Server, page: str) -> None:
    text = five.http.get(page, headers=BROWSER).text
    cards = re.findall(r'class="card" href="([^"]+)"><b>([\d,]+)</b>', text)
    assert len(cards) == 8
    for address, number in cards:
        assert total(five, unescape(address)) == int(number.replace(",", "")), address


@pytest.mark.parametrize(
    ("path", "least"),
    [("sectors", 30), ("hazards", 25), ("measures", 25), ("instruments", 60), ("functions", 50)],
)
def test_rows_of_a_list_lead_to_as_many_tasks(five: Server, path: str, least: int) -> None:
    used = "" if path == "instruments" else "used=true&"
    rows = five.http.get(f"/{path}?{used}limit=1000").json()["items"]
    assert len(rows) >= least
    for row in rows:
        assert total(five, row["tasks_url"]) == row["tasks"], row["id"]


def test_statistics_say_how_many_units_there_are_and_how_many_have_tasks(five: Server) -> None:
    counts = five.http.get("/statistics").json()["counts"]
    asked = "PREFIX az: <https://w3id.org/anze/ontology#> SELECT (COUNT(DISTINCT ?unit) AS ?n) "
    (owners,) = five.rows(asked + "{ ?task a az:Task ; az:owner ?unit }")
    (units,) = five.rows(asked + "{ ?unit a ?kind FILTER(?kind IN (az:Unit, az:Post)) }")
    assert counts["owners"] == int(owners["n"]) == total(five, "/units?used=true")
    assert counts["units"] == int(units["n"]) == total(five, "/units") > counts["owners"]
    rows = five.http.get("/units?limit=1000").json()["items"]
    assert sum(bool(row["tasks"]) for row in rows) == counts["owners"]


def test_a_sector_counts_its_narrower_ones_in_every_list(five: Server) -> None:
    (mine,) = five.http.get("/sectors?name=矿山").json()["items"]
    (asked,) = five.rows(
        "PREFIX az: <https://w3id.org/anze/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        'SELECT (COUNT(DISTINCT ?t) AS ?n) { ?t az:sector/skos:broader* ?s . ?s skos:prefLabel "矿山"@zh }'
    )
    assert mine["tasks"] == int(asked["n"]) > 100
    (row,) = [
        each
        for each in five.rows((QUERIES / "cq64-sectors-side-by-side.rq").read_text("utf-8"))
        if each["sector"] == "矿山"
    ]
    assert int(row["tasks"]) == mine["tasks"]
    of_xiaoyi = total(five, "/tasks?sector=矿山&place=孝义市")
    assert f"孝义市2026 {of_xiaoyi}" in row["by_notice"]


def test_tags_of_tasks_are_in_the_language_of_the_page(five: Server) -> None:
    text = five.http.get("/tasks?limit=100", headers=BROWSER).text
    tags = re.findall(r'<div class="tags">(.*?)</div>', text)
    english = re.findall(r'lang="en">([^<]+)<', "".join(tags))
    assert len(english) > 100
    assert not [each for each in english if re.search(r"[\u4e00-\u9fff]", each)]


def test_owners_of_any_basis_are_those_that_the_checks_count(five: Server) -> None:
    rows = five.http.get("/statistics").json()["notices"]
    assert len(rows) == 5
    for row in rows:
        nobody = total(five, f"/tasks?notice={row['id'].rpartition('/')[2]}&nobody=true")
        assert row["with_any_owner"] == row["tasks"] - nobody
    (xiaoyi,) = [row for row in rows if "141181" in row["id"]]
    assert (xiaoyi["with_any_owner"], xiaoyi["with_stated_owner"]) == (21, 0)
