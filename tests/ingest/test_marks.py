"""Numbering marks and the lines that open a paragraph or stand alone."""

import pytest

from ingest.marks import ends_with_note, is_heading_line, opens_paragraph, read_mark

MARKS = [
    ("一、压实责任", "part", 1), ("十二、保障措施", "part", 12), ("二十一、其他", "part", 21),
    ("一.压实责任", "part", 1), ("（三）深化教育", "article", 3), ("(三)深化教育", "article", 3),
    ("（十一）收官", "article", 11), ("1.煤矿", "item", 1), ("12．煤矿", "item", 12),
    ("3、煤矿", "item", 3), ("（1）台账", "subitem", 1), ("1）台账", "subitem", 1),
    ("①台账", "circled", 1), ("⑩台账", "circled", 10), ("第一章 总则", "chapter", 1),
    ("第十条 各级", "clause", 10), ("第3条 各级", "clause", 3),
    ("壹、压实责任", "chapter", 1), ("伍、保障措施", "chapter", 5), ("拾贰、附则", "chapter", 12),
    ("伍万元以上的项目", None, 0), ("壹、贰号井要停产", None, 0), ("叁.伍万元", None, 0), ("陆续开展", None, 0), ("陆、海、空各部门", None, 0), ("陆、空救援", None, 0), ("陆、水上交通", "chapter", 6), ("伍、", None, 0),
    ("一是压实", None, 0), ("（含三级）", None, 0), ("5.92公里", None, 0), ("2026年", None, 0),
    ("（2024年版）", None, 0), ("12306）", None, 0), ("第一时间", None, 0), ("第三方", None, 0),
    ("一季度、二季度", None, 0), ("三级、四级", None, 0), ("", None, 0), ("（一", None, 0),
    ("1.5万户", None, 0), ("百分之九、", None, 0), ("一、2023年工作回顾", "part", 1), ("3.2024年培训计划", "item", 3),
    ("1.2024万户", None, 0), ("一、9月28日前，请各单位自查", "part", 1), ("2.3月底前完成摸底", "item", 2), ("1.5个月内", None, 0),
    ("1.6座尾矿库由县级领导包保", "item", 1), ("4.120辆校车", "item", 4), ("2.5日内报送", "item", 2), ("2.24小时值班", "item", 2), ("3.15个乡镇要", "item", 3),
    ("3.5米以上的边坡", None, 0), ("1.5小时", None, 0), ("3.5至5米", None, 0), ("2.5以上", None, 0), ("2.5天内", None, 0), ("1.5个工作日", None, 0),
    ("2.1人员管理", "decimal", 1), ("2.2名单报送", "decimal", 2), ("1.3分级管控", "decimal", 3), ("2.1个人防护", "decimal", 1), ("1.1座谈会", "decimal", 1), ("2.2 6座锅炉房", "decimal", 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "number"), MARKS)
def test_mark(text: str, kind: str | None, number: int) -> None:
    mark = read_mark(text)
    assert (mark and (mark.kind, mark.number)) == ((kind, number) if kind else None)
    assert mark is None or text.startswith(mark.written)


def test_there_are_enough_marks() -> None:
    assert len(MARKS) == 65


@pytest.mark.parametrize(
    ("line", "opens"),
    [
        ("一、压实责任", True), ("（责任单位：市应急局）", True), ("（市应急局负责）", True),
        ("附件：任务表", True), ("附件1", True), ("抄送：市委", True), ("甲政发〔2026〕3号", True), ("甲政发〔2026〕3号文件要求", False), ("煤矿领域：开展", True),
        ("非煤矿山方面，开展", True), ("（此件公开发布）", True), ("全面消除隐患。", False),
        ("（含加油站）开展检查", False), ("各县要开展检查，消除隐患：", False),
    ],
)  # fmt: skip
def test_opens_paragraph(line: str, opens: bool) -> None:
    assert opens_paragraph(line) is opens


@pytest.mark.parametrize(
    ("line", "alone"),
    [
        ("一、压实安全生产责任", True), ("甲市人民政府", True), ("2026年3月6日", True),
        ("（一）深化警示教育", True), ("（一）深化教育。开展检查", False),
        ("（四）消防（牵头单位：市应急局；责任单位：各镇）", True),
        ("各县要开展检查，消除", False), ("开展检查，消除隐患（市应急局负责）", True),
        ("开" * 40, False),
    ],
)  # fmt: skip
def test_is_heading_line(line: str, alone: bool) -> None:
    assert is_heading_line(line) is alone


def test_ends_with_note() -> None:
    assert ends_with_note("开展检查（责任单位：市应急局）")
    assert not ends_with_note("开展检查（责任单位：市应急局")
    assert not ends_with_note("开展检查（含加油站）")
