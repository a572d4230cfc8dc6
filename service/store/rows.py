"""Rows of the notices of a snapshot, in a database of SQLite: one is read or replaced without the others."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, fields
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

import orjson

from service.errors import StoreError

Made = TypeVar("Made")


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


def damaged(snapshot: str, *files: str) -> StoreError:
    """The error to raise where one of the files of a snapshot (its id) cannot be read."""
    return StoreError(
        f"图谱快照 {snapshot} 的清单（{'、'.join(files)}）缺失或已损坏。请用 anze restore 恢复备份；没有备份时，"
        "把数据目录移走，用 anze build 重新建图。",
        f"The {' or '.join(files)} of snapshot {snapshot} is missing or damaged. Restore a backup by "
        "`anze restore`; without one move the data directory away and build anew by `anze build`.",
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows in the order of their graphs, in a database that is open until they are closed; ``snapshot``: the id of that of
    which they are. Damage deep in the file is found where it is read, and raises StoreError."""

    database: sqlite3.Connection
    snapshot: str = ""

    def __iter__(self) -> Iterator[NoticeRow]:
        return self._told(_row_of, f"{_SELECT} ORDER BY graph")

    def __len__(self) -> int:
        return next(self._told(lambda found: int(found[0]), "SELECT COUNT(*) FROM notice"))

    @property
    def graphs(self) -> list[str]:
        return list(self._told(lambda found: str(found[0]), "SELECT graph FROM notice ORDER BY 1"))

    @property
    def rates(self) -> Iterator[dict[str, Any]]:
        """The rates of those that have some."""
        return self._told(_rates_of, "SELECT rates FROM notice WHERE rates <> '{}'")

    @property
    def changed(self) -> bool:
        """Whether a row was put or removed since these were opened."""
        return self.database.total_changes > 0

    def get(self, graph: str) -> NoticeRow | None:
        return next(self._told(_row_of, f"{_SELECT} WHERE graph = ?", graph), None)

    def put(self, rows: Iterable[NoticeRow]) -> None:
        """Have these rows, instead of those of the same notices."""
        told = [(*_PLAIN(row), orjson.dumps(row.rates).decode()) for row in rows]
        with self._damage_told():
            self.database.executemany(_PUT, told)

    def remove(self, graph: str) -> None:
        with self._damage_told():
            self.database.execute("DELETE FROM notice WHERE graph = ?", [graph])

    def read_by(self, reader: str) -> None:
        """Have all rows say so."""
        with self._damage_told():
            self.database.execute("UPDATE notice SET reader = ?", [reader])

    def digest(self) -> str:
        """SHA-256 (hex) of which notices there are, of which files, read by what."""
        whole = hashlib.sha256()
        for line in self._told("\0".join, f"SELECT {_OF} FROM notice ORDER BY graph"):
            whole.update(line.encode() + b"\n")
        return whole.hexdigest()

    def close(self) -> None:
        try:
            if self.database.in_transaction:
                with self._damage_told():
                    self.database.execute("COMMIT")
        finally:
            self.database.close()

    def _told(self, make: Callable[[Any], Made], question: str, *values: str) -> Iterator[Made]:
        """What is made of each row that the database answers with."""
        with self._damage_told(), closing(self.database.execute(question, values)) as found:
            yield from map(make, found)

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:
            raise
        except (sqlite3.DatabaseError, ValueError, TypeError, MemoryError) as error:
            # the last of a length that damage has made too large
            if isinstance(error, sqlite3.OperationalError) and hasattr(error, "sqlite_errorcode"):
                raise  # SQLite's own: the disk is full, say
            raise damaged(self.snapshot, "notices.sqlite") from None


_OF = "graph, file, sha256, reader, origin"


def _row_of(found: tuple[Any, ...]) -> NoticeRow:
    values = *found[:-1], _rates_of(found)
    return NoticeRow(*values)


def _rates_of(found: tuple[Any, ...]) -> dict[str, Any]:
    rates: dict[str, Any] = orjson.loads(found[-1])
    return rates


def read_rows(file: Path) -> Rows:
    """The rows in a file of a snapshot that nobody writes to."""
    where = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    return _opened(sqlite3.connect(where, uri=True, isolation_level=None), "", file.parent.name)


def write_rows(file: Path | None, there: str = "") -> Rows:
    """Rows to be changed, in a file or in memory: at first none, or those of the snapshot (its id) that are ``there``."""
    database = sqlite3.connect(file or ":memory:", isolation_level=None)
    return _opened(database, _ALONE if there else _ALONE + _TABLE, there)


def _opened(database: sqlite3.Connection, script: str, snapshot: str) -> Rows:
    try:
        database.executescript(script)
        database.execute(f"{_SELECT} LIMIT 1")
    except sqlite3.Error:
        database.close()
        raise
    return Rows(database, snapshot)
