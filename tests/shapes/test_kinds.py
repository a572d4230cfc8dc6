"""Rules know what kind of document they read: each false alarm here was one."""

from __future__ import annotations

import pytest

from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from shapes.measure.opening import read_opening
from shapes.measure.totals import _behind
from shapes.report.summary import groups
from tests.shared import ROOT

HEAD = "孝义市人民政府\n关于{title}\n\n孝政发〔2025〕3号\n\n各乡镇人民政府：\n\n现将有关事项通知如下。\n\n"
TAIL = "\n\n孝义市人民政府\n{date}\n"


def rules(title: str, body: str, date: str) -> set[str]:
    text = HEAD.format(title=title) + body + TAIL.format(date=date)
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="strict"))
    return {finding.rule for finding in report.findings}


TASK = "一、重点任务\n\n（一）检查。各乡镇要于{due}前完成检查。\n"


@pytest.mark.parametrize(
    ("title", "due", "date", "absent"),
    [
        ("做好2025年国庆假期安全生产工作的通知", "10月8日", "2025年9月25日", "notice-late"),
        ("印发《安全生产治本攻坚三年行动方案（2024—2026年）》的通知", "2026年底", "2024年8月1日", "deadline-outside-year"),
        ("印发《安全生产治本攻坚三年行动方案（2024—2026年）》的通知", "2026年底", "2024年8月1日", "notice-late"),
        ("印发《安全生产治本攻坚三年行动方案（2024—2026年）》的通知", "2026年底", "2024年2月1日", "notice-title-year"),
        ("开展2025年岁末年初安全检查的通知", "2026年1月10日", "2025年12月1日", "deadline-outside-year"),
    ],
)  # fmt: skip
def test_a_rule_of_yearly_notices_is_silent(title: str, due: str, date: str, absent: str) -> None:
    assert absent not in rules(title, TASK.format(due=due), date)


def test_the_same_rules_speak_of_a_yearly_notice() -> None:
    found = rules("做好2025年安全生产工作的通知", TASK.format(due="2026年底"), "2025年9月25日")
    assert {"notice-late", "deadline-outside-year"} <= found


def test_items_may_run_on_from_article_to_article() -> None:
    body = "一、重点任务\n\n（一）煤矿。\n\n1.各乡镇要开展检查。\n\n2.各企业要开展自查。\n\n（二）消防。\n\n3.各乡镇要开展演练。\n\n4.各企业要开展培训。\n"
    assert "structure-number-skipped" not in rules(
        "做好2025年安全生产工作的通知", body, "2025年2月1日"
    )
    gap = body.replace("3.", "7.").replace("4.", "8.")
    assert "structure-number-skipped" in rules("做好2025年安全生产工作的通知", gap, "2025年2月1日")


def test_parts_in_capitals_are_counted_as_others() -> None:
    """壹、贰、肆 lacks one as 一、二、四 does."""
    body = "壹、培训\n\n市应急局6月底前组织培训1次。\n\n贰、检查\n\n市住建局6月底前检查1次。\n\n{}、保障\n\n市财政局6月底前落实经费。"
    for number, lacks in (("叁", False), ("肆", True)):
        found = rules("做好2025年安全生产工作的通知", body.format(number), "2025年2月1日")
        assert ("structure-number-skipped" in found) is lacks, number


def test_a_plan_on_its_own_has_no_addressee() -> None:
    text = "孝义市2025年安全生产工作要点\n\n一、重点任务\n\n（一）检查。市应急局要于6月底前完成检查。\n"
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
    found = {finding.rule for finding in report.findings}
    assert not found & {
        "notice-addressee-missing",
        "notice-signed-missing",
        "notice-number-missing",
    }


def test_one_cause_is_one_finding() -> None:
    body = "一、重点任务\n\n（一）检查。完成隐患排查整治。开展执法检查。组织应急演练。\n"
    text = (
        HEAD.format(title="做好2025年安全生产工作的通知") + body + TAIL.format(date="2025年2月1日")
    )
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
    missing = [finding for finding in report.findings if finding.rule == "owner-unstated"]
    assert [finding.count for finding in missing] == [3]
    assert "共 3 句" in missing[0].what.zh


def test_a_heading_with_a_date_below_is_not_empty() -> None:
    body = "一、检查时间\n\n2025年3月7日-3月10日\n\n二、检查要求\n\n各检查组要于3月12日前报送检查情况。\n"
    assert "structure-section-empty" not in rules(
        "开展2025年安全大检查的通知", body, "2025年3月5日"
    )


def test_each_part_counts_its_articles_in_its_own_style() -> None:
    body = "一、责任\n\n1.各矿要每月检查。\n\n2.各矿要每月自查。\n\n3.各矿要每月调度。\n\n二、重点\n\n（一）顶板。各矿要每班检查。\n\n（二）水害。各矿要每周探放。\n\n（{}）运输。各矿要每月检修。\n"
    title, date = "做好2025年安全生产工作的通知", "2025年3月5日"
    assert "structure-number-repeated" in rules(title, body.format("二"), date)
    assert "structure-number-repeated" not in rules(title, body.format("三"), date)


def test_a_problem_that_is_named_is_no_empty_section() -> None:
    body = "一、存在的主要问题\n\n（一）责任悬空。部分企业制度照抄照搬，台账造假。\n\n（二）培训走过场。\n\n（三）现场混乱。部分企业通道堵塞。\n\n二、要求\n\n各企业要于3月12日前报送情况。\n"
    title, date = "开展2025年安全检查的通知", "2025年3月5日"
    assert "structure-section-empty" not in rules(title, body, date)
    assert "structure-section-empty" in rules(
        title, body.replace("存在的主要问题", "重点任务"), date
    )


@pytest.mark.parametrize(("how_often", "asked"), [("每月", True), ("每日", False), ("每班", False)])
def test_what_is_done_daily_wants_no_number(how_often: str, asked: bool) -> None:
    body = f"一、重点任务\n\n（一）巡查。各乡镇要{how_often}巡查地质灾害隐患点。\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年3月5日")
    assert ("deadline-recurrence-uncounted" in found) is asked


@pytest.mark.parametrize(("listed", "empty"), [("值班信息表（略）", False), ("值班信息表", True)])
def test_what_is_said_to_be_left_out_is_no_empty_section(listed: str, empty: bool) -> None:
    body = f"一、加强值守\n（一）各乡镇每日16时前报送情况。\n二、{listed}\n三、抓好落实\n（一）各乡镇要逐级压实责任。"
    found = rules("城关县安全生产委员会关于做好2025年安全生产工作的通知", body, "2025年3月5日")
    assert ("structure-section-empty" in found) is empty


def test_matters_to_inspect_are_no_empty_sections() -> None:
    body = "一、督查内容\n\n（一）会议精神贯彻落实的情况。\n\n（二）复工复产验收的情况。\n\n二、工作要求\n\n各督查组要于3月12日前报送情况。\n"
    assert "structure-section-empty" not in rules("开展2025年安全督查的通知", body, "2025年3月5日")


SECTIONS = "一、重点任务\n\n（一）开展检查{}市应急局要于6月底前完成检查。\n\n（二）{}\n\n（三）强化督查{}市安委办要每季度督查一次。\n"


@pytest.mark.parametrize(
    ("heading_ends", "second", "empty"),
    [
        ("。", "各有关部门要加强宣传教育。", False),  # says who
        ("。", "于9月底前完成宣传教育。", False),  # says by when
        ("\n\n", "加强宣传教育。", False),  # the others' headings are lines of their own without 。
        ("。", "加强宣传教育。", True),
        ("\n\n", "加强宣传教育", True),
    ],
)
def test_an_item_of_one_sentence_is_not_empty(heading_ends: str, second: str, empty: bool) -> None:
    body = SECTIONS.format(heading_ends, second, heading_ends)
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月1日")
    assert ("structure-section-empty" in found) is empty


