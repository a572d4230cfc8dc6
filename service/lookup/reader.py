"""A notice in reading order: its sections, and in their text the sentences that are tasks, with the words by
which each has its owners, times, numbers and concepts, and why."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from alignment.relations import relation
from alignment.words import bare
from ontology import ids
from service.lookup.ask import Asker, Row
from service.lookup.find import find_page
from service.lookup.sections import sections_of
from service.lookup.tasks import TaskWriter, names_in, reading, tasks_told
from service.lookup.terms import among, iri, local
from service.lookup.wanted import TaskFilter

Json = dict[str, Any]

#: Mentions of a task by field: what a reader calls them.
_MENTIONED = {
    "mechanisms": ("机制", "mechanism"), "sectors": ("行业领域", "sector"), "hazards": ("灾种", "hazard"),
    "cites": ("引用文件", "cites"), "orders_issuing": ("要求制定", "orders the making of"),
    "orders_revising": ("要求修订", "orders the revision of"),
}  # fmt: skip
_TIMES = {
    "due": ("完成时限", "due"), "recurrence": ("周期", "how often"), "season": ("季节", "season"),
    "response": ("响应时限", "time to react"),
}  # fmt: skip
_OTHER = ("其他", "other")
_NUMBERS = {"targets": ("指标", "target"), "conditions": ("条件", "condition")}
_ROLES = {
    "lead": ("牵头", "leads"), "responsible": ("负责", "responsible"), "assist": ("配合", "assists"),
    "supervise": ("督促", "supervises"),
}  # fmt: skip
_BASES = {
    "note": ("括注写明", "told by a note"), "default": ("全文规定", "told for the whole notice"),
    "subject": ("句中主语", "subject of the sentence"), "carried": ("承前句主语", "subject of a sentence before"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """Words ``start:end`` of a section's text: what they are (``kind``), why in Chinese and English, and where
    that is told."""

    start: int
    end: int
    kind: str
    why: tuple[str, str]
    href: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, plain or marked."""

    text: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a section's text; ``anchor``: ``char=5,7`` of a task's, "" between tasks; ``number``:
    of the task in its section, 0 between tasks."""

    anchor: str
    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A section; ``read``: its characters in the file; ``tasks``: those it states, as `/tasks` tells them."""

    section: Json
    anchor: str
    read: tuple[int, int] | None
    sentences: tuple[Sentence, ...]
    tasks: tuple[Json, ...]


@dataclass(slots=True)
class _Text:
    """A section's text and where it was read: offsets hold only where it was read as it is printed."""

    text: str
    start: int
    exact: bool
    marks: list[Mark] = field(default_factory=list)

    def place(self, words: str, at: int | None, least: int = 0) -> int:
        """Where ``words`` stand: at the file's offset ``at``, or the first time behind ``least``; -1 if not."""
        if self.exact and at is not None and self.text.startswith(words, at - self.start):
            return at - self.start
        return self.text.find(words, least) if words else -1


