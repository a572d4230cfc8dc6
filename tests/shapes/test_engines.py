"""The compiled engine gives pySHACL's results on the five notices and on corrupted ones."""

from __future__ import annotations

import pytest
from rdflib import BNode, Graph

from shapes import check
from shapes.check import checked_graph
from shapes.engine import Result, compile_shapes, run
from shapes.errors import ShapeError
from shapes.index import Index, Triple
from shapes.reference import run_reference
from shapes.rulebook import load_rulebook, shapes_graph
from tests.shapes.mutation import LABELLED, STEMS, graph_of, shortest, text_of
from tests.shapes.mutators import MUTATORS


def as_graph(triples: list[Triple]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


def both(text: str, stem: str) -> tuple[list[Result], list[Result]]:
    triples, source = graph_of(text, stem)
    graph = checked_graph(as_graph(triples), None, source)
    book = load_rulebook()
    return run(book.shapes, Index(graph)), run_reference(book.graph, graph)


@pytest.mark.parametrize("stem", STEMS)
def test_same_results_on_a_notice(stem: str) -> None:
    compiled, reference = both(text_of(stem), stem)
    assert len(compiled) > 90
    assert compiled == reference


@pytest.mark.parametrize(("most", "engine"), [(1, "compiled"), (10**6, "pyshacl")])
def test_a_notice_of_many_triples_is_judged_by_the_compiled_engine(
    most: int, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    judged = check.judge

    def judge(triples: list[Triple], engine: str, index: Index) -> list[Result]:
        asked.append(engine)
        return judged(triples, "compiled", index)

    monkeypatch.setattr(check, "ORDINARY", most)
    monkeypatch.setattr(check, "judge", judge)
    triples, source = graph_of(text_of(STEMS[0]), STEMS[0])
    check.check(triples, source=source, options=check.Options(engine=check.BY_SIZE))
    assert asked == [engine]


def test_same_results_on_thirty_labelled_documents_without_facts() -> None:
    book, core = load_rulebook(), shapes_graph("issued", core_only=True)
    names = {str(shape) for shape in core.subjects() if not isinstance(shape, BNode)}
    shapes = [shape for shape in book.shapes if shape.iri in names]
    results = 0
    for path in LABELLED:
        graph = as_graph(graph_of(path.read_text(encoding="utf-8"), path.stem)[0])
        compiled = run(shapes, Index(graph))
        results += len(compiled)
        assert compiled == run_reference(core, graph), path
    assert len(LABELLED) == 30
    assert results > 400


def test_same_results_on_corrupted_notices() -> None:
    looped = 0
    for mutator in MUTATORS[::6]:
        stem, changed = shortest(mutator)
        looped += 1
        compiled, reference = both(changed, stem)
        assert len(compiled) > 20
        assert compiled == reference, (mutator.rule, stem)
    assert looped == 25


def test_an_unknown_constraint_is_refused() -> None:
    shapes = Graph().parse(
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
        e:s a sh:PropertyShape ; sh:targetClass e:C ; sh:path e:p ; sh:languageIn ( "zh" ) .""",
        format="turtle",
    )
    with pytest.raises(ShapeError, match="languageIn"):
        compile_shapes(shapes)
