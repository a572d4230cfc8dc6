"""What the reports say of how they were made: by what the profile was chosen, what was hidden, what came back."""

from __future__ import annotations

from io import BytesIO

import docx
import openpyxl
import pytest

from service.checking.notice_file import material, read_file, report_on
from shapes.check import Options
from shapes.local_rules import read_local_rules
from shapes.records import Report
from shapes.report.forms import BY_NAME
from shapes.report.returned import read_returned, waivers_of, with_remarks

TEXT = """甲市人民政府
关于做好2026年安全生产工作的通知{mark}

甲政发〔2026〕{number}号

各县（区）人民政府：

一、压实安全责任

（一）强化责任落实。市教育局要于9月底前完成校舍检查。市住建局要于6月底前完成工地排查。联系人：王小明，电话13800001111。

甲市人民政府

2026年{day}日
"""
ISSUED = {"number": "1", "day": "1月20", "mark": ""}


def text(**changed: str) -> str:
    return TEXT.format(**{**ISSUED, **changed})


def report(content: str, options: Options | None = None) -> Report:
    return report_on(read_file(content.encode(), "x.txt"), options or Options())


@pytest.mark.parametrize(
    ("changed", "profile", "why"),
    [
        ({}, "issued", "没有草稿的样子"),
        ({"number": "　"}, "draft", "发文字号还空着"),
        ({"day": "×月×"}, "draft", "日期还空着"),
        ({"mark": "\n（征求意见稿）"}, "draft", "征求意见稿"),
    ],
)
def test_the_report_says_why_it_took_the_text_for_a_draft_or_not(
    changed: dict[str, str], profile: str, why: str
) -> None:
    found = report(text(**changed))
    assert found.policy.profile == profile
    assert why in found.notes[0].zh
    for form in ("text", "html", "json"):
        said = BY_NAME[form].make(found, material(read_file(text().encode(), "x.txt"))).decode()
        assert why in said.replace("\n", "").replace("│", "").replace(" ", "")


def test_a_profile_that_was_chosen_is_not_explained() -> None:
    for options in (
        Options(profile="strict"),
        Options(local=read_local_rules("profile: draft\nrules: {}")),
    ):
        assert not [n for n in report(text(), options).notes if "检查：" in n.zh]


def test_persons_that_were_hidden_are_told_and_stay_in_the_user_s_own_word_file() -> None:
    document = docx.Document()
    for line in text().splitlines():
        document.add_paragraph(line)
    out = BytesIO()
    document.save(out)
    own = read_file(out.getvalue(), "x.docx")
    assert own.source is not None
    assert "王小明" not in own.source
    found = report_on(own, Options())
    assert any("显示为 ×" in note.zh for note in found.notes)
    returned = docx.Document(BytesIO(BY_NAME["docx"].make(found, material(own))))
    assert [p.text for p in returned.paragraphs] == text().splitlines()
    assert not returned.sections[0].header.paragraphs[0].text
    pasted = read_file(text().encode(), "x.txt")
    anew = docx.Document(
        BytesIO(BY_NAME["docx"].make(report_on(pasted, Options()), material(pasted)))
    )
    assert "新制，不是原稿" in anew.sections[0].header.paragraphs[0].text
    assert any("新制，不是原稿" in comment.text for comment in anew.comments)
    assert any("显示为 ×" in comment.text for comment in anew.comments)


def test_the_report_says_what_of_the_file_was_not_read() -> None:
    """A text whose end is zero bytes, as of a file half copied."""
    whole = text().encode()
    for zeros, said in ((0, False), (600, True)):
        notes = report_on(read_file(whole + b"\0" * zeros, "x.txt"), Options()).notes
        assert any("末尾的 600 个零字节" in note.zh for note in notes) is said
        assert any("Not read: 600 zero bytes" in note.en for note in notes) is said


def test_a_comment_stands_on_its_sentence_though_a_name_in_it_is_hidden() -> None:
    document = docx.Document()
    said = text().replace("联系人：", "由张建国同志牵头尽快完成校园周边隐患排查整治。联系人：")
    for line in said.splitlines():
        document.add_paragraph(line)
    out = BytesIO()
    document.save(out)
    own = read_file(out.getvalue(), "x.docx")
    found = report_on(own, Options(profile="draft"))
    assert any("×" in finding.sentence for finding in found.open)
    returned = docx.Document(BytesIO(BY_NAME["docx"].make(found, material(own))))
    [paragraph] = [p for p in returned.paragraphs if "张建国" in p.text]
    start = paragraph._p.xml.index("校园周边隐患")
    assert "commentRangeStart" in paragraph._p.xml[:start]


def workbook(found: Report, states: list[str]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(BY_NAME["xlsx"].make(found, material(PAPER))))
    sheet = book.worksheets[0]
    column = {cell.value: cell.column for cell in sheet[3]}["状态"]
    for row, state in enumerate(states, start=4):
        sheet.cell(row, column, state)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


PAPER = read_file(text().encode(), "x.txt")


def test_words_that_are_no_state_are_told_with_their_rows() -> None:
    found = report(text(), Options(profile="draft"))
    assert len(found.findings) >= 3
    remarks = read_returned(workbook(found, ["不改", "已整改", "不改"]), "清单.xlsx")
    note = with_remarks(found, remarks).notes[-1]
    assert "“不改”（问题清单第 4、6 行）" in note.zh
    assert "已豁免" in note.zh
    assert "(问题清单, row 4, 6)" in note.en
    fine = with_remarks(found, read_returned(workbook(found, ["已整改"]), "清单.xlsx"))
    assert not any("不是状态" in each.zh for each in fine.notes)


def test_a_row_of_many_sentences_that_is_waived_waives_each_of_them() -> None:
    options = Options(profile="draft")
    found = report(text(), options)
    row = next(at for at, each in enumerate(found.findings) if each.rule == "owner-implied")
    assert len(found.findings[row].covers) == 2
    remarks = read_returned(workbook(found, [""] * row + ["已豁免"]), "清单.xlsx")
    for other, expected in (
        ("请市教育局务必于9月底前完成校舍检查。", [(2, True)]),
        ("市商务局每季度检查一次大型商场。", [(1, False), (1, True)]),
    ):
        mended = text().replace("市教育局要于9月底前完成校舍检查。", other)
        again = report(mended, Options(profile="draft", waivers=waivers_of(remarks)))
        told = [(f.count, bool(f.waived)) for f in again.findings if f.rule == "owner-implied"]
        assert sorted(told) == expected, other
