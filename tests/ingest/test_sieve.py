"""No row that matches in a text is held back by its sieve, and most that do not are."""

from __future__ import annotations

from pathlib import Path

from ingest.clean import paragraphs
from ingest.read import read_document
from ingest.records import Paragraph
from ingest.rulebook import Rule, rule_table, sifted
from ingest.sieve import needs, sieve

ROOT = Path(__file__).parents[2]
TABLES = tuple(sorted(p.stem for p in (ROOT / "ingest/rules").glob("*.yml")))


def sentences() -> list[str]:
    """What stands between full stops in the notices of the repository."""
    files = sorted((ROOT / "data/notices").glob("*.txt"))
    content = [c for p in files for c in paragraphs(read_document(p, p.name))]
    return [s for c in content if isinstance(c, Paragraph) for s in c.text.split("。") if s]


def test_rows_that_match_are_let_through_and_few_others() -> None:
    tried = matched = through = 0
    for text in sentences():
        for table in TABLES:
            left = {rule.id for rule in sifted(table).left(text)}
            there = {rule.id for rule in rule_table(table) if rule.pattern.search(text)}
            assert there <= left, (table, text)
            tried += len(rule_table(table))
            matched += len(there)
            through += len(left)
    assert tried > 300_000
    assert matched > 5_000
    assert through < tried / 3


def test_every_row_lets_its_example_through() -> None:
    rows: list[Rule] = [rule for table in TABLES for rule in rule_table(table)]
    held = [r.id for r in rows if r.pattern.search(r.example) and not _through(r, r.example)]
    assert len(rows) > 300
    assert not held


def _through(rule: Rule, text: str) -> bool:
    return bool(sieve([(rule.written, rule)]).left(text))


def test_what_a_pattern_needs() -> None:
    needed = {
        "[责令]": ("责令",),
        "责令限": ("责", "令"),
        "(?:甲|乙丙)队?": ("甲乙", "甲丙"),
        "[甲乙]{0,3}丁+": ("丁",),
        "(?=.*戊)(?<!己).": ("戊",),
        "[甲乙]丙丙": ("丙", "甲乙"),
        r"甲?\d": ("".join(c for c in map(chr, range(0x110000)) if c.isdecimal()),),
    }
    assert {p: needs(p) for p in needed} == {p: tuple(map(frozenset, n)) for p, n in needed.items()}


def test_a_row_is_tried_where_all_is_there_that_it_needs() -> None:
    rows = sieve([("责令", 1), ("(?:甲|乙)队", 2), ("限", 3), (".*", 4)])
    left = {text: rows.left(text) for text in ("责令限期", "责任", "队乙", "队", "甲限")}
    assert left == {"责令限期": [1, 3, 4], "责任": [4], "队乙": [2, 4], "队": [4], "甲限": [3, 4]}


def test_of_a_pattern_that_may_do_without_nothing_is_told() -> None:
    patterns = ("甲?|乙", "[^甲]", r"\w", "(?i)a", "(?i:a)", r"(甲)?\1*", "[一-龥]", "(?!甲)")
    assert not any(map(needs, patterns))
