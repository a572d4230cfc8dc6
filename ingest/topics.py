"""Sectors and hazards that a text names, by the keywords of the code lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from ingest.finding import Clause
from ingest.records import Normalised, Topic
from ingest.rulebook import rule_table
from ingest.structure import Room
from ontology import codes


class Hit(NamedTuple):
    """A code and the span of the keyword that names it, local to the text searched."""

    notation: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """An automaton over words; ``codes[i]`` are the codes of the i-th word, () where the word only
    shields the text from shorter ones (非煤矿山 is no 煤矿)."""

    automaton: AhoCorasick
    codes: tuple[tuple[str, ...], ...]

    def find(self, text: str) -> Iterator[Hit]:
        """Every word that names a code, in reading order."""
        for index, start, end in self.automaton.find_matches_as_indexes(text):
            for code in self.codes[index]:
                yield Hit(code, start, end)


def gazetteer(rows: Iterable[codes.TopicCode]) -> Gazetteer:
    """The gazetteer of a code list."""
    rows = tuple(rows)
    words: dict[str, tuple[str, ...]] = {shield: () for row in rows for shield in row.excluded}
    for row in rows:
        for keyword in row.keywords:
            words[keyword] = (*words.get(keyword, ()), row.notation)
    return word_list(words)


def word_list(words: Mapping[str, tuple[str, ...]]) -> Gazetteer:
    """The gazetteer of words and the codes each names."""
    automaton = AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest)
    return Gazetteer(automaton, tuple(words.values()))


@cache
def sector_gazetteer() -> Gazetteer:
    return gazetteer(codes.sectors())


@cache
def hazard_gazetteer() -> Gazetteer:
    return gazetteer(codes.hazards())


@cache
def measure_gazetteer() -> Gazetteer:
    return gazetteer(codes.measures())


@cache
def mechanism_gazetteer() -> Gazetteer:
    """Mechanisms by their spellings; a short spelling counts only in quotation marks."""
    words: dict[str, tuple[str, ...]] = {}
    for m in codes.mechanisms():
        for spelling in m.spellings:
            word = spelling if spelling in m.unquoted else f"“{spelling}”"
            words[word] = (*words.get(word, ()), m.notation)
    return word_list(words)


_DEPARTMENTS = re.compile(
    r"(?:[\u4e00-\u9fff]{2,9}、)+[\u4e00-\u9fff]{2,9}等[^，。；、]{0,6}部门"
    r"|(?:[\u4e00-\u9fff]{2,9}、)+[\u4e00-\u9fff]{2,9}等新(?:业态|型业态|兴业态|兴行业|兴领域|产业新业态)"
    r"|[省市县区][\u4e00-\u9fff]{2,8}?[局厅](?=[、，和及会与等牵联按要对负组每])"
)
_OF_DEPARTMENTS = "等局厅"
"""One of these stands in every match."""
_ORGAN = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:主管|监管))?部门|局|厅|管委会|管理委员会|系统干部|大队|支队|救援机构|指挥部"
)
_OTHER_TRADES = re.compile(r"等(?:其他|其它)?(?:重点)?行业领域(?:也|同步|均|要|应)")
IN_HEADING = "topic.heading"
_HAZARD_OF_SECTOR = {"fire": "fire"}
"""A heading that names the sector names the hazard: 消防 is about fire."""
_NARROWER = {"fire": "forest-fire", "leak": "gas-leak"}
"""Beside the narrower hazard the general word means no other (森林火灾 … 火场, 防火隔离带)."""


def sectors_of(here: Clause, rooms: Sequence[Room]) -> tuple[Topic, ...]:
    """The sectors that the nearest heading names; where it names none, those of the sentence, and
    where the sentence of a sub-item names none, those of its article (（1）强化储存 under 危险化学品).

    A sentence that turns to other trades (农机、文化旅游等行业领域也要…) leaves its heading.
    """
    inherited = _sectors_of_heading(rooms)
    if inherited and not _OTHER_TRADES.search(here.words.text):
        return inherited
    return _sectors_in_sentence(here.words) or _sectors_of_article(rooms)


def sectors_beside(here: Clause, sectors: Sequence[Topic]) -> tuple[Topic, ...]:
    """The sectors that the sentence names itself beside those of its heading, which are its ``sectors`` (铁路沿线 under a heading on road
    transport, 煤矿 under one on mines), and no wider ones. A short word (消防, 燃气) tells there what is looked at,
    not another sector, unless it names a part of the heading's."""
    own = _sectors_in_sentence(here.words)
    if not own:
        return ()
    had = {t.notation for t in sectors}
    above = _wider_sectors()
    return tuple(
        t
        for t in own
        if t.notation not in had | {above[h] for h in had}
        and (len(t.mention.quote) > 2 or above[t.notation] in had)
    )


