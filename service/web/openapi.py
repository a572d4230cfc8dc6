"""The SPARQL endpoint as the OpenAPI description tells it."""

from __future__ import annotations

from service.sparql.formats import GRAPHS
from service.web.protocol import FORM, OF_QUERY, OF_UPDATE, QUERY, UPDATE

SPARQL = """SPARQL 1.1 查询端点。`query` 为查询文本；结果格式由 `Accept` 头（或 `format` 参数：json、xml、csv、tsv、
ttl、nt、rdf、jsonld、trig、nq；给人看的表：xlsx）决定。

SPARQL 1.1 Protocol: GET with `query`, POST of a form, or POST of `application/sparql-query`."""

#: In an address an update is refused, in words of its own.
_PARAMETERS: list[dict[str, object]] = [
    {"name": name, "in": "query", "required": False, "schema": schema, "description": words}
    for name, (schema, words) in (OF_QUERY | OF_UPDATE).items()
]
GET: dict[str, object] = {"parameters": _PARAMETERS}
POST: dict[str, object] = {
    "parameters": _PARAMETERS,
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {
                        name: schema | {"description": words}
                        for name, (schema, words) in (OF_QUERY | OF_UPDATE).items()
                    },
                }
            },
            QUERY: {"schema": {"type": "string"}},
            UPDATE: {"schema": {"type": "string"}},
        },
    },
}
_TEXT: dict[str, object] = {"type": "string"}
#: Formats of a body that is written to a graph.
ONE_GRAPH = tuple(each for each in GRAPHS if each.name in ("ttl", "nt", "rdf", "jsonld"))
#: Those of the Graph Store Protocol, which names a graph by one of them.
_GRAPH: list[dict[str, object]] = [
    {
        "name": "graph",
        "in": "query",
        "schema": {"type": "string", "format": "iri"},
        "description": "图的 IRI The graph",
    },
    {
        "name": "default",
        "in": "query",
        "schema": {"type": "string"},
        "allowEmptyValue": True,
        "description": "默认图，不带值 The default graph, without a value",
    },
]
_FORMAT: dict[str, object] = {
    "name": "format",
    "in": "query",
    "schema": {"type": "string", "example": "ttl"},
    "description": "格式；不给则按 Accept 头 Format, else by Accept",
}
STORE_READ: dict[str, object] = {"parameters": [*_GRAPH, _FORMAT]}
STORE_WRITE: dict[str, object] = {
    "parameters": _GRAPH,
    "requestBody": {
        "required": True,
        "content": {
            **{each.media_type: {"schema": _TEXT} for each in ONE_GRAPH},
            "multipart/form-data": {"schema": {"type": "object"}},
        },
    },
}
STORE_DELETE: dict[str, object] = {"parameters": _GRAPH}
#: Those of a graph that is asked for by its own address.
DIRECT_READ: dict[str, object] = {"parameters": [_FORMAT]}
DIRECT_WRITE: dict[str, object] = {"requestBody": STORE_WRITE["requestBody"]}
