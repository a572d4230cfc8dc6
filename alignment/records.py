"""The plain data between the stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alignment.words import shared_runs


@dataclass(frozen=True, slots=True)
class Time:
    """``kind``: DueDate (``by``), Recurrence (``per_year``), SeasonWindow or ResponseTime (``length``)."""

    kind: str
    words: str
    by: date | None = None
    per_year: float | None = None
    length: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A target or a condition; ``comparator`` is the local name of an ODRL operator (gteq, lt …), ``unit``
    the notation of the unit of measure or the words it is written in."""

    words: str
    comparator: str
    value: float
    unit: str
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """``key``: what the unit's IRI says besides its place, so that offices of two cities compare; ``inferred``: taken
    from a sentence before, the duty's own names nobody."""

    name: str
    key: str
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """A clause of a task as it stands in the graph. ``article`` is its number and title, ``concepts`` the
    codes (IRIs) that its task speaks of; ``position`` is where it begins in the file."""

    iri: str
    task: str
    article: str
    position: int
    text: str
    owners: tuple[Owner, ...] = ()
    times: tuple[Time, ...] = ()
    targets: tuple[Number, ...] = ()
    conditions: tuple[Number, ...] = ()
    concepts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph as it was read; ``anchors``: characters of its text, in order, of which it is known where
    they stand in the file, its begin and its end among them. ``label``: number and title."""

    iri: str
    label: str
    text: str
    anchors: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that two notices share: as the second has them, and for either the section with the characters
    of the file (half-open)."""

    words: str
    first: tuple[Section, int, int]
    second: tuple[Section, int, int]


@dataclass(frozen=True, slots=True)
class Side:
    """A notice to be compared; ``place`` is the IRI of its jurisdiction, ``source`` that of its file;
    ``headings``: the titles of all its sections, also of those without words of their own."""

    iri: str
    title: str
    place: str | None
    year: int | None
    duties: tuple[Duty, ...]
    source: str = ""
    sections: tuple[Section, ...] = ()
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two duties that are one differ: ``kind`` (number, time, owner, scope, strictness), their words,
    and which way it goes from the first to the second: raised, lowered, earlier, later, stricter, weaker,
    wider, narrower, added, dropped, other."""

    kind: str
    first: str
    second: str
    way: str


def harmonic(one: float, other: float) -> float:
    """The harmonic mean of two shares."""
    return 2 * one * other / (one + other) if one + other else 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two duties that share words: how much of the first's (and the second's) weighted words the other
    holds (0 to 1); of how many of the two (0 to 2) the other is the likest; and the names in quotation marks
    (“八条硬措施”) that no other duty of either notice has."""

    first: Duty
    second: Duty
    of_first: float
    of_second: float
    likest: int = 0
    names: tuple[str, ...] = ()

    @property
    def similarity(self) -> float:
        """The harmonic mean of both shares (Dice's coefficient over weights)."""
        return harmonic(self.of_first, self.of_second)

    @property
    def share(self) -> float:
        """The greater of both shares."""
        return max(self.of_first, self.of_second)


@dataclass(frozen=True, slots=True)
class Aligned:
    """A pair that is one duty: ``kind`` is a notation of the scheme alignment-kind."""

    pair: Pair
    kind: str
    differences: tuple[Difference, ...] = ()

    @property
    def shared(self) -> tuple[str, ...]:
        """The runs of words that both have."""
        return shared_runs(self.pair.first.text, self.pair.second.text)
