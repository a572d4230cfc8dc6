"""Which times of a notice say what another of its times says already, so that a calendar has each thing once:
those of annex rows that repeat the body, and a second one of a duty for the same day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple


class Told(NamedTuple):
    """A time of a duty of a task (IRIs): the day that it falls due on ("" where it recurs or is a season), what else
    it says (``rest``), and whose duty it is."""

    task: str
    duty: str
    time: str
    by: str
    rest: tuple[str, ...]
    owners: Collection[str] = ()


def retold(
    times: Iterable[Told], repeats: Mapping[str, Collection[str]]
) -> dict[tuple[str, str], str]:
    """By duty and time, for each that says what is said already, the duty that says it. ``repeats``: by row of an annex
    the sections of the body that it repeats; one for one, since a row may want more than the body, and not where the
    duties are those of others.

    >>> body, row = "http://x/id/notice/1/article/1", "http://x/id/notice/1/annex/1"
    >>> said = [Told(f"{of}/task/1", f"{of}/task/1", "t", "2026-12-31", ()) for of in (row, body)]
    >>> [twin == f"{body}/task/1" for twin in retold(said, {row: [body]}).values()]
    [True]
    >>> said = [each._replace(owners=(who,)) for each, who in zip(said, ("甲局", "乙局"))]
    >>> len(retold(said, {row: [body]}))
    0
    """
    found: dict[tuple[str, str], str] = {}
    said: dict[tuple[object, ...], list[Told]] = defaultdict(list)
    days: set[tuple[str, str]] = set()
    rows: list[tuple[Told, list[str]]] = []
    for each in sorted(times, key=lambda told: (told.duty, told.by, told.time)):
        if each.by and (each.duty, each.by) in days:
            found[each.duty, each.time] = each.duty
            continue
        days.add((each.duty, each.by))
        bodies = [body for row in holders(each.task) for body in repeats.get(row, ())]
        if bodies:
            rows.append((each, bodies))
        for section in holders(each.task):
            said[section, each.by, each.rest].append(each)
    for each, bodies in rows:
        like = [
            one
            for body in bodies
            for one in said[body, each.by, each.rest]
            if not (one.owners and each.owners) or {*one.owners} & {*each.owners}
        ]
        if like:
            twin = max(like, key=lambda one: len({*one.owners}.intersection(each.owners)))
            found[each.duty, each.time] = twin.duty
            for section in holders(twin.task):
                said[section, twin.by, twin.rest].remove(twin)
    return found


def holders(task: str) -> Iterator[str]:
    """The sections that hold a task, the nearest first: the IRI names them."""
    while "/notice/" in (task := task.rpartition("/")[0]):
        yield task
