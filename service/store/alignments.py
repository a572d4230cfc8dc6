"""Graphs of what notices have in common, kept in step with the notices: one for each later notice.

A change sets the notices that changed beside the few that they are related to (``alignment.relations``), so
that it costs as much in a large archive as in a small one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby, product

import pyoxigraph as ox

from alignment.relations import Place, related
from ontology.ids import ONTOLOGY
from service.jobs.kinds import Kind, Limits, Walls, Words
from service.jobs.ordered import AHEAD, in_order
from service.jobs.pool import Pool
from service.store.beside import Pair, Sides, alignment_graph
from service.store.draft import Draft
from service.store.graphs import triples_of
from service.store.parcel import triples_in
from service.store.quads import lexical
from service.store.reading import Effort

#: Pairs of notices for which processes of their own are worth their start, and about those of one order.
_WORTH, _TOGETHER = 60, 24
#: Bytes of new graphs that are loaded together.
_LOADED = 64 << 20
#: Seconds that one order may take; it takes one or two.
_PATIENCE = 300.0
_WORDS = Words("对照", "alignment", "请减少文件后再试。", "Try with fewer files.")

#: From what is shared to the duty or section of the earlier notice; and from the later's own to that.
_FROM = [ox.NamedNode(ONTOLOGY + name) for name in ("alignedFrom", "sectionFrom")]
_DIRECT = [ox.NamedNode(ONTOLOGY + name) for name in ("takesUp", "wordingFrom")]
_PLACE, _YEAR = ox.NamedNode(ONTOLOGY + "jurisdiction"), ox.NamedNode(ONTOLOGY + "year")


def renew(
    draft: Draft,
    changed: Iterable[str],
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    effort: Effort | None = None,
) -> int:
    """Align the ``changed`` notices (put, replaced or withdrawn) with those that they are related to;
    the number of pairs of notices that were set side by side. ``effort``: what it may take."""
    touched = set(changed)
    places = {place.notice: place for place in _places(draft)}
    for notice in sorted(touched):
        _forget(draft, notice)
    found = {
        pair
        for notice in touched & places.keys()
        for pair in related(places[notice], places.values())
    }
    # By the later one's place, so that few notices are at hand at once.
    pairs = [
        (first, second, places[first].year, places[second].year)
        for first, second in sorted(found, key=lambda pair: pair[::-1])
    ]
    many = effort is not None and effort.jobs > 1 and len(pairs) >= _WORTH
    orders = list(_orders(pairs))
    made = _by_processes(draft, orders, effort) if many and effort else _here(draft.store, orders)
    new: dict[str, bytes] = {}
    done = 0
    for order, graphs in zip(orders, made, strict=True):
        for graph, quads in graphs.items():
            if draft.store.contains_named_graph(ox.NamedNode(graph)):
                draft.put_graph(graph, [*triples_of(draft.store, graph), *triples_in(quads)])
            elif quads:
                new[graph] = quads
        if sum(map(len, new.values())) > _LOADED:
            draft.load(new)
            new = {}
        done += len(order)
        progress(done, len(pairs))
    draft.load(new)
    return len(pairs)


def _orders(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """The pairs in orders of ``_TOGETHER`` or a few more: those of a later notice stay together."""
    order: list[Pair] = []
    for _, beside in groupby(pairs, key=lambda pair: pair[1]):
        order += beside
        if len(order) >= _TOGETHER:
            yield order
            order = []
    if order:
        yield order


def _here(store: ox.Store, orders: Iterable[Sequence[Pair]]) -> Iterator[dict[str, bytes]]:
    sides = Sides(store)
    return (dict(sides.graphs(pairs)) for pairs in orders)


def _by_processes(
    draft: Draft, orders: Iterable[Sequence[Pair]], effort: Effort
) -> Iterator[dict[str, bytes]]:
    """The same by processes that read a copy of the draft (hard links), which is removed at the end."""
    copy = draft.folder / "beside"
    draft.store.flush()
    draft.store.backup(str(copy))
    walls = Walls(effort.memory, _PATIENCE + 5, read=(str(copy),))
    kind = Kind("align", "service.store.align_job", _WORDS, walls)
    lanes = effort.jobs
    limits = Limits(lanes, 2 * AHEAD * lanes, _PATIENCE * AHEAD * lanes, _PATIENCE)
    pool = Pool(kind, limits, {"store": str(copy)})

    async def ask(pairs: Sequence[Pair]) -> dict[str, bytes]:
        with closing(await pool.run({"pairs": pairs})) as result:
            result.body.seek(0)
            return {name: result.body.read(size) for name, size in result.report["graphs"]}

    try:
        yield from in_order(pool, map(ask, orders))
    finally:
        shutil.rmtree(copy)


def _places(draft: Draft) -> Iterable[Place]:
    for row in draft.manifest.notices:
        node = ox.NamedNode(row.graph)
        place = next(draft.store.quads_for_pattern(node, _PLACE, None, node), None)
        year = next(draft.store.quads_for_pattern(node, _YEAR, None, node), None)
        if place is not None and year is not None:
            yield Place(
                row.graph, lexical(place.object).rsplit("/", 1)[-1], int(lexical(year.object))
            )


def _forget(draft: Draft, notice: str) -> None:
    """Take out what the notice, as it was, has in common with any other."""
    draft.put_graph(alignment_graph(notice), ())
    gone: dict[str, set[object]] = {}
    for node, predicate in product(draft.former.get(notice, ()), _FROM):
        for quad in draft.store.quads_for_pattern(None, predicate, node, None):
            if isinstance(quad.graph_name, ox.NamedNode):  # not a union that is stored
                gone.setdefault(quad.graph_name.value, set()).add(quad.subject)
    for graph, shared in gone.items():
        there = triples_of(draft.store, graph)
        kept = [triple for triple in there if not _about(triple, shared, notice)]
        draft.put_graph(graph, kept)


def _about(triple: ox.Triple, gone: Collection[object], notice: str) -> bool:
    """Whether the triple belongs to one of the alignments or passages ``gone``, which are with ``notice``."""
    if triple.predicate in _DIRECT:
        return lexical(triple.object).startswith(f"{notice}/")
    return (
        triple.subject in gone
        or ox.NamedNode(lexical(triple.subject).partition("/difference/")[0]) in gone
    )
