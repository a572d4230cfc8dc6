"""One cause is told once, and what the text says elsewhere is not missed: each case here was a false alarm or a fault
that was told too low."""

from __future__ import annotations

import pytest

from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from shapes.records import Finding

NOTICE = "关于做好2026年安全生产工作的通知"
TEXT = "{issuer}\n{title}\n\n{number}\n\n各县（区）应急管理局：\n\n现将有关事项通知如下。\n\n{body}\n\n{issuer}\n{date}\n"


def told(
    body: str,
    rule: str,
    *,
    title: str = NOTICE,
    number: str = "甲应急〔2026〕3号",
    date: str = "2026年2月9日",
    profile: str = "draft",
    issuer: str = "甲市应急管理局",
) -> list[Finding]:
    text = TEXT.format(issuer=issuer, title=title, number=number, body=body, date=date)
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile=profile))
    return [finding for finding in report.findings if finding.rule == rule]


def items(*notes: str) -> str:
    sentences = (f"（{n}）检查。{m}月底前完成检查。{note}" for n, m, note in zip("一二三四五六", range(4, 10), notes, strict=False))  # fmt: skip
    return "一、任务\n\n" + "\n\n".join(sentences)


def test_notes_without_a_lead_are_told_once() -> None:
    body = items(
        "（责任单位：市教育局、市住建局、各县（区）人民政府）",
        "（责任单位：市公安局、市财政局）",
        "（责任单位：市水务局、市气象局、市林业局）",
    )
    (found,) = told(body, "owner-lead-missing")
    assert found.count == 3
    assert "3 处括注" in found.what.zh
    assert "2 个责任单位（市教育局、市住建局）" in found.what.zh


def test_a_sentence_that_says_which_of_the_units_acts_needs_no_lead() -> None:
    for sentence, number in (
        ("6月底前由市安委办提出意见。", 0),
        ("6月底前提出意见。", 1),
    ):
        body = f"一、任务\n\n（一）职责。{sentence}（责任单位：市安委办、市公安局）"
        assert len(told(body, "owner-lead-missing")) == number, sentence


def test_a_former_name_is_told_once_with_the_present_one() -> None:
    body = items("（责任单位：市应急管理局）", "（责任单位：市安监局）", "（责任单位：市安监局）")
    (found,) = told(body, "wording-abolished-unit")
    assert "他处称“市应急管理局”" in found.what.zh
    assert "全文共 2 处" in found.what.zh
    assert not told(body, "owner-two-names")
    other = body.replace("市安监局", "市应急局")
    assert told(other, "owner-two-names")
    assert not told(other, "wording-abolished-unit")


@pytest.mark.parametrize(
    ("sentence", "by"),
    [
        ("全年总结于2026年12月20日前报送，后续事项于次年1月10日前补报。", False),
        ("市应急局每年12月底前完成自评，于次年1月20日前形成报告。", False),
        ("任务清单由市应急局于3月底前印发，以后各年度于当年1月底前印发。", False),
        ("市应急局于1月10日前补报。", True),
    ],
)
def test_a_date_of_a_later_year_is_not_over(sentence: str, by: bool) -> None:
    found = told(f"一、任务\n\n（一）报送。{sentence}", "deadline-before-notice")
    assert bool(found) is by


def test_what_goes_on_behind_a_stale_year_is_told_with_it() -> None:
    body = "一、任务\n\n（一）自评。市应急局2025年11月底前完成自评，12月中旬形成报告。"
    (found,) = told(body, "deadline-stale-year")
    assert found.consequences == 2
    assert not told(body, "deadline-before-notice")
    alone = "一、任务\n\n（一）自评。市应急局1月底前完成自评，2月1日前形成报告。"
    assert len(told(alone, "deadline-before-notice")) == 2


def test_owners_of_a_note_that_nobody_closed_are_read() -> None:
    body = items("（责任单位：市教育局）", "（责任单位：市住建局、有关县（市、区）人民政府")
    body += "\n\n（三）检查。6月底前完成检查。（责任单位：市水务局）"
    assert not told(body, "owner-missing")
    (found,) = told(body, "wording-bracket-unpaired")
    assert found.value == "（"
    bare = body.replace("（责任单位：市住建局、有关县（市、区）人民政府", "")
    assert told(bare, "owner-missing")


