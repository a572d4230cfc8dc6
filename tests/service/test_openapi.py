"""``/openapi.json`` is a valid description, and a true one: what it says of a route is what the route answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ontology.load import version
from service.settings import Settings
from service.sparql.formats import XLSX
from service.tokens import TokenFile
from service.web import answers
from service.web.app import create_app
from service.web.listing import TYPES
from tests.service.conftest import FEW, LVLIANG, XIAOYI, Server

#: Values of what stands in addresses, and parameters that a route needs.
NAMES = {
    "/notices/{notice}": "141181-2026-xiaozhengfa-1",
    "/id/{name}": "notice/141181-2026-xiaozhengfa-1",
    "/code/{name}": "sector",
    "/ontology/{name}": "Task",
    "/graph/{name}": "codes",
    "/problem/{slug}": "time-limit",
}
NEEDED = {
    "/sparql": {"query": "SELECT * { ?s ?p ?o } LIMIT 1"},
    "/store": {"graph": XIAOYI},
    "/mine": {"place": "孝义市", "office": "emergency-management"},
    "/mine.ics": {"place": "孝义市", "office": "emergency-management"},
    "/compare": {"first": "140200-2026-tongzhengfa-1", "second": "141181-2026-xiaozhengfa-1"},
}
#: Of graphs alone, and of tables alone.
GRAPH = {"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1"}
MEDIA = {**TYPES, "ttl": "text/turtle"}
OTHERS = [
    "application/json",
    "text/html",
    "text/csv",
    XLSX,
    "text/calendar",
    "text/turtle",
    "application/ld+json",
]
#: Of what the small graph has not.
NONE_HERE = ("/compare/years", "/id/source/{sha256}", "/store/{name}", "/ontology/{release}/{name}")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("openapi"))).openapi()


def operations(told: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, found in told["paths"].items():
        for method, operation in found.items():
            yield method, path, operation


def nodes(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from nodes(each)


def test_every_route_is_told_and_no_other(told: dict[str, Any]) -> None:
    assert {(method, path) for method, path, _ in operations(told)} == set(answers.ANSWERS)
    assert len(answers.ANSWERS) > 45
    ids = [operation["operationId"] for _, _, operation in operations(told)]
    assert len(set(ids)) == len(ids)


def test_it_is_a_description_of_openapi_3_1(told: dict[str, Any]) -> None:
    assert told["openapi"].startswith("3.1")
    schemas = told["components"]["schemas"]
    found = [
        *schemas.values(),
        *(n["schema"] for n in nodes(told["paths"]) if isinstance(n.get("schema"), dict)),
    ]
    for each in found:
        Draft202012Validator.check_schema(each)
    assert len(found) > 200
    lists = [node["required"] for node in nodes(told) if isinstance(node.get("required"), list)]
    assert len(lists) > 20
    assert all(len(set(each)) == len(each) for each in lists), "names once (JSON Schema, 6.5.3)"
    refs = [node["$ref"] for node in nodes(told) if isinstance(node.get("$ref"), str)]
    assert len(refs) > 500
    for each in set(refs):
        assert each.startswith("#/")
        at: Any = told
        for step in each[2:].split("/"):
            at = at[step]
    for method, path, operation in operations(told):
        stated = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
        assert stated == set(re.findall(r"{(\w+)}", path)), (method, path)
        for status, answer in operation["responses"].items():
            assert re.fullmatch(r"[2-5]\d\d", status)
            assert "$ref" in answer or answer["description"]
    shapes = [re.sub(r"{\w+}", "{}", path) for path in told["paths"]]
    assert len(set(shapes)) == len(shapes), "one name for what stands in an address (4.8.8)"


def test_who_writes_is_told_to_send_a_token(told: dict[str, Any]) -> None:
    schemes = told["components"]["securitySchemes"]
    assert {(each["type"], each["scheme"]) for each in schemes.values()} == {
        ("http", "bearer"),
        ("http", "basic"),
    }
    bearer = next(name for name, each in schemes.items() if each["scheme"] == "bearer")
    writing = [
        (method, path)
        for method, path, each in operations(told)
        if each.get("security") == [{bearer: []}]
    ]
    assert set(writing) == {
        ("post", "/notices"), ("put", "/notices/{notice}"), ("delete", "/notices/{notice}"),
        *((method, path) for method in ("put", "post", "delete") for path in ("/store", "/store/{name}")),
    }  # fmt: skip
    assert {} in told["security"]
    assert {bearer: []} in told["security"]


def test_media_types_are_those_that_are_answered(five: Server) -> None:
    document = five.http.get("/openapi.json").json()
    asked = refused = 0
    told_of = five.http.get("/notices").json()["items"]
    superior = next(row["id"] for row in told_of if row["title"].startswith("吕梁市"))
    needed = {**NEEDED, "/compare/subordinates": {"notice": superior}}
    for method, path, operation in operations(document):
        if method != "get" or path in NONE_HERE:
            continue
        address = re.sub(r"{\w+}", NAMES.get(path, ""), path)
        stated = operation["responses"]["200"]["content"]
        for media, told in stated.items():
            query = (
                GRAPH if (path == "/sparql" and told["schema"] == {}) or _is_graph(media) else {}
            )
            parameters = {**needed.get(path, {}), **(query if path == "/sparql" else {})}
            answer = five.http.get(address, params=parameters, headers={"Accept": media})
            assert answer.status_code == 200, (path, media, answer.text)
            assert answer.headers["content-type"].partition(";")[0] == media, path
            if media == "application/json":
                schema = {**told["schema"], "components": document["components"]}
                Draft202012Validator(schema).validate(answer.json())
            asked += 1
        for media in set(OTHERS) - set(stated):
            answer = five.http.get(address, params=needed.get(path, {}), headers={"Accept": media})
            kind = answer.headers.get("content-type", "").partition(";")[0]
            assert answer.status_code in (406, 303, 400) or kind in stated, (path, media)
            refused += 1
    assert asked > 80
    assert refused > 80


def test_formats_are_those_that_are_answered(five: Server) -> None:
    """A route answers in each format that it names, and refuses all others in words."""
    document = five.http.get("/openapi.json").json()
    told_of = five.http.get("/notices").json()["items"]
    superior = next(row["id"] for row in told_of if row["title"].startswith("吕梁市"))
    needed = {**NEEDED, "/compare/subordinates": {"notice": superior}}
    named = {
        path: [each for each in parameter["schema"]["enum"] if each]
        for method, path, operation in operations(document)
        for parameter in operation.get("parameters", ())
        if (method, parameter["name"]) == ("get", "format") and "enum" in parameter["schema"]
        if path not in NONE_HERE
    }
    every = {each for formats in named.values() for each in formats} | {"nt", "docx"}
    answered = refused = 0
    for path, formats in named.items():
        for each in sorted(every):
            answer = five.http.get(path, params={**needed.get(path, {}), "format": each})
            kind = answer.headers["content-type"].partition(";")[0]
            if each in formats:
                assert (answer.status_code, kind) == (200, MEDIA[each]), (path, each)
                answered += 1
            else:
                assert (answer.status_code, answer.json()["available"]) == (406, formats), path
                assert each in answer.json()["detail"], (path, each)
                refused += 1
    assert (len(named), answered, refused) == (15, 63, 57)


def test_format_that_is_none_is_refused_by_every_route_alike(five: Server) -> None:
    """As a header that nothing meets is: 406 with what there is, to a program and on a page."""
    digest = five.http.get("/id/notice/141181-2026-xiaozhengfa-1?format=nt").text
    source = re.search(r"/id/source/([0-9a-f]{64})", digest)
    assert source is not None
    named = NAMES | {"/id/source/{sha256}": source[1], "/store/{name}": "codes"}
    named["/ontology/{release}/{name}"] = "evidence"
    seen = []
    for method, path, operation in operations(five.http.get("/openapi.json").json()):
        if "format" not in {each["name"] for each in operation.get("parameters", ())}:
            continue
        address = re.sub(r"{\w+}", named.get(path, ""), path.replace("{release}", version()))
        asked = {**NEEDED.get(path, {}), "format": "exe"}
        send: dict[str, Any] = {}
        if (method, path) == ("post", "/sparql"):
            send = {"data": {"query": asked.pop("query")}}
        elif path == "/validate":
            send = {"files": [("file", ("a.txt", "关于做好安全生产工作的通知".encode()))]}
        for accept in ("application/json", "text/html"):
            answer = five.http.request(
                method, address, params=asked, headers={"Accept": accept}, **send
            )
            assert answer.status_code == 406, (method, path, answer.text)
            assert "exe" in answer.text
        told = five.http.request(method, address, params=asked, **send).json()
        assert len(told["available"]) > 1, path
        assert "exe" in told["detail_en"], path
        seen.append(path)
    words = five.http.get(f"/id/source/{source[1]}", params={"char": "5,7", "format": "exe"})
    assert (words.status_code, words.json()["available"]) == (406, ["json", "html"])
    assert len(seen) > 25


def test_what_is_withdrawn_is_told_wherever_a_notice_is_named(root: Path) -> None:
    secret = TokenFile(root).create("p", "publish")
    server = Server(root, **FEW).wait()
    try:
        sent = {"Authorization": f"Bearer {secret}"}
        number = "孝政发〔2026〕1号"
        assert server.http.delete(f"/notices/{number}", headers=sent).status_code == 200
        told = set()
        for method, path, operation in operations(server.http.get("/openapi.json").json()):
            stated = {each["name"]: each["in"] for each in operation.get("parameters", ())}
            for name in stated.keys() & {"notice", "first", "second"}:
                others = {"first": LVLIANG, "second": LVLIANG} if path == "/compare" else {}
                asked = others | ({name: number} if stated[name] == "query" else {})
                address = path.replace("{notice}", number)
                answer = server.http.request(method, address, params=asked, headers=sent)
                assert answer.status_code == 410, (method, path, name, answer.text)
                assert "410" in operation["responses"], (method, path)
                told.add((method, path))
        assert len(told) == 9
        assert {method for method, path in told if path == "/notices/{notice}"} == {
            "get", "put", "delete",
        }  # fmt: skip
    finally:
        server.stop()


def _is_graph(media: str) -> bool:
    return media in (
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/trig",
        "application/n-quads",
    )


def test_report_is_as_its_schema_has_it(server: Server) -> None:
    document = server.http.get("/openapi.json").json()
    media = document["paths"]["/validate"]["post"]["responses"]["200"]["content"][
        "application/json"
    ]
    report = server.http.post(
        "/validate", data={"text": "关于做好2026年安全生产工作的通知\n\n一、压实责任"}
    )
    assert report.status_code == 200
    schema = {**media["schema"], "components": document["components"]}
    Draft202012Validator(schema).validate(report.json())
    with pytest.raises(Exception, match="required"):
        Draft202012Validator(schema).validate({})


def test_problem_is_as_its_schema_has_it(server: Server) -> None:
    document = server.http.get("/openapi.json").json()
    for path in ("/nothing", "/tasks?zzz=1", "/tasks?unit=zzz", "/tasks?year=x"):
        told = server.http.get(path)
        answers_of = document["components"]["responses"][f"Problem{told.status_code}"]
        ((media, content),) = answers_of["content"].items()
        assert told.headers["content-type"] == media
        Draft202012Validator({**content["schema"], "components": document["components"]}).validate(
            told.json()
        )
