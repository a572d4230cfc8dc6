"""Notices and their sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.lookup.ask import Asker, Row
from service.lookup.tasks import link
from service.lookup.terms import among, iri, string, year

Json = dict[str, object]

_NOTICES = """SELECT ?notice ?title ?number ?year ?status ?issued ?signed ?issuer ?issuer_label
?place ?place_label ?file ?tasks WHERE {{ {which}
OPTIONAL {{ ?notice dcterms:title ?title }} OPTIONAL {{ ?notice az:docNumber ?number }}
OPTIONAL {{ ?notice az:planYear ?year }} OPTIONAL {{ ?notice az:status ?status }}
OPTIONAL {{ ?notice dcterms:issued ?issued }} OPTIONAL {{ ?notice az:signed ?signed }}
OPTIONAL {{ ?notice az:issuedBy ?issuer OPTIONAL {{ ?issuer skos:prefLabel ?issuer_label
  FILTER(LANG(?issuer_label) = 'zh') }} }}
OPTIONAL {{ ?notice az:jurisdiction ?place OPTIONAL {{ ?place skos:prefLabel ?place_label
  FILTER(LANG(?place_label) = 'zh') }} }}
OPTIONAL {{ ?notice az:source/az:fileName ?file }}
OPTIONAL {{ {tasks} }} }}"""
_TASKS = """SELECT ?notice (COUNT(DISTINCT ?task) AS ?tasks) WHERE { %s ?task az:notice ?notice ; a az:Task }
GROUP BY ?notice"""


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """What a notice must be; ``jurisdiction`` are IRIs, places below count too."""

    jurisdiction: Sequence[str] = ()
    year: int | None = None

    def pattern(self) -> str:
        found = "?notice a az:Notice ."
        if self.jurisdiction:
            found += f" {among('?within', self.jurisdiction)} ?notice az:jurisdiction/az:superiorJurisdiction* ?within ."
        if self.year is not None:
            found += f" ?notice az:planYear {year(self.year)} ."
        return found


async def count_notices(ask: Asker, wanted: NoticeFilter) -> int:
    rows = await ask.select(f"SELECT (COUNT(DISTINCT ?notice) AS ?n) {{ {wanted.pattern()} }}")
    return int(rows[0]["n"])


async def find_notices(
    ask: Asker,
    wanted: NoticeFilter,
    limit: int | None = None,
    offset: int = 0,
    newest: bool = False,
) -> list[str]:
    """IRIs of the notices by place and year, or the newest first: one page, or all."""
    order = "DESC(?year) ?place ?notice" if newest else "?place ?year ?notice"
    rows = await ask.select(
        f"""SELECT DISTINCT ?notice ?place ?year WHERE {{ {wanted.pattern()}
        OPTIONAL {{ ?notice az:jurisdiction ?place }} OPTIONAL {{ ?notice az:planYear ?year }} }}
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
    told = {row["notice"]: _notice(row, base) for row in reversed(rows)}
    return [told[notice] for notice in notices if notice in told]


def _notice(row: Row, base: str) -> Json:
    return {
        "id": row["notice"],
        "url": link(row["notice"], base),
        "title": row.get("title"),
        "number": row.get("number"),
        "year": int(row["year"][:4]) if "year" in row else None,
        "status": row["status"].rsplit("/", 1)[-1] if "status" in row else None,
        "issued": row.get("issued"),
        "signed": row.get("signed"),
        "issuer": _ref(row, "issuer", base),
        "jurisdiction": _ref(row, "place", base),
        "file": row.get("file"),
        "tasks": int(row.get("tasks", 0)),
        "tasks_url": f"{base}/tasks?notice={row['notice'].split('/id/notice/')[-1]}",
    }


def _ref(row: Row, name: str, base: str) -> Json | None:
    if name not in row:
        return None
    label = row.get(f"{name}_label", row[name].rsplit("/", 1)[-1])
    return {"id": row[name], "label": label, "url": link(row[name], base)}


async def addressees(ask: Asker, notice: str) -> list[str]:
    rows = await ask.select(f"SELECT ?a WHERE {{ {iri(notice)} az:addressee ?a }} ORDER BY ?a")
    return [row["a"] for row in rows]


async def find_sections(
    ask: Asker, base: str, notice: Sequence[str] = (), kind: str = "", text: str = ""
) -> list[Json]:
    """Parts, articles, items and annex rows in the order of their notices, which are IRIs."""
    pattern = "?section dcterms:isPartOf+ ?notice . ?notice a az:Notice ."
    if notice:
        pattern += f" {among('?notice', notice)}"
    if kind:
        pattern += f" FILTER(?type = az:{kind})"
    for word in text.split():
        pattern += f" FILTER(CONTAINS(CONCAT(STR(?title), ' ', STR(?words)), {string(word)}))"
    rows = await ask.select(
        f"""SELECT DISTINCT ?section ?notice ?type ?number ?title ?position ?words ?parent WHERE {{
        VALUES ?type {{ az:Part az:Article az:Item az:AnnexRow }} ?section a ?type .
        OPTIONAL {{ ?section az:number ?number }} OPTIONAL {{ ?section dcterms:title ?t }}
        OPTIONAL {{ ?section az:text ?w }} OPTIONAL {{ ?section az:position ?position }}
        OPTIONAL {{ ?section dcterms:isPartOf ?parent }}
        BIND(COALESCE(?t, '') AS ?title) BIND(COALESCE(?w, '') AS ?words)
        {pattern} }} ORDER BY ?notice ?position ?section"""
    )
    return [_section(row, base) for row in rows]


def _section(row: Row, base: str) -> Json:
    return {
        "id": row["section"],
        "url": link(row["section"], base),
        "kind": row["type"].rsplit("#", 1)[-1],
        "number": row.get("number"),
        "title": row.get("title"),
        "position": int(row["position"]) if "position" in row else None,
        "text": row.get("words"),
        "notice": row["notice"],
        "parent": row.get("parent"),
        "tasks_url": f"{base}/tasks?section={row['section']}",
    }
