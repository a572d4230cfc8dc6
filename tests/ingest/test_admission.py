"""What is refused, and what the refusal says."""

import pytest

from ingest.errors import NotANotice
from ingest.pipeline import notice_of, read_notice
from tests.ingest.genre import document


def test_traditional_script_is_refused() -> None:
    text = "孝義市安全生產委員會關於做好2025年安全生產工作的通知\n各鄉鎮：\n一、檢查。各鄉鎮要開展檢查。\n"
    with pytest.raises(NotANotice, match="繁体字"):
        notice_of(document(text))


def test_addressees_and_signature_are_enough_of_a_name() -> None:
    read = notice_of(
        document("各学校：\n一、自查。各学校要完成安全自查。\n孝义市教育局\n2025年5月8日\n")
    )
    assert (read.title, read.issuer, len(read.tasks)) == ("", "孝义市教育局", 1)
    assert "masthead.no-title" in {i.code for i in read.issues}


def test_a_letter_that_a_copy_left_without_title_and_signature_is_read() -> None:
    read = notice_of(
        document(
            "各乡镇，县直各单位：\n现将国庆节值班事项通知如下：\n一、值班。各乡镇要落实安全值班。\n"
        )
    )
    assert (read.title, read.addressees, len(read.tasks)) == ("", ("各乡镇", "县直各单位"), 1)


def test_a_covering_letter_without_a_title_is_read() -> None:
    text = "各乡镇，县直各单位：\n现将值班方案印发给你们。\n一、值班。各乡镇要落实安全值班。\n"
    assert len(notice_of(document(text)).tasks) == 1


def test_a_letter_that_asks_those_it_calls_on_is_read() -> None:
    read = notice_of(document("各企业：\n春节假期已过。\n请各企业制定复工方案，做好安全培训。\n"))
    assert (read.addressees, [o.name for o in read.tasks[0].owners]) == (("各企业",), ["各企业"])


def test_a_letter_in_one_paragraph_to_all_of_a_school_is_read() -> None:
    read = notice_of(
        document(
            "全校各二级单位：为营造消防安全环境，请各单位组织一次演练；制作一期专栏。特此通知\n"
        )
    )
    assert read.addressees == ("全校各二级单位",)
    assert [[o.name for o in t.owners] for t in read.tasks] == [["各单位"], ["各单位"]]


def test_a_letter_that_opens_with_how_things_stand_behind_its_addressees_is_read() -> None:
    read = notice_of(
        document("各县人民政府，市安委会各成员单位：进入国庆以来，事故频发。请各县排查隐患。\n")
    )
    assert read.addressees == ("各县人民政府", "市安委会各成员单位")


def test_a_text_that_says_of_itself_that_it_notifies_is_read() -> None:
    text = "为吸取事故教训，现就煤矿安全通知如下：\n一、煤矿企业要排查隐患。\n二、各级主管部门要严格检查。\n"
    assert len(notice_of(document(text)).tasks) == 2


@pytest.mark.parametrize(
    "opening",
    [
        "各县水利局：\n现转发你们，并提出如下要求：",
        "各办（中心）：\n结合我镇实际，特制定本工作方案。",
        "为做好工作，特制定学校安全工作要点如下：",
        "根据有关规定，特制定我乡安全生产考核奖惩办法：",
        "为加强烟花爆竹安全管理，特通告如下：",
        "各县区人民政府，市直有关部门：根据省委通知精神，结合实际，制定以下活动方案。",
        "危险化学品领域预警提示信息",
        "为落实省委、省政府安全生产改革任务，结合我市实际，现提出如下实施意见。",
    ],
)
def test_a_text_that_says_what_it_makes_or_asks_is_read(opening: str) -> None:
    read = notice_of(document(f"{opening}\n一、各单位要排查隐患。\n二、建立安全台账。\n"))
    assert len(read.tasks) == 2


@pytest.mark.parametrize(
    "opening",
    [
        "为保证安全生产，特制定本厂安全操作规定如下：",
        "为保证安全生产，特制定本厂安全措施如下：",
        "为了加强消防安全管理，特制定消防安全管理规定。",
        "为降低事故，本文特制定应急预案编制方案。",
        "为降低化工企业事故，本文总结多年经验，现提出如下意见。",
        "会后，专家组经过讨论，就企业安全管理工作提出如下意见。",
        "根据县政协安排，结合企业安全生产调研情况，现提出如下意见：",
        "按照县人大常委会安排，我们走访了有关企业，现提出如下意见：",
    ],
)
def test_rules_of_a_works_and_papers_that_say_what_they_make_are_no_notices(opening: str) -> None:
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document(f"{opening}\n一、工人必须戴安全帽。\n二、严禁酒后上岗。\n"))


