"""The index: what lists, calendars and searches find without asking the graph.

It stands in the snapshot, so that it becomes current with the graph or not at all: parts (``service.store.part``)
that never change, shared with older snapshots, one for the graphs of each change, and
``live.json``: the part that has each graph. The units of a place stand under a name of theirs, as those of a graph do."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import orjson

from service.store.layout import share, sync
from service.store.part import edition_of, graphs_in, open_part, read_part, write_part
from service.store.sheets import EDITION, Written

#: Parts of about one size (to the power of four) that are written together, and the bytes from which one is not any more:
#: what writing takes in memory grows with the part.
ALIKE, FULL = 4, 32 << 20
#: Graphs that a part is written of at most.
MOST = 1_000
_LIVE = "live.json"


def renew(before: Path | None, target: Path, changed: Mapping[str, Written]) -> None:
    """Write the index of the next snapshot: that at ``before`` with the sheets of the ``changed`` graphs
    instead, of which ``MOST`` are in memory at once; a graph of which there is nothing to tell is gone. What is new is on the disk
    then, as the rest was."""
    target.mkdir()
    live: dict[str, int] = {}
    shared: set[str] = set()
    if before is not None:
        live = read_live(before)
        for part in before.glob("*.sqlite"):
            share(part, target / part.name)
            shared.add(part.name)
    number = 1 + max((int(part.stem) for part in target.glob("*.sqlite")), default=0)
    lost = {part for graph, part in live.items() if graph in changed}
    live = {graph: part for graph, part in live.items() if graph not in changed}
    names = list(changed)
    for start in range(0, len(names), MOST):
        some = {graph: changed[graph] for graph in names[start : start + MOST]}
        there = {graph: sheet for graph, sheet in some.items() if sheet}
        if there:
            write_part(target / f"{number}.sqlite", there)
            live |= dict.fromkeys(there, number)
            number += 1
    number = _clear(target, live, sorted(lost), number)
    _merge(target, live, number)
    (target / _LIVE).write_bytes(orjson.dumps(live, option=orjson.OPT_SORT_KEYS))
    for file in target.iterdir():
        if file.name not in shared:
            sync(file)


def _clear(folder: Path, live: dict[str, int], lost: Iterable[int], number: int) -> int:
    """Of the parts that have ``lost`` graphs, remove those that nothing lives in, and write anew, from the ``number`` on, full ones
    that are not half alive; the next number."""
    alive = Counter(live.values())
    for part in (folder / f"{each}.sqlite" for each in lost):
        own = alive[int(part.stem)]
        if not own:
            part.unlink()
        elif part.stat().st_size >= FULL and 2 * own < graphs_in(part):
            _write(folder, live, [part], number)
            number += 1
    return number


def _write(folder: Path, live: dict[str, int], parts: Iterable[Path], number: int) -> None:
    """Write what lives in the parts as one, the ``number``, in their stead."""
    together: dict[str, Written] = {}
    for part in parts:
        own = int(part.stem)
        together |= read_part(part, {graph for graph, there in live.items() if there == own})
        part.unlink()
    write_part(folder / f"{number}.sqlite", together)
    live.update(dict.fromkeys(together, number))


def _merge(folder: Path, live: dict[str, int], number: int) -> None:
    """Write parts of about one size together as the part ``number``, where there are ``ALIKE`` that are not ``FULL``: so a
    notice is written anew once in four times as many changes, and there are few parts, one or more of some hundred notices and
    some smaller ones."""
    alike: dict[int, list[Path]] = {}
    for part in folder.glob("*.sqlite"):
        size = part.stat().st_size
        if size < FULL:
            alike.setdefault(size.bit_length() // 2, []).append(part)
    few = next((parts for parts in alike.values() if len(parts) >= ALIKE), None)
    if few is None:
        return
    oldest = sorted(few, key=lambda part: int(part.stem))[:ALIKE]
    _write(folder, live, oldest, number)
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
