"""The rules as read from the shapes: texts, severity and subject of each, and the shapes graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDFS, SH, XSD

from shapes.engine import Shape, compile_shapes
from shapes.errors import ShapeError
from shapes.oxigraph import from_oxigraph
from shapes.terms import AZC

SUBJECTS = (
    "owner", "deadline", "target", "notice", "structure", "wording", "annex", "superior", "form",
)  # fmt: skip
FILES = ("core.ttl", "measured.ttl")
PROFILES = ("draft", "issued", "strict")
OFF = "off"
DOCS = "docs/checks/rules.md"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages of the reports."""

    zh: str
    en: str

    def filled(self, values: Mapping[str, str]) -> Words:
        """The text with ``{name}`` replaced; an unknown name becomes ``［缺］``.

        >>> Words("缺{a}和{b}", "no {a}").filled({"a": "一"})
        Words(zh='缺一和［缺］', en='no 一')
        """
        known = _Known(values)
        return Words(self.zh.format_map(known), self.en.format_map(known))


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "［缺］"


@dataclass(frozen=True, slots=True)
class Rule:
    """One shape, told to a reader. ``severity`` is the shape's own: violation, warning or info."""

    id: str
    subject: str
    severity: str
    label: Words
    message: Words
    what: Words
    reason: Words
    remedy: Words
    source: str
    path: str | None  # IRI of the property whose values are judged
    by_profile: Mapping[str, str]  # severity or ``off``
    paste: str = ""  # words to paste into the text, as shapes.pasting fills them

    @property
    def measured(self) -> bool:
        """Whether the path is a measured property, its values observations."""
        return self.path is not None and self.path.startswith(AZC)

    @property
    def anchor(self) -> str:
        """Where the rule is explained, from the root of the project."""
        return f"{DOCS}#{self.id}"


@dataclass(frozen=True, slots=True)
class Rulebook:
    graph: Graph
    shapes: tuple[Shape, ...]
    rules: Mapping[str, Rule]


def shape_files() -> list[Traversable]:
    """The Turtle files of the shapes: what any engine can judge, and what needs measured facts."""
    return [files("shapes") / name for name in FILES]


def shapes_graph(profile: str, core_only: bool = False) -> Graph:
    """The shapes with the severities of a profile; those it leaves out are ``sh:deactivated``."""
    graph = Graph()
    for path in shape_files()[: 1 if core_only else None]:
        graph.parse(data=path.read_text(encoding="utf-8"), format="turtle")
    for shape, severity in graph.subject_objects(URIRef(AZC + profile)):
        if severity == URIRef(AZC + OFF):
            graph.add((shape, SH.deactivated, Literal(True)))
        else:
            graph.set((shape, SH.severity, severity))
    return graph


@cache
def load_rulebook() -> Rulebook:
    """All rules, compiled; the same object every time."""
    graph = _graph_of_shapes()
    compiled = compile_shapes(graph)
    rules = [_rule(graph, URIRef(shape.iri)) for shape in compiled]
    order = {subject: at for at, subject in enumerate(SUBJECTS)}
    rules.sort(key=lambda rule: (order[rule.subject], rule.id))
    return Rulebook(graph, compiled, {rule.id: rule for rule in rules})


def _graph_of_shapes() -> Graph:
    """What rdflib reads, by a parser ten times as fast."""
    graph = Graph()
    for path in shape_files():
        quads = ox.parse(path.read_text(encoding="utf-8"), ox.RdfFormat.TURTLE)
        for subject, predicate, value in from_oxigraph(quad.triple for quad in quads):
            plain = isinstance(value, Literal) and value.datatype == XSD.string
            graph.add((subject, predicate, Literal(str(value)) if plain else value))
    return graph


def _rule(graph: Graph, shape: URIRef) -> Rule:
    shared = graph.value(shape, URIRef(AZC + "explainedBy"), default=shape)

    def words(predicate: URIRef) -> Words:
        own = list(graph.objects(shape, predicate)) or list(graph.objects(shared, predicate))
        by = {v.language: str(v) for v in own if isinstance(v, Literal)}
        if set(by) != {"zh", "en"}:
            raise ShapeError(
                f"{shape} 的 {predicate} 应有中、英文各一条 / needs one zh and one en text"
            )
        return Words(by["zh"], by["en"])

    path = graph.value(shape, SH.path)
    has_own_text = graph.value(shape, URIRef(AZC + "what")) is not None
    return Rule(
        id=str(shape).removeprefix(AZC),
        subject=str(graph.value(shape, URIRef(AZC + "subject"))),
        severity=str(graph.value(shape, SH.severity)).removeprefix(str(SH)).lower(),
        label=words(RDFS.label),
        message=words(SH.message),
        what=words(URIRef(AZC + "what")) if has_own_text else words(SH.message),
        reason=words(URIRef(AZC + "reason")),
        remedy=words(URIRef(AZC + "remedy")),
        source=str(graph.value(shared, DCTERMS.source)),
        path=str(path) if isinstance(path, URIRef) else None,
        by_profile={name: _severity(graph, shape, name) for name in PROFILES},
        paste=str(graph.value(shape, URIRef(AZC + "paste")) or ""),
    )


def _severity(graph: Graph, shape: URIRef, profile: str) -> str:
    """The shape's severity in a profile."""
    found = graph.value(shape, URIRef(AZC + profile))
    if found is None:
        raise ShapeError(f"{shape} 没有 azc:{profile} / lacks its severity for the profile")
    return str(found).rsplit("#", 1)[-1].lower()