def test_a_text_that_says_who_answers_needs_no_other_name() -> None:
    read = notice_of(
        document("一、检查\n1.每季度开展安全检查。（责任单位：县应急局，各镇（街道））\n")
    )
    assert [o.name for o in read.tasks[0].owners] == ["县应急局", "各镇（街道）"]
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document("一、检查\n1.每季度开展安全检查。\n"))


def test_an_excerpt_that_says_which_office_does_what_is_read() -> None:
    excerpt = (
        "三、重点工作\n● 燃气：县城管局牵头，6月底前更换软管。\n● 自建房：各社区每月巡查一次消防通道。\n"
        "四、要求\n1、县应急局要每周调度。\n2、建立台账。\n"
    )
    read = notice_of(document(excerpt))
    assert [[o.name for o in t.owners] for t in read.tasks] == [
        ["县城管局"], ["各社区"], ["县应急局"], [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "一、操作安全\n1.电工必须持证上岗。\n2.焊工应当清理可燃物。\n3.驾驶员不得酒后驾车。\n",
        "第一条 县应急局负责安全监管。\n第二条 各乡镇要开展检查。\n第三条 县公安局要处罚违章。\n",
        "一、检查\n1.各乡镇要开展安全检查。\n2.县应急局要督导。\n",
        "各乡镇要开展安全检查，县公安局要巡查。县应急局要督导，县教育局要宣传。\n",
        "一、检查\n1.各乡镇要开展安全检查。\n2.县应急局要督导。\n3.各社区要宣传。\n"
        + "".join(f"{i}.安全形势平稳。\n" for i in range(4, 8)),
    ],
)
def test_rules_for_workers_clauses_and_a_few_orders_are_no_excerpt(text: str) -> None:
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document(text))


def test_a_report_of_a_page_is_no_notice() -> None:
    """Its headline is one of a notice only where somebody issues what stands below."""
    text = (
        "青川县召开安全生产会议\n发布时间：2026-03-01 来源：{}\n会议要求，各乡镇要排查消防隐患。\n"
    )
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document(text.format("本站")))
    issued = text.format("本站　发布机构：青川县应急管理局")
    assert notice_of(document(issued)).title == "青川县召开安全生产会议"


def test_a_letter_that_tells_those_it_calls_on_what_to_do_is_read() -> None:
    read = notice_of(document("各乡镇：\n节日将至。\n一、值班。各乡镇要落实安全值班。\n"))
    assert (read.addressees, len(read.tasks)) == (("各乡镇",), 1)


@pytest.mark.parametrize(
    "text",
    [
        "各乡镇：\n节日将至。\n一、形势。安全形势平稳。\n",
        "同志们：\n今天召开安全会议。下面，我讲三点意见。\n一、各县要检查。\n二、县应急局要督导。\n",
    ],
)
def test_addressees_alone_and_speeches_are_no_notices(text: str) -> None:
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document(text))


def test_an_excerpt_without_numbers_in_its_text_is_read() -> None:
    excerpt = (
        "五、防范灾害\n气象、林业等部门要加强森林火灾监测，及时发布预警。要层层落实责任制。各乡和有关部门要开展防汛检查。\n"
        "六、安排生活\n要密切关注市场。切实关心困难群众，解决困难。\n"
    )
    assert len(notice_of(document(excerpt)).tasks) == 5


def test_an_excerpt_that_tells_some_offices_and_orders_the_rest_is_read() -> None:
    excerpt = (
        "（一）街道安委会各成员单位要加强监管。特别是各社区工作站要巡查“三小”场所。\n（二）做好市场消防检查。\n"
        "（三）督促工地安全施工。\n（四）加快整治消防管网。\n"
    )
    assert len(notice_of(document(excerpt)).tasks) == 5


ORDERS = "各村要排查隐患。县应急局要督导。各社区要开展消防宣传。要做好值班。加强检查。"


@pytest.mark.parametrize(
    "told",
    [
        "本报讯（记者 ×××）",
        "4月3日，街道召开安全生产部署会。",
        "会议强调，",
        "县安委办要求，",
        "下面，我讲几点意见。",
        "下一步，街道将持续开展检查。",
    ],
)
def test_what_tells_of_orders_is_no_excerpt(told: str) -> None:
    assert len(notice_of(document(ORDERS + "\n")).tasks) == 5
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document(f"{told}{ORDERS}\n"))


