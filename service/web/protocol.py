"""Requests of the SPARQL 1.1 Protocol: parameters from URL and body, each decoded once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from service.errors import BadRequest, UnsupportedMedia
from service.settings import Settings
from service.web.parameters import refuse_others
from service.web.uploads import read_body

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"


_TEXT: dict[str, object] = {"type": "string"}
_NAMES: dict[str, object] = {"type": "array", "items": {"type": "string"}}
_GRAPHS: dict[str, object] = {"type": "array", "items": {"type": "string", "format": "iri"}}
#: The schema and the meaning of each parameter of a query, in the address or a form.
OF_QUERY: dict[str, tuple[dict[str, object], str]] = {
    "query": (_TEXT | {"example": "SELECT * WHERE { ?s ?p ?o } LIMIT 10"}, "查询文本 The query"),
    "default-graph-uri": (_GRAPHS, "默认图 Default graph"),
    "named-graph-uri": (_GRAPHS, "命名图 Named graph"),
    "format": (
        _NAMES | {"example": ["csv"]},
        "格式；不给则按 Accept 头；同一格式可以写几个名称 Format, else by Accept; one format may have several names",
    ),
    "output": (_NAMES, "同 format As format"),
    "results": (
        _NAMES,
        "同 format，有的客户端另行发送，不起作用 As format, sent besides; has no effect",
    ),
    "timeout": (_TEXT, "不起作用，以服务的时限为准 Has no effect: the service's limit holds"),
}
#: Those of an update.
OF_UPDATE: dict[str, tuple[dict[str, object], str]] = {
    "update": (_TEXT, "更新文本 The update"),
    "using-graph-uri": (_GRAPHS, "更新的默认图 Default graph of the update"),
    "using-named-graph-uri": (_GRAPHS, "更新的命名图 Named graph of the update"),
}
_ALL = OF_QUERY | OF_UPDATE
_SEVERAL = {name for name, (schema, _) in _ALL.items() if schema["type"] == "array"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a protocol request, each list in the order given; the names of the format parted by
    commas."""

    query: tuple[str, ...]
    update: tuple[str, ...]
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str
    other: Mapping[str, tuple[str, ...]]


async def read_request(request: Request, settings: Settings) -> Asked:
    """The protocol parameters from URL and body."""
    pairs = parse_pairs(request.scope.get("query_string", b"").decode("latin-1"))
    if request.method == "POST":
        media = request.headers.get("content-type", "").split(";")[0].strip().lower()
        most = settings.upload_bytes << 20 if media == UPDATE else settings.query_bytes << 10
        body = await read_body(request, most)
        if media == FORM:
            pairs = pairs + parse_pairs(text_of(body))
            refuse_others(request.url.path, [name for name, _ in pairs], _ALL, _SEVERAL)
        elif media == QUERY:
            pairs = [*pairs, ("query", text_of(body))]
        elif media == UPDATE:
            pairs = [*pairs, ("update", text_of(body))]
        else:
            raise UnsupportedMedia(
                f"Content-Type“{media or '（无）'}”不受支持；请用 {FORM}、{QUERY} 或 {UPDATE}。",
                f"Content-Type {media or '(none)'!r} is not supported; send {FORM}, {QUERY} or {UPDATE}.",
            )
    for name, value in pairs:
        if name.endswith("graph-uri") and value and not _IRI.fullmatch(value):
            raise BadRequest(
                f"参数 {name} 应为绝对 IRI（收到“{value}”），例如 https://w3id.org/anze/graph/codes。",
                f"{name} should be an absolute IRI (got {value!r}), for example https://w3id.org/anze/graph/codes.",
            )
    return asked_by(pairs)


#: An absolute IRI, as far as the grammar of SPARQL goes (139).
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


def asked_by(pairs: list[tuple[str, str]]) -> Asked:
    """What parameters, decoded, ask for. A byte order mark, which editors put in front of a text, is a
    signature and no part of it (Unicode, 23.8)."""
    given: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        given[key] = (*given.get(key, ()), value.removeprefix("\ufeff"))
    return Asked(
        given.get("query", ()),
        given.get("update", ()),
        tuple(filter(None, given.get("default-graph-uri", ()))),  # forms send fields left empty
        tuple(filter(None, given.get("named-graph-uri", ()))),
        ",".join(dict.fromkeys(given.get("format") or given.get("output") or ())),
        given,
    )


def parse_pairs(text: str) -> list[tuple[str, str]]:
    """Form or URL parameters, percent-decoded once."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError:
        raise BadRequest(
            "参数不是有效的 UTF-8 编码。", "The parameters are not percent-encoded UTF-8."
        ) from None


def text_of(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(
            f"请求正文不是 UTF-8（第 {error.start} 字节）。",
            f"The body is not UTF-8 (byte {error.start}).",
        ) from None


def one_query(asked: Asked) -> str:
    if asked.update:
        raise BadRequest(
            "查询请求里不能有 update 参数。",
            "A query request must not carry the parameter `update`.",
        )
    if len(asked.query) != 1:
        raise BadRequest(
            f"应有且只有一个 query 参数，收到 {len(asked.query)} 个。",
            f"Exactly one parameter `query` is needed; {len(asked.query)} were sent.",
        )
    return asked.query[0]
