"""Targets by year of what is to rise: a later year that wants less than an earlier one (2026年达到80%，2027年达到75%)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from shapes.facts import Fact
from shapes.measure.holders import Holders, Line
from shapes.tables import kept
from shapes.text import unspaced

_YEAR = re.compile(r"(?<!\d)(?P<year>20\d\d)年(?!度?[以的]|[—－-])")
_SHARE = re.compile(
    r"(?P<what>[^，。；：\d%％]{0,30}?)(?:分别)?(?:达到?|提高[到至]|提升[到至]|升[到至]|不低于|保持在|实现)(?P<share>\d{1,3}(?:\.\d{1,2})?)[%％](?P<more>以上)?"
)
_RATE = re.compile(r"(?P<rate>[^，。；：\d]{0,24}率)")
_MAY_FALL = re.compile(
    r"下降|降低|降幅|控制|减少|事故(?!隐患)|死亡|压减|淘汰|不超过|不高于|逾期|超标|未"
)
_LEAST = 4  # characters of a rate that two lines have in common
_LONG = 10  # characters of rates that may differ in a word
_ALIKE = 85  # likeness of those that are one
_MOST = 40  # targets before one that it is compared with
_LINES = 6  # below a target in which the one of a later year stands


@dataclass(frozen=True, slots=True)
class _Target:
    line: Line
    span: tuple[int, int]
    at: int  # line of the file
    year: int
    rate: str
    share: float
    words: str


def measure_rising(holders: Holders) -> Iterator[Fact]:
    """Such targets, at the later year (``targetFalls``)."""
    before: list[_Target] = []
    for target in _targets(holders):
        before = [each for each in before[-_MOST:] if target.at - each.at <= _LINES]
        same = next((each for each in reversed(before) if _same(each.rate, target.rate)), None)
        if same and target.year > same.year and target.share < same.share:
            says = {"found": target.words, "other": same.words}
            yield from holders.seen("targetFalls", target.line, target.span, **says)
        before.append(target)


def _same(one: str, two: str) -> bool:
    """Whether two rates are one: in nearly the same words, or the longer ends as the shorter."""
    short, long = sorted((one, two), key=len)
    alike = len(short) >= _LONG and fuzz.ratio(short, long) >= _ALIKE
    return alike or (len(short) >= _LEAST and long.endswith(short))


def _targets(holders: Holders) -> Iterator[_Target]:
    """Every share that is wanted by a year, with the rate that the sentence names for it."""
    for at, line in enumerate(holders.lines):
        for span, year, rate, share in _wanted(line.text):
            yield _Target(line, span, at, year, rate, share, line.text[slice(*span)])


@kept
def _wanted(line: str) -> tuple[tuple[tuple[int, int], int, str, float], ...]:
    """The shares that a line wants: where, by what year, the rate and how much."""
    found = []
    text, places = unspaced(line)
    for start, end in _sentences(text):
        year, rate = 0, ""
        for clause in re.compile("[^，；、：]+").finditer(text, start, end):
            years = list(_YEAR.finditer(clause[0]))
            year = int(years[-1]["year"]) if years else year
            named = _RATE.search(
                clause[0].partition("年")[2] if years else clause[0]
            ) or _RATE.match(clause[0])
            rate = named["rate"] if named else rate
            share = _SHARE.search(clause[0])
            if (
                len(years) > 1
                or not share
                or not year
                or not rate
                or _MAY_FALL.search(rate + clause[0])
            ):
                continue
            span = (places[clause.start()], places[clause.end() - 1] + 1)
            found.append((span, year, rate, float(share["share"])))
    return tuple(found)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends, its full stop left out."""
    for found in re.finditer("[^。]+", text):
        yield found.span()
