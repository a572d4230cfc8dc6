"""Sectors and hazards that a text names, by the keywords of the code lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

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
            word = spelling if len(spelling) >= 4 else f"“{spelling}”"
            words[word] = (*words.get(word, ()), m.notation)
    return word_list(words)
