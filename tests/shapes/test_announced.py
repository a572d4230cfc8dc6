"""What is announced is counted, wherever it is listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from shapes.measure.announced import _catchwords, _colours, _counted_words, _named, _named_ahead
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
        (
            _counted_words,
            "“三个坚决、两个下降”目标：坚决杜绝重大事故，坚决遏制较大事故，起数下降。",
            [2],
        ),
        (
            _counted_words,
            "“两个坚决、两个下降”目标：坚决杜绝重大事故，坚决遏制较大事故，起数下降。",
            [],
        ),
        (_counted_words, "“三个坚决”目标：各单位坚决落实责任，坚持从严。", []),
        (_named_ahead, "建立“问题、措施、责任、时限”五个清单，", [4]),
        (_named_ahead, "建立“问题、措施、责任、时限”四个清单，", []),
        (_named_ahead, "建立“问题、措施、责任等”五个清单，", []),
        (_named_ahead, "配备率、管理率、安装率、设置率达到100%，实现“三个百分之百”。", [4]),
        (_named_ahead, "配备率、管理率、设置率达到100%，实现“三个百分之百”。", []),
        (
            _counted_words,
            "“三个百分之百”：自查率百分之百、整改率百分之百、接入率百分之百、培训率百分之百。",
            [4],
        ),
        (_counted_words, "“三个百分之百”：自查率百分之百、整改率百分之百、培训率百分之百。", []),
        (_named_ahead, "以下5个乡镇整改滞后，予以通报批评：甲镇、乙镇、丙镇、丁镇。", [4]),
        (_named_ahead, "以下4个乡镇整改滞后，予以通报批评：甲镇、乙镇、丙镇、丁镇。", []),
        (_named_ahead, "深入学校、社区、寺庙、工地开展“五进”活动", [4]),
        (_named_ahead, "深入学校、社区、家庭、寺庙、工地开展“五进”活动", []),
        (_colours, "按红、橙、黄三级管理：红色为高，橙色为较高，黄色为一般，蓝色为低。", [4]),
        (_colours, "按红、橙、黄、蓝四级管理：红色为高，橙色为较高，黄色为一般，蓝色为低。", []),
        (_colours, "按红、橙、黄、蓝三级管理。", [4]),
        (_colours, "按红、橙、黄三级管理，企业在门口张贴红色牌、蓝色牌。", []),
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


HEADED = "二、抓好{}个方面的重点工作\n\n（一）道路。县公安局每月检查1次。\n\n（二）矿山。县应急局每月检查1次。\n\n（三）消防。县消防大队每月检查1次。\n\n三、保障措施\n\n（一）压实责任。各乡镇每月检查1次。\n\n（二）严格考核。各乡镇每月通报1次。\n\n（三）及时报送。各乡镇每月报送1次。\n\n（四）加强值守。各乡镇每日值班。\n\n"


@pytest.mark.parametrize(("said", "differs"), [("四", True), ("三", False)])
def test_a_heading_says_how_many_stand_below_it(said: str, differs: bool) -> None:
    found = told("各乡镇每月检查1次。", rest=HEADED.format(said))
    assert ("structure-count-differs" in found) is differs


PARTS = "抓好以下两个方面{}项工作，确保平安。\n\n一、压实责任\n\n1.各乡镇每月研究1次。\n\n2.各乡镇每月检查1次。\n\n二、排查隐患\n\n3.县应急局每月检查1次。\n\n三、工作要求\n\n4.各乡镇每月报送1次。\n"


@pytest.mark.parametrize(("said", "differs"), [(3, False), (4, False), (5, True)])
def test_items_are_counted_through_all_parts(said: int, differs: bool) -> None:
    head = "孝义市人民政府关于做好2026年安全生产工作的通知\n\n各乡镇人民政府：\n\n"
    report = report_on(
        read_file((head + PARTS.format(said)).encode(), "x.txt"), Options(profile="issued")
    )
    assert ("structure-count-differs" in {f.rule for f in report.findings}) is differs


@pytest.mark.parametrize(("said", "counted"), [(6, "6项"), (7, "6项"), (5, "6项")])
def test_rows_of_one_number_are_counted(said: int, counted: str) -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>{m}整治</td><td>检查{m}不少于2轮</td><td>市应急局</td><td>9月底前</td></tr>"
        for n, m in zip("123455", ("粮库", "渡口", "校车", "景区", "工地", "码头"), strict=True)
    )
    head = (
        "<tr><td>序号</td><td>工作任务</td><td>具体措施</td><td>责任单位</td><td>完成时限</td></tr>"
    )
    page = f"<html><body><p>孝义市2025年安全生产重点任务分解表</p><p>共{said}项任务。</p><table>{head}{rows}</table></body></html>"
    report = report_on(read_file(page.encode(), "x.html"), Options(profile="issued"))
    found = [f.what.zh for f in report.findings if f.rule == "structure-count-differs"]
    assert len(found) == (said != 6)
    assert all(counted in what for what in found)


KINDS = "三、主要任务{}\n\n" + "".join(
    f"（{n}）{name}{{}}\n\n县应急局每月检查1次。\n\n"
    for n, name in zip("一二三四", ("起重机械", "高处作业", "有限空间", "燃气"), strict=True)
)


@pytest.mark.parametrize(
    ("sentence", "behind", "kind", "differs"),
    [
        ("突出抓好六个专项治理，每月检查1次。", "", "专项治理", True),
        ("突出抓好四个专项治理，每月检查1次。", "", "专项治理", False),
        ("突出抓好六个专项治理，每月检查1次。", "", "", False),
        ("落实上级“六大行动”，每月检查1次。", "", "行动", False),
        ("各乡镇每月检查1次。", "（五大行动）", "行动", True),
        ("各乡镇每月检查1次。", "（四大行动）", "行动", False),
    ],
)
def test_headings_of_one_kind_are_as_many_as_is_said(
    sentence: str, behind: str, kind: str, differs: bool
) -> None:
    found = told(sentence, rest=KINDS.format(behind, *[kind] * 4))
    assert ("structure-count-differs" in found) is differs
