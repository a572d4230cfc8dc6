"""A report that went round and comes back: states of the workbook, comments resolved in Word."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import openpyxl
import pytest

from service.checking.notice_file import NoticeFile, read_file, report_on
from shapes.check import Options, check
from shapes.errors import ReturnedError
from shapes.index import Triple
from shapes.records import Remark, Report
from shapes.report.forms import BY_NAME, Material
from shapes.report.returned import (
    read_returned,
    to_verify,
    told_of,
    waivers_of,
    with_names,
    with_remarks,
)
from shapes.waivers import apply_waivers
from tests.shapes.mutation import graph_of, text_of


@cache
def drafted() -> tuple[list[Triple], str]:
    return graph_of(text_of("lvliang-2025"), "lvliang-2025")


@cache
def checked() -> Report:
    graph, source = drafted()
    return check(graph, source=source)


def written(form: str) -> bytes:
    return BY_NAME[form].make(checked(), Material(drafted()[1]))


def filled() -> bytes:
    """The workbook, its first three rows filled in by a colleague."""
    first, second, third = checked().open[:3]
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx")))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[3]}
    rows = {sheet.cell(row, columns["问题编号"]).value: row for row in range(4, sheet.max_row + 1)}
    for finding, state, by, note in (
        (first, "已整改", "张三", "已补单位"), (second, "已豁免", "李四", "上级未定"), (third, "处理中", "王五", ""),
    ):  # fmt: skip
        for head, value in (("状态", state), ("承办人", by), ("整改情况", note)):
            sheet.cell(rows[finding.id], columns[head], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def resolved() -> bytes:
    """The Word file as Word writes it when one comment was answered and resolved."""
    first = checked().open[0]
    taken = zipfile.ZipFile(io.BytesIO(written("docx")))
    comments = taken.read("word/comments.xml").decode()
    count = itertools.count(1)
    comments = re.sub(r"<w:p>", lambda _: f'<w:p w14:paraId="{next(count):08X}">', comments)
    here = comments.index(f"（{first.rule} · {first.id}）")
    own = re.findall(r'w14:paraId="(\w+)"', comments[:here])[-1]
    reply = '<w:comment w:id="900" w:author="张三"><w:p w14:paraId="0000FFFF"><w:r><w:t>已补单位</w:t></w:r></w:p></w:comment>'
    comments = comments.replace("</w:comments>", reply + "</w:comments>")
    extended = f"""<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">
    <w15:commentEx w15:paraId="{own}" w15:done="1"/>
    <w15:commentEx w15:paraId="0000FFFF" w15:paraIdParent="{own}" w15:done="1"/></w15:commentsEx>"""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in taken.namelist():
            file.writestr(name, comments if name == "word/comments.xml" else taken.read(name))
        file.writestr("word/commentsExtended.xml", extended)
    return out.getvalue()


def test_states_of_a_workbook_are_read_back() -> None:
    first, _, third = checked().open[:3]
    told = {each.finding: each for each in read_returned(filled(), "清单.xlsx")}
    assert set(told) == {each.id for each in checked().findings}
    assert told[first.id] == Remark(
        first.id,
        first.rule,
        "已整改",
        "张三",
        "已补单位",
        row=4,
        sentence=first.sentence,
        sheet="问题清单",
    )
    assert told[third.id].state == "处理中"
    assert sum(each.state == "待处理" for each in told.values()) == len(told) - 3


def test_a_resolved_comment_is_done_and_its_reply_says_by_whom() -> None:
    first, second, _ = checked().open[:3]
    told = {one: each for each in read_returned(resolved(), "批注稿.docx") for one in each.ids}
    assert told[first.id] == Remark(first.id, first.rule, "已整改", "张三", "已补单位")
    assert told[second.id].state == "待处理"
    assert set(told) == {each.id for each in checked().open}


def test_what_was_waived_is_waived_and_the_rest_is_counted() -> None:
    _, second, _ = checked().open[:3]
    remarks = (
        *read_returned(filled(), "清单.xlsx"),
        Remark("gone", "owner-missing", "已整改", "", ""),
    )
    findings = apply_waivers(checked().findings, waivers_of(remarks))
    waived = {each.id: each.waived for each in findings if each.waived}
    assert waived[second.id] is not None
    assert (waived[second.id].by, waived[second.id].reason) == ("李四", "上级未定")
    told = told_of(findings, remarks)
    assert (told.told, told.gone, told.done) == (len(checked().findings) + 1, 1, 1)
    assert told.still + told.waived == len(checked().findings)


def test_a_waived_row_keeps_what_was_written_and_names_nobody_of_itself() -> None:
    """However often the list goes round: nobody where nobody was named, no reason where none was given, one day."""
    graph, source = drafted()
    _, second, third = checked().open[:3]
    given = {second.id: ("", ""), third.id: ("王五", "企业自身责任")}
    remarks = tuple(
        Remark(f.id, f.rule, "已豁免", *given[f.id], sentence=f.sentence) for f in (second, third)
    )
    rows: list[dict[str, tuple[str, str]]] = []
    for _ in range(3):
        again = check(graph, source=source, options=Options(waivers=waivers_of(remarks)))
        book = BY_NAME["xlsx"].make(with_remarks(again, remarks), Material(source))
        remarks = read_returned(book, "清单.xlsx")
        rows.append({r.finding: (r.by, r.note) for r in remarks if r.state == "已豁免"})
    day = date.today().isoformat()
    told = {second.id: ("", f"（{day}）"), third.id: ("王五", f"企业自身责任（{day}）")}
    assert rows == [told] * 3
    kept = replace(remarks[0], state="已豁免", note="另行发文（2026-03-01）（2026-11-28）")
    (waiver,) = waivers_of([kept])
    assert (waiver.reason, waiver.date) == ("另行发文", "2026-03-01")


def test_what_was_said_to_be_done_and_is_still_here_is_named() -> None:
    first = checked().open[0]
    report = with_remarks(checked(), read_returned(filled(), "清单.xlsx"))
    assert [each.id for each in to_verify(report)] == [first.id]
    label = next(rule.label for rule in checked().rules if rule.id == first.rule)
    note = with_names(report).notes[-1]
    assert note.zh.startswith(f"记为已整改而仍在的：{label.zh}")
    assert first.where.section in note.zh or first.where.section == "全文"
    assert label.en in note.en
    assert with_names(checked()) == checked()


@pytest.mark.parametrize(
    "content",
    [
        lambda: b"PK",
        lambda: "状态".encode(),
        lambda: written("docx")[:2000],
        lambda: _workbook(["甲"]),
    ],
)
def test_what_is_no_report_of_ours_says_so(content: Callable[[], bytes]) -> None:
    with pytest.raises(ReturnedError, match=r"别的\.xlsx"):
        read_returned(content(), "别的.xlsx")


def _workbook(head: list[str]) -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(head)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


NUMBERED = """某县安全生产委员会办公室
关于做好2026年安全生产工作的通知

