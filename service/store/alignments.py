"""Graphs of what notices have in common, kept in step with the notices: one for each later notice.

A change sets the notices that changed beside the few that they are related to (``alignment.relations``), so
that it costs as much in a large archive as in a small one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from itertools import groupby, product

import pyoxigraph as ox

from alignment.relations import Place, kin, place_of, province_of, superior_code
from ontology.ids import ONTOLOGY
from service.jobs.kinds import Kind, Limits, Walls, Words
from service.store import waiting
from service.store.beside import Pair, Sides, alignment_graph
from service.store.draft import Draft
from service.store.reading import Effort

#: What sets notices beside each other, in a process of its own.
ALIGN_JOB = "service.store.align_job"
#: Pairs of notices for which processes of their own are worth their start; the least and the most of one order, so that one
#: process reads the notices of a few superiors.
_WORTH, _TOGETHER, _MOST = 60, 24, 240
#: As many orders there are to be, where there are pairs enough, or more: none of several processes is without work for long.
_APART = 16
#: Seconds that one order may take; it takes one or two.
_PATIENCE = 300.0
_WORDS = Words("对照", "alignment", "请减少文件后再试。", "Try with fewer files.")

#: From what is shared to the duty or section of the earlier notice; and from the later's own duty to that.
_FROM = [ox.NamedNode(ONTOLOGY + name) for name in ("alignedFrom", "sectionFrom")]
#: ``takesUp`` stands in graphs of earlier editions alone.
_DIRECT = [ox.NamedNode(ONTOLOGY + name) for name in ("takesUp", "wordingFrom")]
_DIFFERS = ox.NamedNode(ONTOLOGY + "hasDifference")


def renew(
    draft: Draft,
    changed: Iterable[str],
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    effort: Effort | None = None,
) -> int:
    """Align the ``changed`` notices (put, replaced or withdrawn) with those that they are related to;
    the number of pairs of notices that were set side by side. ``effort``: what it may take."""
    touched = set(changed)
    for notice in sorted(touched):
        _forget(draft, notice)
    places = _places(draft, touched)
    stale, fresh = pairs_changed(places, _before(draft, places, touched), touched)
    for first, second in sorted(stale):
        _part(draft, first, second)
    orders = _orders_of(fresh, places)
    whole = sum(map(len, orders))
    done = 0
    for order, graphs in zip(orders, _beside(draft, orders, effort or Effort()), strict=True):
        new: dict[str, bytes] = {}
        for graph, quads in graphs.items():
            if quads and draft.has_graph(graph):
                draft.extend_graph(graph, quads)
            elif quads:
                new[graph] = quads
        draft.load(new)
        done += len(order)
        progress(done, whole)
    return whole


def _before(draft: Draft, places: Iterable[Place], changed: Set[str]) -> list[Place]:
    """Where and for when the notices were before the change."""
    same = [place for place in places if place.notice not in changed]
    former = map(place_of, sorted(changed & draft.former.keys()))
    return [*same, *filter(None, former)]


Pairs = set[tuple[str, str]]


def pairs_changed(
    now: Sequence[Place], before: Sequence[Place], changed: Set[str]
) -> tuple[Pairs, Pairs]:
    """The pairs of notices that are no longer set beside each other, of which neither has changed; and those to be set:
    where one has changed, or where a notice that came or went was nearer."""
    there, were = kin(now), kin(before)
    moved = {place.code for place in (*now, *before) if place.notice in changed}
    old = {pair for one in before if one.code in moved for pair in were.level(one)}
    left = {pair for one in now if one.code in moved for pair in there.level(one)}
    left |= {pair for one in now if one.notice in changed for pair in there.upright(one)}
    new = {pair for pair in left if pair not in old or not changed.isdisjoint(pair)}
    return {pair for pair in old - left if changed.isdisjoint(pair)}, new


def orders_of(places: Sequence[Place]) -> list[list[Pair]]:
    """All pairs of related notices in the orders that a process takes; each later notice is in one order alone."""
    whole = kin(places)
    return _orders_of({pair for one in places for pair in whole.related(one)}, places)


def _orders_of(found: Pairs, places: Iterable[Place]) -> list[list[Pair]]:
    known = {place.notice: place for place in places}
    years = {notice: place.year for notice, place in known.items()}
    above = {notice: superior_code(place.code) or place.code for notice, place in known.items()}
    # Those of sister places together, so that few notices are at hand at once and few processes read one.
    pairs = sorted(found, key=lambda pair: (above[pair[1]], pair[1], pair[0]))
    told = [(first, second, years[first], years[second]) for first, second in pairs]
    return list(_orders(told, above))


def graphs_of(
    orders: Sequence[Sequence[Pair]], places: Mapping[str, waiting.Place], effort: Effort
) -> Iterator[dict[str, bytes]]:
    """The alignment graphs (N-Quads) of each order, by name, of notices whose graphs stand at ``places``."""
    if _many(orders, effort):
        return _by_processes(orders, places, effort)
    return _here(orders, Sides(ox.Store(), places))


def _many(orders: Iterable[Sequence[Pair]], effort: Effort) -> bool:
    """Whether processes of their own are worth their start for so many pairs."""
    return effort.jobs > 1 and sum(map(len, orders)) >= _WORTH


def _orders(pairs: Sequence[Pair], above: Mapping[str, str]) -> Iterator[list[Pair]]:
    """The pairs in orders of ``_TOGETHER`` or more: those of later notices of sister places, which lie under one that is
    ``above``, stay together, up to ``_MOST``; those of one province, too, unless few orders would come of it."""
    order: list[Pair] = []
    sisters = ""
    many = min(max(len(pairs) // _APART, _TOGETHER), _MOST)
    for second, beside in groupby(pairs, key=lambda pair: pair[1]):
        before, sisters = sisters, above[second]
        near = many if sisters[:2] == before[:2] else _TOGETHER
        if len(order) >= (_MOST if sisters == before else near):
            yield order
            order = []
        order += beside
    if order:
        yield order


def _beside(
    draft: Draft, orders: Sequence[Sequence[Pair]], effort: Effort
) -> Iterator[dict[str, bytes]]:
    """The graphs of each order, by processes from a copy of the draft (hard links), which is removed at the end."""
    if not _many(orders, effort):
        yield from _here(orders, Sides(draft.store, draft.waiting.places))
        return
    copy = draft.folder / "beside"
    draft.store.flush()
    draft.store.backup(str(copy))
    try:
        yield from _by_processes(orders, draft.waiting.places, effort, str(copy))
    finally:
        shutil.rmtree(copy)


def _here(orders: Iterable[Sequence[Pair]], sides: Sides) -> Iterator[dict[str, bytes]]:
    return (dict(sides.graphs(pairs)) for pairs in orders)


def _by_processes(
    orders: Iterable[Sequence[Pair]],
    places: Mapping[str, waiting.Place],
    effort: Effort,
    store: str = "",
) -> Iterator[dict[str, bytes]]:
    """``store``: the path of one that has the notices which stand at none of ``places``."""
    # Not at the top: a process that writes seldom sets others to work.
    from service.jobs.ordered import AHEAD, in_order
    from service.jobs.pool import Pool

    files = {place.file for place in places.values()} | ({store} if store else set())
    walls = Walls(effort.memory, _PATIENCE + 5, read=tuple(sorted(files)))
    kind = Kind("align", ALIGN_JOB, _WORDS, walls)
    lanes = effort.jobs
    limits = Limits(lanes, 2 * AHEAD * lanes, _PATIENCE * AHEAD * lanes, _PATIENCE)
    pool = Pool(kind, limits, {"store": store})

    async def ask(pairs: Sequence[Pair]) -> dict[str, bytes]:
        notices = {name for pair in pairs for name in pair[:2]}
        there = {name: [*places[name]] for name in sorted(notices & places.keys())}
        with closing(await pool.run({"pairs": pairs, "places": there})) as result:
            result.body.seek(0)
            return {name: result.body.read(size) for name, size in result.report["graphs"]}

    return in_order(pool, map(ask, orders))


def _places(draft: Draft, changed: Iterable[str]) -> list[Place]:
    """Where and for when the notices are of the provinces of the ``changed`` ones: no others are related to these."""
    provinces = set(map(province_of, changed))
    near = (graph for graph in draft.rows.graphs if province_of(graph) in provinces)
    return [*filter(None, map(place_of, near))]


def _forget(draft: Draft, notice: str) -> None:
    """Take out what the notice, as it was, has in common with any other."""
    draft.put_graph(alignment_graph(notice), ())
    gone: dict[str, list[ox.Quad]] = {}
    for node, predicate in product(draft.former.get(notice, ()), (*_FROM, *_DIRECT)):
        for quad in draft.store.quads_for_pattern(None, predicate, node, None):
            if isinstance(quad.graph_name, ox.NamedNode):  # not a union that is stored
                gone.setdefault(quad.graph_name.value, []).append(quad)
    for graph, quads in gone.items():
        draft.shrink_graph(graph, _with(draft.store, quads))


def _part(draft: Draft, first: str, second: str) -> None:
    """Take out what the second notice has in common with the first."""
    graph = ox.NamedNode(alignment_graph(second))
    gone = [
        ox.Quad(row["s"], predicate, row["o"], graph)
        for predicate in (*_FROM, *_DIRECT)
        for row in _of_notice(draft.store, graph, predicate, first)
    ]
    draft.shrink_graph(graph.value, _with(draft.store, gone))


def _of_notice(
    store: ox.Store, graph: ox.NamedNode, predicate: ox.NamedNode, notice: str
) -> ox.QuerySolutions:
    """Subjects and objects that a graph joins by the predicate, of those objects that are of the notice. The engine, asked for that,
    fetches the subjects of these alone."""
    within = f"STRSTARTS(STR(?o), {ox.Literal(notice + '/')})"
    found = store.query(
        f"SELECT ?s ?o {{ GRAPH {graph} {{ ?s {predicate} ?o FILTER({within}) }} }}"
    )
    assert isinstance(found, ox.QuerySolutions)
    return found


def _with(store: ox.Store, quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    """The triples of the alignments and passages that the quads are of, with their differences; of those that stand
    for themselves that alone."""
    for quad in quads:
        if quad.predicate in _DIRECT:
            yield quad.triple
            continue
        for own in store.quads_for_pattern(quad.subject, None, None, quad.graph_name):
            yield own.triple
            if own.predicate == _DIFFERS and isinstance(own.object, ox.NamedNode):
                told = store.quads_for_pattern(own.object, None, None, quad.graph_name)
                yield from (each.triple for each in told)
