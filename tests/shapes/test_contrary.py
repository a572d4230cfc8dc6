"""What is contrary to law or to the calendar, of another place, of another kind of document, or breaks off is told; its right form is not."""

from __future__ import annotations

import pytest

from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from tests.shapes.drafted import told

OWN = "市教育局、市财政局、市公安局、市水利局、市商务局每季度检查1次。"
SAID = [
    ("孝义市人民政府", "单位负责人接到报告后2小时内向市应急局报告。", "wording-contrary", True),
    ("孝义市人民政府", "单位负责人接到报告后1小时内向市应急局报告。", "wording-contrary", False),
    ("孝义市人民政府", "单位负责人24小时内书面续报处置情况。", "wording-contrary", False),
    ("孝义市人民政府", "发现重大事故隐患后24小时内向属地应急管理部门报告。", "wording-contrary", False),
    ("孝义市人民政府", "全市发生一般事故3起，造成3人死亡。", "wording-contrary", False),
    ("孝义市人民政府", "某公司发生一起机械伤害一般事故，造成4人死亡。", "wording-contrary", True),
    ("孝义市人民政府", "按照《安全生产法》第十八条落实主要负责人职责。", "wording-contrary", True),
    ("孝义市人民政府", "按照《安全生产法》第二十一条落实主要负责人职责。", "wording-contrary", False),
    ("孝义市人民政府", "确保2025年全市安全生产形势稳定。", "deadline-stale-year", True),
    ("孝义市人民政府", "确保2025年底前排查出的隐患按期销号。", "deadline-stale-year", False),
    ("孝义市人民政府", "办好第24个全国“安全生产月”活动。", "deadline-years-differ", True),
    ("孝义市人民政府", "办好第25个全国“安全生产月”活动。", "deadline-years-differ", False),
    ("孝义市人民政府", "确保“十四五”圆满收官。", "deadline-years-differ", True),
    ("孝义市人民政府", "利通区教育局每月检查1次。", "wording-other-place", True),
    ("孝义市人民政府", "会同利通区教育局每月检查1次。", "wording-other-place", False),
    ("孝义市人民政府", "吕梁市教育局每月检查1次。", "wording-other-place", False),
    ("孝义市人民政府", "深刻吸取利通区政府通报的事故教训。", "wording-other-place", False),
    ("孝义市人民政府", "各市州住建局要每月检查1次。", "wording-other-tier", True),
    ("孝义市人民政府", "保持全县安全生产形势稳定。", "wording-other-tier", True),
    ("孝义市下堡镇人民政府", "各乡镇（街道）要每月检查1次。", "wording-other-tier", True),
    ("孝义市下堡镇人民政府", "各村要每月检查1次。", "wording-other-tier", False),
    ("孝义城投集团有限公司", "各县（市、区）要每月检查1次。", "wording-other-tier", True),
    ("孝义城投集团有限公司", "配合各乡镇要每月检查1次。", "wording-other-tier", False),
    ("孝义市人民政府", "6月底前完成标线更新，并于。", "wording-cut", True),
    ("孝义市人民政府", "6月底前完成标线更新，并于年底验收。", "wording-cut", False),
    ("孝义市人民政府", "由村委会处200元以上500元以下罚款。", "wording-beyond-power", True),
    ("孝义市人民政府", "任务分解表见附件，各单位照此执行。", "annex-unlisted", True),
    ("孝义市人民政府", "任务分解详见附表2，各单位照此执行。", "annex-unlisted", True),
    ("孝义市人民政府", "参数按照《煤矿安全规程》执行，详见附表2。", "annex-unlisted", False),
    ("孝义市人民政府", "按照行业标准整改（附表2）。", "annex-unlisted", False),
    ("孝义市人民政府", "任务分解详见附表2，另行印发。", "annex-unlisted", False),
    ("孝义市人民政府", "任务分解表另行印发，各单位照此执行。", "annex-unlisted", False),
    ("孝义市人民政府", "市应急局每日25时前报送情况。", "wording-contrary", True),
    ("孝义市人民政府", "市应急局每日24时前报送情况。", "wording-contrary", False),
    ("孝义市人民政府", "值班员每天30时以上连续值守的予以调休。", "wording-contrary", False),
    ("孝义市人民政府", "市应急局6月5日17时75分前报送情况。", "wording-contrary", True),
    ("孝义市人民政府", "市应急局6月5日17时45分前报送情况。", "wording-contrary", False),
    ("孝义市人民政府", "市应急局每月32日前报送情况。", "wording-contrary", True),
    ("孝义市人民政府", "市应急局每月31日前报送情况。", "wording-contrary", False),
    ("孝义市人民政府", "各乡镇6月30日前完成自查，5月31日前完成整改。", "deadline-report-first", True),
    ("孝义市人民政府", "各乡镇5月31日前完成自查，6月30日前完成整改。", "deadline-report-first", False),
    ("孝义市人民政府", "各乡镇11月30日前完成自查，2月28日前完成整改。", "deadline-report-first", False),
    ("孝义市人民政府", "各乡镇6月30日前完成学校自查，学校5月31日前完成整改。", "deadline-report-first", False),
    ("孝义市人民政府", "整改率达到100%以上。", "wording-contrary", True),
    ("孝义市人民政府", "整改率达到98%以上。", "wording-contrary", False),
    ("孝义市人民政府", "深入推进安全生产治本攻坚三年行动。", "deadline-years-differ", False),
    ("孝义市人民政府", "会同市公安局、市公安局、市水利局每月检查1次。", "wording-twice", True),
    ("孝义市人民政府", "共排查隐患412处，已整改389处，剩余33处。", "wording-figures-differ", True),
    ("孝义市人民政府", "共排查隐患412处，已整改389处，剩余23处。", "wording-figures-differ", False),
    ("孝义市人民政府", "2027年1月15日前完成年度考核。", "deadline-outside-year", False),
    ("孝义市人民政府", "2027年3月底前建成体验馆。", "deadline-outside-year", True),
    ("孝义市人民政府", "提供2025年6月1日至8月31日期间的用电量。", "deadline-before-notice", False),
    ("孝义市人民政府", "严禁先检测、再通风、后作业。", "wording-contrary", False),
    ("孝义市人民政府", "重大事故隐患整改验收合格前，不得允许企业继续生产。", "wording-contrary", False),
    ("孝义市人民政府", "按照《安全生产法》第九十四条查处主要负责人未履行职责的行为。", "wording-contrary", False),
    ("孝义市人民政府", "特种作业人员持证上岗率仅为92%。", "wording-contrary", False),
    ("孝义市人民政府", "市公安局配合利通区公安局做好管控。", "wording-other-place", False),
    ("孝义市人民政府", "（此处由市水利局核定水位）", "wording-remark", False),
    ("孝义市人民政府", "执法大队是否列入待李科长答复。", "wording-remark", True),
    ("孝义市人民政府", "严禁村委会擅自处以200元罚款。", "wording-beyond-power", False),
    ("孝义市人民政府", "总结第24个全国“安全生产月”做法。", "deadline-years-differ", False),
    ("孝义市人民政府", "管委会对开发区全区企业每月检查1次。", "wording-other-tier", False),
    ("孝义市下堡镇人民政府", "各乡镇人民政府要每月检查1次。", "wording-other-tier", True),
    ("孝义市人民政府", "根据2026年3月10日市安委会全体会议精神，每月检查1次。", "wording-cited-later", True),
    ("孝义市人民政府", "根据2026年1月10日市安委会全体会议精神，每月检查1次。", "wording-cited-later", False),
    ("孝义市人民政府", "按照2026年3月10日前召开会议的要求，每月检查1次。", "wording-cited-later", False),
    ("孝义市人民政府", "贯彻落实2026年3月1日印发的方案，每月检查1次。", "wording-cited-later", True),
    ("孝义市人民政府", f"{OWN}吕梁市应急管理局牵头，每月检查1次。", "owner-other-tier", True),
    ("孝义市人民政府", f"{OWN}市应急管理局牵头，吕梁市应急管理局配合，每月检查1次。", "owner-other-tier", False),
    ("孝义市人民政府", f"{OWN}吕梁市生态环境局孝义分局牵头，每月检查1次。", "owner-other-tier", False),
    ("孝义市人民政府", f"{OWN}商请吕梁市应急管理局牵头，每月检查1次。", "owner-other-tier", False),
]  # fmt: skip


