"""Who published what, when, from which file: PROV in a graph of its own, outside the union."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from ontology import ids
from service.store.graphs import HISTORY_GRAPH

_PROV = "http://www.w3.org/ns/prov#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_DCTERMS = "http://purl.org/dc/terms/"
_XSD = "http://www.w3.org/2001/XMLSchema#"

#: What a notice is called by.
CALLED = (_DCTERMS + "title", ids.ONTOLOGY + "docNumber")

PUBLISHED, REPLACED, WITHDRAWN, UPDATED = "published", "replaced", "withdrawn", "updated"


@dataclass(frozen=True, slots=True)
class Event:
    """One change: ``kind`` is published, replaced, withdrawn or updated; ``at`` ISO 8601 with zone;
    ``reason`` why a notice with violations was let in, or why it was withdrawn; ``tasks`` those that
    it made or changed in a notice that was there before; ``called`` the title and number of one that is withdrawn,
    by their properties."""

    number: int
    kind: str
    target: str
    by: str
    at: str
    sha256: str = ""
    file: str = ""
    reason: str = ""
    tasks: tuple[str, ...] = ()
    called: tuple[tuple[str, ox.Literal], ...] = ()

    @property
    def iri(self) -> str:
        return f"{ids.BASE}id/change/{self.number}"


def record(store: ox.Store, event: Event) -> int:
    """Add the event to the history graph; by how many quads that grew."""
    node, graph = ox.NamedNode(event.iri), ox.NamedNode(HISTORY_GRAPH)
    agent = ox.NamedNode(f"{ids.BASE}id/agent/{ids.key_of(event.by)}")
    target = ox.NamedNode(event.target)
    ended = ox.NamedNode(_PROV + ("invalidated" if event.kind == WITHDRAWN else "generated"))
    facts: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
        (node, _RDF + "type", ox.NamedNode(_PROV + "Activity")),
        (node, _DCTERMS + "type", ox.Literal(event.kind)),
        (node, ended.value, target),
        (
            node,
            _PROV + "endedAtTime",
            ox.Literal(event.at, datatype=ox.NamedNode(_XSD + "dateTime")),
        ),
        (node, _PROV + "wasAssociatedWith", agent),
        (agent, _RDF + "type", ox.NamedNode(_PROV + "Agent")),
        (agent, _RDFS + "label", ox.Literal(event.by)),
    ]
    if event.sha256:
        source = ox.NamedNode(ids.source_iri(event.sha256))
        facts += [(node, _PROV + "used", source), (source, _RDFS + "label", ox.Literal(event.file))]
    facts += [(node, name, value) for name, value in event.called]
    facts += [(node, _PROV + "influenced", ox.NamedNode(task)) for task in event.tasks]
    if event.reason:
        facts.append((node, _RDFS + "comment", ox.Literal(event.reason)))
    quads = [ox.Quad(s, ox.NamedNode(p), o, graph) for s, p, o in facts]
    new = [quad for quad in quads if quad not in store]
    store.extend(new)
    return len(new)