@pytest.mark.parametrize(
    ("issuer", "office", "told"),
    [
        ("宜昌高新区管委会", "建设和交通局", False),
        ("宜昌高新区管委会", "应急管埋局", True),
        ("古浪镇人民政府", "党政综合办公室", False),
        ("孝义市人民政府", "建设和交通局", True),
        ("孝义市人民政府", "孝义经开区建设和交通局", False),
        ("孝义市人民政府", "孝义经开区建交设局", True),
    ],
)
def test_zones_and_townships_name_their_offices_as_they_like(
    issuer: str, office: str, told: bool
) -> None:
    text = (
        HEAD.replace("孝义市人民政府", issuer).format(title="做好2025年安全生产工作的通知")
        + f"一、重点任务\n\n（一）检查。6月底前完成企业安全检查。（责任单位：{office}）\n"
        + TAIL.replace("孝义市人民政府", issuer).format(date="2025年2月1日")
    )
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="strict"))
    assert ("owner-unknown" in {finding.rule for finding in report.findings}) is told


def test_an_open_list_that_the_annex_repeats_is_told_once() -> None:
    path = ROOT / "data" / "notices" / "lvliang-2025.txt"
    report = report_on(read_file(path.read_bytes(), path.name), Options())
    places = [f.where.section for f in report.findings if f.rule == "owner-open"]
    assert len(places) == 6
    assert not [place for place in places if place.startswith("附表")]


def test_a_short_matter_among_sentences_is_not_empty() -> None:
    body = (
        "一、整治重点\n\n（一）外墙外保温材料燃烧性能不符合要求，保护层脱落的。\n\n（二）“飞线充电”的。\n\n"
        "（三）疏散楼梯、消防车通道被占用、堵塞、封闭，长期不整改的。\n\n二、实施步骤\n\n（一）动员部署。市应急局要于6月底前完成部署。\n"
    )
    found = rules("开展2025年高层建筑整治工作的通知", body, "2025年3月5日")
    assert "structure-section-empty" not in found


@pytest.mark.parametrize(
    ("sentence", "absent"),
    [
        ("请指导企业每班对煤气柜检测不少于2次。", "owner-missing"),
        ("现请你们逐条说明未整改原因，6月底前报送材料。", "owner-missing"),
        ("对存在问题的5个单位，责令作出书面检查，6月底前报市安委办。", "owner-missing"),
        ("除夕、元宵夜所有包村干部必须在岗。", "owner-missing"),
        ("每艘渡船配备救生衣不少于额定载客人数的110%。", "target-share-over-100"),
        ("承办者应当在活动举办日的20日前提出申请。", "deadline-inherited"),
        ("冬季来临前，各乡镇对供水管路检修一遍。", "deadline-inherited"),
        ("市应急局春节期间实行24小时值班。", "deadline-inherited"),
        ("瞒报、迟报的加倍处罚。", "deadline-inherited"),
        ("各渔港要落实专人值守，6月底前配备消防泵。", "owner-missing"),
        ("执法监督科每月28日前通报计划完成情况。", "owner-missing"),
        ("实施检查时执法人员不得少于2人。", "owner-missing"),
        ("五、请于每天8时前报送一次防御情况。", "owner-missing"),
        ("市应急局在台风登陆前6小时清查一遍。", "deadline-inherited"),
        ("对拒不撤离的人员，由属地镇政府依法强制撤离。", "deadline-inherited"),
        ("巡查人员发现险情立即组织转移。", "deadline-inherited"),
        ("渔政大队落实禁限航规定，风力达到7级时营运船舶一律停航。", "deadline-inherited"),
        ("潜水作业未办票的罚款2000元。", "deadline-inherited"),
        ("鼓励各方投保安全生产责任保险。", "deadline-inherited"),
        ("市应急局对查出重大隐患的员工给予500元至2000元奖励。", "deadline-inherited"),
        ("严禁在除尘器运行时清灰，积尘过厚的必须停产清理。", "deadline-inherited"),
        ("印染企业实行“先审批、后作业”。", "deadline-inherited"),
        ("督查结果与评先评优挂钩。", "deadline-inherited"),
        ("市交警支队在周末和节假日前后加大路检频次。", "deadline-inherited"),
        ("市应急局牵头，市住建局配合，6月底前完成演练。", "owner-implied"),
        ("各乡镇接到预警信息后要转移危险区群众。", "deadline-inherited"),
        ("事故发生后，市应急局要成立调查组。", "deadline-inherited"),
        ("日最高气温高于40℃的，施工单位一律停止室外作业。", "deadline-inherited"),
        ("市住建局加强冬季取暖安全检查。", "deadline-inherited"),
        ("市水利局在汛期加强水库巡查。", "deadline-inherited"),
        ("工作面瓦斯浓度达到1.0%时停止用电钻打眼。", "deadline-inherited"),
        ("吊装单位在塔机拆装前编制专项方案。", "deadline-inherited"),
        ("高危企业应当设置安全机构，配备安全员不少于2名。", "deadline-inherited"),
        ("施工单位在加装电梯现场实行封闭管理。", "deadline-inherited"),
        ("巷道支护必须符合作业规程，严禁空顶。", "owner-unclear"),
        ("弄虚作假的，列为重点执法对象。", "owner-unclear"),
        ("施工单位安拆前编制专项方案并组织交底。", "deadline-inherited"),
        ("市安委办健全企业自报、部门核查的闭环机制。", "deadline-inherited"),
        ("对举报集中的企业和部门，由市应急局约谈。", "deadline-inherited"),
        ("市住建局对空调安装、光伏安装等零星作业实行登记。", "deadline-inherited"),
        ("市应急局发挥建设、消防等8个专业委员会作用。", "deadline-inherited"),
        ("甲酸、乙醚专柜存放，各医院建立出入库台账。", "deadline-inherited"),
        ("市政府成立专项行动领导小组，市长任组长，办公室设在市应急局。", "deadline-inherited"),
        ("喷漆区域电气设备应当符合防爆要求。", "owner-missing"),
        ("新建项目安全设施必须与主体工程同时设计、同时施工。", "owner-missing"),
        ("对拒不停产的，依据《安全生产法》第一百零二条顶格处罚。", "owner-missing"),
        ("坚持宽严相济，巡查人员值守不得少于2人。", "owner-missing"),
        ("镇本级年度预算安排专项资金20万元。", "owner-unclear"),
    ],
)
def test_words_that_say_who_and_when_in_another_way(sentence: str, absent: str) -> None:
    body = f"一、重点任务\n\n（一）检查。{sentence}\n"
    assert absent not in rules("做好2025年安全生产工作的通知", body, "2025年2月5日")


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("市应急局完成全市隐患排查整治。", "deadline-inherited"),
        ("市应急局制定现场指挥部工作细则。", "deadline-quota"),
        ("市水利局安装水位监测设备12套。", "deadline-quota"),
        ("市住建局组建一支30人的抢险队伍。", "deadline-quota"),
        ("市应急局组织应急演练2次以上。", "deadline-quota"),
        ("各学校开展一次自查。", "deadline-inherited"),
        ("有限空间作业企业建立作业台账。", "deadline-routine"),
        ("市应急局立即制定整治方案。", ""),
        ("市应急局成立工作专班。", ""),
        ("市住建局在前期试点的基础上编制专项方案。", "deadline-quota"),
        ("市住建局落实“三管三必须”要求，编制专项方案。", "deadline-quota"),
        ("各乡镇将整治方案报市安委办。", "deadline-quota"),
        ("市应急局开展1轮全覆盖精查。", "deadline-inherited"),
        ("近期发生多起事故，市应急局要深刻吸取教训。", "deadline-routine"),
        ("市应急局组织开展拉网式排查，发现隐患建立台账。", "deadline-routine"),
        ("市气象局做好寒潮、大风等灾害性天气预警。", "deadline-routine"),
        ("市应急局确保重点企业覆盖率达到90%以上。", "deadline-routine"),
        ("市应急局常态化开展1次“回头看”。", "deadline-routine"),
        ("市应急局督促企业配齐安全员。", "deadline-routine"),
        ("市财政局安排安全生产专项资金300万元。", "deadline-routine"),
    ],
)
def test_work_without_a_time_of_its_own_is_told_as_what_it_is(sentence: str, told: str) -> None:
    body = f"一、重点任务\n\n（一）检查。{sentence}\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    rules_of_no_time = {"deadline-inherited", "deadline-routine", "deadline-quota"}
    assert found & rules_of_no_time == ({told} if told else set())