def test_a_campaign_that_is_over_does_not_go_on() -> None:
    said = "深入推进安全生产治本攻坚三年行动。"
    assert "deadline-years-differ" in told(said, year=2027, date="2027年2月5日")
    over = "巩固安全生产治本攻坚三年行动成果。"
    assert "deadline-years-differ" not in told(over, year=2027, date="2027年2月5日")


def test_what_a_circular_asks_by_a_day_that_is_over() -> None:
    said = "请各乡镇于1月20日前将整改情况书面报市应急局。"
    assert "deadline-over" in told(said, title="{year}年第一季度检查情况的通报")
    later = "请各乡镇于2月20日前将整改情况书面报市应急局。"
    assert "deadline-over" not in told(later, title="{year}年第一季度检查情况的通报")


@pytest.mark.parametrize(("issuer", "sentence", "rule", "is_told"), SAID)
def test_said(issuer: str, sentence: str, rule: str, is_told: bool) -> None:
    below = "各村（社区）" if "镇" in issuer else "各乡镇人民政府"
    assert (rule in told(sentence, issuer=issuer, addressees=below)) is is_told


def test_cases_of_both_kinds() -> None:
    rules = {rule for _, _, rule, _ in SAID}
    assert len(SAID) == 71
    assert len(rules) == 16
    assert {rule for *_, rule, is_told in SAID if is_told} == rules - {"deadline-before-notice"}


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_change_nothing(ends: str) -> None:
    """GB/T 9704-2012, 7.2.5 and 7.3.5: the number as it is written and the day of the signature are read at the ends of lines."""
    draft = "方山政发[2026]02号\n\n方山县人民政府关于做好2026年安全生产工作的通知\n\n各乡镇人民政府：\n\n一、检查。市应急局6月底前检查1次，任务表见附件。\n\n方山县人民政府\n2026年2月30日\n"
    found = [
        [
            (f.rule, f.sentence.strip())
            for f in report_on(read_file(text.encode(), "x.txt"), Options()).findings
        ]
        for text in (draft, draft.replace("\n", ends))
    ]
    assert found[0] == found[1]
    assert {"notice-number-written", "notice-signed-no-such-day", "annex-unlisted"} <= {
        rule for rule, _ in found[0]
    }