def test_items_that_say_who_acts_want_no_notes() -> None:
    acts = "市应急局每季度开展1次检查。对企业逐家登记。建立问题清单。"
    bare = "每季度开展1次检查。对企业逐家登记。建立问题清单。"
    numbers = "一二三四五六七八"
    for text, is_told in ((acts, False), (bare, True)):
        body = "一、任务\n\n" + "\n\n".join(f"（{n}）第{n}项。{text}" for n in numbers)
        found = told(body, "owner-no-notes", issuer="甲市安全生产委员会")
        assert bool(found) is is_told, text
    closed = "一、任务\n\n" + "\n\n".join(f"（{n}）第{n}项。{bare}" for n in numbers)
    closed += "\n\n以上工作由市应急局牵头，各县（区）配合。\n"
    assert not told(closed, "owner-no-notes", issuer="甲市安全生产委员会")


def test_a_season_is_a_thought_and_with_a_day_in_front_none() -> None:
    for sentence, number in (
        ("市应急局在供暖期前开展1轮检查。", 1),
        ("市应急局11月1日供暖期前开展1轮检查。", 0),
    ):
        found = told(f"一、任务\n\n（一）检查。{sentence}", "deadline-season-open")
        assert [each.severity for each in found] == ["info"] * number, sentence


@pytest.mark.parametrize(
    ("sentences", "is_told"),
    [
        ("市应急局与企业签订责任书。3月15日前，市应急局将责任书签订情况报市安委办。", False),
        ("市应急局完成企业登记。3月15日前，市应急局将隐患整改情况报市安委办。", True),
        ("市应急局建立检查台账，做到一企一档。", False),
        ("市应急局建立重大隐患清单。", False),
        ("市应急局完成重大隐患整治。", True),
        ("市应急局完成隐患普查。以上任务的责任人、完成时限和成果形式，见附件1。", False),
        ("市应急局完成隐患普查。以上任务的责任人、成果形式，见附件1。", True),
    ],
)
def test_a_time_that_the_text_sets_elsewhere_is_not_missed(sentences: str, is_told: bool) -> None:
    assert bool(told(f"一、任务\n\n（一）责任。{sentences}", "deadline-inherited")) is is_told


def test_all_who_are_asked_to_report_are_not_vague() -> None:
    for sentence, is_told in (
        ("各县（市、区）、各有关部门要按照省安委会要求，制定措施，于3月15日前报市安委办。", False),
        ("各县（市、区）、各有关部门要完成老旧管网改造。", False),
        ("我办将会同有关部门协调后报省安委会。", False),
        ("有关部门要完成老旧管网改造。", True),
    ):
        found = told(f"一、任务\n\n（一）落实。{sentence}", "owner-vague")
        assert bool(found) is is_told, sentence


def test_a_date_of_the_document_that_no_calendar_has_is_told_as_such() -> None:
    for date, missing, unreal in (
        ("2026年2月30日", 0, 1),
        ("2026年2月28日", 0, 0),
        ("", 1, 0),
    ):
        body = items("（责任单位：市教育局）")
        assert len(told(body, "notice-signed-missing", date=date)) == missing, date
        assert len(told(body, "notice-signed-no-such-day", date=date)) == unreal, date
        assert not told(body, "deadline-day-unreal", date=date)


@pytest.mark.parametrize(
    ("number", "date", "is_told"),
    [
        ("甲应急〔2026〕　号", "2026年2月9日", True),
        ("甲应急〔2026〕3号", "2026年  月  日", True),
        ("甲应急〔2026〕　号", "2026年  月  日", False),
        ("甲应急〔2026〕3号", "2026年2月9日", False),
    ],
)
def test_one_of_number_and_date_left_blank_is_told(number: str, date: str, is_told: bool) -> None:
    found = told(
        items("（责任单位：市教育局）"),
        "notice-half-filled",
        number=number,
        date=date,
        profile="draft",
    )
    assert [each.severity for each in found] == ["warning"] * is_told


