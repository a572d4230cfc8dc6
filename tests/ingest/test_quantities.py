"""Every rule row on its example and counter-example, a corpus of phrases, and the edges."""

import re
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path

import pytest

from ingest.amounts import find_amounts
from ingest.characters import normalise
from ingest.finding import Spans, clause
from ingest.quantities import Quantities, find_quantities, marked
from ingest.records import Quantity
from ingest.rulebook import Rule, rule_table
from tests.ingest.written import written

TABLES = {"quantity": 13, "quantity-unit": 7, "quantity-role": 60, "achieving": 2}
CORPUS = written(Path(__file__).with_name("quantities.yml"))
ROWS = [row for table in TABLES for row in rule_table(table)]


def read(text: str, taken: Spans = ()) -> Quantities:
    return find_quantities(clause(normalise(text, 0, len(text))), taken)


def written(text: str) -> list[str]:
    found = read(text)
    return [shown("target", q) for q in found.targets] + [
        shown("condition", q) for q in found.conditions
    ]


def shown(kind: str, q: Quantity) -> str:
    """As the corpus writes it: ``target between 2..3 名``."""
    value = f"{q.value:.10g}" + (f"..{q.high:.10g}" if q.high is not None else "")
    return f"{kind} {q.op} {value} {q.unit}".strip()


def test_every_table_is_complete() -> None:
    assert {t: len(rule_table(t)) for t in TABLES} == TABLES
    assert len({r.id for r in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.id)
def test_row(row: Rule) -> None:
    assert row.why
    assert row.pattern.search(row.example), row.example
    assert not row.pattern.search(row.counter_example), row.counter_example


@pytest.mark.parametrize("row", rule_table("quantity-role"), ids=lambda r: r.id)
def test_role_row_decides_its_example(row: Rule) -> None:
    """The example is what the reader marks, features and all, and no earlier row takes it."""
    first = next(r for r in rule_table("quantity-role") if r.pattern.search(row.example))
    assert first.id == row.id
    text = re.sub(r"⟦[^:⟧]*:|[⟦⟧]", "", row.example)
    amounts = find_amounts(text)
    assert row.example in [marked(text, *pair) for pair in zip_longest(amounts, amounts[1:])]


@pytest.mark.parametrize("case", CORPUS, ids=lambda c: next(iter(c))[:24])
def test_corpus(case: dict[str, list[str]]) -> None:
    ((phrase, expected),) = case.items()
    assert sorted(written(phrase)) == sorted(expected)


def test_corpus_is_whole() -> None:
    assert len(CORPUS) == 342
    assert sum(1 for c in CORPUS if not next(iter(c.values()))) == 63


def test_quotes_stand_in_the_sentence() -> None:
    for case in CORPUS:
        phrase = next(iter(case))
        found, folded = read(phrase), normalise(phrase, 0, len(phrase)).text
        for q in (*found.targets, *found.conditions):
            assert q.mention.quote in folded
            assert q.mention.end - q.mention.start >= len(q.mention.quote)


def test_times_are_passed_over() -> None:
    text = "每月对20家企业检查1次，每年检查不超过2次。"
    taken = ((0, 11), (12, len(text) - 1))
    assert [(q.op, q.value) for q in read(text, taken).targets] == [("=", 20), ("<=", 2)]


def test_trigger_is_quoted_with_its_span_of_time() -> None:
    (found,) = read("3个月之内发生2起以上事故的，约谈。").conditions
    assert found.mention.quote == "3个月之内发生2起以上"
    assert found.mention.rule == "role.happened"


def test_what_is_counted() -> None:
    assert [q.what for q in read("培养2—3名专业指挥人员，整改率达到95%以上。").targets] == [
        "专业指挥人员",
        "整改率",
    ]


def test_quoted_names_and_titles_hold_no_numbers() -> None:
    assert written("推行“1+3+N”模式，开展“5·12”宣传，落实《安全生产十五条措施》。") == []


def test_rules_are_packaged() -> None:
    for table in TABLES:
        assert files("ingest").joinpath(f"rules/{table}.yml").is_file()
