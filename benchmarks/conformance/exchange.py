"""Tests of the protocols: requests and responses that a manifest describes in W3C's HTTP vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rdflib import Namespace, Node
from rdflib.collection import Collection

from benchmarks.conformance.answers import GRAPHS, RESULTS, read_graph, read_result
from benchmarks.conformance.compare import same
from benchmarks.conformance.evaluation import load
from benchmarks.conformance.manifest import MF, UT, Case
from benchmarks.conformance.targets import QUERY, Target
from benchmarks.conformance.wire import Reply, bare

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")

_STATUS = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
#: What ``mf:expectedFormat`` allows, as the titles of the tests list it.
_FORMATS = {
    "boolean": {RESULTS[".srx"], RESULTS[".srj"]},
    "tabular": set(RESULTS.values()),
    "RDF": {GRAPHS[".ttl"], GRAPHS[".nt"], GRAPHS[".rdf"], "text/html"},
}


def check_exchange(target: Target, case: Case) -> str:
    """All requests of the test in turn on its data; stops at the first wrong answer."""
    target.empty()
    for name, file in case.named_files(UT.graphData, case.node):
        load(target, name, file)
    known: dict[str, str] = {}
    requests = Collection(case.graph, case.need(HT.requests, case.action))
    for number, request in enumerate(requests, 1):
        reply = _send(target, case, request, known)
        if wrong := _wrong(target, case, case.need(HT.resp, request), reply, known):
            return f"request {number}: {wrong}"
    return ""


def _send(target: Target, case: Case, request: Node, known: Mapping[str, str]) -> Reply:
    headers = _headers(case, request)
    body = case.one(HT.body, request)
    content = None
    if body is not None:
        encoding = str(case.need(CNT.characterEncoding, body))
        content = _filled(str(case.need(CNT.chars, body)), known).encode(encoding)
    path = _filled(str(case.need(HT.absolutePath, request)), known)
    method = str(case.need(HT.methodName, request))
    return target.send(method, _address(target, case, path, headers), headers, content)


def _address(target: Target, case: Case, path: str, headers: Mapping[str, str]) -> str:
    """The request's path below the target's endpoint in place of ``/sparql/`` and ``/gsp``."""
    if path.startswith("/gsp"):
        return target.store + path.removeprefix("/gsp")
    assert path.startswith("/sparql/"), path
    update = "update" in case.id and headers.get("content-type") != QUERY
    return (target.update if update else target.query) + path.removeprefix("/sparql/")


def _headers(case: Case, message: Node) -> dict[str, str]:
    listed = case.one(HT.headers, message)
    if listed is None:
        return {}
    return {
        str(case.need(HT.fieldName, node)).lower(): str(case.need(HT.fieldValue, node))
        for node in Collection(case.graph, listed)
    }


def _filled(text: str, known: Mapping[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(name, value)
    return text


def _wrong(target: Target, case: Case, response: Node, reply: Reply, known: dict[str, str]) -> str:
    """What is wrong with a reply, empty if nothing is."""
    allowed = [str(node).rpartition("#")[2] for node in case.many(MF.expectedStatus, response)]
    if not any(status_fits(reply.status, name) for name in allowed):
        return f"expected {' or '.join(allowed)}, got {reply.told}"
    location = case.one(MF.expectedLocation, response)
    if location is not None:
        if "location" not in reply.headers:
            return "there is no Location"
        known[str(location)] = reply.headers["location"]
    expected = case.one(MF.expectedFormat, response)
    if expected is not None and (wrong := _wrong_format(case, response, reply, str(expected))):
        return wrong
    return _wrong_graph(target, case, response, reply)


def status_fits(status: int, name: str) -> bool:
    """Whether a status is the one named (``Created``) or of the class named (``StatusCode2xx``)."""
    group = re.fullmatch(r"StatusCode(\d)xx", name)
    return status // 100 == int(group[1]) if group else status == _STATUS[name]


def _wrong_format(case: Case, response: Node, reply: Reply, kind: str) -> str:
    if reply.media_type not in _FORMATS[kind]:
        return f"{kind} in {reply.media_type}"
    if kind == "RDF":
        read_graph(reply.body, reply.media_type, "http://www.example/")
        return ""
    answer = read_result(reply.body, reply.media_type)
    if isinstance(answer, bool) != (kind == "boolean"):
        return f"no {kind} result"
    wanted = case.one(MF.expectedBoolean, response)
    return "" if wanted is None or str(wanted) == str(answer).lower() else f"it is {answer}"


def _wrong_graph(target: Target, case: Case, response: Node, reply: Reply) -> str:
    """The graph that a response describes: its media type (Turtle is always UTF-8, so the charset is
    not compared) and, where the response has a body, its triples."""
    kind = bare(_headers(case, response).get("content-type", ""))
    if not kind:
        return ""
    if reply.media_type != kind:
        return f"expected {kind}, got {reply.media_type}"
    body = case.one(HT.body, response)
    if body is None:
        return ""
    base = target.root + target.store
    expected = read_graph(str(case.need(CNT.chars, body)).encode(), kind, base)
    got = read_graph(reply.body, reply.media_type, base)
    return "" if same(expected, got) else f"another graph: {reply.told}"
