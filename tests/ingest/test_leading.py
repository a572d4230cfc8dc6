"""Orders outside the numbered text: in covering letters, prefaces, letters without numbers, phases and groups."""

import pytest

from ingest.errors import NotANotice
from ingest.pipeline import read_notice
from ingest.records import Task

TITLE = "临江县安全生产委员会办公室关于做好2025年安全生产工作的通知"
END = "临江县安全生产委员会办公室\n2025年4月2日\n"


def read(*lines: str, title: str = TITLE) -> list[Task]:
    text = "\n".join([title, "临安办〔2025〕3号", "各乡镇人民政府：", *lines, END])
    return list(read_notice(text.encode(), "a.txt").tasks)


def said(*lines: str) -> list[str]:
    return [t.text for t in read(*lines)]


BODY = ("一、重点任务", "（一）检查。县应急局每月开展一次检查。")
OWN = "县应急局每月开展一次检查。"


@pytest.mark.parametrize(
    ("preface", "orders"),
    [
        ("请各乡镇于5月10日前报送方案。", ["请各乡镇于5月10日前报送方案。"]),
        ("县安委办每季度通报一次进展。", ["县安委办每季度通报一次进展。"]),
        ("各单位要指定一名联络员。", ["各单位要指定一名联络员。"]),
        ("全年较大事故控制在1起以内。", ["全年较大事故控制在1起以内。"]),
        ("现将工作要点印发给你们，请结合实际认真组织实施。", []),
        ("《工作要点》已经县政府同意，现印发给你们，请遵照执行。", []),
        ("为做好全年工作，根据上级部署，现就有关事项通知如下。", []),
        ("各级各部门要坚持人民至上、生命至上，切实增强责任感。", []),
        ("一季度，各乡镇扎实推进隐患治理，形势稳定。", []),
        ("传达学习情况于4月5日前报县安委办。", ["传达学习情况于4月5日前报县安委办。"]),
        ("去年以来，全县安全形势总体平稳。", []),
        ("2025年是三年行动的收官之年。", []),
    ],
)
def test_text_ahead_of_the_first_number(preface: str, orders: list[str]) -> None:
    assert said(preface, *BODY) == [*orders, OWN]


def test_a_letter_without_numbers_is_read() -> None:
    tasks = read(
        "近期火灾多发，安全形势严峻。",
        "各乡镇要于4月20日前完成一次排查。",
        "请于4月25日前报送总结。",
    )
    assert [t.text for t in tasks] == [
        "各乡镇要于4月20日前完成一次排查。",
        "请于4月25日前报送总结。",
    ]
    assert [str(d.date) for t in tasks for d in t.due] == ["2025-04-20", "2025-04-25"]


def test_a_letter_without_an_order_is_refused() -> None:
    with pytest.raises(NotANotice):
        read("近期火灾多发，安全形势严峻。")


PHASES = (
    "一、实施步骤",
    "（一）动员部署阶段（3月1日至3月31日）。各乡镇要制定方案。",
    "（二）集中整治阶段：2025年4月至10月。各乡镇要开展整治。各企业要于6月10日前自查。",
    "（三）总结阶段（2025年11月1日至2026年1月20日）",
    "县安委办要组织验收。",
)


def test_a_phase_dates_its_orders() -> None:
    found = {t.text: t for t in read(*PHASES)}
    assert [[str(d.date) for d in t.due] for t in found.values()] == [
        ["2025-03-31"],
        ["2025-10-31"],
        ["2025-06-10"],
        ["2026-01-20"],
    ]
    (window,) = found["县安委办要组织验收。"].windows
    assert (str(window.since), str(window.until)) == ("2025-11-01", "2026-01-20")
    assert (window.first, window.last) == ("--11", "--01")
    assert found["各企业要于6月10日前自查。"].windows == ()
    assert found["各乡镇要开展整治。"].windows == ()