@pytest.mark.parametrize(
    ("sentences", "told"),
    [
        ("2025年，市应急局建设消防站2个；改造管网12公里。市住建局更换电梯8部。", []),
        ("全年市应急局举办培训4期；组织宣讲不少于20场。", []),
        (
            "市应急局6月底前建设消防站2个；改造管网12公里。",
            ["改造管网12公里。"],
        ),
        (
            "全年市应急局举办培训4期。市应急局组织宣讲不少于20场。",
            ["市应急局组织宣讲不少于20场。"],
        ),
    ],
)
def test_a_period_at_the_head_holds_for_what_follows(sentences: str, told: list[str]) -> None:
    text = HEAD.format(title="做好2025年安全生产工作的通知") + f"一、任务\n\n1.{sentences}\n"
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
    assert [f.sentence for f in report.findings if f.rule == "deadline-quota"] == told


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("（一）露天煤矿。加强边坡监测。发现裂缝立即停产撤人。", 0),
        ("（一）化工和涉爆企业。\n\n1.加强动火管理。\n\n2.对反应釜开展风险评估。", 0),
        ("（一）选矿厂。加强皮带运输机管理。", 0),
        ("（一）化工企业。加强动火管理。督促企业停用超期储罐。", 2),
        ("（一）化工企业。对全市12家化工企业逐家检查。", 1),
        ("（一）化工企业安全。加强动火管理。", 1),
        ("（一）整治化工企业。加强动火管理。", 1),
    ],
)
def test_a_heading_that_is_a_kind_of_unit_says_who_acts(body: str, missing: int) -> None:
    text = HEAD.format(title="做好2025年安全生产工作的通知") + f"一、任务\n\n{body}\n"
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
    found = [f for f in report.findings if f.rule in ("owner-unstated", "owner-unclear")]
    assert sum(f.count for f in found) == missing


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("市应急局每月通报1次。对问题突出的，9月底前完成约谈。", "owner-context"),
        ("一是市应急局每月通报1次，安全员按时参训。二是脚手架验收后使用。", None),
        ("市安委办每季度调度。要力戒形式主义、官僚主义，不得层层加码。", "owner-of-a-rule"),
        ("市安委办每季度调度。要统筹发展和安全。", "owner-of-a-rule"),
    ],
)
def test_whom_an_earlier_sentence_names_is_not_always_meant(body: str, rule: str | None) -> None:
    text = f"一、任务\n\n（一）{body}\n\n（二）市教育局每月通报1次。\n"
    found = rules("做好2025年安全生产工作的通知", text, "2025年2月5日")
    assert found & {"owner-context", "owner-of-a-rule"} == ({rule} if rule else set())


@pytest.mark.parametrize(("title", "told"), [("责任分工", False), ("重点任务", True)])
def test_a_chapter_that_assigns_the_fields_is_as_good_as_notes(title: str, told: bool) -> None:
    bare = "\n\n三、保障\n\n（一）加强宣传教育。\n\n（二）强化巡查。\n\n（三）深化整治。"
    body = f"一、{title}\n\n市住建局负责建筑工地。市教育局负责学校。市商务局负责商场。\n\n二、要求\n\n各乡镇要每月检查一次。\n\n各企业要每周自查一次。{bare}\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    assert ("owner-no-notes" in found) is told


@pytest.mark.parametrize(("nameless", "told"), [(1, False), (2, True)])
def test_subjects_are_as_good_as_notes(nameless: int, told: bool) -> None:
    named = "市住建局每月检查一次工地。市教育局每月检查一次学校。"
    bare = "".join(f"\n（{n}）宣传{n}。加强宣传教育。\n" for n in "二三"[:nameless])
    body = f"一、任务\n\n（一）检查。{named}\n{bare}"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    assert ("owner-no-notes" in found) is told
    assert "owner-implied" in found


def test_routine_work_is_told_once() -> None:
    body = "一、任务\n\n（一）责任。市应急局加强监管。\n\n（二）宣传。市教育局深化安全教育。\n"
    text = HEAD.format(title="做好2025年安全生产工作的通知") + body
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
    [found] = [f for f in report.findings if f.rule == "deadline-routine"]
    assert (found.count, found.severity) == (2, "info")


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("加强重点企业监管。", "owner-unstated"),
        ("要健全应急机制。", "owner-unstated"),
        ("将消防安全纳入考核。", "owner-unstated"),
        ("对老旧管网实施改造。", "owner-unstated"),
        ("消防领域：强化火源管控。", "owner-unstated"),
        ("6月底前改造消火栓12个。", "owner-unstated"),
        ("汛期开展水库检查。", "owner-unstated"),
        ("按照有关规定，加大执法力度。", "owner-unstated"),
        ("重点企业隐患整治任务全面完成。", "owner-unstated"),
        ("医疗废物暂存时间不得超过48小时。", "owner-unstated"),
        ("大型玩具每周检查1次。", "owner-unclear"),
        ("赛事备用电源每日试运行一次。", "owner-unclear"),
        ("赛事备用电源一律双路接入。", "owner-unclear"),
        ("出租方、承租方各1次自查。", "owner-unrecognised"),
        ("粮食收储企业、烘干塔全面检修线路。", "owner-unrecognised"),
        ("上半年对10个乡镇开展巡查。", "owner-unstated"),
        ("第四季度前完成桥梁加固3座。", "owner-unstated"),
        ("2025年举办专题培训班2期。", "owner-unstated"),
        ("防火期（3月至5月）执行双人双岗值班。", "owner-unstated"),
        ("学校周边200米内每月巡查1次。", "owner-unclear"),
        ("对隐瞒险情的，依规依纪严肃处理。", "owner-of-a-rule"),
        ("评估结果与年终绩效挂钩。", "owner-of-a-rule"),
        ("对提供重大线索的群众给予200元奖励。", "owner-of-a-rule"),
        ("叉车、行车必须经检验合格后使用。", "owner-of-a-rule"),
        ("对检查发现的隐患建立台账。", "owner-unstated"),
        ("对跨区作业的从严审批。", "owner-unstated"),
        ("对辖区内的油库依法依规开展检查。", "owner-unstated"),
        ("将评估结果与绩效挂钩。", "owner-unstated"),
        ("定期对特种设备按规定检验。", "owner-unstated"),
        ("全市评选示范企业5家。", "owner-unstated"),
        ("“十一”前完成渡口检查1轮。", "owner-unstated"),
        ("应急预案每三年修订一次。", "owner-unclear"),
        ("逾期不改的，提请关闭。", "owner-of-a-rule"),
        ("对整治走过场的，全市通报。", "owner-of-a-rule"),
        ("每周五下班前报周报表。", "owner-unstated"),
        ("10月份开展消防宣传月活动。", "owner-unstated"),
        ("每日进行边坡巡查。", "owner-unstated"),
        ("未按规定接地的，一经发现立即停用。", "owner-of-a-rule"),
        ("对起重机械开展一轮检验。", "owner-unstated"),
    ],
)
def test_that_nobody_is_named_is_said_only_where_it_is_sure(sentence: str, told: str) -> None:
    rules_of_owners = {"owner-missing", "owner-unstated", "owner-unclear", "owner-unrecognised", "owner-context", "owner-of-a-rule"}  # fmt: skip
    found = rules(
        "做好2025年安全生产工作的通知", f"一、任务\n\n（一）检查。{sentence}\n", "2025年2月5日"
    )
    assert found & rules_of_owners == {told}


