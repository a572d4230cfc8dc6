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
from ontology.ids import BASE, ONTOLOGY
from service.jobs.kinds import Kind, Limits, Walls, Words
from service.jobs.ordered import AHEAD, in_order
from service.jobs.pool import Pool
from service.store.beside import Pair, Sides, alignment_graph
from service.store.draft import Draft
from service.store.graphs import triples_of
from service.store.parcel import triples_in
from service.store.quads import lexical
from service.store.reading import Effort

#: Pairs of notices for which processes of their own are worth their start; the least and, where sister places part, the
#: most of one order, so that one process reads the notices of a few superiors.
_WORTH, _TOGETHER, _MOST = 60, 24, 240
#: Seconds that one order may take; it takes one or two.
_PATIENCE = 300.0
_WORDS = Words("对照", "alignment", "请减少文件后再试。", "Try with fewer files.")

#: From what is shared to the duty or section of the earlier notice; and from the later's own to that.
_FROM = [ox.NamedNode(ONTOLOGY + name) for name in ("alignedFrom", "sectionFrom")]
_DIRECT = [ox.NamedNode(ONTOLOGY + name) for name in ("takesUp", "wordingFrom")]
_PLACE, _YEAR = ONTOLOGY + "jurisdiction", ONTOLOGY + "year"


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
    made = _by_processes(draft, orders, effort) if many and effort else _here(draft, orders)
    done = 0
    for order, graphs in zip(orders, made, strict=True):
        new: dict[str, bytes] = {}
        for graph, quads in graphs.items():
            if draft.has_graph(graph):
                draft.put_graph(graph, [*triples_of(draft.store, graph), *triples_in(quads)])
            elif quads:
                new[graph] = quads
        draft.load(new)
        done += len(order)
        progress(done, len(pairs))
    return len(pairs)


def _orders(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """The pairs in orders of ``_TOGETHER`` or more: those of later notices of sister places stay together, up to
    ``_MOST``."""
    order: list[Pair] = []
    sisters = ""
    for second, beside in groupby(pairs, key=lambda pair: pair[1]):
        before, sisters = sisters, _sisters(second)
        if len(order) >= (_TOGETHER if sisters != before else _MOST):
            yield order
            order = []
        order += beside
    if order:
        yield order


def _sisters(notice: str) -> str:
    """What notices of sister places have in common in their IRIs, which begin with the code of the place."""
    return notice.removeprefix(f"{BASE}id/notice/")[:4]


def _here(draft: Draft, orders: Iterable[Sequence[Pair]]) -> Iterator[dict[str, bytes]]:
    sides = Sides(draft.store, draft.waiting.places)
    return (dict(sides.graphs(pairs)) for pairs in orders)


def _by_processes(
    draft: Draft, orders: Iterable[Sequence[Pair]], effort: Effort
) -> Iterator[dict[str, bytes]]:
    """The same by processes that read a copy of the draft (hard links), which is removed at the end, and what waits."""
    copy = draft.folder / "beside"
    draft.store.flush()
    draft.store.backup(str(copy))
    places = draft.waiting.places
    files = {place.file for place in places.values()}
    walls = Walls(effort.memory, _PATIENCE + 5, read=(str(copy), *sorted(files)))
    kind = Kind("align", "service.store.align_job", _WORDS, walls)
    lanes = effort.jobs
    limits = Limits(lanes, 2 * AHEAD * lanes, _PATIENCE * AHEAD * lanes, _PATIENCE)
    pool = Pool(kind, limits, {"store": str(copy)})

    async def ask(pairs: Sequence[Pair]) -> dict[str, bytes]:
        notices = {name for pair in pairs for name in pair[:2]}
        there = {name: [*places[name]] for name in sorted(notices & places.keys())}
        with closing(await pool.run({"pairs": pairs, "places": there})) as result:
            result.body.seek(0)
            return {name: result.body.read(size) for name, size in result.report["graphs"]}

    try:
        yield from in_order(pool, map(ask, orders))
    finally:
        shutil.rmtree(copy)


def _places(draft: Draft) -> Iterable[Place]:
    for row in draft.manifest.notices:
        place, year = (draft.value(row.graph, name) for name in (_PLACE, _YEAR))
        if place and year:
            yield Place(row.graph, place.rsplit("/", 1)[-1], int(year))


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
