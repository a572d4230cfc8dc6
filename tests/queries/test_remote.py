"""Every question, asked of engines that were loaded from partitions, has the rows that were worked out from the notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.settings import Settings
from service.store.partitions import here, partition
from service.store.push import push_partitions
from service.store.sources import real_sources
from tests.queries.questions import NOTICES, Question, Row, questions
from tests.service.conftest import Server
from tests.service.test_remote import PRESENT, UNITED, Remote

#: Questions that an engine answers otherwise, and those that it may in some runs, and why.
OTHERWISE = {
    "virtuoso": {
        "cq24b-conditions-and-reaction-times-of-xiaoyi": "it keeps a duration as its seconds"
    }
}
UNSTEADY = {
    "virtuoso": {
        "cq34a-copied-passages": "its sums have no rows",
        "cq71-outliers": "one of its counts by group is another's",
    }
}


@pytest.mark.parametrize("name", PRESENT)
def test_questions_are_answered_alike(name: str, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    partition([NOTICES], parts, real_sources(), here)
    asked = questions()
    assert len(asked) == 87
    with serving(name, tmp_path) as (engine, over):
        push_partitions(parts, Settings(**engine.settings))  # type: ignore[arg-type]
        others = {
            each.name: rows
            for each in asked
            if (rows := answer(over, each)) != Counter(map(comparable, each.rows))
        }
    wrong = {
        question: rows
        for question, rows in others.items()
        if question not in UNSTEADY.get(name, ())
    }
    assert wrong.keys() == OTHERWISE.get(name, {}).keys(), wrong


@contextmanager
def serving(name: str, folder: Path) -> Iterator[tuple[Remote, Server]]:
    """An engine without data, and the service over it."""
    (folder / "engine").mkdir()
    engine = UNITED[name](folder / "engine")
    try:
        over = Server(folder, client_rate=0, time_limit=30, **engine.reading()).wait()
        try:
            yield engine, over
        finally:
            over.stop()
    finally:
        engine.stop()


def answer(over: Server, asked: Question) -> Counter[Row]:
    rows = (tuple(row.get(name, "") for name in asked.columns) for row in over.rows(asked.text))
    return Counter(map(comparable, rows))


def comparable(row: Row) -> Row:
    """The row with numbers however they are written, and lists in whatever order."""
    return tuple(map(_comparable, row))


def _comparable(cell: str) -> str:
    try:
        return f"{float(cell):.6g}"
    except ValueError:
        return "; ".join(sorted(cell.split("; ")))
