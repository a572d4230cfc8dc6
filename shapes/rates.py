"""How a notice stands: shares of its tasks with owners, times, targets and leads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from shapes.index import Index, Triple
from shapes.view import Notice, Task, read_notice


class Standing(NamedTuple):
    """What rates count of a task: basis and role of each owner, the kinds of its times that can be kept, whether it has a
    target."""

    owners: Sequence[tuple[str, str]]
    times: Collection[str]
    measurable: bool


Holds = Callable[[Standing], bool]


@dataclass(frozen=True, slots=True)
class Share:
    """A rate: ``part`` of ``whole``."""

    part: int
    whole: int

    @property
    def rate(self) -> float:
        return self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True, slots=True)
class Rates:
    """How a notice stands: shares of its tasks."""

    notice: str
    title: str
    label: str
    tasks: int
    any_owner: Share
    by_note: Share
    by_default: Share
    by_subject: Share
    explicit_owner: Share
    own_deadline: Share
    own_date: Share
    recurrence: Share
    season: Share
    reaction: Share
    measurable: Share
    lead_named: Share

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Rates:
        """The rates that ``dataclasses.asdict`` told, as they come back from JSON."""
        values: dict[str, Any] = {
            name: Share(**value) if isinstance(value, dict) else value
            for name, value in told.items()
        }
        return cls(**values)


def rates(graph: Iterable[Triple]) -> Rates:
    """The rates of the one notice of ``graph``, to show beside another one's."""
    return measure_rates(read_notice(Index(graph)))


def measure_rates(notice: Notice) -> Rates:
    """The rates of a notice read from its graph."""
    tasks = list(map(_standing, notice.tasks))
    return rates_of(notice.iri, notice.title, notice.issuer, notice.plan_year, tasks)


def _standing(task: Task) -> Standing:
    owners = [(owner.basis, owner.role) for owner in task.owners]
    times = {time.kind for time in task.times if time.can_be_kept}
    return Standing(owners, times, bool(task.targets))


def rates_of(
    notice: str, title: str, issuer: str | None, year: int | None, tasks: Sequence[Standing]
) -> Rates:
    """The shares, labelled by issuer and year (孝义市人民政府2026), by the title where the issuer is unknown;
    ``lead_named`` counts only tasks with two or more owners in their note."""

    def share(holds: Holds) -> Share:
        return Share(sum(map(holds, tasks)), len(tasks))

    several = [task for task in tasks if sum(basis == "note" for basis, _ in task.owners) > 1]
    return Rates(
        notice=notice,
        title=title,
        label=f"{issuer}{year or ''}" if issuer else title,
        tasks=len(tasks),
        any_owner=share(lambda t: bool(t.owners)),
        by_note=share(_by("note")),
        by_default=share(_by("default")),
        by_subject=share(_by("subject")),
        explicit_owner=share(_by("note", "default")),
        own_deadline=share(lambda t: bool(t.times)),
        own_date=share(_timed("DueDate")),
        recurrence=share(_timed("Recurrence")),
        season=share(_timed("SeasonWindow")),
        reaction=share(_timed("ResponseTime")),
        measurable=share(lambda t: t.measurable),
        lead_named=Share(
            sum(any(role == "lead" for _, role in t.owners) for t in several), len(several)
        ),
    )


def _by(*bases: str) -> Holds:
    return lambda task: any(basis in bases for basis, _ in task.owners)


def _timed(kind: str) -> Holds:
    return lambda task: kind in task.times