def test_blanks_of_a_draft_are_told_once_and_of_what_is_issued_each() -> None:
    body = "一、任务\n\n（一）资金。市财政局6月底前安排资金XX万元。\n\n（二）改造。市住建局9月底前改造管网××公里。"
    for profile, severity, counts in (("draft", "warning", [2]), ("issued", "violation", [1, 1])):
        found = told(body, "wording-blank", profile=profile)
        assert [each.count for each in found] == counts, profile
        assert {each.severity for each in found} == {severity}


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("外委队伍数量较2023年底压减20%以上", False),
        ("外委队伍数量比2023年底减少", False),
        ("外委队伍数量与2023年底相比减少两成", False),
        ("外委队伍以2023年底在册数为基数压减20%", False),
        ("外委队伍数量在2023年底的基础上减少两成", False),
        ("外委队伍压减到位，占比2023年底前低于20%", True),
        ("2023年底前外委队伍数量压减20%以上", True),
    ],
)
def test_the_base_of_a_comparison_is_no_deadline(words: str, is_told: bool) -> None:
    body = f"一、任务\n\n（一）压减。市应急局督促企业整改，{words}。"
    title, number, date = (
        "甲市安全生产三年行动方案（2024—2026年）",
        "甲应急〔2024〕3号",
        "2024年2月9日",
    )
    rules = ("deadline-stale-year", "deadline-before-notice")
    found = [told(body, rule, title=title, number=number, date=date) for rule in rules]
    assert any(found) is is_told


@pytest.mark.parametrize("between", ["\n", "\n\n      "])
def test_a_list_of_annexes_goes_on_behind_an_empty_line(between: str) -> None:
    for cited, number in (("附件2", 0), ("附件3", 1)):
        body = f"一、任务\n\n（一）报送。市应急局每月25日前报送情况（格式见{cited}）。\n\n附件：1.企业名单{between}2.验收表"
        assert len(told(body, "annex-unlisted")) == number, cited
        (found,) = told(body, "annex-absent")
        assert "“附件：1.企业名单；2.验收表”" in found.what.zh


@pytest.mark.parametrize(
    ("lead", "helper", "number"),
    [("县委统战部", "县民宗局", 0), ("县应急管理局", "县应急局", 1)],
)
def test_two_bodies_side_by_side_in_a_row_are_not_one(lead: str, helper: str, number: int) -> None:
    rows = [
        "甲县2026年安全生产重点任务分解表,,,,",
        "序号,重点任务,牵头单位,配合单位,完成时限",
        f"1,检查宗教活动场所用火用电,{lead},{helper}、县文体旅局,2026年4月底前",
        "2,检查学校消防设施,县教育局,县消防救援大队,2026年6月底前",
        "3,检查加油站,县商务局,县公安局,2026年6月底前",
    ]
    report = report_on(read_file("\n".join(rows).encode(), "x.csv"), Options())
    assert sum(f.rule == "owner-two-names" for f in report.findings) == number


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("市应急局对外委队伍实行准入审查、编制操作规程。", 0),
        ("市应急局完成外委队伍清查。", 1),
    ],
)
def test_what_is_practised_all_the_time_wants_no_date(sentence: str, number: int) -> None:
    body = f"一、任务\n\n（一）外委队伍。{sentence}"
    assert len(told(body, "deadline-inherited")) == number


@pytest.mark.parametrize(("head", "number"), [("备注：", 0), ("4,", 1)])
def test_a_remark_under_a_table_wants_no_date(head: str, number: int) -> None:
    rows = [
        "甲县2026年安全生产重点任务分解表,,,,",
        "序号,重点任务,牵头单位,配合单位,完成时限",
        "1,检查宗教活动场所用火用电,县委统战部,县文体旅局,2026年4月底前",
        "2,检查学校消防设施,县教育局,县消防救援大队,2026年6月底前",
        "3,检查加油站,县商务局,县公安局,2026年6月底前",
        f"{head}各镇街对应负责本辖区工作；县应急管理局完成隐患普查。,,,,",
    ]
    report = report_on(read_file("\n".join(rows).encode(), "x.csv"), Options())
    assert sum(f.rule == "deadline-inherited" for f in report.findings) == number


