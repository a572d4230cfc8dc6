"""The index: what lists, calendars and searches find without asking the graph.

It stands in the snapshot, so that it becomes current with the graph or not at all: parts (``service.store.part``)
that never change, shared with older snapshots, one for the graphs of each change, and
``live.json``: the part that has each graph. The units of a place stand under a name of theirs, as those of a graph do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import orjson

from service.store.layout import share, sync
from service.store.part import edition_of, open_part, read_part, write_part
from service.store.sheets import EDITION, Written

#: Parts of about one size (to the power of four) that are written together.
ALIKE = 4
_LIVE = "live.json"


def renew(before: Path | None, target: Path, changed: Mapping[str, Written]) -> None:
    """Write the index of the next snapshot: that at ``before`` with the sheets of the ``changed`` graphs
    instead; a graph of which there is nothing to tell is gone. What is new is on the disk then, as the rest was."""
    target.mkdir()
    live: dict[str, int] = {}
    shared: set[str] = set()
    if before is not None:
        live = read_live(before)
        for part in before.glob("*.sqlite"):
            share(part, target / part.name)
            shared.add(part.name)
    number = 1 + max((int(part.stem) for part in target.glob("*.sqlite")), default=0)
    live = {graph: part for graph, part in live.items() if graph not in changed}
    there = {graph: sheet for graph, sheet in changed.items() if sheet}
    if there:
        write_part(target / f"{number}.sqlite", there)
        live |= dict.fromkeys(there, number)
    _merge(target, live, number + 1)
    (target / _LIVE).write_bytes(orjson.dumps(live, option=orjson.OPT_SORT_KEYS))
    for file in target.iterdir():
        if file.name not in shared:
            sync(file)


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
    together: dict[str, Written] = {}
    for name, part in few.items():
        together |= read_part(part, {graph for graph, there in live.items() if there == name})
        part.unlink()
    if together:
        write_part(folder / f"{number}.sqlite", together)
        live.update(dict.fromkeys(together, number))
    _merge(folder, live, number + 1)


def read_live(folder: Path) -> dict[str, int]:
    found: dict[str, int] = orjson.loads((folder / _LIVE).read_bytes())
    return found


def sheets_in(folder: Path, graphs: Iterable[str]) -> dict[str, Written]:
    """The sheets of those of the graphs that the index has."""
    live = read_live(folder)
    there: dict[int, list[str]] = {}
    for graph in graphs:
        if graph in live:
            there.setdefault(live[graph], []).append(graph)
    found: dict[str, Written] = {}
    for number, names in there.items():
        found |= read_part(folder / f"{number}.sqlite", names)
    return found


def is_of_today(folder: Path) -> bool:
    """Whether there is an index, each part of which can be read and is of today's edition."""
    try:
        return folder.is_dir() and all(map(_is_of_today, folder.glob("*.sqlite")))
    except sqlite3.DatabaseError:
        return False


def _is_of_today(part: Path) -> bool:
    with closing(open_part(part)) as database:
        return edition_of(database) == EDITION
