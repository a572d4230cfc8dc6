"""The parts of an index, open for reading."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from service.store.conditions import (
    MATCHED,
    WORDED,
    Conditions,
    Where,
    among,
    of_notices,
    selections,
    tasks_where,
)
from service.store.part import APART, TASKS_IN, edition_of, open_part
from service.store.sheets import EDITION, NOTICE_FACETS

_OF_NOTICE = "JOIN notice n ON n.id = t.notice WHERE"
TASKS = f"FROM task t {_OF_NOTICE}"
#: Those that have words, in the order of their numbers.
MATCHING = f"FROM pair CROSS JOIN task t ON t.id = pair.rowid {_OF_NOTICE}"
#: Parts that are asked at once at most.
_ABREAST = 4
#: Whether a part of the index tells of its notices what they are; one that was written before that was told does not.
_TELLS = f"SELECT EXISTS (SELECT 1 FROM belongs WHERE facet = {NOTICE_FACETS.index('status')})"
_AGAIN = "SELECT EXISTS (SELECT 1 FROM passage WHERE first <> id)"


class Found(NamedTuple):
    """A page of what there is, and how much there is."""

    items: Sequence[Any]
    total: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the index, open; the numbers (JSON) of its notices that are ``hidden``, since they have no name or another
    part has their graph by now, and those of places that another part has; its edition, and whether it tells of drafts and
    inferred owners, and whether a section of it has several passages."""

    database: sqlite3.Connection
    hidden: str
    left: str
    edition: int
    tells: bool
    several: bool

    def rows(
        self,
        select: str,
        where: Where,
        rest: str = "",
        before: Sequence[object] = (),
        most: int = -1,
    ) -> Iterator[Any]:
        """At ``most`` so many rows; ``before`` are the values of parameters in ``select``."""
        alive, numbers = _but(self.hidden)
        values = [*before, *where.values, *numbers, most]
        return self.database.execute(f"SELECT {select} {where}{alive} {rest} LIMIT ?", values)

    def hit(self, select: str, where: Where) -> int:
        """Have what is selected, numbers, of those notices ``n`` that are not hidden stand in ``hit``, each once; how many there
        are."""
        alive, numbers = _but(self.hidden)
        self.database.execute("DELETE FROM hit")
        insert = f"INSERT OR IGNORE INTO hit SELECT {select} WHERE {where}{alive}"
        return self.database.execute(insert, [*where.values, *numbers]).rowcount

    def hit_any(self, selects: Iterable[tuple[str, Where]], whole: str, where: Where) -> int:
        """Have what any of the ``selects`` gives with its tests, numbers of units, stand in ``hit``, each once, but for those that are not
        among the ``whole``, of what stands there, by the tests ``where``, or of places ``n`` that another part has; how many there
        are."""
        self.database.execute("DELETE FROM hit")
        number = 0
        for select, tests in selects:
            insert = f"INSERT OR IGNORE INTO hit SELECT {select} WHERE {tests}"
            number += self.database.execute(insert, tests.values).rowcount
        if where or self.left:
            alive, numbers = _but(self.left)
            delete = f"DELETE FROM hit WHERE id NOT IN (SELECT {whole} WHERE {where}{alive})"
            number -= self.database.execute(delete, [*where.values, *numbers]).rowcount
        return number

    def of_hits(
        self, select: str, order: str, most: int | None, before: Sequence[object] = ()
    ) -> Iterator[Any]:
        """What is selected of what stands in ``hit``, at ``most`` so many rows, or all; ``before`` are the values of
        parameters in ``select``."""
        values = [*before, -1 if most is None else most]
        return self.database.execute(f"SELECT {select} ORDER BY {order} LIMIT ?", values)

    def choose(self, wanted: Conditions) -> int:
        """Have the tasks of all ``selections`` stand in ``chosen``: a page and the number of all are read from there. How many
        they are, 0 where there are no selections."""
        found = selections(wanted)
        if not found:
            return 0
        (select, where), *others = found
        for other, tests in others:
            where.within(select.partition(" ")[0], f"SELECT {other}", tests)
        self.database.execute("DELETE FROM chosen")
        self.database.execute(
            f"INSERT OR IGNORE INTO chosen SELECT {select} WHERE {where}", where.values
        )
        return self._number("chosen", Where())

    def count(self, wanted: Conditions) -> int:
        """How many tasks are wanted. What is asked of no notice is counted without them, but for those that are hidden."""
        where = tasks_where(wanted)
        if of_notices(wanted):
            return int(next(self.rows(f"COUNT(*) {TASKS}", where))[0])
        tests = str(where)
        if tests in _TABLES:
            number = self._number(_TABLES[tests], Where())
        elif (others := tests.removeprefix("NOT ")) in _TABLES:
            number = self._number("task", Where()) - self._number(_TABLES[others], Where())
        elif tests == WORDED:
            words = Where()
            words.add(MATCHED, *where.values)
            number = self._number("pair", words)
        else:
            number = self._number("task t", where)
        if self.hidden:
            where.add(f"t.notice IN ({_LISTED})", self.hidden)
            number -= self._number("task t", where)
        return number

    def _number(self, source: str, where: Where) -> int:
        counted = self.database.execute(
            f"SELECT COUNT(*) FROM {source} WHERE {where}", where.values
        )
        return int(counted.fetchone()[0])


