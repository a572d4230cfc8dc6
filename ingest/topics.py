"""Sectors and hazards that a text names, by the keywords of the code lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from ingest.finding import Clause
from ingest.gazetteer import hazard_gazetteer, named, sector_gazetteer
from ingest.records import Normalised, Topic
from ingest.rulebook import Rule, rule_table
from ingest.structure import Room
from ontology import codes

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
    for rule in _contexts() if within else ():
        if rule.given["within"] in within and (m := rule.pattern.search(here.words.text)):
            yield Topic(rule.given["code"], here.words.mention(m.start(), m.end(), rule.id))


@cache
def _contexts() -> tuple[Rule, ...]:
    return tuple(rule for rule in rule_table("topic") if "within" in rule.given)


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
