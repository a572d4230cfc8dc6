"""Quoted terms, cited instruments, and what the sentence does with them."""

import pytest

from ingest.characters import normalise
from ingest.finding import clause
from ingest.quoted import find_citations, find_terms

TERMS = [
    ("落实“三管三必须”和“一岗双责”。", ["三管三必须", "一岗双责"]),
    ("严查“三超一疲劳”“两客一危”。", ["三超一疲劳", "两客一危"]),
    ("推进“互联网+监管”。", ["互联网+监管"]),
    ("严禁“带病”运行。", ["带病"]),
    ("空引号“”不算。", []),
    ("不成对“的引号。", []),
    ("没有引号。", []),
]
CITED = [
    ("严格执行《安全生产法》。", [("安全生产法", None, "follow")]),
    ("制定《总体应急预案》。", [("总体应急预案", None, "issue")]),
    ("印发《考核办法》和《奖惩办法》。", [("考核办法", None, "issue"), ("奖惩办法", None, "issue")]),
    ("修订《总体应急预案》。", [("总体应急预案", None, "revise")]),
    ("落实《方案》（安委〔2024〕2号）要求。", [("方案", "安委〔2024〕2号", "follow")]),
    ("依据《条例》，制定《细则》。", [("条例", None, "follow"), ("细则", None, "issue")]),
    ("学习《关于〈规定〉的解读》。", [("关于〈规定〉的解读", None, "follow")]),
    ("《办法》要求的事项。", [("办法", None, "follow")]),
    ("落实《甲《乙》丙》。", [("甲《乙》丙", None, "follow")]),
    ("执行《危险化学品安全管理条例》（国务院令第591号）。",
     [("危险化学品安全管理条例", "国务院令第591号", "follow")]),
    ("不成对《的书名号。", []),
    ("没有书名号。", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TERMS)
def test_terms(text: str, expected: list[str]) -> None:
    found = find_terms(clause(normalise(text, 0, len(text))))
    assert [t.term for t in found] == expected
    assert [text[t.mention.start : t.mention.end] for t in found] == expected


@pytest.mark.parametrize(("text", "expected"), CITED)
def test_citations(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    found = find_citations(clause(normalise(text, 0, len(text))))
    assert [(c.title, c.doc_number, c.relation) for c in found] == expected
    quoted = [text[c.mention.start : c.mention.end] for c in found]
    assert all(q.startswith(f"《{t}》") for q, (t, _, _) in zip(quoted, expected, strict=True))
    assert [q.endswith("》") for q in quoted] == [number is None for _, number, _ in expected]


def test_there_are_enough_cases() -> None:
    assert (len(TERMS), len(CITED)) == (7, 12)