@pytest.mark.parametrize(
    "sentence",
    [
        "监察执法三处对停产矿井每季度巡查1次。",
        "存在采空区的露天矿山，在复工前必须完成探测。",
        "水泥集团下属的4座矿山按照设计分层开采。",
        "租赁厂房实行“谁出租谁管理、谁使用谁负责”。",
        "漂流项目按防汛指挥部指令停运。",
        "客运运营单位客流高峰增派人员3名。",
        "民政、水利、商务等领域，按要求制定子方案，3月底前备案。",
    ],
)
def test_who_acts_is_not_taken_for_nobody(sentence: str) -> None:
    body = f"一、任务\n\n（一）检查。{sentence}\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    assert not found & {"owner-missing", "owner-unstated", "owner-unclear", "owner-context"}


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("水库“三个责任人”要进岗到位。", "水库“三个责任人”"),
        ("水利、农业农村部门各负其责。", "水利、农业农村部门"),
        ("幼儿园食堂每日留样。", "幼儿园"),
    ],
)
def test_who_stands_in_quotes_or_holds_what_is_spoken_of_acts(sentence: str, words: str) -> None:
    opening = read_opening(sentence)
    assert (opening.kind, opening.words) == ("actor", words)
    assert read_opening("老城区道路狭窄，管线老化。").kind == "plain"


def test_a_share_of_persons_is_nobody_who_acts() -> None:
    share = "全市高危行业企业主要负责人和安全管理人员培训考核合格率达到100%。"
    assert read_opening(share).kind == "thing"
    assert read_opening("全市高危行业企业主要负责人要参加培训考核。").kind == "actor"


@pytest.mark.parametrize(
    "sentence",
    [
        "本表所列数据截至2025年1月28日。",
        "新学期将于9月1日开始，全园幼儿增至426名。",
        "全省现有尾矿库41座，其中“头顶库”5座。",
        "安全投入不是负担，而是效益。",
        "具体任务分工见下表。",
        "鼓励各方投保安全生产责任保险。",
        "彩钢板厂房列为重点抽查对象。",
        "近三年火灾中，电气引发的占四成。",
        "个别网点底数不清，隐患反复出现。",
    ],
)
def test_what_orders_nothing_is_asked_for_nothing(sentence: str) -> None:
    body = f"一、任务\n\n（一）检查。市应急局6月底前完成检查。\n\n（二）情况。{sentence}\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    asked = {"owner-unstated", "owner-unclear", "owner-context", "deadline-inherited"}
    assert not found & (asked | {"deadline-routine", "deadline-before-notice"})


@pytest.mark.parametrize(
    "body",
    [
        "罐车装卸时要连接静电线。每班巡检1次。由市商务局负责。",
        "罐车装卸时要连接静电线。市商务局、市交通运输局按各自职责负责，6月底前检查一轮。",
        "储罐区内严禁烟火。加油站凭证经营。由市商务局牵头，市公安局配合。",
        "市水务局负责。加强泵站值守。每月检查消毒间1次。",
        "健全会商机制。市气象局每周会商1次。",
        "实行“日提醒、周会商”。市气象局每周会商1次。",
        "全面推行外包队伍统一管理。发包单位对外包队伍的安全负总责。",
        "各商场每周自查。自动喷淋系统完好率100%。",
        "商户开展自查。对自查出的隐患立行立改，不能整改的暂停使用。",
        "企业对照清单自查。自查报告于5月31日前报属地乡镇。",
        "各医院完善预案。节假日、雨季及重大会议期间实行领导带班。",
    ],
)
def test_a_sentence_beside_it_says_who_does_it(body: str) -> None:
    text = f"一、任务\n\n（一）{body}\n\n（二）市应急局每月通报1次。\n"
    found = rules("做好2025年安全生产工作的通知", text, "2025年2月5日")
    assert not found & {"owner-missing", "owner-unstated", "owner-unclear", "owner-context"}


def test_an_opening_tells_how_things_are_unless_it_asks() -> None:
    for sentence, told in (("开展巡查300余次。", False), ("各单位务必整改到位。", True)):
        text = HEAD.replace("现将有关事项通知如下。", sentence).format(
            title="做好2025年安全生产工作的通知"
        )
        body = "一、任务\n\n（一）市应急局每月通报1次。\n"
        report = report_on(read_file((text + body).encode(), "x.txt"), Options(profile="issued"))
        found = {f.rule for f in report.findings if f.sentence == sentence}
        assert not found & {"owner-missing", "owner-unstated"}
        assert bool(found & {"owner-implied", "owner-collective", "deadline-routine"}) is told


def test_a_sentence_with_work_of_its_own_names_nobody_for_those_ahead_of_it() -> None:
    body = "一、任务\n\n（一）检查。每周检查滑梯1次。由市教育局牵头，各学校配合，9月底前更换老化线路。\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    assert "owner-unstated" in found


@pytest.mark.parametrize(
    "sentence",
    [
        "设备首次启用前要签订安全协议。",
        "遇大客流高峰，由市交通运输局编制疏导方案。",
        "工作目标：安全社区创建8个。",
    ],
)
def test_a_time_of_an_event_and_an_aim_need_no_date(sentence: str) -> None:
    body = f"一、任务\n\n（一）{sentence}\n\n（二）市应急局完成危险源普查。\n"
    text = HEAD.format(title="做好2025年安全生产工作的通知") + body
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="strict"))
    told = [f.sentence for f in report.findings if f.rule == "deadline-inherited"]
    assert told == ["（二）市应急局完成危险源普查。"]


def test_what_reviews_a_year_is_not_copied_from_it() -> None:
    asked = "一、任务\n\n（一）检查。市应急局制定2024年重点工作清单。\n"
    told = "一、形势\n\n（一）情况。2024年安全生产总体平稳，共排查隐患320项。\n"
    for body, stale in ((asked, True), (told, False)):
        found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
        assert ("deadline-stale-year" in found) is stale


def test_matters_to_inspect_are_no_tasks() -> None:
    body = "一、检查内容\n\n（一）部门责任落实情况。一季度执法计划执行情况，每月调度记录。\n\n二、任务\n\n（一）市应急局每月通报1次。\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    assert not found & {"owner-missing", "owner-unstated", "owner-unclear", "owner-context"}


def test_a_season_in_the_heading_bounds_what_stands_below() -> None:
    body = "一、重点任务\n\n（一）冬春火灾防控。市消防救援支队完成消火栓普查。\n\n（二）消防。市消防救援支队完成消防水池普查。\n"
    text = HEAD.format(title="做好2025年安全生产工作的通知") + body
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="strict"))
    told = [f.sentence for f in report.findings if f.rule == "deadline-inherited"]
    assert told == ["市消防救援支队完成消防水池普查。"]


def test_where_no_sentence_has_a_time_the_section_is_one_finding() -> None:
    body = "一、重点任务\n\n（一）火灾。市消防救援支队完成消火栓普查。发现火情立即扑救。市林业局完成隔离带整修。\n"
    text = HEAD.format(title="做好2025年安全生产工作的通知") + body
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="strict"))
    assert [f.count for f in report.findings if f.rule == "deadline-inherited"] == [2]


@pytest.mark.parametrize(
    ("serials", "told"),
    [("12345", []), ("12334", ["景区整治"]), ("12344", ["工地整治"]), ("12335", ["景区整治"])],
)
def test_a_serial_number_stands_once_in_a_table(serials: str, told: list[str]) -> None:
    matters = ("粮库", "渡口", "校车", "景区", "工地")
    rows = "".join(
        f"<tr><td>{n}</td><td>{m}整治</td><td>检查{m}不少于2轮</td><td>市应急局</td><td>9月底前</td></tr>"
        for n, m in zip(serials, matters, strict=True)
    )
    head = (
        "<tr><td>序号</td><td>工作任务</td><td>具体措施</td><td>责任单位</td><td>完成时限</td></tr>"
    )
    page = f"<html><body><p>孝义市2025年安全生产重点任务分解表</p><table>{head}{rows}</table></body></html>"
    report = report_on(read_file(page.encode(), "x.html"), Options(profile="issued"))
    found = [f.sentence for f in report.findings if f.rule == "structure-number-repeated"]
    assert found == told