def _but(hidden: str) -> tuple[str, list[str]]:
    """The test that leaves out the ``hidden`` notices or places ``n``, if there are any, and its values."""
    return (f" AND n.id NOT IN ({_LISTED})", [hidden]) if hidden else ("", [])


_Told = TypeVar("_Told")
_Row = TypeVar("_Row")


class Parts:
    """The parts of an index, open until they are closed."""

    def __init__(self, paths: Iterable[Path], live: dict[str, int]) -> None:
        self._parts = [opened(path, live) for path in paths]
        self._threads = ThreadPoolExecutor(min(_ABREAST, os.cpu_count() or 1))

    def __iter__(self) -> Iterator[Part]:
        return iter(self._parts)

    def each(self, told: Callable[[Part], _Told]) -> list[_Told]:
        """What is told of each part, in their order; of several at once, since SQLite lets others go on while it looks. Where one
        fails, the others have ended when it is raised: nobody looks at a part when it is asked anew."""
        if len(self._parts) < 2:
            return list(map(told, self._parts))
        asked = [self._threads.submit(told, part) for part in self._parts]
        wait(asked)
        return [each.result() for each in asked]

    def together(
        self, told: Callable[[Part], tuple[int, list[_Row]]], key: Callable[[_Row], Any]
    ) -> tuple[list[_Row], int]:
        """The rows that are told of all parts, sorted by a key, and how many there are, of which each part tells with its own."""
        each = self.each(told)
        rows = sorted((row for _, rows in each for row in rows), key=key)
        return rows, sum(number for number, _ in each)

    def close(self) -> None:
        self._threads.shutdown()
        for part in self._parts:
            part.database.close()


#: Values of a list, as JSON.
_LISTED = "SELECT value FROM json_each(?)"
#: The tables in which all tasks stand of which one test holds alone.
_TABLES = {among(name): name for name in ("chosen", *APART)}


def opened(path: Path, live: dict[str, int]) -> Part:
    database = open_part(path)
    edition = edition_of(database)
    database.execute(TASKS_IN.format("TEMP TABLE", "chosen"))
    if edition != EDITION:
        for name, select in APART.items():
            database.execute(TASKS_IN.format("TEMP TABLE", name))
            database.execute(f"INSERT INTO {name} {select}")
    database.execute("CREATE TEMP TABLE hit (id INTEGER PRIMARY KEY)")
    graphs = [graph for (graph,) in database.execute("SELECT graph FROM sheet")]
    gone = json.dumps([graph for graph in graphs if live.get(graph) != int(path.stem)])

    def numbers(select: str) -> str:
        found = [number for (number,) in database.execute(f"{select} graph IN ({_LISTED})", [gone])]
        return json.dumps(found) if found else ""

    return Part(
        database,
        numbers("SELECT id FROM notice WHERE iri = '' OR"),
        numbers("SELECT id FROM place WHERE") if edition == EDITION else "",
        edition,
        bool(database.execute(_TELLS).fetchone()[0]),
        edition == EDITION and bool(database.execute(_AGAIN).fetchone()[0]),
    )
