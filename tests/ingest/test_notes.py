"""Responsibility notes: what is one, and whom it names in which role."""

from pathlib import Path

import pytest

from ingest import notes
from ingest.characters import normalise
from ingest.clean import paragraphs
from ingest.labels import role_of_label
from ingest.notes import LONGEST_NOTE, NoteContent, is_bare_note, is_note, read_note
from ingest.records import Paragraph
from ingest.rulebook import rule_table
from ingest.structure import Note, Sentence, sentences_of
from tests.ingest.genre import document
from tests.ingest.written import written

CORPUS = written(Path(__file__).with_name("notes.yml"))


def _paragraph(text: str) -> Paragraph:
    return Paragraph(normalise(text, 0, len(text)))


def said(text: str, label: str = "") -> list[str]:
    note = read_note(text, label)
    return [
        *(f"{o.role} {o.name}" for o in note.owners),
        *(f"default {o.name}" for o in note.defaults),
        *(["unless"] if note.unless_noted else []),
        *(["+"] if note.open_ended else []),
        *(f"time {text[a:b].strip('；。')}" for a, b in note.times),
    ]


@pytest.mark.parametrize("case", CORPUS, ids=lambda c: str(c[0]))
def test_note(case: list[str]) -> None:
    note, *expected = case
    assert sorted(said(note)) == sorted(expected)
    text = f"严格考核。{note}"
    assert is_note(text, 5, len(text))


def test_corpus_is_whole() -> None:
    assert len(CORPUS) == 111
    assert sum(any(x.startswith("default ") for x in c[1:]) for c in CORPUS) == 14


def test_offsets_cut_the_names_out() -> None:
    cut = 0
    for note, *_ in CORPUS:
        content = read_note(note)
        for o in (*content.owners, *content.defaults):
            assert note[o.start : o.end] == o.name
            cut += 1
    assert cut == 201


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("责任单位：市教育局，6月底前完成", True),
        ("牵头单位：市应急局    配合单位：市公安局    时限：6月底前。", True),
        ("完成时限：每季度末", True),
        ("责任单位：每季度至少开展一次自查，并报送结果。", False),
        ("——责任部门：安全环保部；配合部门：人力资源部", True),
        ("● 责任单位：港口公司；完成时限：2026年8月31日前", True),
        ("——责任部门：要逐级压实责任，定期研究。", False),
        ("牵头：镇党政办；落实：各村（居）委会", True),
        ("责任：镇派出所、镇农业农村办；时限：三季度末", True),
        ("承办：安监科；督办：纪检组", True),
        ("二是抓落实：各村委会", False),
        ("落实：各部门要抓紧推进，强化督查", False),
        ("主体责任：企业", False),
    ],
)
def test_note_on_a_line_of_its_own(line: str, bare: bool) -> None:
    assert is_bare_note(line) is bare


def test_offices_of_the_issuer_behind_a_heading_are_a_note() -> None:
    for heading in ("三、公路安全（厅公路处、厅规划处）", "二、检修安全（局机电科、局安全科）"):
        assert is_note(heading, heading.index("（"), len(heading))


OFFICES = [
    (
        "塔式起重机每半年检测一次（质安科、市质安站）。",
        ["responsible 市质安站", "responsible 质安科"],
    ),
    ("对违法企业暂扣许可证（执法支队）。", ["responsible 执法支队"]),
    ("6月底前更换软管（燃气办、各区住建局）", ["responsible 各区住建局", "responsible 燃气办"]),
]


@pytest.mark.parametrize(("text", "named"), OFFICES, ids=[t for t, _ in OFFICES])
def test_offices_in_front_of_a_full_stop_are_a_note(text: str, named: list[str]) -> None:
    start, end = text.index("（"), text.index("）") + 1
    assert is_note(text, start, end)
    assert sorted(said(text[start:end])) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("治理路口12处。（市公安局，各乡镇人民政府；完成时限：第三季度）", 2),
        ("治理路口12处。（市公安局；时限：长期坚持）", 1),
    ],
)
def test_units_in_front_of_a_labelled_time_are_a_note(text: str, named: int) -> None:
    start, end = text.index("（"), text.index("）") + 1
    assert is_note(text, start, end)
    found = read_note(text[start:end])
    assert len(found.owners) == named
    assert len(found.times) == 1


PROSE = [
    ("治理路口12处。（名单见附件；完成时限：6月底前）", "（名单见附件；完成时限：6月底前）"),
    ("落实《办法（试行）》要求。", "（试行）"),
    ("对危化品企业（含加油站）开展检查。", "（含加油站）"),
    ("汛期（6至9月）值守。", "（6至9月）"),
    ("各县（市、区）人民政府。", "（市、区）"),
    ("市工信局（商务局）开展检查。", "（商务局）"),
    ("采用“人防（技防）”手段。", "（技防）"),
    ("规模以上（年产值2000万元以上）企业。", "（年产值2000万元以上）"),
    ("推进（一）类企业治理。", "（一）"),
    ("建成3座（处）站点。", "（处）"),
    ("隐患（问题）清单。", "（问题）"),
    ("重大隐患报行业主管部门（县应急局）。", "（县应急局）"),
    ("涉嫌犯罪的移交（刑警大队）。", "（刑警大队）"),
    ("抽查机关单位5家（教育局、林业局）。", "（教育局、林业局）"),
    ("检查人员密集场所（商场、医院）。", "（商场、医院）"),
    ("整治隐患点12项（河道3处）。", "（河道3处）"),
    ("成立工作专班（以下简称治超办）。", "（以下简称治超办）"),
]


