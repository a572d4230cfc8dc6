"""Answers and expected answers, read into rows of terms as written (but for Turtle's bare numbers,
which rdflib rewrites; graphs are compared by value).

Written apart from the engines under test, and from their parsers of results."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import rdflib
from lxml import etree
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, Node, URIRef

from benchmarks.conformance.compare import Row, Term, plain

RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_SRX = "{http://www.w3.org/2005/sparql-results#}"

#: Media type of a file by its ending; an answer is asked for in the format its expected one has.
RESULTS = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}
GRAPHS = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".n3": "text/turtle",
}
_PARSERS = {"text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml"}


@dataclass(frozen=True, slots=True)
class Table:
    """Solutions; the cells of a row stand in the order of ``variables``. ``ordered`` if the file
    itself numbers its rows."""

    variables: tuple[str, ...]
    rows: list[Row]
    ordered: bool = False

    def by_name(self) -> Table:
        """The same with the variables in the order of their names."""
        order = sorted(range(len(self.variables)), key=self.variables.__getitem__)
        names = tuple(self.variables[index] for index in order)
        return Table(names, [tuple(row[index] for index in order) for row in self.rows])


#: A truth value, solutions, or the triples of a graph.
Answer = bool | Table | list[Row]


def read_file(file: Path) -> Answer:
    """An expected answer."""
    if file.suffix in RESULTS:
        return read_result(file.read_bytes(), RESULTS[file.suffix])
    triples = read_graph(file.read_bytes(), GRAPHS[file.suffix], file.as_uri())
    solutions = _result_set(triples)
    return triples if solutions is None else solutions


def read_result(content: bytes, media_type: str) -> bool | Table:
    """Solutions or a truth value in one of the four formats."""
    return {
        RESULTS[".srx"]: _xml,
        RESULTS[".srj"]: _json,
        RESULTS[".csv"]: _csv,
        RESULTS[".tsv"]: _tsv,
    }[media_type](content)


def read_graph(content: bytes, media_type: str, base: str) -> list[Row]:
    """The triples of a graph in Turtle, N-Triples or RDF/XML, each once."""
    with _as_written():
        graph = Graph().parse(data=content, format=_PARSERS[media_type], publicID=base)
        return [tuple(plain(_term(term)) for term in triple) for triple in graph]


@contextmanager
def _as_written() -> Iterator[None]:
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _term(node: Node) -> URIRef | BNode | Literal:
    assert isinstance(node, (URIRef, BNode, Literal))
    return node


def _literal(text: str, language: str = "", datatype: str = "") -> Term:
    if language:
        return plain(Literal(text, lang=language, normalize=False))
    kind = URIRef(datatype) if datatype else None
    return plain(Literal(text, datatype=kind, normalize=False))


def _xml(content: bytes) -> bool | Table:
    root = etree.fromstring(content)
    boolean = root.find(_SRX + "boolean")
    if boolean is not None:
        return _truth(str(boolean.text).strip())
    names = tuple(str(each.get("name")) for each in root.iter(_SRX + "variable"))
    rows = []
    for result in root.iter(_SRX + "result"):
        cells = {str(each.get("name")): _xml_term(each[0]) for each in result}
        assert cells.keys() <= set(names), cells
        rows.append(tuple(cells.get(name) for name in names))
    return Table(names, rows)


def _xml_term(element: etree._Element) -> Term:
    text = element.text or ""
    kind = etree.QName(element).localname
    if kind == "uri":
        return URIRef(text)
    if kind == "bnode":
        return BNode(text)
    assert kind == "literal", kind
    language = element.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    return _literal(text, language, element.get("datatype", ""))


def _json(content: bytes) -> bool | Table:
    data = json.loads(content)
    if "boolean" in data:
        assert isinstance(data["boolean"], bool)
        return data["boolean"]
    names = tuple(data["head"]["vars"])
    rows = []
    for binding in data["results"]["bindings"]:
        cells = {name: _json_term(term) for name, term in binding.items()}
        assert cells.keys() <= set(names), cells
        rows.append(tuple(cells.get(name) for name in names))
    return Table(names, rows)


def _json_term(term: dict[str, str]) -> Term:
    kind, value = term["type"], term["value"]
    if kind == "uri":
        return URIRef(value)
    if kind == "bnode":
        return BNode(value)
    assert kind in ("literal", "typed-literal"), kind
    return _literal(value, term.get("xml:lang", ""), term.get("datatype", ""))


def _csv(content: bytes) -> Table:
    """CSV does not tell IRIs from literals, nor no value from an empty one; nor does this."""
    names, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    assert all(len(row) == len(names) for row in rows), rows
    return Table(tuple(names), [tuple(map(_csv_term, row)) for row in rows])


def _csv_term(text: str) -> Term:
    return BNode(text[2:]) if text.startswith("_:") else Literal(text, normalize=False)


_TSV_TERM = re.compile(
    r"""<(?P<iri>[^>]*)>|_:(?P<blank>\S+)
    |(?P<quote>["'])(?P<text>(?:[^"'\\]|\\.|(?!(?P=quote))["'])*)(?P=quote)
       (?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<datatype>[^>]*)>)?
    |(?P<double>[+-]?(?:\d+\.\d*|\.?\d+)[eE][+-]?\d+)|(?P<decimal>[+-]?\d*\.\d+)
    |(?P<integer>[+-]?\d+)|(?P<boolean>true|false)""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"""\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))""")
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def _tsv(content: bytes) -> Table:
    lines = content.decode("utf-8").replace("\r\n", "\n").removesuffix("\n").split("\n")
    names = tuple(name.removeprefix("?") for name in lines[0].split("\t"))
    assert all(name.startswith("?") for name in lines[0].split("\t")), lines[0]
    rows = [tuple(map(_tsv_term, line.split("\t"))) for line in lines[1:]]
    assert all(len(row) == len(names) for row in rows), rows
    return Table(names, rows)


