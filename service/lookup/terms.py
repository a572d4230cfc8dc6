"""Python values as SPARQL terms, safely quoted, and the names of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pyoxigraph as ox

from ontology import ids
from service.errors import BadRequest
from service.sparql.search import having
from service.store.figures import FIGURE
from service.store.words import words_of

AZ = ids.ONTOLOGY
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
ODRL = "http://www.w3.org/ns/odrl/2/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
#: What things are called by, the first before the others.
CALLED = (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title")

#: Days that are named one by one at most.
NAMED = 400

PROLOGUE = f"""PREFIX az: <{AZ}>
PREFIX skos: <{SKOS}>
PREFIX dcterms: <{DCTERMS}>
PREFIX odrl: <{ODRL}>
PREFIX xsd: <{XSD}>
PREFIX text: <{ids.BASE}text#>
PREFIX figure: <{FIGURE}>
"""


def iri(value: str) -> str:
    """``<value>``; refuses what is no absolute IRI."""
    try:
        return str(ox.NamedNode(value))
    except ValueError:
        raise BadRequest(f"“{value}”不是有效的 IRI。", f"{value!r} is not an IRI.") from None


def string(value: str) -> str:
    """A quoted plain literal."""
    return str(ox.Literal(value))


def contains(expression: str, text: str) -> str:
    """The pattern that the string ``expression`` has every word that the text asks for.

    >>> contains("?title", "燃气、AI")
    'FILTER(CONTAINS(?title, "燃气")) FILTER(CONTAINS(LCASE(?title), "ai"))'
    """
    return having(expression, words_of(text))


def day(value: date) -> str:
    return f'"{value.isoformat()}"^^xsd:date'


def between(variable: str, first: date | None, last: date | None) -> str:
    """The pattern that holds the date ``variable`` between two days: by naming each, which indexes find, where they are
    a year or so apart, else by comparing.

    >>> between("?d", date(2026, 2, 28), date(2026, 3, 1))
    'VALUES ?d { "2026-02-28"^^xsd:date "2026-03-01"^^xsd:date }'
    >>> between("?d", date(2026, 2, 28), None)
    'FILTER(?d >= "2026-02-28"^^xsd:date)'
    """
    if first is not None and last is not None and 0 <= (last - first).days <= NAMED:
        each = (first + timedelta(number) for number in range((last - first).days + 1))
        return f"VALUES {variable} {{ {' '.join(map(day, each))} }}"
    ends = ((">=", first), ("<=", last))
    return " ".join(
        f"FILTER({variable} {sign} {day(end)})" for sign, end in ends if end is not None
    )


def year(value: int) -> str:
    return f'"{value:04d}"^^xsd:gYear'


def among(variable: str, iris: Iterable[str]) -> str:
    """The pattern that binds ``variable`` to one of ``iris``."""
    return f"VALUES {variable} {{ {' '.join(iri(each) for each in iris)} }}"


def worded(node: str, called: Mapping[str, str]) -> str:
    """What a node is called; the end of its IRI where that is nothing."""
    return called.get(node, local(node))


def local(value: str) -> str:
    """The last step of an IRI: a notation, a class or property name.

    >>> local("https://w3id.org/anze/code/role/lead")
    'lead'
    """
    return value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
