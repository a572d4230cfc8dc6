"""What a drafter reads first, and words that pass when they are pasted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from shapes.records import Report
from shapes.report.summary import FIRST, opening, paste
from tests.shapes.mutation import NOTICES

TEXT = """甲市人民政府
关于做好2026年安全生产工作的通知

甲政发〔2026〕1号

各县（区）人民政府：

一、压实安全责任

（一）强化责任落实。{sentence}{note}

甲市人民政府

2026年1月20日
"""
NOTE, TIME = "（责任单位：市教育局）", "2026年10月底前"


def report(sentence: str, note: str = NOTE) -> Report:
    content = TEXT.format(sentence=sentence, note=note).encode()
    return report_on(read_file(content, "x.txt"), Options(profile="strict"))


def words(found: Report, rule: str) -> str:
    return paste(next(each for each in found.rules if each.id == rule), found)


# rule, sentence and note at fault, how the words are pasted into the sentence, into the note
CASES: list[tuple[str, str, str, Callable[[str, str], tuple[str, str]]]] = [
    ("owner-missing", f"{TIME}完成隐患排查整治。", "", lambda s, w: (s, w)),
    ("owner-context", f"市应急局要于{TIME}完成排查。对问题突出的，{TIME}完成约谈。", "", lambda s, w: (s, w)),
    ("owner-vague", f"{TIME}完成隐患排查整治。", "（责任单位：市有关部门）", lambda s, w: (s, w)),
    ("owner-implied", f"市教育局要于{TIME}完成隐患排查整治。", "", lambda s, w: (s, w)),
    ("owner-open", f"{TIME}完成隐患排查整治。", "（责任单位：市教育局、市住建局等单位）", lambda s, w: (s, w)),
    ("owner-lead-missing", f"{TIME}完成隐患排查整治。", "（责任单位：市教育局、市住建局）", lambda s, w: (s, w)),
    ("deadline-inherited", "完成隐患排查整治。", NOTE, lambda s, w: (s.replace("。", f"{w}。"), NOTE)),
    ("deadline-vague", "定期开展隐患排查整治。", NOTE, lambda s, w: (s.replace("定期", w), NOTE)),
    ("deadline-season-open", f"{TIME}完成汛期隐患排查整治。", NOTE, lambda s, w: (s.replace("汛期", w), NOTE)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "sentence", "note", "put"), CASES, ids=[c[0] for c in CASES])
def test_what_is_pasted_passes(
    rule: str, sentence: str, note: str, put: Callable[[str, str], tuple[str, str]]
) -> None:
    before = report(sentence, note)
    assert rule in {finding.rule for finding in before.findings}
    after = report(*put(sentence, words(before, rule)))
    assert after.rates.tasks == before.rates.tasks
    kept = {finding.rule for finding in after.findings}
    assert rule not in kept
    assert not {r for r in kept if r.startswith("owner-")} - {f.rule for f in before.findings}


def test_a_date_inside_the_note_that_is_pasted_bounds_the_task() -> None:
    before = report("完成隐患排查整治。", "")
    assert {"owner-missing", "deadline-inherited"} <= {f.rule for f in before.findings}
    limit = words(before, "deadline-inherited")
    note = words(before, "owner-missing").replace("）", f"{limit}）")
    assert note == "（责任单位：市应急局，于2026年9月底前完成）"
    after = {f.rule for f in report("完成隐患排查整治。", note).findings}
    assert not {r for r in after if r.startswith("owner-")} | (after & {"deadline-inherited"})


def test_every_rule_with_words_to_paste_is_tried() -> None:
    found = report("完成隐患排查整治。")
    assert {rule.id for rule in found.rules if rule.paste} == {case[0] for case in CASES}


def test_three_sentences_open_the_report() -> None:
    name = "xiaoyi-2026.txt"
    found = report_on(read_file((NOTICES / name).read_bytes(), name), Options())
    ready, mend, compared = opening(found, "zh")
    assert ready.startswith("还不能发")
    assert mend.startswith("先改：任务没有责任单位")
    assert mend.count("；") <= FIRST - 1
    assert "没有别的通知可比" in compared
    assert len(opening(found, "en")) == 3
    fine = report(f"{TIME}完成隐患排查整治。")
    assert opening(fine, "zh")[0].startswith("可以发") is fine.conforms


def test_what_to_mend_first_says_where() -> None:
    _, first, _ = opening(report("完成隐患排查整治。组织应急演练。", ""), "zh")
    assert "任务没有责任单位（一、（一），2 句）" in first
    assert "没有印发日期（" not in first  # the notice itself
    _, english, _ = opening(report("完成隐患排查整治。组织应急演练。", ""), "en")
    assert "Task without an owner (一、（一）, 2)" in english