@pytest.mark.parametrize(
    ("note", "rule"),
    [
        ("（市安委办牵头，各有关部门配合）", "owner-vague-helper"),
        ("（牵头单位：市应急局；配合单位：市直有关部门）", "owner-vague-helper"),
        ("（有关部门牵头，各乡镇配合）", "owner-vague"),
        ("（责任单位：有关部门）", "owner-vague"),
        ("（市安委办牵头，市公安局配合）", ""),
    ],
)
def test_helpers_left_open_behind_a_named_lead_are_a_thought(note: str, rule: str) -> None:
    body = items(note)
    found = [each for each in ("owner-vague", "owner-vague-helper") if told(body, each)]
    assert found == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("first", "second", "rule", "number"),
    [
        ("规模以上工业企业6月底前全部完成双重预防信息平台数据对接。", "双重预防信息平台数据对接工作9月底前完成，情况一并报送。", "deadline-contradiction", 1),
        ("规模以上工业企业6月底前全部完成双重预防信息平台数据对接。", "老旧小区燃气信息平台数据采集9月底前完成，情况一并报送。", "deadline-contradiction", 0),
        ("10月底前实现居民用户入户安检全覆盖。", "结合改造，6月底前完成居民用户燃气入户安检全覆盖。", "deadline-contradiction", 1),
        ("县住建局10月底前实现居民用户入户安检全覆盖。", "县商务局6月底前完成餐饮用户燃气入户安检全覆盖。", "deadline-contradiction", 0),
        ("各校每月至少开展1次应急疏散演练。", "应急疏散演练每学期不少于1次。", "deadline-rhythms-differ", 1),
        ("市教育局每月开展1次应急疏散演练。", "市民政局每半年开展1次应急疏散演练。", "deadline-rhythms-differ", 0),
        ("市应急局每月开展1次煤矿检查。", "市应急局每季度开展1次煤矿安全培训。", "deadline-rhythms-differ", 0),
        ("市应急局2026年6月底前完成双重预防数字化系统升级。", "市应急局2026年9月底前完成双重预防数字化系统升级并接入平台。", "deadline-contradiction", 1),
        ("市应急局2026年6月底前完成双重预防数字化系统升级方案。", "市应急局2026年9月底前完成双重预防数字化系统升级。", "deadline-contradiction", 0),
        ("到2026年底，“头顶库”治理率达到70%。", "到2027年底，“头顶库”治理率达到65%。", "target-falls", 1),
        ("到2026年底，“头顶库”治理率达到70%。", "到2027年底，“头顶库”治理率达到90%。", "target-contradiction", 0),
        ("安全培训考核覆盖率达到90%以上。", "全市安全培训考核覆盖率达到95%。", "target-contradiction", 1),
        ("整治国道隐患31处，6月底前完成18处，9月底前完成其余13处。", "加强督导。", "wording-figure-swapped", 0),
        ("市住建局整治国道隐患31处。", "市住建局9月底前完成整治国道隐患13处。", "wording-figure-swapped", 1),
        ("2025年春季学期开学前，各校要签订责任书。", "加强督导。", "deadline-stale-year", 1),
        ("各校要在公路建设项目项目经理处登记。", "加强督导。", "wording-twice", 0),
        ("企业要在安装电梯阻车系统上下功夫。", "实施“综合查一次”。", "deadline-inherited", 0),
        ("2025年，设施隐患整改率达到60%；2026年，设施隐患整改率达到50%。", "加强督导。", "target-contradiction", 0),
        ("1.边界标志以北约0.8公里，设禁停标志1块。", "2.边界标志以北约1.6公里，设禁停标志1块。", "target-contradiction", 0),
        ("市应急局为企业制作辨识指引。2026年8月底前完成。", "加强督导。", "deadline-inherited", 0),
        ("市教育局依法查处校车超员行为，逐车建立档案。", "加强督导。", "deadline-inherited", 0),
        ("市教育局建立校车档案。", "加强督导。", "deadline-quota", 1),
        ("2025年底前挂牌督办尚未销号的重大隐患，市应急局6月底前全部整改销号。", "加强督导。", "deadline-stale-year", 0),
        ("市应急局开展“119”消防宣传月活动，制作短视频。", "加强督导。", "deadline-inherited", 0),
        ("按照市安委会会议要求检查。", "加强督导。", "wording-misnamed", 0),
        ("2025年底前录入系统的重大隐患2026年6月30日前整改完毕。", "加强督导。", "deadline-stale-year", 0),
        ("市应急局严格执行专项施工方案编制、论证和验收制度。", "加强督导。", "deadline-inherited", 0),
        ("市交通局实施干线公路提升工程42公里。", "加强督导。", "deadline-inherited", 0),
        ("年度工作总结初稿12月10日前报送。", "年度工作总结终稿12月25日前报送。", "deadline-contradiction", 0),
        ("年度工作总结终稿12月10日前报送。", "年度工作总结终稿12月25日前报送。", "deadline-contradiction", 1),
        ("6月15日前，报市安委办公室。", "12月15日前，报市安委办公室。", "deadline-contradiction", 0),
        ("市应急局总结2024年10月以来检查情况。", "加强督导。", "deadline-stale-year", 0),
        ("转移责任人与转移对象一一对应。", "加强督导。", "target-range-reversed", 0),
        ("检查人员密集场所41项、建筑施工14项。", "加强督导。", "wording-figure-swapped", 0),
        ("各有关单位于12月10日前将总结报市安委办。", "加强督导。", "owner-vague", 0),
        ("由园区管委会会同市公安局检查。", "加强督导。", "wording-misnamed", 0),
        ("2030年3月30日（星期日）市应急局组织检查。", "加强督导。", "deadline-weekday", 1),
        ("2026年元旦前检查。1月1日（星期五）放假。", "加强督导。", "deadline-weekday", 1),
        ("检查甲企业。（责任单位：市委统战部）", "检查乙企业。（责任单位：市民宗局）", "owner-two-names", 0),
        ("检查甲企业。（责任单位：市水利局）", "检查乙企业。（责任单位：市水务局）", "owner-two-names", 1),
        ("考核结果于次年一季度通报。", "加强督导。", "deadline-outside-year", 0),
        ("对重点学生一生一策。", "加强督导。", "wording-twice", 0),
        ("每学期发放一封信（附件 2）。", "加强督导。", "wording-bracket-unpaired", 0),
        ("2026年9月1日前，市应急局检查。2026年9月1日前。", "2026年9月2日前。", "deadline-contradiction", 0),
    ],
)  # fmt: skip
def test_two_sentences_that_clash(first: str, second: str, rule: str, number: int) -> None:
    body = f"一、任务\n\n（一）检查。{first}\n\n（二）培训。{second}"
    assert len(told(body, rule)) == number