@pytest.mark.parametrize(
    ("names", "rule"),
    [
        ("附件：1.检查表\n2.清单\n3.格式", ""),
        ("附件：1.检查表　2.清单　3.2025年任务表", ""),
        ("附件：1.检查表\n2.清单\n4.格式", "structure-number-skipped"),
        ("附件：1.检查表　3.清单", "structure-number-skipped"),
        ("附件：1.检查表\n2.清单\n2.格式", "structure-number-repeated"),
        ("附件：检查表", ""),
        ("附件：1.检查表\n\n      2.清单\n\n      3.格式", ""),
        ("附件：1.检查表\n\n      2.清单\n\n      4.格式", "structure-number-skipped"),
    ],
)
def test_annexes_are_counted_without_a_gap(names: str, rule: str) -> None:
    body = f"一、任务\n\n（一）市应急局每月通报1次。\n\n{names}"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    numbered = {"structure-number-skipped", "structure-number-repeated"}
    assert found & numbered == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("given", "missing"),
    [("甲工作表 丙联系表", "2.乙统计表"), ("乙统计表 丙联系表", "1.甲工作表"), ("甲工作表 乙统计表 丙联系表", "")],
)  # fmt: skip
def test_the_annex_that_is_listed_and_not_there_is_told_by_its_own_words(
    given: str, missing: str
) -> None:
    numbers = {"甲工作表": 1, "乙统计表": 2, "丙联系表": 3}
    there = "\n".join(f"附件{numbers[each]}\n{each}\n填报。" for each in given.split())
    body = "一、任务\n\n（一）市应急局每月通报1次。\n\n附件：1.甲工作表\n2.乙统计表\n3.丙联系表"
    text = (
        HEAD.format(title="做好2025年安全生产工作的通知") + body + TAIL.format(date="2025年2月5日")
    )
    report = report_on(read_file(f"{text}\n{there}\n".encode(), "x.txt"), Options())
    told = [f.sentence for f in report.findings if f.rule == "annex-absent"]
    assert told == ([missing] if missing else [])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("另发", 0),
        ("另行印发", 0),
        ("另文下发", 0),
        ("另行通知", 0),
        ("电子版", 0),
        ("征求意见", 1),
    ],
)
def test_an_annex_that_comes_another_way_is_not_missed(words: str, told: int) -> None:
    for names, there in (
        (f"附件：任务分工表（{words}）", ""),
        (f"附件：1.甲工作表\n2.任务分工表（{words}）", "\n附件1\n甲工作表\n填报。\n"),
    ):
        body = f"一、任务\n\n（一）市应急局每月通报1次。\n\n{names}"
        head = HEAD.format(title="做好2025年安全生产工作的通知")
        text = head + body + TAIL.format(date="2025年2月5日") + there
        report = report_on(read_file(text.encode(), "x.txt"), Options())
        assert sum(f.rule == "annex-absent" for f in report.findings) == told


def test_a_number_in_wide_type_at_the_end_of_a_paragraph_is_not_skipped() -> None:
    body = "一、重点任务\n\n（一）整治。各乡镇要对照清单整改。1．能整改的立即整改。\n\n2．市应急局要于6月底前完成复查。\n\n3．市住建局要于9月底前完成验收。\n"
    assert "structure-number-skipped" not in rules(
        "做好2025年安全生产工作的通知", body, "2025年2月5日"
    )


STANDING = "第一章 总则\n\n第一条 为了落实安全生产责任，制定本{kind}。\n\n第二条 考核坚持客观公正的原则。\n\n第三条 各乡镇应当建立考核台账。\n\n第四条 考核结果向社会公开。\n\n第五条 本{kind}自印发之日起施行。\n"
OF_A_YEAR = {"owner-missing", "owner-unstated", "owner-implied", "owner-no-notes", "owner-context", "deadline-none", "deadline-inherited", "notice-plan-year-missing"}  # fmt: skip


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("甲县安全生产工作考核办法", STANDING.format(kind="办法")),
        ("甲县安全生产工作约谈制度（试行）", STANDING.format(kind="制度")),
        ("甲县安全生产责任制实施细则", STANDING.format(kind="细则")),
        ("甲镇安全生产党政同责工作方案", STANDING.format(kind="方案")),
        ("甲县生产安全事故应急预案", "一、总则\n\n（一）目的。规范应急响应程序。\n\n二、响应\n\n（一）报告。事故发生后，现场人员应当立即报告。\n\n（二）处置。组织抢救伤员。\n"),
        ("甲县部门安全生产责任清单", "一、县应急局\n\n（一）综合监管。指导协调安全生产工作。\n\n（二）执法。依法开展监督检查。\n"),
    ],
)  # fmt: skip
def test_rules_that_stand_are_not_the_work_of_a_year(title: str, body: str) -> None:
    report = report_on(read_file(f"{title}\n\n{body}".encode(), "x.txt"), Options(profile="issued"))
    found = {finding.rule for finding in report.findings}
    assert "notice-standing" in found
    assert not found & OF_A_YEAR
    violations = {f.rule for f in report.findings if f.severity == "violation"}
    assert not violations - {"notice-issuer-missing"}  # of a plan or a list by itself
    printed = HEAD.format(title=f"印发《{title}》的通知") + body
    found = {f.rule for f in report_on(read_file(printed.encode(), "x.txt"), Options()).findings}
    assert found & {"notice-standing"}
    assert not found & OF_A_YEAR


@pytest.mark.parametrize(
    "title",
    [
        "做好2025年安全生产工作的通知",
        "贯彻落实消防安全责任制实施办法的通知",
        "印发《推进安全生产领域改革发展实施方案》的通知",
        "印发《2025年重点任务责任清单》的通知",
        "做好应急预案修订工作的通知",
    ],
)
def test_orders_about_rules_are_no_rules(title: str) -> None:
    found = rules(title, NOBODY, "2025年2月5日")
    assert "notice-standing" not in found
    assert "owner-unstated" in found


def test_counted_articles_of_a_yearly_notice_are_its_work() -> None:
    body = "第一条 排查整治各类隐患。\n\n第二条 开展应急演练。\n\n第三条 完善应急预案。\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    assert "owner-unstated" in found
    assert "notice-standing" not in found


def test_a_public_notice_is_everybodys() -> None:
    text = "甲县人民政府关于森林防火禁火的通告\n\n甲府通〔2025〕3号\n\n一、禁火要求\n\n（一）严禁一切野外用火。\n\n（二）加强火源管控。\n\n甲县人民政府\n\n2025年2月5日\n"
    found = {f.rule for f in report_on(read_file(text.encode(), "x.txt"), Options()).findings}
    assert "owner-addressed" in found
    assert not found & {
        "owner-missing",
        "owner-unstated",
        "deadline-inherited",
        "notice-addressee-missing",
    }


def test_a_letter_to_nobody_is_one_finding_for_all_that_it_leaves_open() -> None:
    title = "转发市安委办排查整治通知的通知"
    assert not rules(title, NOBODY, "2025年2月5日") & {
        "owner-missing",
        "owner-unstated",
        "notice-addressee-missing",
    }
    text = HEAD.replace("各乡镇人民政府：\n\n", "").format(title=title) + NOBODY
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
    [found] = [f for f in report.findings if f.rule == "notice-addressee-missing"]
    assert found.consequences == 3
    assert "“没有写由谁办理，旁边各条也不用括注”3处" in found.what.zh
    assert not {f.rule for f in report.findings} & {
        "owner-missing",
        "owner-unstated",
        "owner-addressed",
    }


