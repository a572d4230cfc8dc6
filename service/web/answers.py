"""What every route answers, as ``/openapi.json`` tells it: the statuses and media types of success with their schemas, the
refusals, and which token each route takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from typing import Any

from fastapi import FastAPI

from service.lookup import calendar, concepts, notices, sections, tasks
from service.sparql.formats import GRAPHS, RESULTS, XLSX
from service.web import problem
from shapes.report.forms import FORMS

Json = dict[str, Any]
#: Media types with the schema of each.
Content = dict[str, Json]

_TEXT: Json = {"type": "string"}
_BINARY: Json = {"type": "string", "format": "binary"}
_OBJECT: Json = {"type": "object"}
_PAGE: Content = {"text/html": _TEXT}
_TABLES: Content = {"text/csv": _TEXT, XLSX: _BINARY}
_RDF: Content = {each.media_type: _TEXT for each in GRAPHS} | {"application/ld+json": {}}
_NODE: Content = _RDF | _PAGE
_KINDS: Mapping[type, Json] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    list: {"type": "array", "items": {}},
}


def _row(blank: Mapping[str, object]) -> Json:
    """The schema of a row by a ``blank`` one: what is None there may be anything."""
    told = {name: {} if value is None else _KINDS[type(value)] for name, value in blank.items()}
    # labels are missing where a name has none in that language
    loose = {name: {} if name.startswith("label") else kind for name, kind in told.items()}
    return {"type": "object", "required": sorted(told), "properties": loose}


def _list(row: Json) -> Json:
    pages = {
        name: {"type": "string", "format": "uri"} for name in ("first", "prev", "next", "last")
    }
    numbers = {name: {"type": "integer"} for name in ("total", "count", "offset")}
    return {
        "type": "object",
        "required": [*numbers, "items"],
        "properties": {**numbers, **pages, "items": {"type": "array", "items": row}},
    }


def _lists(blank: Mapping[str, object]) -> Content:
    return {"application/json": _list(_row(blank))} | _TABLES | _PAGE


def _json(*fields: str) -> Content:
    return {"application/json": {"type": "object", "required": [*fields]}}


_CONCEPTS = _lists({**concepts.NO_CONCEPT, "tasks": None, "notices": None})
_COMPARED: Content = {"application/json": _OBJECT, "text/turtle": _TEXT} | _PAGE | _TABLES
_PUBLISHED = _json("notice", "new", "unchanged", "violations", "snapshot", "etag")
_GRAPH = {"200": ("图 The graph", _RDF)}
_WRITTEN: dict[str, tuple[str, Content]] = {
    "201": ("新建 Made", {}),
    "204": ("已写入 Written", {}),
}


def _ok(content: Content, words: str = "回答 The answer") -> dict[str, tuple[str, Content]]:
    return {"200": (words, content)}


#: By method and path: status to description and content.
ANSWERS: dict[tuple[str, str], dict[str, tuple[str, Content]]] = {
    ("get", "/sparql"): _ok(
        {"application/sparql-results+json": _OBJECT}
        | {each.media_type: _TEXT for each in RESULTS[1:]}
        | _RDF
        | {XLSX: _BINARY}
    ),
    ("get", "/notices"): _ok(_lists(notices.NO_NOTICE)),
    ("post", "/notices"): {"201": ("已发布 Published", _PUBLISHED)},
    ("get", "/notices/{notice}"): _ok(
        {"application/json": _row({**notices.NO_NOTICE, "addressees": [], "sections": []})} | _PAGE
    ),
    ("put", "/notices/{notice}"): {
        "200": ("已替换，或并无变化 Replaced, or unchanged", _PUBLISHED),
        "201": ("原来没有，已发布 Published", _PUBLISHED),
    },
    ("delete", "/notices/{notice}"): _ok(_json("notice", "snapshot"), "已撤下 Withdrawn"),
    ("get", "/articles"): _ok(_lists(sections.NO_SECTION)),
    ("get", "/tasks"): _ok(_lists(tasks.NO_TASK) | {"application/ld+json": {}}),
    ("get", "/units"): _ok(_lists(concepts.NO_UNIT)),
    ("get", "/instruments"): _ok(_lists(concepts.NO_INSTRUMENT)),
    **{
        ("get", f"/{name}"): _ok(_CONCEPTS)
        for name in ("mechanisms", "sectors", "hazards", "functions", "measures")
    },
    ("get", "/statistics"): _ok(_json("counts", "notices", "total") | _TABLES | _PAGE),
    ("get", "/calendar"): _ok(_lists(calendar.NO_ENTRY)),
    ("get", "/calendar.ics"): _ok({"text/calendar": _TEXT}, "iCalendar"),
    **{
        ("get", path): _ok(_COMPARED)
        for path in ("/compare", "/compare/subordinates", "/compare/years")
    },
    ("get", "/health"): _ok(_json("status")),
    ("get", "/ready"): _ok(_json("status")),
    ("get", "/problem/{slug}"): _ok(_json(*problem.SCHEMA["required"]) | _PAGE),
    ("get", "/queries"): _ok({"application/json": {"type": "array", "items": _OBJECT}}),
    ("get", "/mine"): _ok({"application/json": _OBJECT} | _PAGE | _TABLES),
    ("get", "/mine.ics"): _ok({"text/calendar": _TEXT}, "iCalendar"),
    ("get", "/id/source/{sha256}"): _ok({"application/json": _OBJECT} | _NODE),
    **{
        ("get", path): _ok(_NODE)
        for path in (
            "/id/{name}",
            "/code/{name}",
            "/ontology/{name}",
            "/ontology",
        )
    },
    ("get", "/graph/{name}"): _ok(_RDF),
    ("get", "/ontology/{release}/{name}"): _ok(_RDF),
    ("get", "/context.jsonld"): _ok({"application/ld+json": _OBJECT}),
    ("get", "/shapes"): _ok(
        dict.fromkeys(("text/turtle", "application/n-triples"), _TEXT) | {"application/ld+json": {}}
    ),
    **{("get", path): _GRAPH for path in ("/store", "/store/{name}")},
    **{
        (method, path): _WRITTEN
        for method in ("put", "post")
        for path in ("/store", "/store/{name}")
    },
    **{("delete", path): {"204": ("已删除 Gone", {})} for path in ("/store", "/store/{name}")},
    ("post", "/validate"): _ok(
        {
            form.media_type: {"$ref": "#/components/schemas/Report"}
            if form.name == "json"
            else _TEXT
            for form in FORMS
        },
        "报告 The report",
    ),
    ("get", "/validate/schema"): _ok({"application/json": _OBJECT}),
    ("get", "/validate/rules"): _ok(_PAGE),
}
ANSWERS["post", "/sparql"] = ANSWERS["get", "/sparql"] | {"204": ("更新已提交 Updated", {})}

#: Statuses of refusals: of every request; of one with a body; of one that writes.
_ALWAYS = (400, 401, 403, 404, 405, 406, 422, 429, 431, 500, 502, 503, 504, 507)
_OF_BODIES = (408, 413, 415)
_OF_WRITES = (409, 412, 501)
#: Parameters that name a notice, which may have been withdrawn.
_NAMING_NOTICES = frozenset({"notice", "first", "second"})
#: Answered with the state of the moment: nobody has it already.
_OF_THE_MOMENT = frozenset({"/health", "/ready"})

_SCHEMES: Json = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "anze token create 生成的令牌 A token made by `anze token create`",
    },
    "password": {
        "type": "http",
        "scheme": "basic",
        "description": "令牌作密码填入，用户名不限；只能读 A token as the password, any user name; it only reads",
    },
}
#: Nobody needs a token to read, unless the service is closed.
_READS: list[Json] = [{}, {"token": []}, {"password": []}]
_WRITES: list[Json] = [{"token": []}]


def describe(app: FastAPI) -> None:
    """Have ``/openapi.json`` say what the routes of the application answer."""
    generate = app.openapi

    def told() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = completed(generate())
        return app.openapi_schema

    app.openapi = told  # type: ignore[method-assign]


def completed(document: Json) -> Json:
    """The document that the framework makes, with what it cannot know."""
    from shapes.report.structured import schema  # not at the top: nobody else needs it at the start

    report = json.loads(json.dumps(schema()).replace("#/$defs/", "#/components/schemas/"))
    parts = report.pop("$defs")
    report.pop("$schema")
    schemas = {"Problem": problem.SCHEMA, "Report": report, **parts}
    refusals = {
        f"Problem{status}": {
            "description": words,
            "content": {problem.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, words in problem.MEANINGS.items()
    }
    document["components"] = {
        "schemas": schemas,
        "responses": refusals,
        "securitySchemes": _SCHEMES,
    }
    document["security"] = _READS
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            given = {each["name"] for each in operation.get("parameters", ())}
            operation["responses"] = dict(_responses(method, path, given))
            if _writes(method, path):
                operation["security"] = _WRITES
    return document


def _writes(method: str, path: str) -> bool:
    return method != "get" and path.startswith(("/notices", "/store"))


def _responses(method: str, path: str, given: Set[str]) -> Iterable[tuple[str, Json]]:
    for status, (words, content) in ANSWERS[method, path].items():
        told = {media: {"schema": schema} for media, schema in content.items()}
        yield status, {"description": words, **({"content": told} if told else {})}
    if method == "get" and path not in _OF_THE_MOMENT:
        yield "304", {"description": "没有变化 Not modified: what If-None-Match names is current"}
    body = _OF_BODIES if method in ("post", "put") else ()
    writes = _OF_WRITES if _writes(method, path) or path == "/sparql" else ()
    gone = (410,) if path == "/id/{name}" or given & _NAMING_NOTICES else ()
    for each in sorted({*_ALWAYS, *body, *writes, *gone}):
        yield str(each), {"$ref": f"#/components/responses/Problem{each}"}