def _tsv_term(text: str) -> Term:
    if not text:
        return None
    found = _TSV_TERM.fullmatch(text)
    assert found is not None, f"no term in Turtle: {text}"
    if found["iri"] is not None:
        return URIRef(_unescaped(found["iri"]))
    if found["blank"] is not None:
        return BNode(found["blank"])
    if found["quote"]:
        return _literal(_unescaped(found["text"]), found["language"] or "", found["datatype"] or "")
    kind = next(name for name in ("double", "decimal", "integer", "boolean") if found[name])
    return _literal(text, datatype=str(XSD[kind]))


def _unescaped(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        return chr(int(code, 16)) if code else _LETTERS.get(found[3], found[3])

    return _ESCAPE.sub(one, text)


def _truth(text: str) -> bool:
    return {"true": True, "false": False}[text]


def _result_set(triples: list[Row]) -> bool | Table | None:
    """Solutions written as RDF in the vocabulary of the test suites; None if this is no such graph."""
    graph = Graph()
    for subject, predicate, value in triples:
        graph.add((_some(subject), _some(predicate), _some(value)))
    node = graph.value(predicate=RDF.type, object=RS.ResultSet)
    if node is None:
        return None
    boolean = graph.value(node, RS.boolean)
    if boolean is not None:
        return _truth(str(boolean))
    names = tuple(sorted(str(name) for name in graph.objects(node, RS.resultVariable)))
    solutions = list(graph.objects(node, RS.solution))
    ordered = any(graph.value(each, RS["index"]) is not None for each in solutions)
    if ordered:
        solutions.sort(key=lambda each: int(str(graph.value(each, RS["index"]))))
    return Table(names, [_solution(graph, each, names) for each in solutions], ordered)


def _solution(graph: Graph, node: Node, names: tuple[str, ...]) -> Row:
    cells: dict[str, Term] = {}
    for binding in graph.objects(node, RS.binding):
        value = graph.value(binding, RS.value)
        assert value is not None
        cells[str(graph.value(binding, RS.variable))] = plain(_term(value))
    return tuple(cells.get(name) for name in names)


def _some(term: Term) -> URIRef | BNode | Literal:
    assert term is not None
    return term
