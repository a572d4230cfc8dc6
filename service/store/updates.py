"""Changes of the data set by SPARQL Update and the Graph Store Protocol, on a draft.

Where the default graph is the union of the named ones nobody may write to it: what is meant for it
would be lost, or would not be true. Such a request is refused before anything runs. One that may read it
finds it stored meanwhile: the engine has no union for updates."""

from __future__ import annotations

import hashlib
import re

import pyoxigraph as ox

from service.errors import BadRequest, Conflict, Forbidden
from service.sparql.fault import syntax_error
from service.sparql.inspection import refuse_calls, without_silent_loads
from service.sparql.mending import mended
from service.store import graphs
from service.store.draft import Draft
from service.store.quads import in_graph

#: What an update that reads a graph says.
_READING = re.compile(r"\b(WHERE|COPY|MOVE|ADD)\b", re.IGNORECASE)
#: The declaration of an XML entity whose value refers to an entity.
_NESTED = re.compile(rb"<!ENTITY\s[^>]*?&(?!#)", re.IGNORECASE)


def run_update(
    draft: Draft,
    text: str,
    union: bool,
    load_allow: tuple[str, ...] = (),
    service_allow: tuple[str, ...] = (),
    base: str | None = None,
) -> None:
    """Apply a SPARQL Update request to the draft; ``base`` resolves its relative IRIs."""
    text = _permitted(text, service_allow, load_allow)
    if union:
        _refuse_default(text)
    _fill_default(draft, union, reads=_READING.search(text) is not None)
    try:
        draft.store.update(mended(text, update=True), base_iri=base)
    except SyntaxError as error:
        raise syntax_error(str(error), text, update=True) from None
    except (RuntimeError, OSError, ValueError) as error:
        raise BadRequest(f"更新无法执行：{error}", f"The update failed: {error}") from None
    _settle(draft, union)


def _fill_default(draft: Draft, union: bool, reads: bool) -> None:
    """Store the union as the default graph where it is to be read, or to be somebody's own from now on."""
    if reads if union else draft.manifest.default_graph != "own":
        graphs.store_union(draft.store)


def _permitted(text: str, service_allow: tuple[str, ...], load_allow: tuple[str, ...]) -> str:
    """The update as it may run. One that does not parse is told so, rather than what it may not."""
    try:
        refuse_calls(text, service_allow, load_allow)
    except Forbidden:
        from service.sparql.grammar import find_fault

        if find_fault(text, update=True) is not None:
            raise syntax_error("error at 1:1: expected an update", text, update=True) from None
        quiet = without_silent_loads(text, load_allow)
        refuse_calls(quiet, service_allow, load_allow)
        return quiet
    return text


def _refuse_default(text: str) -> None:
    # Not at the top: a process that publishes starts without the parser.
    from service.sparql.grammar import find_fault, written_default

    target = written_default(text)
    if target is None:
        if find_fault(text, update=True) is not None:
            raise syntax_error("error at 1:1: expected an update", text, update=True)
        raise BadRequest("更新文本太长，请分批提交。", "The update is too long; send it in parts.")
    if target:
        raise Conflict(
            "默认图是所有命名图之并，不能直接写入；请写明命名图（GRAPH <…> 或 WITH <…>）。",
            "The default graph is the union of the named graphs and cannot be written to; name a "
            "graph (GRAPH <…> or WITH <…>).",
        )


def _settle(draft: Draft, union: bool) -> None:
    present = set(graphs.named_graphs(draft.store))
    for graph in draft.rows.graphs:
        if graph not in present:
            draft.drop_notice(graph)
    draft.changed_by_hand(union)


def parse_graph(content: bytes, format: ox.RdfFormat, base: str) -> list[ox.Triple]:  # noqa: A002
    """Triples of an RDF document; only formats of one graph make sense here."""
    if format == ox.RdfFormat.RDF_XML and _NESTED.search(content):
        raise BadRequest(
            "RDF/XML 里的实体引用了别的实体，展开后可达任意大小，不予接受；请先展开。",
            "An entity of the RDF/XML refers to another: expanded it may be of any size. Expand it first.",
        )
    try:
        quads = list(ox.parse(content, format, base_iri=base))
    except (SyntaxError, ValueError) as error:
        raise BadRequest(f"RDF 内容有错：{error}", f"The RDF does not parse: {error}") from None
    digest = hashlib.sha256(content).hexdigest()
    return graphs.label_blanks((quad.triple for quad in quads), base + digest)


def write_graph(
    draft: Draft, name: str | None, triples: list[ox.Triple], replace: bool, union: bool
) -> bool:
    """Put or merge ``triples`` into graph ``name`` (None: the default graph); whether it is new."""
    if name is None and union:
        raise Conflict(
            "默认图是所有命名图之并，不能直接写入；请用 ?graph= 指明命名图。",
            "The default graph is the union of the named graphs; name one with ?graph=.",
        )
    _refuse_notice(draft, name)
    _fill_default(draft, union, reads=False)
    graph = ox.NamedNode(name) if name is not None else ox.DefaultGraph()
    new = name is not None and not draft.store.contains_named_graph(ox.NamedNode(name))
    if replace:
        draft.store.clear_graph(graph)
    draft.store.extend([in_graph(triple, graph) for triple in triples])
    if isinstance(graph, ox.NamedNode):
        draft.store.add_graph(graph)
    _settle(draft, union)
    return new


def delete_graph(draft: Draft, name: str | None, union: bool) -> bool:
    """Remove a graph; False if there was none."""
    if name is None:
        if union:
            raise Conflict(
                "默认图是所有命名图之并，不能删除。",
                "The default graph is a union; it cannot be deleted.",
            )
        _fill_default(draft, union, reads=False)
        draft.store.clear_graph(ox.DefaultGraph())
    else:
        _refuse_notice(draft, name)
        if not draft.store.contains_named_graph(ox.NamedNode(name)):
            return False
        draft.store.remove_graph(ox.NamedNode(name))
    _settle(draft, union)
    return True


def _refuse_notice(draft: Draft, name: str | None) -> None:
    if name is not None and draft.rows.get(name) is not None:
        raise Conflict(
            f"“{name}”是一份通知的图，请用 /notices 发布、替换或撤下。",
            f"{name} is the graph of a notice; publish, replace or withdraw it at /notices.",
        )
