"""What a calendar leaves out because it is said already."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from service.lookup.calendar import of_month, of_state
from service.lookup.mine import STATES
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


WITHOUT_NOTICES = "DROP INDEX time_notice; ALTER TABLE time DROP COLUMN notice;"


def before(index: Path, folder: Path, change: str) -> Index:
    """A copy of the index as an earlier version wrote it."""
    shutil.copytree(index, folder / "index")
    for part in (folder / "index").glob("*.sqlite"):
        part.chmod(0o644)
        with closing(sqlite3.connect(part)) as database:
            database.executescript(change)
    return Index(folder / "index")


def test_an_index_that_does_not_tell_what_is_told_again_is_read(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    index = DataDir(five_notices(tmp_path_factory)).require_current().index
    now, earlier = (
        Index(index),
        before(index, tmp_path, WITHOUT_NOTICES + "ALTER TABLE time DROP COLUMN retells"),
    )
    every = [each.times(Conditions(), None, "", None, 0).total for each in (earlier, now)]
    assert every[0] > every[1] > 0
    earlier.close()
    now.close()


def test_an_index_that_does_not_tell_the_notices_of_times_gives_the_same(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    index = DataDir(five_notices(tmp_path_factory)).require_current().index
    now, earlier = Index(index), before(index, tmp_path, WITHOUT_NOTICES)
    spans = [None, *(asdict(of_state(state, date(2026, 5, 1), 2026)) for state in STATES)]
    spans += [asdict(of_month(f"2026-{month:02d}")) for month in range(1, 13)]
    of_2026 = Conditions(facets={"year": ["2026"]})
    told = [
        [each.times(wanted, span, "2026-05-01", 50, 0) for each in (earlier, now)]
        for span in spans
        for wanted in (Conditions(), of_2026)
    ]
    assert sum(one.total > 0 for one, _ in told) > 20
    assert all(one == other for one, other in told)
    earlier.close()
    now.close()