@pytest.mark.parametrize(
    ("number", "told_of"),
    [("甲应急〔2026〕 3 号", False), ("甲应急[2026]3号", True)],
)
def test_blanks_that_a_copy_leaves_in_a_number_are_none_of_its_faults(
    number: str, told_of: bool
) -> None:
    assert (
        bool(told(items("（责任单位：市应急局）"), "notice-number-written", number=number))
        is told_of
    )


@pytest.mark.parametrize(
    "title",
    [
        "安全生产治本攻坚三年行动实施方案（2024—2026年）（讨论稿）",
        "关于印发任务分解表的通知（附表）",
    ],
)
def test_a_plan_for_discussion_and_an_annex_are_sent_to_nobody(title: str) -> None:
    text = f"甲市应急管理局{title}\n\n一、任务\n\n（一）检查。市应急局2026年6月底前完成检查。\n"
    report = report_on(read_file(text.encode(), "x.txt"), Options())
    absent = {"notice-addressee-missing", "notice-title-form", "notice-number-missing"}
    assert report.findings
    assert not {f.rule for f in report.open if f.severity != "info"} & absent


def test_a_list_of_contacts_asks_nothing() -> None:
    rows = [
        "事项,联系人,电话,邮箱",
        "季度进展报送,甲,1,a@b.cn",
        "考核与通报,乙,2,a@b.cn",
        "隐患报送,丙,3,a@b.cn",
    ]
    table = (
        "<table>"
        + "".join(f"<tr><td>{r.replace(',', '</td><td>')}</td></tr>" for r in rows)
        + "</table>"
    )
    html = f"<h1>甲市安委办关于2026年安全生产工作的通知</h1><p>各县：</p><p>一、任务</p><p>（一）检查。市应急局6月底前检查。</p>{table}"
    paper = read_file(html.encode(), "x.html")
    asked = [f for f in report_on(paper, Options()).findings if "考核与通报" in f.sentence]
    assert asked == []


