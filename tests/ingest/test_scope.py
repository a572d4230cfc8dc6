"""Which sentences a note or a default reaches, in whole notices."""

from __future__ import annotations

import pytest

from ingest.pipeline import read_notice

HEAD = "关于做好2026年安全生产工作的通知\n各学院、各部门：\n现将有关事项通知如下。\n"
LINE_OF_A_PART = """一、落实责任
1.逐级签订安全责任书，3月20日前完成。
2.每月检查不少于1次。
责任部门：党政办公室、实验室与设备管理处
二、管住危险源
3.建立“一室一档”，4月10日前完成。
责任部门：保卫处
"""
BRACKET_OF_THE_LAST = """一、落实责任
1.逐级签订安全责任书，3月20日前完成。
2.每月检查不少于1次。（责任部门：党政办公室）
二、管住危险源
3.建立“一室一档”，4月10日前完成。（责任部门：保卫处）
"""
OF_ONE_PART = """一、主要任务（本部分各项任务均需各乡镇具体落实，不再逐项列出）
1.组织首轮轮训，3月20日前完成。（责任单位：县应急局）
2.每月检查不少于1次。
二、保障措施
3.每季度通报一次。（责任单位：县安委办）
"""
NUMBERED = """一、落实责任
（一）消防
1.5月底前建设消防站2个。
2.每月检查不少于1次。
3.责任单位：县消防救援大队
（二）校园
1.9月底前加固校舍12处。
2.责任单位：县教育局
"""
CASES = {
    "a note that has a number as the measures have": (
        NUMBERED,
        [["县消防救援大队"], ["县消防救援大队"], ["县教育局"]],
    ),
    "a line behind the last article of a part": (
        LINE_OF_A_PART,
        [["党政办公室", "实验室与设备管理处"], ["党政办公室", "实验室与设备管理处"], ["保卫处"]],
    ),
    "a bracket of the last article is its own": (
        BRACKET_OF_THE_LAST,
        [[], ["党政办公室"], ["保卫处"]],
    ),
    "a default of one part": (OF_ONE_PART, [["县应急局", "各乡镇"], ["各乡镇"], ["县安委办"]]),
}


@pytest.mark.parametrize("name", CASES)
def test_reach(name: str) -> None:
    text, owners = CASES[name]
    notice = read_notice((HEAD + text).encode(), "notice.txt")
    assert [[o.name for o in task.owners] for task in notice.tasks] == owners
