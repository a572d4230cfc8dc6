"""The formats of results and graphs: media type, short name, file suffix, and how Oxigraph calls
them. One table for negotiation, workers, command line and documentation."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class Format:
    """``also``: other media types asked for in practice that get the same bytes."""

    name: str
    media_type: str
    suffix: str
    engine: ox.QueryResultsFormat | ox.RdfFormat
    also: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()

    def called(self, name: str) -> bool:
        """Whether ``name``, as in a ``format=`` parameter, means this format."""
        known = (self.name, self.suffix, self.media_type, *self.also, *self.nicknames)
        return name.lower() in known

    @property
    def content_type(self) -> str:
        text = self.media_type.startswith("text/") or self.name in ("nt", "nq")
        return self.media_type + "; charset=utf-8" if text else self.media_type


_R = ox.QueryResultsFormat
_G = ox.RdfFormat

#: In the server's order of preference: the first is sent where a client has none.
RESULTS: tuple[Format, ...] = (
    Format("json", "application/sparql-results+json", "srj", _R.JSON, ("application/json",)),
    Format("xml", "application/sparql-results+xml", "srx", _R.XML, ("application/xml", "text/xml")),
    Format("csv", "text/csv", "csv", _R.CSV),
    Format("tsv", "text/tab-separated-values", "tsv", _R.TSV),
)
GRAPHS: tuple[Format, ...] = (
    # Turtle is N3, too, which some clients call it
    Format(
        "ttl",
        "text/turtle",
        "ttl",
        _G.TURTLE,
        ("application/x-turtle", "text/n3"),
        ("turtle", "n3"),
    ),
    Format(
        "nt",
        "application/n-triples",
        "nt",
        _G.N_TRIPLES,
        ("text/plain",),
        ("n-triples", "ntriples"),
    ),
    Format(
        "rdf",
        "application/rdf+xml",
        "rdf",
        _G.RDF_XML,
        ("application/xml", "text/xml"),
        ("xml", "rdf+xml"),
    ),
    Format(
        "jsonld",
        "application/ld+json",
        "jsonld",
        _G.JSON_LD,
        ("application/json",),
        ("json-ld", "json"),
    ),
    Format("trig", "application/trig", "trig", _G.TRIG),
    Format("nq", "application/n-quads", "nq", _G.N_QUADS, (), ("n-quads", "nquads")),
)
#: A table for people, made of the rows of SELECT or ASK: no format of the protocol.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Formats that can hold more than one graph.
DATASETS = tuple(each for each in GRAPHS if each.name in ("trig", "nq", "jsonld"))

BY_NAME = {each.name: each for each in (*RESULTS, *GRAPHS)}

#: Prefixes of graph output and of the command line.
PREFIXES = {
    "az": "https://w3id.org/anze/ontology#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def for_form(form: str) -> tuple[Format, ...]:
    """Formats that a query of this form can be answered in."""
    return RESULTS if form in ("SELECT", "ASK") else GRAPHS


def by_media_type(media_type: str, among: tuple[Format, ...]) -> Format | None:
    """The format a Content-Type names (its parameters left out), among those given."""
    bare = media_type.split(";")[0].strip().lower()
    return next((each for each in among if bare == each.media_type or bare in each.also), None)
