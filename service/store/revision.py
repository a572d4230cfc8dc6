"""Which tasks of a notice a new version of it changes, as a calendar would show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ontology import ids

_TASK = ids.ONTOLOGY + "Task"
#: From a task to its duties, who answers for them and when.
_PARTS = frozenset(
    ids.ONTOLOGY + name for name in ("hasDuty", "answeredBy", "hasAssignment", "hasTime")
)
_SHOWN = frozenset(
    ids.ONTOLOGY + name
    for name in (
        "text", "owner", "assignee", "role", "due", "by", "period", "minTimes", "fromMonth", "toMonth", "fromDay", "toDay",
        "byMonth", "byMonthDay", "byDay",
        "asWritten", "basis",
    )
)  # fmt: skip
Facts = dict[str, list[tuple[str, str]]]


def changed_tasks(old: Iterable[ox.Triple], new: Iterable[ox.Triple]) -> list[str]:
    """IRIs of the tasks of ``new`` that ``old`` lacks or has with another text, owner or time, sorted.
    Where the words stand in the file counts for nothing."""
    before, now = _shown(old), _shown(new)
    return sorted(task for task, facts in now.items() if before.get(task) != facts)


def _shown(triples: Iterable[ox.Triple]) -> dict[str, frozenset[tuple[str, str]]]:
    """What is shown of each task: its own facts and those of its parts, by property."""
    facts: Facts = defaultdict(list)
    tasks = []
    for triple in triples:
        facts[_key(triple.subject)].append((triple.predicate.value, _key(triple.object)))
        if _key(triple.object) == _TASK:
            tasks.append(_key(triple.subject))
    return {task: frozenset(_told(task, facts, set())) for task in tasks}


def _told(node: str, facts: Facts, seen: set[str]) -> Iterator[tuple[str, str]]:
    """The shown facts of a node and of its parts."""
    if node in seen:
        return
    seen.add(node)
    for name, value in facts.get(node, ()):
        if name in _SHOWN:
            yield name, value
        elif name in _PARTS:
            yield from _told(value, facts, seen)


def _key(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
