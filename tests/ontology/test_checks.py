"""The vocabulary breaks none of its rules, and each rule catches an example that breaks it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.checks import Check, checks, union, violations
from ontology.load import graphs

BAD = Path(__file__).parent / "checks"


@pytest.fixture(scope="module")
def vocabulary() -> ox.Store:
    return union(graph for _, graph in graphs())


def test_there_are_checks_with_their_rule_in_both_languages() -> None:
    assert len(checks()) == 32
    assert all(check.zh and check.en and check.origin for check in checks())
    assert {path.stem for path in BAD.glob("*.ttl")} | {"unlicensed"} == {c.name for c in checks()}


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.name)
def test_vocabulary_keeps_the_rule(check: Check, vocabulary: ox.Store) -> None:
    assert violations(vocabulary, check) == ()


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.name)
def test_rule_catches_what_breaks_it(check: Check, vocabulary: ox.Store) -> None:
    if check.name == "unlicensed":
        assert len(violations(ox.Store(), check)) == 3
        return
    graph = ox.NamedNode("urn:bad")
    data = (BAD / f"{check.name}.ttl").read_bytes()
    bad = [quad.triple for quad in ox.parse(data, ox.RdfFormat.TURTLE)]
    added = [ox.Quad(*triple) for triple in bad if ox.Quad(*triple) not in vocabulary]
    assert added, graph
    vocabulary.extend(added)
    try:
        assert violations(vocabulary, check)
    finally:
        for quad in added:
            vocabulary.remove(quad)
