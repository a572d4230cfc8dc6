"""A notice beside the last one of the same place: what was kept, changed, dropped, and what is new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alignment.comparison import DROPPED, ONLY_HERE, Comparison, Row, compare
from alignment.reading import Triple as Stated
from alignment.reading import read_side
from alignment.records import Difference, Duty, Side
from alignment.telling import difference, label
from ontology import ids
from shapes.errors import NoNoticeError
from shapes.index import Triple
from shapes.records import Change, Previous
from shapes.rulebook import Words

#: Fates that change what is demanded; the other duties that have a partner are kept.
CHANGED = ("opposed", "lowered", "mixed", "raised", "moved", "other-owner")


def beside_previous(notice: Sequence[Triple], last: Sequence[Triple]) -> Previous:
    """What became of the duties of ``last``, an earlier notice of the same place; dates are compared
    within the plan year of either, and years are no numbers that changed."""
    made = compare(_side(last), _side(notice))
    counts = made.counts
    changed = sum(counts[fate] for fate in CHANGED)
    return Previous(
        title=made.first.title,
        year=made.first.year,
        duties=len(made.rows),
        kept=len(made.rows) - changed - counts[DROPPED],
        changed=changed,
        dropped=counts[DROPPED],
        new=counts[ONLY_HERE],
        changes=tuple(_changes(made)),
    )


def is_previous(notice: Iterable[Triple], other: Iterable[Triple]) -> bool:
    """Whether ``other`` is of the same place and an earlier plan year: its last notice, no superior's."""
    (place, year), (theirs, before) = place_and_year(notice), place_and_year(other)
    return bool(place and place == theirs and year and before and before < year)


def place_and_year(notice: Iterable[Triple]) -> tuple[str, str]:
    """The jurisdiction (IRI) and the plan year of a notice's graph, "" where it states none."""
    names = (ids.ONTOLOGY + "jurisdiction", ids.ONTOLOGY + "planYear")
    found = {str(p): str(o) for _, p, o in notice if str(p) in names}
    return found.get(names[0], ""), found.get(names[1], "")[:4]


def _side(graph: Iterable[Triple]) -> Side:
    try:
        return read_side(Stated(str(s), str(p), str(o)) for s, p, o in graph)
    except ValueError as error:
        raise NoNoticeError(
            "与上一年的通知比较，两边应各恰有一份通知。"
            f" / To compare with the last notice, there must be one on either side: {error}."
        ) from error


def _changes(made: Comparison) -> Iterable[Change]:
    """What changed demand first, the weightiest in front; then what is gone and what is new."""
    for fate in (*CHANGED, DROPPED):
        yield from (_change(row) for row in made.rows if row.verdict == fate)
    yield from (_new(duty) for duty in made.only_second)


def _change(row: Row) -> Change:
    best = row.aligned[0] if row.aligned else None
    told = best.differences if best else ()
    return Change(
        row.verdict,
        _name(row.verdict),
        (best.pair.second if best else row.duty).article,
        row.duty.text,
        best.pair.second.text if best else "",
        Words(_how(told, "zh"), _how(told, "en")),
    )


def _new(duty: Duty) -> Change:
    return Change(ONLY_HERE, _name(ONLY_HERE), duty.article, "", duty.text, Words("", ""))


def _name(fate: str) -> Words:
    known = {
        DROPPED: Words(
            "未找到对应（可能换了说法）", "No counterpart found (perhaps in other words)"
        ),
        ONLY_HERE: Words("新增", "New"),
    }
    return known.get(fate) or Words(label("uptake", fate), label("uptake", fate, "en"))


def _how(differences: Iterable[Difference], lang: str) -> str:
    return ("；" if lang == "zh" else "; ").join(difference(each, lang) for each in differences)
