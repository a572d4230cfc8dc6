"""What nodes are called on a page, and in which order they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from ontology import ids
from ontology.docs_model import short
from service.lookup.ask import Asker, Row, Term
from service.lookup.foreign import FOREIGN, FOREIGN_ENGLISH
from service.lookup.headings import numbered
from service.lookup.terms import AZ, CALLED, among, iri

#: What a node is called on a page: the first of these that it has.
NAMING = (
    *CALLED,
    *(
        AZ + name
        for name in ("text", "asWritten", "term", "exact", "fileName", "clause", "by", "sharedText")
    ),
)
_NUMBER, POSITION = AZ + "number", AZ + "position"
#: What a node without a name of its own is called by: the first of these that it has.
_THROUGH = (AZ + "evidence", AZ + "alignmentKind")
#: All of these, tested of what each node has: as VALUES, the engine would read all that the archive has by them.
_TOLD = ", ".join(map(iri, (*NAMING, _NUMBER, POSITION, *_THROUGH)))
#: Characters of a name that is a text.
_LONG = 120


@dataclass(slots=True)
class Names:
    """What nodes are called, in English where there is English, and where those that have a position stand."""

    texts: dict[str, str] = field(default_factory=dict)
    english: dict[str, str] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)

    def of(self, node: str) -> str:
        span = ids.span_of(node)
        if span and node not in self.texts:
            return f"第{span[0] + 1}—{span[1]}字"
        return self.texts.get(node) or FOREIGN.get(node) or short(node).removeprefix(ids.BASE)

    def in_english(self, node: str) -> str:
        """The Chinese name where there is no English one."""
        span = ids.span_of(node)
        if span and node not in self.texts:
            return f"characters {span[0] + 1}–{span[1]}"
        return self.english.get(node) or FOREIGN_ENGLISH.get(node) or self.of(node)


async def names_of(ask: Asker, nodes: Iterable[str]) -> Names:
    """What ``nodes`` are called, in Chinese where there is Chinese, and in English; a mention by its words."""
    wanted = sorted({each for each in nodes if each.startswith(("http://", "https://"))})
    rows = await ask.in_halves(wanted, _told)
    # sorted here: the engine takes four times as long for it
    rows.sort(key=lambda row: (row["x"], row["p"], row["value"], row.get("lang") or "~"))
    found: dict[str, dict[str, str]] = {}
    english: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.get("lang") == "en":
            english.setdefault(row["x"], {})[row["p"]] = row["value"]
        told = found.setdefault(row["x"], {})
        if row.get("lang") == "zh" or row["p"] not in told:
            told[row["p"]] = row["value"]
    names = Names(english={node: cut(_own(told), _LONG) for node, told in english.items()})
    names.texts = await _by_task(ask, [n for n in wanted if not _own(found.get(n, {}))])
    others = {
        node: next(told[predicate] for predicate in _THROUGH if predicate in told)
        for node, told in found.items()
        if not _own(told) and not told.keys().isdisjoint(_THROUGH)
    }
    if others:
        theirs = await names_of(ask, others.values())
        names.texts |= {node: theirs.of(other) for node, other in others.items()}
        names.english |= {node: theirs.in_english(other) for node, other in others.items()}
    for node, told in found.items():
        if node not in others and node not in names.texts:
            names.texts[node] = _name(told)
        if told.get(POSITION, "").isdecimal():
            names.positions[node] = int(told[POSITION])
    return names


async def _told(ask: Asker, nodes: Sequence[str]) -> list[Row]:
    return await ask.select(
        f"""SELECT ?x ?p ?value (LANG(?value) AS ?lang) WHERE {{ {among("?x", nodes)} ?x ?p ?value
        FILTER(?p IN ({_TOLD})) }}"""
    )


async def _by_task(ask: Asker, nodes: Sequence[str]) -> dict[str, str]:
    """What duties are called that are the whole of their task: as the task is."""
    tasks = {n: n.rpartition("/duty/")[0] for n in nodes if "/duty/" in n}
    if not tasks:
        return {}
    names = await names_of(ask, tasks.values())
    return {node: names.of(task) for node, task in tasks.items()}


def _own(told: dict[str, str]) -> str:
    return next((told[predicate] for predicate in NAMING if predicate in told), "")


def _name(told: dict[str, str]) -> str:
    """What a node is called: with its number in front, and cut where it is a text."""
    return cut(numbered(told.get(_NUMBER, ""), _own(told)), _LONG)


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"


def ordered(values: Sequence[Term], names: Names) -> list[Term]:
    """Chinese before other words, nodes by their positions where these tell them apart, otherwise
    by their IRIs, numbers in them as numbers."""
    positions = [
        names.positions.get(each.value) for each in values if isinstance(each, ox.NamedNode)
    ]
    placed = None not in positions and len(set(positions)) == len(values)

    def key(term: Term) -> tuple[object, ...]:
        text = term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else ""
        place = names.positions.get(text, 0) if placed else 0
        foreign = isinstance(term, ox.Literal) and term.language not in (None, "zh")
        return (place, foreign, natural(text))

    return sorted(values, key=key)


def natural(text: str) -> list[tuple[int, str]]:
    """A key that orders numbers within texts as numbers.

    >>> sorted(["article/10", "article/2", "annex"], key=natural)
    ['annex', 'article/2', 'article/10']
    """
    return [
        (int(each), "") if each.isdecimal() else (-1, each) for each in re.split(r"(\d+)", text)
    ]