各乡镇人民政府，县安委会各成员单位：

一、压实安全责任

（一）强化消防检查。县消防救援大队要于10月底前完成养老机构检查。

{more}（{number}）县安委会办公室要对各乡镇年度目标责任进行考核，考核结果报县委组织部。

（{after}）县教育局要定期向县安委会办公室报送校车隐患排查治理{what}，逾期不报的予以通报。

某县安全生产委员会办公室
2026年×月×日
"""


def numbered(**said: str) -> NoticeFile:
    return read_file(NUMBERED.format(**said).encode(), "x.txt")


def test_what_was_waived_stays_so_when_articles_are_renumbered_and_a_sentence_is_edited() -> None:
    extra = "（二）强化校车检查。县教育局要于8月底前完成校车检查。\n\n"
    first = report_on(numbered(more=extra, number="三", after="四", what="情况"), Options())
    own = [f for f in first.open if "年度目标" in f.sentence or "报送校车" in f.sentence]
    assert any(f.sentence.startswith("（三）") for f in own)
    assert any("报送校车" in f.sentence for f in own)
    book = openpyxl.load_workbook(io.BytesIO(BY_NAME["xlsx"].make(first, Material())))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        if sheet.cell(row, columns["问题编号"]).value in {f.id for f in own}:
            sheet.cell(row, columns["状态"], "已豁免")
    out = io.BytesIO()
    book.save(out)
    remarks = read_returned(out.getvalue(), "清单.xlsx")
    second = numbered(more="", number="二", after="三", what="进展情况")
    again = report_on(second, Options(waivers=waivers_of(remarks)))
    kept = [f for f in again.findings if "年度目标" in f.sentence or "报送校车" in f.sentence]
    rules = {f.rule for f in own}
    assert {f.rule for f in kept if f.waived} == rules & {f.rule for f in kept}
    assert any(f.waived and f.sentence.startswith("（二）") for f in kept)
    assert any(f.waived and "进展" in f.sentence for f in kept)
    told = with_remarks(again, remarks)
    assert {f.id for f in kept if f.waived} <= {one for each in told.remarks for one in each.ids}
