"""The inference rules: a few of the OWL 2 RL table, bound to the ontology's own axioms, and the
project's own. A rule has an id, a head and a body of triple patterns over ``?`` variables; so it can
be run as a CONSTRUCT, and asked backwards why a triple follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from ontology.ids import code_iri
from ontology.terms import PREFIXES, term
from ontology.turtle import MODULES, module_text

Pattern = tuple[str, str, str]
_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


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


def _iri(iri: str) -> str:
    return f"<{iri}>"


def _short(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


_RDF, _RDFS, _OWL = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["owl"]
TYPE = _iri(_RDF + "type")


@dataclass(frozen=True, slots=True)
class _Axioms:
    """What the modules state, by property: who has which value."""

    by: Mapping[str, Sequence[tuple[_Term, _Term]]]

    def pairs(self, predicate: str) -> list[tuple[str, str]]:
        """Who has which value, of named ones, in the order of their IRIs."""
        return sorted(
            (left.value, right.value)
            for left, right in self.by[predicate]
            if isinstance(left, ox.NamedNode) and isinstance(right, ox.NamedNode)
        )

    def of_type(self, kind: str) -> list[str]:
        return [iri for iri, found in self.pairs(_RDF + "type") if found == kind]

    def lists(self, predicate: str) -> list[tuple[str, list[str]]]:
        """Who has which list."""
        first, rest = dict(self.by[_RDF + "first"]), dict(self.by[_RDF + "rest"])
        found = []
        for left, at in self.by[predicate]:
            members = []
            while at in first:
                members.append(_name(first[at]))
                at = rest[at]
            found.append((_name(left), members))
        return sorted(found)


def _name(node: _Term) -> str:
    if not isinstance(node, ox.NamedNode):
        raise TypeError(f"a chain of properties is of named ones: {node}")
    return node.value


def _taxonomy(axioms: _Axioms) -> Iterator[Rule]:
    for sub, over in axioms.pairs(_RDFS + "subClassOf"):
        yield Rule(
            "cax-sco",
            f"{_short(sub)} ⊑ {_short(over)}",
            ("?x", TYPE, _iri(over)),
            (("?x", TYPE, _iri(sub)),),
        )
    for sub, over in axioms.pairs(_RDFS + "subPropertyOf"):
        yield Rule(
            "prp-spo1",
            f"{_short(sub)} ⊑ {_short(over)}",
            ("?x", _iri(over), "?y"),
            (("?x", _iri(sub), "?y"),),
        )


def _inverses(axioms: _Axioms) -> Iterator[Rule]:
    for left, right in axioms.pairs(_OWL + "inverseOf"):
        for name, one, two in (("prp-inv1", left, right), ("prp-inv2", right, left)):
            yield Rule(
                name,
                f"{_short(left)} ≡ {_short(right)}⁻",
                ("?y", _iri(two), "?x"),
                (("?x", _iri(one), "?y"),),
            )


def _characteristics(axioms: _Axioms) -> Iterator[Rule]:
    for prop in axioms.of_type(_OWL + "TransitiveProperty"):
        p = _iri(prop)
        body = (("?x", p, "?y"), ("?y", p, "?z"))
        yield Rule("prp-trp", f"{_short(prop)} transitive", ("?x", p, "?z"), body)
    for prop in axioms.of_type(_OWL + "SymmetricProperty"):
        p = _iri(prop)
        yield Rule("prp-symp", f"{_short(prop)} symmetric", ("?y", p, "?x"), (("?x", p, "?y"),))


def _chains(axioms: _Axioms) -> Iterator[Rule]:
    for prop, links in axioms.lists(_OWL + "propertyChainAxiom"):
        body = tuple((f"?v{i}", _iri(link), f"?v{i + 1}") for i, link in enumerate(links))
        axiom = f"{' ∘ '.join(map(_short, links))} ⊑ {_short(prop)}"
        yield Rule("prp-spo2", axiom, ("?v0", _iri(prop), f"?v{len(links)}"), body)


def _kinds(axioms: _Axioms) -> Iterator[Rule]:
    linking = set(axioms.of_type(_OWL + "ObjectProperty"))
    for name, said, who in (("prp-dom", "domain", "?x"), ("prp-rng", "range", "?y")):
        for prop, kind in axioms.pairs(_RDFS + said):
            if prop in linking or name == "prp-dom":
                yield Rule(
                    name,
                    f"{said} of {_short(prop)} is {_short(kind)}",
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
    function, place = _iri(term("function")), _iri(term("jurisdiction"))
    government = _iri(code_iri("function", "people-government"))
    return Rule(
        "az-superior-of-zone",
        "the government of the jurisdiction set the zone up",
        ("?x", _iri(term("superiorUnit")), "?y"),
        (
            ("?x", function, "?f"),
            ("?x", place, "?j"),
            ("?y", place, "?j"),
            ("?y", function, government),
        ),
        f"?f IN ({_functions(*SET_UP)})",
    )


def _superior_unit() -> Rule:
    function, place = _iri(term("function")), _iri(term("jurisdiction"))
    return Rule(
        "az-superior-unit",
        "same function in the directly superior jurisdiction",
        ("?x", _iri(term("superiorUnit")), "?y"),
        (
            ("?x", function, "?f"),
            ("?f", _iri(PREFIXES["skos"] + "broader"), "?g"),
            ("?x", place, "?j"),
            ("?j", _iri(term("superiorJurisdiction")), "?k"),
            ("?y", place, "?k"),
            ("?y", function, "?f"),
        ),
        f"?g IN ({_functions(*RANKED)}) && ?f NOT IN ({_functions(*SET_UP)})",
    )


def _own() -> Iterator[Rule]:
    yield _superior_unit()
    yield _superior_of_zone()


def axioms() -> list[ox.Triple]:
    """The axioms that license rules: those of the modules without what they say of deprecated terms,
    so that nothing is inferred that a query is not to use. The foreign alignments license none."""
    stated = [
        quad.triple
        for name in MODULES
        for quad in ox.parse(module_text(name), ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    ]
    deprecated = ox.NamedNode(_OWL + "deprecated")
    old = {triple.subject for triple in stated if triple.predicate == deprecated}
    return [t for t in stated if t.subject not in old and t.object not in old]


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in a fixed order."""
    by = defaultdict[str, list[tuple[_Term, _Term]]](list)
    for subject, predicate, value in dict.fromkeys(axioms()):
        by[predicate.value].append((subject, value))
    stated = _Axioms(by)
    makers = (_taxonomy, _inverses, _characteristics, _chains, _kinds)
    return (*(rule for make in makers for rule in make(stated)), *_own())
