"""Tests of queries, updates and their syntax: data in by the graph store, one request, the answer
compared. Each check returns why a test fails, empty if it passes."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urljoin

from lxml import etree
from rdflib import URIRef

from benchmarks.conformance.answers import (
    GRAPHS,
    RESULTS,
    Answer,
    Table,
    read_file,
    read_graph,
    read_result,
)
from benchmarks.conformance.compare import Row
from benchmarks.conformance.differ import differ, differ_rows
from benchmarks.conformance.manifest import MF, QT, UT, Case, path_of
from benchmarks.conformance.targets import Target

_DUMP = b"SELECT ?s ?p ?o ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)
_ORDER = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)
_COMMENT = re.compile(r"(?m)(?:^|\s)#[^\n]*$")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def check_query(target: Target, case: Case) -> str:
    """A query over the test's data, asked for in the format of the expected answer."""
    target.empty()
    file = path_of(case.one(QT.query, case.action) or case.action)
    text = file.read_text("utf-8")
    for node in case.many(QT.data, case.action):
        load(target, None, path_of(node))
    for name, source in (_named_by(text, file) | _graphs(case)).items():
        load(target, name, source)
    expected = path_of(case.need(MF.result))
    accept = RESULTS.get(expected.suffix, RESULTS[".srx"])
    reply = target.ask(_with_base(text, file), f"{accept}, {GRAPHS['.nt']};q=0.9")
    if reply.status != 200:
        return reply.told
    if reply.media_type == accept:
        got: Answer = read_result(reply.body, accept)
    else:
        got = read_graph(reply.body, reply.media_type, file.as_uri())
    lax = case.one(MF.resultCardinality) == MF.LaxCardinality
    as_text = accept == RESULTS[".csv"]
    return differ(read_file(expected), got, ordered=_ordered(text), lax=lax, as_text=as_text)


def _graphs(case: Case) -> dict[str, Path]:
    return dict(case.named_files(QT.graphData, case.action))


def _named_by(text: str, file: Path) -> dict[str, Path]:
    """Graphs that a query names by FROM, beside it in the suite. The rest of the data set does not
    see them: a query with FROM has no other data."""
    names = [urljoin(file.as_uri(), name) for name in _FROM.findall(_COMMENT.sub("", text))]
    return {name: path_of(URIRef(name)) for name in names if name.startswith("file:")}


def _ordered(text: str) -> bool:
    """Whether the query orders its own solutions, not only those of a subquery."""
    return _ORDER.search(_COMMENT.sub("", text).rpartition("}")[2]) is not None


def check_update(target: Target, case: Case) -> str:
    """An update of the test's data, then the whole data set compared: a graph too many fails."""
    target.empty()
    for node in case.many(UT.data, case.action):
        load(target, None, path_of(node))
    for name, source in case.named_files(UT.graphData, case.action):
        load(target, name, source)
    file = path_of(case.need(UT.request, case.action))
    reply = target.change(_with_base(file.read_text("utf-8"), file))
    if reply.status not in (200, 204):
        return reply.told
    got = read_result(target.ask(_DUMP, RESULTS[".srj"]).body, RESULTS[".srj"])
    assert isinstance(got, Table)
    return differ_rows(_expected_state(case), got.rows)


def _expected_state(case: Case) -> list[Row]:
    """Triples with the graph they stand in; none for the default graph."""
    result = case.need(MF.result)
    rows: list[Row] = []
    for node in case.many(UT.data, result):
        rows += [(*triple, None) for triple in _triples(path_of(node))]
    for name, source in case.named_files(UT.graphData, result):
        rows += [(*triple, URIRef(name)) for triple in _triples(source)]
    return rows


def _triples(file: Path) -> list[Row]:
    return read_graph(file.read_bytes(), GRAPHS[file.suffix], file.as_uri())


def check_query_syntax(target: Target, case: Case) -> str:
    """A good query must be answered, or fail in its evaluation (it calls a function that nobody
    has), or be refused by a rule (no SERVICE elsewhere); a bad one must be refused for its syntax and
    nothing else."""
    reply = target.ask(path_of(case.action).read_bytes(), "*/*")
    wanted = ("accepted", "failed", "refused") if case.type.startswith("Positive") else ("syntax",)
    return "" if target.kind(reply) in wanted else reply.told


def check_update_syntax(target: Target, case: Case) -> str:
    """As for queries. A good update may also be refused by a rule (no LOAD from elsewhere): that such
    a refusal comes after parsing is shown by the bad ones that hold LOAD too."""
    target.empty()
    reply = target.change(path_of(case.action).read_bytes())
    positive = case.type.startswith("Positive")
    wanted = ("accepted", "failed", "refused") if positive else ("syntax",)
    return "" if target.kind(reply) in wanted else reply.told


def load(target: Target, graph: str | None, file: Path) -> None:
    """Add a file to a graph (None: the default graph) by the Graph Store Protocol."""
    where = "default" if graph is None else "graph=" + quote(graph, safe="")
    headers = {"Content-Type": GRAPHS[file.suffix]}
    reply = target.send("POST", f"{target.store}?{where}", headers, _based(file))
    if reply.status not in (200, 201, 204):
        raise RuntimeError(f"{file.name} cannot be loaded: {reply.told}")


def _based(file: Path) -> bytes:
    """The file with its own address as base, which over HTTP would be the store's."""
    content = file.read_bytes()
    if GRAPHS[file.suffix] == "text/turtle":
        return f"@base <{file.as_uri()}> .\n".encode() + content
    if GRAPHS[file.suffix] == "application/rdf+xml":
        root = etree.fromstring(content)
        root.set(_BASE, root.get(_BASE, file.as_uri()))
        return etree.tostring(root)
    return content


def _with_base(text: str, file: Path) -> bytes:
    return f"BASE <{file.as_uri()}>\n{text}".encode()
