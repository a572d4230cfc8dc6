"""Accept headers rank as RFC 9110 says."""

from __future__ import annotations

import pytest

from service.errors import NotAcceptable
from service.sparql.formats import GRAPHS, RESULTS
from service.sparql.negotiate import choose, choose_format

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
OFFERED = [JSON, XML, "text/csv"]

CASES: list[tuple[str | None, str | None]] = [
    (None, JSON),
    ("", JSON),
    ("*/*", JSON),
    (f"{XML}, */*;q=0.1", XML),
    (f"{JSON};q=0.5, {XML};q=1.0", XML),
    (f"{JSON};q=0.5, {XML}", XML),
    (f"text/csv, {JSON};q=1.0", JSON),
    ("text/*;q=0.3, */*;q=0.1", "text/csv"),
    ("text/*, text/csv;q=0", None),
    ("*/*, application/sparql-results+json;q=0", XML),
    ("image/png", None),
    ("application/*;q=0.2, text/csv;q=0.3", "text/csv"),
    (f'{XML};charset="utf-8"', XML),
    (f"{XML};q=2, text/csv;q=0.1", "text/csv"),
    ("garbage", JSON),
    ("text/csv; header=present", "text/csv"),
    ('text/csv; charset=UTF-8; Header="present", */*;q=0.1', "text/csv"),
    ("text/csv; header=absent", None),
    (f"{XML}; header=present", None),
    (f"{XML.upper()}", XML),
]


@pytest.mark.parametrize(("header", "wanted"), CASES)
def test_choice(header: str | None, wanted: str | None) -> None:
    assert choose(header, OFFERED) == wanted


def test_csv_without_a_line_of_names_is_refused_in_words() -> None:
    for header, told in (("text/csv; header=absent", True), ("image/png", False)):
        with pytest.raises(NotAcceptable) as refusal:
            choose_format(header, RESULTS)
        assert ("a line of names" in refusal.value.en) is told


def test_an_alias_is_chosen_only_where_it_is_named() -> None:
    assert choose_format("application/json", RESULTS).name == "json"
    assert choose_format("application/xml", GRAPHS).name == "rdf"
    assert choose_format("text/plain", GRAPHS).name == "nt"
    assert choose_format("*/*", GRAPHS).name == "ttl"


def test_a_format_parameter_wins_and_an_unknown_one_is_refused() -> None:
    assert choose_format("text/csv", RESULTS, "xml").name == "xml"
    for header in (None, "text/csv", "*/*"):
        with pytest.raises(NotAcceptable) as refusal:
            choose_format(header, RESULTS, "yaml")
        assert "json, xml, csv, tsv" in str(refusal.value)