NUMBERED = (
    "一、加强领导。各乡镇要成立专班，落实安全责任。\n"
    "二、突出重点。县住建局要排查燃气管道。县教育局要检查校园。\n三、督导。县安委办要组织督查。\n"
)


@pytest.mark.parametrize(
    "line",
    [
        "各社区要排查居民用电隐患。",
        "各镇网格员要检查充电设施。",
        "各村（社区）要整治电动自行车。",
        "各镇要上报县应急局电话值班室，隐患报供电所。",
        "各乡镇要按照县局要求，对重点企业开展检查。",
        "各单位要严格按照上级通知要求，落实安全措施。",
        "县应急局要对照省厅要求，完善台账。",
        "6月5日前各乡镇要召开安全生产会议。",
        "县委宣传部要组织记者深入一线，曝光安全隐患。",
        "各单位要明确安全通讯员，每周上报信息。",
    ],
)
def test_orders_with_words_that_reports_have_too_are_an_excerpt(line: str) -> None:
    assert len(notice_of(document(f"{NUMBERED}四、{line}\n")).tasks) == 5
    assert len(notice_of(document(f"{ORDERS}{line}\n")).tasks) == 6


@pytest.mark.parametrize(
    "lead",
    [
        "连日来，我县持续降雨，安全风险突出。",
        "近日，县委召开安全生产会议，现提出以下要求。",
        "昨日，市政府召开专题会议。现就有关工作提出如下要求：",
    ],
)
def test_a_lead_that_tells_how_things_stand_is_weighed_against_the_orders(lead: str) -> None:
    assert len(notice_of(document(f"{lead}\n{NUMBERED}")).tasks) == 4


@pytest.mark.parametrize(
    "last",
    [
        "5.12月10日前上报安全生产工作总结",
        "5.各镇每月25日前上报工作情况汇报",
        "5.各社区6月10日电气火灾排查",
        "5.各旅行社6月10日电话报告",
    ],
)
def test_a_line_of_what_is_handed_in_is_no_headline(last: str) -> None:
    lines = (
        "1.各乡镇要于6月10日前完成安全隐患排查。",
        "2.各乡镇要于6月20日前建立隐患整改台账。",
        "3.县应急管理局要于6月30日前组织督查。",
        "4.县教育局要对校园周边开展安全检查。",
    )
    body = "\n".join(("一、安全隐患排查", *lines, last))
    assert len(notice_of(document(f"{body}\n")).tasks) >= 4


def test_what_follows_a_covering_sentence_is_not_quoted() -> None:
    told = "昨日，市政府召开专题会议。{}\n一是各区要排查隐患。\n二是派出所要巡查。\n三是民政局要检查养老院。\n"
    assert len(notice_of(document(told.format("现提出如下安全工作要求："))).tasks) == 3
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document(told.format("会议强调，要抓好安全工作。")))


def test_a_numbered_excerpt_that_tells_three_offices_in_two_sentences_is_read() -> None:
    text = "四、各社区居委会要排查电动自行车。\n五、各物业公司要设置充电桩。\n六、街道应急办要督查消防，街道消防站要巡查。\n"
    assert len(notice_of(document(text)).tasks) == 3


def test_a_letter_may_quote() -> None:
    text = "各区县应急局：\n为吸取教训，市局要求，立即开展排查。各区县应急局要组织执法检查。\n"
    assert len(notice_of(document(text)).tasks) == 2


@pytest.mark.parametrize(
    "told",
    [
        "检查组要求，",
        "他强调，",
        "在加油站，王强要求，",
        "张伟强调，",
        "县教育局局长表示，",
        "消防员提醒，",
        "调查组建议，",
        "新华社北京6月1日电 ",
        "同志们：",
        "县教育局组织开展了校园安全大排查。",
        "1月20日，副县长带队深入企业检查。",
        "答：",
    ],
)
def test_whoever_is_quoted_and_what_was_done_make_news(told: str) -> None:
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document(f"{told}{ORDERS}\n"))


@pytest.mark.parametrize(
    "text",
    [
        "2024年安全生产工作总结\n" + NUMBERED,
        NUMBERED.replace("要", "组织人员")
        + "四、下一步，镇应急办将加强巡查。镇派出所检查了网吧。\n",
        "一、检查。县消防大队检查企业30家，发现隐患50处。\n二、整改。县住建局督促整改了隐患。\n"
        "三、要求。县应急局要加强巡查。县教育局要检查校园。\n",
    ],
)
def test_a_report_with_numbers_is_no_excerpt(text: str) -> None:
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document(text))