YEARS = "一、重点任务\n\n（一）检查。2025年6月底前，各乡镇完成检查。9月底前，各企业完成整改。\n\n（二）总结。2025年12月底前，市安委办总结全年工作。\n"


@pytest.mark.parametrize(
    ("title", "date", "consequences"),
    [
        ("做好2023年安全生产工作的通知", "2025年2月5日", {"完成时限早于通知日期", "完成时限不在计划年度内"}),
        ("做好2024年安全生产工作的通知", "2025年2月5日", {"完成时限早于通知日期", "完成时限不在计划年度内", "发文过晚"}),
        ("做好2026年安全生产工作的通知", "2025年2月5日", {"完成时限不在计划年度内", "年份像是沿用旧文"}),
    ],
)  # fmt: skip
def test_a_wrong_year_in_the_title_is_told_first_and_once(
    title: str, date: str, consequences: set[str]
) -> None:
    text = HEAD.format(title=title) + YEARS + TAIL.format(date=date)
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="strict"))
    first = groups(report)[0]
    assert first.rule.id == "notice-title-year"
    [found] = first.findings
    assert {words for words in consequences if words in found.what.zh} == consequences
    assert found.severity == "violation"
    gone = {"deadline-before-notice", "deadline-outside-year", "deadline-stale-year", "notice-late"}
    assert not {f.rule for f in report.findings} & gone


def test_a_date_that_is_wrong_by_itself_stays_beside_a_wrong_title() -> None:
    body = YEARS.replace("2025年12月底前", "2027年12月底前")
    found = rules("做好2024年安全生产工作的通知", body, "2025年2月5日")
    assert {"notice-title-year", "deadline-outside-year"} <= found


@pytest.mark.parametrize("title", ["2024年安全生产考核情况的通报", "做好2026年安全生产工作的通知"])
def test_the_year_before_or_behind_may_be_right(title: str) -> None:
    body = "一、重点任务\n\n（一）检查。各乡镇要完成检查。\n"
    assert "notice-title-year" not in rules(title, body, "2025年12月5日")


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("做好2025年安全生产工作的通知", True),
        ("做好2025年寒潮大风天气防范应对工作的通知", False),
        ("加强高温天气建筑施工安全管理的通知", False),
        ("开展2025年高温熔融金属专项整治的通知", True),
        ("开展2025年“安全生产月”活动的通知", False),
        ("做好2025年国庆假期安全生产工作的通知", False),
    ],
)
def test_the_occasion_is_the_time_of_its_tasks(title: str, told: bool) -> None:
    body = "一、重点任务\n\n（一）检查。市应急局完成隐患排查整治。\n"
    assert ("deadline-inherited" in rules(title, body, "2025年2月5日")) is told


def test_what_the_issuer_decides_is_not_nobodys() -> None:
    body = "一、处理意见\n\n（一）对整改不力的项目实行“一票停工”。\n\n（二）对管理混乱的3家企业给予警示。\n"
    found = rules("2025年安全隐患检查情况的通报", body, "2025年2月5日")
    assert not found & {"owner-missing", "owner-unstated"}


def test_a_centre_is_no_other_name_of_a_bureau() -> None:
    body = "一、整治重点\n\n（一）客运。7月底前完成核查。（责任单位：市道路运输事业发展中心、各县（区）交通运输局）\n"
    assert "owner-two-names" not in rules("做好2025年安全生产工作的通知", body, "2025年2月5日")


NOTED = "（{n}）{what}。{what}，每月1次。（责任单位：市应急局）\n\n"


@pytest.mark.parametrize(
    ("around", "rule"),
    [
        (("一", "二"), "owner-missing"),  # those beside it have notes
        (("一",), "owner-unstated"),  # one alone
        ((), "owner-unstated"),
    ],
)
def test_a_note_is_missing_where_the_others_have_theirs(around: tuple[str, ...], rule: str) -> None:
    beside = "".join(NOTED.format(n=n, what=f"开展第{n}类检查") for n in around)
    own = f"（{'一二三'[len(around)]}）消防。加强火源管控。\n"
    found = rules("做好2025年安全生产工作的通知", f"一、任务\n\n{beside}{own}", "2025年2月5日")
    assert found & {"owner-missing", "owner-unstated"} == {rule}
    for sentence, wanted in (
        ("供电线路每日巡查1次。", True),
        ("市住建局每月通报1次。对问题突出的，9月底前完成约谈。", False),  # a sanction
    ):
        unsure = own.replace("加强火源管控。", sentence)
        found = rules(
            "做好2025年安全生产工作的通知", f"一、任务\n\n{beside}{unsure}", "2025年2月5日"
        )
        told = found & {"owner-note-missing", "owner-unclear", "owner-context"}
        assert (told == {"owner-note-missing"}) is (wanted and rule == "owner-missing")
        assert len(told) == 1


def test_a_bracket_with_units_is_a_note_though_it_was_not_read() -> None:
    beside = "".join(NOTED.format(n=n, what=f"开展第{n}类检查") for n in "一二")
    for bracket, told in (("【县森林公安、各乡镇】", False), ("（含临时用电）", True)):
        body = f"一、任务\n\n{beside}（三）消防。加强火源管控。{bracket}\n"
        found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
        assert ("owner-missing" in found) is told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("8月6日，我办印发工作提示，要求各乡镇于9月10日前报送台账。", False),
        ("8月以来抓整改，截至10月15日各乡镇仅完成2处。", False),
        ("各乡镇要对2025年9月底前排查发现的隐患逐项整改。", False),
        ("各乡镇要于9月10日前报送台账。", True),
    ],
)
def test_a_day_that_is_told_is_no_deadline(sentence: str, told: bool) -> None:
    body = f"一、任务\n\n（一）排查。{sentence}\n"
    found = rules("开展2025年隐患排查的通知", body, "2025年11月5日")
    assert ("deadline-before-notice" in found) is told


def test_a_list_that_begins_anew_is_another_one() -> None:
    items = "1．检查燃气。\n\n2．检查用电。\n\n3．检查电梯。\n\n"
    for again, told in (
        ("1．培训职工。\n\n2．培训学生。\n", False),
        ("3．培训职工。\n\n4．培训学生。\n", True),
    ):
        body = f"一、任务\n\n（一）各乡镇要做到：\n\n{items}{again}"
        found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
        assert ("structure-number-repeated" in found) is told


@pytest.mark.parametrize(
    ("name", "issuer", "told"),
    [
        ("x.txt", "孝义市应急管理局", True),
        ("x.html", "孝义市应急管理局", False),
        ("x.txt", "孝义市第一中学", False),
    ],
)
def test_a_number_is_missed_where_one_is_printed(name: str, issuer: str, told: bool) -> None:
    text = f"{issuer}关于做好2025年消防工作的通知\n\n各科室：\n\n一、各科室每月检查1次。\n\n{issuer}\n2025年2月5日\n"
    if name.endswith("html"):
        text = "".join(f"<p>{line}</p>" for line in text.splitlines())
    report = report_on(read_file(text.encode(), name), Options(profile="issued"))
    assert ("notice-number-missing" in {f.rule for f in report.findings}) is told


def test_a_plan_whose_text_names_the_year_has_one() -> None:
    for year, told in (("2025年", False), ("", True)):
        text = f"甲区有限空间专项整治方案\n\n一、任务\n\n（一）各乡镇要于{year}9月底前完成检查。\n"
        report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
        found = {f.rule for f in report.findings}
        assert ("notice-plan-year-missing" in found) is told
        assert "notice-issuer-missing" not in found


