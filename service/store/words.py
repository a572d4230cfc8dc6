"""The words of tasks, found without reading the tasks: Chinese words of any length, phrases, numbers.

A text is kept as its pairs of neighbouring characters (SQLite FTS5); a word is a phrase of such pairs, one
character the beginning of a pair. The index stands in the snapshot, so that it becomes current with the
graph or not at all: parts that never change, shared with older snapshots by hard links, one for the
notices of each change, and ``live.json``: the part that has each notice."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from ontology import ids
from service.store.quads import lexical

#: The tasks (IRIs) of a notice with their sentences.
Texts = list[tuple[str, str]]

#: Parts of about one size (to the power of four) that are written together.
ALIKE = 4
_LIVE = "live.json"
_SCHEMA = """CREATE TABLE task (id INTEGER PRIMARY KEY, iri TEXT, notice TEXT, text TEXT);
CREATE VIRTUAL TABLE pair USING fts5 (pairs, content='', tokenize='unicode61 remove_diacritics 0');"""
_RUN = re.compile(r"[^\W_]+")
_TEXT, _TASK = (ox.NamedNode(ids.ONTOLOGY + name) for name in ("text", "Task"))


def texts_of(triples: Iterable[ox.Triple]) -> Texts:
    """The tasks of a graph with their sentences."""
    tasks: set[object] = set()
    said: dict[object, str] = {}
    for triple in triples:
        if triple.object == _TASK:
            tasks.add(triple.subject)
        elif triple.predicate == _TEXT and isinstance(triple.object, ox.Literal):
            said[triple.subject] = triple.object.value
    return sorted((lexical(t), said[t]) for t in tasks & said.keys())


def pairs(text: str) -> list[str]:
    """Neighbouring characters of each run of letters and digits, and the last of each alone.

    >>> pairs("燃气，AI")
    ['燃气', '气', 'ai', 'i']
    """
    return [run[i : i + 2] for run in _RUN.findall(text.lower()) for i in range(len(run))]


def phrase(word: str) -> str:
    """The FTS5 query for the word; empty if it has neither letter nor digit.

    >>> phrase("燃气"), phrase("燃气管"), phrase("燃"), phrase("，")
    ('"燃气"', '"燃气 气管"', '"燃" *', '')
    """
    found = pairs(word)
    if len(found) > 1 and len(found[-2]) == 2:
        return f'"{" ".join(found[:-1])}"'
    return f'"{" ".join(found)}" *' if found else ""


def renew(before: Path | None, target: Path, changed: Mapping[str, Texts]) -> None:
    """Write the index of the next snapshot: that at ``before`` with the texts of the ``changed`` notices
    instead; a notice without texts is gone."""
    target.mkdir()
    live: dict[str, int] = {}
    if before is not None:
        live = _live(before)
        for part in before.glob("*.sqlite"):
            (target / part.name).hardlink_to(part)
    number = 1 + max((int(part.stem) for part in target.glob("*.sqlite")), default=0)
    live = {notice: part for notice, part in live.items() if notice not in changed}
    if any(changed.values()):
        _write(target / f"{number}.sqlite", changed)
        live |= {notice: number for notice, texts in changed.items() if texts}
    _merge(target, live, number + 1)
    (target / _LIVE).write_text(json.dumps(live, sort_keys=True), "utf-8")


def _write(part: Path, notices: Mapping[str, Texts]) -> None:
    rows = (
        (number, task, notice, text)
        for number, (notice, (task, text)) in enumerate(
            ((notice, each) for notice, texts in sorted(notices.items()) for each in texts), 1
        )
    )
    database = sqlite3.connect(part)
    with database:
        database.executescript(_SCHEMA)
        for row in rows:
            database.execute("INSERT INTO task VALUES (?, ?, ?, ?)", row)
            database.execute(
                "INSERT INTO pair (rowid, pairs) VALUES (?, ?)", (row[0], " ".join(pairs(row[3])))
            )
        database.execute("INSERT INTO pair (pair) VALUES ('optimize')")
    database.close()


def _merge(folder: Path, live: dict[str, int], number: int) -> None:
    """Write parts of about one size together as the part ``number``, where there are ``ALIKE``: so a notice
    is written anew once in four times as many changes, and there are few parts however many notices."""
    alike: dict[int, dict[int, Path]] = {}
    for part in folder.glob("*.sqlite"):
        size = part.stat().st_size.bit_length() // 2
        alike.setdefault(size, {})[int(part.stem)] = part
    few = next((parts for parts in alike.values() if len(parts) >= ALIKE), None)
    if few is None:
        return
    together: dict[str, Texts] = {}
    for name, part in few.items():
        database = _open(part)
        for task, notice, text in database.execute("SELECT iri, notice, text FROM task"):
            if live.get(notice) == name:
                together.setdefault(notice, []).append((task, text))
        database.close()
        part.unlink()
    _write(folder / f"{number}.sqlite", together)
    live.update(dict.fromkeys(together, number))
    _merge(folder, live, number + 1)


def _live(folder: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads((folder / _LIVE).read_text("utf-8"))
    return found


def _open(part: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{part}?mode=ro&immutable=1", uri=True)


class Words:
    """The index of one snapshot, open for reading until it is closed."""

    def __init__(self, folder: Path) -> None:
        self._live = _live(folder)
        self._parts = {int(part.stem): _open(part) for part in folder.glob("*.sqlite")}

    def close(self) -> None:
        for part in self._parts.values():
            part.close()

    def having(self, text: str) -> set[str] | None:
        """IRIs of the tasks whose sentences have every word of the text (blanks part them); None where a word
        has neither letter nor digit."""
        words = text.split()
        if not words or not all(map(phrase, words)):
            return None
        return set.intersection(*(set(self.find(word)) for word in words))

    def find(self, word: str) -> Iterator[str]:
        """IRIs of the tasks whose sentence has the word; every mark between words counts alike."""
        query = phrase(word)
        for name, part in self._parts.items():
            rows = part.execute(
                "SELECT iri, notice FROM pair JOIN task ON task.id = pair.rowid WHERE pair MATCH ?",
                (query,),
            )
            yield from (task for task, notice in rows if self._live.get(notice) == name)
