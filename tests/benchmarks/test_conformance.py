"""The runner of the W3C suites tells right from wrong: answers, graphs, statuses, whole runs.

The suite here is made up; W3C's own is not among the project's files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import XSD, BNode, Graph, Literal, URIRef

from benchmarks.conformance import report
from benchmarks.conformance.__main__ import CHECKS, run
from benchmarks.conformance.answers import RESULTS, Table, read_file, read_result
from benchmarks.conformance.compare import Row, by_value, same
from benchmarks.conformance.description import faults
from benchmarks.conformance.differ import differ
from benchmarks.conformance.exchange import status_fits
from benchmarks.conformance.manifest import STARTS, read_cases
from benchmarks.conformance.targets import anze
from benchmarks.conformance.withdrawn import read_message
from tests.service.conftest import ROOT

A, B, C, D = (BNode(name) for name in "abcd")
X, Y, P = (URIRef(f"x:{name}") for name in "xyp")


def number(text: str, kind: str = "integer") -> Literal:
    return Literal(text, datatype=XSD[kind], normalize=False)


SAME: list[tuple[list[Row], list[Row]]] = [
    ([], []),
    ([(A, P, B), (B, P, A)], [(C, P, D), (D, P, C)]),
    ([(A, A), (A, B)], [(D, D), (D, C)]),
    ([(X, None), (X, None), (Y, None)], [(Y, None), (X, None), (X, None)]),
    ([(A, P, B), (C, P, D)], [(D, P, C), (B, P, A)]),
    ([(BNode(f"l{n}"), P, BNode(f"l{n + 1}")) for n in range(60)],
     [(BNode(f"r{n}"), P, BNode(f"r{n + 1}")) for n in reversed(range(60))]),
]  # fmt: skip
OTHER: list[tuple[list[Row], list[Row]]] = [
    ([(X,)], []),
    ([(X,)], [(X,), (X,)]),
    ([(X,)], [(None,)]),
    ([(X,)], [(Literal("x:x"),)]),
    ([(A, A)], [(A, B)]),
    ([(A, B), (A, B)], [(A, B), (C, D)]),
    ([(A, P, B), (B, P, C), (C, P, A), (D, P, D)], [(A, P, B), (B, P, A), (C, P, D), (D, P, C)]),
    ([(number("1"),)], [(number("1", "decimal"),)]),
    ([(Literal("a", lang="zh"),)], [(Literal("a"),)]),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_same(left: list[Row], right: list[Row]) -> None:
    assert same(left, right)
    assert same(right, left)


@pytest.mark.parametrize(("left", "right"), OTHER)
def test_not_the_same(left: list[Row], right: list[Row]) -> None:
    assert not same(left, right)
    assert not same(right, left)


def test_numbers_are_one_by_value_and_within_a_datatype() -> None:
    for kind, one, other in (
        ("decimal", "2.0", "2.00"),
        ("double", "1.0E6", "1000000"),
        ("integer", "+01", "1"),
        ("boolean", "1", "true"),
    ):
        assert by_value((number(one, kind),)) == by_value((number(other, kind),))
    assert by_value((number("x", "double"),)) == (number("x", "double"),)
    assert by_value((number("1", "int"),)) != by_value((number("1"),))


RESULT = {
    ".srx": """<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="a"/>
    <variable name="b"/></head><results><result><binding name="a"><bnode>n</bnode></binding>
    <binding name="b"><literal xml:lang="EN">t\n"</literal></binding></result><result><binding name="b">
    <literal datatype="http://www.w3.org/2001/XMLSchema#decimal">1.50</literal></binding></result>
    </results></sparql>""",
    ".srj": r"""{"head":{"vars":["a","b"]},"results":{"bindings":[{"a":{"type":"bnode","value":"n"},
    "b":{"type":"literal","value":"t\n\"","xml:lang":"en"}},{"b":{"type":"literal","value":"1.50",
    "datatype":"http://www.w3.org/2001/XMLSchema#decimal"}}]}}""",
    ".tsv": '?a\t?b\n_:n\t"t\\n\\""@en\n\t1.50\n',
}


@pytest.mark.parametrize("ending", RESULT)
def test_results_are_read_as_written(ending: str) -> None:
    answer = read_result(RESULT[ending].encode(), RESULTS[ending])
    rows = [(BNode("n"), Literal('t\n"', lang="en")), (None, number("1.50", "decimal"))]
    assert answer == Table(("a", "b"), rows)


def test_csv_is_text() -> None:
    answer = read_result(b'a,b\r\n_:n,"1,0"\r\nx:x,\r\n', RESULTS[".csv"])
    rows = [(BNode("n"), Literal("1,0")), (Literal("x:x"), Literal(""))]
    assert answer == Table(("a", "b"), rows)


@pytest.mark.parametrize("text", ["<x> <y>", '"a" "b"', "1 2", "a", '"a'])
def test_no_term_of_tsv(text: str) -> None:
    with pytest.raises(AssertionError):
        read_result(f"?a\n{text}\n".encode(), RESULTS[".tsv"])


def test_solutions_written_as_a_graph(tmp_path: Path) -> None:
    file = tmp_path / "r.ttl"
    file.write_text("""@prefix r: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    [] a r:ResultSet ; r:resultVariable "x", "y" ;
      r:solution [ r:index 2 ; r:binding [ r:variable "x" ; r:value "01"^^xsd:integer ] ],
                 [ r:index 1 ; r:binding [ r:variable "y" ; r:value <x:y> ] ] .""")
    assert read_file(file) == Table(("x", "y"), [(None, Y), (number("01"), None)], ordered=True)
    file.write_text("<x:x> <x:p> <x:y> .")
    assert read_file(file) == [(X, P, Y)]


def test_differences() -> None:
    table = Table(("a", "b"), [(X, Y), (Y, X)])
    turned = Table(("b", "a"), [(X, Y), (Y, X)])
    assert differ(table, turned, ordered=False) == ""
    assert "row 0" in differ(table, turned, ordered=True)
    assert "variables" in differ(table, Table(("a", "c"), []), ordered=False)
    twice = Table(("a",), [(X,), (X,)])
    assert differ(twice, Table(("a",), [(X,)]), ordered=False, lax=True) == ""
    assert "at most" in differ(twice, Table(("a",), [(X,)] * 3), ordered=False, lax=True)
    assert differ(True, False, ordered=False) == "expected true, got false"
    assert differ(True, [], ordered=False) == "expected true, got a graph"
    one, other = ([Table(("a",), [(number(text, "double"),)])] for text in ("1.0E0", "1"))
    assert differ(one[0], other[0], ordered=False) == ""
    assert differ(one[0], other[0], ordered=False, as_text=True)


def test_statuses() -> None:
    assert status_fits(204, "NoContent")
    assert status_fits(204, "StatusCode2xx")
    assert not status_fits(204, "OK")
    assert not status_fits(400, "StatusCode2xx")


def test_a_request_in_prose() -> None:
    text = "\n\n    PUT /store/a HTTP/1.1\n    Host: h\n    Content-Type: text/turtle\n\n    <a> <b> <c> .\n"
    message = read_message(text)
    assert message.start == "PUT /store/a HTTP/1.1"
    assert message.headers == {"Content-Type": "text/turtle"}
    assert message.body == "<a> <b> <c> ."


GOOD = "[] a sd:Service ; sd:endpoint <x:e> ; sd:supportedLanguage sd:SPARQL11Query ."
DESCRIPTIONS = {
    GOOD: 0,
    "[] a sd:Service .": 1,
    GOOD + "<x:s> a sd:Server .": 1,
    GOOD + "<x:s> sd:graphs <x:g> .": 1,
    GOOD + "<x:s> a sd:Graph ; sd:defaultGraph <x:g> .": 1,
    GOOD + "<x:s> sd:feature sd:Speed .": 1,
    GOOD + "<x:s> sd:name 'g' .": 1,
    GOOD + "<x:s> a sd:Dataset ; sd:namedGraph [ a sd:NamedGraph ; sd:graph <x:g> ] .": 1,
    "[] a sd:Service ; sd:endpoint <x:e>, <x:f> .": 1,
}


@pytest.mark.parametrize("text", DESCRIPTIONS)
def test_faults_of_a_description(text: str) -> None:
    prefix = "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> ."
    found = faults(Graph().parse(data=prefix + text, format="turtle"))
    assert len(found) == DESCRIPTIONS[text], found


PREFIXES = """@prefix : <http://example.org/manifest#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#> .
@prefix ut: <http://www.w3.org/2009/sparql/tests/test-update#> .
@prefix ht: <http://www.w3.org/2011/http#> . @prefix cnt: <http://www.w3.org/2011/content#> .
@prefix hts: <http://www.w3.org/2011/http-statusCodes#> .
"""
#: Each right test beside one that is wrong in one thing.
TESTS = """
:select a mf:QueryEvaluationTest ; mf:result <one.tsv> ;
  mf:action [ qt:query <select.rq> ; qt:data <data.ttl> ; qt:graphData <data.ttl> ] .
