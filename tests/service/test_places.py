"""The start page: what is new, what falls due, where notices come from."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from service.lookup.places import Place, tiles
from tests.service.conftest import Server


def test_every_province_has_a_tile_of_its_own() -> None:
    found = tiles([])
    assert len({each.code for each in found}) == 34
    assert max(Counter((each.column, each.row) for each in found).values()) == 1


def test_a_province_counts_its_cities_and_counties() -> None:
    found = {
        each.name: each.notices
        for each in tiles([Place("140000", "山西省", 1), Place("141181", "孝义市", 2)])
    }
    assert found["山西"] == 3
    assert sum(found.values()) == 3


@pytest.fixture(scope="module")
def home(server: Server) -> str:
    return server.http.get("/", headers={"Accept": "text/html"}).text


def test_a_tile_leads_to_the_notices_of_the_province(server: Server, home: str) -> None:
    tile = re.search(r'href="(/notices\?jurisdiction=(\d+))"[^>]*>[^<]*<b>(\d+)</b>', home)
    assert tile is not None
    listed = server.http.get(tile[1], headers={"Accept": "application/json"}).json()
    assert listed["total"] == int(tile[3]) > 0


def test_what_falls_due_next_has_a_place_on_the_start_page(home: str) -> None:
    assert "快到期" in home
