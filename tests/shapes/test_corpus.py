"""Rates counted by SPARQL in the store are those counted from the notices."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from ingest.graph import notice_triples
from ingest.pipeline import read_notice
from ontology import ids
from service.checking.corpus import beside, graph_of, rates_in
from shapes.check import check, rates
from shapes.oxigraph import from_oxigraph
from tests.shapes.mutation import STEMS, text_of


@cache
def store() -> ox.Store:
    made = ox.Store()
    for stem in STEMS:
        notice = read_notice(text_of(stem).encode(), f"{stem}.txt")
        name = ox.NamedNode(notice.iri)
        made.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in notice_triples(notice))
    return made


def test_rates_of_five_notices() -> None:
    counted = {found.notice: found for found in rates_in(store())}
    assert len(counted) == 5
    for name in counted:
        direct = rates(graph_of(store(), name))
        assert abs(counted[name].tasks - direct.tasks) <= 1  # a stray mark read as a task
        for key in ("by_note", "by_subject", "own_date", "recurrence", "measurable", "lead_named"):
            assert abs(getattr(counted[name], key).part - getattr(direct, key).part) <= 1


def test_a_stored_notice_is_checked_like_a_read_one() -> None:
    notice = read_notice(text_of("datong-2026").encode(), "datong-2026.txt")
    read = check(list(from_oxigraph(notice_triples(notice))))
    stored = check(graph_of(store(), notice.iri))
    assert [f.id for f in stored.findings] == [f.id for f in read.findings]
    assert len(read.findings) > 90


def test_each_notice_stands_once() -> None:
    found = rates_in(store())
    assert len(beside(found[:2], found)) == 5
    assert ids.BASE in found[0].notice