:select-bad a mf:QueryEvaluationTest ; mf:result <two.tsv> ;
  mf:action [ qt:query <select.rq> ; qt:data <data.ttl> ] .
:csv a mf:CSVResultFormatTest ; mf:result <one.csv> ;
  mf:action [ qt:query <select.rq> ; qt:data <data.ttl> ] .
:from a mf:QueryEvaluationTest ; mf:result <data.ttl> ; mf:action [ qt:query <from.rq> ] .
:from-bad a mf:QueryEvaluationTest ; mf:result <data.ttl> ; mf:action [ qt:query <graph.rq> ] .
:update a mf:UpdateEvaluationTest ; mf:action [ ut:request <copy.ru> ; ut:data <data.ttl> ] ;
  mf:result [ ut:data <data.ttl> ; ut:graphData [ ut:graph <data.ttl> ; rdfs:label "x:g" ] ] .
:update-bad a mf:UpdateEvaluationTest ; mf:action [ ut:request <copy.ru> ; ut:data <data.ttl> ] ;
  mf:result [ ut:data <data.ttl> ] .
:syntax a mf:PositiveSyntaxTest11 ; mf:action <select.rq> .
:syntax-bad a mf:PositiveSyntaxTest11 ; mf:action <copy.ru> .
:wrong a mf:NegativeSyntaxTest11 ; mf:action <copy.ru> .
:wrong-bad a mf:NegativeSyntaxTest11 ; mf:action <select.rq> .
:change a mf:PositiveUpdateSyntaxTest11 ; mf:action <load.ru> .
:change-bad a mf:NegativeUpdateSyntaxTest11 ; mf:action <load.ru> .
:ask a mf:ProtocolTest ; mf:action [ ht:requests ( [ ht:methodName "GET" ;
  ht:absolutePath "/sparql/?query=ASK%20%7B%7D" ; ht:resp [ mf:expectedStatus hts:StatusCode2xx ;
  mf:expectedFormat "boolean" ; mf:expectedBoolean true ] ] ) ] .
