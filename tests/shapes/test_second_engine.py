"""shapes/core.ttl in an engine that shares nothing with pySHACL: rudof, written in Rust (``.ci/run`` installs it)."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import pytest
from rdflib import Graph

from shapes.reference import run_reference
from shapes.rulebook import shapes_graph
from tests.shapes.mutation import LABELLED, STEMS, graph_of, text_of
from tests.shapes.spoil import spoilt

EXAMPLES = Path(__file__).parent / "examples"
#: A literal that is none of its datatype ("2026-02-30"^^xsd:date): rudof takes it.
ILL_TYPED = {"form-Notice-signed": 1}

pytestmark = pytest.mark.needs("rudof-shacl")
Found = Counter[tuple[str, str]]


def both(graph: Graph, folder: Path) -> tuple[Found, Found]:
    """Shape and focus node of every result: of pySHACL, of rudof."""
    shapes = shapes_graph("issued", core_only=True)
    graph.serialize(folder / "data.nt", format="nt", encoding="utf-8")
    shapes.serialize(folder / "shapes.ttl", format="turtle")
    command = ["rudof-shacl", str(folder / "data.nt"), str(folder / "shapes.ttl")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    lines = (line.split("\t") for line in done.stdout.splitlines())
    reference = Counter((r.rule, named(str(r.focus))) for r in run_reference(shapes, graph))
    return reference, Counter((shape, named(focus)) for shape, focus in lines)


def named(node: str) -> str:
    """The node; blank ones, which each engine names as it likes, alike."""
    return node if node.startswith(("http", "urn:")) else "_"


def differing(one: Found, two: Found) -> Counter[str]:
    """How many results of each rule only one engine has."""
    apart = (one - two) + (two - one)
    counts: Counter[str] = Counter()
    for (rule, _), count in apart.items():
        counts[rule.rpartition("#")[2]] += count
    return counts


@pytest.mark.parametrize("stem", STEMS)
def test_a_notice_has_the_same_results(stem: str, tmp_path: Path) -> None:
    graph = Graph()
    for triple in graph_of(text_of(stem), stem)[0]:
        graph.add(triple)
    reference, second = both(graph, tmp_path)
    assert reference.total() > 60
    assert not differing(reference, second)


def test_thirty_labelled_documents_have_the_same_results(tmp_path: Path) -> None:
    results = 0
    for path in LABELLED:
        graph = Graph()
        for triple in graph_of(path.read_text(encoding="utf-8"), path.stem)[0]:
            graph.add(triple)
        reference, second = both(graph, tmp_path)
        results += reference.total()
        assert not differing(reference, second), path
    assert len(LABELLED) == 30
    assert results > 400


def test_a_graph_from_elsewhere_differs_only_in_literals_that_are_none(tmp_path: Path) -> None:
    reference, second = both(Graph().parse(EXAMPLES / "foreign.ttl"), tmp_path)
    assert reference.total() >= 12
    assert differing(reference, second) == ILL_TYPED


def test_each_example_of_a_core_rule(tmp_path: Path) -> None:
    names = [path.name for path in EXAMPLES.glob("*.fail.ttl")]
    whole = Graph()
    for number, name in enumerate(sorted(names)):  # one graph of all, their nodes kept apart
        text = (EXAMPLES / name).read_text(encoding="utf-8")
        text = text.replace("/id/notice/", f"/id/notice/{number}-").replace("n:x", f"n:{number}-x")
        whole.parse(data=text.replace(f"notice/{number}->", "notice/>"), format="turtle")
    reference, second = both(whole, tmp_path)
    assert len(names) >= 75
    assert len({rule for rule, _ in reference}) >= 20
    assert not differing(reference, second)


@pytest.mark.parametrize(
    "property_",
    [
        "evidence",
        "hasMention",
        "denotes",
        "inHeading",
        "owner",
        "hasTime",
        "high",
        "skos:prefLabel",
    ],
)
def test_what_is_spoilt_wherever_it_stands(property_: str, tmp_path: Path) -> None:
    each = next(s for s in spoilt() if s.property == property_ and s.way == "wrong kind")
    graph = Graph()
    for triple in each.triples:
        graph.add(triple)
    reference, second = both(graph, tmp_path)
    assert reference.total() >= 1
    assert not differing(reference, second)
