"""A graph of the product's shape, of any size: notices of about 4,300 quads each.

Same size, same bytes: the generator has its own seed. The text is made up; the shape (tasks with
assignments, times, targets, evidence; units by city and function; narrower sectors) is the one of
docs/ontology."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pyoxigraph as ox

from ontology import ids

AZ = ids.ONTOLOGY
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
TASKS = 185  # of one notice: about 4,300 quads
SECTORS, HAZARDS, MECHANISMS, FUNCTIONS = 40, 30, 200, 30
WORDS = [
    "燃气",
    "隐患",
    "排查",
    "演练",
    "培训",
    "矿山",
    "消防",
    "交通",
    "危化",
    "防汛",
    "森林",
    "应急",
    "预案",
    "监测",
    "预警",
    "责任",
    "督查",
    "考核",
]


def az(name: str) -> ox.NamedNode:
    return ox.NamedNode(AZ + name)


def node(path: str) -> ox.NamedNode:
    return ox.NamedNode(ids.BASE + path)


def vocabulary() -> Iterator[ox.Quad]:
    """Sectors in three levels, the other code lists flat."""
    graph = ox.NamedNode(ids.CODES_GRAPH)
    counts = {"sector": SECTORS, "hazard": HAZARDS, "mechanism": MECHANISMS, "function": FUNCTIONS}
    for scheme, count in counts.items():
        for number in range(count):
            concept = node(f"code/{scheme}/{number}")
            yield ox.Quad(concept, TYPE, ox.NamedNode(SKOS + "Concept"), graph)
            label = ox.Literal(f"{scheme}{number}", language="zh")
            yield ox.Quad(concept, ox.NamedNode(SKOS + "prefLabel"), label, graph)
            if scheme == "sector" and number:
                above = node(f"code/sector/{(number - 1) // 3}")
                yield ox.Quad(concept, ox.NamedNode(SKOS + "broader"), above, graph)


def notice(number: int) -> Iterator[ox.Quad]:
    """The quads of one notice."""
    chance = random.Random(number)
    place, plan = 110000 + number % 500, 2020 + number // 500 % 10
    own = f"id/notice/{place}-{plan}-{number}"
    graph = node(own)

    def quad(
        subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal
    ) -> ox.Quad:
        return ox.Quad(subject, predicate, value, graph)

    yield quad(graph, TYPE, az("Notice"))
    yield quad(
        graph,
        ox.NamedNode(DCTERMS + "title"),
        ox.Literal(f"{place}关于做好{plan}年安全生产工作的通知"),
    )
    yield quad(graph, az("planYear"), typed(str(plan), "gYear"))
    yield quad(graph, az("jurisdiction"), node(f"id/jurisdiction/{place}"))
    for position in range(TASKS):
        section = node(f"{own}/article/{position // 6 + 1}")
        if position % 6 == 0:
            yield quad(section, TYPE, az("Article"))
            yield quad(section, az("position"), typed(str(position // 6), "integer"))
        task = f"{own}/article/{position // 6 + 1}/task/{position % 6 + 1}"
        yield from _task(node(task), task, section, position, place, plan, chance, quad, graph)


def _task(task, path, section, position, place, plan, chance, quad, graph):  # type: ignore[no-untyped-def]
    yield quad(task, TYPE, az("Task"))
    yield quad(task, az("notice"), graph)
    yield quad(task, az("statedIn"), section)
    yield quad(task, az("position"), typed(str(position % 6), "integer"))
    text = "".join(chance.choices(WORDS, k=12)) + f"{position}"
    yield quad(task, az("text"), ox.Literal(text))
    yield quad(task, az("sector"), node(f"code/sector/{chance.randrange(SECTORS)}"))
    if chance.random() < 0.4:
        yield quad(task, az("hazard"), node(f"code/hazard/{chance.randrange(HAZARDS)}"))
    if chance.random() < 0.3:
        yield quad(task, az("invokes"), node(f"code/mechanism/{chance.randrange(MECHANISMS)}"))
    if chance.random() < 0.8:
        unit = node(f"id/unit/{place}/{chance.randrange(FUNCTIONS)}")
        duty = node(path + "/assignment/1")
        yield quad(task, az("owner"), unit)
        yield quad(task, az("hasAssignment"), duty)
        yield quad(duty, TYPE, az("Assignment"))
        yield quad(duty, az("assignee"), unit)
        role = chance.choice(("lead", "responsible", "assist"))
        yield quad(duty, az("role"), node(f"code/role/{role}"))
        yield quad(duty, az("basis"), node("code/basis/note"))
    if chance.random() < 0.3:
        day = f"{plan}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        time = node(path + "/time/1")
        yield quad(task, az("due"), typed(day, "date"))
        yield quad(task, az("hasTime"), time)
        yield quad(time, TYPE, az("DueDate"))
        yield quad(time, az("by"), typed(day, "date"))
    proof = node(path + "/evidence")
    yield quad(task, az("evidence"), proof)
    yield quad(proof, TYPE, az("Evidence"))
    yield quad(proof, az("exact"), ox.Literal(text))
    yield quad(proof, az("start"), typed(str(position * 60), "integer"))
    yield quad(proof, az("end"), typed(str(position * 60 + len(text)), "integer"))
    yield quad(proof, az("rule"), ox.Literal("sentence"))


def typed(value: str, name: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(XSD + name))


def graph(quads: int) -> Iterator[ox.Quad]:
    """About ``quads`` quads, vocabulary first, whole notices."""
    count = 0
    for each in vocabulary():
        count += 1
        yield each
    number = 0
    while count < quads:
        for each in notice(number):
            count += 1
            yield each
        number += 1