async def blocks_of(ask: Asker, notice: str, base: str) -> list[Block]:
    """The sections of a notice in their order."""
    sections, spans, tasks, aligned = await asyncio.gather(
        sections_of(ask, notice, base),
        ask.select(f"SELECT ?x ?span {{ ?x dcterms:isPartOf+ {iri(notice)} ; az:evidence ?span }}"),
        _tasks(ask, notice, base),
        _aligned(ask, notice, base),
    )
    read = {row["x"]: row["span"] for row in spans}
    stated: dict[str, list[Json]] = {}
    for task in tasks:
        task["aligned"] = aligned.get(task["id"], [])
        stated.setdefault((task["section"] or {}).get("id", ""), []).append(task)
    return [
        _block(each, read.get(str(each["id"]), ""), stated.get(str(each["id"]), [])) for each in sections
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """The notice (IRI) that another goes by: of a place above, with the number of its duties that are taken up, as
    `/compare` counts them (what it says twice once), and of the tasks that do; or, with 0, one that is cited."""

    notice: str
    title: str
    duties: int
    tasks: int


async def source_of(ask: Asker, notice: str, blocks: Sequence[Block]) -> Source | None:
    """The superior's notice that a notice takes up most, else a notice that it cites by number or title, if the graph
    has one."""
    tasks: Counter[tuple[str, str]] = Counter()
    duties: dict[tuple[str, str], set[str]] = {}
    for task in (task for block in blocks for task in block.tasks):
        above = [x for x in task["aligned"] if (x["way"], x["relation"]) == ("from", "below")]
        tasks.update({(each["of"], each["notice"]) for each in above})
        for each in above:
            duties.setdefault((each["of"], each["notice"]), set()).add(bare(each["text"]))
    if tasks:
        found, number = min(tasks.items(), key=lambda each: (-each[1], each[0]))
        return Source(*found, len(duties[found]), number)
    rows = await ask.select(_CITED.format(notice=iri(notice)))
    return Source(rows[0]["cited"], rows[0]["title"], 0, 0) if rows else None


# the keys by themselves: joined, the titles of all notices are read
_CITED = """SELECT ?cited ?title (COUNT(DISTINCT ?task) AS ?n) {{ {{ SELECT DISTINCT ?task ?key {{ ?task az:notice {notice} ; a az:Task
{{ ?task az:cites/(az:docNumber|dcterms:title) ?key }} UNION {{ ?task az:hasMention/az:docNumberAsCited ?key }} }} }}
?cited az:docNumber|dcterms:title ?key ; dcterms:title ?title FILTER EXISTS {{ ?cited a az:Notice }} FILTER(?cited != {notice}) }}
GROUP BY ?cited ?title ORDER BY DESC(?n) ?cited LIMIT 1"""


async def _tasks(ask: Asker, notice: str, base: str) -> list[Json]:
    found = (await find_page(ask, TaskFilter(notice=(notice,)), "notice", None, 0)).tasks
    values = await tasks_told(ask, found)
    writer = TaskWriter(values, await names_in(ask, values), base)
    return [writer.task(node) for node in found]


# two questions: in one, all duties of the archive are gone through
_PAIRS = """SELECT DISTINCT ?task ?there ?way ?uptake {{
{{ ?task az:notice {notice} ; az:hasDuty ?mine . ?a az:alignedTo ?mine ; az:alignedFrom ?there ; az:uptake ?uptake BIND("from" AS ?way) }}
UNION
{{ ?task az:notice {notice} ; az:hasDuty ?mine . ?a az:alignedFrom ?mine ; az:alignedTo ?there ; az:uptake ?uptake BIND("to" AS ?way) }} }}"""
_THERE = """SELECT DISTINCT ?there ?other ?text ?title ?n ?number {{ {those} ?other az:hasDuty ?there ; az:text ?sentence ; az:notice ?n .
?n dcterms:title ?title OPTIONAL {{ ?there az:text ?clause }} BIND(COALESCE(?clause, ?sentence) AS ?text)
OPTIONAL {{ ?other az:statedIn/az:number ?number }} }}"""


async def _aligned(ask: Asker, notice: str, base: str) -> dict[str, list[Json]]:
    """By task the duties of other notices that its own take up or that take them up, each with where it stands."""
    pairs = await ask.select(_PAIRS.format(notice=iri(notice)))
    those = among("?there", sorted({row["there"] for row in pairs}))
    there: dict[str, list[Row]] = {}
    for row in await ask.select(_THERE.format(those=those)) if pairs else []:
        there.setdefault(row["there"], []).append(row)
    rows = [pair | row for pair in pairs for row in there.get(pair["there"], ())]
    rows.sort(key=lambda row: tuple(row[name] for name in ("task", "title", "other", "there")))
    around = among("?n", sorted({notice, *(row["n"] for row in rows)}))
    placed = await ask.select(f"SELECT ?n ?place {{ {around} ?n az:jurisdiction ?place }}")
    places = {row["n"]: row["place"] for row in placed}
    found: dict[str, list[Json]] = {}
    for row in rows:
        told = {"url": reading(row["other"], base), "uptake": local(row["uptake"])}
        found.setdefault(row["task"], []).append(
            {
                **told,
                "relation": relation(places.get(notice), places.get(row["n"])),
                "way": row["way"],
                "text": row["text"],
                "number": row.get("number", ""),
                "annex": "/annex/" in row["other"],
                "notice": row["title"],
                "of": row["n"],
            }
        )
    return found


def _block(section: Json, span: str, tasks: Sequence[Json]) -> Block:
    text = str(section["text"] or section["title"] or "")
    found = ids.span_of(span) or (0, 0)
    whole = _Text(text, found[0], found[1] - found[0] == len(text))
    ranges: list[tuple[int, int, str, int]] = []
    for number, task in enumerate(tasks, 1):
        evidence = task["evidence"] or {}
        least = ranges[-1][1] if ranges else 0
        at = whole.place(task["text"] or "", evidence.get("start"), least)
        if at >= least and at >= 0:
            anchor = f"char={evidence['start']},{evidence['end']}" if evidence else ""
            ranges.append((at, at + len(task["text"]), anchor, number))
        whole.marks += _marks(whole, task, max(at, 0))
    anchor = reading(str(section["id"])).partition("#")[2]
    return Block(section, anchor, ids.span_of(span), tuple(_sentences(whole, ranges)), tuple(tasks))


def _marks(whole: _Text, task: Json, at: int) -> Iterator[Mark]:
    """The words by which a task has what it has; what is not found in the section's text has none."""
    for each in task["owners"]:
        label = (each["unit"] or {}).get("label", each["as_written"])
        role, basis = _ROLES.get(each["role"], _OTHER), _BASES.get(each["basis"], _OTHER)
        why = (
            f"责任单位：{label}（{role[0]}，{basis[0]}）",
            f"Owner: {label} ({role[1]}, {basis[1]})",
        )
        note = (each["evidence"] or {}).get("start")
        near = note - whole.start if whole.exact and note is not None else at
        yield from _mark(
            whole, each["as_written"], None, max(near, 0), "owner", why, each["evidence"]
        )
    for each in task["times"]:
        value = each.get("by") or each.get("period") or each.get("as_written")
        why = _told(_TIMES.get(each["kind"], _OTHER), value)
        yield from _mark(whole, each.get("as_written"), each, at, "time", why, each["evidence"])
    for name, why in _NUMBERS.items():
        for each in task[name]:
            yield from _mark(whole, each["as_written"], each, at, "number", why, each["evidence"])
    for name, kind in _MENTIONED.items():
        for each in task[name]:
            evidence = each["evidence"] or {}
            words, href = evidence.get("exact"), each["url"]
            why = _told(kind, each["label"])
            yield from _mark(whole, words, each, at, "term", why, evidence, href)


def _told(kind: tuple[str, str], value: object) -> tuple[str, str]:
    return f"{kind[0]}：{value}", f"{kind[1]}: {value}"


def _mark(
    whole: _Text, words: str | None, told: Json | None, near: int, kind: str, why: tuple[str, str],
    evidence: Json | None, href: str = "",
) -> Iterator[Mark]:  # fmt: skip
    start = (evidence or {}).get("start") if told is not None else None
    at = whole.place(words or "", start, near)
    if words and at >= 0:
        yield Mark(at, at + len(words), kind, why, href or (evidence or {}).get("url", ""))


def _sentences(whole: _Text, ranges: Sequence[tuple[int, int, str, int]]) -> Iterator[Sentence]:
    marks = list(_apart(whole.marks))
    at = 0
    for start, end, anchor, number in [*ranges, (len(whole.text), len(whole.text), "", 0)]:
        if at < start:
            yield Sentence("", 0, tuple(_pieces(whole.text, at, start, marks)))
        if start < end:
            yield Sentence(anchor, number, tuple(_pieces(whole.text, start, end, marks)))
        at = end


def _apart(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks that overlap none before them, in the order of the text; of two that begin together the longer."""
    end = 0
    for mark in sorted(marks, key=lambda each: (each.start, -each.end)):
        if mark.start >= end:
            end = mark.end
            yield mark


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    at = start
    for mark in marks:
        if start <= mark.start and mark.end <= end:
            if at < mark.start:
                yield Piece(text[at : mark.start])
            yield Piece(text[mark.start : mark.end], mark)
            at = mark.end
    if at < end:
        yield Piece(text[at:end])
