"""Queries can be learnt from: they say what they ask and use the public vocabulary only."""

from __future__ import annotations

import re

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.sparql import prepareQuery

from ontology.ids import ONTOLOGY
from ontology.load import graphs
from service.sparql.columns import heads
from tests.queries.questions import HEADINGS, NOTICES, QUERIES, Question, questions

QUESTIONS = questions()
#: Columns whose cells quote a notice.
QUOTING = {"text", "clause", "sentence", "as_written", "words", "addressee", "owner", "supervisor"}


def test_every_column_has_a_name_for_readers() -> None:
    named = heads()
    columns = {name for asked in QUESTIONS for name in asked.columns}
    assert len(columns) > 100
    assert columns <= named.keys()
    assert all(re.search(r"[\u4e00-\u9fff]", each) for each in named.values())
    assert list(named) == sorted(named)


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    whole = Graph()
    for _, graph in graphs():
        whole += graph
    return whole


@pytest.fixture(scope="module")
def notices() -> str:
    return "".join(plain(path.read_text("utf-8")) for path in sorted(NOTICES.glob("*.txt")))


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda q: q.name)
def test_heading(asked: Question) -> None:
    assert tuple(asked.heading) == HEADINGS
    assert re.search(r"[\u4e00-\u9fff]", asked.heading["zh"])
    assert asked.heading["en"].isprintable()
    assert len({q.heading["title"] for q in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda q: q.name)
def test_order_and_scope(asked: Question) -> None:
    body = re.sub(r"#[^\n]*", "", re.sub(r"<[^>]*>", "", asked.text))
    assert "\nORDER BY " in body
    assert not re.search(r"\b(SERVICE|GRAPH|FROM|SELECT \*)", body)


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda q: q.name)
def test_another_parser_reads_it(asked: Question) -> None:
    assert prepareQuery(asked.text).algebra.name == "SelectQuery"


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda q: q.name)
def test_terms_exist(asked: Question, vocabulary: Graph) -> None:
    prefixes = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", asked.text, re.MULTILINE))
    body = asked.text.split("\nSELECT", 1)[1]
    body = re.sub(r'"[^"\n]*"', "", re.sub(r"(?m)^\s*#.*$| # .*$", "", body))
    used = set(re.findall(r"(?<![\w?])(\w+):([\w-]+)", body))
    assert {prefix for prefix, _ in used} <= set(prefixes)
    assert {p for p in prefixes if p not in {"xsd"}} <= {prefix for prefix, _ in used}
    own = {URIRef(prefixes[p] + n) for p, n in used if prefixes[p].startswith(ONTOLOGY[:-9])}
    assert own
    assert [term for term in sorted(own) if (term, None, None) not in vocabulary] == []


def test_quoted_cells_stand_in_the_notices(notices: str) -> None:
    cells = {
        cell
        for asked in QUESTIONS
        for row in asked.rows
        for column, cell in zip(asked.columns, row, strict=True)
        if column in QUOTING and cell
    }
    assert len(cells) > 150
    assert [cell for cell in sorted(cells) if plain(cell) not in notices] == []


def test_index_lists_every_query() -> None:
    index = (QUERIES / "README.md").read_text(encoding="utf-8")
    lines = re.findall(
        r"^\| \[`([\w-]+)`\]\(\1\.rq\) \| (.+)<br>(.+) \| (\d+) \|$", index, re.MULTILINE
    )
    assert lines == [
        (q.name, q.heading["zh"], q.heading["en"], str(len(q.rows))) for q in QUESTIONS
    ]


def plain(text: str) -> str:
    """Text without white space, Markdown marks and width differences."""
    folded = text.translate(str.maketrans("():;,", "（）：；，"))
    return re.sub(r"[\s*#]|<[^>]*>", "", folded)