def test_parts_listed_behind_their_total_are_added_up() -> None:
    body = (
        "一、情况\n\n（一）检查。共发现隐患214条。截至9月30日已完成整改186条，整改率91.6%。\n\n"
        "（二）分布。按单位看，一公司46条，二公司38条，三公司31条，四公司93条。按类别看，电气100条，消防100条，其他8条，机械6条。"
    )
    found = told(body, "wording-figures-differ", title="关于第三季度安全生产检查情况的通报")
    assert [("91.6" in f.what.zh, "214" in f.what.zh) for f in found] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(("due", "number"), [("2025年11月底前", 1), ("2026年11月底前", 0)])
def test_a_year_that_is_over_is_told_of_a_cell_as_of_a_sentence(due: str, number: int) -> None:
    rows = [
        "甲县2026年安全生产重点任务清单,,,,",
        "序号,行业领域,重点任务,牵头单位,完成时限",
        f"1,道路交通,治理急弯陡坡隐患路段,县交通运输局,{due}",
        "2,道路交通,检查客运企业,县公安局,2026年6月底前",
        "3,消防安全,检查商业综合体,县消防救援大队,2026年6月底前",
        "3,消防安全,建设电动自行车充电场所,县住建局,2026年6月底前",
        "4,商务,检查加油站,县商务局,2026年6月底前",
    ]
    report = report_on(read_file("\n".join(rows).encode(), "x.csv"), Options())
    rules = [f.rule for f in report.findings]
    assert rules.count("deadline-stale-year") == number
    assert rules.count("structure-number-repeated") == 1  # the rows of one field are counted


def test_a_number_out_of_place_is_told_once() -> None:
    items_ = "\n\n".join(
        f"（{n}）{what}。市应急局6月底前完成检查。"
        for n, what in zip("一二三二五", ("煤矿", "消防", "燃气", "学校", "交通"), strict=True)
    )
    body = f"一、任务\n\n{items_}"
    assert len(told(body, "structure-number-repeated")) == 1
    assert not told(body, "structure-number-skipped")


def test_a_number_in_front_of_a_year_is_one() -> None:
    items_ = "\n\n".join(
        f"4.{n} {text}"
        for n, text in enumerate(
            ("集团每月检查。", "年度考核与薪酬挂钩。", "各单位每月报送月报。"), 1
        )
    )
    body = f"4 检查\n\n{items_}"
    assert not told(body, "structure-number-skipped", issuer="甲集团有限公司")


def test_an_annex_that_names_tasks_alone_repeats_nothing() -> None:
    text = (
        "甲旗人民政府关于做好2026年安全生产工作的通知\n\n各乡镇：\n\n现通知如下。\n\n一、任务\n\n"
        "（一）建筑。旗住建局牵头，3月20日前对复工项目逐一核查，未经核查不得复工。\n\n"
        "（二）矿山。旗应急管理局牵头，旗公安局配合，5月底前对地下矿山检查一遍。\n\n"
        "附件：任务时限表\n\n甲旗人民政府\n2026年2月26日\n\n附件\n任务时限表\n序号  任务  牵头单位  完成时限\n"
        "1  复工项目核查  旗住建局  3月20日前\n2  地下矿山检查  旗应急管理局  5月底前\n3  锅炉检查  旗市场监管局  10月底前\n"
    )
    report = report_on(read_file(text.encode(), "x.txt"), Options())
    told_of = [
        f.rule for f in report.findings if f.rule.startswith("annex-") and f.severity != "info"
    ]
    assert told_of == []


def test_one_note_mends_what_is_told_of_one_section() -> None:
    rows = [
        "甲县2026年安全生产重点任务清单,,,,",
        "序号,重点任务,牵头单位,配合单位,完成时限",
        *(f"{n},检查第{n}类企业,县应急局,县公安局,2026年{n + 2}月底前" for n in range(1, 7)),
        "7,检查校车,,县公安局,2026年9月底前",
    ]
    report = report_on(read_file("\n".join(rows).encode(), "x.csv"), Options())
    rules = [f.rule for f in report.findings]
    assert ("owner-blank" in rules) + ("owner-lead-absent" in rules) == 1


@pytest.mark.parametrize(
    ("helper", "named"),
    [
        ("市应急局", ["“市应急局”"]),
        ("市应急管理局", ["“市应急管理局（即市应急局）”"]),
        ("自治区应急管理厅", []),
    ],
)
def test_a_lead_that_helps_itself_is_told_by_both_its_names_and_the_office_above_is_another(
    helper: str, named: list[str]
) -> None:
    body = items(f"（牵头单位：市应急局；配合单位：{helper}）")
    found = [finding.what.zh for finding in told(body, "owner-helps-itself")]
    assert found == [f"{name}既是牵头单位又是配合单位。" for name in named]


