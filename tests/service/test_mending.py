"""Sums of dates and durations come out whatever the variables are called."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sparql.grammar import find_fault
from service.sparql.mending import mended, without_silent_services

XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
NAMES = ["due", "d", "x", "date", "deadline", "b", "期限", "a", "t", "end"]
DAY, DATE = "2026-06-30", '"2026-06-30"^^xsd:date'


def value(expression: str, pattern: str = "") -> str | None:
    """The value of an expression once it is mended."""
    text = mended(f"{XSD}SELECT ({expression} AS ?result) {{ {pattern} }}")
    assert find_fault(text) is None
    (row,) = ox.Store().query(text)  # type: ignore[misc]
    return None if row[0] is None else str(row[0].value)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", NAMES)
def test_date_plus_duration_whatever_the_name(name: str) -> None:
    bound = f"VALUES ?{name} {{ {DATE} }}"
    assert value(f'?{name} + "P1M"^^xsd:duration', bound) == "2026-07-30"
    assert value(f'"P1M"^^xsd:yearMonthDuration + ?{name}', bound) == "2026-07-30"
    assert (
        value(f"?{name} + ?p", bound + ' VALUES ?p { "P1D"^^xsd:dayTimeDuration }') == "2026-07-01"
    )


def test_every_day_of_a_year_has_a_next_one() -> None:
    days = [date(2026, 1, 1) + timedelta(n) for n in range(365)]
    found = [value(f'"{day}"^^xsd:date + "P1D"^^xsd:duration') for day in days]
    assert found == [str(day + timedelta(1)) for day in days]


SUMS = [
    ('"2026-01-31T10:00:00"^^xsd:dateTime + "PT36H"^^xsd:dayTimeDuration', "2026-02-01T22:00:00"),
    ('"23:30:00"^^xsd:time + "PT1H"^^xsd:dayTimeDuration', "00:30:00"),
    (f'{DATE} + "P1M"^^xsd:duration + "P1D"^^xsd:duration', "2026-07-31"),
    (f'{DATE} + "P1M"^^xsd:duration - "P1D"^^xsd:duration', "2026-07-29"),
    (f'YEAR({DATE} + "P1Y"^^xsd:duration) + 1', "2028"),
    (f'IF({DATE} + "P1D"^^xsd:duration > {DATE}, "later", "not")', "later"),
    ("1 + 2 * 3 - 4", "3"), ("1 +2 + 3", "6"), ("0.5 + 1e0", "1.5"), ("(1 + 2) + (3 + 4)", "10"),
    ('"P1D"^^xsd:dayTimeDuration + "PT12H"^^xsd:dayTimeDuration', "P1DT12H"),
    (f"{DATE} + {DATE}", None), ('"a" + 1', None), ("?unbound + 1", None),
    (f'{DATE} # + a comment\n + "P1D"^^xsd:duration', "2026-07-01"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "expected"), SUMS)
def test_sums(expression: str, expected: str | None) -> None:
    assert value(expression) == expected


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=6))
def test_sums_of_numbers_stay_what_they_are(numbers: list[int]) -> None:
    names = [f"?v{i}" for i in range(len(numbers))]
    bound = "".join(f"VALUES {n} {{ {v} }} " for n, v in zip(names, numbers, strict=True))
    assert value(" + ".join(names), bound) == str(sum(numbers))


def test_long_sums_do_not_grow_without_end() -> None:
    text = "SELECT (" + " + ".join(f"?variable{n}" for n in range(400)) + " AS ?x) {}"
    assert len(mended(text)) < 20 * len(text)


UNTOUCHED = [
    "SELECT * { ?s :p+/:q+ ?o }",
    'SELECT ("a + b" AS ?x) { } # ?a + ?b',
    "SELECT * { ?s ?p ?o",
    "SELECT (?a + AS ?b) {}",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_sum_stays(text: str) -> None:
    assert mended(text) == text


SILENT = "SERVICE SILENT <http://e/> { ?s ?p ?o }"
SERVICES = [
    (f"SELECT * {{ ?a ?b ?c . {SILENT} }}", "SELECT * { ?a ?b ?c . {} }"),
    (f"SELECT * {{ OPTIONAL {{ {SILENT} }} }}", "SELECT * { OPTIONAL { {} } }"),
    (f"ASK {{ SERVICE silent ?x {{ {SILENT} }} }}", "ASK { {} }"),
    ("ASK { SERVICE <http://e/> { } }", "ASK { SERVICE <http://e/> { } }"),
    ("ASK { FILTER(?x = 'SERVICE SILENT') }", "ASK { FILTER(?x = 'SERVICE SILENT') }"),
]


@pytest.mark.parametrize(("text", "expected"), SERVICES)
def test_silent_service_gives_one_empty_solution(text: str, expected: str) -> None:
    assert without_silent_services(text) == expected


def test_allowed_service_stays() -> None:
    for inner, outer in permutations(("http://e/", "http://f/")):
        text = f"ASK {{ SERVICE SILENT <{outer}> {{ SERVICE SILENT <{inner}> {{ }} }} }}"
        kept = f"ASK {{ SERVICE SILENT <{outer}> {{ {{}} }} }}"
        assert without_silent_services(text, (outer,)) == kept
