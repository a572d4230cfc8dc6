"""What a graph says, as text: terms, and statements of three, each as N-Triples writes it.

Where many are made, many twice, and all end as lines, that takes a third of the time that the engine's own objects take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache, lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from ontology.terms import PREFIXES, term

#: Subject, predicate and object: ``<https://…>``, ``"…"@zh``.
Statement = tuple[str, str, str]


@lru_cache(maxsize=4096)
def iri(value: str) -> str:
    """The node of an IRI, ValueError for none; most of a notice's stand in several statements."""
    return str(NamedNode(value))


@cache
def az(name: str) -> str:
    """The term of the ontology with this name."""
    return iri(term(name))


@cache
def dcterms(name: str) -> str:
    return iri(PREFIXES["dcterms"] + name)


@cache
def skos(name: str) -> str:
    return iri(PREFIXES["skos"] + name)


@cache
def _datatype(name: str) -> str:
    return iri(PREFIXES["xsd"] + name)


RDF_TYPE = iri(PREFIXES["rdf"] + "type")


def triple(subject: str, predicate: str, value: str) -> Statement:
    """The statement about the IRI ``subject``; the others are terms."""
    return iri(subject), predicate, value


def typed_as(subject: str, name: str) -> Statement:
    """``subject`` as a member of the class of this name."""
    return triple(subject, RDF_TYPE, az(name))


def text(value: str) -> str:
    """The literal, in the engine's own spelling where a character is written otherwise than it is.

    >>> text("至少“1次”"), text('1" 2')
    ('"至少“1次”"', '"1\\\\" 2"')
    """
    plain = value.isprintable() and '"' not in value and "\\" not in value
    return f'"{value}"' if plain else str(Literal(value))


def in_chinese(value: str) -> str:
    return f"{text(value)}@zh"


def typed(value: str, datatype: str) -> str:
    """A literal of an XSD datatype."""
    return f"{text(value)}^^{_datatype(datatype)}"


def whole(value: int) -> str:
    return typed(str(value), "integer")


def decimal(value: float) -> str:
    return typed(format(Decimal(str(value)).normalize(), "f"), "decimal")


def lexical(said: str) -> str:
    """The IRI of a node, the characters of a literal.

    >>> lexical("<x:a>"), lexical('"安全"@zh'), lexical('"1\\\\" 2"')
    ('x:a', '安全', '1" 2')
    """
    if said[0] == "<":
        return said[1:-1]
    if said[0] == "_" or "\\" in said:
        (found,) = parsed([("<x:s>", "<x:p>", said)])
        return str(getattr(found.object, "value", said))
    return said[1 : said.rindex('"')]


def parsed(statements: Iterable[Statement]) -> Iterator[Triple]:
    """The statements as the engine has them."""
    lines = "".join(
        f"{subject} {predicate} {value} .\n" for subject, predicate, value in statements
    )
    return (quad.triple for quad in parse(lines, RdfFormat.N_TRIPLES))


def stated(said: Triple) -> Statement:
    """A triple of the engine."""
    return str(said.subject), str(said.predicate), str(said.object)
