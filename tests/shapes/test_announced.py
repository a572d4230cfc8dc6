"""What is announced is counted, wherever it is listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from shapes.measure.announced import _catchwords, _named
from tests.shapes.drafted import told

Slips = Iterator[tuple[tuple[int, int], str, int, int]]
GROUPS = "1.综合协调组，由县应急局牵头。\n2.执法检查组，由县应急局牵头。\n3.宣传教育组，由县委宣传部牵头。\n\n"
SWIMS = "“六不”要求：不私自下水游泳，不擅自与他人结伴游泳，不到不熟悉的水域游泳，不到无安全设施、无救援人员的水域游泳。"


@pytest.mark.parametrize(
    ("find", "text", "counted"),
    [
        (_named, "甲乡、乙乡、丙镇、丁镇、戊镇等4个乡镇", [5]),
        (_named, "甲乡、乙乡、丙镇、丁镇等4个乡镇", []),
        (_named, "甲乡、乙乡、丙镇等9个乡镇", []),
        (_named, "聚焦道路交通、建筑施工、消防、城镇燃气、工矿商贸、危险化学品等7个重点领域", []),
        (_named, "聚焦道路交通、建筑施工、消防、城镇燃气、工矿商贸、危险化学品等5个重点领域", [6]),
        (_named, "对学校、医院、养老院、商场、宾馆、酒店、网吧等八类人员密集场所", []),
        (_named, "聚焦道路交通、建筑施工、消防、城镇燃气、工矿商贸、危险化学品等6个重点领域", []),
        (_named, "聚焦道路交通、建筑施工、消防、城镇燃气、工矿商贸和危险化学品等5个重点领域", []),
        (_catchwords, "开展“四个一”活动，即组织一次培训、开展一次演练、进行一次自查。", [3]),
        (_catchwords, "开展“三个一”活动，即组织一次培训、开展一次演练、进行一次自查。", []),
        (_catchwords, "落实“四个一”要求：每名干部都要记在心里。", []),
        (_catchwords, SWIMS, [4]),
        (_catchwords, SWIMS.replace("六不", "四不"), []),
    ],
)
def test_what_is_named_is_counted(
    find: Callable[[str], Slips], text: str, counted: list[int]
) -> None:
    assert [count for *_, count in find(text)] == counted


@pytest.mark.parametrize(
    ("sentence", "rest", "differs"),
    [
        ("专班下设四个工作组：", GROUPS, True),
        ("专班下设三个工作组：", GROUPS, False),
        ("联合检查设2个检查组，具体分工如下：", GROUPS, True),
        ("由县应急局会同两个检查组：", GROUPS.replace("组", "股"), False),
        ("整治分两个阶段进行。", "1.动员（3月1日至3月31日）。\n2.整治（4月1日至9月30日）。\n3.总结（10月1日至10月31日）。\n\n", True),
        ("整治分三个阶段进行。", "1.动员（3月1日至3月31日）。\n2.整治（4月1日至9月30日）。\n3.总结（10月1日至10月31日）。\n\n", False),
        ("实施四大行动。", "1.企业培训行动。每月培训1次。\n2.隐患清零行动。每月检查1次。\n3.宣传入户行动。每月宣传1次。\n\n", True),
        ("做好以下五个方面：一是抓学校；二是抓医院；三是抓商场。其他两个方面由县水利局负责。", "", False),
        ("做好以下五个方面：一是抓学校；二是抓医院；三是抓商场。其他方面由县水利局负责。", "", True),
        ("做好以下五项工作：", "1.抓学校。每月检查1次。\n2.抓医院。每月检查1次。其余三项由县水利局负责。\n\n", False),
        ("在5个工作日内反馈。", "1.企业培训行动。每月培训1次。\n2.隐患清零行动。每月检查1次。\n\n", False),
    ],
)  # fmt: skip
def test_what_is_listed_below_is_counted(sentence: str, rest: str, differs: bool) -> None:
    assert ("structure-count-differs" in told(sentence, rest=rest)) is differs


@pytest.mark.parametrize(("stated", "differs"), [(6, True), (5, False)])
@pytest.mark.parametrize("line", ["合计,共{}项,,,", "共{}项任务，由县安委办解释。,,,,"])
def test_rows_are_counted_where_their_number_stands_below_them(
    line: str, stated: int, differs: bool
) -> None:
    what = ("煤矿瓦斯检查", "学校宿舍检查", "桥梁隧道检查", "电梯索道检验", "燃气管网检查")
    rows = "".join(
        f"{n},{each},开展{each}，不留死角,县应急局,2026年9月底前\n"
        for n, each in enumerate(what, 1)
    )
    table = f"孝义市2026年安全生产任务分工表,,,,\n序号,类别,工作任务,牵头单位,完成时限\n{rows}{line.format(stated)}\n"
    found = report_on(read_file(table.encode(), "x.csv"), Options(profile="issued")).findings
    assert ("structure-count-differs" in {each.rule for each in found}) is differs