:ask-bad a mf:ProtocolTest ; mf:action [ ht:requests ( [ ht:methodName "GET" ;
  ht:absolutePath "/sparql/?query=ASK%20%7B%7D" ; ht:resp [ mf:expectedStatus hts:StatusCode2xx ;
  mf:expectedFormat "boolean" ; mf:expectedBoolean false ] ] ) ] .
:store a mf:GraphStoreProtocolTest ; mf:action [ ht:requests ( [ ht:methodName "POST" ;
  ht:absolutePath "/gsp" ; ht:headers ( [ ht:fieldName "content-type" ; ht:fieldValue "text/turtle" ] ) ;
  ht:body [ cnt:characterEncoding "UTF-8" ; cnt:chars "<x:x> <x:p> [] ." ] ;
  ht:resp [ mf:expectedStatus hts:Created ; mf:expectedLocation "$LOCATION$" ] ]
  [ ht:methodName "GET" ; ht:absolutePath "/gsp?graph=$LOCATION$" ;
  ht:resp [ mf:expectedStatus hts:OK ; ht:body [ cnt:chars "<x:x> <x:p> [] ." ] ;
  ht:headers ( [ ht:fieldName "content-type" ; ht:fieldValue "text/turtle; charset=utf-8" ] ) ] ] ) ] .
