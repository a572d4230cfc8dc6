"""What a superior's notice asks and the draft does not take up: in the order of that notice, those that name the place first."""

from __future__ import annotations

from io import BytesIO

import docx
import openpyxl

from service.checking.notice_file import NoticeFile, read_file, report_on
from shapes.check import Options
from shapes.records import Report
from shapes.report.beside import beside
from shapes.report.forms import BY_NAME, Material
from shapes.report.returned import read_returned, waivers_of, with_remarks
from shapes.waivers import apply_waivers
from tests.shapes.mutation import text_of

NOTICE = """{place}人民政府
关于做好2026年安全生产工作的通知

{to}：

一、工作任务

{tasks}

{place}人民政府

2026年{month}月10日
"""
#: Of the superior's tasks the last two name the place and all places.
TASKS = (
    "市应急局要于6月底前完成危险化学品企业分级评估。",
    "市能源局要开展煤矿瓦斯抽采系统核查。",
    "市公安局要严查货车超载行为。",
    "市消防救援支队要检查高层建筑自动喷淋设施。",
    "市教育局要组织学生防溺水宣传。",
    "市水务局要巡查淤地坝汛情。",
    "市林草局要整治林区输配电线路。",
    "市住建局要核查塔式起重机备案。",
    "市文旅局要清理景区玻璃栈道隐患。",
    "市民政局要改造养老院烟感报警器。",
    "市商务局要抽查加油站卸油作业。",
    "各县（区）要建立烟花爆竹零售布点名册。",
    "阳高龙泉化工园区要在8月底前通过安全风险等级复核。",
)


def numbered(tasks: tuple[str, ...]) -> str:
    marks = "一二三四五六七八九十"
    names = [marks[at] if at < 10 else "十" + marks[at - 10] for at in range(len(tasks))]
    return "\n\n".join(f"（{name}）{task}" for name, task in zip(names, tasks, strict=True))


def paper(place: str, to: str, month: int, *tasks: str) -> NoticeFile:
    text = NOTICE.format(place=place, to=to, month=month, tasks=numbered(tasks))
    return read_file(text.encode(), "x.txt")


DRAFT = paper("阳高县", "各乡镇人民政府", 3, "县气象局要每天发布雷电预报。")


def report() -> Report:
    return report_on(DRAFT, Options(), superior=paper("大同市", "各县（区）人民政府", 1, *TASKS))


def test_those_that_name_the_place_come_first_then_the_order_of_the_superior() -> None:
    found = [f for f in report().findings if f.rule == "superior-not-taken-up"]
    told = [f.sentence.rpartition("）")[2] if f.sentence.startswith("（") else f.sentence for f in found]  # fmt: skip
    order = [next(at for at, task in enumerate(TASKS) if task.endswith(each)) for each in told]
    assert order == [12, 11, *range(11)]
    assert "（点名阳高县）" in found[0].what.zh
    assert "点名" not in found[1].what.zh
    assert all("最接近" not in each.what.zh for each in found), "nothing comes near"
    (card,) = (c for c in beside(report(), None)["whole"] if c["rule"] == "superior-not-taken-up")
    assert [one for alike in card["told"] for one in alike] == [each.id for each in found]


def test_each_says_where_the_superior_says_it_the_rows_of_an_annex_too() -> None:
    superior = read_file(text_of("lvliang-2025").encode(), "lvliang-2025.txt")
    told = report_on(
        paper("孝义市", "各乡镇人民政府", 3, "市教育局要检查校车。"), Options(), superior
    )
    what = [f.what for f in told.findings if f.rule == "superior-not-taken-up"]
    assert len(what) > 80
    assert all("上级通知“" in each.zh and "superior’s “" in each.en for each in what)
    assert not any("“”" in each.zh + each.en for each in what)
    assert "“附表19开展应急救援队伍实战练兵”的这项任务（点名孝义市）" in what[0].zh
    assert any("“一、（三）强化事故警示教育”" in each.zh for each in what)


def test_in_the_workbook_they_are_on_a_sheet_of_their_own_that_is_read_back() -> None:
    sheets = openpyxl.load_workbook(BytesIO(BY_NAME["xlsx"].make(report(), Material())))
    rows = {
        sheet.title: [row[16].value for row in sheet.iter_rows(min_row=4) if row[17].value]
        for sheet in sheets.worksheets[:2]
    }
    assert list(rows) == ["问题清单", "上级任务"]
    assert rows["上级任务"] == ["superior-not-taken-up"] * len(TASKS)
    assert rows["问题清单"]
    assert "superior-not-taken-up" not in rows["问题清单"]
    told = str(sheets.worksheets[0]["A2"].value)
    assert f"（其中上级任务没有承接 {len(TASKS)}）" in told
    assert f"上级任务没有承接的 {len(TASKS)} 项另列在“上级任务”表。" in told
    sheets["上级任务"]["J4"], sheets["上级任务"]["J5"] = "已豁免", "不改"
    out = BytesIO()
    sheets.save(out)
    remarks = read_returned(out.getvalue(), "清单.xlsx")
    first = next(f for f in report().findings if f.rule == "superior-not-taken-up")
    assert len(remarks) == len(report().findings)
    again = apply_waivers(report().findings, waivers_of(remarks))
    assert [f.sentence for f in again if f.waived] == [first.sentence]
    assert any("“不改”（上级任务第 5 行）" in n.zh for n in with_remarks(report(), remarks).notes)


def test_that_the_superiors_notice_is_of_another_year_is_told() -> None:
    above = paper("大同市", "各县（区）人民政府", 1, *TASKS)
    later = read_file(DRAFT.source.replace("2026", "2028").encode(), "x.txt")
    told = [n.zh for n in report_on(later, Options(), superior=above).notes]
    assert [n for n in told if "上级通知是 2026 年度的，这份是 2028 年度的" in n]
    assert not any("对照的上级通知是" in n.zh for n in report().notes)


def test_in_word_the_first_ten_are_one_comment_that_says_where_the_others_are() -> None:
    found = [f for f in report().findings if f.rule == "superior-not-taken-up"]
    data = BY_NAME["docx"].make(report(), Material(DRAFT.source))
    (text,) = (c.text for c in docx.Document(BytesIO(data)).comments if "superior-not-taken-up" in c.text)  # fmt: skip
    assert len(found) == len(TASKS)
    assert [each.sentence in text for each in found] == [True] * 10 + [False] * 3
    assert "涉及 13 句" in text
    assert "另有 3 项没有列在这里，见 Excel 问题清单" in text
    remark = next(each for each in read_returned(data, "x.docx") if each.rule == found[0].rule)
    assert remark.ids == tuple(each.id for each in found[:10])


def test_a_list_in_a_comment_is_whole_up_to_ten() -> None:
    few = report_on(
        DRAFT, Options(), superior=paper("大同市", "各县（区）人民政府", 1, *TASKS[:10])
    )
    data = BY_NAME["docx"].make(few, Material(DRAFT.source))
    (text,) = (c.text for c in docx.Document(BytesIO(data)).comments if "superior-not-taken-up" in c.text)  # fmt: skip
    assert all(
        each.sentence in text for each in few.findings if each.rule == "superior-not-taken-up"
    )
    assert "没有列在这里" not in text