def test_everybody_as_a_subject_is_not_vague() -> None:
    for subject, told in (("各级各部门", False), ("市直有关部门", True)):
        body = f"一、任务\n\n（一）值守。{subject}要严格执行24小时值班制度。\n"
        found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
        assert ("owner-vague" in found) is told


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("市住建局", "", "市教育局"), True),
        (("市住建局", "", ""), False),  # may go on from the row above
        (("市住建局", "/", "市教育局"), False),
    ],
)
def test_an_empty_cell_among_owners_is_blank(cells: tuple[str, ...], told: bool) -> None:
    for bar, end in (("|", "|"), ("\t", "")):
        rows = [["序号", "任务", "责任单位", "时限"], ["1", "每月检查工地", "市应急局", "6月底前"]]
        rows += [[f"{n}", f"完成第{n}轮检查", each, "9月底前"] for n, each in enumerate(cells, 2)]
        table = "\n".join(f"{end}{bar.join(row)}{end}" for row in rows)
        found = rules("做好2025年安全生产工作的通知", f"一、任务\n\n{table}\n", "2025年2月5日")
        assert ("owner-blank" in found) is told


def test_an_item_without_a_note_is_held_against_its_article_too() -> None:
    items = "（三）消防。\n\n1.检查学校，每月1次。（责任单位：市应急局）\n\n2.加强火源管控。\n"
    beside = "".join(NOTED.format(n=n, what=f"开展第{n}类检查") for n in "一二")
    title, date = "做好2025年安全生产工作的通知", "2025年2月5日"
    assert "owner-missing" in rules(title, f"一、任务\n\n{beside}{items}", date)
    alone = items.replace("（三）", "（一）")
    assert "owner-unstated" in rules(title, f"一、任务\n\n{alone}", date)


NOBODY = "一、工作要求\n\n（一）抓好落实。深入排查整治各类隐患。建立问题台账。开展应急演练。\n"


@pytest.mark.parametrize(
    ("title", "addressed"),
    [
        ("做好2025年安全生产工作的通知", False),
        ("开展2025年安全生产专项整治的通知", False),
        ("印发《2025年安全生产工作要点》的通知", False),
        ("转发市安委办排查整治通知的通知", True),
        ("“五·一”期间放假安排及做好有关工作的通知", True),
        ("报送隐患排查治理总结的通知", True),
        ("商请配合开展隐患排查的函", True),
    ],
)
def test_who_is_addressed_acts_where_the_document_is_of_that_kind(
    title: str, addressed: bool
) -> None:
    found = rules(title, NOBODY, "2025年2月5日")
    assert ("owner-addressed" in found) is addressed
    assert ("owner-unstated" in found) is not addressed
    noted = NOBODY.replace("台账。", "台账。（责任单位：市应急局）", 1)
    assert "owner-addressed" not in rules(title, noted, "2025年2月5日")


def test_the_sentence_that_passes_on_sets_no_date() -> None:
    title = "印发《校园安全专项治理工作计划》的通知"
    body = "《校园安全专项治理工作计划》已经局党组会审议通过，现印发你们，请遵照执行。\n\n一、任务\n\n（一）检查。各学校开展一次自查。\n\n（二）整改。各学校要完成整改。\n"
    text = HEAD.format(title=title) + body + TAIL.format(date="2025年2月5日")
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="strict"))
    told = [f.sentence for f in report.findings if f.rule == "deadline-inherited"]
    assert told == ["各学校开展一次自查。", "各学校要完成整改。"]


def test_a_letter_that_prints_a_plan_kept_elsewhere_is_addressed() -> None:
    body = "请结合实际，认真贯彻执行。对落实情况每季度开展检查。\n"
    assert "owner-missing" not in rules(
        "印发《安全生产治本攻坚三年行动方案》的通知", body, "2025年2月5日"
    )


def test_a_pledge_is_no_letter() -> None:
    text = "2025年安全生产目标责任书\n\n一、工作责任\n\n（一）制度。建立健全安全管理制度。完善各项预案。\n"
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
    assert not {f.rule for f in report.findings if f.severity == "violation"}
    assert not {f.rule for f in report.findings} & {"notice-signed-missing", "notice-title-form"}


def test_no_issuer_is_one_finding() -> None:
    text = "关于做好2025年安全生产工作的通知\n\n各乡镇人民政府：\n\n一、检查\n\n各乡镇要于6月底前完成检查。\n"
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
    found = {finding.rule for finding in report.findings}
    assert "notice-issuer-missing" in found
    assert "notice-jurisdiction-missing" not in found


def test_what_stands_behind_a_semicolon_is_whose_the_sentence_is() -> None:
    body = "一、检查\n\n（一）排查。市应急局要开展检查；每月26日前，向市安委会上报总结。\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    assert not found & {"owner-missing", "owner-unstated", "owner-context"}


def test_a_table_of_owners_is_note_enough_for_the_sentences_beside_it() -> None:
    table = "| 重点任务 | 责任单位 | 完成时限 |\n|---|---|---|\n| 排查烟花爆竹经营点 | 市应急局 | 3月底 |\n| 整治老旧电梯 | 市市场监管局 | 6月底 |\n"
    body = f"一、任务\n\n{table}\n二、要求\n\n（一）统筹。市安委办要每月调度一次。\n"
    text = (
        HEAD.format(title="做好2025年安全生产工作的通知") + body + TAIL.format(date="2025年2月5日")
    )
    report = report_on(read_file(text.encode(), "x.md"), Options(profile="strict"))
    assert report.rates.by_note.part == 2
    assert "owner-implied" not in {finding.rule for finding in report.findings}


def test_the_first_day_of_a_span_is_not_stale() -> None:
    body = "一、检查\n\n（一）排查。2024年12月21日起至2025年1月5日，市应急局开展检查。\n"
    assert "deadline-stale-year" not in rules("开展安全大检查的通知", body, "2025年1月5日")


@pytest.mark.parametrize(
    ("one", "two", "told"),
    [
        ("2025年底前，改造城区老旧燃气管网12公里。", "2025年底前，改造城区老旧燃气管网21公里。", True),
        ("甲镇要建成标准化市政消火栓达到60个。", "乙镇要建成标准化市政消火栓达到50个。", False),
        ("日最高气温高于37度时，停止室外作业。", "日最高气温高于40度时，停止全部作业。", False),
    ],
)  # fmt: skip
def test_different_agents_and_steps_do_not_contradict(one: str, two: str, told: bool) -> None:
    body = f"一、重点任务\n\n（一）检查。{one}\n\n（二）整治。{two}\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    assert ("target-contradiction" in found) is told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("后勤保障处暑假前更换老化配电箱35个。", False),
        ("位于沟口的27家村卫生室每日报告1次。", False),
        ("各段、各车站应修订预案。", False),
        ("应急料具储备片石不少于3000立方米。", True),
        ("完成村卫生室每月维护。", True),
    ],
)
def test_an_agent_of_no_known_kind_is_not_taken_for_none(sentence: str, told: bool) -> None:
    found = rules(
        "做好2025年安全生产工作的通知", f"一、任务\n\n（一）保障。{sentence}\n", "2025年2月5日"
    )
    assert bool(found & {"owner-unstated", "owner-unclear"}) is told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("市应急局对屡教不改的企业给予行政处罚。", False),
        ("市应急局对隐瞒事故的一查到底。", False),
        ("大风5级以上停运索道，启动疏散。", False),
        ("市文旅局暑假前更换索道缆绳。", False),
        ("市文旅局对老旧的索道实施改造。", True),
    ],
)
def test_what_holds_at_all_times_sets_none(sentence: str, told: bool) -> None:
    found = rules(
        "做好2025年安全生产工作的通知", f"一、任务\n\n（一）保障。{sentence}\n", "2025年2月5日"
    )
    assert ("deadline-inherited" in found) is told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("1月上旬，市应急局抽查32个项目，下发整改通知书29份。", False),
        ("市应急局要于1月20日前完成对32个项目的抽查。", True),
    ],
)
def test_the_opening_may_tell_of_what_was_done(sentence: str, told: bool) -> None:
    head = HEAD.replace("现将", sentence + "现将")
    text = head.format(title="做好2025年安全生产工作的通知") + TASK.format(due="6月底")
    text += TAIL.format(date="2025年2月5日")
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
    assert ("deadline-before-notice" in {f.rule for f in report.findings}) is told


