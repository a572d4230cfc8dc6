"""A row of a table tells of a task what the whole task tells, and asks the engine for less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from service.lookup.ask import Asker, Values
from service.lookup.find import find_page
from service.lookup.tasks import ROW, TaskWriter, names_in, task_graph, tasks_told
from service.lookup.terms import AZ, local
from service.lookup.wanted import TaskFilter
from tests.ingest.test_graph import DATA, read
from tests.service.test_find import Engines
from tests.shared import five_notices

Told = dict[str, Any]
#: What a table shows of a part of a task.
SHOWN = {
    "owners": ("unit", "role", "basis", "as_written"),
    "targets": ("indicator", "as_written"),
    "sectors": ("id", "label", "url"),
    "hazards": ("id", "label", "url"),
    "mechanisms": ("id", "label", "url"),
}


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[list[Told], list[Told], int, int]]:
    async def ask(ask: Asker) -> tuple[list[Told], list[Told], int, int]:
        found = (await find_page(ask, TaskFilter(), "notice", None, 0)).tasks
        whole, row = await tasks_told(ask, found), await tasks_told(ask, found, ROW)
        units = frozenset(sorted(row.of_all(AZ + "owner"))[::3])
        all_of = TaskWriter(whole, await names_in(ask, whole), "http://h")
        rows_of = TaskWriter(row, await names_in(ask, row), "http://h")
        tasks = [all_of.task(each, to) for each in found for to in (frozenset[str](), units)]
        rows = [rows_of.row(each, to) for each in found for to in (frozenset[str](), units)]
        assert whole.told == Values.of(await task_graph(ask, found)).told
        return tasks, rows, _size(whole), _size(row)

    with Engines(five_notices(tmp_path_factory)) as engines:
        yield engines.asked(ask)


def _size(values: Values) -> int:
    return sum(len(each) for about in values.told.values() for each in about.values())


def _row_of(task: Told) -> Told:
    same = ("id", "url", "text", "part", "notice", "draft", "section", "due")
    row = {name: task[name] for name in same if name in task}
    for name, fields in SHOWN.items():
        row[name] = [{field: each[field] for field in fields} for each in task[name]]
    for owner, whole in zip(row["owners"], task["owners"], strict=True):
        owner["evidence"] = _at(whole["evidence"])
    row["times"] = [{k: v for k, v in each.items() if k != "evidence"} for each in task["times"]]
    return {**row, "evidence": _at(task["evidence"])}


def _at(evidence: Told | None) -> Told | None:
    return evidence and {name: evidence[name] for name in ("exact", "start", "end")}


def test_a_row_tells_what_the_task_tells(told: tuple[list[Told], list[Told], int, int]) -> None:
    tasks, rows, *_ = told
    assert len(tasks) == len(rows) > 200
    for name in ("owners", "times", "targets", "sectors", "due"):
        assert sum(bool(each[name]) for each in rows) > 10, name
    assert sum("part" in each for each in rows) > 2
    owners: dict[object, Told] = {}
    for task, row in zip(tasks, rows, strict=True):
        assert {name: row[name] for name in row if name != "notes"} == _row_of(task)
        assert owners.setdefault(row["notes"], row["owners"]) == row["owners"]
    assert 50 < len(owners) < len(rows)


def test_it_asks_for_less(told: tuple[list[Told], list[Told], int, int]) -> None:
    *_, whole, row = told
    assert row < 0.7 * whole


def test_a_measure_shows_the_words_that_reading_found(
    told: tuple[list[Told], list[Told], int, int],
) -> None:
    tasks = {task["id"]: task for task in told[0]}
    found = Counter[bool]()
    slugs = {path.stem for path in DATA.glob("*.txt")}
    for read_task in (task for slug in sorted(slugs) for task in read(slug).tasks):
        shown = {local(each["id"]): each for each in tasks[read_task.iri]["measures"]}
        assert set(shown) == {topic.notation for topic in read_task.measures}
        for notation, mention in read_task.measures:
            evidence = shown[notation]["evidence"]
            exact = (evidence["start"], evidence["end"]) == (mention.start, mention.end)
            assert evidence["exact"] == mention.quote
            assert evidence["start"] <= mention.start < mention.end <= evidence["end"]
            found[exact] += 1
    assert found[True] > 1000
