"""How many tasks, notices and dates there are of what, kept in a graph of its own with each change: a page
that shows a number reads it, however large the archive.

A notice adds its figures when it is put in and takes them along when it goes, so that a change costs as
much as what changes."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache

import pyoxigraph as ox

from ontology import codes, ids
from service.store.graphs import FIGURES_GRAPH, add_quads
from service.store.quads import lexical, node_of
from service.store.sheets import Said, Sheet
from shapes.view import TIME_KINDS, can_be_kept

#: Namespace of the figures; ``FIGURES_GRAPH`` itself is the subject of those of the whole archive.
FIGURE = ids.BASE + "figure#"
MONTH, YEAR = ids.BASE + "figure/month/", ids.BASE + "figure/year/"
#: How many units have so many tasks: a page of units by their tasks sorts none that stand elsewhere.
UNITS_WITH = ids.BASE + "figure/units/"
UNIT = ids.BASE + "id/unit/"
#: One more with every new figure: an archive of an earlier edition is counted anew by the next change.
EDITION = 5
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
#: Properties by which a task has a concept, a unit or an instrument, and the name of their figure.
_USES = {
    "tasks": ("invokes", "combats", "mentionsFormula", "sector", "hazard", "measure", "owner"),
    "cited": ("cites",),
    "issuing": ("ordersIssuing",),
    "revising": ("ordersRevising",),
    "uses": ("cites", "ordersIssuing", "ordersRevising"),
}
#: Concepts of which there are narrower ones, which count for them too: figures ``tasks-within`` and ``notices-within``.
LAYERED: dict[str, Callable[[], Iterable[codes.TopicCode]]] = {
    "sector": codes.sectors,
    "hazard": codes.hazards,
}
#: Kinds of sections of a notice, and kinds of what notices share, none of which is of two, by the names of their figures.
_SECTIONS = {"parts": "Part", "articles": "Article", "items": "Item", "rows": "AnnexRow"}
_SHARED = {"units": ("Unit", "Post"), "instruments": ("Instrument",)}
_NOTE, _DEFAULT = ids.code_iri("basis", "note"), ids.code_iri("basis", "default")

#: Figures that are written together.
_TOGETHER = 50_000

#: Subject (IRI) and name of a figure.
Figures = Counter[tuple[str, str]]


def figures_of(graph: str, said: Said, sheet: Sheet) -> Figures:
    """What a graph, of which there is a ``sheet``, counts for: its notices by place and year, its tasks by notice,
    concept, unit and instrument, its dates by month."""
    notices = set(said.of_kind("Notice"))
    found = Figures()
    for name, properties in _USES.items():
        for value, count in _uses(said, properties).items():
            found[value, name] += count
            if name == "tasks":
                found[value, "notices"] += 1
    for concept, count in _within(said).items():
        found[concept, "tasks-within"] += count
        found[concept, "notices-within"] += 1
    for unit, count in _by_default(said).items():
        found[unit, "tasks-by-default"] += count
    for name, count in _own(said).items():
        found[FIGURES_GRAPH, name] += count
        if notices:
            found[graph, f"notice-{name}"] += count
    for month, count in _months(sheet).items():
        found[MONTH + month, "due"] += count
    for notice in notices:
        found.update((place, "of-place") for place in said.all([notice], "jurisdiction"))
        found.update((YEAR + year[:4], "of-year") for year in said.all([notice], "planYear"))
    return found


def _uses(said: Said, properties: Iterable[str]) -> Counter[str]:
    tasks = said.by("notice")
    pairs = {
        (task, value)
        for name in properties
        for task, values in said.by(name).items()
        if task in tasks
        for value in values
    }
    return Counter(value for _, value in pairs)


def _within(said: Said) -> Counter[str]:
    """By sector and hazard, the tasks that have it or a narrower one."""
    above = layers()
    tasks = said.by("notice")
    pairs = {
        (task, wider)
        for name in LAYERED
        for task, values in said.by(name).items()
        if task in tasks
        for value in values
        for wider in above.get(value, (value,))
    }
    return Counter(concept for _, concept in pairs)


@cache
def layers() -> Mapping[str, tuple[str, ...]]:
    """By sector and hazard (IRIs), itself and what is broader."""
    found: dict[str, tuple[str, ...]] = {}
    for scheme, listed in LAYERED.items():
        wider = {each.notation: each.broader for each in listed()}
        for code in wider:
            chain = [code]
            while (above := wider[chain[-1]]) is not None:
                chain.append(above)
            found[ids.code_iri(scheme, code)] = tuple(ids.code_iri(scheme, one) for one in chain)
    return found


@cache
def edition() -> int:
    """That of the figures and of the lists of codes by which they are counted."""
    written = "".join(" ".join(chain) for chain in layers().values())
    return EDITION * 10**10 + zlib.crc32(written.encode())


def _by_default(said: Said) -> Counter[str]:
    """By unit, the tasks that it has only because a clause gives it all of a notice (以下均需…负责)."""
    of_all = _based(said, _DEFAULT)
    found: Counter[str] = Counter()
    for duties in said.by("hasDuty").values() if of_all else ():
        notes = set(said.all(duties, "answeredBy"))
        found.update(_units(said, notes & of_all) - _units(said, notes - of_all))
    return found


def _based(said: Said, basis: str) -> set[str]:
    return {note for note, values in said.by("basis").items() if basis in values}


def _units(said: Said, notes: Iterable[str]) -> set[str]:
    return set(said.all(said.all(notes, "hasAssignment"), "assignee"))


def _own(said: Said) -> dict[str, int]:
    tasks = set(said.of_kind("Task"))
    duties = said.by("hasDuty")

    def reach(task: str, name: str) -> set[str]:
        found = said.by(name)
        return {value for duty in duties.get(task, ()) for value in found.get(duty, ())}

    assigned = said.by("hasAssignment").keys()
    named = _based(said, _NOTE)
    stated = named | _based(said, _DEFAULT)
    sections = {name: set(said.of_kind(kind)) for name, kind in _SECTIONS.items()}
    answered = [reach(task, "answeredBy") for task in tasks]
    return {
        "notices": len(set(said.of_kind("Notice"))),
        **{name: len(found) for name, found in sections.items()},
        "sections": len(set().union(*sections.values())),
        "tasks": len(tasks),
        "owner": sum(bool(each & stated) for each in answered),
        "anyone": sum(bool(each & assigned) for each in answered),
        "named": sum(bool(each & named) for each in answered),
        "date": sum(task in said.by("due") for task in tasks),
        "time": sum(
            any(_can_be_kept(said, time) for time in reach(task, "hasTime")) for task in tasks
        ),
    }


def _can_be_kept(said: Said, time: str) -> bool:
    kinds = said.by("type").get(time, ())
    kind = next((name for name in TIME_KINDS if ids.ONTOLOGY + name in kinds), "")
    return can_be_kept(kind, time in said.by("by"))


def _months(sheet: Sheet) -> Counter[str]:
    """Deadlines of duties by month, 2026-10, each once."""
    return Counter(
        time.by[:7]
        for task in sheet.tasks
        for duty in task.duties
        for time in duty.times
        if time.by and not time.retells
    )


def add(store: ox.Store, changes: Figures) -> int:
    """Add the changes to the figures that are kept; by how many quads the graph grew."""
    graph = ox.NamedNode(FIGURES_GRAPH)
    grown = 0
    fresh: list[ox.Quad] = []
    having = Figures()
    for (subject, name), change in changes.items():
        node, predicate = node_of(subject), ox.NamedNode(FIGURE + name)
        if not change or node is None:
            continue
        old = next(iter(store.quads_for_pattern(node, predicate, None, graph)), None)
        now = change + (int(lexical(old.object)) if old is not None else 0)
        if old is not None:
            store.remove(old)
        if now:
            value = ox.Literal(str(now), datatype=_INTEGER)
            fresh.append(ox.Quad(node, predicate, value, graph))
        if len(fresh) == _TOGETHER:
            add_quads(store, fresh)
            fresh = []
        grown += bool(now) - (old is not None)
        if name == "tasks" and subject.startswith(UNIT):
            having[UNITS_WITH + str(now - change), "units-with"] -= now != change
            having[UNITS_WITH + str(now), "units-with"] += bool(now)
    add_quads(store, fresh)
    return grown + (add(store, having) if having else 0)


def kinds_in(triples: Iterable[ox.Triple]) -> Figures:
    """The figures of the kinds of what notices share, as far as the triples tell of them."""
    names: dict[object, str] = {
        ox.NamedNode(ids.ONTOLOGY + kind): name for name, kinds in _SHARED.items() for kind in kinds
    }
    told = (t.object for t in triples if t.predicate == _RDF_TYPE)
    return Figures((FIGURES_GRAPH, names[kind]) for kind in told if kind in names)


def note_kinds(store: ox.Store) -> int:
    """Count anew the kinds of what notices share; by how many quads the graph of figures grew."""
    found = 0
    for name, kinds in _SHARED.items():
        number = sum(
            isinstance(quad.graph_name, ox.NamedNode)
            for kind in kinds
            for quad in store.quads_for_pattern(
                None, _RDF_TYPE, ox.NamedNode(ids.ONTOLOGY + kind), None
            )
        )
        found += add(store, Figures({(FIGURES_GRAPH, name): number - kept(store, name)}))
    return found


def are_of_today(store: ox.Store) -> bool:
    """Whether those that are kept are all that this edition keeps."""
    return kept(store, "edition") == edition()


def kept(store: ox.Store, name: str) -> int:
    """A figure of the whole archive, 0 where it is not kept."""
    whole = ox.NamedNode(FIGURES_GRAPH)
    quads = store.quads_for_pattern(whole, ox.NamedNode(FIGURE + name), None, whole)
    return next((int(lexical(quad.object)) for quad in quads), 0)


def stamp(store: ox.Store) -> int:
    """Note that all figures of this edition are kept, if there are any; by how many quads the graph grew."""
    if next(store.quads_for_pattern(None, None, None, ox.NamedNode(FIGURES_GRAPH)), None) is None:
        return 0
    return add(store, Figures({(FIGURES_GRAPH, "edition"): edition() - kept(store, "edition")}))


def note_triples(store: ox.Store, others: int) -> int:
    """Keep how many triples there are, this one and ``others``, of which an older figure may be one; by how
    many quads the graph grew."""
    old = kept(store, "triples")
    return add(store, Figures({(FIGURES_GRAPH, "triples"): others + (not old) - old}))


def put(store: ox.Store, found: Figures) -> int:
    """Keep these figures and no others; by how many quads their graph grew."""
    graph = ox.NamedNode(FIGURES_GRAPH)
    before = sum(1 for _ in store.quads_for_pattern(None, None, None, graph))
    store.clear_graph(graph)
    store.add_graph(graph)
    grown = add(store, found) - before
    if not any(found.values()):
        store.remove_graph(graph)
    return grown
