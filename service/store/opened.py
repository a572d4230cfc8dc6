"""The parts of an index, open for reading."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from service.store.conditions import (
    CHOSEN,
    KNOWN,
    Conditions,
    Where,
    known,
    of_notices,
    selections,
    tasks_where,
)
from service.store.part import edition_of, open_part
from service.store.sheets import EDITION, NOTICE_FACETS

TASKS = "FROM task t JOIN notice n ON n.id = t.notice WHERE"
#: Whether a part of the index tells of its notices what they are; one that was written before that was told does not.
_TELLS = f"SELECT EXISTS (SELECT 1 FROM belongs WHERE facet = {NOTICE_FACETS.index('status')})"


class Found(NamedTuple):
    """A page of what there is, and how much there is."""

    items: Sequence[Any]
    total: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the index, open; the numbers (JSON) of its notices that are ``hidden``, since they have no name or another
    part has their graph by now, and those of places that another part has; its edition, and whether it tells of drafts and
    inferred owners; and which tasks of ``KNOWN`` it has found."""

    database: sqlite3.Connection
    hidden: str
    left: str
    edition: int
    tells: bool
    learned: set[str] = field(default_factory=set)

    def rows(
        self,
        select: str,
        where: Where,
        rest: str = "",
        before: Sequence[object] = (),
        most: int = -1,
    ) -> Iterator[Any]:
        """At ``most`` so many rows; ``before`` are the values of parameters in ``select``."""
        alive = f" AND n.id NOT IN ({_LISTED})" if self.hidden else ""
        values = [*before, *where.values, *([self.hidden] if self.hidden else ()), most]
        return self.database.execute(f"SELECT {select} {where}{alive} {rest} LIMIT ?", values)

    def hit(self, select: str, where: Where, hidden: str) -> int:
        """Have what is selected, numbers, of those notices or places ``n`` that are not among the ``hidden`` stand in ``hit``, each
        once; how many there are."""
        alive = f" AND n.id NOT IN ({_LISTED})" if hidden else ""
        values = [*where.values, *([hidden] if hidden else ())]
        self.database.execute("DELETE FROM hit")
        insert = f"INSERT OR IGNORE INTO hit SELECT {select} WHERE {where}{alive}"
        return self.database.execute(insert, values).rowcount

    def of_hits(
        self, select: str, order: str, most: int | None, before: Sequence[object] = ()
    ) -> Iterator[Any]:
        """What is selected of what stands in ``hit``, at ``most`` so many rows, or all; ``before`` are the values of
        parameters in ``select``."""
        values = [*before, -1 if most is None else most]
        return self.database.execute(f"SELECT {select} ORDER BY {order} LIMIT ?", values)

    def learn(self, wanted: Conditions) -> None:
        """Have the tasks of ``KNOWN`` that the tests of these need stand where they look for them."""
        for name in known(wanted):
            if name not in self.learned:
                self.database.execute(_TASKS_IN.format(name))
                self.database.execute(f"INSERT INTO {name} {KNOWN[name]}")
                self.learned.add(name)

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
        if self.hidden or str(where) != CHOSEN:
            number = self._number("task t", where)
        else:
            number = self._number("chosen", Where())
        if self.hidden:
            where.add(f"t.notice IN ({_LISTED})", self.hidden)
            number -= self._number("task t", where)
        return number

    def _number(self, source: str, where: Where) -> int:
        counted = self.database.execute(
            f"SELECT COUNT(*) FROM {source} WHERE {where}", where.values
        )
        return int(counted.fetchone()[0])


_Told = TypeVar("_Told")


class Parts:
    """The parts of an index, open until they are closed."""

    def __init__(self, paths: Iterable[Path], live: dict[str, int]) -> None:
        self._parts = [opened(path, live) for path in paths]
        self._threads = ThreadPoolExecutor(os.cpu_count())

    def each(self, told: Callable[[Part], _Told]) -> list[_Told]:
        """What is told of each part, in their order; of several at once, since SQLite lets others go on while it looks."""
        several = len(self._parts) > 1
        return list(self._threads.map(told, self._parts) if several else map(told, self._parts))

    def close(self) -> None:
        self._threads.shutdown()
        for part in self._parts:
            part.database.close()


#: Values of a list, as JSON.
_LISTED = "SELECT value FROM json_each(?)"
#: A table of tasks.
_TASKS_IN = "CREATE TEMP TABLE {} (task INTEGER PRIMARY KEY)"


def opened(path: Path, live: dict[str, int]) -> Part:
    database = open_part(path)
    edition = edition_of(database)
    database.execute(_TASKS_IN.format("chosen"))
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
    )
