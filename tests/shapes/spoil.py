"""Every property of every class of a whole graph, spoilt in every way: what the shapes find, what they leave open.

``python -m tests.shapes.spoil`` prints the table of docs/checks/form.md.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from shapes.check import judge
from shapes.engine import Result
from shapes.rulebook import load_rulebook

WHOLE = Path(__file__).parent / "examples" / "whole.ttl"
OPEN = Path(__file__).parent / "open.tsv"
WAYS = ("removed", "doubled", "wrong kind", "ill-typed", "wrong code")
CODE = "https://w3id.org/anze/code/"
#: Spans of the text that name a concept have no class in a notice's graph.
SPAN = URIRef("https://w3id.org/anze/ontology#Mention")

Triple = tuple[Node, Node, Node]


class Spoilt(NamedTuple):
    """One value of ``property`` of a node of ``kind`` (names as in Turtle), spoilt in one way."""

    kind: str
    property: str
    way: str
    triples: tuple[Triple, ...]


@cache
def whole() -> Graph:
    return Graph().parse(WHOLE)


def name(node: Node) -> str:
    """As the graph's prefixes write it, az: left out.

    >>> name(URIRef("https://w3id.org/anze/ontology#Task"))
    'Task'
    """
    return whole().namespace_manager.normalizeUri(str(node)).removeprefix("az:")


def pairs(graph: Graph) -> dict[tuple[Node, Node], Triple]:
    """The first triple of each pair of class and property; a node of two classes counts for both, and comes
    after those of one."""
    kinds: defaultdict[Node, list[Node]] = defaultdict(list)
    for subject, kind in graph.subject_objects(RDF.type):
        kinds[subject].append(kind)
    found: dict[tuple[Node, Node], Triple] = {}
    for triple in sorted(graph, key=lambda t: (len(kinds[t[0]]), *map(str, t))):
        if triple[1] != RDF.type:
            for kind in kinds[triple[0]] or [SPAN]:
                found.setdefault((kind, triple[1]), triple)
    return found


def spoilt() -> Iterator[Spoilt]:
    """Each pair in each way that its value can be spoilt."""
    everything = tuple(whole())
    for (kind, property_), (subject, _, value) in pairs(whole()).items():
        kept = tuple(t for t in everything if t[:2] != (subject, property_))
        for way, values in _ways(value):
            changed = tuple((subject, property_, each) for each in values)
            yield Spoilt(name(kind), name(property_), way, kept + changed)


def _ways(value: Node) -> Iterator[tuple[str, tuple[Node, ...]]]:
    yield "removed", ()
    yield "doubled", (value, _another(value))
    yield "wrong kind", (URIRef("urn:x:wrong") if isinstance(value, Literal) else Literal("错"),)
    if isinstance(value, Literal) and value.datatype and not value.datatype.endswith("string"):
        yield "ill-typed", (Literal("二〇二六年二月三十日", datatype=value.datatype),)
    if value in _codes() or str(value).startswith(CODE):
        yield "wrong code", (URIRef(f"{CODE}colour/red"),)


def _another(value: Node) -> Node:
    """A second value of the same kind; of a code another of its list, of a node another of its classes."""
    if isinstance(value, Literal):
        return Literal(_next(value), datatype=value.datatype, lang=value.language)
    alike = (n for n in _codes() | whole().all_nodes() if _family(n) == _family(value))
    listed = sorted(alike, key=str)
    return next((node for node in listed if node != value), URIRef(f"{value}-2"))


@cache
def _codes() -> frozenset[Node]:
    """The members of every code list that the shapes have."""
    shapes = load_rulebook().graph
    return frozenset(
        n for listed in shapes.objects(None, SH["in"]) for n in Collection(shapes, listed)
    )


def _next(value: Literal) -> str:
    text = str(value)
    if text in ("true", "false"):
        return "false" if text == "true" else "true"
    if value.datatype and value.datatype.endswith(("date", "gYear", "gMonth", "duration")):
        return (
            text.replace("6", "5", 1)
            .replace("P3M", "P1M")
            .replace("PT1H", "PT2H")
            .replace("10", "11")
            .replace("09", "08")
        )
    return text + "0"


def _family(node: Node) -> str:
    """What nodes must share for one to stand in another's place: code list, kind of span, class."""
    if node in _codes() or str(node).startswith(CODE):
        return str(node).rpartition("/")[0]
    classes = sorted(map(str, whole().objects(node, RDF.type)))
    return classes[0] if classes else str(node).partition("#char=")[0]


