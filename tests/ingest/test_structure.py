"""Rooms, sentences and notes; what covers what; sections and their names."""

import pytest

from ingest.characters import normalise
from ingest.clean import paragraphs
from ingest.pipeline import read_notice
from ingest.records import Paragraph
from ingest.scope import covered_sentences
from ingest.sections import name_sections, preamble_section
from ingest.structure import LONGEST_SENTENCE, Note, Room, outline, sentences_of, walk
from tests.ingest.genre import END, FRONT, document


def paragraph(text: str) -> Paragraph:
    return Paragraph(normalise(text, 0, len(text)))


def rooms(body: str) -> tuple[Room, ...]:
    return outline(paragraphs(document(f"{FRONT}{body}\n{END}"))).rooms


SENTENCES = [
    ("开展检查。消除隐患。", ["开展检查。", "消除隐患。"]),
    ("开展检查；消除隐患！", ["开展检查；", "消除隐患！"]),
    ("落实“检查。整改。”要求。", ["落实“检查。整改。”要求。"]),
    ("落实《办法。》要求。", ["落实《办法。》要求。"]),
    ("检查（含抽查；复查）企业。", ["检查（含抽查；复查）企业。"]),
    ("开展检查。（市应急局负责）", ["开展检查。", "〔note〕"]),
    ("开展检查（市应急局负责）。", ["开展检查", "〔note〕"]),
    ("检查。（市应急局负责）整改。（市公安局负责）", ["检查。", "〔note〕", "整改。", "〔note〕"]),
    ("开展检查。责任单位：市应急局；配合单位：各镇。", ["开展检查。", "〔note〕"]),
    ("责任单位：市应急局。开展检查。", ["〔note〕", "开展检查。"]),
    ("开展检查。牵头领导：张某某；责任单位：市应急局。", ["开展检查。", "〔note〕"]),
    ("压实责任。责任单位：要逐级签订责任书。", ["压实责任。", "责任单位：要逐级签订责任书。"]),
    ("开展检查。（责任单位：市应急局、有关县（市、区）政府", ["开展检查。", "〔note〕"]),
    (
        "开展检查。（责任单位：市应急局。整改隐患。",
        ["开展检查。", "（责任单位：市应急局。", "整改隐患。"],
    ),
    ("没有句号", ["没有句号"]),
    ("（没有闭合。检查。", ["（没有闭合。", "检查。"]),
    ("。。。", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text: str, expected: list[str]) -> None:
    found = sentences_of(paragraph(text))
    assert ["〔note〕" if isinstance(e, Note) else e.text for e in found] == expected


def test_there_are_enough_sentences() -> None:
    assert len(SENTENCES) == 18


def test_an_endless_sentence_is_cut_and_nothing_lost() -> None:
    text = "开展检查" * LONGEST_SENTENCE
    found = sentences_of(paragraph(text))
    assert "".join(e.text for e in found) == text
    assert max(len(e.text) for e in found) == LONGEST_SENTENCE


def shape(found: tuple[Room, ...]) -> list[str]:
    seen: list[str] = []
    walk(found, lambda r, above: seen.append(f"{'>' * len(above)}{r.kind} {r.number}"))
    return seen


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("一、责任\n（一）体系\n开展检查。\n（二）监管\n开展检查。",
         ["part 一", ">article （一）", ">article （二）"]),
        ("一、责任\n1.体系。开展检查工作。\n2.监管。开展检查工作。", ["part 一", ">article 1.", ">article 2."]),
        ("（一）体系\n开展检查。\n（二）监管\n开展检查。", ["article （一）", "article （二）"]),
        ("第一条 开展检查。\n第二条 开展整改。", ["article 第一条", "article 第二条"]),
        ("一、责任\n（一）体系\n1.煤矿。开展检查工作。\n（1）瓦斯。开展治理工作。",
         ["part 一", ">article （一）", ">>item 1.", ">>>item （1）"]),
        ("第一、井下\n（1）检查工作。\n（2）整改工作。\n第二、选矿：\n（1）检查工作。",
         ["part 第一", ">article （1）", ">article （2）", "part 第二", ">article （1）"]),
        ("第一、井下\n1.检查工作。\n2.整改工作。\n第二、选矿\n1.检查工作。",
         ["part 第一", ">article 1.", ">article 2.", "part 第二", ">article 1."]),
        ("一、责任\n（一）体系\n第一、检查工作。\n第二、整改工作。\n（二）监管\n检查工作。",
         ["part 一", ">article （一）", ">>item 第一", ">>item 第二", ">article （二）"]),
        ("一、责任\n（一）体系\n检查。\n二、保障\n（一）资金\n投入。",
         ["part 一", ">article （一）", "part 二", ">article （一）"]),
    ],
)  # fmt: skip
def test_rooms(body: str, expected: list[str]) -> None:
    assert shape(rooms(body)) == expected


