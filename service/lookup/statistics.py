"""Counts over the whole graph and, by notice, the rates a reader looks at first."""

from __future__ import annotations

import asyncio

from service.lookup.ask import Asker
from service.lookup.tasks import _EXPLICIT_OWNER, FORMULA

Json = dict[str, object]

_KINDS = {
    "notices": "?x a az:Notice",
    "articles": "?x a az:Article",
    "tasks": "?x a az:Task",
    "units": "?x a az:Unit",
    "instruments": "?x a az:Instrument",
    "mechanisms_used": f"?t {FORMULA} ?x",
    "sectors_used": "?t az:sector ?x",
    "hazards_used": "?t az:hazard ?x",
}

_RATES = f"""SELECT ?notice ?title ?year (COUNT(?task) AS ?tasks) (SUM(?o) AS ?owner)
(SUM(?d) AS ?due) (SUM(?t) AS ?timed) WHERE {{ ?task a az:Task ; az:notice ?notice .
OPTIONAL {{ ?notice dcterms:title ?title }} OPTIONAL {{ ?notice az:planYear ?year }}
BIND(IF(EXISTS {{ {_EXPLICIT_OWNER} }}, 1, 0) AS ?o)
BIND(IF(EXISTS {{ ?task az:due ?any }}, 1, 0) AS ?d)
BIND(IF(EXISTS {{ ?task az:hasDuty/az:hasTime ?when }}, 1, 0) AS ?t)
}} GROUP BY ?notice ?title ?year ORDER BY ?notice"""


async def statistics(ask: Asker) -> Json:
    """Counts of each kind of thing, and the rates of each notice."""
    counts, notices = await asyncio.gather(_counts(ask), rates(ask))
    return {"counts": counts, "notices": notices}


async def _counts(ask: Asker) -> dict[str, int]:
    parts = " ".join(
        f"{{ SELECT (COUNT(DISTINCT ?x) AS ?{name}) WHERE {{ {pattern} }} }}"
        for name, pattern in _KINDS.items()
    )
    triples = "{ SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o } }"
    rows = await ask.select(f"SELECT * WHERE {{ {parts} {triples} }}")
    return {name: int(rows[0][name]) for name in (*_KINDS, "triples")}


async def rates(ask: Asker) -> list[Json]:
    """By notice: share of tasks with an owner stated, a date, any time of their own."""
    rows = await ask.select(_RATES)
    return [
        {
            "id": row["notice"],
            "title": row.get("title"),
            "year": int(row["year"][:4]) if "year" in row else None,
            "tasks": int(row["tasks"]),
            "with_owner": int(row["owner"]),
            "with_deadline": int(row["due"]),
            "with_time": int(row["timed"]),
            "owner_rate": _share(row["owner"], row["tasks"]),
            "deadline_rate": _share(row["due"], row["tasks"]),
            "time_rate": _share(row["timed"], row["tasks"]),
        }
        for row in rows
        if "notice" in row
    ]


def _share(part: str, whole: str) -> float:
    return round(int(part) / int(whole), 4) if int(whole) else 0.0
