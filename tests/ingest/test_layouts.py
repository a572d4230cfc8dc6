"""Every layout that notices come in: a golden notice that has it, or a small document here."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.pipeline import read_notice
from ingest.read.geometry import OPENER
from ingest.records import Notice, Task
from tests.ingest.genre import notice
from tests.ingest.scoring import GOLDEN, golden_files, rows_of

Check = Callable[[Notice], bool]


def task(n: Notice, words: str) -> Task:
    return next(t for t in n.tasks if words in t.text)


def owners(n: Notice, words: str) -> list[tuple[str, str]]:
    return [(o.role, o.name) for o in task(n, words).owners if o.basis != "subject"]


def due(n: Notice, words: str) -> list[str]:
    return [str(d.date) for d in task(n, words).due if d.basis == "explicit"]


ARTICLES = "一、压实责任\n（一）健全体系。开展隐患排查整治。{}\n（二）强化监管。开展执法检查。\n"
LAYOUTS: dict[str, tuple[str, Check]] = {
    "（责任单位：…）": (
        ARTICLES.format("（责任单位：省应急厅、省公安厅）"),
        lambda n: (
            owners(n, "排查") == [("responsible", "省应急厅"), ("responsible", "省公安厅")]
            and owners(n, "执法") == []
        ),
    ),
    "〔…牵头，…配合〕": (
        ARTICLES.format("〔省应急厅牵头，省公安厅配合〕"),
        lambda n: owners(n, "排查") == [("lead", "省应急厅"), ("assist", "省公安厅")],
    ),
    "[…] from a scan": (
        ARTICLES.format("[责任单位:省应急厅]"),
        lambda n: owners(n, "排查") == [("responsible", "省应急厅")],
    ),
    "【…】": (
        ARTICLES.format("【责任单位：省应急厅】"),
        lambda n: owners(n, "排查") == [("responsible", "省应急厅")],
    ),
    "leads, assistants and a limit": (
        ARTICLES.format("（牵头单位：省应急厅；配合单位：省公安厅；完成时限：2026年9月底前）"),
        lambda n: (
            owners(n, "排查") == [("lead", "省应急厅"), ("assist", "省公安厅")]
            and due(n, "排查") == ["2026-09-30"]
        ),
    ),
    "a limit at each quarter's end": (
        ARTICLES.format("（牵头单位：省应急厅；完成时限：每季度末）"),
        lambda n: [r.period for r in task(n, "排查").recurrences] == ["P3M"],
    ),
    "a limit that is none": (
        ARTICLES.format("（牵头单位：省应急厅；完成时限：长期坚持）"),
        lambda n: due(n, "排查") == [],
    ),
    "persons are no units": (
        ARTICLES.format("（责任人：张某；责任单位：省应急厅）"),
        lambda n: owners(n, "排查") == [("responsible", "省应急厅")],
    ),
    "several notes in one paragraph": (
        "一、压实责任\n（一）健全体系。开展排查整治。（省应急厅负责）开展执法检查。（省公安厅负责）\n",
        lambda n: (
            owners(n, "排查") == [("responsible", "省应急厅")]
            and owners(n, "执法") == [("responsible", "省公安厅")]
        ),
    ),
    "one note for several sub-items": (
        "一、压实责任\n（一）突出重点\n1.煤矿。开展瓦斯治理工作。\n2.消防。开展通道清理工作。（省应急厅负责）\n",
        lambda n: owners(n, "瓦斯") == owners(n, "通道") == [("responsible", "省应急厅")],
    ),
    "sub-items with notes of their own": (
        "一、压实责任\n（一）突出重点\n1.煤矿。开展瓦斯治理工作。（省能源局负责）\n2.消防。开展通道清理工作。（省消防救援总队负责）\n",
        lambda n: (
            owners(n, "瓦斯") == [("responsible", "省能源局")]
            and owners(n, "通道") == [("responsible", "省消防救援总队")]
        ),
    ),
    "a default for the whole notice": (
        ARTICLES.format("（以下均需各市州人民政府负责，不再一一列出）"),
        lambda n: owners(n, "排查") == owners(n, "执法") == [("responsible", "各市州人民政府")],
    ),
    "一、 + （一）": (ARTICLES.format(""), lambda n: task(n, "执法").article == "（二）"),
    "一、 + 1.": (
        "一、压实责任\n1.健全体系。开展隐患排查整治。\n2.强化监管。开展执法检查。\n",
        lambda n: (task(n, "执法").part, task(n, "执法").article) == ("一", "2."),
    ),
    "only （一）": (
        "（一）健全体系。开展隐患排查整治。\n（二）强化监管。开展执法检查。\n",
        lambda n: (task(n, "执法").part, task(n, "执法").article) == (None, "（二）"),
    ),
    "第一条": (
        "第一条 各市州要开展隐患排查整治。\n第二条 各市州要开展执法检查。\n",
        lambda n: task(n, "执法").article == "第二条",
    ),
    "run-in headings": (
        "一、突出重点\n（一）强化治理。\n煤矿领域：开展瓦斯治理和水害防治工作。\n非煤矿山方面，开展尾矿库治理和检查工作。\n",
        lambda n: (
            [t.notation for t in task(n, "瓦斯").sectors] == ["coal-mine"]
            and "non-coal-mine" in [t.notation for t in task(n, "尾矿库").sectors]
        ),
    ),
    "a table of tasks in Markdown": (
        "| 序号 | 重点任务 | 工作措施 | 牵头单位 | 完成时限 |\n|---|---|---|---|---|\n"
        "| 1 | 排查 | 开展隐患排查整治。组织专家会诊。 | 省应急厅 | 6月底前 |\n",
        lambda n: owners(n, "会诊") == [("lead", "省应急厅")] and due(n, "会诊") == ["2026-06-30"],
    ),
    "a table of tasks in HTML with merged cells": (
        "<table><tr><th>序号</th><th>重点任务</th><th>工作措施</th><th>责任单位</th></tr>"
        "<tr><td>1</td><td rowspan=2>排查</td><td>开展隐患排查整治。</td><td rowspan=2>省应急厅</td></tr>"
        "<tr><td>2</td><td>组织专家会诊。</td></tr></table>",
        lambda n: owners(n, "会诊") == [("responsible", "省应急厅")],
    ),
    "lines broken inside a sentence": (
        "一、压实责任\n（一）健全体系。各级各部门要开展隐患排查整治，全面消除各类重大\n事故隐患。（省应急厅负责）\n",
        lambda n: "重大事故隐患" in task(n, "排查").text,
    ),
    "page numbers inside a sentence": (
        "一、压实责任\n（一）健全体系。各级各部门要开展隐患排查整治，全面消除各类重大\n— 3 —\n事故隐患。（省应急厅负责）\n",
        lambda n: "重大事故隐患" in task(n, "排查").text,
    ),
    "spaces inside words": (
        "一、压实责任\n（一）健全体系。开 展 隐 患 排 查 整 治。（责 任 单 位：省应急厅）\n",
        lambda n: owners(n, "隐患排查") == [("responsible", "省应急厅")],
    ),
    "O for 0": (
        "一、压实责任\n（一）健全体系。2O26年1O月底前开展隐患排查整治。\n（二）强化监管。检查。\n",
        lambda n: due(n, "排查") == ["2026-10-31"],
    ),
    "headings glued to paragraphs": (
        "一、压实安全责任（一）健全责任体系。开展隐患排查整治。（省应急厅负责）（二）强化监管执法。开展执法检查。\n",
        lambda n: (
            task(n, "执法检查").article == "（二）"
            and owners(n, "排查") == [("responsible", "省应急厅")]
        ),
    ),
}
IN_GOLDEN = {
    "yangquan-2024": "a date in Chinese numerals; an annex that only repeats the body",
    "liuyang-2023": "several 〔…〕 an article, one before the full stop; a default for all articles",
    "linzi-2025": "scanned text",
    "cangxi-2026": "印发 notice; 一、 + 1. + （1）; a default where no note stands",
    "kunshan-2025": "Markdown table with blank, 〃, / and — cells",
    "liupanshui-2024": "HTML table with rowspan, colspan and group rows",
    "wangtao-2026": "第一条; persons beside units; no number",
    "gansu-2023": "only （一）; a default ahead of the first article",
    "yichang-gaoxin-2026": "tab-separated table; draft",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout(layout: str) -> None:
    body, holds = LAYOUTS[layout]
    name = "n.md" if body.startswith("|") else "n.html" if "<table" in body else "n.txt"
    found = notice(body, name)
    assert holds(found), [
        (t.part, t.article, t.sub, t.text, owners(found, t.text)) for t in found.tasks
    ]


def test_every_layout_is_covered() -> None:
    assert len(LAYOUTS) == 24
    assert set(IN_GOLDEN) == set(golden_files(GOLDEN))
    assert all(len(rows_of(p)) > 20 for p in golden_files(GOLDEN).values())


_CAPITALS = str.maketrans("一二三四五六七八九十", "壹贰叁肆伍陆柒捌玖拾")
_PART = re.compile(r"(?m)^([ \u3000]*)([一二三四五六七八九十]{1,3})、")


def _read(text: str) -> list[tuple[str, tuple[object, ...], tuple[object, ...]]]:
    """Each task without its number, who has it and by when."""
    return [
        (
            re.sub(r"^[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3}、", "", t.text),
            tuple((o.name, o.role, o.basis) for o in t.owners),
            tuple(d.date for d in t.due),
        )
        for t in read_notice(text.encode(), "a.txt").tasks
    ]


def test_parts_numbered_in_capitals_are_read_as_any_others() -> None:
    """壹、 for 一、, with a stop or set off by a blank on a line of its own."""
    paths = [*Path("data/notices").glob("*.txt"), *Path("tests/golden").glob("*.txt")]
    tasks = parts = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        capital = _PART.sub(lambda m: f"{m[1]}{m[2].translate(_CAPITALS)}、", text)
        found = _read(text)
        assert _read(capital) == found, path
        tasks += len(found)
        parts += len(_PART.findall(text))
    assert (len(paths), tasks, parts) == (12, 789, 42)


def test_capitals_set_off_by_a_blank_number_parts() -> None:
    told = notice(
        "壹　抓责任\n\n各镇要签订责任书。\n\n贰　抓风险\n\n（一）各企业要开展自查。\n\n陆续投入伍万元整改隐患。\n"
    )
    assert [(t.part, t.article) for t in told.tasks] == [
        ("壹", None),
        ("贰", "（一）"),
        ("贰", "（一）"),
    ]


def test_land_beside_sea_and_air_numbers_nothing() -> None:
    told = notice(
        "一、排查\n\n陆、海、空各部门要开展联合排查。\n\n二、整治\n\n陆、空救援队伍要备勤。\n"
    )
    assert [(t.part, t.article, t.text) for t in told.tasks] == [
        ("一", None, "陆、海、空各部门要开展联合排查。"),
        ("二", None, "陆、空救援队伍要备勤。"),
    ]
    assert not OPENER.match("陆、空交通安全监管。")
    assert OPENER.match("陆、水上交通")
