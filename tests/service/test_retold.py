"""What a calendar leaves out because it is said already."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from service.store.conditions import Conditions
from service.store.finding import Index
from service.store.layout import DataDir
from service.store.retold import Told, retold
from tests.shared import five_notices

N = "http://x/id/notice/1"
BODY, ROW = f"{N}/article/1", f"{N}/annex/1"
YEAR_END, REST = "2026-12-31", ("", "", "", "年底前")


def told(section: str, number: int, *owners: str, by: str = YEAR_END, time: int = 1) -> Told:
    task = f"{section}/task/{number}"
    return Told(task, task, f"{task}/time/{time}", by, REST, owners)


def test_a_row_repeats_the_body_one_for_one() -> None:
    body, first, second = told(BODY, 1), told(ROW, 1), told(ROW, 2)
    assert retold([first, second, body], {ROW: [BODY]}) == {(first.duty, first.time): body.duty}, (
        "the row wants one thing more"
    )
    assert retold([first, body], {}) == {}
    assert retold([told(ROW, 1, by="2026-06-30"), body], {ROW: [BODY]}) == {}


def test_the_duty_of_the_same_owners_is_the_one_that_is_repeated() -> None:
    one, other, row = told(BODY, 1, "a"), told(BODY, 2, "b"), told(ROW, 1, "b")
    assert retold([one, other, row], {ROW: [BODY]}) == {(row.duty, row.time): other.duty}


def test_a_duty_falls_due_once_a_day() -> None:
    first, again = told(BODY, 1), told(BODY, 1, time=2)
    assert retold([again, first], {}) == {(again.duty, again.time): again.duty}
    recurring = [told(BODY, 1, by="", time=each) for each in (1, 2)]
    assert retold(recurring, {}) == {}


def test_an_index_that_does_not_tell_what_is_told_again_is_read(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    index = DataDir(five_notices(tmp_path_factory)).require_current().index
    now = Index(index)
    folder = tmp_path / "index"
    shutil.copytree(index, folder)
    for part in folder.glob("*.sqlite"):
        part.chmod(0o644)
        with closing(sqlite3.connect(part)) as database:
            database.execute("ALTER TABLE time DROP COLUMN retells")
            database.commit()
    earlier = Index(folder)
    every = [each.times(Conditions(), None, "", None, 0).total for each in (earlier, now)]
    assert every[0] > every[1] > 0
    earlier.close()
    now.close()
