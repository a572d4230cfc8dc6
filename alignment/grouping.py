"""What became of the duties of the first notice, by its articles and by sectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from alignment.comparison import DROPPED, ONLY_HERE, Comparison
from alignment.records import Duty
from ontology import codes
from ontology.ids import code_iri

#: The group of duties of no article, or of no sector.
REST = "（其他）"


@dataclass(frozen=True, slots=True)
class Group:
    """``counts``: duties by verdict; those that only the second has count by its own article or sector."""

    name: str
    counts: Mapping[str, int]

    @property
    def name_en(self) -> str:
        """The English name of a sector; an article is called as it is."""
        return "(other)" if self.name == REST else _english().get(self.name, self.name)

    @property
    def total(self) -> int:
        """Duties of the first notice."""
        return sum(self.counts.values()) - self.counts.get(ONLY_HERE, 0)

    @property
    def taken(self) -> int:
        """Those of them that the second has."""
        return self.total - self.counts.get(DROPPED, 0)


def by_article(made: Comparison) -> list[Group]:
    """The articles of the first notice in their order; what only the second has is left out, as it stands
    in articles of its own."""
    return _grouped((row.duty.article or REST, row.verdict) for row in made.rows)


def by_sector(made: Comparison) -> list[Group]:
    """The sectors, that of most duties first; a duty of several sectors counts in each."""
    told = _grouped(
        (name, verdict) for duty, verdict in _verdicts(made) for name in sectors_of(duty) or (REST,)
    )
    return sorted(told, key=lambda each: (each.name == REST, -sum(each.counts.values()), each.name))


def sectors_of(duty: Duty) -> tuple[str, ...]:
    """The Chinese names of the sectors that the duty's task speaks of."""
    return tuple(name for iri in sorted(duty.concepts) if (name := _sectors().get(iri)))


@cache
def _english() -> Mapping[str, str]:
    return {each.zh: each.en for each in codes.sectors()}


@cache
def _sectors() -> Mapping[str, str]:
    return {code_iri("sector", each.notation): each.zh for each in codes.sectors()}


def _verdicts(made: Comparison) -> Iterator[tuple[Duty, str]]:
    yield from ((row.duty, row.verdict) for row in made.rows)
    yield from ((duty, ONLY_HERE) for duty in made.only_second)


def _grouped(told: Iterable[tuple[str, str]]) -> list[Group]:
    found: dict[str, Counter[str]] = {}
    for name, verdict in told:
        found.setdefault(name, Counter())[verdict] += 1
    return [Group(name, counts) for name, counts in found.items()]
