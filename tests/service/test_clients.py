"""Troubles that clients of other endpoints met: what they send is understood, what they get is true."""

from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import docx
import pyoxigraph as ox
import pytest

from service import cli
from tests.service.conftest import Server
from tests.service.test_cli import anze
from tests.shapes.test_command import GOOD

COUNT = "SELECT (COUNT(?t) AS ?n) { ?t a <https://w3id.org/anze/ontology#Task> }"


def test_date_plus_over_http_whatever_the_name(server: Server) -> None:
    query = """PREFIX az: <https://w3id.org/anze/ontology#>
    PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
    SELECT (COUNT(?n) AS ?c) { ?t1 az:due ?NAME BIND(?NAME + "P1M"^^xsd:duration AS ?n) }"""
    dues = server.rows("SELECT ?d { ?t <https://w3id.org/anze/ontology#due> ?d }")
    assert len(dues) >= 2
    names = ("due", "d", "x", "date", "deadline", "b", "期限", "a", "t", "end")
    found = [server.rows(query.replace("NAME", name))[0]["c"] for name in names]
    assert found == [str(len(dues))] * len(names)


def test_fault_behind_a_sum_is_told_where_it_was_written(server: Server) -> None:
    answer = server.sparql("SELECT (?a + ?b AS ?c) { ?s foaf:name ?a }").json()
    assert (answer["line"], answer["column"], answer["token"]) == (1, 29, "foaf:name")


def test_bom_query_is_read_without_its_mark(server: Server, data_dir: Path, tmp_path: Path) -> None:
    body = server.http.post(
        "/sparql",
        content=b"\xef\xbb\xbf" + COUNT.encode(),
        headers={"Content-Type": "application/sparql-query", "Accept": "text/csv"},
    )
    assert body.text.split() == ["n", "4"]
    assert server.http.post("/sparql", data={"query": "\ufeff" + COUNT}).status_code == 200
    file = tmp_path / "q.rq"
    file.write_bytes(b"\xef\xbb\xbf" + COUNT.encode())
    done = anze("query", str(file), "-f", "csv", data=data_dir)
    assert done.stdout.split() == ["n", "4"], done.stderr


ALLOWED = {
    ("PUT", "/sparql"): "GET, HEAD, OPTIONS, POST",
    ("QUERY", "/sparql"): "GET, HEAD, OPTIONS, POST",
    ("PATCH", "/store"): "DELETE, GET, HEAD, OPTIONS, POST, PUT",
    ("DELETE", "/notices"): "GET, HEAD, OPTIONS, POST",
    ("POST", "/tasks"): "GET, HEAD, OPTIONS",
}


@pytest.mark.parametrize(("method", "path"), ALLOWED)
def test_allow_names_every_method_of_the_address(server: Server, method: str, path: str) -> None:
    answer = server.http.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == ALLOWED[method, path]
    assert ALLOWED[method, path] in answer.json()["detail"]