GLUED = [
    ("彻底排查风险隐患县水利局要排查水库大坝。", ["县水利局"]),
    ("强化应急准备县消防救援大队须落实备勤。", ["县消防救援大队"]),
    ("层层压实责任县应急局、县住建局要开展督导。", ["县应急局", "县住建局"]),
    ("推动企业履行主体责任县工信局负责督促检查。", ["县工信局"]),
]
WHOLE = [
    "全面督促指导县教育局要开展检查。",
    "认真落实市安委办要求，开展检查。",
    "县应急局要开展检查。",
    "积极配合县公安局负责的排查工作。",
    "排查结果汇总后报县应急局负责复核。",
    "数据全面接入县应急局负责的监管平台。",
    "全面排查各类隐患市县应急局要建立台账。",
    "完善会商研判机制，县应急局要开展检查。",
]


@pytest.mark.parametrize(("item", "offices"), GLUED)
def test_a_heading_ends_where_the_office_behind_it_is_told_to_act(
    item: str, offices: list[str]
) -> None:
    text = f"{FRONT}一、任务\n（一）{item}\n（二）保障。落实经费保障。\n{END}"
    notice = read_notice(text.encode(), "a.txt")
    heading = item[: item.index("县")]
    assert heading in [section.title for section in notice.sections]
    task = next(task for task in notice.tasks if task.text.endswith(item[len(heading) :]))
    assert [owner.name for owner in task.owners] == offices


@pytest.mark.parametrize("item", WHOLE)
def test_no_heading_ends_in_a_sentence_that_names_an_office(item: str) -> None:
    text = f"{FRONT}一、任务\n（一）{item}\n（二）保障。落实经费保障。\n{END}"
    notice = read_notice(text.encode(), "a.txt")
    (section,) = [each for each in notice.sections if each.number == "（一）"]
    assert section.title in ("", None)


def test_front_and_end_are_no_rooms() -> None:
    plan = outline(paragraphs(document(f"{FRONT}一、责任\n开展检查。\n{END}附件：任务表\n")))
    assert [p.text for p in plan.end] == ["甘肃省人民政府", "2026年3月6日", "附件：任务表"]
    assert plan.front[0].text.startswith("甘肃省人民政府关于")


