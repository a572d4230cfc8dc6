"""What a number measures, for every number of the five notices and for phrases of other documents."""

from pathlib import Path

import pytest

from ingest.amounts import find_amounts
from ingest.characters import normalise
from ingest.finding import clause
from ingest.pipeline import read_notice
from ingest.quantities import find_quantities
from ingest.records import Quantity
from ingest.scales import change_code, unit_code
from tests.ingest.written import written

NOTICES = Path(__file__).parents[2] / "data" / "notices"
READ = written(Path(__file__).with_name("indicators.yml"))


def found(kind: str, quantities: tuple[Quantity, ...]) -> list[list[str | None]]:
    return [
        [kind, q.mention.quote, q.what, q.grade or q.measured_in]
        for q in quantities
        if not q.listed
    ]


@pytest.mark.parametrize("slug", READ["notices"])
def test_numbers_of_a_notice(slug: str) -> None:
    notice = read_notice((NOTICES / f"{slug}.txt").read_bytes(), f"{slug}.txt")
    said = [
        row
        for task in notice.tasks
        for row in found("target", task.targets) + found("condition", task.conditions)
    ]
    assert said == READ["notices"][slug]


def test_all_notices_are_judged() -> None:
    assert set(READ["notices"]) == {path.stem for path in NOTICES.glob("*.txt")}
    assert sum(map(len, READ["notices"].values())) == 62


@pytest.mark.parametrize("case", READ["phrases"], ids=lambda case: next(iter(case))[:20])
def test_phrase(case: dict[str, list[str]]) -> None:
    ((phrase, expected),) = case.items()
    read = find_quantities(clause(normalise(phrase, 0, len(phrase))), ())
    assert [q.what for q in (*read.targets, *read.conditions)] == expected


def test_counts_of_what_is_listed_are_no_facts() -> None:
    for phrase in (
        "对照法定的七项职责自查。",
        "履行规定的11项职责。",
        "做好全市57处地质灾害点防范。",
    ):
        read = find_quantities(clause(normalise(phrase, 0, len(phrase))), ())
        assert [q.listed for q in (*read.targets, *read.conditions)] == [True], phrase


@pytest.mark.parametrize(
    ("phrase", "direction"),
    [("起数同比下降10%", "decrease"), ("投入增长5%", "increase"), ("合格率达到95%", None)],
)
def test_direction_of_change(phrase: str, direction: str | None) -> None:
    assert [change_code(a, phrase) for a in find_amounts(phrase)] == [direction]


def test_units_of_measure() -> None:
    assert [unit_code(u) for u in ("%", "平方米", "人次", "轮", "铺")] == [
        "percent",
        "square-metre",
        "person",
        "time",
        None,
    ]
