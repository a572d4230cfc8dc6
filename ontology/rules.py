"""The inference rules: a few of the OWL 2 RL table, bound to the ontology's own axioms, and the
project's own. A rule has an id, a head and a body of triple patterns over ``?`` variables; so it can
be run as a CONSTRUCT, and asked backwards why a triple follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ontology.ids import code_iri
from ontology.load import MODULES, module_graph
from ontology.namespaces import az

Pattern = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """``head`` follows from ``body`` (and ``test``, a SPARQL filter expression). ``name`` is the
    OWL 2 RL rule or the project's; ``axiom`` says in one line what licenses it."""

    name: str
    axiom: str
    head: Pattern
    body: tuple[Pattern, ...]
    test: str = ""

    @property
    def construct(self) -> str:
        """The rule as a SPARQL CONSTRUCT."""
        return f"CONSTRUCT {{ {_line(self.head)} }} WHERE {{ {self.where} }}"

    @property
    def where(self) -> str:
        """The rule's body as a SPARQL group."""
        test = f" FILTER({self.test})" if self.test else ""
        return " ".join(_line(pattern) for pattern in self.body) + test


def _line(pattern: Pattern) -> str:
    return " ".join(pattern) + " ."


def _iri(node: object) -> str:
    return f"<{node}>"


def _short(node: object) -> str:
    return str(node).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


TYPE = _iri(RDF.type)


def _pairs(graph: Graph, predicate: URIRef) -> Iterator[tuple[URIRef, URIRef]]:
    for left, right in sorted(graph.subject_objects(predicate), key=str):
        if isinstance(left, URIRef) and isinstance(right, URIRef):
            yield left, right


def _of_type(graph: Graph, kind: URIRef) -> list[Node]:
    return sorted(graph.subjects(RDF.type, kind), key=str)


def _taxonomy(graph: Graph) -> Iterator[Rule]:
    for sub, over in _pairs(graph, RDFS.subClassOf):
        yield Rule(
            "cax-sco",
            f"{_short(sub)} ⊑ {_short(over)}",
            ("?x", TYPE, _iri(over)),
            (("?x", TYPE, _iri(sub)),),
        )
    for sub, over in _pairs(graph, RDFS.subPropertyOf):
        yield Rule(
            "prp-spo1",
            f"{_short(sub)} ⊑ {_short(over)}",
            ("?x", _iri(over), "?y"),
            (("?x", _iri(sub), "?y"),),
        )


def _inverses(graph: Graph) -> Iterator[Rule]:
    for left, right in _pairs(graph, OWL.inverseOf):
        for name, one, two in (("prp-inv1", left, right), ("prp-inv2", right, left)):
            yield Rule(
                name,
                f"{_short(left)} ≡ {_short(right)}⁻",
                ("?y", _iri(two), "?x"),
                (("?x", _iri(one), "?y"),),
            )


def _characteristics(graph: Graph) -> Iterator[Rule]:
    for prop in _of_type(graph, OWL.TransitiveProperty):
        p = _iri(prop)
        body = (("?x", p, "?y"), ("?y", p, "?z"))
        yield Rule("prp-trp", f"{_short(prop)} transitive", ("?x", p, "?z"), body)
    for prop in _of_type(graph, OWL.SymmetricProperty):
        p = _iri(prop)
        yield Rule("prp-symp", f"{_short(prop)} symmetric", ("?y", p, "?x"), (("?x", p, "?y"),))


def _chains(graph: Graph) -> Iterator[Rule]:
    for prop, head in sorted(graph.subject_objects(OWL.propertyChainAxiom), key=str):
        links = list(Collection(graph, head))
        body = tuple((f"?v{i}", _iri(link), f"?v{i + 1}") for i, link in enumerate(links))
        axiom = f"{' ∘ '.join(map(_short, links))} ⊑ {_short(prop)}"
        yield Rule("prp-spo2", axiom, ("?v0", _iri(prop), f"?v{len(links)}"), body)


def _kinds(graph: Graph) -> Iterator[Rule]:
    for name, predicate, who in (("prp-dom", RDFS.domain, "?x"), ("prp-rng", RDFS.range, "?y")):
        for prop, kind in _pairs(graph, predicate):
            if (prop, RDF.type, OWL.ObjectProperty) in graph or name == "prp-dom":
                yield Rule(
                    name,
                    f"{_short(predicate)} of {_short(prop)} is {_short(kind)}",
                    (who, TYPE, _iri(kind)),
                    (("?x", _iri(prop), "?y"),),
                )


#: Groups of functions whose organisations answer to the same function one level up.
RANKED = ("committee", "department", "government", "judicial", "mass", "party", "vertical")


#: Functions whose organisations a government sets up: they answer to it, not to their like above.
SET_UP = ("development-zone", "industrial-park")


def _functions(*notations: str) -> str:
    return ", ".join(_iri(code_iri("function", notation)) for notation in notations)


def _superior_of_zone() -> Rule:
    function, place = _iri(az("function")), _iri(az("jurisdiction"))
    government = _iri(code_iri("function", "people-government"))
    return Rule(
        "az-superior-of-zone",
        "the government of the jurisdiction set the zone up",
        ("?x", _iri(az("superiorUnit")), "?y"),
        (
            ("?x", function, "?f"),
            ("?x", place, "?j"),
            ("?y", place, "?j"),
            ("?y", function, government),
        ),
        f"?f IN ({_functions(*SET_UP)})",
    )


def _superior_unit() -> Rule:
    function, place = _iri(az("function")), _iri(az("jurisdiction"))
    return Rule(
        "az-superior-unit",
        "same function in the directly superior jurisdiction",
        ("?x", _iri(az("superiorUnit")), "?y"),
        (
            ("?x", function, "?f"),
            ("?f", _iri(SKOS.broader), "?g"),
            ("?x", place, "?j"),
            ("?j", _iri(az("superiorJurisdiction")), "?k"),
            ("?y", place, "?k"),
            ("?y", function, "?f"),
        ),
        f"?g IN ({_functions(*RANKED)}) && ?f NOT IN ({_functions(*SET_UP)})",
    )


def _own() -> Iterator[Rule]:
    yield _superior_unit()
    yield _superior_of_zone()


def axioms() -> Graph:
    """The axioms that license rules: those of the modules without what they say of deprecated terms,
    so that nothing is inferred that a query is not to use. The foreign alignments license none."""
    graph = module_graph(*MODULES)
    old = set(graph.subjects(OWL.deprecated, None))
    for term in old:
        graph.remove((term, None, None))
        graph.remove((None, None, term))
    return graph


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in a fixed order."""
    graph = axioms()
    makers = (_taxonomy, _inverses, _characteristics, _chains, _kinds)
    return (*(rule for make in makers for rule in make(graph)), *_own())