def test_a_paragraph_below_an_entry_leaves_its_list_whole() -> None:
    body = "一、市应急局6月底前完成检查。\n\n二、市住建局7月底前完成整改。\n\n{}、市教育局每周自查。\n\n会议强调，未按期完成整改的，予以通报。\n"
    title, date = "研究安全生产工作的会议纪要", "2025年2月5日"
    assert "structure-number-skipped" not in rules(title, body.format("三"), date)
    assert "structure-number-skipped" in rules(title, body.format("五"), date)


def test_a_sentence_that_a_bracket_cut_is_whose_it_was() -> None:
    body = "一、任务\n\n（一）报送。市住建局要在4月15日前将方案报市安委办（联系人：王某，电话：0358-1234567），此后每季度首月5日前报送进展。\n"
    assert "owner-context" not in rules("做好2025年安全生产工作的通知", body, "2025年2月5日")


def test_a_label_before_its_bracket_is_whom_the_sentence_means() -> None:
    body = "一、分组\n\n第一组（组长：王某；成员单位：市住建局、市水利局）：检查4座停用尾矿库，6月30日前完成首轮。\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    assert not found & {"owner-missing", "owner-unstated"}


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("市应急管理局", "市应急局", True),
        ("市市场监管局", "市市场监督管理局", True),
        ("市住房和城乡建设局", "市住建委", True),
        ("市安委会办公室", "市安委办", False),
        ("市应急管理局", "市应急管理局", False),
        ("市应急管理局", "县应急管理局", False),
        ("市消防救援支队", "消防救援站", False),
    ],
)
def test_two_names_are_told_where_subjects_have_them(first: str, second: str, told: bool) -> None:
    body = (
        f"一、任务\n\n（一）{first}要于6月底前完成检查。\n\n（二）{second}要于9月底前完成验收。\n"
    )
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    assert ("owner-two-names" in found) is told


def test_two_names_in_one_note_are_two_bodies() -> None:
    body = "一、整治\n\n（一）公路。7月底前完成核查。（责任单位：市公路管理局、市高速公路管理局）\n"
    assert "owner-two-names" not in rules("做好2025年安全生产工作的通知", body, "2025年2月5日")


def test_an_hour_behind_a_number_is_no_number() -> None:
    body = "一、检查\n\n" + "".join(f"{n}.各学院要检查第{n}实验室。\n\n" for n in range(1, 8))
    body += "8.22时至次日6时开展实验的，应报学院审批。\n\n9.各学院要公示结果。\n"
    assert "structure-number-skipped" not in rules("做好2025年安全工作的通知", body, "2025年2月5日")


@pytest.mark.parametrize(
    ("sentence", "absent"),
    [
        ("年内建成5个达标站，其余乡镇2026年6月底前建成。", "deadline-outside-year"),
        ("该路段2023年已被列为挂牌隐患，要求2024年底前整改，至今没有完成。", "deadline-stale-year"),
        ("请市税务局提供2024年度用工人数。", "deadline-stale-year"),
    ],
)
def test_another_year_may_be_meant(sentence: str, absent: str) -> None:
    found = rules(
        "做好2025年安全生产工作的通知", f"一、任务\n\n（一）检查。{sentence}\n", "2025年2月5日"
    )
    assert absent not in found


def test_an_office_inside_the_issuer_is_in_no_register() -> None:
    text = "山西省工业和信息化厅\n关于做好2025年安全生产工作的通知\n\n晋工信〔2025〕3号\n\n各市工信局：\n\n一、任务\n\n（一）演练。6月底前组织演练。（责任单位：{}）\n\n山西省工业和信息化厅\n2025年2月5日\n"
    told = {}
    for name in ("厅安全生产处", "安全生产督导处"):
        report = report_on(
            read_file(text.format(name).encode(), "x.txt"), Options(profile="strict")
        )
        told[name] = "owner-unknown" in {f.rule for f in report.findings}
    assert told == {"厅安全生产处": False, "安全生产督导处": True}


def test_an_open_letter_has_no_number_and_asks_its_readers() -> None:
    text = "致辖区企业的一封信\n\n各企业：\n\n请各企业在1月20日前开展自查。完成隐患整改。\n\n孝义市人民政府\n2026年1月12日\n"
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
    absent = {"notice-number-missing", "notice-title-form", "owner-missing", "owner-no-notes"}
    assert report.findings
    assert not {f.rule for f in report.findings} & absent


def test_a_number_that_was_not_raised_is_one_slip() -> None:
    heads = "\n\n".join(
        f"（{n}）任务{at}。市应急局每月检查1次。" for at, n in enumerate("一二二四五")
    )
    text = HEAD.format(title="做好2025年安全生产工作的通知") + f"一、任务\n\n{heads}\n"
    found = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued")).findings
    numbered = [f.rule for f in found if f.rule.startswith("structure-number")]
    assert numbered == ["structure-number-repeated"]


@pytest.mark.parametrize(
    ("subject", "told"), [("各有关部门", False), ("有关单位", True), ("相关部门", False)]
)
def test_a_class_that_the_notice_is_sent_to_is_not_vague(subject: str, told: bool) -> None:
    text = f"甲市人民政府关于做好2025年安全生产工作的通知\n\n各县区人民政府，市直有关部门：\n\n一、任务\n\n（一）检查。{subject}要于6月底前完成检查。\n"
    found = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued")).findings
    assert ("owner-vague" in {f.rule for f in found}) is told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("驾驶员连续驾驶4小时必须休息20分钟。", False),
        ("赛事备用电源每日试运行一次。", True),
    ],
)
def test_what_a_person_does_asks_for_no_note(sentence: str, told: bool) -> None:
    noted = "".join(
        f"（{n}）任务{n}。6月底前完成检查。（责任单位：市应急局）\n\n" for n in "一二三"
    )
    body = f"一、任务\n\n{noted}（四）运输。{sentence}\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    assert ("owner-note-missing" in found) is told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("原市安监局制定的办法继续执行。", False),
        ("由市安监局每月检查1次。", True),
        ("由开发区安监局每月检查1次。", False),
    ],
)
def test_offices_that_are_no_more_are_told(sentence: str, told: bool) -> None:
    body = f"一、任务\n\n（一）检查。{sentence}\n"
    found = rules("做好2025年安全生产工作的通知", body, "2025年2月5日")
    assert ("wording-abolished-unit" in found) is told


def test_parts_are_added_exactly() -> None:
    text = "改造管网3.3公里，其中甲县1.1公里、乙县{}公里。"
    assert list(_behind(text.format("2.2"))) == []
    assert [counted for *_, counted in _behind(text.format("2.3"))] == ["3.4"]


@pytest.mark.parametrize(
    ("signer", "told"),
    [
        ("介休市人民政府", {"notice-signer-differs"}),
        ("介休市教育局", {"notice-signer-differs"}),
        ("孝义市人民政府", set()),
        ("孝义市人民政府办公室", {"notice-signer-differs"}),
        ("吕梁市应急管理局", {"notice-signer-differs"}),
    ],
)
def test_who_signs_and_is_not_in_the_title_is_no_office_of_the_text(
    signer: str, told: set[str]
) -> None:
    text = (
        "孝义市人民政府关于做好2025年安全生产工作的通知\n\n孝政发〔2025〕3号\n\n各乡镇人民政府：\n\n"
        f"一、重点任务\n\n（一）排查。市应急局要于2025年6月底前完成排查。\n\n{signer}\n\n2025年3月8日\n"
    )
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
    found = {each.rule: each for each in report.findings}
    assert set(found) & {"notice-signer-differs", "wording-other-place"} == told
    if told:
        said = f"标题里是“孝义市人民政府”，署名是“{signer}”。"
        assert found["notice-signer-differs"].what.zh == said