def test_a_phase_in_thirds_of_months() -> None:
    tasks = read(
        "一、实施步骤",
        "（一）部署启动（2025年4月中旬至5月中旬）。各乡镇要制定方案。",
        "（二）集中整治（2025年5月下旬至9月）。各乡镇要开展整治。",
    )
    assert [str(d.date) for t in tasks for d in t.due] == ["2025-05-20", "2025-09-30"]


def test_phases_without_a_mark() -> None:
    tasks = read(
        "一、工作安排",
        "第一阶段：摸底（11月15日至12月5日）",
        "（一）各乡镇要摸清底数。",
        "第二阶段：攻坚（12月6日至次年2月10日）",
        "（一）各乡镇要集中攻坚。",
    )
    assert [t.text for t in tasks] == ["（一）各乡镇要摸清底数。", "（一）各乡镇要集中攻坚。"]
    assert [str(d.date) for t in tasks for d in t.due] == ["2025-12-05", "2026-02-10"]


@pytest.mark.parametrize(
    ("line", "owner", "is_heading"),
    [
        ("自查阶段：企业自查自纠", "企业", True),
        ("第二阶段：各部门集中整治", "各部门", True),
        ("自查阶段：各企业每月自查自纠", "各企业", False),
        ("自查阶段：各企业于6月底前自查", "各企业", False),
        ("评估阶段：由县应急局负责评估", "县应急局", False),
        ("自查阶段：企业自查自纠。", "企业", False),
    ],
)
def test_a_line_that_says_whose_a_phase_is(line: str, owner: str, is_heading: bool) -> None:
    """It heads the prose below it, and lends whom it names; without such prose it is what they have to do."""
    below = read("一、工作安排", line, "对照标准排查，建立隐患台账。")
    assert [t.text for t in below] == [line, "对照标准排查，建立隐患台账。"][is_heading:]
    assert [o.name for t in below for o in t.owners] == [owner] * len(below)
    alone = read("一、工作安排", line, "总结阶段：各单位总结经验")
    assert [t.text for t in alone] == [line, "总结阶段：各单位总结经验"]


def test_phases_and_headings_of_a_plan_without_numbers_below_numbered_text() -> None:
    tasks = read(
        "1.县住建局每月检查不少于2次。",
        "工作步骤",
        "部署阶段（3月5日前）。各乡镇要制定方案。",
        "整治阶段（3月6日至5月31日）。各部门要集中整治。",
        "保障措施",
        "各乡镇要落实经费。",
    )
    assert [(t.text, [str(d.date) for d in t.due if d.basis == "explicit"]) for t in tasks] == [
        ("1.县住建局每月检查不少于2次。", []),
        ("各乡镇要制定方案。", ["2025-03-05"]),
        ("各部门要集中整治。", ["2025-05-31"]),
        ("各乡镇要落实经费。", []),
    ]


def test_a_sentence_that_names_a_plan_in_front_of_those_who_act_is_no_title() -> None:
    tasks = read("认真落实县安委会工作方案各乡镇、各部门：要每月开展检查。", "各村要每周巡查。")
    assert [task.text for task in tasks] == [
        "认真落实县安委会工作方案各乡镇、各部门：要每月开展检查。",
        "各村要每周巡查。",
    ]


def test_headings_that_each_article_has_leave_its_tasks_where_they_are() -> None:
    text = """关于印发2026年安全生产集中整治工作方案的通知
各乡镇人民政府：
现将方案印发给你们。
一、重点任务
（一）燃气安全整治行动（责任单位：县住建局）
工作目标
6月底前完成老旧管网改造。
（二）消防安全整治行动（责任单位：县消防救援大队）
%s
每季度开展一次消防演练。
二、工作要求
各乡镇要每月报送进展。
"""
    for heading in ("工作目标", "主要任务"):
        tasks = read_notice((text % heading).encode(), "a.txt").tasks
        assert [(t.part, t.article, [o.name for o in t.owners]) for t in tasks] == [
            ("一", "（一）", ["县住建局"]),
            ("一", "（二）", ["县消防救援大队"]),
            ("二", None, ["各乡镇"]),
        ]


