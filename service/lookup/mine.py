"""What one office owes: by name, and apart from that as a member of a class of units."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from ontology import codes, ids
from service.lookup.ask import Asker, Row
from service.lookup.calendar import in_season, months_of, quarter, repeated
from service.lookup.facets import KIND_OF
from service.lookup.feed import Mark
from service.lookup.find import find_page, find_pages
from service.lookup.members import Office, membership
from service.lookup.tasks import ROW, TaskWriter, link, names_in, reading, tasks_told
from service.lookup.terms import among, iri, local
from service.lookup.wanted import TaskFilter
from service.store.retold import holders

Json = dict[str, Any]

#: How an office comes to owe a task, the surest first, with names in Chinese and English: a note or a subject names it;
#: one names a class that it is of; the owner is inferred from the sentence before; the notice's rule for all that
#: names no owner.
WAYS = {
    "named": ("点名要求的", "By name"),
    "member": ("作为成员承担的", "As a member"),
    "inferred": ("据上文推断的", "Inferred"),
    "blanket": ("仅凭统一规定的", "By the rule for all"),
}

#: How sure it is that an office is of a class, where it is not certain (`Bearer`), with words in Chinese and English.
CERTAIN = {
    "usually": ("通常在内，请核对", "usually a member: check"),
    "only": ("只限其中一部分", "some of them only"),
}

#: How a task stands on a day, in the order of a page, with names in Chinese and English.
STATES = {
    "overdue": ("已过期限", "Overdue"),
    "quarter": ("本季度", "This quarter"),
    "coming": ("以后到期", "Later"),
    "standing": ("常年、周期", "Standing"),
    "season": ("不在本季度的季节性任务", "Out of season"),
}


@dataclass(frozen=True, slots=True)
class Bearer:
    """A unit of the graph that an office is (``why`` is empty), or belongs to; ``sure``: yes, usually, or
    only (a class that is qualified: 各涉煤县（区）人民政府); ``written``: words one of which a notice must have for
    it (各级各部门 takes in those of the counties, 各部门 does not)."""

    unit: str
    label: str
    url: str
    why: str = ""
    why_en: str = ""
    sure: str = "yes"
    written: tuple[str, ...] = ()

    def meant(self, words: str | None) -> bool:
        """Whether a notice that writes the unit so means the office."""
        return not self.written or any(each in (words or "") for each in self.written)


@dataclass(frozen=True, slots=True)
class Owed:
    """The tasks that a bearer owes in one way (`WAYS`), by their state."""

    bearer: Bearer
    way: str
    tasks: dict[str, list[Json]]

    @property
    def total(self) -> int:
        return sum(len(each) for each in self.tasks.values())

    @property
    def rules(self) -> list[tuple[str, str, str]]:
        """The rules for all by which the bearer owes tasks: the notice, the words, and where they stand."""
        found = {
            (
                task["notice"]["label"],
                told["exact"],
                reading(task["notice"]["id"], at=(told["start"], told["end"])),
            )
            for tasks in self.tasks.values()
            for task in tasks
            for each in task["owners"]
            if each["basis"] == "default" and (told := each["evidence"])
        }
        return sorted(found)


def states_of(owed: Sequence[Owed]) -> dict[str, int]:
    """How many of the tasks stand how (`STATES`)."""
    return {state: sum(len(each.tasks[state]) for each in owed) for state in STATES}


def standing(owed: Sequence[Owed], state: str) -> list[Owed]:
    """Those that owe tasks which stand so, with these alone."""
    found = (
        replace(each, tasks={name: each.tasks[name] if name == state else [] for name in STATES})
        for each in owed
    )
    return [each for each in found if each.total]


def marks_of(owed: Sequence[Owed], bearers: Sequence[Bearer]) -> dict[str, Mark]:
    """By task what its calendar tells the office: that it only supervises, and that it may not be meant."""
    units = {each.unit for each in bearers}
    found = {}
    for each in owed:
        note, _ = CERTAIN.get(each.bearer.sure, ("", ""))
        for task in (task for tasks in each.tasks.values() for task in tasks):
            roles = {
                one["role"] for one in task["owners"] if one["unit"] and one["unit"]["id"] in units
            }
            found[task["id"]] = Mark(roles == {"supervise"}, note)
    return found


@dataclass(frozen=True, slots=True)
class Over:
    """A notice that holds for a place: of itself or of one above it."""

    notice: str
    title: str
    place: str
    year: int
    draft: bool


async def notices_over(ask: Asker, place: str) -> list[Over]:
    """The notices that hold for a place (an IRI): the latest year first, in it the nearest place."""
    # The places first: together with their notices the engine begins with all notices of the archive.
    places = await _kept(ask, _CHAIN.format(place=iri(place)))
    depth = {row["of"]: int(row["depth"]) for row in places if "of" in row}
    if not depth:
        return []
    rows = sorted(
        await _kept(ask, _OVER.format(which=among("?of", sorted(depth)))),
        key=lambda row: (-int(row["year"][:4]), -depth[row["of"]], row["notice"]),
    )
    draft = ids.code_iri("status", "draft")
    return [
        Over(row["notice"], row.get("title", row["notice"]), row["name"], int(row["year"][:4]), row.get("status") == draft)
        for row in rows
    ]  # fmt: skip


async def _kept(ask: Asker, query: str) -> list[Row]:
    """The answer to what is asked of a place, or of an office there: whoever looks for its tasks does so again and again."""
    return await ask.select_once("offices", query, _MOST_KEPT)


#: Questions of which the answers are kept, some 10 kB each.
_MOST_KEPT = 1 << 8
_CHAIN = """SELECT ?of (COUNT(DISTINCT ?top) AS ?depth) {{
{place} az:superiorJurisdiction* ?of . ?of az:superiorJurisdiction* ?top }} GROUP BY ?of"""
_OVER = """SELECT DISTINCT ?notice ?of ?title ?name ?year ?status {{ {which} ?notice az:jurisdiction ?of ; a az:Notice ;
az:planYear ?year . ?of skos:prefLabel ?name FILTER(LANG(?name) = 'zh')
OPTIONAL {{ ?notice dcterms:title ?title }} OPTIONAL {{ ?notice az:status ?status }} }}"""


def nearest(found: Sequence[Over], year: int) -> list[Over]:
    """Those of the year that is nearest to another; the later of two.

    >>> several = [Over("", "", "", year, False) for year in (2024, 2022, 2020)]
    >>> [each.year for each in nearest(several, 2023)]
    [2024]
    """
    best = min((each.year for each in found), key=lambda one: (abs(one - year), -one), default=0)
    return [each for each in found if each.year == best]


async def mentions(
    ask: Asker, over: Sequence[Over], words: Sequence[str]
) -> list[tuple[Over, str, int]]:
    """How many sentences of each notice have each of the words, where any has."""
    asked = [(each, word) for each in over for word in words]
    filters = [TaskFilter(notice=(each.notice,), text=word) for each, word in asked]
    pages = await find_pages(ask, filters, "notice", 1, 0)
    return [
        (each, word, page.total)
        for (each, word), page in zip(asked, pages, strict=True)
        if page.total
    ]


@dataclass(frozen=True, slots=True)
class InSector:
    """How many tasks are of a sector, narrower ones included; ``within``: another of the sectors that are told, which has
    them too."""

    sector: str
    label: str
    en: str
    tasks: int
    within: str = ""


@dataclass(frozen=True, slots=True)
class Unowned:
    """The tasks of a notice that name nobody: how many in all, how many are ``tasks`` of the sectors that an office is for,
    and of each of these."""

    notice: str
    place: str
    total: int
    tasks: int
    sectors: tuple[InSector, ...]


@dataclass(frozen=True, slots=True)
class InField:
    """The ``tasks`` of a notice that are of the sectors that an office is for: those that it owes (``own``), that name
    ``nobody``, and that are given to ``others``; and how many are of each sector."""

    notice: str
    place: str
    tasks: int
    own: int
    nobody: int
    others: int
    sectors: tuple[InSector, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """Of a notice the tasks (IRIs) that name nobody, and those ``of`` each sector (IRI); what the sectors are called."""

    over: Over
    free: Sequence[str]
    of: Mapping[str, set[str]]
    labels: Mapping[str, str]


async def fields(ask: Asker, over: Sequence[Over], function: str) -> list[Field]:
    """Of the notices the tasks of the sectors of such offices."""
    sectors = [ids.code_iri("sector", each) for each in codes.sectors_of(function)]
    if not sectors:
        return []
    asked = [TaskFilter(nobody=True), *(TaskFilter(sector=(sector,)) for sector in sectors)]
    labels, found = await asyncio.gather(
        ask.labels(sectors),
        asyncio.gather(*(_all_tasks(ask, asked, each.notice) for each in over)),
    )
    return [
        Field(each, free, dict(zip(sectors, map(set, of), strict=True)), labels)
        for each, (free, *of) in zip(over, found, strict=True)
    ]


async def _all_tasks(ask: Asker, wanted: Sequence[TaskFilter], notice: str) -> list[list[str]]:
    """All tasks of the notice that each filter lets through."""
    asked = [replace(each, notice=(notice,)) for each in wanted]
    return [page.tasks for page in await find_pages(ask, asked, "notice", None, 0)]


def in_field(
    found: Sequence[Field], owed: Sequence[Owed], base: str
) -> tuple[list[Unowned], list[InField]]:
    """Of the notices, where they have some, the tasks of the sectors of such offices that name nobody, and all of them."""
    told = [task for each in owed for tasks in each.tasks.values() for task in tasks]
    shown = {task["id"] for task in told}
    again = {task["annex"] for task in told if "annex" in task}
    unowned, inside = list[Unowned](), list[InField]()
    for field in found:
        notice, place = field.over.notice, field.over.place
        every = set[str]().union(*field.of.values())
        nobody = every.intersection(field.free)
        if nobody:
            left = {sector: tasks & nobody for sector, tasks in field.of.items()}
            by_sector = _by_sector(left, field.labels)
            unowned.append(Unowned(notice, place, len(field.free), len(nobody), by_sector))
        if every:
            own = {task for task in every if task in shown or link(task, base) in again}
            others = len(every - own - nobody)
            inside.append(
                InField(
                    notice, place, len(every), len(own), len(nobody), others,
                    _by_sector(field.of, field.labels),
                )
            )  # fmt: skip
    return unowned, inside


def _by_sector(of: Mapping[str, set[str]], labels: Mapping[str, str]) -> tuple[InSector, ...]:
    """How many tasks are of each sector (IRI) that has some, the most first, narrower sectors behind the one that has
    theirs too."""
    known = {each.notation: each for each in codes.sectors()}
    used = {local(sector): (sector, len(tasks)) for sector, tasks in of.items() if tasks}
    told = [
        InSector(
            code,
            labels.get(sector, own.zh),
            own.en,
            count,
            own.broader if own.broader in used else "",
        )
        for code, (sector, count) in used.items()
        if (own := known.get(code))
    ]
    whole = sorted((each for each in told if not each.within), key=lambda each: -each.tasks)
    return tuple(
        each
        for one in whole
        for each in (one, *(part for part in told if part.within == one.sector))
    )


async def offices_of(ask: Asker, place: str) -> list[tuple[str, str, int]]:
    """The offices of a place that notices name: function, label and number of tasks, most tasks first."""
    rows = [each for each in await ask.select(_OFFICES.format(place=iri(place))) if "x" in each]
    labels = await ask.labels([row["x"] for row in rows])
    return [(local(row["x"]), labels[row["x"]], int(row["tasks"])) for row in rows]


#: A unit is of a collective: each kind is looked up, since joined to a path those of all units are read.
_OF_GROUP = "EXISTS {{ ?unit az:subgroupOf* ?group FILTER EXISTS {{ ?group a az:UnitGroup }} }}"
# the units of the place by themselves, and what is asked of each of these in OPTIONAL and EXISTS: joined, it is read of
# all units and tasks of the archive
_OFFICES = (
    """SELECT ?x (COUNT(DISTINCT ?task) AS ?tasks) {{ {{ SELECT ?unit ?x {{ ?unit az:jurisdiction {place} ; az:function ?x
FILTER NOT """
    + _OF_GROUP
    + """ }} }}
?task az:owner ?unit FILTER EXISTS {{ ?task a az:Task }} }} GROUP BY ?x ORDER BY DESC(?tasks) ?x"""
)


async def bearers_of(ask: Asker, place: str, function: str, base: str) -> list[Bearer]:
    """The units that an office of a place (an IRI) is or belongs to, as notices name them."""
    known, own, classes = await asyncio.gather(
        _kept(
            ask,
            f"""SELECT ?kind ?level {{ {iri(place)} az:level ?level .
            {iri(ids.code_iri("function", function))} {KIND_OF} ?kind
            FILTER NOT EXISTS {{ ?kind skos:broader ?above }} }}""",
        ),
        _kept(ask, _OWN.format(place=iri(place), function=iri(ids.code_iri("function", function)))),
        _kept(ask, _CLASSES.format(place=iri(place), seated=_SEATED)),
    )
    if not known:
        return []
    office = Office(function, local(known[0]["kind"]), local(known[0]["level"]))
    named = [Bearer(row["unit"], row["label"], link(row["unit"], base)) for row in own]
    return named + [each for row in classes if (each := member(row, office, place, base))]


_OWN = (
    """SELECT DISTINCT ?unit ?label {{ ?unit az:jurisdiction {place} ; skos:prefLabel ?label FILTER(LANG(?label) = 'zh')
?unit az:subgroupOf*/az:function {function} . FILTER NOT """
    + _OF_GROUP
    + """ }} ORDER BY ?label"""
)
#: What is no class, but sits in another office of its place.
_SEATED = iri(ids.code_iri("function", "safety-committee-office"))
_CLASSES = """SELECT ?unit ?label ?whole ?function ?of ?post (GROUP_CONCAT(?also) AS ?written) {{ {{ SELECT ?unit ?whole ?of {{
{{ SELECT ?unit ?of {{ {place} az:superiorJurisdiction* ?of . ?unit az:jurisdiction ?of }} }}
?unit az:subgroupOf* ?whole FILTER(EXISTS {{ ?whole a az:UnitGroup ; az:function ?some }} || EXISTS {{ ?whole az:function {seated} }}) }} }}
OPTIONAL {{ ?whole az:function ?function }} OPTIONAL {{ ?unit skos:prefLabel ?label FILTER(LANG(?label) = 'zh') }}
OPTIONAL {{ ?unit a ?post FILTER(?post = az:Post) }} OPTIONAL {{ ?unit skos:altLabel ?also }} }}
GROUP BY ?unit ?label ?whole ?function ?of ?post ORDER BY ?unit"""


def member(row: dict[str, str], office: Office, place: str, base: str) -> Bearer | None:
    """The unit of a row as what an office of a place belongs to, None where it does not; the heads of a class are those of
    each of its members, another part of it may be of some of them only."""
    where = "own" if row["of"] == place else "above"
    written = f"{row['label']} {row.get('written', '')}"
    rule = membership(local(row["function"]), office, where, written)
    if rule is None:
        return None
    part = row["unit"] != row["whole"] and not rule.named
    only = part and "post" not in row
    told, told_en = ("只限", "only") if only else ("指", "that is")
    why = rule.why + (f"；{told}“{row['label']}”" if part else "")
    why_en = rule.why_en + (f"; {told_en} “{row['label']}”" if part else "")
    named = () if rule.names(row["label"]) else rule.named
    return Bearer(
        row["unit"], row["label"], link(row["unit"], base), why, why_en, "only" if only else rule.sure,
        named if part else rule.written or named,
    )  # fmt: skip


async def owed_by(
    ask: Asker,
    bearers: Sequence[Bearer],
    year: int | None,
    on: date,
    base: str,
    rows: bool = False,
) -> list[Owed]:
    """What each bearer owes by notices of a plan year, as it stands on a day, of each task the duties that
    the bearers answer for; a task stands once, under its surest way and the first bearer of it. ``rows``: of tasks what a row
    of a table shows."""
    if not bearers:
        return []
    wanted = TaskFilter(unit=tuple(each.unit for each in bearers), year=year)
    found = (await find_page(ask, wanted, "due", None, 0)).tasks
    values = await tasks_told(ask, found, ROW if rows else None)
    writer = TaskWriter(values, await names_in(ask, values), base)
    told_of = writer.row if rows else writer.task
    units = frozenset(each.unit for each in bearers)
    owed = [
        Owed(each, way, {state: [] for state in STATES})
        for way in WAYS
        for each in bearers
        if (way != "named" if each.why else way != "member")
    ]
    tasks: list[Json] = [told_of(node, units) for node in found]
    told_in = {task["notice"]["id"] for task in tasks}
    for task in told_once(tasks, await repeated(ask, told_in) if told_in else {}):
        ways = _ways(task["owners"], {each.unit: each for each in bearers})
        first = next((each for each in owed if each.way in ways.get(each.bearer.unit, ())), None)
        if first is not None:
            first.tasks[state_of_task(task, on, year)].append(task)
    return [each for each in owed if each.total]


def told_once(tasks: Sequence[Json], repeats: Mapping[str, Sequence[str]]) -> list[Json]:
    """The tasks without those of annex rows that say what the body says: the section of the body that the row
    repeats has one in nearly the same words with no other day, which gets the row's address as ``annex``; one for one.

    >>> body = {"id": "http://x/id/notice/1/article/1/task/1", "text": "各乡镇建成1处避难场所。", "url": "a"}
    >>> row = {"id": "http://x/id/notice/1/annex/1/task/1", "text": "各乡镇建成1处避难场所", "url": "b"}
    >>> found = told_once([row, body], {"http://x/id/notice/1/annex/1": ["http://x/id/notice/1/article/1"]})
    >>> [(each["url"], each["annex"]) for each in found]
    [('a', 'b')]
    >>> earlier = {**row, "due": ["2026-08-31"]}
    >>> len(told_once([earlier, {**body, "due": ["2026-10-31"]}], {"http://x/id/notice/1/annex/1": ["http://x/id/notice/1/article/1"]}))
    2
    """
    kept = {task["id"]: task for task in tasks}
    for task in tasks:
        bodies = {body for row in holders(task["id"]) for body in repeats.get(row, ())}
        if not bodies:
            continue
        like = [
            (_alike(task, each), each["id"])
            for each in kept.values()
            if "annex" not in each
            and not bodies.isdisjoint(holders(each["id"]))
            and set(task.get("due", ())) <= set(each.get("due", ()))
        ]
        best, twin = max(like, default=(0.0, ""))
        if best >= _SAME:
            kept[twin] = {**kept[twin], "annex": kept.pop(task["id"])["url"]}
    return list(kept.values())


def _alike(one: Json, other: Json) -> float:
    """How alike the words of two tasks are that an office owes, from 0 to 100."""
    said = ("".join(filter(str.isalnum, each.get("part") or each["text"])) for each in (one, other))
    return fuzz.ratio(*said)


#: So alike are the words of one duty that is told twice.
_SAME = 90.0


def _ways(owners: Sequence[Json], bearers: Mapping[str, Bearer]) -> dict[str, set[str]]:
    """By unit the ways in which it owes a task."""
    ways: dict[str, set[str]] = {}
    for each in owners:
        bearer = bearers.get(each["unit"]["id"]) if each["unit"] else None
        if bearer is not None and bearer.meant(each["as_written"]):
            stated = "member" if bearer.why else "named"
            ways.setdefault(bearer.unit, set()).add(_UNSTATED.get(each["basis"], stated))
    return ways


_UNSTATED = {"carried": "inferred", "default": "blanket"}


def state_of_task(task: Json, on: date, year: int | None) -> str:
    """How a task of a plan year stands on a day: a season that meets the quarter is of the quarter, another is out of
    season; what has neither date nor season is standing."""
    days = sorted(date.fromisoformat(day[:10]) for day in task["due"])
    first, last = quarter(on)
    coming = [day for day in days if day >= on]
    if coming:
        return "quarter" if coming[0] <= last else "coming"
    if days:
        return "overdue"
    seasons = [season for each in task["times"] if (season := _season(each))]
    if not seasons:
        return "standing"
    met = (in_season(each, *season, year) for each in months_of(first, last) for season in seasons)
    return "quarter" if any(met) else "season"


def _season(time: Json) -> tuple[int, int] | None:
    """The first and the last month of a season.

    >>> _season({"from_month": "--11", "to_month": "--02"})
    (11, 2)
    """
    if not time.get("from_month") or not time.get("to_month"):
        return None
    first, last = (int(str(time[name]).strip("-")[:2]) for name in ("from_month", "to_month"))
    return first, last
