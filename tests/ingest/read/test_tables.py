"""Tables in plain text: tabs, Markdown, tags; merged cells inferred."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.read import read_document
from ingest.records import Document
from tests.ingest.read.genre import check_spans

NOTICES = sorted(Path("data/notices").glob("*.txt"))


def cells(text: str, table: int = 0) -> dict[tuple[int, int, int, int], str]:
    """(row, column, row span, column span) -> text of the cells of a table in ``text``."""
    document = read_document(text.encode(), "a.txt")
    assert document.text == text
    check_spans(document)
    return of(document, table)


def of(document: Document, table: int) -> dict[tuple[int, int, int, int], str]:
    block = [block for block in document.blocks if block.kind == "table"][table]
    return {
        (c.row, c.column, c.row_span, c.column_span): document.text[c.start : c.end]
        for c in block.cells
    }


def count(text: str) -> int:
    return sum(b.kind == "table" for b in read_document(text.encode(), "a.txt").blocks)


def test_published_notices_are_read_word_for_word() -> None:
    assert len(NOTICES) == 5
    for path in NOTICES:
        document = read_document(path, path.name)
        assert document.text == path.read_bytes().decode()
        assert (document.encoding, document.hard_breaks) == ("utf-8", False)
        check_spans(document)


def test_annex_over_page_breaks_with_shifted_columns() -> None:
    """A merged cell over rows and pages, two rows in one cell, repeated group labels."""
    path = next(path for path in NOTICES if "lvliang" in path.name)
    found = of(read_document(path, path.name), 0)
    assert len(found) == 74
    groups = {key: text for key, text in found.items() if key[1] == 0}
    assert [text for _, text in sorted(groups.items())] == ["序号", *"一二三四五六七"]
    assert sum(rows for _, _, rows, _ in groups) == 29
    eleven = next(key for key, text in found.items() if text.startswith("11."))
    assert eleven == (11, 2, 8, 1)
    assert found[18, 3, 1, 1].startswith("道路交通方面")
    assert found[18, 4, 1, 1].startswith("交通安全专业委员会")
    assert found[11, 4, 2, 1].startswith("煤矿、非煤矿山")


def test_blank_field_of_a_continuing_row_is_merged_upwards() -> None:
    text = "序号\t任务\t措施\t单位\n1\t整治\t排查。\t甲局\n\t\t整改。\t\n2\t演练\t组织。\t乙局\n"
    found = cells(text)
    assert found[1, 0, 2, 1] == "1"
    assert found[1, 3, 2, 1] == "甲局"
    assert found[2, 2, 1, 1] == "整改。"


def test_blank_field_of_a_row_of_its_own_stays_blank() -> None:
    found = cells("序号\t任务\t牵头\t配合\n1\t整治\t甲局\t乙局\n2\t演练\t丙局\t\n")
    assert found[1, 3, 1, 1] == "乙局"
    assert not any(key[0] == 2 and key[1] == 3 for key in found)


def test_blank_unit_of_a_continuing_row_is_the_one_above_and_a_blank_remark_is_none() -> None:
    head = "序号\t任务\t牵头单位\t配合单位\t备注\n"
    found = cells(head + "1\t整治\t甲局\t乙局\t新\n\t演练\t丙局\t\t\n")
    assert found[1, 3, 2, 1] == "乙局"
    assert found[1, 4, 1, 1] == "新"


def test_heading_repeated_on_the_next_page_is_no_row() -> None:
    found = cells("序号\t任务\t单位\n1\t整治\t甲局\n\n— 3 —\n\n序号\t任务\t单位\n2\t演练\t乙局\n")
    assert [text for key, text in sorted(found.items()) if key[1] == 0] == ["序号", "1", "2"]


def test_two_tables_with_headings_of_their_own_are_two() -> None:
    text = "序号\t任务\n1\t整治\n\n序号\t任务\t单位\n1\t演练\t乙局\n"
    assert count(text) == 2
    assert cells(text, 1)[1, 2, 1, 1] == "乙局"


def test_cell_of_several_lines_in_tags_or_quotes() -> None:
    found = cells(
        '序号\t措施\t单位\n1\t<p>排查。</p>\n<p>整改。</p>\t甲局\n2\t"组织\n演练"\t乙局\n'
    )
    assert found[1, 1, 1, 1] == "排查。</p>\n<p>整改。"
    assert found[2, 1, 1, 1] == "组织\n演练"
    assert found[2, 2, 1, 1] == "乙局"


@pytest.mark.parametrize(
    "text",
    [
        "\t各县（市、区）人民政府：\n\t现通知如下。\n",
        "联系人：张三\t电话：12345\n特此通知。\n",
        "一、\t压实责任\n各级党委要落实责任。\n",
        "2026年|2025年，两年相比\n没有表格。\n",
    ],
)
def test_prose_with_tabs_or_bars_is_no_table(text: str) -> None:
    assert count(text) == 0


def test_markdown_table_without_frame_and_with_escaped_bar() -> None:
    found = cells("任务 | 单位\n:--- | ---:\n甲\\|乙 | 市应急局\n\n后文。\n")
    assert found == {
        (0, 0, 1, 1): "任务",
        (0, 1, 1, 1): "单位",
        (1, 0, 1, 1): "甲\\|乙",
        (1, 1, 1, 1): "市应急局",
    }


def test_markdown_headings() -> None:
    text = "# 通知\n##一、责任\n正文#1。\n二、整治\n====\n"
    document = read_document(text.encode(), "a.md")
    kinds = [(b.kind, text[b.start : b.end]) for b in document.blocks]
    assert kinds == [
        ("heading", "# 通知"),
        ("heading", "##一、责任"),
        ("paragraph", "正文#1。"),
        ("heading", "二、整治\n===="),
    ]


def test_tagged_table_inside_markdown_with_spans() -> None:
    found = cells(
        "附件\n<table><tr><th>号<th colspan=2>措施</tr><tr><td rowspan='2'>1</td><td>查</td>"
        "<td>甲局</td></tr><tr><td>改</td><td>乙局</td></tr></table>\n后文。"
    )
    assert found == {
        (0, 0, 1, 1): "号",
        (0, 1, 1, 2): "措施",
        (1, 0, 2, 1): "1",
        (1, 1, 1, 1): "查",
        (1, 2, 1, 1): "甲局",
        (2, 1, 1, 1): "改",
        (2, 2, 1, 1): "乙局",
    }


def test_form_feeds_count_pages() -> None:
    document = read_document("第一页。\n\f第二页。\n\f\f第四页。".encode(), "a.txt")
    assert [block.page for block in document.blocks] == [1, 2, 4]


def test_spans_that_reach_into_each_other_are_cut() -> None:
    found = cells(
        "附件\n<table><tr><td>甲</td><td>乙</td><td rowspan=2>丙</td></tr>"
        "<tr><td colspan=3 rowspan=9>丁</td><td>戊</td></tr></table>"
    )
    assert found[0, 2, 2, 1] == "丙"
    assert sorted(found.values()) == sorted("甲乙丙丁戊")
