"""The eight kinds of question that are timed."""

from __future__ import annotations

import random

from service.lookup.terms import PROLOGUE

A, B = "https://w3id.org/anze/id/", "https://w3id.org/anze/code/"


def lookup(chance: random.Random, notices: int) -> str:
    """One task and all that is said of it."""
    number = chance.randrange(notices)
    place, plan = 110000 + number % 500, 2020 + number // 500 % 10
    position = chance.randrange(180)
    task = f"{A}notice/{place}-{plan}-{number}/article/{position // 6 + 1}/task/{position % 6 + 1}"
    return PROLOGUE + f"SELECT ?p ?o WHERE {{ <{task}> ?p ?o }}"


KINDS = {
    "role and order by deadline": f"""SELECT ?t ?due WHERE {{ ?t az:hasAssignment [ az:role <{B}role/lead> ] ; az:due ?due .
        ?t az:hazard <{B}hazard/3> }} ORDER BY ?due ?t LIMIT 50""",
    "sector by place count": """SELECT ?s ?j (COUNT(?t) AS ?n) WHERE { ?t az:sector ?s ; az:notice/az:jurisdiction ?j }
        GROUP BY ?s ?j ORDER BY DESC(?n) ?s ?j LIMIT 20""",
    "tasks without owner": """SELECT (COUNT(?t) AS ?n) WHERE { ?t a az:Task FILTER NOT EXISTS { ?t az:owner ?o } }""",
    "sector with narrower": f"""SELECT (COUNT(?t) AS ?n) WHERE {{ ?s skos:broader* <{B}sector/4> . ?t az:sector ?s }}""",
    "words in the text": """SELECT ?t WHERE { ?t az:text ?x FILTER(CONTAINS(?x, '燃气隐患')) } LIMIT 50""",
    "due in a month": """SELECT ?t ?d WHERE { ?t az:due ?d FILTER(?d >= "2020-10-01"^^xsd:date && ?d <= "2020-10-31"^^xsd:date) } ORDER BY ?d ?t""",
    "a unit's tasks": f"""SELECT ?t ?x WHERE {{ ?t az:owner <{A}unit/110007/5> ; az:text ?x }} ORDER BY ?t""",
}


def mixed(chance: random.Random, notices: int) -> str:
    """Nine lookups of one task to one of the lighter other kinds."""
    if chance.random() < 0.9:
        return lookup(chance, notices)
    light = ("a unit's tasks", "sector with narrower", "due in a month", "words in the text")
    return PROLOGUE + KINDS[chance.choice(light)]
