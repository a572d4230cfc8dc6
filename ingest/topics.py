"""Sectors and hazards that a text names, by the keywords of the code lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from ingest.finding import Clause
from ingest.records import Normalised, Topic
from ingest.structure import Room
from ontology import codes


@dataclass(frozen=True, slots=True)
class Hit:
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

    def find(self, text: str) -> tuple[Hit, ...]:
        """Every code that ``text`` names, each once, in reading order."""
        seen: dict[str, Hit] = {}
        for index, start, end in self.automaton.find_matches_as_indexes(text):
            for code in self.codes[index]:
                seen.setdefault(code, Hit(code, start, end))
        return tuple(seen.values())


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
    r"|[省市县区][\u4e00-\u9fff]{2,8}?[局厅](?=[、，和及会与等牵联按要对负组每])"
)
_ORGAN = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:主管|监管))?部门|局|厅|系统干部|大队|支队|救援机构|指挥部"
)
_OTHER_TRADES = re.compile(r"等(?:其他|其它)?(?:重点)?行业领域(?:也|同步|均|要|应)")
_HAZARD_OF_SECTOR = {"fire": "fire"}
"""A heading that names the sector names the hazard: 消防 is about fire."""
_NARROWER = {"fire": "forest-fire"}
"""Beside the narrower hazard the general word means no other (森林火灾 … 火场, 防火隔离带)."""


def sectors_of(here: Clause, rooms: Sequence[Room]) -> tuple[Topic, ...]:
    """The sectors that the nearest heading names; where it names none, those of the sentence.

    A sentence that turns to other trades (农机、文化旅游等行业领域也要…) leaves its heading.
    """
    inherited = _of_heading(rooms, sector_gazetteer())
    if inherited and not _OTHER_TRADES.search(here.words.text):
        return inherited
    return named(here.words, sector_gazetteer(), "topic.sentence")


def hazards_of(here: Clause, rooms: Sequence[Room]) -> tuple[Topic, ...]:
    """The hazards that the nearest heading names and those that the sentence names."""
    inherited = _of_heading(rooms, hazard_gazetteer())
    implied = (
        Topic(_HAZARD_OF_SECTOR[t.notation], t.mention)
        for t in _of_heading(rooms, sector_gazetteer())
        if t.notation in _HAZARD_OF_SECTOR
    )
    own = named(here.words, hazard_gazetteer(), "topic.sentence")
    found: dict[str, Topic] = {}
    for t in (*inherited, *implied, *own):
        found.setdefault(t.notation, t)
    return tuple(t for t in found.values() if _NARROWER.get(t.notation) not in found)


def named(words: Normalised, topics: Gazetteer, rule: str) -> tuple[Topic, ...]:
    """The codes that words name; the names of departments (省水利厅, 教育、民政等部门) name none."""
    text = _DEPARTMENTS.sub(lambda m: "＿" * len(m[0]), words.text)
    return tuple(
        Topic(h.notation, words.mention(h.start, h.end, rule))
        for h in topics.find(text)
        if not _ORGAN.match(text, h.end)
    )


def _of_heading(rooms: Sequence[Room], topics: Gazetteer) -> tuple[Topic, ...]:
    heading = next((r for r in reversed(rooms) if r.title or r.kind == "tail"), None)
    if heading is None or not heading.title:
        return ()
    words = heading.own[0].words
    start = max(words.text.find(heading.title), 0)
    return named(words.cut(start, start + len(heading.title)), topics, "topic.heading")
