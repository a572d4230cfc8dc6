"""Counts over the whole graph and, by notice, the rates a reader looks at first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ontology import ids
from service.lookup.ask import Asker, Row
from service.lookup.concepts import USED_BY
from service.lookup.figures import whole
from service.lookup.notices import NoticeFilter, find_notices
from service.lookup.terms import among, iri
from service.lookup.wanted import EXPLICIT_OWNER
from shapes.view import TIME_KINDS, can_be_kept

Json = dict[str, object]

_KINDS = {
    "notices": "?x a az:Notice",
    "articles": "?x a az:Article",
    "tasks": "?x a az:Task",
    "units": "?x a ?kind FILTER(?kind IN (az:Unit, az:Post))",
    "owners": "?t az:owner ?x ; az:notice ?in",
    "instruments": "?x a az:Instrument",
    **{
        f"{scheme}s_used": f"?t {USED_BY[scheme]} ?x"
        for scheme in ("mechanism", "sector", "hazard")
    },
}

_NOTE = ids.code_iri("basis", "note")
#: Kinds of times that can be kept without a day.
_UNDATED = ", ".join(f"az:{kind}" for kind in TIME_KINDS if can_be_kept(kind, dated=False))
#: Where nothing is kept: counted when it is asked.
_COUNTED = f"""SELECT ?notice ?title ?year (COUNT(?task) AS ?tasks) (SUM(?o) AS ?owner)
(SUM(?a) AS ?anyone) (SUM(?n) AS ?named) (SUM(?d) AS ?due) (SUM(?t) AS ?timed) WHERE {{{{ ?notice a az:Notice . {{which}}
OPTIONAL {{{{ ?notice dcterms:title ?title }}}} OPTIONAL {{{{ ?notice az:planYear ?year }}}}
OPTIONAL {{{{ ?task a az:Task ; az:notice ?notice .
BIND(IF(EXISTS {{{{ {EXPLICIT_OWNER} }}}}, 1, 0) AS ?o)
BIND(IF(EXISTS {{{{ ?task az:hasDuty/az:answeredBy/az:hasAssignment ?assigned }}}}, 1, 0) AS ?a)
BIND(IF(EXISTS {{{{ ?task az:hasDuty/az:answeredBy/az:basis {{note}} }}}}, 1, 0) AS ?n)
BIND(IF(EXISTS {{{{ ?task az:due ?any }}}}, 1, 0) AS ?d)
BIND(IF(EXISTS {{{{ ?task az:hasDuty/az:hasTime/(az:by|a) ?kept FILTER(ISLITERAL(?kept) || ?kept IN ({_UNDATED})) }}}}, 1, 0) AS ?t) }}}}
}}}} GROUP BY ?notice ?title ?year ORDER BY ?notice {{page}}"""
_KEPT = """SELECT ?notice ?title ?year ?tasks ?anyone ?owner ?named ?due ?timed WHERE {{
{{ SELECT ?notice {{ ?notice a az:Notice {which} }} ORDER BY ?notice {page} }}
OPTIONAL {{ ?notice figure:notice-tasks ?tasks }}
OPTIONAL {{ ?notice dcterms:title ?title }} OPTIONAL {{ ?notice az:planYear ?year }}
OPTIONAL {{ ?notice figure:notice-anyone ?anyone }}
OPTIONAL {{ ?notice figure:notice-owner ?owner }}
OPTIONAL {{ ?notice figure:notice-named ?named }}
OPTIONAL {{ ?notice figure:notice-date ?due }}
OPTIONAL {{ ?notice figure:notice-time ?timed }}
}} ORDER BY ?notice"""


async def statistics(ask: Asker, limit: int, offset: int) -> Json:
    """Counts of each kind of thing, and the rates of ``limit`` notices of a ``total`` from ``offset`` on."""

    async def of_page() -> list[Json]:
        # The index has the notices in order; the engine would sort all of them for each page.
        if ask.engine.lister() is None:
            return await rates(ask, (), limit, offset)
        page = await find_notices(ask, NoticeFilter(), limit, offset)
        return await rates(ask, page) if page else []

    counts, notices = await asyncio.gather(counts_of(ask), of_page())
    pages = {"total": counts["notices"], "count": len(notices), "offset": offset}
    return {"counts": counts, **pages, "notices": notices}


async def counts_of(ask: Asker) -> dict[str, int]:
    """How many there are of each kind."""
    kept = await whole(ask)
    counted = [name for name in _KINDS if name not in kept]
    parts = " ".join(
        f"{{ SELECT (COUNT(DISTINCT ?x) AS ?{name}) WHERE {{ {_KINDS[name]} }} }}"
        for name in counted
    )
    triples = "" if "triples" in kept else "{ SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o } }"
    rows = await ask.select(f"SELECT * WHERE {{ {parts} {triples} }}") if parts or triples else [{}]
    found = {**kept, **{name: int(value) for name, value in rows[0].items()}}
    return {name: found[name] for name in (*_KINDS, "triples")}


async def rates(
    ask: Asker, notices: Sequence[str] = (), limit: int = 0, offset: int = 0
) -> list[Json]:
    """By notice (of ``notices``, or of all): tasks with any owner, also by their subjects or the sentence before; with one
    stated (of them those that a note names, and those that only a clause over the whole notice gives one); with a date,
    with any time of their own that can be kept; their shares of all tasks."""
    query = _KEPT if ask.engine.keeps_figures else _COUNTED
    page = f"LIMIT {limit} OFFSET {offset}" if limit else ""
    which = among("?notice", notices) if notices else ""
    rows = await ask.select(query.format(which=which, page=page, note=iri(_NOTE)))
    return [_rates(row) for row in rows if "notice" in row]


def _rates(row: Row) -> Json:
    names = ("tasks", "anyone", "owner", "named", "due", "timed")
    tasks, anyone, owner, named, due, timed = (row.get(name, "0") for name in names)
    return {
        "id": row["notice"],
        "title": row.get("title"),
        "year": int(row["year"][:4]) if "year" in row else None,
        "tasks": int(tasks),
        "with_any_owner": int(anyone),
        "with_stated_owner": int(owner),
        "with_named_owner": int(named),
        "by_default_only": int(owner) - int(named),
        "with_deadline": int(due),
        "with_time": int(timed),
        "any_owner_rate": _share(anyone, tasks),
        "stated_owner_rate": _share(owner, tasks),
        "named_owner_rate": _share(named, tasks),
        "deadline_rate": _share(due, tasks),
        "time_rate": _share(timed, tasks),
    }


def _share(part: str, whole: str) -> float:
    return round(int(part) / int(whole), 4) if int(whole) else 0.0


#: What tells a table without rows its columns.
NO_RATES = _rates({"notice": ""})
