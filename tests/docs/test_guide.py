"""The guide prints what its queries give: ``python -m tests.docs.refresh`` renews the tables."""

from __future__ import annotations

from tests.docs.guide import GUIDES, steps, with_outputs
from tests.docs.running import Running

TEXTS = [path.read_text("utf-8") for path in GUIDES]


def test_both_languages_have_the_same_ten_queries_and_outputs() -> None:
    english, chinese = (steps(text) for text in TEXTS)
    assert len(english) == 10
    assert english == chinese


def test_every_query_prints_rows() -> None:
    tables = [step.table.splitlines() for step in steps(TEXTS[0])]
    assert all(len(table) >= 4 for table in tables), "a heading, a rule and two rows at least"


def test_outputs_are_what_the_graph_says(service: Running) -> None:
    answers = {step.query: service.ask(step.query) for step in steps(TEXTS[0])}
    assert len(answers) == 10
    for text in TEXTS:
        assert with_outputs(text, answers.__getitem__) == text
