"""Why a triple holds, down to what notices and code lists assert."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from ontology.ids import INFERRED_GRAPH
from ontology.materialise import Reason, explain


@dataclass(frozen=True, slots=True)
class Proof:
    """A triple with the graphs that assert it, or else the step that gives it and the proofs of the
    step's premises. A triple with neither does not hold."""

    triple: ox.Triple
    asserted_in: tuple[str, ...]
    step: Reason | None = None
    premises: tuple[Proof, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the proof rests on asserted triples alone."""
        if self.asserted_in:
            return True
        return self.step is not None and all(premise.holds for premise in self.premises)

    @property
    def facts(self) -> tuple[ox.Triple, ...]:
        """The asserted triples that the proof rests on, each once."""
        if self.asserted_in:
            return (self.triple,)
        return tuple(dict.fromkeys(fact for p in self.premises for fact in p.facts))


def prove(store: ox.Store, triple: ox.Triple) -> Proof:
    """A proof of ``triple`` from the store's named graphs other than the inferred one."""
    return _prove(store, triple, frozenset())


def _prove(store: ox.Store, triple: ox.Triple, open_goals: frozenset[ox.Triple]) -> Proof:
    graphs = _graphs(store, triple)
    if graphs:
        return Proof(triple, graphs)
    for reason in explain(store, triple):
        if not open_goals & {triple, *reason.premises}:
            goals = open_goals | {triple}
            proof = Proof(
                triple, (), reason, tuple(_prove(store, p, goals) for p in reason.premises)
            )
            if proof.holds:
                return proof
    return Proof(triple, ())


def _graphs(store: ox.Store, triple: ox.Triple) -> tuple[str, ...]:
    quads = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    names = {q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)}
    return tuple(sorted(names - {INFERRED_GRAPH}))


def lines(proof: Proof, depth: int = 0) -> list[str]:
    """The proof as indented lines of text."""
    source = ", ".join(proof.asserted_in) if proof.asserted_in else ""
    how = (
        f"[{source}]"
        if source
        else f"⇐ {proof.step.rule}: {proof.step.axiom}"
        if proof.step
        else "?"
    )
    own = f"{'  ' * depth}{proof.triple}  {how}"
    return [own, *(line for premise in proof.premises for line in lines(premise, depth + 1))]