@cache
def _wider_sectors() -> Mapping[str, str | None]:
    return {code.notation: code.broader for code in codes.sectors()}


@lru_cache(maxsize=16)
def _sectors_in_sentence(words: Normalised) -> tuple[Topic, ...]:
    return named(words, sector_gazetteer(), "topic.sentence")


def hazards_of(here: Clause, rooms: Sequence[Room], sectors: Sequence[Topic]) -> tuple[Topic, ...]:
    """The hazards that the nearest heading names and those that the sentence names; ``sectors`` are its own."""
    inherited = _hazards_of_heading(rooms)
    implied = [
        Topic(_HAZARD_OF_SECTOR[t.notation], t.mention)
        for t in _sectors_of_heading(rooms)
        if t.notation in _HAZARD_OF_SECTOR
    ]
    own = named(here.words, hazard_gazetteer(), "topic.sentence")
    if any(t.notation == "fire" for t in (*inherited, *implied)):
        own = tuple(t for t in own if t.notation != "forest-fire" or _wooded(t))
    found: dict[str, Topic] = {}
    for t in (*inherited, *implied, *own, *_in_context(here, sectors)):
        found.setdefault(t.notation, t)
    return tuple(t for t in found.values() if _NARROWER.get(t.notation) not in found)


def named(words: Normalised, topics: Gazetteer, rule: str) -> tuple[Topic, ...]:
    """The codes that words name; the names of departments (省水利厅, 教育、民政等部门) name none."""
    text = _without_departments(words.text)
    first: dict[str, Hit] = {}
    for hit in topics.find(text):
        if not _ORGAN.match(text, hit.end):
            first.setdefault(hit.notation, hit)
    return tuple(Topic(h.notation, words.mention(h.start, h.end, rule)) for h in first.values())


@lru_cache(maxsize=16)
def _without_departments(text: str) -> str:
    """``text`` with the names of departments blanked; it is asked for each code list in turn."""
    if not any(map(text.__contains__, _OF_DEPARTMENTS)):
        return text
    return _DEPARTMENTS.sub(lambda m: "＿" * len(m[0]), text)


def _hazards_of_heading(rooms: Sequence[Room]) -> tuple[Topic, ...]:
    """The hazards of the nearest heading that names any (（1）严控火源 stands under 森林防火)."""
    titled = (room for room in reversed(rooms) if room.title)
    return next((found for room in titled if (found := _hazards_in_title(room))), ())


@lru_cache(maxsize=64)
def _hazards_in_title(room: Room) -> tuple[Topic, ...]:
    return named(_title(room), hazard_gazetteer(), IN_HEADING)


def _wooded(topic: Topic) -> bool:
    """Whether the words say themselves that woods or grass burn (防火隔离带 does not)."""
    return bool(re.search(r"[林草山野坟秸]", topic.mention.quote))


def _in_context(here: Clause, sectors: Sequence[Topic]) -> Iterator[Topic]:
    """Hazards that a word names in its sector only (泄漏 of urban gas)."""
    within = {t.notation for t in sectors}
    for rule in rule_table("topic"):
        if rule.given.get("within") in within and (m := rule.pattern.search(here.words.text)):
            yield Topic(rule.given["code"], here.words.mention(m.start(), m.end(), rule.id))


def _headed(rooms: Sequence[Room]) -> Room | None:
    """The room of the nearest heading."""
    heading = next((r for r in reversed(rooms) if r.title or r.kind == "tail"), None)
    return heading if heading and heading.title else None


def _title(room: Room) -> Normalised:
    """The words of the title of a room that has one."""
    words = room.own[0].words
    start = max(words.text.find(room.title), 0)
    return words.cut(start, start + len(room.title))


def _sectors_of_article(rooms: Sequence[Room]) -> tuple[Topic, ...]:
    """The sectors of the article that a titled sub-item stands in."""
    if not rooms or rooms[-1].kind != "item":
        return ()
    return _sectors_of_heading([r for r in rooms if r.kind == "article"])


def _sectors_of_heading(rooms: Sequence[Room]) -> tuple[Topic, ...]:
    """The sectors of the nearest heading, by the code list and by what words mean in headings."""
    heading = _headed(rooms)
    return _sectors_in_title(heading) if heading else ()


@lru_cache(maxsize=64)
def _sectors_in_title(room: Room) -> tuple[Topic, ...]:
    heading = _title(room)
    found = {t.notation: t for t in named(heading, sector_gazetteer(), IN_HEADING)}
    for rule in rule_table("topic"):
        m = rule.pattern.search(heading.text) if rule.given["kind"] == "heading" else None
        if m:
            mention = heading.mention(m.start(), m.end(), rule.id)
            found.setdefault(rule.given["code"], Topic(rule.given["code"], mention))
    return tuple(found.values())
