"""What a drafter reads first, and words that pass when they are pasted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from shapes.pasting import BLANK
from shapes.policy import make_policy
from shapes.records import Report
from shapes.report.beside import beside
from shapes.report.summary import FIRST, opening, to_mend
from shapes.report.terminal import text_report
from shapes.rulebook import load_rulebook
from shapes.tables import first_match, patterns
from tests.shapes.mutation import NOTICES, text_of

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
#: Articles with notes ahead of one that lacks its own.
BESIDE = (
    f"{TIME}完成校舍检查。{NOTE}\n\n（二）排查食堂。{TIME}完成食堂检查。{NOTE}\n\n（三）排查宿舍。"
)


def report(sentence: str, note: str = NOTE) -> Report:
    content = TEXT.format(sentence=sentence, note=note).encode()
    return report_on(read_file(content, "x.txt"), Options(profile="strict"))


def words(found: Report, rule: str) -> str:
    return next(each.paste for each in found.findings if each.rule == rule)


def filled(words: str) -> str:
    """The words with a unit in what the drafter is to fill in."""
    return words.replace(BLANK, "市教育局")


# rule, sentence and note at fault, how the words are pasted into the sentence, into the note
CASES: list[tuple[str, str, str, Callable[[str, str], tuple[str, str]]]] = [
    ("owner-missing", f"{BESIDE}{TIME}完成隐患排查整治。", "", lambda s, w: (s, filled(w))),
    ("owner-note-missing", f"{BESIDE}赛事备用电源每日试运行一次。", "", lambda s, w: (s, filled(w))),
    ("owner-unstated", f"{TIME}完成隐患排查整治。", "", lambda s, w: (s, filled(w))),
    ("owner-context", f"市应急局要于{TIME}完成排查。对问题突出的，{TIME}完成约谈。", "", lambda s, w: (s, w)),
    ("owner-unclear", "赛事备用电源每日试运行一次。", "", lambda s, w: (s, filled(w))),
    ("owner-vague", f"{TIME}完成隐患排查整治。", "（责任单位：市有关部门）", lambda s, w: (s, filled(w))),
    ("owner-implied", f"市教育局要于{TIME}完成隐患排查整治。", "", lambda s, w: (s, w)),
    ("owner-implied", f"各县区、市教育局、市住建局要于{TIME}完成隐患排查整治。", "", lambda s, w: (s, w)),
    ("owner-implied", f"市教育局要会同市住建局于{TIME}完成隐患排查整治。", "", lambda s, w: (s, w)),
    ("owner-implied", f"市教育局、市直有关部门要于{TIME}完成隐患排查整治。", "", lambda s, w: (s, w.replace(BLANK, "市住建局"))),
    ("owner-open", f"{TIME}完成隐患排查整治。", "（责任单位：市教育局、市住建局等单位）", lambda s, w: (s, w)),
    ("owner-lead-missing", f"{TIME}完成隐患排查整治。", "（责任单位：市教育局、市住建局）", lambda s, w: (s, w)),
    ("deadline-inherited", "完成隐患排查整治。", NOTE, lambda s, w: (s.replace("。", f"{w}。"), NOTE)),
    ("deadline-vague", "定期开展隐患排查整治。", NOTE, lambda s, w: (s.replace("定期", w), NOTE)),
    ("deadline-season-open", f"{TIME}完成汛期隐患排查整治。", NOTE, lambda s, w: (s.replace("汛期", w), NOTE)),
    ("deadline-inherited", "开展1次执法检查。", NOTE, lambda s, w: (s.replace("。", f"{w}。"), NOTE)),
    ("owner-open", f"{TIME}完成隐患排查整治。", "（责任单位：市教育局等单位）", lambda s, w: (s, w)),
    ("owner-lead-missing", f"{TIME}完成隐患排查整治。", "（责任单位：市教育局、市住建局、各县（区）人民政府）", lambda s, w: (s, w)),
    *(("deadline-vague", f"{word}开展隐患排查整治。", NOTE, lambda s, w, word=word: (s.replace(word, w), NOTE)) for word in ("尽快", "适时", "不定期", "抓紧", "抓紧时间", "近期", "近期内", "及时")),
    ("deadline-stale-year", "2025年10月底前完成隐患排查整治。", NOTE, lambda s, w: (s.replace("2025年10月底前", w), NOTE)),
    ("deadline-stale-year", f"{TIME}制定2025年度重点任务清单。", NOTE, lambda s, w: (s.replace("2025年度重点任务", w), NOTE)),
    ("deadline-no-such-day", "市教育局2026年11月31日前完成隐患排查。", NOTE, lambda s, w: (s.replace("2026年11月31日前", w), NOTE)),
    *(("deadline-season-open", f"做好{row.example}工作。", NOTE, lambda s, w: (s.replace(w.partition("（")[0], w), NOTE)) for row in patterns("seasons")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "sentence", "note", "put"), CASES, ids=[f"{c[0]}-{c[1][:8]}" for c in CASES]
)
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


#: Subjects of a sentence, and the note that names them all.
SUBJECTS = {
    "市教育局": "市教育局",
    "市教育局、市住建局": "市教育局（牵头）、市住建局",
    "各县区、市教育局、市住建局": "市教育局（牵头）、各县区、市住建局",
    "市教育局会同市住建局": "市教育局（牵头）、市住建局",
    "各县区会同市住建局": "各县区、市住建局",
    "各县区、各乡镇": "各县区、各乡镇",
    "各县区、市直有关部门": f"各县区、{BLANK}",
    "市教育局、市直有关部门": f"市教育局（牵头）、{BLANK}",
}


@pytest.mark.parametrize(("subject", "named"), SUBJECTS.items())
def test_the_note_names_everybody_whom_the_sentence_names(subject: str, named: str) -> None:
    found = report(f"{subject}要于{TIME}完成隐患排查整治。", "")
    assert words(found, "owner-implied") == f"（责任单位：{named}）"


def test_nobody_leads_where_each_has_a_duty_of_its_own() -> None:
    apart = f"市教育局要于{TIME}完成校舍检查，市住建局要于{TIME}完成工地排查。"
    paste = words(report(apart, ""), "owner-implied")
    assert paste == "（责任单位：市教育局、市住建局按职责分别负责）"
    after = report(apart, paste)
    assert not {f.rule for f in after.findings} & {"owner-lead-missing", "owner-implied"}


def test_classes_of_units_pass_as_classes() -> None:
    sentence = f"各县区、各乡镇要于{TIME}完成隐患排查整治。"
    after = report(sentence, words(report(sentence, ""), "owner-implied"))
    kept = {f.rule for f in after.findings if f.rule.startswith("owner-")}
    assert kept == {
        "owner-collective"
    }  # a note for the drafter to weigh: info, but in the strict profile


def test_who_is_named_nowhere_is_left_blank() -> None:
    after = (
        "6月底前完成校舍检查。（责任单位：市教育局）\n\n（二）学校消防。{}加强校园消防安全管理。"
    )
    blank = f"（责任单位：{BLANK}）"
    assert words(report(after.format(""), ""), "owner-unstated") == blank
    assert words(report("市有关部门要完成排查。", ""), "owner-vague") == blank
    assert (
        words(report("完成整治。", "（责任单位：市有关部门等单位）"), "owner-open")
        == f"（{BLANK}牵头）"
    )
    unfilled = report("完成排查。", blank)
    assert "owner-unstated" in {f.rule for f in unfilled.findings}


def test_an_earlier_sentence_proposes_all_whom_it_names() -> None:
    said = "市住建局、市教育局和各县区要于6月底前完成宣传。对问题突出的，9月底前完成约谈。"
    named = "（责任单位：市住建局（牵头）、市教育局、各县区）"
    assert words(report(said, ""), "owner-context") == named


def test_the_first_of_the_list_leads() -> None:
    found = report(f"{TIME}完成整治。", "（责任单位：市教育局、市住建局等单位）")
    assert words(found, "owner-open") == "（市教育局牵头，市住建局配合）"
    mixed = report(
        f"{TIME}完成整治。", "（责任单位：各县（区）人民政府、市教育局、市住建局等单位）"
    )
    assert words(mixed, "owner-open") == "（市教育局牵头，各县（区）人民政府、市住建局配合）"


def test_the_name_of_a_campaign_is_no_season() -> None:
    found = report("总结“汛期百日攻坚”行动。")
    assert "deadline-season-open" not in {each.rule for each in found.findings}


def test_the_season_is_the_one_at_hand() -> None:
    found = report("做好防火期野外用火管控工作。")
    assert words(found, "deadline-season-open") == "防火期（10月至次年5月）"
    assert "汛期" not in text_report(found)
    assert len(patterns("seasons")) == 6


def test_the_date_is_of_the_year_that_the_notice_is_for() -> None:
    text = TEXT.format(sentence="完成隐患排查整治。", note=NOTE).replace("做好2026年", "做好2024年")
    wrong = report_on(read_file(text.encode(), "x.txt"), Options(profile="strict"))
    assert words(wrong, "deadline-inherited") == "，于2026年9月底前完成"


def test_a_late_notice_is_done_by_the_end_of_its_year() -> None:
    text = TEXT.format(sentence="完成隐患排查整治。", note=NOTE).replace("年1月20日", "年9月20日")
    late = report_on(read_file(text.encode(), "x.txt"), Options(profile="strict"))
    assert words(late, "deadline-inherited") == "，于2026年12月底前完成"


def test_a_person_who_acts_is_offered_as_no_unit() -> None:
    for subject, owners in (
        ("企业主要负责人", "＿＿＿＿"),
        ("市应急局", "市应急局"),
        ("网格员", "＿＿＿＿"),
    ):
        text = f"""甲市人民政府