@pytest.mark.parametrize(("text", "bracket"), PROSE, ids=[b for _, b in PROSE])
def test_prose_in_brackets_is_no_note(text: str, bracket: str) -> None:
    start = text.index(bracket)
    assert not is_note(text, start, start + len(bracket))


CELLS = [
    ("牵头单位", "市应急局", ["lead 市应急局"]),
    ("配合单位", "市公安局、市交通局", ["assist 市交通局", "assist 市公安局"]),
    ("责任单位", "市应急局\n市公安局", ["responsible 市公安局", "responsible 市应急局"]),
    ("责任单位", "市应急局（牵头）、市公安局", ["lead 市应急局", "responsible 市公安局"]),
    ("完成时限", "2026年9月底前", ["time 2026年9月底前"]),
    ("责任人", "张某某", []),
    ("配合单位", "—", []),
    ("配合单位", "/", []),
    ("责任单位", "", []),
    ("责任单位", "市应急局等部门", ["+", "responsible 市应急局"]),
]


@pytest.mark.parametrize(("label", "cell", "expected"), CELLS)
def test_cell(label: str, cell: str, expected: list[str]) -> None:
    assert sorted(said(cell, label)) == expected


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("牵头单位", "lead"), ("主责部门", "lead"), ("配合单位", "assist"), ("协办单位", "assist"),
        ("责任单位", "responsible"), ("落实单位", "responsible"), ("责任部门：", "responsible"),
        ("督导单位", "supervise"), ("完成时限", "time"), ("时间节点", "time"), ("责任人", "person"),
        ("包保领导", "person"), ("工作措施", None), ("序号", None), ("重点任务", None), ("备注", None),
    ],
)  # fmt: skip
def test_label(label: str, role: str | None) -> None:
    assert role_of_label(label) == role


def test_too_long_for_a_note() -> None:
    words = "市应急局、" * LONGEST_NOTE
    assert not is_note(f"（责任单位：{words}）", 0, len(words) + 7)
    assert read_note(words, "责任单位") == NoteContent()


def test_every_default_row_is_behind_the_cue() -> None:
    rows = rule_table("default")
    assert len(rows) >= 8
    for row in rows:
        assert notes._DEFAULT_CUE.search(row.example), row.id


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("责任单位（部门）", "responsible"),
        ("整改责任单位", "responsible"),
        ("县级牵头部门", "lead"),
        ("责任配合单位", "assist"),
        ("承接单位", "responsible"),
        ("成员单位", "responsible"),
        ("任务分工", "responsible"),
        ("计划完成时间", "time"),
        ("完成日期", "time"),
        ("起止时间", "time"),
        ("序时进度", "time"),
        ("责任人", "person"),
        ("工作措施", None),
        ("整改措施", None),
        ("备注", None),
        ("序号", None),
    ],
)
def test_heads_of_columns(head: str, role: str | None) -> None:
    assert role_of_label(head) == role


def test_names_in_cells() -> None:
    def names(cell: str) -> list[tuple[str, str]]:
        return [(o.name, o.role) for o in read_note(cell, "责任单位").owners]

    assert names("县应急局（牵头）县住建局") == [("县应急局", "lead"), ("县住建局", "responsible")]
    assert names("1.县应急局\n2.县住建局") == [
        ("县应急局", "responsible"),
        ("县住建局", "responsible"),
    ]
    assert names("县应急局*") == [("县应急局", "responsible")]


def test_a_dash_in_front_of_a_note_names_nobody() -> None:
    assert said("——责任单位：港口公司；完成时限：8月底前") == [
        "responsible 港口公司",
        "time 8月底前",
    ]


def test_a_dash_behind_a_sentence_sets_a_note_off() -> None:
    elements = sentences_of(_paragraph("须双人双锁。——仓储管理部牵头，各子公司落实"))
    assert [type(e) for e in elements] == [Sentence, Note]
    assert said(elements[1].text) == ["lead 仓储管理部", "responsible 各子公司"]
    quoted = sentences_of(_paragraph("牢记教训。——安全是最大的效益。"))
    assert [type(e) for e in quoted] == [Sentence, Sentence]


def test_blanks_stand_for_the_signs_of_a_note() -> None:
    written = "牵头单位　市应急局　　配合单位　市公安局　各县人民政府　　完成时间　2026年9月30日\n一、检查\n"
    first, _ = paragraphs(document(written))
    assert isinstance(first, Paragraph)
    assert said(first.text) == [
        "lead 市应急局",
        "assist 市公安局",
        "assist 各县人民政府",
        "time 2026年9月30日",
    ]
    sources = [first.words.offsets[i] for i in range(len(first.text))]
    assert sources == sorted(sources)
    told, _ = paragraphs(document("责任单位　要逐级　压实责任\n一、检查\n"))
    assert isinstance(told, Paragraph)
    assert "：" not in told.text


def test_brackets_around_labels_stand_for_the_signs_of_a_note() -> None:
    line, inline, _ = paragraphs(
        document(
            "【责任单位】市应急局【完成时限】6月底\n一、检查。开展检查。【责任单位】市住建局、市城管局\n二、总结\n"
        )
    )
    assert isinstance(line, Paragraph)
    assert isinstance(inline, Paragraph)
    assert said(line.text) == ["responsible 市应急局", "time 6月底"]
    note = sentences_of(inline)[-1]
    assert isinstance(note, Note)
    assert said(note.text) == ["responsible 市住建局", "responsible 市城管局"]
    form, _ = paragraphs(document("按照【责任单位】一栏填写。\n一、检查\n"))
    assert isinstance(form, Paragraph)
    assert "：" not in form.text
