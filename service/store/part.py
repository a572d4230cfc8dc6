"""One part of the index: a database of SQLite that is written once.

Tasks and passages of sections are numbered in the order of notices and text, times in that of a calendar, units by how many tasks they
have, so that a page is read in its order. Words are kept as pairs of neighbouring characters (FTS5): of tasks, of passages and of names of units; IRIs once each."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from typing import Any

from service.store.passages import KINDS
from service.store.sheets import (
    EDITION,
    FACETS,
    NOTICE_FACETS,
    UNIT_FACETS,
    Duty,
    Sheet,
    Task,
    Unit,
    Written,
    sheet_in,
    words_in,
)
from service.store.words import pairs

#: Bytes of a part that are mapped at most; those behind them are read piece by piece.
_MAPPED = 1 << 30
#: Tasks that are wanted and have no index: those without a stated owner, and those of nobody.
APART = {
    "unstated": "SELECT id FROM task WHERE NOT stated",
    "nobody": "SELECT id FROM task EXCEPT SELECT d.task FROM duty d JOIN assigned a ON a.duty = d.id",
}
#: A table of tasks, by its name.
TASKS_IN = "CREATE {} {} (task INTEGER PRIMARY KEY)"
#: Units that are written together.
_UNITS = 1_000
#: What stands for the day of a task without one, behind all others.
NO_DAY = "9999"
_TIME = """id INTEGER PRIMARY KEY, duty INTEGER, node TEXT, iri TEXT, by TEXT, period TEXT, first TEXT, last TEXT, recurs INTEGER,
words TEXT, retells INTEGER, notice INTEGER, days TEXT"""
_WORDS = "fts5 (pairs, content='', tokenize='unicode61 remove_diacritics 0'"
_TABLES = f"""
PRAGMA user_version = {EDITION};
CREATE TABLE sheet (graph TEXT PRIMARY KEY, body BLOB);
CREATE TABLE name (id INTEGER PRIMARY KEY, iri TEXT);
CREATE TABLE notice (id INTEGER PRIMARY KEY, graph TEXT, iri TEXT, title TEXT, year TEXT, dated TEXT);
CREATE TABLE belongs (facet INTEGER, value INTEGER, notice INTEGER, PRIMARY KEY (facet, value, notice)) WITHOUT ROWID;
CREATE TABLE task (id INTEGER PRIMARY KEY, notice INTEGER, iri TEXT, due TEXT, stated INTEGER, text TEXT, rank INTEGER);
CREATE TABLE has (facet INTEGER, value INTEGER, task INTEGER, PRIMARY KEY (facet, value, task)) WITHOUT ROWID;
CREATE TABLE duty (id INTEGER PRIMARY KEY, task INTEGER, text TEXT);
CREATE TABLE owner (duty INTEGER, unit INTEGER, PRIMARY KEY (duty, unit)) WITHOUT ROWID;
CREATE TABLE assigned (unit INTEGER, role INTEGER, duty INTEGER, PRIMARY KEY (unit, role, duty)) WITHOUT ROWID;
CREATE TABLE day (due TEXT, duty INTEGER, PRIMARY KEY (due, duty)) WITHOUT ROWID;
CREATE TABLE time ({_TIME});
CREATE VIRTUAL TABLE pair USING {_WORDS});
CREATE TABLE passage (id INTEGER PRIMARY KEY, first INTEGER, notice INTEGER, section INTEGER, kinds INTEGER);
CREATE VIRTUAL TABLE words USING {_WORDS}, columnsize=0);
CREATE TABLE place (id INTEGER PRIMARY KEY, graph TEXT);
CREATE TABLE unit (id INTEGER PRIMARY KEY, place INTEGER, name INTEGER, names TEXT, tasks INTEGER, by_default INTEGER);
CREATE TABLE being (facet INTEGER, value INTEGER, unit INTEGER, PRIMARY KEY (facet, value, unit)) WITHOUT ROWID;
CREATE VIRTUAL TABLE called USING {_WORDS}, columnsize=0);
"""
#: A file that is written once and read by nobody meanwhile.
_ALONE = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;"
_INDEXES = """
CREATE UNIQUE INDEX name_iri ON name (iri);
CREATE INDEX notice_iri ON notice (iri);
CREATE INDEX task_notice ON task (notice);
CREATE INDEX task_due ON task (due, id);
CREATE INDEX task_late ON task (due DESC, id);
CREATE INDEX task_rank ON task (rank);
CREATE INDEX duty_task ON duty (task);
CREATE INDEX assigned_role ON assigned (role, duty);
CREATE INDEX time_duty ON time (duty);
CREATE INDEX time_by ON time (by);
CREATE INDEX time_notice ON time (notice);
CREATE INDEX passage_again ON passage (id) WHERE first <> id;
INSERT INTO pair (pair) VALUES ('optimize');
INSERT INTO words (words) VALUES ('optimize');
INSERT INTO called (called) VALUES ('optimize');
"""


def write_part(part: Path, sheets: Mapping[str, Written]) -> None:
    """Write the sheets, by graph. A process that may write below the data directory alone has no other place for what
    SQLite puts aside: it sorts in memory, and is tidied from one file into another."""
    draft = part.with_suffix(".draft")
    with closing(sqlite3.connect(draft, isolation_level=None)) as database:
        database.executescript(_ALONE + _TABLES)
        database.execute("BEGIN")
        rows = _Rows(sheets)
        for table, found in (each for tables in rows.each() for each in tables.items() if each[1]):
            places = ", ".join("?" * len(found[0]))
            database.executemany(f"INSERT INTO {table} VALUES ({places})", found)
        database.execute("COMMIT")
        database.executescript(_INDEXES)
        for name, select in APART.items():
            database.execute(TASKS_IN.format("TABLE", name))
            database.execute(f"INSERT INTO {name} {select}")
        database.execute("VACUUM INTO ?", (str(part),))
    draft.unlink()


class _Rows:
    """The rows of each table, notice by notice."""

    def __init__(self, sheets: Mapping[str, Written]) -> None:
        self._sheets = sheets
        self._tables: dict[str, list[tuple[Any, ...]]] = {}
        self._last: Counter[str] = Counter()
        self._names: dict[str, int] = {}
        self._times: list[tuple[Any, ...]] = []
        self._duties: dict[str, int] = {}
        texts: set[str] = set()
        self._notices: list[tuple[str, str]] = []
        self._places: list[str] = []
        passages: dict[str, int] = {}
        for graph, written in sheets.items():
            notices, words, passages[graph] = words_in(written)
            texts.update(words)
            self._notices += [(notice, graph) for notice in notices]
            self._places += [] if notices else [graph]
        self._notices.sort()
        self._rank = {text: number for number, text in enumerate(sorted(texts))}
        own = [graph for notice, graph in self._notices if notice == graph]
        numbers = accumulate((passages[graph] for graph in own), initial=1)
        self._passages = dict(zip(own, numbers, strict=False))

    def each(self) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
        """New rows by table."""
        for iri, graph in self._notices:
            self._tables = defaultdict(list)
            self._add_notice(graph, iri, sheet_in(self._sheets[graph]))
            yield self._tables
        yield from self._units()
        times = enumerate(sorted(self._times), 1)
        yield {
            "sheet": list(self._sheets.items()),
            "name": [(number, iri) for iri, number in self._names.items()],
            "time": [
                (number, duty, node, *row[:7], self._duties.get(row.retells, 0), notice, row.days)
                for number, (*_, node, _, duty, row, notice) in times
            ],
        }

    def _next(self, table: str) -> int:
        self._last[table] += 1
        return self._last[table]

    def _name(self, iri: str) -> int:
        return self._names.setdefault(iri, len(self._names) + 1)

    def _add_notice(self, graph: str, iri: str, sheet: Sheet) -> None:
        number = self._next("notice")
        notice = next(each for each in sheet.notices if each.iri == iri)
        self._tables["notice"].append((number, graph, *notice[:-1]))
        self._add_facets("belongs", NOTICE_FACETS, notice.has, number)
        first = self._passages.get(graph, 0)
        words = {text: " ".join(pairs(text)) for text in {task.text for task in sheet.tasks}}
        if iri == graph:
            self._add_passages(number, first, sheet, words)
        for task in sheet.tasks:
            if task.notice == iri:
                self._add_task(number, task, words[task.text])

    def _add_passages(
        self, notice: int, first: int, sheet: Sheet, words: Mapping[str, str]
    ) -> None:
        told: dict[int, list[str]] = defaultdict(list)
        for task in sheet.tasks:
            told[task.within].append(words[task.text])
        firsts: dict[str, int] = {}
        for place, passage in enumerate(sheet.passages):
            number = first + place
            same = firsts.setdefault(passage.section, number)
            own = notice, self._name(passage.section), kinds_number(passage.kinds)
            self._tables["passage"].append((number, same, *own))
            said = " ".join([*pairs(passage.rest), *told[place]])
            self._tables["words (rowid, pairs)"].append((number, said))

    def _units(self) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
        """Rows of places and their units."""
        places = dict(enumerate(self._places, 1))
        yield {"place": list(places.items())}
        found = [
            (place, unit)
            for place, graph in places.items()
            for unit in sheet_in(self._sheets[graph]).units
        ]
        found.sort(key=lambda each: (-each[1].tasks, each[1].iri))
        for start in range(0, len(found), _UNITS):
            self._tables = defaultdict(list)
            for number, (place, unit) in enumerate(found[start : start + _UNITS], start + 1):
                self._add_unit(number, place, unit)
            yield self._tables

    def _add_unit(self, number: int, place: int, unit: Unit) -> None:
        names = "\n".join(unit.names).lower()
        own = number, place, self._name(unit.iri), names, unit.tasks, unit.by_default
        self._tables["unit"].append(own)
        self._tables["called (rowid, pairs)"].append((number, " ".join(pairs(names))))
        self._add_facets("being", UNIT_FACETS, unit.has, number)

    def _add_task(self, notice: int, task: Task, words: str) -> None:
        number, due = self._next("task"), task.due or NO_DAY
        own = number, notice, task.iri, due, task.stated, task.text, self._rank[task.text]
        self._tables["task"].append(own)
        self._tables["pair (rowid, pairs)"].append((number, words))
        self._add_facets("has", FACETS, task.has, number)
        for duty in task.duties:
            self._add_duty(notice, number, duty)

    def _add_facets(
        self, table: str, known: tuple[str, ...], has: Iterable[tuple[str, str]], number: int
    ) -> None:
        for facet, value in dict.fromkeys(has):
            self._tables[table].append((known.index(facet), self._name(value), number))

    def _add_duty(self, notice: int, task: int, duty: Duty) -> None:
        number = self._next("duty")
        self._tables["duty"].append((number, task, duty.text))
        self._duties[duty.iri] = number
        for unit in duty.owners:
            self._tables["owner"].append((number, self._name(unit)))
        for unit, role in duty.assigned:
            self._tables["assigned"].append((self._name(unit), self._name(role), number))
        for due in duty.due:
            self._tables["day"].append((due, number))
        for time in duty.times:
            if time.by or time.period or time.first:
                key = time.by, time.period, time.first, duty.iri, time.iri
                self._times.append((*key, number, time, notice))


def kinds_number(kinds: Iterable[str]) -> int:
    """Classes of sections as bits of a number."""
    return sum(1 << KINDS.index(kind) for kind in kinds)


def graphs_in(part: Path) -> int:
    """How many graphs, or places with units, have a sheet there."""
    with closing(open_part(part)) as database:
        return int(database.execute("SELECT COUNT(*) FROM sheet").fetchone()[0])


def read_part(part: Path, graphs: Iterable[str]) -> dict[str, Written]:
    """The sheets of these graphs, as they were written."""
    wanted = json.dumps(list(graphs))
    select = "SELECT graph, body FROM sheet WHERE graph IN (SELECT value FROM json_each(?))"
    with closing(open_part(part)) as database:
        bodies = database.execute(select, (wanted,)).fetchall()
    return dict(bodies)


def edition_of(database: sqlite3.Connection) -> int:
    """The edition of a part that is open."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def open_part(part: Path) -> sqlite3.Connection:
    """The part, open for reading where it lies in memory, not copied; what it sorts stays there too, since its process may
    write nowhere. Of one of an earlier
    version, which does not tell of which notices its times are or on which days they recur, they are copied there; as if
    nothing were told again, where it does not tell that."""
    database = sqlite3.connect(
        f"file:{part}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
    )
    # that of SQLite knows no letters but those of ASCII
    database.create_function("lowered", 1, str.lower, deterministic=True)
    database.execute("PRAGMA temp_store = MEMORY")
    database.execute(f"PRAGMA mmap_size = {_MAPPED}")
    known = {name for (name,) in database.execute("SELECT name FROM pragma_table_info('time')")}
    if not known >= {"notice", "days"}:
        retells = "m.retells" if "retells" in known else "0"
        database.executescript(_COPIED.format(columns=_TIME, retells=retells))
    return database


_COPIED = """CREATE TEMP TABLE time ({columns});
INSERT INTO temp.time SELECT m.id, m.duty, m.node, m.iri, m.by, m.period, m.first, m.last, m.recurs, m.words, {retells}, t.notice, ''
FROM main.time m JOIN duty d ON d.id = m.duty JOIN task t ON t.id = d.task;
CREATE INDEX temp.time_duty ON time (duty);
CREATE INDEX temp.time_by ON time (by);
CREATE INDEX temp.time_notice ON time (notice);
"""