def test_a_cell_of_a_table_is_no_day_of_signature() -> None:
    table = "序号,工作任务,责任单位,完成时限\n1,排查燃气管网隐患,市住建局,2026年4月31日\n2,排查煤矿瓦斯隐患,市应急局,2026年9月底前\n"
    rules = {
        f.rule
        for f in report_on(
            read_file(table.encode(), "某县2026年任务分工表.csv"), Options()
        ).findings
    }
    assert "deadline-no-such-day" in rules
    assert "notice-signed-no-such-day" not in rules


def test_a_year_that_has_left_results_is_no_deadline() -> None:
    said = "巩固2023年整治成果，对剩余用户更换情况再复核，8月底前完成。"
    assert "deadline-before-notice" not in told(said, year=2024, date="2024年3月4日")
    assert "deadline-before-notice" not in told(said.replace("2023", "2025"))
    late = "2023年底前完成燃气用户软管更换。"
    assert told(late, year=2024, date="2024年3月4日") & {
        "deadline-before-notice",
        "deadline-stale-year",
    }


def test_a_day_by_which_something_was_there_already_is_no_deadline() -> None:
    said = "2025年1月1日前已列入清单的重大事故隐患，市应急局于2026年9月30日前督促整改销号。"
    assert "deadline-before-notice" not in told(said)
    assert "deadline-before-notice" in told("市应急局于2026年1月5日前列出清单。")


def test_a_notice_sent_before_its_year_begins_has_days_of_the_year_before() -> None:
    said = "市水务局在2025年12月31日前抽查重点水库。"
    assert "deadline-stale-year" not in told(said, date="2025年12月19日")
    assert "deadline-stale-year" in told(said)


def test_the_report_on_the_last_year_is_due_in_the_next_january() -> None:
    assert "deadline-outside-year" not in told("2026年度通报于2027年1月15日前作出。")
    assert "deadline-outside-year" in told("市应急局于2027年3月15日前完成电梯检验。")


