"""One body sits, and one leader inspects, as often in one place as in another; accidents are to fall by one share."""

from __future__ import annotations

import pytest

from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from tests.shapes.drafted import DRAFT, told

SITS = "县政府常务会议每季度至少研究1次安全生产工作。"
GOAL = "全县事故起数和死亡人数同比下降10%以上。"


@pytest.mark.parametrize(
    ("first", "second", "rule", "differs"),
    [
        (SITS, "县政府常务会议全年研究安全生产工作不少于2次。", "deadline-rhythms-differ", True),
        (SITS, "县政府常务会议全年研究安全生产工作不少于4次。", "deadline-rhythms-differ", False),
        (SITS, "县政府常务会议每半年研究1次森林防火工作。", "deadline-rhythms-differ", False),
        (SITS, "市政府常务会议每半年研究1次安全生产工作。", "deadline-rhythms-differ", False),
        (SITS, "县政府每半年召开1次常务会议专题研究安全生产工作。", "deadline-rhythms-differ", True),
        ("市安委会每季度至少召开1次全体会议。", "市安委会每半年召开1次全体会议。", "deadline-rhythms-differ", True),
        ("公司领导每月带队检查1次。", "公司领导按照分工每季度带队检查不少于1次。", "deadline-rhythms-differ", True),
        ("集团主要负责人每月带队检查1次。", "子公司主要负责人每周带队检查1次。", "deadline-rhythms-differ", False),
        (GOAL, "实现事故起数、死亡人数较上年下降15%的目标。", "target-contradiction", True),
        (GOAL, "实现事故起数、死亡人数较上年下降10%的目标。", "target-contradiction", False),
        (GOAL, "实现道路交通事故起数、死亡人数较上年下降15%的目标。", "target-contradiction", False),
        (GOAL, "去年事故起数和死亡人数同比下降15%。", "target-contradiction", False),
        ("2026年，" + GOAL, "2027年，全县事故起数和死亡人数下降15%以上。", "target-contradiction", False),
    ],
)  # fmt: skip
def test_two_places(first: str, second: str, rule: str, differs: bool) -> None:
    rest = f"（二）考核。{second}\n\n"
    assert (rule in told(first, rest=rest)) is differs


def test_one_pair_is_told_once() -> None:
    text = DRAFT.format(
        issuer="孝义市人民政府", title="做好2026年安全生产工作的通知", addressees="各乡镇人民政府", date="2026年2月5日",
        sentence="县政府常务会议每季度至少听取1次安全生产工作汇报。",
        rest="（二）考核。县政府常务会议每半年听取1次安全生产工作汇报。\n\n",
    )  # fmt: skip
    found = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued")).findings
    assert sum(each.count for each in found if each.rule == "deadline-rhythms-differ") == 1