SCOPES = [
    ("一、责任\n（一）体系。检查工作甲。检查工作乙。（省应急厅负责）",
     {"甲": 1, "乙": 1}),
    ("一、责任\n（一）体系。检查工作甲。（省应急厅负责）检查工作乙。", {"甲": 1, "乙": 0}),
    ("一、责任\n（一）体系\n1.煤矿。检查工作甲。\n2.消防。检查工作乙。（省应急厅负责）", {"甲": 1, "乙": 1}),
    ("一、责任\n（一）体系\n1.煤矿。检查工作甲。（省能源局负责）\n2.消防。检查工作乙。", {"甲": 1, "乙": 0}),
    ("一、责任\n（一）体系\n检查工作甲。\n（省应急厅负责）\n（二）监管\n检查工作乙。", {"甲": 1, "乙": 0}),
    ("一、责任\n（一）体系（牵头单位：省应急厅；责任单位：各市）\n1.煤矿。检查工作甲。\n2.消防。检查工作乙。", {"甲": 1, "乙": 1}),
    ("一、责任\n（一）体系（牵头单位：省应急厅）\n先开展工作甲。\n1.煤矿。检查工作乙。\n2.消防。检查工作丙。（省能源局负责）",
     {"甲": 1, "乙": 1, "丙": 1}),
    ("一、责任\n（一）体系（牵头单位：省应急厅；责任单位：各市）\n1.煤矿。检查工作甲。\n2.消防。检查工作乙。（省能源局负责）（省商务厅负责）", {"甲": 1, "乙": 2}),
    ("一、责任\n（一）体系（牵头单位：省应急厅；责任单位：各市）。检查工作甲。检查工作乙。\n（二）监管。检查工作丙。",
     {"甲": 1, "乙": 1, "丙": 0}),
    ("一、责任\n（一）检查工作甲（责任单位：省应急厅）。检查工作乙（责任单位：省能源局）。\n（二）检查工作丙。", {"甲": 1, "乙": 1, "丙": 0}),
    ("一、责任\n1、检查工作甲。\n2、检查工作乙。\n3、检查工作丙。\n（责任科室：防御科；落实单位：各局）\n二、保障\n1、检查工作丁。",
     {"甲": 1, "乙": 1, "丙": 1, "丁": 0}),
    ("一、责任\n1、体系。检查工作甲。\n2、监管。检查工作乙。\n3、资金。检查工作丙。\n（责任科室：防御科）", {"甲": 0, "乙": 0, "丙": 1}),
    ("一、责任（省应急厅负责）\n（一）体系\n检查工作甲。\n（二）监管\n检查工作乙。", {"甲": 1, "乙": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), SCOPES, ids=range(len(SCOPES)))
def test_scope(body: str, expected: dict[str, int]) -> None:
    covered = list(covered_sentences(rooms(body)))
    found = {k: len(c.notes) for k in expected for c in covered if f"工作{k}" in c.sentence.text}
    assert found == expected


def test_sections_are_named_by_number_and_told_apart() -> None:
    found, iris = name_sections(
        "n:",
        rooms("一、责任\n（一）体系\n检查。\n（一）体系\n检查。\n二、保障\n（一）资金\n投入。"),
    )
    assert [s.iri for s in found] == [
        "n:/part/1", "n:/article/1.1", "n:/article/1.1-2", "n:/part/2", "n:/article/2.1",
    ]  # fmt: skip
    assert len(iris) == 5
    assert [s.position for s in found] == [1, 2, 3, 4, 5]
    assert [s.parent for s in found] == [None, "n:/part/1", "n:/part/1", None, "n:/part/2"]


def test_articles_that_count_through_keep_their_number() -> None:
    found, _ = name_sections(
        "n:", rooms("一、责任\n（一）体系\n检查。\n二、保障\n（二）资金\n投入。")
    )
    assert [s.iri for s in found if s.kind == "article"] == ["n:/article/1", "n:/article/2"]


def test_preamble() -> None:
    assert preamble_section("n:", []) == ()
    (section,) = preamble_section("n:", [paragraph("现就做好工作通知如下。")])
    assert (section.kind, section.position, section.start, section.end) == ("preamble", 0, 0, 11)


def test_clauses_numbered_as_in_standards() -> None:
    first, second = rooms(
        "1总则\n1.1各部门按本通知执行。\n2职责\n2.1市应急局每季度检查一次。\n2.2倍以上的要停产。"
    )
    assert [r.title for r in (first, second)] == ["总则", "职责"]
    assert [(r.number, [e.text for e in r.elements]) for r in second.rooms] == [
        ("2.1", ["市应急局每季度检查一次。", "2.2倍以上的要停产。"])
    ]


def test_lines_without_a_stop_are_headings_where_there_are_several() -> None:
    _, first, second = rooms("加强场馆管理\n各单位要开展检查。\n压实各方责任\n各单位要落实责任。")
    assert [(r.title, r.elements[0].text) for r in (first, second)] == [
        ("加强场馆管理", "各单位要开展检查。"),
        ("压实各方责任", "各单位要落实责任。"),
    ]
    (alone,) = rooms("各单位要开展检查。\n加强场馆管理\n各单位要落实责任。")
    assert len(alone.elements) == 4


@pytest.mark.parametrize(
    ("second", "title"),
    [
        ("落实每日防火巡查。各企业白天巡查两次。", "落实每日防火巡查"),
        ("坚持每周调度。各企业每周五调度。", "坚持每周调度"),
        ("各企业每月检查，消除隐患。发现问题立即整改。", ""),
        ("每月检查不少于2次。发现问题立即整改。", ""),
    ],
)
def test_parts_are_of_one_kind_where_most_have_headings(second: str, title: str) -> None:
    found = rooms(f"一、压实责任。各县要检查。\n二、{second}\n三、加强宣传。各县要宣传。")
    assert [(r.kind, r.title) for r in found] == [
        ("part", "压实责任"),
        ("part", title),
        ("part", "加强宣传"),
    ]


def test_a_phase_is_a_heading_also_where_nothing_stands_below_it() -> None:
    (part,) = rooms(
        "一、步骤\n（一）动员阶段（3月）。各县制定方案。\n（二）整治阶段（4月至5月）。\n（三）完成自查（6月底前）。"
    )
    assert [r.title for r in part.rooms] == ["动员阶段（3月）", "整治阶段（4月至5月）", ""]


def test_a_long_sentence_over_numbered_paragraphs_is_their_heading() -> None:
    long = "深入学习贯彻关于安全生产的重要论述和省委全会对公共安全治理作出的新部署和新要求"
    found = rooms(f"一、{long}。\n1.学习。各镇要学习。\n2.宣讲。各镇要宣讲。")
    assert found[0].title == long
    assert shape(found) == ["part 一", ">article 1.", ">article 2."]


def test_a_part_may_say_in_its_heading_who_has_to_do_what() -> None:
    body = "一、学校要把好校门关。门卫每日登记。来访者应当出示证件。\n二、家长要看好自家孩子。接送守时。假期不近水边。"
    assert [r.title for r in rooms(body)] == ["学校要把好校门关", "家长要看好自家孩子"]
    kept = rooms(
        "一、各镇要每月检查。发现问题立即整改。建立台账。\n二、各镇要开展培训。培训不少于8学时。"
    )
    assert [r.title for r in kept] == ["", ""]


def test_headings_that_open_with_an_ordinal_and_no_sign() -> None:
    found = rooms(
        "第一　严格复工审批\n各厂复工前编制方案。\n第二　盯紧检修作业\n1、清库由厂长带班。2、动火票每班签发。"
    )
    assert [r.title for r in found] == ["严格复工审批", "盯紧检修作业"]
    assert [len(r.rooms) for r in found] == [0, 2]
    assert len(rooms("一、职责\n第一时间处置险情\n各镇要值守。")) == 1


def test_a_note_for_so_many_items_covers_those_before_its_own() -> None:
    body = (
        "一、保障\n（一）队伍。各镇组建队伍。\n（二）名单。联合惩戒企业。\n（三）报告。一小时内报告。（以上两项责任单位：市应急局）\n"
        "二、其他\n（四）宣传。播放短片。"
    )
    noted = [[n.text for n in c.notes] for c in covered_sentences(rooms(body))]
    held = "（以上两项责任单位：市应急局）"
    assert noted == [[], [held], [held], []]


def test_a_sentence_about_the_annex_is_no_end() -> None:
    for text, rooms_read in (("附件所列14处由企业提供，请逐处核对。", 2), ("附件：隐患清单", 1)):
        read = rooms(f"一、核对\n{text}\n二、排查\n请于6月底前完成排查。")
        assert len(read) == rooms_read, text


GROUPED = """某县关于做好2026年安全生产工作的通知

各乡镇：

一、重点任务

{first}
1. 检查商铺消防通道。
2. 整治商铺违规住人。
（牵头：县商务局）

{second}
3. 排查运煤专线。
4. 在村口设置减速带。
（牵头：县公安局；配合：县交通局）

某县人民政府
2026年3月1日
"""


@pytest.mark.parametrize(
    ("first", "second"), [("任务一  建立基础台账", "任务二  道路交通治理"), ("第一组", "第二组")]
)
def test_the_note_behind_the_items_of_a_group_is_that_of_each(first: str, second: str) -> None:
    read = read_notice(GROUPED.format(first=first, second=second).encode(), "x.txt")
    tasks = {
        task.text.lstrip("1234. ")[:2]: [owner.name for owner in task.owners] for task in read.tasks
    }
    assert tasks == {
        "检查": ["县商务局"],
        "整治": ["县商务局"],
        "排查": ["县公安局", "县交通局"],
        "在村": ["县公安局", "县交通局"],
    }


def test_a_last_line_without_a_stop_is_no_heading_where_it_says_what_none_does() -> None:
    lines = [
        "各村于6月10号前上报方案",
        "各单位要组织排查",
        "每月报送进展",
        "资料由应急办负责汇总",
        "周五下午5点前报送台账",
        "加强宣传",
    ]
    body = "\n".join(f"{number}、{line}" for number, line in enumerate(lines, 1))
    (part,) = rooms(f"一、工作安排\n{body}")
    assert [room.title for room in part.rooms] == ["", "", "", "", "", "加强宣传"]
    assert [len(room.elements) for room in part.rooms] == [1, 1, 1, 1, 1, 0]


def test_a_heading_ahead_of_its_text_stays_one_over_lines_with_labels() -> None:
    (part,) = rooms(
        "一、工作任务\n"
        "（一）严格准入。禁止新建尾矿库。\n责任单位：市应急局\n"
        "（二）治理隐患。各矿山要开展治理。\n责任单位：市自然资源局"
    )
    assert [room.title for room in part.rooms] == ["严格准入", "治理隐患"]


def test_a_numbered_line_over_lines_with_labels_is_a_task_and_no_heading() -> None:
    body = """一、工作任务
（一）排查燃气隐患
责任单位：市应急局
完成时限：2026.6.31
（二）整治消防通道
1、责任单位：市消防救援支队
2、完成时限：2026.6.30
（三）加强领导。各乡镇要加强领导。
二、职责分工
牵头单位：市应急局"""
    part, division = rooms(body)
    assert [room.title for room in part.rooms] == ["", "", "加强领导"]
    assert (division.title, [type(e) for e in division.elements]) == ("职责分工", [Note])
    read = read_notice(f"{FRONT}{body}\n{END}".encode(), "x.txt")
    tasks = {task.text: task for task in read.tasks}
    gas, fire = tasks["（一）排查燃气隐患"], tasks["（二）整治消防通道"]
    assert [owner.name for owner in (*gas.owners, *fire.owners)] == ["市应急局", "市消防救援支队"]
    assert [str(due.date) for due in (*gas.due, *fire.due)] == ["None", "2026-06-30"]


@pytest.mark.parametrize(
    "note",
    [
        "（责任单位：县住建局）",
        "【责任单位：县住建局】",
        "（县住建局牵头）",
        "责任单位：县住建局。",
    ],
)
def test_a_numbered_sentence_with_its_note_over_a_line_with_a_label_is_a_task(note: str) -> None:
    body = f"一、工作任务\n1.排查燃气隐患。{note}\n完成时限：6月10日前\n2.检查食堂。{note}\n完成时限：6月20日前\n"
    tasks = read_notice(f"{FRONT}{body}{END}".encode(), "x.txt").tasks
    told = [([owner.name for owner in task.owners], str(task.due[0].date)) for task in tasks]
    assert told == [(["县住建局"], "2026-06-10"), (["县住建局"], "2026-06-20")]
