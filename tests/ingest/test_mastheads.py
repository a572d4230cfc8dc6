"""Whole mastheads, on paper and on pages of the web."""

from pathlib import Path
from typing import Any

import pytest

from ingest.export import notice_json
from ingest.furniture import is_page_line
from ingest.pipeline import notice_of
from ingest.places import gazetteer
from tests.ingest.genre import document
from tests.ingest.written import written

CASES: list[dict[str, Any]] = written(Path(__file__).with_name("mastheads.yml"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_masthead(case: dict[str, Any]) -> None:
    found = notice_json(notice_of(document(case["text"])))["notice"]
    assert {k: found[k] for k in case["expect"]} == case["expect"]


def test_there_are_enough_mastheads() -> None:
    assert len(CASES) == 162


def test_usual_names_are_names_of_divisions() -> None:
    rows = Path("ingest/rules/usual-places.tsv").read_text("utf-8").splitlines()[1:]
    assert len(rows) > 40
    assert [r for r in rows if r.split("\t")[0] not in gazetteer().by_name] == []


def test_a_long_trail_of_a_menu_ends() -> None:
    assert is_page_line("首页>" * 12 + "通知")
    assert not is_page_line("首>" * 2000 + "，")
