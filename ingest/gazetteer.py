"""The codes that a text names by the keywords of their lists, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from ingest.records import Normalised, Topic
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


_ONE_DEPARTMENT = re.compile(
    r"[省市县区][\u4e00-\u9fff]{2,8}?[局厅](?=[、，和及会与等牵联按要对负组每])"
)
_DEPARTMENTS = re.compile(
    r"(?:[\u4e00-\u9fff]{2,9}、)+[\u4e00-\u9fff]{2,9}等[^，。；、]{0,6}部门"
    r"|(?:[\u4e00-\u9fff]{2,9}、)+[\u4e00-\u9fff]{2,9}等新(?:业态|型业态|兴业态|兴行业|兴领域|产业新业态)"
    rf"|{_ONE_DEPARTMENT.pattern}"
)
_LISTED = re.compile("等(?:新|[^，。；、]{0,6}部门)")
"""What several departments, or trades as new as they, end in."""
_ORGAN = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:主管|监管))?部门|局|厅|管委会|管理委员会|系统干部|大队|支队|救援机构|指挥部"
)


def named(words: Normalised, topics: Gazetteer, rule: str) -> tuple[Topic, ...]:
    """The codes that words name; the names of departments (省水利厅, 教育、民政等部门) name none."""
    found = first_hits(words.text, topics)
    return tuple(Topic(h.notation, words.mention(h.start, h.end, rule)) for h in found)


def first_hits(text: str, topics: Gazetteer) -> tuple[Hit, ...]:
    """The first words for each code that a text names.

    >>> [text[hit.start : hit.end] for text in ("开展培训演练和培训",) for hit in first_hits(text, measure_gazetteer())]
    ['培训', '演练']
    """
    text = _without_departments(text)
    first: dict[str, Hit] = {}
    for hit in topics.find(text):
        if hit.notation not in first and not _ORGAN.match(text, hit.end):
            first[hit.notation] = hit
    return tuple(first.values())


@lru_cache(maxsize=16)
def _without_departments(text: str) -> str:
    """``text`` with the names of departments blanked; it is asked for each code list in turn."""
    departments = _DEPARTMENTS if _LISTED.search(text) else _ONE_DEPARTMENT
    return departments.sub(lambda m: "＿" * len(m[0]), text)
