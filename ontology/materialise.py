"""What follows from the graphs, and why.

The rules of ``ontology.rules`` run as CONSTRUCT queries over an in-memory copy until nothing new
comes. Triples that already stand somewhere are not repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from ontology.ids import INFERRED_GRAPH, ONTOLOGY_GRAPH
from ontology.rules import TYPE, Pattern, Rule, rules

Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Inference:
    """What was inferred: number of distinct triples read, new triples in a fixed order, rounds
    needed, and how many new triples each rule gave first."""

    read: int
    triples: tuple[ox.Triple, ...]
    rounds: int
    by_rule: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reason:
    """One way in which a triple follows: the rule, the axiom that licenses it, the premises."""

    rule: str
    axiom: str
    premises: tuple[ox.Triple, ...]


def infer(triples: Iterable[ox.Triple], using: tuple[Rule, ...] | None = None) -> Inference:
    """All that follows from ``triples`` by the rules (by default all of them)."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in triples)
    read, counts, found, rounds = len(store), Counter[str](), set[ox.Triple](), 0
    all_rules = rules() if using is None else using
    pending = all_rules
    while True:
        rounds += 1
        fresh = _round(store, pending, counts)
        if not fresh:
            break
        found |= fresh
        pending = _concerned(all_rules, fresh)
        store.bulk_extend(ox.Quad(*triple) for triple in fresh)
    return Inference(read, tuple(sorted(found, key=str)), rounds, dict(counts))


#: Graphs that inference does not read: its own result, and the ontology, whose axioms are the rules.
NOT_READ = frozenset({INFERRED_GRAPH, ONTOLOGY_GRAPH})


def infer_store(store: ox.Store, skip: frozenset[str] = NOT_READ) -> Inference:
    """All that follows from the store's named graphs but those in ``skip``. Nothing is written: the
    triples are for the graph of inferred facts."""
    names = [name for name in store.named_graphs() if name.value not in skip]
    quads = (quad for name in names for quad in store.quads_for_pattern(None, None, None, name))
    return infer(quad.triple for quad in quads)


def _round(store: ox.Store, using: tuple[Rule, ...], counts: Counter[str]) -> set[ox.Triple]:
    fresh: set[ox.Triple] = set()
    for rule in using:
        new = {
            triple
            for triple in _answers(store, rule.construct)
            if triple not in fresh and ox.Quad(*triple) not in store
        }
        counts[rule.name] += len(new)
        fresh |= new
    return fresh


def _concerned(using: tuple[Rule, ...], fresh: set[ox.Triple]) -> tuple[Rule, ...]:
    """The rules that ``fresh`` triples may give more by: what the others give was there before them."""
    predicates = {str(triple.predicate) for triple in fresh}
    kinds = {str(triple.object) for triple in fresh if str(triple.predicate) == TYPE}

    def fits(pattern: Pattern) -> bool:
        _, predicate, value = pattern
        if predicate == TYPE and not value.startswith("?"):
            return value in kinds
        return predicate.startswith("?") or predicate in predicates

    return tuple(rule for rule in using if any(map(fits, rule.body)))


def _answers(store: ox.Store, query: str) -> Iterable[ox.Triple]:
    answers = store.query(query)
    if not isinstance(answers, ox.QueryTriples):
        raise TypeError(f"a rule must be a CONSTRUCT: {query}")
    return answers


def explain(store: ox.Store, triple: ox.Triple, limit: int = 20) -> tuple[Reason, ...]:
    """Every way in which one rule step gives ``triple`` from the union of the store's graphs, at
    most ``limit`` a rule. Premises may themselves be inferred: ask again for those."""
    found: list[Reason] = []
    for rule in rules():
        bound = _match(rule.head, triple)
        if bound is not None:
            found += _reasons(store, rule, bound, triple, limit)
    return tuple(found)


def _match(head: Pattern, triple: ox.Triple) -> dict[str, Term] | None:
    bound: dict[str, Term] = {}
    for slot, term in zip(head, triple, strict=True):
        if isinstance(term, ox.Triple):
            return None
        if not slot.startswith("?"):
            if slot != str(term):
                return None
        elif bound.setdefault(slot[1:], term) != term:
            return None
    return bound


def _reasons(
    store: ox.Store, rule: Rule, bound: dict[str, Term], triple: ox.Triple, limit: int
) -> list[Reason]:
    answers = store.query(
        f"SELECT * WHERE {{ {rule.where} }} LIMIT {limit}",
        substitutions={ox.Variable(name): term for name, term in bound.items()},
        use_default_graph_as_union=True,
    )
    if not isinstance(answers, ox.QuerySolutions):
        raise TypeError(f"a rule's body must be a SELECT: {rule.where}")
    names = [variable.value for variable in answers.variables]
    found: dict[tuple[ox.Triple, ...], Reason] = {}
    for row in answers:
        values = {name: row[name] for name in names if row[name] is not None} | bound
        premises = tuple(_ground(pattern, values) for pattern in rule.body)
        if triple not in premises:
            found[premises] = Reason(rule.name, rule.axiom, premises)
    return list(found.values())


def _ground(pattern: Pattern, values: Mapping[str, object]) -> ox.Triple:
    cells = (values[s[1:]] if s.startswith("?") else ox.NamedNode(s[1:-1]) for s in pattern)
    return ox.Triple(*cells)  # type: ignore[arg-type]