@pytest.mark.parametrize(
    "text",
    [
        f"{ORDERS}\n（城头山镇政府）\n",
        "".join(f"{i}.使用单位应当做好第{i}项安全检查。\n" for i in range(1, 7)),
        "".join(f"{i}.我们开展了消防检查，政府应加大力度。\n" for i in range(1, 7)),
    ],
)
def test_who_wrote_a_report_and_who_stands_in_a_relation_are_not_told(text: str) -> None:
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document(text))


def test_what_a_campaign_wants_is_told_of_it() -> None:
    told = (
        "活动要求，各县（市、区）、各部门要突出重点行业。县应急局要组织宣传，县教育局要组织演练。\n"
    )
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document(f"此次{told}"))
    assert notice_of(document(f"按照{told}县住建局要开展检查。\n")).tasks


def test_an_office_that_tells_of_itself_alone_reports() -> None:
    own = (
        "城头山街道深入推进电动自行车消防整治。街道联合派出所召开专项会议，成立工作专班。"
        "街道会同消防救援站开展排查，拆除飞线充电。街道将加大整治力度，每周开展2次行动。\n"
    )
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document(own))
    assert notice_of(document(own.replace("街道将", "各社区要"))).tasks
    assert notice_of(document(own.replace("街道会同", "县应急局会同"))).tasks


DATED = (
    "县应急局检查危化企业，6月底前完成。县应急局建立安全台账，6月10日前报送清单。县应急局组织演练。"
    "县应急局开展宣传教育，发放海报。县应急局清点库房，储备物资。县应急局落实值班制度。\n"
)


@pytest.mark.parametrize("dated", [DATED, f"{DATED}2026年3月31日\n"])
def test_an_office_that_alone_is_told_of_days_ahead_is_told_what_to_do(dated: str) -> None:
    assert len(notice_of(document(dated)).tasks) == 6


@pytest.mark.parametrize(
    "told",
    [
        f"{DATED}2026年7月31日\n",
        DATED.replace("6月10日前报送", "已于6月10日前报送"),
        DATED.replace("6月底前", "将于6月底前"),
        DATED.replace("6月10日前", "每月"),
        DATED.replace("组织演练", "组织开展了演练"),
    ],
)
def test_days_behind_and_plans_of_its_own_make_no_orders(told: str) -> None:
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document(told))


def test_a_letter_on_a_hazard_alone_is_read() -> None:
    read = notice_of(
        document(
            "省能源局关于开展煤矿防治水专项检查的通知\n各煤矿企业：\n1.各煤矿企业4月25日前排查老空水。\n贵州省能源局\n2026年4月2日\n"
        )
    )
    assert len(read.tasks) == 1


TASKS = "序号,工作任务,责任单位,完成时限\n1,排查燃气管网隐患,市住建局,6月底前\n2,排查煤矿瓦斯隐患,市应急局,9月底前\n"


def test_a_table_without_a_title_goes_by_the_name_of_its_file() -> None:
    named = read_notice(TASKS.encode(), "36-三门峡市2026年安全生产重点任务分工表.csv")
    assert (named.title, named.plan_year) == ("三门峡市2026年安全生产重点任务分工表", 2026)
    assert [[owner.name for owner in task.owners] for task in named.tasks] == [
        ["市住建局"],
        ["市应急局"],
    ]
    by_year = read_notice(TASKS.encode(), "2026年重点任务分工表.csv")
    assert (by_year.title, by_year.plan_year) == ("2026年重点任务分工表", 2026)
    with pytest.raises(NotANotice, match="标题"):
        read_notice(TASKS.encode(), "Book1.csv")
    titled = "关于做好2025年安全生产工作的通知,,,\n" + TASKS
    assert read_notice(titled.encode(), "某市2026年任务清单.csv").plan_year == 2025


LETTER = "某市交通运输局关于商请联合开展隐患治理的函\n\n市水务局：\n\n一、请贵局于4月20日前提供桥梁隐患清单。\n\n{annexes}\n\n特此函达。\n\n某市交通运输局\n2024年4月12日\n"


@pytest.mark.parametrize(
    "annexes", ["附件：1.基本情况表\n2.联络员信息表", "附：1. 基本情况表\n2.联络员信息表", ""]
)
def test_the_close_of_a_letter_does_not_part_the_signature_from_the_list_of_annexes(
    annexes: str,
) -> None:
    read = read_notice(LETTER.format(annexes=annexes).encode(), "x.txt")
    assert str(read.signed) == "2024-04-12"
    assert not any("联络员信息表" in section.text for section in read.sections)
