"""A notice beside the last one of the same place: what was kept, changed, dropped, and what is new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from alignment.comparison import DROPPED, ONLY_HERE, Row, compare
from alignment.reading import read_side
from alignment.records import Aligned, Duty, Side
from alignment.telling import difference, label
from alignment.words import bare, own_clauses
from ontology import ids
from shapes.errors import NoNoticeError
from shapes.index import Triple
from shapes.known import division_above, division_name
from shapes.records import Change, Previous
from shapes.rulebook import Words

#: Fates that change what is demanded; the other duties that have a partner are kept.
CHANGED = ("opposed", "lowered", "mixed", "raised", "moved", "other-owner", "in-part", "extended")
#: What is demanded is the same, some of its words are not.
REWORDED = "reworded"
#: Verdicts under which something else may have changed all the same.
_UNCHANGED = ("as-it-stands", "in-part", "extended")
_LEFT_OUT, _ADDED = Words("删去", "Left out"), Words("增写", "Added")
#: How a place's own notices follow each other, where the code list speaks of a superior's.
NAMES = {
    DROPPED: Words("未找到对应（可能换了说法）", "No counterpart found (perhaps in other words)"),
    ONLY_HERE: Words("新增", "New"),
    "other-owner": Words("责任主体有变", "Other owners"),
    "in-part": Words("有删减", "Something left out"),
    "extended": Words("有增补", "Something added"),
    REWORDED: Words("措辞有变", "Other words"),
}


def beside_previous(notice: Sequence[Triple], last: Sequence[Triple]) -> Previous:
    """What became of the duties of ``last``, an earlier notice of the same place; dates are compared
    within the plan year of either, and years are no numbers that changed."""
    made = compare(_side(last), _side(notice))
    rows = [(_fate(row), row) for row in made.rows]
    fates = Counter(fate for fate, _ in rows)
    changed = sum(fates[each] for each in CHANGED)
    return Previous(
        title=made.first.title,
        year=made.first.year,
        duties=len(made.rows),
        kept=len(made.rows) - changed - fates[DROPPED],
        reworded=fates[REWORDED],
        changed=changed,
        dropped=fates[DROPPED],
        new=len(made.only_second),
        changes=tuple(_changes(rows, made.only_second)),
    )


def is_previous(notice: Iterable[Triple], other: Iterable[Triple]) -> bool:
    """Whether ``other`` is of the same place, field and an earlier plan year: its last notice, no superior's."""
    graph, older = list(notice), list(other)
    (place, year), (theirs, before) = place_and_year(graph), place_and_year(older)
    same = place == theirs and field_of(issuer_of(graph)) == field_of(issuer_of(older))
    return bool(place and same and year and before and before < year)


def place_and_year(notice: Iterable[Triple]) -> tuple[str, str]:
    """The jurisdiction (IRI) and the plan year of a notice's graph, "" where it states none."""
    names = (ids.ONTOLOGY + "jurisdiction", ids.ONTOLOGY + "planYear")
    found = {str(p): str(o) for _, p, o in notice if str(p) in names}
    return found.get(names[0], ""), found.get(names[1], "")[:4]


#: Functions whose notices are for all that their place does; any other office's is for its own field (安全生产法 第十条:
#: 应急管理部门综合监督管理，有关部门在各自的职责范围内).
_GENERAL = {
    "people-government", "government-office", "city-government", "county-government", "township-government",
    "subdistrict-office", "development-zone", "industrial-park", "safety-committee", "safety-committee-office",
    "party-committee", "party-general-office", "emergency-management", "township-emergency-station",
}  # fmt: skip


def field_of(issuer: str) -> str:
    """What a notice is for, by the IRI of its issuer ("" for none): "" for all of its place, else the office's field.

    >>> field_of(ids.unit_iri("141181", "safety-committee-office"))
    ''
    >>> field_of(ids.unit_iri("141181", "education"))
    'education'
    """
    key = issuer.rpartition("/")[2]
    return "" if key in _GENERAL else key


