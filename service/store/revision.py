"""Which tasks of a notice a new version of it changes, as a calendar would show them."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from ontology import ids

_TASK = ox.NamedNode(ids.ONTOLOGY + "Task")
_TIME = ox.NamedNode(ids.ONTOLOGY + "hasTime")
_SHOWN = frozenset(
    ids.ONTOLOGY + name
    for name in (
        "text", "owner", "due", "by", "period", "minTimes", "fromMonth", "toMonth", "asWritten",
    )
)  # fmt: skip


def changed_tasks(old: Iterable[ox.Triple], new: Iterable[ox.Triple]) -> list[str]:
    """IRIs of the tasks of ``new`` that ``old`` lacks or has with another text, owner or time, sorted.
    Where the words stand in the file counts for nothing."""
    before, now = _shown(old), _shown(new)
    return sorted(task for task, facts in now.items() if before.get(task) != facts)


def _shown(triples: Iterable[ox.Triple]) -> dict[str, frozenset[tuple[str, str]]]:
    """What is shown of each task: its facts, those of its duties and of their times, by property."""
    facts: dict[str, set[tuple[str, str]]] = {}
    times: dict[str, set[str]] = {}
    tasks = []
    for triple in triples:
        # who, when and how often hang on the task's duties, which are named by the task
        subject, name = (
            str(triple.subject).partition("/duty/")[0].rstrip(">") + ">",
            triple.predicate.value,
        )
        if triple.object == _TASK:
            tasks.append(triple.subject)
        elif triple.predicate == _TIME:
            times.setdefault(subject, set()).add(str(triple.object))
        elif name in _SHOWN:
            facts.setdefault(subject, set()).add((name, str(triple.object)))
    return {
        task.value: frozenset(
            facts.get(str(task), set()).union(
                *(facts.get(time, set()) for time in times.get(str(task), ()))
            )
        )
        for task in tasks
        if isinstance(task, ox.NamedNode)
    }