def test_a_row_whose_measure_is_blank_is_read_by_its_heading() -> None:
    rows = [
        "甲县2026年安全生产重点任务分工表,,,,",
        "序号,重点任务,工作措施,牵头单位,完成时限",
        "1,检查加油站,全覆盖检查,县商务局,2026年4月底前",
        "2,高层建筑消防设施维护,,县消防救援大队,2026年6月底前",
        "3,检查客运企业,全覆盖检查,县公安局,2026年6月底前",
        "4,检查学校,全覆盖检查,县教育局,2026年6月底前",
    ]
    paper = read_file("\n".join(rows).encode(), "x.csv")
    assert any("高层建筑消防设施维护" in str(triple) for triple in paper.graph)
    rules = {f.rule for f in report_on(paper, Options()).findings}
    assert "structure-number-skipped" not in rules


@pytest.mark.parametrize(
    ("issuer", "number"), [("甲市人民政府", 1), ("甲市住房和城乡建设局", 0), ("甲镇人民政府", 0)]
)
def test_notes_are_asked_of_those_who_part_work_out(issuer: str, number: int) -> None:
    articles = "\n\n".join(
        f"（{n}）任务。深化{w}整治。"
        for n, w in zip(
            "一二三四五六七", ("煤矿", "消防", "燃气", "学校", "交通", "旅游", "农机"), strict=True
        )
    )
    text = f"{issuer}关于做好2026年安全生产工作的通知\n\n各县：\n\n一、任务\n\n{articles}\n\n{issuer}\n2026年2月9日\n"
    report = report_on(read_file(text.encode(), "x.txt"), Options())
    assert sum(f.rule == "owner-no-notes" for f in report.findings) == number


def test_an_annex_counts_anew_and_its_blanks_are_for_others() -> None:
    text = (
        "甲县应急管理局关于商请联合检查的函\n\n甲应急函〔2025〕18号\n\n县发展和改革局：\n\n一、时间\n\n5月19日至23日。\n\n二、对象\n\n粮食企业。\n\n"
        "三、请求\n\n请于5月14日前反馈附件2中的空栏。\n\n附件：1.企业名单\n      2.分组表\n\n甲县应急管理局\n2025年5月7日\n\n附件1\n\n企业名单\n\n"
        "一、国有企业：甲库。\n\n二、民营企业：乙库。\n\n附件2\n\n分组表\n\n第一组：负责甲镇企业。县应急管理局____；县发展和改革局____。\n"
    )
    report = report_on(read_file(text.encode(), "x.txt"), Options())
    rules = {f.rule for f in report.open}
    assert report.findings
    assert not rules & {"structure-number-repeated", "wording-blank", "owner-blank"}


def test_the_points_of_a_year_are_no_rules() -> None:
    articles = "".join(
        f"第{n}条 各校{m}月底前完成检查。\n\n" for n, m in zip("一二三四", "3456", strict=True)
    )
    text = f"关于印发《甲县教育系统2026年安全工作要点》的通知\n\n甲教〔2026〕4号\n\n各校：\n\n{articles}甲县教育局\n2026年2月9日\n"
    report = report_on(read_file(text.encode(), "x.txt"), Options())
    assert "notice-standing" not in {f.rule for f in report.findings}


def test_a_phase_to_a_day_that_there_is_not_goes_to_the_end_of_its_month() -> None:
    body = "一、步骤\n\n（一）自查阶段（5月1日至6月30日）。企业自查。\n\n（二）整治阶段（7月1日至9月31日）。集中整治。\n\n（三）总结阶段（10月1日至11月30日）。总结。"
    assert not told(body, "deadline-phases", title="2026年有限空间专项整治方案")