关于做好2026年安全生产工作的通知

各县（区）人民政府：

一、压实安全责任

（一）落实安全责任。{subject}每季度检查1次消防设施。

（二）强化排查。全市6月底前完成排查。（责任单位：市住建局）

甲市人民政府
2026年1月20日
"""
        found = report_on(read_file(text.encode(), "x.txt"), Options()).open
        told = [each.paste for f in found if f.rule == "owner-implied" for each in f.each]
        assert told == [f"（责任单位：{owners}）"]


def test_what_is_pasted_into_real_notices_passes() -> None:
    tried = 0
    for stem in ("xiaoyi-2026", "gaoping-2024"):
        text = text_of(stem)
        found = report_on(read_file(text.encode(), "x.txt"), Options(profile="strict"))
        done: set[str] = set()
        for each in found.findings:
            end = each.where.end
            if each.rule in done or not each.paste or each.count > 1 or end is None:
                continue
            into = {"owner-missing": (end, end), "owner-unstated": (end, end), "owner-context": (end, end), "deadline-inherited": (end - 1, end - 1)}  # fmt: skip
            start, stop = into.get(each.rule, (each.where.start, end))
            if text[end - 1] != "。" and each.rule in into:
                continue
            mended = text[:start] + filled(each.paste) + text[stop:]
            after = report_on(read_file(mended.encode(), "x.txt"), Options(profile="strict"))
            left = [(f.rule, f.sentence) for f in after.findings if f.rule == each.rule]
            assert (each.rule, each.sentence) not in left, each.paste
            done.add(each.rule)
        tried += len(done)
    assert tried >= 8


def test_a_date_inside_the_note_that_is_pasted_bounds_the_task() -> None:
    before = report("完成隐患排查整治。", "")
    assert {"owner-unstated", "deadline-inherited"} <= {f.rule for f in before.findings}
    limit = words(before, "deadline-inherited")
    note = filled(words(before, "owner-unstated")).replace("）", f"{limit}）")
    assert note == "（责任单位：市教育局，于2026年9月底前完成）"
    after = {f.rule for f in report("完成隐患排查整治。", note).findings}
    assert not {r for r in after if r.startswith("owner-")} | (after & {"deadline-inherited"})


def test_what_is_to_be_pasted_is_called_a_proposal() -> None:
    for lang, said in (("zh", "请核对"), ("en", "check them")):
        assert said in text_report(report("完成隐患排查整治。", ""), lang=lang)


def test_every_rule_with_words_to_paste_is_tried() -> None:
    rules = load_rulebook().rules.values()
    assert {rule.id for rule in rules if rule.paste} == {case[0] for case in CASES}


def test_three_sentences_open_the_report() -> None:
    name = "xiaoyi-2026.txt"
    found = report_on(read_file((NOTICES / name).read_bytes(), name), Options(profile="strict"))
    ready, mend, compared = opening(found, "zh")
    assert ready == (
        f"还不能发：有 {found.count('violation')} 处违规要先改。另有 {found.count('warning')} 处提醒，请逐条核对："
        "时间要求笼统 4 处；频次没有写次数 3 处；像是写了责任单位，没有认出 3 处；"
        "全年的数量、要有的东西没有写节点 1 处；像是常态工作，没有写时限 1 处；等 11 类。"
    )
    assert mend.startswith("先改：")
    assert mend.count("；") <= FIRST - 1
    assert "没有别的通知可比" in compared
    assert len(opening(found, "en")) == 3
    fine = report(f"{TIME}完成隐患排查整治。")
    ready = fine.conforms and not fine.count("warning")
    assert opening(fine, "zh")[0].startswith("可以发") is ready


#: A draft with everything of its form left open, and one with nothing.
OPEN = TEXT.replace("1号", "××号").replace("1月20日", "×月×日").replace(
    "\n甲市人民政府\n\n", "\n请于×月×日前报送，×月底前销号，安排资金×××万元（联系人：×××，联系电话：0351-×××××××）。\n\n甲市人民政府\n\n"
)  # fmt: skip
WHOLE = OPEN.replace("×××万元", "300万元").replace("×××，", "张三，").replace("×××××××", "6622345").replace("×月", "5月").replace("×日", "9日").replace("××号", "1号")  # fmt: skip


def headed(text: str, profile: str) -> Report:
    content = text.format(sentence=f"{TIME}完成隐患排查整治。", note=NOTE)
    return report_on(read_file(content.encode(), "x.txt"), Options(profile=profile))


def test_what_is_to_be_filled_in_stands_in_the_verdict() -> None:
    draft = headed(OPEN, "draft")
    said = "发文字号、成文日期、期限 2 处、联系人、联系电话、数字"
    assert draft.conforms
    assert opening(draft, "zh")[0].startswith(f"内容没有违规；印发前还要填：{said}；有 ")
    assert f"文中还空着：{said}" in opening(headed(OPEN, "issued"), "zh")[0]
    hidden = headed(WHOLE, "draft")
    assert any("已隐去" in note.zh for note in hidden.notes)
    assert hidden.blanks == (), "whom reading hides is no blank"
    assert opening(hidden, "zh")[0].startswith("可以发")
    form = WHOLE + "\n附件1\n\n联系人：×××　2026年×月×日\n"
    assert headed(form, "draft").blanks == (), "a form is for others to fill in"


def test_a_blank_date_is_no_missing_one_and_an_annex_that_is_not_there_is_told() -> None:
    for profile, date, annex in (
        ("draft", "warning", "warning"),
        ("issued", "violation", "warning"),
    ):
        text = TEXT.replace("\n甲市人民政府\n\n2026", "\n附件：任务分工表\n\n甲市人民政府\n\n2026")
        content = text.format(sentence="于×月×日前完成隐患排查整治。", note=NOTE)
        found = report_on(read_file(content.encode(), "x.txt"), Options(profile=profile))
        told = {f.rule: f.severity for f in found.findings}
        assert told["deadline-blank"] == date
        assert told["annex-absent"] == annex
        assert not {"deadline-inherited", "deadline-none"} & set(told)
        for there in ("\n附件\n\n任务分工表\n", "\n任务分工表\n"):
            whole = report_on(read_file((content + there).encode(), "x.txt"), Options(profile=profile))  # fmt: skip
            assert "annex-absent" not in {f.rule for f in whole.findings}
        apart = content.replace("附件：任务分工表", "附件：任务分工表（纸质，电子版另发）")
        sent = report_on(read_file(apart.encode(), "x.txt"), Options(profile=profile))
        assert "annex-absent" not in {f.rule for f in sent.findings}


def test_what_to_mend_first_is_what_the_verdict_counts() -> None:
    for profile, heads in (("draft", ("先改", "请核对")), ("issued", ("要更正", "请核对"))):
        wrong = report_on(read_file(TEXT.format(sentence=f"{BESIDE}完成隐患排查整治。", note="").encode(), "x.txt"), Options(profile=profile))  # fmt: skip
        fine = replace(
            wrong, findings=tuple(f for f in wrong.findings if f.severity != "violation")
        )
        for found, severity, head in zip((wrong, fine), ("violation", "warning"), heads, strict=True):  # fmt: skip
            assert {group.severity for group in to_mend(found)} == {severity}
            assert opening(found, "zh")[1].startswith(head)
            assert "发" not in opening(found, "zh")[0] or profile == "draft"


def test_a_terminal_breaks_no_number_and_begins_no_line_with_a_stop() -> None:
    name = "xiaoyi-2026.txt"
    found = report_on(read_file((NOTICES / name).read_bytes(), name), Options(profile="strict"))
    numbers = [each for said in opening(found, "zh") for each in re.findall(r"\d+ \w", said)]
    assert len(numbers) > 6
    for width in range(60, 100):
        lines = text_report(found, everything=False, width=width).splitlines()
        box = [line.strip("│ ") for line in lines[: lines.index("任务情况（96）")]]
        assert not [line for line in box if line.startswith(("，", "。", "；", "、", "）", "处"))]
        told = Counter(each for line in box for each in re.findall(r"\d+ \w", line))
        assert all(told[each] >= numbers.count(each) for each in numbers), width


def test_a_numbered_text_without_a_day_is_a_draft() -> None:
    twice = f"市教育局要于{TIME}完成校舍隐患排查整治。\n\n（二）排查校舍。市教育局要于2026年11月底前完成校舍隐患排查整治。"
    found = {}
    for dated in (True, False):
        content = TEXT.format(sentence=twice, note="").replace("\n2026年1月20日\n", "\n2026年1月20日\n" if dated else "\n")  # fmt: skip
        found[dated] = report_on(read_file(content.encode(), "x.txt"), Options())
    assert {dated: each.policy.profile for dated, each in found.items()} == {True: "issued", False: "draft"}  # fmt: skip
    assert any("按草稿检查：没有成文日期" in note.zh for note in found[False].notes)
    told = [f.severity for f in found[False].findings if f.rule == "deadline-contradiction"]
    assert told == ["violation"]


def test_warnings_are_told_by_kind_beside_violations_and_none_are_not() -> None:
    wrong = report_on(read_file(TEXT.format(sentence=f"{BESIDE}完成隐患排查整治。", note="").encode(), "x.txt"), Options(profile="draft"))  # fmt: skip
    violations = tuple(f for f in wrong.findings if f.severity == "violation")
    warnings = tuple(f for f in wrong.findings if f.severity == "warning")
    assert violations
    assert warnings
    label = {rule.id: rule.label.zh for rule in wrong.rules}
    assert all(
        f"{label[each.rule]} " in opening(replace(wrong, findings=(*violations, each)), "zh")[0]
        for each in warnings
    )
    only, none = (opening(replace(wrong, findings=kept), "zh")[0] for kept in (violations, ()))
    assert only == f"还不能发：有 {len(violations)} 处违规要先改。"
    assert none == "可以发：没有违规，也没有提醒。"
    alone = opening(replace(wrong, findings=warnings), "zh")
    assert alone[0] == f"没有违规；有 {len(warnings)} 处提醒，请逐条核对后再发。"
    assert alone[1].startswith("请核对：")
    done = replace(wrong, policy=make_policy("issued"), findings=())
    assert opening(done, "zh")[0] == "没有违规。"


def test_notes_are_not_what_to_mend_first() -> None:
    found = report_on(read_file(TEXT.format(sentence=f"各县（区）要于{TIME}完成整治。", note="（责任单位：各县（区）人民政府）").encode(), "x.txt"), Options(profile="issued"))  # fmt: skip
    notes = tuple(f for f in found.findings if f.severity == "info")
    assert notes
    assert (
        opening(replace(found, findings=notes), "zh")[1]
        == f"没有要改的，{len(notes)} 处提示供参考。"
    )
    assert opening(replace(found, findings=()), "zh")[1] == "没有要改的。"
    for profile in ("draft", "strict"):
        again = report_on(read_file(TEXT.format(sentence="定期排查。", note="").encode(), "x.txt"), Options(profile=profile))  # fmt: skip
        assert all(group.severity != "info" for group in to_mend(again))
        assert [each["rule"] for each in beside(again, "")["first"]] == [g.rule.id for g in to_mend(again)]  # fmt: skip


def test_the_share_of_tasks_with_owners_has_those_whom_subjects_name() -> None:
    _, _, said = opening(report(f"市教育局要于{TIME}完成整治。", ""), "zh")
    assert "有责任单位的任务占 100%（括注或全文适用 0%，其余由句中主语或上文看出）" in said
    _, _, noted = opening(report(f"{TIME}完成整治。"), "zh")
    assert "有责任单位的任务占 100%，有自己时限的占 100%" in noted


def test_what_to_mend_first_says_where() -> None:
    _, first, _ = opening(report(f"{BESIDE}完成隐患排查整治。组织应急演练。", ""), "zh")
    assert "任务没有责任单位（一、（三），2 句）" in first
    assert "没有印发日期（" not in first  # the notice itself
    _, english, _ = opening(report(f"{BESIDE}完成隐患排查整治。组织应急演练。", ""), "en")
    assert "Task without an owner (一、（三）, 2)" in english


def test_a_finding_of_many_sentences_lists_each_with_its_words() -> None:
    said = f"市教育局要于{TIME}完成校舍检查。市住建局要于{TIME}完成工地排查。"
    found = report(said, "")
    told = text_report(found)
    assert "首句可照此写" in told
    for unit in ("市教育局", "市住建局"):
        assert f"（责任单位：{unit}）" in told
    assert "市住建局）" not in text_report(found, everything=False)


@pytest.mark.parametrize(
    "sentence",
    ["春节、元宵节期间严查非法储存烟花爆竹。", "依据《安全生产法》（2021年修正）追究事故责任。"],
)
def test_a_holiday_is_a_time_and_the_year_of_a_law_is_none(sentence: str) -> None:
    rules = {f.rule for f in report(sentence).findings}
    assert not rules & {"deadline-unrecognised", "deadline-inherited", "deadline-none"}
    assert "deadline-unrecognised" in {f.rule for f in report("节前完成一轮排查。").findings}


def test_what_is_done_by_the_year_is_a_time_and_what_is_called_after_it_is_none() -> None:
    assert first_match("unread-times", "重点企业年度执法检查2轮以上。")
    for named in ("结果纳入年度考核。", "年度举报查实奖励金额不低于20万元。"):
        assert not first_match("unread-times", named), named


def test_a_notice_without_tasks_is_not_told_to_be_ready() -> None:
    text = TEXT.replace(
        "（一）强化责任落实。{sentence}{note}", "（一）强化责任落实\n\n（二）加强宣传教育"
    )
    found = report_on(read_file(text.encode(), "x.txt"), Options(profile="strict"))
    assert found.rates.tasks == 0
    for lang, no_tasks in (("zh", "没有读出任务"), ("en", "No tasks were read")):
        assert opening(found, lang)[2].startswith(no_tasks)
    ready = opening(replace(found, findings=(), blanks=()), "zh")[0]
    assert ready == "没有违规，也没有提醒，但没有读出任务。"
