"""Every row of every rule table on its own example and counter-example."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from ingest.errors import BrokenRule
from ingest.marks import FORMS
from ingest.rulebook import MACROS, Rule, _rule, first_of, matches, rule_table, sifted
from tests.ingest.written import written

FOLDER = Path(str(files("ingest").joinpath("rules")))
TABLES = sorted(p.stem for p in FOLDER.glob("*.yml"))
ROWS = [(table, rule) for table in TABLES for rule in rule_table(table)]


def test_every_file_and_row_is_tested() -> None:
    assert TABLES == [
        "achieving",
        "agent",
        "bound",
        "citation",
        "default",
        "due",
        "due-cell",
        "duty",
        "furniture",
        "goal",
        "indicator",
        "limit",
        "mood",
        "person-label",
        "privacy",
        "quantity",
        "quantity-role",
        "quantity-unit",
        "recurrence",
        "recurrence-day",
        "response",
        "section-role",
        "spelled",
        "subject",
        "telling",
        "topic",
        "window",
    ]
    written = sum(len(re.findall(r"^- id:", p.read_text("utf-8"), re.M)) for p in FOLDER.iterdir())
    assert len(ROWS) == written >= 135


def test_ids_are_unique_through_all_tables() -> None:
    assert len({rule.id for _, rule in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("table", "rule"), ROWS, ids=[r.id for _, r in ROWS])
def test_row(table: str, rule: Rule) -> None:
    assert rule.why.strip(), table
    assert rule.pattern.search(rule.example)
    assert not rule.pattern.search(rule.counter_example)


@pytest.mark.parametrize(("table", "rule"), ROWS, ids=[r.id for _, r in ROWS])
def test_fields(table: str, rule: Rule) -> None:
    """A misspelt field would be carried along unread."""
    row = next(r for r in written(FOLDER / f"{table}.yml") if r["id"] == rule.id)
    allowed = {
        "id", "pattern", "why", "example", "counter_example", "by", "period", "relation", "aim",
        "bound", "op", "reach", "units", "unit", "kind", "strength", "unless", "role", "with",
        "only", "agents", "kinds", "code", "within", "needs", "before", "beside_lead", "alone", "when", "listed", "field", "count", "days", "months",
    }  # fmt: skip
    assert set(row) <= allowed
    assert not re.search(r"\{[a-z_]+\}", rule.written), "an unknown macro"


TEXT = "\n".join(p.read_text("utf-8") for p in sorted(Path("tests/golden").glob("*.txt")))


@pytest.mark.parametrize("table", TABLES)
def test_a_guarded_pattern_finds_what_is_written(table: str) -> None:
    assert len(TEXT) > 10_000
    for rule in rule_table(table):
        words = f"{rule.example}\n{rule.counter_example}\n{TEXT[:6_000]}"
        plain = [m.span() for m in re.compile(rule.written).finditer(words)]
        assert [m.span() for m in rule.pattern.finditer(words)] == plain, rule.id


def test_most_patterns_are_guarded() -> None:
    """Where Python's parser of patterns is not to be had any more, reading is right but slow."""
    guards = sum(r.pattern.pattern.startswith("(?=[") for _, r in ROWS)
    assert guards > len(ROWS) / 2


@pytest.mark.parametrize("table", ["subject", "mood"])
def test_the_first_of_several_rules_speaks(table: str) -> None:
    rules = rule_table(table)
    together = first_of(rules)
    found = 0
    for line in [*(r.example for r in rules), *TEXT[:4_000].split("\n")]:
        for i in range(len(line)):
            alone = next((r for r in rules if r.pattern.match(line, i)), None)
            assert together.match(line, i) is alone
            found += alone is not None
    assert found > len(rules)


def test_a_row_is_tried_where_it_may_match() -> None:
    rows = [r for r in rule_table("default") if "needs" in r.given]
    assert len(rows) == 3
    assert all(re.search(r.given["needs"], r.example) for r in rows)


def test_the_more_exact_rule_stands_first() -> None:
    """Two rules of one table that match the same words: only the first speaks."""
    found = [(r.id, m[0]) for r, m in matches(sifted("due"), "2024年3月至2025年2月底")]
    assert found == [("due.range-to-day", "2024年3月至2025年2月底")]


@pytest.mark.parametrize("missing", ["id", "pattern", "why", "example", "counter_example"])
def test_a_row_lacks_a_field(missing: str) -> None:
    row = dict.fromkeys(("id", "pattern", "why", "example", "counter_example"), "x")
    del row[missing]
    with pytest.raises(BrokenRule, match=r"rules/x\.yml.*Every row needs"):
        _rule(dict(row), "rules/x.yml")


def test_a_pattern_does_not_compile() -> None:
    row = dict.fromkeys(("id", "why", "example", "counter_example"), "x")
    with pytest.raises(BrokenRule):
        _rule({**row, "pattern": "(甲"}, "rules/x.yml")


@pytest.mark.parametrize(
    ("macro", "yes", "no"),
    [
        ("year", ("2026", "二〇二四", "二零二五", "二○二六"), ("1026", "12026", "二六")),
        ("month", ("1", "01", "12", "十", "十二"), ("13", "0", "00")),
        ("day", ("1", "31", "三十一", "二十", "九"), ("32", "0")),
        ("number", ("3", "1,200", "1.7万", "十二", "百"), ("万", "，")),
        ("before", ("前", "之前", "以前"), ("后",)),
        ("by", ("", "前", "之前", "以前"), ("后", "前后")),
        ("clock", ("18时", "上午下班", "17:30", "下午5点半"), ("日", "前")),
        ("dash", ("至", "—", "——", "-", "～", "到"), ("和",)),
    ],
)
def test_macro(macro: str, yes: tuple[str, ...], no: tuple[str, ...]) -> None:
    form = re.compile(MACROS[macro])
    assert all(form.fullmatch(t) for t in yes)
    assert not any(form.fullmatch(t) for t in no)


def test_macros_are_all_tested() -> None:
    assert set(MACROS) == {
        "year", "month", "day", "number", "before", "by", "clock", "name", "clear_name", "dash",
    }  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.kind + f.example[:2])
def test_form_of_a_mark(form) -> None:  # type: ignore[no-untyped-def]
    assert form.pattern.match(form.example)
    assert not form.pattern.match(form.counter_example)
