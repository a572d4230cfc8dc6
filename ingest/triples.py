"""Makers of RDF terms and triples, shared by the modules that write a notice's graph."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache

from pyoxigraph import Literal, NamedNode

from ontology.terms import PREFIXES, term

Object = NamedNode | Literal
#: What a triple says, before it is one: many are said several times, and a tuple is quicker to make and to compare.
Statement = tuple[NamedNode, NamedNode, Object]
_RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")


@cache
def az(name: str) -> NamedNode:
    """The term of the ontology with this name."""
    return NamedNode(term(name))


@cache
def dcterms(name: str) -> NamedNode:
    return NamedNode(PREFIXES["dcterms"] + name)


@cache
def skos(name: str) -> NamedNode:
    return NamedNode(PREFIXES["skos"] + name)


@cache
def _datatype(name: str) -> NamedNode:
    return NamedNode(PREFIXES["xsd"] + name)


def triple(subject: str, predicate: NamedNode, value: Object) -> Statement:
    return iri(subject), predicate, value


def typed_as(subject: str, name: str) -> Statement:
    """``subject`` as a member of the class of this name."""
    return triple(subject, _RDF_TYPE, az(name))


@lru_cache(maxsize=4096)
def iri(value: str) -> NamedNode:
    """The node of an IRI; most of a notice's stand in several triples."""
    return NamedNode(value)


def text(value: str) -> Literal:
    return Literal(value)


def typed(value: str, datatype: str) -> Literal:
    """A literal of an XSD datatype."""
    return Literal(value, datatype=_datatype(datatype))


def whole(value: int) -> Literal:
    return typed(str(value), "integer")


def decimal(value: float) -> Literal:
    return typed(format(Decimal(str(value)).normalize(), "f"), "decimal")
