"""Notices and their sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.lookup.ask import Asker, Row
from service.lookup.find import listed
from service.lookup.headings import numbered
from service.lookup.tasks import link
from service.lookup.terms import among, iri, string, worded, year
from service.lookup.wanted import TaskFilter
from service.store.graphs import FIGURES_GRAPH

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

    jurisdiction: tuple[str, ...] = ()
    year: int | None = None

    def pattern(self) -> str:
        found = "?notice a az:Notice ."
        if self.jurisdiction:
            found += f" {among('?within', self.jurisdiction)} ?notice az:jurisdiction/az:superiorJurisdiction* ?within ."
        if self.year is not None:
            found += f" ?notice az:planYear {year(self.year)} ."
        return found


_LISTED = "az:Part, az:Article, az:Item, az:AnnexRow"
_ALL = (
    f"az:Preamble, {_LISTED}"  # of a notice that is read; the preamble is no article of the lists
)

#: A section and its notice, whose graph holds it.
_OF_NOTICE = """GRAPH ?notice {{ ?section a ?type FILTER(?type IN ({types}))
?notice a az:Notice }}"""

#: The same of sections that are at hand: read from them on, not from all notices.
_KNOWN = f"""GRAPH ?notice {{ ?section a ?type }} FILTER(?type IN ({_ALL}))
FILTER EXISTS {{ GRAPH ?notice {{ ?notice a az:Notice }} }}"""


@dataclass(frozen=True, slots=True)
class SectionFilter:
    """What a part, article, item or annex row must be: of one of the notices (IRIs), of a class, with words;
    ``preamble``: the text ahead of them counts, too."""

    notice: Sequence[str] = ()
    kind: str = ""
    text: str = ""
    preamble: bool = False

    def pattern(self) -> str:
        found = _OF_NOTICE.format(types=_ALL if self.preamble else _LISTED)
        if self.notice:
            found = f"{among('?notice', self.notice)} {found}"
        if self.kind:
            found += f" FILTER(?type = az:{self.kind})"
        if self.text.split():
            found += """ OPTIONAL { ?section dcterms:title ?title } OPTIONAL { ?section az:text ?words }"""
        for word in self.text.split():
            both = "CONCAT(COALESCE(?title, ''), ' ', COALESCE(?words, ''))"
            found += f" FILTER(CONTAINS({both}, {string(word)}))"
        return found


async def _listed(
    ask: Asker, wanted: NoticeFilter, limit: int | None, offset: int = 0, newest: bool = False
) -> tuple[list[str], int]:
    """A page of the notices that the index has, and how many there are."""
    filters = TaskFilter(jurisdiction=wanted.jurisdiction, year=wanted.year)
    page = {"newest": newest, "limit": limit, "offset": offset}
    found, total = await listed(ask, "notices", filters, page)
    return found, total


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


async def count_sections(ask: Asker, wanted: SectionFilter) -> list[tuple[str, int]]:
    """The notices (IRIs), in their order, with the number of their sections: as it is kept, where no words are asked for,
    or counted."""
    if not wanted.text.split() and await _keeps_sections(ask):
        figure = f"figure:notice-{_FIGURES[wanted.kind]}"
        which = among("?notice", wanted.notice) if wanted.notice else ""
        rows = await ask.select(f"SELECT ?notice ?n WHERE {{ {which} ?notice {figure} ?n }}")
        return sorted((row["notice"], int(row["n"])) for row in rows)
    rows = await ask.select(
        f"""SELECT ?notice (COUNT(DISTINCT ?section) AS ?n) WHERE {{ {wanted.pattern()} }}
        GROUP BY ?notice ORDER BY ?notice"""
    )
    return [(row["notice"], int(row["n"])) for row in rows]


#: The figures of sections by their class.
_FIGURES = {
    "": "sections",
    "Part": "parts",
    "Article": "articles",
    "Item": "items",
    "AnnexRow": "rows",
}


async def _keeps_sections(ask: Asker) -> bool:
    """Whether sections are counted with each change, as archives of earlier versions do not."""
    if not ask.engine.keeps_figures:
        return False
    return bool(await ask.select(f"SELECT ?n {{ {iri(FIGURES_GRAPH)} figure:sections ?n }}"))


async def find_sections(
    ask: Asker, wanted: SectionFilter, limit: int | None = None, offset: int = 0
) -> list[str]:
    """IRIs of sections in the order of their notices: one page, or all."""
    rows = await ask.select(
        f"""SELECT DISTINCT ?notice ?position ?section WHERE {{ {wanted.pattern()}
        OPTIONAL {{ ?section az:position ?position }} }}
        ORDER BY ?notice ?position ?section {f"LIMIT {limit}" if limit else ""} OFFSET {offset}"""
    )
    return [row["section"] for row in rows]


async def tell_sections(ask: Asker, sections: Sequence[str], base: str) -> list[Json]:
    """What there is to say of the sections (IRIs), in their order."""
    rows = await ask.select(
        f"""SELECT ?section ?notice ?type ?number ?title ?position ?words ?parent ?parent_number ?parent_title WHERE {{
        {among("?section", sections)} {_KNOWN}
        OPTIONAL {{ ?section az:number ?number }} OPTIONAL {{ ?section dcterms:title ?t }}
        OPTIONAL {{ ?section az:text ?w }} OPTIONAL {{ ?section az:position ?position }}
        OPTIONAL {{ ?section dcterms:isPartOf ?parent OPTIONAL {{ ?parent az:number ?parent_number }}
          OPTIONAL {{ ?parent dcterms:title ?parent_title }} }}
        BIND(COALESCE(?t, '') AS ?title) BIND(COALESCE(?w, '') AS ?words) }} ORDER BY ?words"""
    )
    told: dict[str, Row] = {}
    pieces: dict[str, list[str]] = {}  # an annex row may stand in several, each of several lines
    for row in rows:
        there, found = told.setdefault(row["section"], row), pieces.setdefault(row["section"], [])
        if row["words"] not in found:
            found.append(row["words"])
        there["words"] = "\n".join(found)
    called = await ask.labels({row[name] for row in told.values() for name in ("type", "notice")})
    return [_section(told[section], base, called) for section in sections if section in told]


async def sections_of(ask: Asker, notice: str, base: str) -> list[Json]:
    """All sections of a notice, in their order, its preamble ahead of them."""
    wanted = SectionFilter([notice], preamble=True)
    return await tell_sections(ask, await find_sections(ask, wanted), base)


def _section(row: Row, base: str, called: Mapping[str, str]) -> Json:
    return {
        "id": row["section"],
        "url": link(row["section"], base),
        "kind": row["type"].rsplit("#", 1)[-1],
        "kind_label": worded(row["type"], called),
        "number": row.get("number"),
        "title": row.get("title"),
        "position": int(row["position"]) if "position" in row else None,
        "text": row.get("words"),
        "notice": row["notice"],
        "notice_label": worded(row["notice"], called),
        "parent": row.get("parent"),
        "parent_label": numbered(row.get("parent_number", ""), row.get("parent_title", "")) or None,
        "tasks_url": f"{base}/tasks?section={row['section']}",
    }


NO_SECTION = _section({"section": "", "type": "", "notice": ""}, "", {})
