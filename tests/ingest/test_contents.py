"""Tables of contents ahead of the text are no headings of it; lists that look like them stay."""

import pytest

from ingest.contents import is_entry
from ingest.pipeline import notice_of
from tests.ingest.genre import END, FRONT, document, notice

BODY = """一、总体要求
以防为主，全面排查。
二、重点任务
（一）开展自查。各企业要在6月底前完成自查。
（二）强化执法。县应急局每季度检查一次。
三、保障措施
各乡镇要加强领导。
"""
CONTENTS = {
    "dots": "目　　录\n一、总体要求..............................1\n二、重点任务..............................1\n"
    "（一）开展自查............................2\n三、保障措施..............................3\n附件..............................4\n",
    "dots of other kinds, numbers in brackets": "目录：\n前言………………1\n一、总体要求 ……… 1\n二、重点任务………（2）\n（二）强化执法………- 2 -\n三、保障措施·····3\n",
    "tabs": "目录\n一、总体要求\t1\n二、重点任务\t2\n三、保障措施\t4\n",
    "numbers without leaders": "目次\n一、总体要求1\n二、重点任务2\n（一）开展自查2\n三、保障措施4\n",
    "the parts alone": "【目录】\n一、总体要求\n二、重点任务\n三、保障措施\n",
    "no title": "一、总体要求\n二、重点任务\n（一）开展自查\n（二）强化执法\n三、保障措施\n",
    "a broken line": "目录\n一、总体要求\n二、重点任务\n（一）开展\n自查……………………2\n三、保障措施……3\n",
}


@pytest.mark.parametrize("contents", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("ahead", [False, True], ids=["behind the masthead", "ahead of the title"])
def test_contents_are_dropped(contents: str, ahead: bool) -> None:
    front = f"甘肃省安全生产工作手册\n{contents}{FRONT}" if ahead else f"{FRONT}{contents}"
    found = notice_of(document(f"{front}{BODY}{END}"))
    numbers = [s.number for s in found.sections if s.number]
    assert numbers == ["一", "二", "（一）", "（二）", "三"]
    assert len(found.tasks) == 3
    assert not [i for i in found.issues if i.code == "text.unread"]


KEPT = {
    "what is inspected, and then how": (
        "一、检查范围\n1.煤矿\n2.非煤矿山\n3.危险化学品\n二、检查内容\n"
        "1.煤矿。各煤矿要每月排查隐患。\n2.非煤矿山。各矿山要每月排查隐患。\n3.危险化学品。各企业要每月排查隐患。",
        ["一", "1.", "2.", "3.", "二", "1.", "2.", "3."],
    ),
    "a 目录 that is drawn up": (
        "一、编制目录\n目录\n1.煤矿\n2.非煤矿山\n3.危化品\n二、检查\n各县要检查。",
        ["一", "1.", "2.", "3.", "二"],
    ),
    "two headings of the same words": (
        "一、检查\n二、整改\n一、检查\n各县要检查。\n二、整改\n各县要整改。",
        ["一", "二", "一", "二"],
    ),
}


@pytest.mark.parametrize(("body", "numbers"), KEPT.values(), ids=KEPT)
def test_other_lists_stay(body: str, numbers: list[str]) -> None:
    assert [s.number for s in notice(body).sections if s.number] == numbers


def test_entry() -> None:
    assert is_entry("总则........1")
    assert not is_entry("各县要检查1")
    assert not is_entry("1.5—3")


def test_contents_stand_at_the_head() -> None:
    """Behind three hundred lines nobody lists what is to come."""
    before = "".join(f"各县要每月检查第{number}号煤矿。\n" for number in range(300))
    found = notice(f"{before}{CONTENTS['no title']}{BODY}")
    assert [s.number for s in found.sections if s.number].count("一") == 2
