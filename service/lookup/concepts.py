"""Concepts of the code lists, units, instruments, with the tasks that use each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter

from ontology import ids
from service.lookup.ask import Asker, Row, Subgraph
from service.lookup.figures import units_by_tasks, used, whole
from service.lookup.names import Placed
from service.lookup.paging import covering
from service.lookup.tasks import link
from service.lookup.terms import AZ, DCTERMS, SKOS, among, contains, iri, local, string, worded
from service.lookup.wanted import FORMULA, KIND
from service.sparql.search import having
from service.store.figures import FIGURE, UNIT
from service.store.words import words_of

Json = dict[str, object]

#: So many tasks are looked through to count those of each function, which are kept of units alone.
COUNTED = 20_000

#: Scheme of concepts, and the way from a task to those that it uses.
USED_BY = {
    "mechanism": FORMULA,
    "sector": "az:sector/skos:broader*",
    "hazard": "az:hazard/skos:broader*",
    "measure": "az:measure",
}
#: Of functions the way goes by units, each of which is looked up once, not once for each task that it has.
_USING_FUNCTION = f"""{{ SELECT DISTINCT ?unit ?concept {{ ?unit {KIND} ?concept }} }}
?task az:owner ?unit ; az:notice ?notice ."""


async def find_concepts(
    ask: Asker,
    base: str,
    scheme: str,
    concepts: Sequence[str] = (),
    text: str = "",
    used: bool | None = None,
    most: int | None = None,
    by: str = "tasks",
) -> list[Json]:
    """Concepts of one scheme, or those of ``concepts`` (IRIs), in use or not or either, with the number of tasks and notices
    that use each or a narrower one; at ``most`` so many, those first ``by`` which there are more of. In an archive of more than ``COUNTED``
    tasks functions are not counted (None), and stand by how many units have them."""
    pattern = f"?concept skos:inScheme {iri(ids.scheme_iri(scheme))} .\n"
    pattern += among("?concept", concepts) if concepts else ""
    pattern += _mentions("?concept", text) if words_of(text) else ""
    many = scheme == "function" and (await whole(ask)).get("tasks", 0) > COUNTED
    only = used is True
    query = _by_units(pattern, only) if many else _counted(ask, scheme, pattern, only)
    rows = [row for row in await ask.select(query) if "concept" in row]
    if used is False:
        rows = [row for row in rows if not int(row.get("tasks", row.get("units", 0)))]
    rows = sorted(rows, key=lambda row: -int(row.get(by, row.get("units", 0))))[:most]
    graph = await ask.about([row["concept"] for row in rows], *_TOLD)
    called = await ask.labels(graph.iris(*_KIND, *_BESIDE))
    return [_concept(row, graph, base, scheme, called) for row in rows]


async def common(ask: Asker, scheme: str, most: int, by: str) -> list[Json]:
    """The concepts of a scheme in use of which there are ``most`` first ``by``, their addresses without the host: asked once for
    each snapshot."""
    found = partial(find_concepts, base="", scheme=scheme, used=True, most=most, by=by)
    return await ask.once(f"common {scheme} {most} {by}", found)


async def akin(ask: Asker, concepts: Sequence[str]) -> list[tuple[str, str, str]]:
    """What means nearly the same as one of the concepts (IRIs), is above or below it in its list, or goes with it: IRI,
    label in Chinese and in English."""
    query = f"""SELECT DISTINCT ?x ?zh ?en {{ {among("?of", concepts)} ?of {_AKIN} ?x ; skos:inScheme ?scheme .
        ?x skos:inScheme ?scheme ; skos:prefLabel ?zh FILTER(LANG(?zh) = 'zh') OPTIONAL {{ ?x skos:prefLabel ?en FILTER(LANG(?en) = 'en') }} }} ORDER BY ?x"""
    rows = await ask.select_once("akin", query, _MOST_AKIN)
    return [(row["x"], row["zh"], row.get("en", row["zh"])) for row in rows if "x" in row]


#: Questions for what is akin of which the answers are kept.
_MOST_AKIN = 1 << 8
_AKIN = "skos:closeMatch|^skos:closeMatch|skos:related|^skos:related|skos:broader|^skos:broader"


def _counted(ask: Asker, scheme: str, pattern: str, only_used: bool) -> str:
    """The concepts with their numbers, as they are kept, or counted: of functions, which tasks have by their
    units alone, nothing is kept."""
    if ask.engine.keeps_figures and scheme != "function":
        tasks, notices = used(scheme)
        each = (f"?concept figure:{tasks} ?tasks", f"?concept figure:{notices} ?notices")
        # an OPTIONAL of both at once has the engine read those of every unit
        kept = " . ".join(each) if only_used else " ".join(f"OPTIONAL {{ {one} }}" for one in each)
        return f"""SELECT DISTINCT ?concept ?tasks ?notices WHERE {{ {pattern}
        {kept} }} ORDER BY DESC(?tasks) ?concept"""
    using = (
        _USING_FUNCTION
        if scheme == "function"
        else f"?task {USED_BY[scheme]} ?concept ; az:notice ?notice ."
    )
    return f"""SELECT ?concept (COUNT(DISTINCT ?task) AS ?tasks) (COUNT(DISTINCT ?notice) AS ?notices)
        WHERE {{ {{ SELECT DISTINCT ?concept WHERE {{ {pattern} }} }}
        {using if only_used else f"OPTIONAL {{ {using} }}"} }}
        GROUP BY ?concept ORDER BY DESC(?tasks) ?concept"""


def _by_units(pattern: str, only_used: bool) -> str:
    """The concepts with the number of units of each."""
    units = "?unit az:function ?concept"
    return f"""SELECT ?concept (COUNT(DISTINCT ?unit) AS ?units) WHERE {{ {{ SELECT DISTINCT ?concept WHERE {{ {pattern} }} }}
        {units if only_used else f"OPTIONAL {{ {units} }}"} }} GROUP BY ?concept ORDER BY DESC(?units) ?concept"""


_NAMES = "skos:prefLabel|skos:altLabel"


def _mentions(variable: str, text: str) -> str:
    """The concept has every word of the text in a name or its definition."""
    return _each(variable, f"{_NAMES}|skos:definition", text)


def _each(variable: str, way: str, text: str) -> str:
    """Each word that the text asks for stands in a string to which the ``way`` leads from the variable. What has the first is
    found by itself, the others are looked up for that: joined, there would be a row for each choice of strings."""
    first, *others = [
        f"{variable} {way} ?about{number} {having(f'STR(?about{number})', [word])}"
        for number, word in enumerate(words_of(text))
    ]
    tests = " ".join(f"FILTER EXISTS {{ {other} }}" for other in others)
    return f"{{ SELECT DISTINCT {variable} {{ {first} }} }} {tests}\n"


def _named(text: str, office: Placed | None) -> str:
    """Units of which the names, or a usual name of what they do, have the words; or that are such an ``office``, whatever
    notices call it: found by themselves, before anything is asked of them."""
    placed = ""
    if office is not None:
        places = among("?of", map(ids.jurisdiction_iri, office.places))
        does = iri(ids.code_iri("function", office.function))
        placed = f"UNION {{ {places} ?unit az:jurisdiction ?of ; az:function {does} }}"
    return f"""{{ SELECT DISTINCT ?unit {{
        {{ {_each("?unit", _NAMES, text)} }}
        UNION {{ ?function skos:altLabel ?usual ; skos:inScheme {iri(ids.scheme_iri("function"))}
        {contains("STR(?usual)", text)} ?unit az:function ?function }} {placed} }} }}
        """


_KIND = (AZ + "mechanismKind", AZ + "kind")
_BESIDE = (SKOS + "broader", SKOS + "narrower")
#: What is told of a concept.
_TOLD = (
    *(SKOS + name for name in ("notation", "prefLabel", "altLabel", "definition")), *_BESIDE, *_KIND, DCTERMS + "source",
)  # fmt: skip


def _concept(row: Row, graph: Subgraph, base: str, scheme: str, called: Mapping[str, str]) -> Json:
    node = row["concept"]
    kind = graph.one(node, *_KIND)
    broader, narrower = (graph.all(node, each) for each in _BESIDE)
    return {
        "id": node,
        "url": link(node, base),
        "notation": graph.one(node, SKOS + "notation") or local(node),
        "label": next(iter(graph.in_language(node, SKOS + "prefLabel", "zh")), None),
        "label_en": next(iter(graph.in_language(node, SKOS + "prefLabel", "en")), None),
        "variants": graph.all(node, SKOS + "altLabel"),
        "definition": next(iter(graph.in_language(node, SKOS + "definition", "zh")), None),
        "definition_en": next(iter(graph.in_language(node, SKOS + "definition", "en")), None),
        "kind": _local_or_none(kind),
        "kind_label": worded(kind, called) if kind else None,
        "broader": [link(each, base) for each in broader],
        "broader_labels": [worded(each, called) for each in broader],
        "narrower": [link(each, base) for each in narrower],
        "narrower_labels": [worded(each, called) for each in narrower],
        "source": graph.all(node, DCTERMS + "source"),
        "tasks": None if "units" in row else int(row.get("tasks", 0)),
        "notices": None if "units" in row else int(row.get("notices", 0)),
        "tasks_url": f"{base}/tasks?{scheme}={node}",
    }


def _local_or_none(value: str | None) -> str | None:
    return local(value) if value else None


#: What tells a table without rows its columns.
NO_CONCEPT = _concept({"concept": ""}, Subgraph(), "", "", {})


_KINDS = "VALUES ?type { az:Unit az:UnitGroup az:Post }"
_FEW_KINDS = "FILTER(?type IN (az:Unit, az:UnitGroup, az:Post))"


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """What a unit must be; sequences are IRIs, empty ones do not restrict; ``office``: what the ``text`` is a name of;
    ``used``: it has tasks, or has none."""

    units: Sequence[str] = ()
    jurisdiction: Sequence[str] = ()
    function: Sequence[str] = ()
    text: str = ""
    office: Placed | None = None
    used: bool | None = None

    @property
    def reads_all(self) -> bool:
        """Whether all units are looked through for a page of those wanted."""
        return bool(words_of(self.text)) or self.used is False

    def pattern(self, kept: bool) -> str:
        """The pattern of ``?unit``; ``kept``: there are figures of the tasks of each."""
        found = _named(self.text, self.office) if words_of(self.text) else ""
        found += among("?unit", self.units) if self.units else ""
        # of those that are few by something else the kinds are looked up: by VALUES the engine begins with these
        few = self.units or self.jurisdiction or self.function
        found += f"?unit a ?type . {_FEW_KINDS if few else _KINDS}\n"
        if self.jurisdiction:
            found += f"{among('?place', self.jurisdiction)} ?unit az:jurisdiction/az:superiorJurisdiction* ?place .\n"
        if self.function:
            found += f"{among('?function', self.function)} ?unit az:function ?function .\n"
        if self.used is not None:
            owned = (
                "?unit figure:tasks ?any" if kept else "?owned az:owner ?unit ; az:notice ?notice"
            )
            found += f"{'FILTER EXISTS' if self.used else 'MINUS'} {{ {owned} }}\n"
        return found


async def count_units(ask: Asker, wanted: UnitFilter) -> int:
    if wanted == UnitFilter(used=True) and (groups := await units_by_tasks(ask)):
        return sum(units for _, units in groups)
    if wanted == UnitFilter():
        return await ask.once("number of units", _count_all)
    return await _count(ask, wanted)


async def _count_all(ask: Asker) -> int:
    return await _count(ask, UnitFilter())


async def _count(ask: Asker, wanted: UnitFilter) -> int:
    pattern = wanted.pattern(ask.engine.keeps_figures)
    rows = await ask.select(f"SELECT (COUNT(DISTINCT ?unit) AS ?n) WHERE {{ {pattern} }}")
    return int(rows[0]["n"])


async def find_units(
    ask: Asker, wanted: UnitFilter, limit: int | None = None, offset: int = 0
) -> list[Row]:
    """Units and the number of tasks of each, those with most of them first: one page, or all. Where figures are
    kept, also how many of them a unit has only by a clause over the whole notice."""
    kept = ask.engine.keeps_figures
    plain = wanted in (UnitFilter(), UnitFilter(used=True))
    if plain and (groups := await units_by_tasks(ask)):
        rows = await _ranked(ask, groups, limit, offset, not wanted.used)
        by_default = await _by_default(ask, [row["unit"] for row in rows])
        return [row | by_default.get(row["unit"], {}) for row in rows]
    if kept and wanted == UnitFilter(used=False):
        return await _without_tasks(ask, limit, offset)
    number, group = (
        ("?tasks ?by_default", "")
        if kept
        else ("(COUNT(DISTINCT ?task) AS ?tasks)", "GROUP BY ?unit")
    )
    owned = "?unit figure:tasks ?tasks" if kept else "?task az:owner ?unit ; az:notice ?notice"
    default = "OPTIONAL { ?unit figure:tasks-by-default ?by_default }" if kept else ""
    rows = await ask.select(
        f"""SELECT ?unit {number} WHERE {{ {{ SELECT DISTINCT ?unit WHERE {{ {wanted.pattern(kept)} }} }}
        OPTIONAL {{ {owned} }} {default} }} {group} ORDER BY DESC(?tasks) ?unit
        {f"LIMIT {limit}" if limit else ""} OFFSET {offset}"""
    )
    return [row for row in rows if "unit" in row]


async def _ranked(
    ask: Asker, groups: Sequence[tuple[str, int]], limit: int | None, offset: int, idle: bool
) -> list[Row]:
    """That of all units, ``idle`` ones behind or not at all. ``groups``, how many of them have so many tasks, tell which numbers a page lies among, and units
    are looked up by these: the others are not sorted."""
    reached, before = covering(groups, limit, offset)
    rows: list[Row] = []
    if reached:
        numbers = " ".join(reached)
        rows = await ask.select(
            f"""SELECT ?unit ?tasks WHERE {{ VALUES ?tasks {{ {numbers} }} ?unit figure:tasks ?tasks {_UNIT} }}
            ORDER BY DESC(?tasks) ?unit {f"LIMIT {limit}" if limit else ""} OFFSET {before}"""
        )
    if idle and (limit is None or len(rows) < limit):
        start = max(0, offset - sum(units for _, units in groups))
        rows += await _without_tasks(ask, limit - len(rows) if limit else None, start)
    return rows


async def busiest(ask: Asker, most: int) -> list[str]:
    """The units (IRIs) with most tasks, at ``most`` so many."""
    groups = await units_by_tasks(ask)
    found = await (
        _ranked(ask, groups, most, 0, False)
        if groups
        else find_units(ask, UnitFilter(used=True), most)
    )
    return [row["unit"] for row in found if int(row.get("tasks", 0))]


#: The IRIs of units; the figures have concepts and the whole archive beside them.
_UNIT = f"FILTER(STRSTARTS(STR(?unit), {string(UNIT)}))"


async def _without_tasks(ask: Asker, limit: int | None, offset: int) -> list[Row]:
    idle = UnitFilter(used=False).pattern(kept=True)
    rows = await ask.select(f"SELECT DISTINCT ?unit WHERE {{ {idle} }}")
    return sorted(rows, key=itemgetter("unit"))[offset : offset + limit if limit else None]


async def _by_default(ask: Asker, units: Sequence[str]) -> dict[str, Row]:
    rows = await ask.select(
        f"SELECT ?unit ?by_default {{ {among('?unit', units)} ?unit figure:tasks-by-default ?by_default }}"
    )
    return {row["unit"]: row for row in rows}


async def tell_units(ask: Asker, rows: Sequence[Row], base: str) -> list[Json]:
    graph = await ask.about([row["unit"] for row in rows], *_OF_UNIT, *_CALLED)
    called = await ask.labels(graph.iris(*_OF_UNIT))
    return [_unit(row, graph, base, called) for row in rows]


_OF_UNIT = tuple(AZ + name for name in ("function", "jurisdiction", "superiorUnit"))
_CALLED = (SKOS + "prefLabel", SKOS + "altLabel")


def _unit(row: Row, graph: Subgraph, base: str, called: Mapping[str, str]) -> Json:
    node = row["unit"]
    function, place, above = (graph.one(node, each) for each in _OF_UNIT)
    return {
        "id": node,
        "url": link(node, base),
        "label": next(iter(graph.in_language(node, SKOS + "prefLabel", "zh")), local(node)),
        "label_en": next(iter(graph.in_language(node, SKOS + "prefLabel", "en")), None),
        "spellings": graph.all(node, SKOS + "altLabel"),
        "function": _local_or_none(function),
        "function_label": worded(function, called) if function else None,
        "jurisdiction": _local_or_none(place),
        "jurisdiction_label": worded(place, called) if place else None,
        "superior": link(above, base) if above else None,
        "superior_label": worded(above, called) if above else None,
        "tasks": int(row.get("tasks", 0)),
        "tasks_by_default": int(row.get("by_default", 0)),
        "tasks_url": f"{base}/tasks?unit={node}",
    }


NO_UNIT = _unit({"unit": ""}, Subgraph(), "", {})


#: Properties by which a task has an instrument, by the name of their figure.
_USES = {
    "uses": "cites|az:ordersIssuing|az:ordersRevising",
    "cited": "cites",
    "issuing": "ordersIssuing",
    "revising": "ordersRevising",
}


async def find_instruments(
    ask: Asker, instruments: Sequence[str] = (), text: str = ""
) -> list[str]:
    """Cited laws, plans and files (IRIs), or those of ``instruments``, by how many tasks cite each or order its making."""
    which = among("?x", instruments) if instruments else ""
    words = f"?x dcterms:title ?title {contains('STR(?title)', text)}" if text else ""
    kept = ask.engine.keeps_figures
    found, uses = await asyncio.gather(
        ask.select(f"SELECT DISTINCT ?x WHERE {{ {which} ?x a az:Instrument . {words} }}"),
        ask.select(
            f"SELECT ?x ?n WHERE {{ {which} ?x figure:uses ?n }}"
            if kept
            else f"SELECT ?x (COUNT(DISTINCT ?by) AS ?n) WHERE {{ {which} ?by az:{_USES['uses']} ?x }} GROUP BY ?x"
        ),
    )
    number = {row["x"]: int(row["n"]) for row in uses if "x" in row}
    return sorted((row["x"] for row in found), key=lambda each: (-number.get(each, 0), each))


async def tell_instruments(ask: Asker, instruments: Sequence[str], base: str) -> list[Json]:
    """The instruments with how many tasks cite each or order its making."""
    figures = {name: FIGURE + name for name in _USES} if ask.engine.keeps_figures else {}
    graph, counted = await asyncio.gather(
        ask.about(instruments, DCTERMS + "title", AZ + "docNumber", *figures.values()),
        _counted_uses(ask, () if figures else instruments),
    )
    return [
        _instrument(
            each,
            graph,
            {name: graph.one(each, of) or "0" for name, of in figures.items()} or counted[each],
            base,
        )
        for each in instruments
    ]


async def _counted_uses(ask: Asker, instruments: Sequence[str]) -> dict[str, Row]:
    """By instrument the number of tasks that have it, by the name of the figure, where none are kept."""
    if not instruments:
        return {}
    numbers = " ".join(f"(COUNT(DISTINCT ?{name}_by) AS ?{name})" for name in _USES)
    found = " ".join(
        f"OPTIONAL {{ ?{name}_by az:{each} ?instrument }}" for name, each in _USES.items()
    )
    rows = await ask.select(
        f"SELECT ?instrument {numbers} WHERE {{ {among('?instrument', instruments)} {found} }} GROUP BY ?instrument"
    )
    return {row["instrument"]: row for row in rows}


def _instrument(node: str, graph: Subgraph, uses: Mapping[str, str], base: str) -> Json:
    return {
        "id": node,
        "url": link(node, base),
        "title": graph.one(node, DCTERMS + "title"),
        "number": graph.one(node, AZ + "docNumber"),
        "tasks": int(uses["uses"]),
        "cited_by": int(uses["cited"]),
        "ordered_issuing_by": int(uses["issuing"]),
        "ordered_revising_by": int(uses["revising"]),
        "tasks_url": f"{base}/tasks?instrument={node}",
    }


NO_INSTRUMENT = _instrument("", Subgraph(), dict.fromkeys(_USES, "0"), "")
