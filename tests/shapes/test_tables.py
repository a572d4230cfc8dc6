"""Every row of every pattern table matches its example and not its counter-example."""

from __future__ import annotations

import doctest
import re

import shapes.local_rules
import shapes.measure.acting
import shapes.measure.annex
import shapes.measure.holders
import shapes.measure.kind
import shapes.measure.laws
import shapes.measure.names
import shapes.measure.opening
import shapes.measure.owners
import shapes.measure.seats
import shapes.measure.tabled
import shapes.measure.tiers
import shapes.measure.unfilled
import shapes.measure.unread
import shapes.measure.weekdays
import shapes.measure.wording
import shapes.report.wrapping
import shapes.rulebook
import shapes.terms
import shapes.text
from shapes.known import all_divisions
from shapes.measure.names import mended_word, misnamed
from shapes.tables import PATTERN_TABLES, patterns, rows


def test_rows_match_their_examples_only() -> None:
    looped = 0
    for table in PATTERN_TABLES:
        for row in patterns(table):
            looped += 1
            assert row.regex.search(row.example), (table, row.id)
            assert not row.regex.search(row.counter_example), (table, row.id)
    assert looped == 415


def test_a_name_with_a_slip_is_told_and_a_right_one_is_not() -> None:
    looped = 0
    for table in ("slips", "well-known-bodies"):
        for row in rows(table):
            looped += 1
            assert list(misnamed(row["example"])), (table, row)
            assert not list(misnamed(row["counter_example"])), (table, row)
    for row in rows("office-words"):
        looped += 1
        assert mended_word(row["example"]) == row["counter_example"]
        assert not mended_word(row["counter_example"])
    assert looped == 165


def test_powers_are_asked_of_the_words_of_their_example_alone() -> None:
    found = rows("powers")
    for row in found:
        assert re.search(row["pattern"], row["example"]), row["id"]
        assert not re.search(row["pattern"], row["counter_example"]), row["id"]
        assert row["asks"]
        assert re.fullmatch("[ -~]+", row["asks_en"]), row["id"]
    assert len(found) == 9


def test_places_of_other_names_are_no_more_and_what_they_became_is() -> None:
    found = rows("former-places")
    for row in found:
        assert row["id"] not in all_divisions(), row["id"]
        assert row["now"] in all_divisions(), row["now"]
        assert 2010 <= int(row["since"]) <= 2026
    assert len(found) == 24


#: What people leave where a figure is to come.
BLANKS = ("　　", "  ", "　", "××", "×", "XX", "X", "＿＿", "____", "*", "（　）")


def test_a_figure_left_blank_is_told_however_it_is_left() -> None:
    for blank in BLANKS:
        line = f"改造燃气管网{blank}公里，年底前完成。"
        assert any(row.regex.search(line) for row in patterns("unfilled")), blank
    assert len(BLANKS) == 11


def test_replaced_instruments_state_source_and_date() -> None:
    found = rows("replaced-instruments")
    assert len(found) == 12
    assert all(row["source"] and len(row["from"]) == 10 and row["replaced_by"] for row in found)


def test_doctests() -> None:
    modules = (
        shapes.measure.acting,
        shapes.measure.annex,
        shapes.measure.holders,
        shapes.measure.kind,
        shapes.measure.laws,
        shapes.measure.names,
        shapes.measure.opening,
        shapes.measure.owners,
        shapes.measure.seats,
        shapes.measure.tabled,
        shapes.measure.tiers,
        shapes.measure.unfilled,
        shapes.measure.unread,
        shapes.measure.weekdays,
        shapes.measure.wording,
        shapes.local_rules,
        shapes.report.wrapping,
        shapes.rulebook,
        shapes.terms,
        shapes.text,
    )
    results = [doctest.testmod(module) for module in modules]
    assert [result.failed for result in results] == [0] * len(modules)
    assert sum(result.attempted for result in results) == 62