def found_in(triples: tuple[Triple, ...]) -> set[Result]:
    """The results that the whole graph does not have."""
    return set(judge(list(triples), "compiled")) - sound()


@cache
def sound() -> frozenset[Result]:
    return frozenset(judge(list(whole()), "compiled"))


@cache
def open_by_design() -> dict[tuple[str, str], tuple[str, str]]:
    """Why a property spoilt in a way is no fault, in Chinese and English."""
    with OPEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {
        (row["property"], way): (row["why_zh"], row["why_en"])
        for row in rows
        for way in row["ways"].split("|")
    }


@cache
def findings() -> dict[tuple[str, str, str], set[Result]]:
    """What the shapes find in what is spoilt: by class, property and way."""
    return {(s.kind, s.property, s.way): found_in(s.triples) for s in spoilt()}


def outcomes() -> dict[tuple[str, str, str], bool]:
    """Whether any shape finds what is spoilt."""
    return {spoilt: bool(results) for spoilt, results in findings().items()}


HEAD = """# 图的结构：改坏了能不能查出 Form of the graph: what is found when spoilt

五份通知的图里每个类的每个属性，取一个值改坏：去掉，多给一个（同类的另一个值），换成别的种类（文字换 IRI，IRI 换文字），
换成类型不认的文字，换成别的代码表里的代码。格里是“检出 / 次数”，每个类一次；检出指任何一条 shapes/core.ttl、shapes/measured.ttl
的规则有新结果。没有检出的都是可以的，最后一栏写明为什么。由 `python -m tests.shapes.spoil > docs/checks/form.md` 生成，请勿手改。

Every property of every class that the graphs of the five notices have, with one value spoilt: removed, doubled (by another
value of its kind), of a wrong kind, ill-typed, of another code list. Cells: found / tried, one for each class. What is not
found is lawful, and the last column says why.

"""


def page() -> str:
    """Markdown: what became of every pair."""
    found = outcomes()
    counts: defaultdict[str, dict[str, list[bool]]] = defaultdict(dict)
    for (_, property_, way), hit in found.items():
        counts[property_].setdefault(way, []).append(hit)
    lines = [
        "| 属性 property | 去掉 removed | 重复 doubled | 错类型 wrong kind | 错值 ill-typed | 错代码 wrong code | 为什么可以 why it is lawful |",
        "|---|---:|---:|---:|---:|---:|---|",
        *(f"| `{each}` | {_cells(ways)} | {_why(each)} |" for each, ways in sorted(counts.items())),
    ]
    wrong = [hit for (_, _, way), hit in found.items() if way not in ("removed", "doubled")]
    summary = (
        f"{len(pairs(whole()))} 个类与属性的组合，{len(found)} 次，检出 {sum(found.values())}；"
        f"错类型、错值、错代码 {len(wrong)} 次，检出 {sum(wrong)}；其余 {len(found) - sum(found.values())} 次都是可以的。\n"
        f"{len(pairs(whole()))} pairs, {len(found)} tried, {sum(found.values())} found; of wrong kinds, types and codes {sum(wrong)}"
        f" of {len(wrong)}; the other {len(found) - sum(found.values())} are lawful.\n"
    )
    return HEAD + summary + "\n" + "\n".join(lines) + "\n"


def _cells(ways: dict[str, list[bool]]) -> str:
    return " | ".join(f"{sum(ways[way])} / {len(ways[way])}" if way in ways else "" for way in WAYS)


def _why(property_: str) -> str:
    reasons = [open_by_design().get((property_, way)) for way in WAYS]
    return "<br>".join(
        dict.fromkeys(f"{zh}。{en[0].upper()}{en[1:]}." for zh, en in filter(None, reasons))
    )


if __name__ == "__main__":
    sys.stdout.write(page())
