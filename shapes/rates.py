"""How a notice stands: shares of its tasks with owners, times, targets and leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shapes.index import Index, Triple
from shapes.view import Notice, Task, read_notice

Holds = Callable[[Task], bool]


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
    """The shares; ``lead_named`` counts only tasks with two or more owners in their note."""
    tasks = notice.tasks

    def share(holds: Holds) -> Share:
        return Share(sum(map(holds, tasks)), len(tasks))

    several = [task for task in tasks if sum(o.basis == "note" for o in task.owners) > 1]
    return Rates(
        notice=notice.iri,
        title=notice.title,
        label=short_label(notice),
        tasks=len(tasks),
        any_owner=share(lambda t: bool(t.owners)),
        by_note=share(_by("note")),
        by_default=share(_by("default")),
        by_subject=share(_by("subject")),
        explicit_owner=share(lambda t: _by("note")(t) or _by("default")(t)),
        own_deadline=share(lambda t: bool(t.times)),
        own_date=share(_timed("DueDate")),
        recurrence=share(_timed("Recurrence")),
        season=share(_timed("SeasonWindow")),
        reaction=share(_timed("ResponseTime")),
        measurable=share(lambda t: bool(t.targets)),
        lead_named=Share(
            sum(any(o.role == "lead" for o in t.owners) for t in several), len(several)
        ),
    )


def _by(basis: str) -> Holds:
    return lambda task: any(owner.basis == basis for owner in task.owners)


def _timed(kind: str) -> Holds:
    return lambda task: any(time.kind == kind for time in task.times)


def short_label(notice: Notice) -> str:
    """Issuer and year, as 孝义市人民政府2026; the title if they are unknown."""
    return f"{notice.issuer}{notice.plan_year or ''}" if notice.issuer else notice.title
