"""Several notices side by side: a superior's with its subordinates', or one place's over the years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from alignment.comparison import ONLY_HERE, Comparison, Row, compare, said_once, verdict
from alignment.records import Aligned, Duty, Side

Kind = Literal["subordinates", "years"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a notice has of a row: its duty, and what became of the duty it is seen from (``verdict``,
    ``aligned``); the first cell of a row is seen from none."""

    duty: Duty
    verdict: str
    aligned: Aligned | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """``sides``: the notices, a column each. Rows of kind ``subordinates``: the duties of the first notice,
    and in each other column what became of it there; of kind ``years``: a duty from year to year, each
    seen from the year before. ``steps`` are the comparisons that were made."""

    kind: Kind
    sides: tuple[Side, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    steps: tuple[Comparison, ...]

    @property
    def relation(self) -> str:
        """How the places of its notices stand to each other (``relations.relation``)."""
        return "below" if self.kind == "subordinates" else "same"


def with_subordinates(superior: Side, subordinates: Sequence[Side]) -> Grid:
    """The superior's duties, and what each subordinate did of them."""
    steps = tuple(compare(superior, each) for each in subordinates)
    rows = tuple(
        (Cell(duty, ONLY_HERE), *(_taken(step.rows[number]) for step in steps))
        for number, duty in enumerate(said_once(superior.duties))
    )
    return Grid("subordinates", (superior, *subordinates), rows, steps)


def over_years(sides: Iterable[Side]) -> Grid:
    """The notices of one place, the earliest first, and each duty from the year that has it first. A duty
    goes on in its likest of the next year that no liker one of this year goes on in."""
    notices = tuple(sorted(sides, key=lambda side: (side.year or 0, side.iri)))
    steps = tuple(compare(*pair) for pair in pairwise(notices))
    heirs = [_heirs(step.rows) for step in steps]
    later = {each.pair.second.iri for found in heirs for each in found.values()}
    rows = tuple(
        tuple(_strand(duty, column, heirs))
        for column, side in enumerate(notices)
        for duty in said_once(side.duties)
        if duty.iri not in later
    )
    return Grid("years", notices, rows, steps)


def _strand(
    duty: Duty, column: int, heirs: Sequence[Mapping[str, Aligned]]
) -> Iterator[Cell | None]:
    """A cell for each year: none before the ``column`` in which the duty comes first, and none from where
    it does not go on."""
    yield from [None] * column
    cell: Cell | None = Cell(duty, ONLY_HERE)
    yield cell
    for found in heirs[column:]:
        heir = found.get(cell.duty.iri) if cell else None
        cell = Cell(heir.pair.second, verdict(heir), heir) if heir else None
        yield cell


def _taken(row: Row) -> Cell | None:
    if not row.aligned:
        return None
    return Cell(row.aligned[0].pair.second, row.verdict, row.aligned[0])


def _heirs(rows: Sequence[Row]) -> Mapping[str, Aligned]:
    """For the duties of a year the one of the next that each goes on in; no two in the same."""
    pairs = sorted(
        (each for row in rows for each in row.aligned),
        key=lambda each: (-each.pair.similarity, each.pair.first.iri, each.pair.second.iri),
    )
    found: dict[str, Aligned] = {}
    taken: set[str] = set()
    for each in pairs:
        if each.pair.first.iri not in found and each.pair.second.iri not in taken:
            found[each.pair.first.iri] = each
            taken.add(each.pair.second.iri)
    return found
