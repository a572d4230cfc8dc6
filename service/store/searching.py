"""Sections and units found by their words in the index of a snapshot, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.store.conditions import Conditions, Where, having, notices_where, of_notices
from service.store.opened import Found, Part, Parts
from service.store.part import kinds_number
from service.store.sheets import UNIT_FACETS
from service.store.words import is_plain, matching, pieces, words_of

_OF = "JOIN notice n ON n.id = p.notice"
_SECTIONS = f"""n.iri, p.id, i.iri FROM hit CROSS JOIN passage p ON p.id = hit.id {_OF}
JOIN name i ON i.id = p.section"""


def sections(parts: Parts, wanted: Conditions, kind: str, limit: int | None, offset: int) -> Found:
    """A page of sections (IRIs), of one class or any, by notice and position, and how many there are: those that have every word of
    the text, and, where one of these is not plain (``service.store.words``), some that have its pieces alone."""
    where = notices_where(wanted)
    of_all = not of_notices(wanted)
    if kind:
        where.add("p.kinds & ?", kinds_number([kind]))
    # words first, in the order of the passages (CROSS keeps SQLite to that): as many as a page has are read, and all are counted there
    source, by = "FROM passage p", "p.id"
    counted = source
    if query := matching(piece for word in words_of(wanted.text) for piece in pieces(word)):
        where.add("words MATCH ?", query)
        source, by = "FROM words CROSS JOIN passage p ON p.id = words.rowid", "words.rowid"
        counted = source if kind else "FROM words"
    whole = f"{source} {_OF}"
    end = None if limit is None else offset + limit

    def told(part: Part) -> tuple[int, list[Any]]:
        if part.several:
            number = part.hit(f"p.first {whole}", where)
            return number, list(part.of_hits(_SECTIONS, "p.id", end))
        there = counted if of_all and not part.hidden else whole
        ((number,),) = part.rows(f"COUNT(*) {there} WHERE", where)
        page = f"n.iri, p.id, i.iri {whole} JOIN name i ON i.id = p.section WHERE"
        rows = part.rows(page, where, f"ORDER BY {by}", most=-1 if end is None else end)
        return number, list(rows)

    rows, total = parts.together(told, lambda row: row[:2])
    return Found([row[-1] for row in rows[offset:end]], total)


_UNITS = "u.id FROM hit CROSS JOIN unit u ON u.id = hit.id JOIN place n ON n.id = u.place"
_BEING = "SELECT unit FROM being"
_TOLD = "u.tasks, i.iri, u.by_default FROM hit CROSS JOIN unit u ON u.id = hit.id JOIN name i ON i.id = u.name"


def units(
    parts: Parts,
    wanted: Conditions,
    limit: int | None,
    offset: int,
    others: Sequence[Mapping[str, Sequence[str]]],
    used: bool | None,
) -> Found:
    """A page of units that have the words of the text in their names, or all facets of one of the ``others``: IRI, number of tasks, and of those that
    it has by a clause over a whole notice; most tasks first; and how many there are. ``used``: they have tasks, or have none."""
    where = _among(wanted, used)
    selects = [_called(words_of(wanted.text))]
    selects += map(_having_all, others)
    end = None if limit is None else offset + limit

    def told(part: Part) -> tuple[int, list[Any]]:
        number = part.hit_any(selects, _UNITS, where)
        return number, list(part.of_hits(_TOLD, "hit.id", end))

    rows, total = parts.together(told, lambda row: (-row[0], row[1]))
    return Found([(iri, tasks, idle) for tasks, iri, idle in rows[offset:end]], total)


def _among(wanted: Conditions, used: bool | None) -> Where:
    """The tests of a unit ``u`` but for its names."""
    where = Where()
    for facet, values in wanted.facets.items():
        where.within("u.id", _BEING, having(UNIT_FACETS, facet, values))
    if wanted.units is not None:
        where.named("u.name", wanted.units)
    if used is not None:
        where.add("u.tasks > 0" if used else "u.tasks = 0")
    return where


def _having_all(facets: Mapping[str, Sequence[str]]) -> tuple[str, Where]:
    """Units that have one of the values of each facet, of one or more: what is selected, and its tests."""
    (facet, values), *others = facets.items()
    where = having(UNIT_FACETS, facet, values)
    for facet, values in others:
        where.within("unit", _BEING, having(UNIT_FACETS, facet, values))
    return "unit FROM being", where


def _called(words: Sequence[str]) -> tuple[str, Where]:
    """Units of which each of the words (``words_of``) stands in one of their names: what is selected, and its tests."""
    where = Where()
    query = matching(piece for word in words for piece in pieces(word))
    if query:
        where.add("called MATCH ?", query)
    odd = [word for word in words if not is_plain(word)]
    for word in odd:
        where.add("instr(v.names, ?) > 0", word)
    if not query:
        return "v.id FROM unit v", where
    return f"called.rowid FROM called{' JOIN unit v ON v.id = called.rowid' if odd else ''}", where
