"""Periods that are equal find each other, however they are written."""

from __future__ import annotations

from itertools import product

from service.lookup.wanted import PERIODS
from service.store.periods import spellings

EQUAL = [
    ("P1D", "PT24H"),
    ("P1W", "P7D", "PT168H"),
    ("P2W", "P14D"),
    ("P10D", "PT240H"),
    ("P15D",),
    ("P1M",),
    ("P30D", "PT720H"),
    ("P3M",),
    ("P1Y", "P12M"),
    ("P365D",),
    ("P1Y6M", "P18M"),
    ("P2Y", "P24M"),
    ("P1M7D", "P1M1W"),
    ("PT36H", "P1DT12H"),
]


def test_equal_periods_find_each_other_and_no_others() -> None:
    pairs = 0
    for one, other in product(EQUAL, EQUAL):
        for asked, there in product(one, other):
            assert (there in spellings(asked)) is (one is other), (asked, there)
            pairs += 1
    assert pairs == sum(map(len, EQUAL)) ** 2 == 625
    assert all(len(spellings(period)) < 8 for each in EQUAL for period in each)
    assert all(spellings(period)[0] == period for period in PERIODS.values())
