"""Rows of the notices of a snapshot, in a database of SQLite: one is read or replaced without the others."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in the store. ``mechanisms`` counts the different ones that its tasks invoke;
    ``origin`` is "file" (anze build) or "published" (over HTTP); ``seconds`` is what reading it took
    and no part of the snapshot's digest; ``reader`` digests the code and rules that made its graph;
    ``rates`` how it stands (``shapes.records.Rates`` as JSON)."""

    graph: str
    title: str
    file: str
    sha256: str
    tasks: int
    with_owner: int
    with_deadline: int
    mechanisms: int
    quads: int
    seconds: float = 0.0
    reader: str = ""
    origin: str = "file"
    rates: dict[str, Any] = field(default_factory=dict)


#: The table has a column for each, ``rates``, the last, as JSON.
_COLUMNS = tuple(each.name for each in fields(NoticeRow))
_PLAIN = attrgetter(*_COLUMNS[:-1])
_TABLE = f"CREATE TABLE notice ({', '.join(_COLUMNS)}, PRIMARY KEY (graph));"
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM notice"
_PUT = f"INSERT OR REPLACE INTO notice VALUES ({', '.join('?' * len(_COLUMNS))})"
#: A file that is written by one process, and read by others only when it is done.
_ALONE = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; BEGIN;"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows in the order of their graphs, in a database that is open until they are closed."""

    database: sqlite3.Connection

    def __iter__(self) -> Iterator[NoticeRow]:
        return map(_row_of, self.database.execute(f"{_SELECT} ORDER BY graph"))

    def __len__(self) -> int:
        return int(self.database.execute("SELECT COUNT(*) FROM notice").fetchone()[0])

    @property
    def graphs(self) -> list[str]:
        return [graph for (graph,) in self.database.execute("SELECT graph FROM notice ORDER BY 1")]

    @property
    def rates(self) -> Iterator[dict[str, Any]]:
        """The rates of those that have some."""
        found = self.database.execute("SELECT rates FROM notice WHERE rates <> '{}'")
        return (orjson.loads(rates) for (rates,) in found)

    @property
    def changed(self) -> bool:
        """Whether a row was put or removed since these were opened."""
        return self.database.total_changes > 0

    def get(self, graph: str) -> NoticeRow | None:
        found = self.database.execute(f"{_SELECT} WHERE graph = ?", [graph]).fetchone()
        return _row_of(found) if found else None

    def put(self, rows: Iterable[NoticeRow]) -> None:
        """Have these rows, instead of those of the same notices."""
        told = ((*_PLAIN(row), orjson.dumps(row.rates).decode()) for row in rows)
        self.database.executemany(_PUT, told)

    def remove(self, graph: str) -> None:
        self.database.execute("DELETE FROM notice WHERE graph = ?", [graph])

    def read_by(self, reader: str) -> None:
        """Have all rows say so."""
        self.database.execute("UPDATE notice SET reader = ?", [reader])

    def digest(self) -> str:
        """SHA-256 (hex) of which notices there are, of which files, read by what."""
        whole = hashlib.sha256()
        for told in self.database.execute(f"SELECT {_OF} FROM notice ORDER BY graph"):
            whole.update("\0".join(told).encode() + b"\n")
        return whole.hexdigest()

    def close(self) -> None:
        try:
            if self.database.in_transaction:
                self.database.execute("COMMIT")
        finally:
            self.database.close()


_OF = "graph, file, sha256, reader, origin"


def _row_of(found: tuple[Any, ...]) -> NoticeRow:
    values = *found[:-1], orjson.loads(found[-1])
    return NoticeRow(*values)


def read_rows(file: Path) -> Rows:
    """The rows in a file that nobody writes to."""
    where = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    return _opened(sqlite3.connect(where, uri=True, isolation_level=None), "")


def write_rows(file: Path | None, there: bool = False) -> Rows:
    """Rows to be changed, in a file or in memory: at first none, or those that are ``there``."""
    database = sqlite3.connect(file or ":memory:", isolation_level=None)
    return _opened(database, _ALONE if there else _ALONE + _TABLE)


def _opened(database: sqlite3.Connection, script: str) -> Rows:
    try:
        database.executescript(script)
        database.execute(f"{_SELECT} LIMIT 1")
    except sqlite3.Error:
        database.close()
        raise
    return Rows(database)