def test_a_short_form_that_the_notice_gives_is_no_second_name() -> None:
    given = "安全生产监督管理局（以下简称“安监局”）负责危化品。安监局会同市住建局检查。"
    bare = "市应急管理局负责危化品。市应急局会同市住建局检查。"
    assert "owner-two-names" not in told(given)
    assert "owner-two-names" in told(bare)


def test_a_row_that_is_written_as_text_does_not_break_off() -> None:
    rest = "".join(
        f"\n{n}.市应急局牵头，{n}月底前检查煤矿、非煤矿山和危险化学品企业各一次。"
        for n in range(1, 12)
    )
    cut = "\n12.市应急局对金属冶炼企业开展检查，重点检查煤气柜、高炉煤气、转炉煤气和焦炉煤气\n13.市住建局6月底前检查1次。"
    cell = "\n12　　深基坑未按专项方案支护　　　　1项　　停工，9月24日复查合格\n13.市住建局6月底前检查1次。"
    assert "wording-cut" in told(rest + cut)
    assert "wording-cut" not in told(rest + cell)


def test_training_of_a_hospital_is_not_that_of_a_mine() -> None:
    said = "新入职人员上岗前培训不少于8学时。"
    assert "wording-contrary" in told(said, issuer="方山煤业有限公司", addressees="各矿")
    assert "wording-contrary" not in told(said, issuer="方山县人民医院", addressees="各科室")


def test_a_plan_is_passed_on_by_the_name_in_the_title() -> None:
    title = "印发《{year}年有限空间专项整治实施方案》的通知"
    other = "现将《2026年有限空间专项整治工作方案》印发给你们，请执行。"
    assert "annex-title-differs" in told(other, title=title)
    assert "annex-title-differs" not in told(other.replace("工作", "实施"), title=title)


@pytest.mark.parametrize(
    ("sentence", "title", "is_told"),
    [
        ("元宵节（3月5日）前后，市公安局加强灯会巡查。", "做好{year}年元宵节安全工作的通知", True),
        ("元宵节（3月3日）前后，市公安局加强灯会巡查。", "做好{year}年元宵节安全工作的通知", False),
        ("3月25日全国中小学生安全教育日，市教育局组织演练。", "做好{year}年安全生产工作的通知", True),
        ("3月30日全国中小学生安全教育日，市教育局组织演练。", "做好{year}年安全生产工作的通知", False),
        ("确保群众过上欢乐、祥和的春节。", "做好{year}年国庆节安全工作的通知", True),
        ("确保群众过上欢乐、祥和的国庆。", "做好{year}年国庆节安全工作的通知", False),
    ],
)  # fmt: skip
def test_festivals_of_the_calendar_and_of_the_title(
    sentence: str, title: str, is_told: bool
) -> None:
    assert ("wording-contrary" in told(sentence, title=title)) is is_told


def test_what_is_said_of_all_of_another_tier() -> None:
    assert "wording-other-tier" in told("市应急局完成对全省高危行业企业负责人的培训。")
    assert "wording-other-tier" not in told("市应急局完成全省下达的培训任务。")
    assert "wording-other-tier" not in told("市应急局完成对全市高危行业企业负责人的培训。")


def test_the_year_of_the_number_is_that_of_a_date_that_is_none() -> None:
    def rules(number: str) -> set[str]:
        text = f"孝义市人民政府\n关于做好2026年安全生产工作的通知\n\n孝政发〔{number}〕1号\n\n各乡镇人民政府：\n\n（一）检查。市应急局每月检查1次。\n\n孝义市人民政府\n2026年2月30日\n"
        report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
        return {each.rule for each in report.findings}

    assert rules("2025") >= {"notice-number-year", "notice-signed-no-such-day"}
    assert "notice-number-year" not in rules("2026")


def test_what_stands_behind_who_acts_is_not_said_again() -> None:
    said = "对每起亡人事故提级调查，结案后一年内开展整改落实情况评估，对瞒报事故的从重处罚。"
    first = f"市应急管理局要严格执行有关条例，{said}"
    again = f"（二）提升能力。各乡镇每月组织1次演练。{said}\n\n"
    assert "structure-task-twice" in told(first, rest=again)
    other = again.replace("一年内", "半年内")
    assert "structure-task-twice" not in told(first, rest=other)
    short = "（二）提升能力。对瞒报事故的从重处罚。\n\n"
    assert "structure-task-twice" not in told(first, rest=short)