:store-bad a mf:GraphStoreProtocolTest ; mf:action [ ht:requests ( [ ht:methodName "PUT" ;
  ht:absolutePath "/gsp/a" ; ht:headers ( [ ht:fieldName "content-type" ; ht:fieldValue "text/turtle" ] ) ;
  ht:body [ cnt:characterEncoding "UTF-8" ; cnt:chars "<x:x> <x:p> [] ." ] ;
  ht:resp [ mf:expectedStatus hts:Created ] ]
  [ ht:methodName "GET" ; ht:absolutePath "/gsp/a" ;
  ht:resp [ mf:expectedStatus hts:OK ; ht:body [ cnt:chars "<x:x> <x:p> <x:y> ." ] ;
  ht:headers ( [ ht:fieldName "content-type" ; ht:fieldValue "text/turtle" ] ) ] ] ) ] .
:returns-rdf a mf:ServiceDescriptionTest .
:conforms-to-schema a mf:ServiceDescriptionTest .
"""
FILES = {
    "data.ttl": "<x:x> <x:p> <#y>, 1.50 .",
    "select.rq": "SELECT ?o { ?s ?p ?o FILTER(ISNUMERIC(?o)) }",
    "from.rq": "CONSTRUCT { ?s ?p ?o } FROM <data.ttl> { ?s ?p ?o }",
    "graph.rq": "CONSTRUCT { ?s ?p ?o } FROM <data.ttl> { ?s ?p ?o FILTER(ISIRI(?o)) }",
    "copy.ru": "COPY DEFAULT TO <x:g>",
    "load.ru": "LOAD <http://127.0.0.1/>",
    "one.tsv": "?o\n1.5\n",
    "two.tsv": "?o\n1.6\n",
    "one.csv": "o\r\n1.5\r\n",
}


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A checkout as W3C's is laid out, with the tests above."""
    for start in STARTS:
        file = tmp_path / "suite" / "sparql" / start
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    folder = tmp_path / "suite" / "sparql" / "sparql11" / "own"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    names = re.findall(r"^(:[\w-]+) a ", TESTS, re.MULTILINE)
    manifest = f"{PREFIXES} <> mf:entries ( {' '.join(names)} ) . {TESTS}"
    (folder / "manifest.ttl").write_text(manifest)
    start = tmp_path / "suite" / "sparql" / STARTS[0]
    start.write_text(PREFIXES + "<> mf:include ( <own/manifest.ttl> ) .")
    return tmp_path / "suite"


def test_a_run_tells_right_from_wrong(suite: Path, tmp_path: Path) -> None:
    cases = list(read_cases(suite))
    assert {case.type for case in cases} >= CHECKS.keys() - {
        "PositiveSyntaxTest",
        "NegativeSyntaxTest",
    }
    with anze(tmp_path, {}) as target:
        results = list(run(target, cases))
    assert len(results) == 19
    for each in results:
        assert each.passed != each.test.endswith("-bad"), each
    table = report.counts(results)
    assert "| query evaluation | 2 of 4 |" in table
    assert len(report.surprises(results)) == 8
    assert "own/store-bad | anze | not known |" in report.failures(results)


def test_no_checkout_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="rdf-tests"):
        list(read_cases(tmp_path))


def test_every_known_failure_is_documented() -> None:
    page = (ROOT / "docs" / "service" / "conformance.md").read_text("utf-8")
    known = report.known_failures()
    assert len(known) >= 40
    assert not {f"{test}: {cause}" for (_, test), cause in known.items() if cause not in page}
