"""Is the ontology consistent? HermiT answers, through owlready2.

owlready2 reads Turtle without an error and without finding anything, so the graph goes in as
N-Triples and the classes found are counted. HermiT refuses datatypes outside the OWL 2 map
(``xsd:date``, ``xsd:gYear``, ``xsd:gMonth``, ``xsd:duration`` …); no axiom speaks of them, so for
the check they become plain strings (they are constrained in SHACL).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import owlready2
from rdflib import OWL, RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from ontology.errors import ReasonerError, ReasonerMissingError

OWL2_DATATYPES = frozenset(
    XSD[name]
    for name in [
        "anyURI",
        "base64Binary",
        "boolean",
        "byte",
        "dateTime",
        "dateTimeStamp",
        "decimal",
        "double",
        "float",
        "hexBinary",
        "int",
        "integer",
        "language",
        "long",
        "Name",
        "NCName",
        "negativeInteger",
        "NMTOKEN",
        "nonNegativeInteger",
        "nonPositiveInteger",
        "normalizedString",
        "positiveInteger",
        "short",
        "string",
        "token",
        "unsignedByte",
        "unsignedInt",
        "unsignedLong",
        "unsignedShort",
    ]
)


@dataclass(frozen=True, slots=True)
class Consistency:
    """What HermiT found: number of named classes it saw, and those that can have no member."""

    consistent: bool
    classes: int
    unsatisfiable: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Consistent, and every class can have a member."""
        return self.consistent and not self.unsatisfiable


def _plain(term: Node) -> Node:
    if isinstance(term, Literal) and term.datatype and term.datatype not in OWL2_DATATYPES:
        return Literal(str(term))
    return term


def owl_view(graphs: Iterable[Graph]) -> Graph:
    """The union of ``graphs`` as HermiT can take it: no imports, no foreign datatypes."""
    view = Graph()
    for graph in graphs:
        for subject, predicate, value in graph:
            if predicate != OWL.imports:
                view.add((subject, predicate, _plain(value)))
    return view


def class_count(graph: Graph) -> int:
    """Number of named classes declared in ``graph``."""
    return sum(isinstance(s, URIRef) for s in set(graph.subjects(RDF.type, OWL.Class)))


def check_consistency(*graphs: Graph) -> Consistency:
    """HermiT's verdict on the union of ``graphs``; raises if it cannot run or saw other classes."""
    if shutil.which(owlready2.JAVA_EXE) is None:
        raise ReasonerMissingError(owlready2.JAVA_EXE)
    view = owl_view(graphs)
    world = owlready2.World()
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "view.nt"
            file.write_bytes(view.serialize(format="nt", encoding="utf-8"))
            loaded = world.get_ontology(file.as_uri()).load(format="ntriples")
        found, expected = len(list(world.classes())), class_count(view)
        if found != expected:
            raise ReasonerError(f"{expected} classes went in, owlready2 found {found}")
        return _ask(world, loaded, found)
    finally:
        world.close()


def _ask(world: owlready2.World, loaded: owlready2.Ontology, classes: int) -> Consistency:
    try:
        owlready2.sync_reasoner_hermit([loaded], debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Consistency(False, classes, ())
    except owlready2.OwlReadyJavaError as error:
        raise ReasonerError(str(error)) from error
    nothing = (str(c.iri) for c in world.inconsistent_classes() if c is not owlready2.Nothing)
    return Consistency(True, classes, tuple(sorted(nothing)))
