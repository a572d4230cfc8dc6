"""Measured facts as triples."""

from __future__ import annotations

from rdflib import Literal

from shapes.facts import seen, triples

SENTENCE = "的" * 5_000


def test_a_sentence_at_fault_in_many_places_is_kept_once() -> None:
    many = [seen("x:section", "typo", found="的的", sentence=SENTENCE) for _ in range(2_000)]
    said = [value for _, _, value in triples(many) if value == Literal(SENTENCE)]
    assert len(said) == 2_000
    assert len(set(map(id, said))) == 1