@pytest.mark.parametrize(
    "body",
    [
        "十三五、十四五期间发生的事故要全面复盘。\n\n（十四五）规划任务要完成。按照本办法第十二三条执行。",
        "一二三、加强检查\n\n各单位要加强检查。\n\n二〇二六、加强\n\n各单位要加强。",
        "一、任务\n\n（一）检查。市应急局每月检查1次。\n\n  | 序号 | 任务 | 措施 | 责任单位\n  | 1 | 检查 | 排查 | 市应急局\n  | 2 | 检查 | 排查 | 市公安局\n  | 3 | 检查 | 排查 | \n",
        "一、任务\n\n共排查隐患" + "9" * 5000 + "项，整改完成3项，整改率90%。",
    ],
)
def test_odd_numbers_and_tables_end_no_check(body: str) -> None:
    assert told(body, "notice-title-form") == []


def test_what_follows_from_what_follows_is_told_with_its_last_cause() -> None:
    rows = [
        "甲县2026年安全生产重点任务清单,,,,",
        "序号,重点任务,牵头单位,配合单位,完成时限",
        *(f"{n},检查第{n}类企业,县应急局,县公安局,2026年{n + 2}月底前" for n in range(1, 7)),
        "7,检查餐饮场所燃气报警装置,县应急局,县公安局,2026年6月底前",
        "8,检查餐饮场所燃气报警装置,县住建局,县公安局,2026年9月底前",
    ]
    found = report_on(read_file("\n".join(rows).encode(), "x.csv"), Options()).findings
    (cause,) = [f for f in found if f.rule == "deadline-contradiction"]
    folded = {"structure-task-twice", "target-contradiction"} & {f.rule for f in found}
    assert not folded
    assert cause.consequences == cause.what.zh.count("”1处")
    assert cause.what.zh.count("由此而来") == 1


def test_a_sentence_that_differs_in_one_sign_anywhere_is_told() -> None:
    sentence = "常态化开展安全生产领域突出风险隐患排查化解活动"
    for at in (0, 7, 8, 14, 15, 22):
        others = sentence[:at] + sentence[at + 1 :], sentence[:at] + "某" + sentence[at + 1 :]
        for other in others:
            body = f"一、任务\n\n（一）排查。{sentence}。\n\n（二）整治。{other}。"
            assert len(told(body, "wording-twin-differs")) == 1, other


@pytest.mark.parametrize(
    ("note", "twice", "leads_missing"),
    [
        ("（责任单位：市应急局、市应急管理局）", "市应急管理局（即市应急局）", False),
        ("（责任单位：市应急局、市应急管理局、市教育局）", "市应急管理局（即市应急局）", True),
        ("（责任单位：市应急局、市教育局）", "", True),
        ("（责任单位：市应急局、县应急管理局）", "", True),
        ("（市应急局牵头，市应急管理局配合）", "", False),
    ],
)
def test_a_unit_by_a_short_and_a_long_name_in_one_list_stands_in_it_twice(
    note: str, twice: str, leads_missing: bool
) -> None:
    body = f"一、任务\n\n（一）检查。6月底前完成检查。{note}\n\n"
    doubled = told(body, "owner-doubled")
    assert len(doubled) == bool(twice)
    assert all(twice in finding.what.zh for finding in doubled)
    assert bool(told(body, "owner-lead-missing")) == leads_missing


@pytest.mark.parametrize(
    ("words", "count"),
    [("《安全生产法》（2002年）", 0), ("《安全生产法》（2021年修正）", 0), ("《安全生产法》", 0), ("《安全生产法》，三年内更新装备", 1)],
)  # fmt: skip
def test_the_year_of_a_law_is_no_time_of_the_task(words: str, count: int) -> None:
    body = f"一、任务\n\n（一）检查。贯彻落实{words}，开展执法检查。（责任单位：市司法局）\n\n"
    assert len(told(body, "deadline-unrecognised")) == count


@pytest.mark.parametrize(
    ("note", "doubled"),
    [
        ("（县应急局、县教育局、县应急局按职责分工负责）", True),
        ("（县应急局、县教育局、县应急局等按职责分工负责）", True),
        ("（县应急局、县教育局、县住建局按职责分工负责）", False),
        ("（县应急局牵头，县教育局、县应急局按职责分工负责）", False),
        ("（县应急局负责学校，县教育局、县应急局负责企业）", False),
    ],
)
def test_a_list_that_says_how_it_is_in_charge_names_each_once(note: str, doubled: bool) -> None:
    body = f"一、任务\n\n（一）检查。6月底前完成整改。{note}\n\n"
    assert bool(told(body, "owner-doubled")) is doubled
