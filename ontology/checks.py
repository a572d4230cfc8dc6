"""Rules that the vocabulary keeps: each ``ontology/checks/*-violation.rq`` states one, any row breaks
it. Lines that open with ``#`` are the rule in Chinese, in English, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox
from rdflib import Graph

SUFFIX = "-violation.rq"


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    zh: str
    en: str
    origin: str
    query: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A term that breaks a check, and what about it does."""

    check: str
    term: str
    detail: str


@cache
def checks() -> tuple[Check, ...]:
    """All checks, by name."""
    found = files("ontology").joinpath("checks").iterdir()
    names = sorted(entry.name for entry in found if entry.name.endswith(SUFFIX))
    return tuple(_check(name) for name in names)


def _check(file: str) -> Check:
    text = files("ontology").joinpath("checks", file).read_text(encoding="utf-8")
    zh, en, origin = (line.removeprefix("# ") for line in text.splitlines()[:3])
    return Check(file.removesuffix(SUFFIX), zh, en, origin, text)


def union(graphs: Iterable[Graph]) -> ox.Store:
    """The triples of ``graphs`` in one store."""
    store = ox.Store()
    for graph in graphs:
        data = graph.serialize(format="nt", encoding="utf-8")
        store.bulk_extend(ox.parse(data, ox.RdfFormat.N_TRIPLES))
    return store


def violations(store: ox.Store, check: Check) -> tuple[Violation, ...]:
    """What in the store's default graph breaks ``check``."""
    answers = store.query(check.query)
    if not isinstance(answers, ox.QuerySolutions):
        raise TypeError(f"{check.name} must be a SELECT")
    return tuple(Violation(check.name, str(row["term"]), str(row["detail"])) for row in answers)
