"""How a notice stands, counted from what was read of it: the same rates that ``shapes`` counts from its graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain

from ingest.duties import TIMES
from ingest.duty_graph import Responsibility, held_by, responsibilities
from ingest.records import Notice, Owner, Task
from shapes.rates import Rates, Standing, rates_of
from shapes.view import TIME_KINDS, can_be_kept, is_furniture

_KINDS = dict(zip(TIMES, TIME_KINDS, strict=True))
#: Unit, role and name of all owners that words name (their span and basis), for whichever task or row.
_Named = Mapping[tuple[int, int, str], set[tuple[str, str, str]]]


def rates_read(notice: Notice) -> Rates:
    """The rates of a notice that was read."""
    issuer = next((u.label for u in notice.units if u.iri == notice.issuer_unit), None)
    titles = {section.iri: section.title for section in notice.sections}
    titles |= {row.iri: row.title for row in notice.annex if row.body_article is None}
    text = notice.document.text
    said_of = cache(lambda owners: tuple(responsibilities(owners, text)))
    answers = [tuple(_answers(task, said_of)) for task in notice.tasks]
    rows = (said for row in notice.annex for said in said_of(row.owners))
    named = _named(chain(rows, *answers))
    standings = [
        _standing(task, said, named)
        for task, said in zip(notice.tasks, answers, strict=True)
        if not is_furniture(task.text, titles.get(task.section), issuer)
    ]
    return rates_of(notice.iri, notice.title, issuer, notice.plan_year, standings)


def _answers(
    task: Task, said_of: Callable[[tuple[Owner, ...]], Iterable[Responsibility]]
) -> Iterator[Responsibility]:
    """What says who answers for the duties of the task."""
    for duty in task.duties:
        yield from said_of(tuple(task.owners[n] for n in duty.owners))


def _named(found: Iterable[Responsibility]) -> _Named:
    named: defaultdict[tuple[int, int, str], set[tuple[str, str, str]]] = defaultdict(set)
    for said in found:
        named[said.words].update((o.unit, o.role, o.name) for o in said.members if o.unit)
    return named


def _standing(task: Task, answers: Iterable[Responsibility], named: _Named) -> Standing:
    words = {said.words for said in answers}
    times = (
        (_KINDS[name], name == "due" and task.due[n].date is not None)
        for name, n in _kept(task, "hasTime")
    )
    return Standing(
        [(basis, role) for start, end, basis in words for _, role, _ in named[start, end, basis]],
        {kind for kind, dated in times if can_be_kept(kind, dated)},
        any(_kept(task, "hasTarget")),
    )


def _kept(task: Task, name: str) -> Iterator[tuple[str, int]]:
    """The values that the task's duties have for a property: the list of the task, and the place there."""
    return (
        (kind, n)
        for kind, n in held_by(task, name)
        if any(n in getattr(duty, kind) for duty in task.duties)
    )
