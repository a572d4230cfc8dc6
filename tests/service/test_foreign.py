"""Answers of other engines: made into ours, and never passed on unless they are whole."""

from __future__ import annotations

import json

import pytest

from service.engine import foreign
from service.engine.job import Job
from service.errors import EngineFailed, ServiceError, TimedOut
from service.sparql.counting import LimitReached
from service.sparql.formats import BY_NAME
from service.sparql.plan import Plan, plan_query

SELECT = b"""
{ "head": { "link": [], "vars": ["n", "b"] },
  "results": { "distinct": false, "ordered": true, "bindings": [
    { "n": { "type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#integer", "value": "1" }}
    ,{ "n": { "type": "uri", "value": "x:a" }, "b": { "type": "bnode", "value": "nodeID://b1" }} ] } }"""
CANCELLED = b"The SPARQL operation has been cancelled"
TRIPLES = b"<x:a> <x:b> <x:c> .\n<x:a> <x:b> <x:d> .\n<x:a> <x:b> <x:d> .\n"


def plan(form: str, name: str) -> Plan:
    return plan_query({"SELECT": "SELECT * {}", "ASK": "ASK {}"}[form], None, name)


def rewritten(content: bytes, form: str, name: str) -> tuple[int, bytes]:
    out = bytearray()
    rows, size = foreign.write_rows(content, Job(""), plan(form, name), out.extend)
    assert size == len(out)
    return rows, bytes(out)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("tsv", b"?n\t?b\n1\t\n<x:a>\t_:b1\n"),
        ("csv", b"n,b\r\n1,\r\nx:a,_:b1\r\n"),
    ],
)
def test_rows_come_in_the_format_asked_for(name: str, wanted: bytes) -> None:
    assert rewritten(SELECT, "SELECT", name) == (2, wanted)


def test_json_is_of_the_standard() -> None:
    rows, text = rewritten(SELECT, "SELECT", "json")
    assert rows == 2
    assert json.loads(text)["results"]["bindings"][0]["n"]["type"] == "literal"


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        (b'{"head":{},"boolean":true}', "true"),
        (b'{"head":{"link":[]},"boolean":false}', "false"),
        (SELECT.replace(b'"n"', b'"__ASK_RETVAL"'), "true"),
        (b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[ ]}}', "false"),
    ],
)
def test_a_truth_value_is_found_however_it_is_told(sent: bytes, wanted: str) -> None:
    assert rewritten(sent, "ASK", "csv")[1].decode().strip() == wanted
    assert json.loads(rewritten(sent, "ASK", "json")[1])["boolean"] is (wanted == "true")


@pytest.mark.parametrize("end", [0, 1, 3, 60, 200, len(SELECT) - 5])
@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_rows_that_were_cut_are_refused(end: int, name: str) -> None:
    for tail, error in ((b"", EngineFailed), (CANCELLED, TimedOut)):
        content = SELECT[: len(SELECT) - end] + tail
        if content == SELECT:
            continue
        with pytest.raises(ServiceError) as raised:
            rewritten(content, "SELECT", name)
        assert isinstance(raised.value, error)


def test_a_graph_comes_once_each_and_whole_or_not_at_all() -> None:
    job, nt = Job(""), BY_NAME["nt"]
    assert foreign.write_triples(TRIPLES, "application/n-triples", job, nt)[0] == 2
    for content, error in ((TRIPLES + CANCELLED, TimedOut), (TRIPLES[:-9], EngineFailed)):
        with pytest.raises(error):
            foreign.write_triples(content, "application/n-triples", job, nt)
    with pytest.raises(EngineFailed):
        foreign.write_triples(TRIPLES, "text/html", job, nt)


def test_what_headers_tell_of_an_answer_that_is_not_whole() -> None:
    foreign.refuse_partial({"content-type": "text/csv"})
    with pytest.raises(TimedOut):
        foreign.refuse_partial({"x-sql-state": "S1TAT"})
    foreign.refuse_cut({"x-sparql-maxrows": "100"}, 99)
    with pytest.raises(LimitReached):
        foreign.refuse_cut({"x-sparql-maxrows": "100"}, 100)
    assert foreign.tells_of_time(b"Virtuoso S1T00 Error SR171: Transaction timed out")
    assert not foreign.tells_of_time(b"Virtuoso 37000 Error SP030")