def test_what_all_are_asked_behind_the_phases_is_of_no_phase() -> None:
    tasks = read(
        "一、时间安排",
        "（一）自查阶段（9月1日至9月24日）。各学院要全面自查。",
        "请各学院于自查中留存照片。",
        "（二）总结阶段（10月1日至10月8日）。请各学院报送总结。",
        "请各学院高度重视，指定一名安全员。",
    )
    assert [[str(d.date) for d in t.due if d.basis == "explicit"] for t in tasks] == [
        ["2025-09-24"], ["2025-09-24"], ["2025-10-08"], [],
    ]  # fmt: skip


def test_a_phase_may_run_into_its_order() -> None:
    (task,) = read("一、时间安排", "（一）自查阶段（9月21日-9月24日），各学院要全面自查。")
    assert (task.text, [str(d.date) for d in task.due]) == ("各学院要全面自查。", ["2025-09-24"])


def test_an_order_behind_the_colon_of_a_phase_is_none_of_its_heading() -> None:
    tasks = read(
        "一、时间安排",
        "（一）启动阶段（3月）：各单位制定细则。",
        "（二）攻坚阶段（4月1日至5月31日）：对照清单逐项推进，每月5日报送进展。",
        "（三）提升阶段（6月）：巩固提高。",
        "各单位要总结经验。",
    )
    assert [(t.text, [str(d.date) for d in t.due if d.basis == "explicit"]) for t in tasks] == [
        ("各单位制定细则。", ["2025-03-31"]),
        ("对照清单逐项推进，每月5日报送进展。", ["2025-05-31"]),
        ("各单位要总结经验。", ["2025-06-30"]),
    ]


def test_phases_go_on_into_the_year_behind_the_signing() -> None:
    text = (
        "各学院：\n现将实验室安全检查安排通知如下：\n一、工作安排\n1.自查阶段（12月28日-1月3日）\n各学院要全面自查。\n"
        "2.检查阶段（1月4日-9日）\n保卫处要开展现场检查。\n临江学院\n2025年12月27日\n"
    )
    tasks = read_notice(text.encode(), "a.txt").tasks
    assert [str(d.date) for t in tasks for d in t.due] == ["2026-01-03", "2026-01-09"]


def test_groups_have_their_units() -> None:
    tasks = read(
        "一、督查分组",
        "第一督查组",
        "组长：王某某（县应急局副局长）",
        "责任单位：县应急局、县公安局",
        "督查范围：城关镇、河东镇。",
        "第二督查组",
        "组长：李某某（县住建局副局长）",
        "责任单位：县住建局",
        "督查范围：河西镇。",
    )
    assert [t.text for t in tasks] == ["督查范围：城关镇、河东镇。", "督查范围：河西镇。"]
    assert [[o.name for o in t.owners] for t in tasks] == [["县应急局", "县公安局"], ["县住建局"]]


def test_a_plan_without_numbers_behind_its_letter() -> None:
    tasks = read(
        "现将实施方案印发给你们，望认真遵照执行。",
        "2025年4月2日",
        "临江县地质灾害防御实施方案",
        "为做好防御工作，制定本方案。",
        "第一，加强巡查。国土所每旬巡查一次隐患点。",
        "第二，储备物资。民政所储备帐篷20顶。",
    )
    assert [t.text for t in tasks] == ["国土所每旬巡查一次隐患点。", "民政所储备帐篷20顶。"]
    assert [[o.name for o in t.owners] for t in tasks] == [["国土所"], ["民政所"]]


def test_headings_without_numbers() -> None:
    tasks = read(
        "压实各级责任。各乡镇要召开专题会议。",
        "抓好停产复工。停产企业要切断电源。建立台账。",
        "强化值班值守。严格执行领导带班制度。",
    )
    assert [t.text for t in tasks] == [
        "各乡镇要召开专题会议。",
        "停产企业要切断电源。",
        "建立台账。",
        "严格执行领导带班制度。",
    ]
    assert [[o.name for o in t.owners] for t in tasks] == [
        ["各乡镇"],
        ["停产企业"],
        ["停产企业"],
        [],
    ]
