"""Notices."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.lookup.ask import Asker, Row
from service.lookup.find import listed
from service.lookup.tasks import link
from service.lookup.terms import among, iri, worded, year
from service.lookup.wanted import TaskFilter

Json = dict[str, object]

_NOTICES = """SELECT ?notice ?title ?number ?year ?status ?issued ?signed ?issuer ?issuer_label
?place ?place_label ?file ?sha256 ?tasks WHERE {{ {which}
OPTIONAL {{ ?notice dcterms:title ?title }} OPTIONAL {{ ?notice az:docNumber ?number }}
OPTIONAL {{ ?notice az:planYear ?year }} OPTIONAL {{ ?notice az:status ?status }}
OPTIONAL {{ ?notice dcterms:issued ?issued }} OPTIONAL {{ ?notice az:signed ?signed }}
OPTIONAL {{ ?notice az:issuedBy ?issuer OPTIONAL {{ ?issuer skos:prefLabel ?issuer_label
  FILTER(LANG(?issuer_label) = 'zh') }} }}
OPTIONAL {{ ?notice az:jurisdiction ?place OPTIONAL {{ ?place skos:prefLabel ?place_label
  FILTER(LANG(?place_label) = 'zh') }} }}
OPTIONAL {{ ?notice az:source ?source OPTIONAL {{ ?source az:fileName ?file }} OPTIONAL {{ ?source az:sha256 ?sha256 }} }}
OPTIONAL {{ {tasks} }} }}"""
_TASKS = """SELECT ?notice (COUNT(DISTINCT ?task) AS ?tasks) WHERE { %s ?task az:notice ?notice ; a az:Task }
GROUP BY ?notice"""


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """What a notice must be; ``jurisdiction`` are IRIs, places below count too."""

    jurisdiction: tuple[str, ...] = ()
    year: int | None = None

    def pattern(self) -> str:
        found = "?notice a az:Notice ."
        if self.jurisdiction:
            found += f" {among('?within', self.jurisdiction)} ?notice az:jurisdiction/az:superiorJurisdiction* ?within ."
        if self.year is not None:
            found += f" ?notice az:planYear {year(self.year)} ."
        return found


async def _listed(
    ask: Asker, wanted: NoticeFilter, limit: int | None, offset: int = 0, newest: bool = False
) -> tuple[list[str], int]:
    """A page of the notices that the index has, and how many there are."""
    filters = TaskFilter(jurisdiction=wanted.jurisdiction, year=wanted.year)
    page = {"newest": newest, "limit": limit, "offset": offset}
    found, total = await listed(ask, "notices", filters, page)
    return found, total


async def page_of_notices(
    ask: Asker, wanted: NoticeFilter, limit: int | None, offset: int
) -> tuple[list[str], int]:
    """IRIs of one page of the notices by place and year, or of all from ``offset`` on; and how many there are."""
    if ask.engine.lister() is not None:
        return await _listed(ask, wanted, limit, offset)
    found = find_notices(ask, wanted, limit, offset)
    page, total = await asyncio.gather(found, count_notices(ask, wanted))
    return page, total


async def count_notices(ask: Asker, wanted: NoticeFilter) -> int:
    if ask.engine.lister() is not None:
        return (await _listed(ask, wanted, 0))[1]
    rows = await ask.select(f"SELECT (COUNT(DISTINCT ?notice) AS ?n) {{ {wanted.pattern()} }}")
    return int(rows[0]["n"])


async def find_notices(
    ask: Asker,
    wanted: NoticeFilter,
    limit: int | None = None,
    offset: int = 0,
    newest: bool = False,
) -> list[str]:
    """IRIs of the notices by place and year, or the newest first (by plan year and date): one page, or all."""
    if ask.engine.lister() is not None:
        return (await _listed(ask, wanted, limit, offset, newest))[0]
    order = "DESC(?year) DESC(?dated) ?place ?notice" if newest else "?place ?year ?notice"
    dated = """OPTIONAL { ?notice dcterms:issued ?issued } OPTIONAL { ?notice az:signed ?signed }
        BIND(COALESCE(?issued, ?signed) AS ?dated)"""
    rows = await ask.select(
        f"""SELECT DISTINCT ?notice ?place ?year ?dated WHERE {{ {wanted.pattern()}
        OPTIONAL {{ ?notice az:jurisdiction ?place }} OPTIONAL {{ ?notice az:planYear ?year }} {dated if newest else ""} }}
        ORDER BY {order} {f"LIMIT {limit}" if limit else ""} OFFSET {offset}"""
    )
    return list(dict.fromkeys(row["notice"] for row in rows))


async def tell_notices(ask: Asker, notices: Sequence[str], base: str) -> list[Json]:
    """What there is to say of the notices (IRIs), in their order."""
    which = among("?notice", notices)
    tasks = "?notice figure:notice-tasks ?tasks"
    if not ask.engine.keeps_figures:
        tasks = f"{{ {_TASKS % which} }}"
    rows = await ask.select(_NOTICES.format(which=which, tasks=tasks))
    called = await ask.labels(row["status"] for row in rows if "status" in row)
    told = {row["notice"]: _notice(row, base, called) for row in reversed(rows)}
    return [told[notice] for notice in notices if notice in told]


def _notice(row: Row, base: str, called: Mapping[str, str]) -> Json:
    return {
        "id": row["notice"],
        "url": link(row["notice"], base),
        "title": row.get("title"),
        "number": row.get("number"),
        "year": int(row["year"][:4]) if "year" in row else None,
        "status": row["status"].rsplit("/", 1)[-1] if "status" in row else None,
        "status_label": worded(row["status"], called) if "status" in row else None,
        "issued": row.get("issued"),
        "signed": row.get("signed"),
        "issuer": _ref(row, "issuer", base),
        "jurisdiction": _ref(row, "place", base),
        "file": row.get("file"),
        "sha256": row.get("sha256"),
        "tasks": int(row.get("tasks", 0)),
        "tasks_url": f"{base}/tasks?notice={row['notice'].split('/id/notice/')[-1]}",
    }


def _ref(row: Row, name: str, base: str) -> Json | None:
    if name not in row:
        return None
    label = row.get(f"{name}_label", row[name].rsplit("/", 1)[-1])
    return {"id": row[name], "label": label, "url": link(row[name], base)}


#: What tells a table without rows its columns.
NO_NOTICE = _notice({"notice": ""}, "", {})


async def addressees(ask: Asker, notice: str) -> list[str]:
    """Whom a notice is addressed to, in its order where the graph has that, others behind by name."""
    rows = await ask.select(
        f"""SELECT ?a ?order WHERE {{ {iri(notice)} az:addressee ?a
        OPTIONAL {{ {iri(notice)} az:addresseeList ?order }} }} ORDER BY ?a"""
    )
    order = [name for row in rows[:1] for name in row.get("order", "").split("；")]
    places = {name: place for place, name in reversed([*enumerate(order)])}
    return sorted((row["a"] for row in rows), key=lambda name: places.get(name, len(order)))
