"""What the sections of a notice say that none of their tasks says: where the words of tasks are known, the words of sections
are known by these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from service.store.words import runs

#: Classes of sections that lists have; new ones stand last, since an index has them by number.
KINDS = ("Part", "Article", "Item", "AnnexRow")


class Section(NamedTuple):
    """A section of a notice, with what it is, of ``KINDS``, and all that it is headed and says."""

    iri: str
    kinds: Sequence[str]
    titles: Sequence[str]
    texts: Sequence[str]


class Passage(NamedTuple):
    """A section (IRI) under one of its titles with one of its texts; ``rest``: the runs of letters and digits there that no task
    has which says nothing but runs of the passage."""

    section: str
    kinds: tuple[str, ...]
    rest: str


def passages_of(
    sections: Iterable[Section], stated: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[Passage, ...], dict[str, int]]:
    """The passages of the sections, and by task the number of the first that has every run of it. ``stated``: by section the
    text of each of its tasks.

    >>> said = Section("x:1", ["Item"], ["燃气"], ["排查管网。形势严峻。"])
    >>> passages_of([said], {"x:1": {"x:t": "排查管网。", "x:u": "严峻"}})
    ((Passage(section='x:1', kinds=('Item',), rest='燃气 形势严峻'),), {'x:t': 0})
    """
    found: list[Passage] = []
    within: dict[str, int] = {}
    for section in sections:
        tasks = {task: set(runs(text)) for task, text in stated.get(section.iri, {}).items()}
        for title, text in product(section.titles or ("",), section.texts or ("",)):
            own = dict.fromkeys([*runs(title), *runs(text)])
            told = {
                task for task, said in tasks.items() if task not in within and said <= own.keys()
            }
            within |= dict.fromkeys(told, len(found))
            known = set().union(*(tasks[task] for task in told))
            rest = " ".join(run for run in own if run not in known)
            found.append(Passage(section.iri, tuple(section.kinds), rest))
    return tuple(found), within
