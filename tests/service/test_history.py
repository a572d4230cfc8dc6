"""Who did what: the history graph, as PROV tells it."""

from __future__ import annotations

import pyoxigraph as ox

from service.store.history import WITHDRAWN, Event, record

NOTICE = "https://w3id.org/anze/id/notice/141181-2026-xiaozhengfa-1"
WHO = """
PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?name WHERE { GRAPH ?g { <%s> prov:wasAssociatedWith/rdfs:label ?name } }
"""


def test_people_whose_names_sound_alike_are_two() -> None:
    store = ox.Store()
    events = [
        Event(number, WITHDRAWN, NOTICE, by, "2026-03-01T08:00:00Z")
        for number, by in enumerate(("李明", "黎明", "李明"), start=1)
    ]
    for event in events:
        record(store, event)
    told = [[row["name"].value for row in store.query(WHO % event.iri)] for event in events]
    assert told == [["李明"], ["黎明"], ["李明"]]
