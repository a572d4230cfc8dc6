"""The SPARQL endpoint over HTTP, asked by plain requests and by SPARQLWrapper."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, URIRef
from SPARQLWrapper import (
    CSV,
    JSON,
    JSONLD,
    N3,
    POST,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)

from service.engine.evaluate import Source, evaluate
from service.engine.job import Job
from service.sparql.formats import GRAPHS, by_media_type
from service.sparql.plan import plan_query
from tests.service.conftest import LVLIANG, XIAOYI, Server

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
TASKS = "SELECT ?t { ?t a <https://w3id.org/anze/ontology#Task> } ORDER BY ?t"


def test_get_form_post_and_direct_post_give_the_same(server: Server) -> None:
    get = server.http.get("/sparql", params={"query": TASKS}).json()
    form = server.http.post("/sparql", data={"query": TASKS}).json()
    direct = server.http.post(
        "/sparql", content=TASKS, headers={"Content-Type": "application/sparql-query"}
    ).json()
    assert get == form == direct
    assert len(get["results"]["bindings"]) == 4


def test_a_form_body_is_decoded_once(server: Server) -> None:
    query = 'SELECT ("100%25" AS ?x) ("a+b" AS ?y) {}'
    row = server.http.post("/sparql", data={"query": query}).json()["results"]["bindings"][0]
    assert (row["x"]["value"], row["y"]["value"]) == ("100%25", "a+b")


def test_union_counts_each_triple_once(server: Server) -> None:
    n = int(server.rows(COUNT)[0]["n"])
    distinct = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }"
    assert n == int(server.rows(distinct)[0]["n"]) > 100


def test_merged_default_graphs_have_no_duplicates() -> None:
    store = ox.Store()
    for graph in ("x:a", "x:b"):
        store.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <x:s> <x:p> 1 . <{graph}> <x:p> 1 }} }}")
    for text, graphs in (
        ("SELECT ?s FROM <x:a> FROM <x:b> { ?s <x:p> 1 }", None),
        ("SELECT ?s { ?s <x:p> 1 }", ("x:a", "x:b")),
    ):
        for union in (False, True):
            said: list[bytes] = []
            job = Job(text, default_graphs=graphs)
            evaluate(Source(store, union), job, plan_query(text, None, "csv"), said.append)
            assert sorted(b"".join(said).decode().split()) == ["s", "x:a", "x:b", "x:s"]


@pytest.mark.parametrize("union", [False, True])
def test_a_data_set_that_is_named_is_no_union(union: bool) -> None:
    store = ox.Store()
    store.update("INSERT DATA { GRAPH <x:a> { <x:s> <x:p> 1 } GRAPH <x:b> { <x:s> <x:p> 2 } }")
    for head, pattern, values in (
        ("", "?s ?p ?o", ["1", "2"] if union else []),
        ("FROM <x:a>", "?s ?p ?o", ["1"]),
        ("FROM NAMED <x:a>", "?s ?p ?o", []),
        ("FROM NAMED <x:a>", "GRAPH ?g { ?s ?p ?o }", ["1"]),
        ("", "GRAPH ?g { ?s ?p ?o }", ["1", "2"]),
        ("FROM <x:a> FROM NAMED <x:b>", "?s ?p ?o . GRAPH ?g { ?s ?p ?n }", ["1"]),
    ):
        text, said = f"SELECT ?o {head} {{ {pattern} }}", list[bytes]()
        evaluate(Source(store, union), Job(text), plan_query(text, None, "csv"), said.append)
        assert sorted(b"".join(said).decode().split()[1:]) == values, text


def test_the_protocols_data_set_overrides_the_querys(server: Server) -> None:
    query = f"SELECT (COUNT(*) AS ?n) FROM <{XIAOYI}> {{ ?s ?p ?o }}"
    one = int(server.rows(query)[0]["n"])
    other = server.sparql(query, **{"default-graph-uri": LVLIANG}).json()
    none = server.sparql(query, **{"named-graph-uri": LVLIANG}).json()
    assert one > int(other["results"]["bindings"][0]["n"]["value"]) > 0
    assert none["results"]["bindings"][0]["n"]["value"] == "0"


def test_a_graph_named_twice_counts_once(server: Server) -> None:
    default, named = "{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }"
    count = "PREFIX n: <https://w3id.org/anze/id/notice/> SELECT (COUNT(*) AS ?n)"
    short = f"n:{XIAOYI.rpartition('/')[2]}"
    found = [
        server.rows(f"{count} {clauses} {pattern}")[0]["n"]
        for clauses, pattern in (
            (f"FROM <{XIAOYI}>", default),
            (f"FROM <{XIAOYI}> FROM <{XIAOYI}>", default),
            (f"FROM <{XIAOYI}> FROM {short}", default),
            (f"FROM NAMED <{XIAOYI}>", named),
            (f"FROM NAMED <{XIAOYI}> FROM NAMED {short}", named),
        )
    ]
    twice = [("query", f"{count} {default}"), *[("default-graph-uri", XIAOYI)] * 2]
    bindings = server.http.get("/sparql", params=twice).json()["results"]["bindings"]
    found.append(bindings[0]["n"]["value"])
    assert found == found[:1] * 6
    assert int(found[0]) > 0


def test_named_graph_parameter_limits_graph(server: Server) -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    rows = server.sparql(query, **{"named-graph-uri": LVLIANG}).json()["results"]["bindings"]
    assert [row["g"]["value"] for row in rows] == [LVLIANG]


RESULT_TYPES = [
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
]
GRAPH_TYPES = [
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
]


@pytest.mark.parametrize("media", RESULT_TYPES)
def test_select_in_each_format(server: Server, media: str) -> None:
    answer = server.sparql(TASKS, media)
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media
    assert answer.text.count("/task/") == 4


@pytest.mark.parametrize("media", GRAPH_TYPES)
@pytest.mark.parametrize(
    "form", ["CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", f"DESCRIBE <{XIAOYI}>"]
)
def test_graphs_in_each_format(server: Server, media: str, form: str) -> None:
    answer = server.sparql(form, media)
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media
    engine = by_media_type(media, GRAPHS)
    assert engine is not None
    triples = set(ox.parse(answer.content, engine.engine))  # type: ignore[arg-type]
    assert len(triples) == int(answer.headers["x-result-rows"])


def test_ask(server: Server) -> None:
    assert server.sparql("ASK { ?s ?p ?o }").json()["boolean"] is True
    assert server.sparql("ASK { ?s ?p 'none' }").json()["boolean"] is False


def test_accept_is_ranked_by_quality(server: Server) -> None:
    answer = server.sparql(TASKS, "application/sparql-results+xml;q=0.5, text/csv;q=0.9")
    assert answer.headers["content-type"].startswith("text/csv")
    assert server.sparql(TASKS, "image/png").status_code == 406
    assert server.sparql(TASKS, "image/png", format="csv").status_code == 200


@pytest.mark.parametrize(
    ("query", "asked", "offered"),
    [
        ("SELECT * { ?s ?p ?o } LIMIT 1", "ttl", "json, xml, csv, tsv, xlsx"),
        ("ASK {}", "turtle", "json, xml, csv, tsv, xlsx"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1", "csv", "ttl, nt, rdf, jsonld, trig, nq"),
        (f"DESCRIBE <{XIAOYI}>", "html", "ttl, nt, rdf, jsonld, trig, nq"),
    ],
)
def test_format_that_the_answer_cannot_have_is_refused_whatever_is_accepted(
    server: Server, query: str, asked: str, offered: str
) -> None:
    for accept in ("*/*", "application/sparql-results+json, text/turtle"):
        answer = server.sparql(query, accept, format=asked)
        assert answer.status_code == 406
        form = query.split()[0]
        assert (
            f"“{asked}”不是 {form} 的答案可提供的格式。可用：{offered}。" == answer.json()["detail"]
        )
    assert server.sparql("ASK {}", "text/turtle").status_code == 406
    n3 = server.sparql("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1", "*/*", format="n3")
    assert n3.headers["content-type"].startswith("text/turtle")


BAD: list[tuple[str, int, str]] = [
    ("SELECT * { ?s ?p }", 400, "syntax-error"),
    ("SELECT * { ?s foaf:name ?o }", 400, "syntax-error"),
    ("", 400, "syntax-error"),
    ("INSERT DATA { <a> <b> <c> }", 400, "syntax-error"),
    ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "forbidden"),
    ("SELECT (<http://none/f>(1) AS ?x) {}", 400, "query-failed"),
]


@pytest.mark.parametrize(("query", "status", "kind"), BAD)
def test_a_refusal_says_why_in_both_languages(
    server: Server, query: str, status: int, kind: str
) -> None:
    answer = server.sparql(query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"].endswith(kind)
    assert problem["status"] == status
    assert problem["detail"] != problem["detail_en"]
    if kind == "syntax-error":
        assert problem["line"] == 1
        assert problem["column"] >= 1


def test_two_queries_or_none_or_a_foreign_body_are_refused(server: Server) -> None:
    assert server.http.get("/sparql", params={"query": [TASKS, TASKS]}).status_code == 400
    assert server.http.post("/sparql", data={"x": "y"}).status_code == 400
    assert server.http.post("/sparql", json={"query": TASKS}).status_code == 415
    assert server.http.post("/sparql", data={"query": "#" * 2_000_000}).status_code == 413
    assert server.http.get("/sparql?query=%FF").status_code == 400
    assert server.http.put("/sparql").status_code == 405


def test_etag_saves_the_second_answer(server: Server) -> None:
    first = server.sparql(TASKS)
    same = {
        "If-None-Match": first.headers["etag"],
        "Accept": "application/sparql-results+json",
    }
    again = server.http.get("/sparql", params={"query": TASKS}, headers=same)
    assert again.status_code == 304
    other = server.sparql(TASKS, "text/csv").headers["etag"]
    assert other != first.headers["etag"]


def test_head_has_the_length_and_no_body(server: Server) -> None:
    head = server.http.head("/sparql", params={"query": TASKS})
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(server.sparql(TASKS, "*/*").content)


def test_compressed_when_asked(server: Server) -> None:
    big = server.http.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert big.headers["content-encoding"] == "gzip"
    assert len(big.json()["results"]["bindings"]) > 100


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper(server: Server, method: str) -> None:
    wrapper = SPARQLWrapper(server.url + "/sparql")
    wrapper.setMethod(method)
    wrapper.setQuery(TASKS)
    wrapper.setReturnFormat(JSON)
    assert len(wrapper.queryAndConvert()["results"]["bindings"]) == 4
    wrapper.setReturnFormat(XML)
    assert wrapper.queryAndConvert().toxml().count("<result>") == 4
    wrapper.setReturnFormat(CSV)
    rows = list(csv.reader(io.StringIO(wrapper.queryAndConvert().decode())))
    assert len(rows) == 5
    wrapper.setReturnFormat(TSV)
    assert wrapper.queryAndConvert().count(b"\n") == 5
    wrapper.setQuery(f"DESCRIBE <{XIAOYI}>")
    for form in (TURTLE, N3):
        wrapper.setReturnFormat(form)
        assert XIAOYI.encode() in wrapper.queryAndConvert()
    wrapper.setReturnFormat(RDFXML)
    described = Graph().parse(data=wrapper.query().response.read(), format="xml")
    assert URIRef(XIAOYI) in described.subjects()
    wrapper.setReturnFormat(JSONLD)
    assert XIAOYI in {each["@id"] for each in json.loads(wrapper.query().response.read())}
    wrapper.setQuery("ASK {}")
    wrapper.setReturnFormat(JSON)
    assert wrapper.queryAndConvert()["boolean"] is True
    assert (POST, URLENCODED) == ("POST", "urlencoded")


def test_rdflib_as_a_client(server: Server) -> None:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = Graph(store=SPARQLStore(server.url + "/sparql"))
    kind = URIRef("https://w3id.org/anze/ontology#Notice")
    assert {str(s) for s in graph.subjects(RDF.type, kind)} == {XIAOYI, LVLIANG}
    assert len(list(graph.query(TASKS))) == 4


def test_kept_answers_are_those_of_the_current_snapshot(server: Server) -> None:
    first, again = server.sparql(TASKS), server.sparql(TASKS)
    assert first.content == again.content
    assert server.http.get("/ready").json()["engine"]["cached"] > 0
    one, two = (server.sparql("SELECT (RAND() AS ?x) {}").content for _ in range(2))
    assert one != two


def test_a_faulty_query_with_service_is_told_its_fault(server: Server) -> None:
    answer = server.sparql("SELECT * { SERVICE <http://x/> { ?s ?p ?o }")
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/syntax-error")
    assert server.sparql("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }").status_code == 403


def test_a_sum_of_what_is_not_grouped_is_refused(server: Server) -> None:
    """SPARQL 1.1, 19.8, note 12; a sum is mended on its way to the engine and must not escape it."""
    query = "SELECT ((?a + ?b) AS ?c) (COUNT(?a) AS ?n) { ?s ?a ?b } GROUP BY (?a + ?b)"
    assert server.sparql(query).status_code == 400
    assert server.sparql(query.replace("((?a + ?b) AS ?c) ", "")).status_code == 200