def issuer_of(notice: Iterable[Triple]) -> str:
    """The issuer (IRI) of a notice's graph, "" where it states none."""
    return next((str(o) for _, p, o in notice if str(p) == ids.ONTOLOGY + "issuedBy"), "")


def above_of(notice: Iterable[Triple]) -> str:
    """The jurisdiction (IRI) whose general notice stands above a notice: of an office's that of its own place, of any
    other that of the superior; "" where there is none."""
    graph = list(notice)
    place, _ = place_and_year(graph)
    return place if field_of(issuer_of(graph)) else superior_of(place)


def place_name(place: str) -> str:
    """The name of a jurisdiction by its IRI; one that no division has goes by that.

    >>> place_name(ids.jurisdiction_iri("141181"))
    '孝义市'
    """
    return division_name(place.rpartition("/")[2]) or place


def superior_of(place: str) -> str:
    """The jurisdiction above a jurisdiction, both as IRIs; "" where there is none.

    >>> superior_of(ids.jurisdiction_iri("141181")) == ids.jurisdiction_iri("141100")
    True
    """
    above = division_above(place.rpartition("/")[2])
    return ids.jurisdiction_iri(above) if above else ""


def _side(graph: Iterable[Triple]) -> Side:
    try:
        return read_side((str(s), str(p), str(o)) for s, p, o in graph)
    except ValueError as error:
        raise NoNoticeError(
            "与上一年的通知比较，两边应各恰有一份通知。"
            f" / To compare with the last notice, there must be one on either side: {error}."
        ) from error


def _fate(row: Row) -> str:
    """What became of a duty of last year: besides what the uptake of a superior's tells, who answers for it is
    compared even where the words are the same, and what only stands in other words is told."""
    if not row.aligned or row.verdict not in _UNCHANGED:
        return row.verdict
    best = row.aligned[0]
    if any(each.kind == "owner" for each in best.differences):
        return "other-owner"
    then, now = best.pair.first.text, best.pair.second.text
    lost, more = bool(own_clauses(then, now)), bool(own_clauses(now, then))
    if lost or more:
        return "in-part" if lost else "extended"
    return REWORDED if _yearless(then) != _yearless(now) else row.verdict


def _yearless(text: str) -> str:
    return re.sub(r"20\d\d年?", "", bare(text))


def _changes(rows: Sequence[tuple[str, Row]], new: Iterable[Duty]) -> Iterable[Change]:
    """What changed demand first, the weightiest in front; then what is gone, what is new and what is only reworded."""
    for fate in (*CHANGED, DROPPED):
        yield from (_change(row, fate) for found, row in rows if found == fate)
    yield from map(_new, new)
    yield from (_change(row, REWORDED) for found, row in rows if found == REWORDED)


def _change(row: Row, fate: str) -> Change:
    best = row.aligned[0] if row.aligned else None
    return Change(
        fate,
        _name(fate),
        (best.pair.second if best else row.duty).article,
        row.duty.text,
        best.pair.second.text if best else "",
        Words(_how(best, "zh"), _how(best, "en")) if best else Words("", ""),
    )


def _new(duty: Duty) -> Change:
    return Change(ONLY_HERE, _name(ONLY_HERE), duty.article, "", duty.text, Words("", ""))


def _name(fate: str) -> Words:
    return NAMES.get(fate) or Words(label("uptake", fate), label("uptake", fate, "en"))


def _how(best: Aligned, lang: str) -> str:
    """What differs, and the clauses that only one of the two has."""
    then, now = best.pair.first.text, best.pair.second.text
    told = [difference(each, lang) for each in best.differences]
    for name, clauses in ((_LEFT_OUT, own_clauses(then, now)), (_ADDED, own_clauses(now, then))):
        if clauses:
            words = "，".join(clauses)
            told.append(f"{name.zh}：{words}" if lang == "zh" else f"{name.en}: {words}")
    return ("；" if lang == "zh" else "; ").join(told)
