"""Where a notice stands among others: its rank in each rate, their medians, and the nearest of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from heapq import nsmallest
from statistics import median
from typing import Any

from ontology.ids import place_and_year_of
from shapes.rates import Rates, Share

#: Notices that stand beside one by name, however many there are.
NEAREST = 6
#: Digits of GB/T 2260 that two notices share: of one county, one city, one province.
_LEVELS = (6, 4, 2)
_SHARES = tuple(each.name for each in fields(Rates) if each.type == Share.__name__)


@dataclass(frozen=True, slots=True)
class Peers:
    """Notices to stand beside: ``told`` has their rates by IRI, as ``dataclasses.asdict`` tells them; ``ascending``
    those of all that have something to count, rate by rate."""

    told: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ascending: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Among:
    """How a notice stands: ``others`` counts those beside it; ``rank`` is 1 for the highest rate; ``median`` of the
    others is None where none has something to count; ``nearest`` are ``NEAREST`` of them at most."""

    others: int
    rank: Mapping[str, int]
    median: Mapping[str, float | None]
    nearest: tuple[Rates, ...]


def peers(told: Iterable[Mapping[str, Any]]) -> Peers:
    """The notices of which these are the rates, each once: the last that is told of it."""
    known = {each["notice"]: each for each in told}
    ascending = {
        key: sorted(_rate(each[key]) for each in known.values() if each[key]["whole"])
        for key in _SHARES
    }
    return Peers(known, ascending)


def among(own: Rates, there: Peers) -> Among:
    """Where a notice stands among others, itself as it was before not counted."""
    before = there.told.get(own.notice)
    rank, middle = {}, {}
    for key in _SHARES:
        rates = list(there.ascending.get(key, ()))
        if before is not None and before[key]["whole"]:
            rates.remove(_rate(before[key]))
        share: Share = getattr(own, key)
        rank[key] = 1 + len(rates) - bisect_right(rates, share.rate)
        middle[key] = median(rates) if rates else None
    others = [each for iri, each in there.told.items() if iri != own.notice]
    nearest = nsmallest(NEAREST, others, key=partial(_distance, place_and_year_of(own.notice)))
    return Among(len(others), rank, middle, tuple(map(Rates.of, nearest)))


def _rate(told: Mapping[str, int]) -> float:
    return Share(**told).rate


def _distance(own: tuple[str, int], other: Mapping[str, Any]) -> tuple[int, int, str]:
    """Of another notice from one of a place and year: first those of the county, its city, its province, then by years."""
    (place, year), (there, then) = own, place_and_year_of(other["notice"])
    shared = next((n for n in _LEVELS if place and place[:n] == there[:n]), 0)
    return -shared, abs(year - then), other["notice"]
