"""The SPARQL endpoint as the OpenAPI description tells it."""

from __future__ import annotations

from service.sparql.formats import GRAPHS, RESULTS
from service.web import problem
from service.web.download import XLSX
from service.web.protocol import FORM, QUERY, UPDATE

SPARQL = """SPARQL 1.1 查询端点。`query` 为查询文本；结果格式由 `Accept` 头（或 `format` 参数：json、xml、csv、tsv、
ttl、nt、rdf、jsonld、trig、nq；给人看的表：xlsx）决定。

SPARQL 1.1 Protocol: GET with `query`, POST of a form, or POST of `application/sparql-query`."""

_GRAPHS: dict[str, object] = {"type": "array", "items": {"type": "string", "format": "iri"}}
_FIELDS: dict[str, dict[str, object]] = {
    "query": {"type": "string", "example": "SELECT * WHERE { ?s ?p ?o } LIMIT 10"},
    "default-graph-uri": _GRAPHS,
    "named-graph-uri": _GRAPHS,
    "format": {"type": "string", "example": "csv"},
}
_RESPONSES: dict[str, object] = {
    "200": {
        "description": "结果 The result",
        "content": {each.media_type: {} for each in (*RESULTS, *GRAPHS)} | {XLSX: {}},
    },
    **{str(code): answer for code, answer in problem.RESPONSES.items()},
}
GET: dict[str, object] = {
    "parameters": [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in _FIELDS.items()
    ],
    "responses": _RESPONSES,
}
POST: dict[str, object] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {**_FIELDS, "update": {"type": "string"}},
                }
            },
            QUERY: {"schema": {"type": "string"}},
            UPDATE: {"schema": {"type": "string"}},
        },
    },
    "responses": _RESPONSES,
}
