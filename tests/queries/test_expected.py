"""Every question gives the rows that were worked out from the notices."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from tests.queries.questions import Question, Row, questions

QUESTIONS = questions()


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda q: q.name)
def test_rows(store: ox.Store, asked: Question) -> None:
    columns, rows = answer(store, asked.text)
    assert columns == asked.columns
    assert rows == asked.rows


def test_count() -> None:
    assert len(QUESTIONS) == 87
    sources = {q.heading["source"] for q in QUESTIONS}
    wanted = [
        1,
        2,
        3,
        5,
        6,
        8,
        9,
        11,
        12,
        15,
        17,
        18,
        19,
        20,
        22,
        24,
        25,
        26,
        27,
        29,
        30,
        32,
        33,
        34,
        35,
    ]
    assert sources == {f"CQ{n}" for n in (*wanted, 37, 38, *range(40, 72))}
    assert len(sources) == 59
    assert {re.match(r"cq0?(\d+)", q.name)[1] for q in QUESTIONS} == {  # type: ignore[index]
        source.removeprefix("CQ") for source in sources
    }


def answer(store: ox.Store, query: str) -> tuple[Row, list[Row]]:
    """Column names and rows of a SELECT; an unbound cell is an empty string."""
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    columns = tuple(variable.value for variable in found.variables)
    return columns, [tuple(cell(value) for value in solution) for solution in found]


def cell(value: object) -> str:
    """The lexical form of a literal: questions never show IRIs."""
    if value is None:
        return ""
    assert isinstance(value, ox.Literal), value
    return value.value