def test_filename_star_alone_is_named_as_the_cause(server: Server) -> None:
    disposition = "form-data; name=\"file\"; filename*=UTF-8''%E9%80%9A%E7%9F%A5.txt"
    body = f"--x\r\nContent-Disposition: {disposition}\r\n\r\n{GOOD}\r\n--x--\r\n"
    answer = server.http.post(
        "/validate",
        content=body.encode(),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code == 400
    assert "filename*" in answer.json()["detail"]


def test_rdfxml_qname_that_is_none_is_refused_with_other_formats(server: Server) -> None:
    query = "CONSTRUCT { <http://e/a> <http://example.org/1> 1 } {}"
    refused = server.sparql(query, "application/rdf+xml")
    assert refused.status_code == 406
    assert "http://example.org/1" in refused.json()["detail"]
    assert "text/turtle" in refused.json()["available"]
    assert server.sparql(query, "text/turtle").status_code == 200
    named = "CONSTRUCT { <http://e/a> <http://example.org/1a> 1, <http://e/#属性> } {}"
    assert server.sparql(named, "application/rdf+xml").status_code == 200


def test_silent_service_is_one_empty_solution_and_without_silent_refused(server: Server) -> None:
    query = "SELECT (COUNT(*) AS ?n) { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }"
    assert server.rows(query) == [{"n": "1"}]
    assert server.sparql(query.replace("SILENT ", "")).status_code == 403


CONTROLS = ["\x00", "\x01", "\x1f", "\ufffe"]


@pytest.mark.parametrize("sign", CONTROLS)
def test_ctl_docx_is_written_whatever_the_text_holds(tmp_path: Path, sign: str) -> None:
    paper = tmp_path / "a.txt"
    paper.write_bytes(GOOD.replace("强化责任", f"强化{sign}责任").encode())
    target = tmp_path / "report.docx"
    done = anze("validate", str(paper), "-f", "docx", "-o", str(target))
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    text = "".join(paragraph.text for paragraph in docx.Document(str(target)).paragraphs)
    assert "强化" in text


def test_fault_of_the_program_has_an_exit_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """1 says that there are violations."""

    def fail(_: str) -> None:
        raise ValueError("unforeseen")

    monkeypatch.setattr(cli, "make_cli", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 70
    assert "unforeseen" in capsys.readouterr().err


TRAPS = [
    # expression or pattern, what Oxigraph answers; docs/service/sparql.md lists them
    ('SELECT (REGEX("abab", "^(ab)\\\\1$") AS ?x) {}', None),
    ('SELECT (REPLACE("abc", "-*", "-") AS ?x) {}', "-a-b-c-"),
    ("SELECT ?x { <http://nowhere> <http://p>* ?x }", ""),
    ("SELECT (COUNT(?s) AS ?x) { VALUES ?s { 1 2 } } GROUP BY ?s HAVING(?x > 0)", ""),
]


@pytest.mark.parametrize(("query", "expected"), TRAPS)
def test_traps_are_what_the_guide_says(query: str, expected: str | None) -> None:
    """regex-backref, known, having-alias: an engine that mends one makes this fail, and its line in
    the guide goes."""
    rows = list(ox.Store().query(query))  # type: ignore[arg-type]
    found = [None if row[0] is None else row[0].value for row in rows]  # type: ignore[index,union-attr]
    assert found == ([] if expected == "" else [expected])


@pytest.mark.parametrize("accept", ["application/sparql-results+xml", "application/rdf+xml"])
def test_xml_is_well_formed_whatever_a_text_holds(server: Server, accept: str) -> None:
    query = r'SELECT ("a\u0001b\r\nc\uFFFE" AS ?x) {}'
    if "rdf" in accept:
        query = r'CONSTRUCT { <x:a> <x:b> "a\u0001b\r\nc\uFFFE" } {}'
    answer = server.sparql(query, accept)
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    texts = [each.text for each in ElementTree.fromstring(answer.content).iter() if each.text]
    assert [text for text in texts if "a" in text] == ["a\ufffdb\r\nc\ufffd"]


def test_fields_that_a_form_leaves_empty_are_not_sent(server: Server) -> None:
    fields = {"query": COUNT, "default-graph-uri": "", "named-graph-uri": ""}
    for answer in (
        server.http.get("/sparql", params=fields),
        server.http.post("/sparql", data=fields),
    ):
        assert answer.json()["results"]["bindings"][0]["n"]["value"] == "4"


@pytest.mark.parametrize("path", ["/sparql", "/validate"])
def test_compressed_body_is_refused_by_its_name(server: Server, path: str) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}
    answer = server.http.post(path, content=gzip.compress(COUNT.encode()), headers=headers)
    assert answer.status_code == 415
    assert "gzip" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        ("SELECT\u00a0?s { ?s ?p ?o }", "请改为普通空格"),
        ("SELECT ？s { ?s ?p ?o }", "请改用半角“?”"),
        ("SELECT ?s { ?s ?p “燃气” }", '请改用半角“"”'),
        ("SELECT ?s { ?s ?p ?o FILTER（?o = 1） }", "请改用半角“(”"),
    ],
)
def test_wide_sign_is_named_with_what_to_type(server: Server, query: str, advice: str) -> None:
    assert advice in server.sparql(query).json()["detail"]


@pytest.mark.parametrize("end", ["", "; charset=UTF-8", ";charset=utf-8"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/sparql-query"])
def test_chinese_in_a_posted_query_is_utf_8(server: Server, kind: str, end: str) -> None:
    query = 'SELECT ("燃气" AS ?x) {}'
    body = urlencode({"query": query}) if "form" in kind else query
    headers = {"Content-Type": kind + end}
    answer = server.http.post("/sparql", content=body.encode(), headers=headers)
    assert answer.json()["results"]["bindings"][0]["x"]["value"] == "燃气"


@pytest.mark.parametrize("comment", ["#", "# SELECT", "# INSERT DATA {", "#\r"])
def test_comments_of_a_query_say_nothing(server: Server, comment: str) -> None:
    assert server.sparql(f"{comment}\n\nASK {{}} {comment}").json()["boolean"] is True
