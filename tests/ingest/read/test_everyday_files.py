"""Files as offices and web pages send them, each read as the same ordinary notice."""

from __future__ import annotations

import io

import docx
import pytest

from ingest.errors import UnreadableDocument
from ingest.pipeline import read_notice
from ingest.records import Notice
from tests.ingest.read.makers import make_ole
from tests.ingest.read.test_sheets import workbook

TITLE = "临江县安全生产委员会关于做好2026年安全生产工作的通知"
LINES = (
    TITLE,
    "临安委〔2026〕3号",
    "各乡镇人民政府：",
    "现将有关事项通知如下。",
    "一、重点任务",
    "（一）检查。县应急局每月开展一次检查。",
    "（二）排查。县住建局要于6月底前完成燃气隐患排查。",
    "临江县安全生产委员会",
    "2026年3月8日",
)
TASKS = [
    ("县应急局每月开展一次检查。", ["县应急局"]),
    ("县住建局要于6月底前完成燃气隐患排查。", ["县住建局"]),
]
PLAN = (
    "临江县2026年安全生产工作任务分解表",
    "按照市委、市政府关于2026年安全生产工作的总体要求，制定本工作计划。",
    (("序号", "任务", "责任单位", "完成时限"), ("1", "开展检查。", "县应急局", "6月底")),
    "临江县安全生产委员会",
    "2026年3月8日",
)


def read(text: str, name: str = "a.txt") -> Notice:
    return read_notice(text.encode(), name)


def told(notice: Notice) -> list[tuple[str, list[str]]]:
    return [(t.text, [o.name for o in t.owners]) for t in notice.tasks]


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x1f", "\x7f", "\x85", "\ufffe", "\uffff"])
def test_txt_control_characters_mean_nothing(sign: str) -> None:
    text = "\n".join(LINES).replace("每月", f"{sign}每月")
    found = read(text)
    assert told(found) == TASKS
    assert found.document.text[found.tasks[0].start : found.tasks[0].end].count(sign) == 1


@pytest.mark.parametrize("between", ["", " ", "\u3000\u3000"])
def test_txt_one_line_is_parted_at_its_numbers(between: str) -> None:
    found = read(between.join(LINES))
    assert told(found) == TASKS
    assert (found.title, str(found.signed)) == (TITLE, "2026-03-08")


def test_txt_url_keeps_its_signs() -> None:
    address = "https://www.example.gov.cn/a,b;c?d=1:2"
    found = read("\n".join(LINES).replace("县应急局每月", f"县应急局登录{address}每月"))
    assert address in found.tasks[0].text
    assert address in found.document.text


def test_txt_anti_copy_fillers_are_no_tasks() -> None:
    assert told(read("\n@xk29dkq\n".join(LINES))) == TASKS


def test_md_entities_are_decoded_and_spans_point_into_the_file() -> None:
    text = "\n\n".join("&emsp;&nbsp;" + line for line in LINES).replace(
        "每月", "&ldquo;每月&rdquo;"
    )
    found = read(text, "a.md")
    task = found.tasks[0]
    assert task.text == "县应急局“每月”开展一次检查。"
    assert text[task.start : task.end] == "县应急局&ldquo;每月&rdquo;开展一次检查。"


def test_md_tag_lines_are_no_text() -> None:
    text = "\n\n".join(f'<p style="text-indent:2em;\n color:red">{line}</p>' for line in LINES)
    found = read(text, "a.md")
    assert told(found) == TASKS
    assert str(found.signed) == "2026-03-08"


def as_markdown() -> tuple[bytes, str]:
    parts = []
    for part in PLAN:
        rows = () if isinstance(part, str) else part
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        parts.append(
            "\n".join([*lines[:1], "|---|---|---|---|", *lines[1:]]) if rows else str(part)
        )
    return "\n\n".join(parts).encode(), "a.md"


def as_word() -> tuple[bytes, str]:
    document, file = docx.Document(), io.BytesIO()
    for part in PLAN:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        for row, words in zip(table.rows, part, strict=True):
            for cell, said in zip(row.cells, words, strict=True):
                cell.text = said
    document.save(file)
    return file.getvalue(), "a.docx"


@pytest.mark.parametrize("make", [as_markdown, as_word])
def test_title_table_the_preamble_is_not_taken_for_the_title(make) -> None:  # type: ignore[no-untyped-def]
    found = read_notice(*make())
    assert (found.title, str(found.signed)) == (PLAN[0], "2026-03-08")
    assert told(found) == [("开展检查。", ["县应急局"])]


def test_html_p_wrapped_lines_are_one_sentence() -> None:
    lines = [
        "县住建局要于6月底前会同有关部门完成一次全面深入细致",
        "的燃气隐患排查，并将情况报县政府。",
    ]
    page = "".join(f"<p>{line}</p>" for line in (*LINES[:6], "（二）排查", *lines, *LINES[7:]))
    assert told(read(f"<html><body>{page}</body></html>", "a.html"))[1] == (
        "".join(lines),
        ["县住建局"],
    )


def test_html_title_only_in_the_head_of_the_page() -> None:
    page = "".join(f"<p>{line}</p>" for line in LINES[1:])
    found = read(f"<html><head><title>{TITLE}</title></head><body>{page}</body></html>", "a.html")
    assert (found.title, told(found)) == (TITLE, TASKS)


def test_kv_card_of_a_workbook_is_one_task() -> None:
    rows = [
        ["临江县2026年安全生产重点任务清单"],
        ["任务名称", "开展检查。"],
        ["责任单位", "县应急局"],
        ["完成时限", "6月底"],
    ]
    (task,) = read_notice(workbook(rows), "a.xlsx").tasks
    assert (task.text, [o.name for o in task.owners]) == ("开展检查。", ["县应急局"])
    assert [str(d.date) for d in task.due] == ["2026-06-30"]


def test_legacy_wps_without_its_converter_names_the_way_out() -> None:
    with pytest.raises(UnreadableDocument, match="另存为 DOCX"):
        read_notice(make_ole("WordDocument"), "a.wps")


SECOND = [line.replace("3号", "4号").replace("检查", "督查") for line in LINES]


@pytest.mark.parametrize("between", ["\n", "\n\n\n", "\f"])
def test_two_notices_in_one_file_are_told(between: str) -> None:
    found = read("\n".join(LINES) + between + "\n".join(SECOND))
    (issue,) = (i for i in found.issues if i.code == "document.several-notices")
    assert "4号" in issue.message
    assert found.document.text[issue.start : issue.end] == TITLE


def test_two_notices_are_one_where_a_letter_passes_the_other_on() -> None:
    first = [TITLE.replace("关于做好", "转发市安委会关于做好"), *LINES[1:]]
    found = read("\n".join(first) + "\n附件\n" + "\n".join(SECOND))
    assert not [i for i in found.issues if i.code == "document.several-notices"]
