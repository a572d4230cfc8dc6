"""Concepts of the code lists, units, instruments, with the tasks that use each."""

from __future__ import annotations

from collections.abc import Sequence

from ontology import ids
from service.lookup.ask import Asker, Row, Subgraph
from service.lookup.tasks import FORMULA, link
from service.lookup.terms import AZ, DCTERMS, SKOS, among, iri, local, string

Json = dict[str, object]

#: Scheme of concepts, and the property by which a task uses one.
USED_BY = {
    "mechanism": FORMULA,
    "sector": "az:sector",
    "hazard": "az:hazard",
    "measure": "az:measure",
    "function": "az:owner/(az:subgroupOf|az:memberOf)*/az:function",
}


async def find_concepts(
    ask: Asker,
    base: str,
    scheme: str,
    concepts: Sequence[str] = (),
    text: str = "",
    only_used: bool = False,
) -> list[Json]:
    """Concepts of one scheme, or those of ``concepts`` (IRIs), with the number of tasks and notices
    that use each."""
    pattern = f"?concept skos:inScheme {iri(ids.scheme_iri(scheme))} .\n"
    pattern += among("?concept", concepts) if concepts else ""
    pattern += _mentions("?concept", text) if text else ""
    used = f"?task {USED_BY[scheme]} ?concept ; az:notice ?notice ."
    rows = await ask.select(
        f"""SELECT ?concept (COUNT(DISTINCT ?task) AS ?tasks) (COUNT(DISTINCT ?notice) AS ?notices)
        WHERE {{ {{ SELECT DISTINCT ?concept WHERE {{ {pattern} }} }}
        {used if only_used else f"OPTIONAL {{ {used} }}"} }}
        GROUP BY ?concept ORDER BY DESC(?tasks) ?concept"""
    )
    rows = [row for row in rows if "concept" in row]
    graph = await ask.about([row["concept"] for row in rows])
    return [_concept(row, graph, base, scheme) for row in rows]


def _mentions(variable: str, text: str) -> str:
    return (
        f"{variable} skos:prefLabel|skos:altLabel|skos:definition ?about .\n"
        f"FILTER(CONTAINS(LCASE(STR(?about)), LCASE({string(text)})))\n"
    )


def _concept(row: Row, graph: Subgraph, base: str, scheme: str) -> Json:
    node = row["concept"]
    return {
        "id": node,
        "url": link(node, base),
        "notation": graph.one(node, SKOS + "notation") or local(node),
        "label": next(iter(graph.in_language(node, SKOS + "prefLabel", "zh")), None),
        "label_en": next(iter(graph.in_language(node, SKOS + "prefLabel", "en")), None),
        "variants": graph.all(node, SKOS + "altLabel"),
        "definition": next(iter(graph.in_language(node, SKOS + "definition", "zh")), None),
        "definition_en": next(iter(graph.in_language(node, SKOS + "definition", "en")), None),
        "kind": _local_or_none(graph.one(node, AZ + "mechanismKind", AZ + "kind")),
        "broader": [link(each, base) for each in graph.all(node, SKOS + "broader")],
        "narrower": [link(each, base) for each in graph.all(node, SKOS + "narrower")],
        "source": graph.all(node, DCTERMS + "source"),
        "tasks": int(row["tasks"]),
        "notices": int(row["notices"]),
        "tasks_url": f"{base}/tasks?{scheme}={node}",
    }


def _local_or_none(value: str | None) -> str | None:
    return local(value) if value else None


async def find_units(
    ask: Asker,
    base: str,
    units: Sequence[str] = (),
    jurisdiction: Sequence[str] = (),
    function: Sequence[str] = (),
    text: str = "",
) -> list[Json]:
    """Units that own tasks or issue notices, with the number of tasks of each; sequences are IRIs."""
    pattern = "?unit a ?type . VALUES ?type { az:Unit az:UnitGroup az:Post }\n"
    pattern += among("?unit", units) if units else ""
    pattern += _mentions("?unit", text) if text else ""
    if jurisdiction:
        pattern += f"{among('?place', jurisdiction)} ?unit az:jurisdiction/az:superiorJurisdiction* ?place .\n"
    if function:
        pattern += f"{among('?function', function)} ?unit az:function ?function .\n"
    rows = await ask.select(
        f"""SELECT ?unit (COUNT(DISTINCT ?task) AS ?tasks) WHERE {{
        {{ SELECT DISTINCT ?unit WHERE {{ {pattern} }} }}
        OPTIONAL {{ ?task az:owner ?unit ; az:notice ?notice }} }} GROUP BY ?unit ORDER BY DESC(?tasks) ?unit"""
    )
    rows = [row for row in rows if "unit" in row]
    graph = await ask.about([row["unit"] for row in rows])
    return [_unit(row, graph, base) for row in rows]


def _unit(row: Row, graph: Subgraph, base: str) -> Json:
    node = row["unit"]
    above = graph.one(node, AZ + "superiorUnit")
    return {
        "id": node,
        "url": link(node, base),
        "label": next(iter(graph.in_language(node, SKOS + "prefLabel", "zh")), local(node)),
        "label_en": next(iter(graph.in_language(node, SKOS + "prefLabel", "en")), None),
        "spellings": graph.all(node, SKOS + "altLabel"),
        "function": _local_or_none(graph.one(node, AZ + "function")),
        "jurisdiction": _local_or_none(graph.one(node, AZ + "jurisdiction")),
        "superior": link(above, base) if above else None,
        "tasks": int(row["tasks"]),
        "tasks_url": f"{base}/tasks?unit={node}",
    }


async def find_instruments(
    ask: Asker, base: str, instruments: Sequence[str] = (), text: str = ""
) -> list[Json]:
    """Cited laws, plans and files, or those of ``instruments`` (IRIs), with how many tasks cite each
    or order its making."""
    which = among("?instrument", instruments) if instruments else ""
    words = f"FILTER(CONTAINS(STR(?title), {string(text)}))" if text else ""
    rows = await ask.select(
        f"""SELECT ?instrument (SAMPLE(?title) AS ?label) (SAMPLE(?number) AS ?doc)
        (COUNT(DISTINCT ?by) AS ?cited) (COUNT(DISTINCT ?maker) AS ?issuing)
        (COUNT(DISTINCT ?reviser) AS ?revising) WHERE {{ {which} ?instrument a az:Instrument .
        OPTIONAL {{ ?instrument dcterms:title ?title }} {words}
        OPTIONAL {{ ?instrument az:docNumber ?number }} OPTIONAL {{ ?by az:cites ?instrument }}
        OPTIONAL {{ ?maker az:ordersIssuing ?instrument }}
        OPTIONAL {{ ?reviser az:ordersRevising ?instrument }}
        }} GROUP BY ?instrument ORDER BY DESC(?cited) ?instrument"""
    )
    return [
        {
            "id": row["instrument"],
            "url": link(row["instrument"], base),
            "title": row.get("label"),
            "number": row.get("doc"),
            "cited_by": int(row["cited"]),
            "ordered_issuing_by": int(row["issuing"]),
            "ordered_revising_by": int(row["revising"]),
            "tasks_url": f"{base}/tasks?instrument={row['instrument']}",
        }
        for row in rows
        if "instrument" in row
    ]
