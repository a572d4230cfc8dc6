"""What Word shows is read: automatic numbers, text boxes, accepted changes; the rest is not."""

from __future__ import annotations

import pytest

from ingest.errors import UnreadableDocument
from ingest.read import doc, read_document
from ingest.read.numerals import write_number
from ingest.records import Document
from tests.ingest.read.genre import check_spans
from tests.ingest.read.makers import W, zipped


def read(body: str, numbering: str = "", styles: str = "") -> Document:
    """The document of a body given as WordprocessingML."""
    parts = {"word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'}
    if numbering:
        parts["word/numbering.xml"] = f'<w:numbering xmlns:w="{W}">{numbering}</w:numbering>'
    if styles:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{W}">{styles}</w:styles>'
    document = read_document(zipped(parts), "a.docx")
    check_spans(document)
    return document


def lines(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind != "table"]


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def item(text: str, level: int = 0, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def level(number: int, style: str, frame: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{frame}"/></w:lvl>'
    )


LISTS = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCountingThousand", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimalEnclosedCircleChinese", "%4")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def test_numbers_count_restart_and_nest() -> None:
    body = "".join(
        item(text, depth)
        for text, depth in [
            ("责任", 0), ("党政", 1), ("部门", 1), ("甲", 2), ("乙", 2), ("丙", 3),
            ("整治", 0), ("燃气", 1), ("丁", 2),
        ]
    )  # fmt: skip
    assert lines(read(body, LISTS)) == [
        "一、责任", "（一）党政", "（二）部门", "1. 甲", "2. 乙", "① 丙", "二、整治", "（一）燃气", "1. 丁",
    ]  # fmt: skip


def test_override_starts_a_list_anew() -> None:
    found = lines(read(item("甲") + item("乙", 0, 2) + item("丙", 0, 2), LISTS))
    assert found == ["一、甲", "五、乙", "六、丙"]


def test_level_without_restart_counts_on_over_parts() -> None:
    lists = LISTS.replace(
        '<w:numFmt w:val="chineseCounting"/>',
        '<w:numFmt w:val="chineseCounting"/><w:lvlRestart w:val="0"/>',
    )
    body = item("责任") + item("甲", 1) + item("整治") + item("乙", 1)
    assert lines(read(body, lists)) == ["一、责任", "（一）甲", "二、整治", "（二）乙"]


def test_legal_numbers_and_several_levels_in_one_frame() -> None:
    lists = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "chineseCounting", "第%1章")
        + level(1, "decimal", "%1.%2", "<w:isLgl/>")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    assert lines(read(item("总则") + item("目的", 1), lists)) == ["第一章 总则", "1.1 目的"]


def test_number_from_a_style_and_its_base() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="条"/><w:pPr><w:numPr><w:ilvl w:val="1"/>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="款"/><w:basedOn w:val="a"/></w:style>'
    )
    body = p("甲", '<w:pStyle w:val="b"/>') + p("乙", '<w:pStyle w:val="b"/>')
    body += p("无号", '<w:pStyle w:val="b"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert lines(read(body, LISTS, styles)) == ["（一）甲", "（二）乙", "无号"]


def test_bullets_are_no_numbers() -> None:
    lists = LISTS.replace("chineseCountingThousand", "bullet").replace("%1、", "\uf0b7")
    assert lines(read(item("甲"), lists)) == ["甲"]


def test_numbered_paragraphs_without_words_count_but_add_nothing_of_their_own() -> None:
    assert lines(read(item("甲") + item("") + item("乙"), LISTS)) == ["一、甲", "二、", "三、乙"]


def test_changes_fields_notes_and_hidden_words() -> None:
    body = (
        "<w:p><w:r><w:t>市应急局</w:t></w:r><w:del><w:r><w:delText>市安监局</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>牵头</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:footnoteReference w:id='1'/></w:r>"
        "<w:hyperlink><w:r><w:t>，市工信局</w:t></w:r></w:hyperlink><w:r><w:noBreakHyphen/><w:br/></w:r>"
        "<w:sdt><w:sdtContent><w:r><w:t>配合。</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        "<w:moveFrom><w:p><w:r><w:t>移走</w:t></w:r></w:p></w:moveFrom>"
    )
    assert lines(read(body)) == ["市应急局牵头，市工信局-\n配合。"]


def deleted(properties: str = "", text: str = "", kept: str = "") -> str:
    """A paragraph whose mark is deleted under track changes."""
    change = '<w:del w:id="9" w:author="a" w:date="2026-01-01T00:00:00Z">'
    gone = f"{change}<w:r><w:delText>{text}</w:delText></w:r></w:del>" if text else ""
    mark = f"<w:rPr>{change}</w:del></w:rPr>"
    return f"<w:p><w:pPr>{properties}{mark}</w:pPr>{gone}<w:r><w:t>{kept}</w:t></w:r></w:p>"


def test_docx_del_mark_joins_the_paragraphs() -> None:
    """ECMA-376-1, 17.13.5.15."""
    halves = deleted(kept="各县区要于2026年9月底前完成"), p("危险化学品企业隐患排查。")
    assert lines(read("".join(halves))) == ["各县区要于2026年9月底前完成危险化学品企业隐患排查。"]
    many = deleted(kept="各县区") + deleted(kept="要压实") + p("责任。") + p("二、督导")
    assert lines(read(many)) == ["各县区要压实责任。", "二、督导"]
    assert lines(read(p("甲。") + deleted(text="乙。"))) == ["甲。"]


NUMBER = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'


def test_docx_del_item_counts_for_nothing() -> None:
    body = item("责任") + item("甲", 1) + deleted(NUMBER, "乙") + item("丙", 1) + item("丁", 1)
    assert lines(read(body, LISTS)) == ["一、责任", "（一）甲", "（二）丙", "（三）丁"]


def test_numbered_item_that_runs_into_the_next_has_one_number() -> None:
    body = item("责任") + deleted(NUMBER, kept="甲") + item("乙", 1) + item("丙", 1)
    assert lines(read(body, LISTS)) == ["一、责任", "（一）甲乙", "（二）丙"]


NOTICE_LINES = (
    "测试市人民政府办公室关于做好2026年安全生产工作的通知",
    "各县区人民政府：",
    "现将有关事项通知如下。",
    "一、压实责任",
    "（一）市应急局要于6月底前制定清单。",
    "（二）市住建局要加强检查。",
    "测试市人民政府办公室",
    "2026年3月1日",
)


def test_docx_shift_enter_parts_the_paragraphs_of_a_pasted_page() -> None:
    runs = "<w:br/>".join(f"<w:t>{line}</w:t>" for line in NOTICE_LINES)
    assert lines(read(f"<w:p><w:r>{runs}</w:r></w:p>")) == list(NOTICE_LINES)


def test_soft_break_inside_a_sentence_stays() -> None:
    title = (
        "<w:p><w:r><w:t>测试市人民政府</w:t><w:br/><w:t>关于做好2026年工作的通知</w:t></w:r></w:p>"
    )
    assert lines(read(title)) == ["测试市人民政府\n关于做好2026年工作的通知"]


MHT = """MIME-Version: 1.0
Content-Type: multipart/related; boundary="x"

--x
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: 8bit

<html><body><p>一、压实责任</p><p>（一）市应急局要制定清单。</p>
<table><tr><td>序号</td><td>任务</td></tr><tr><td>1</td><td>排查</td></tr></table></body></html>
--x--
"""
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId9" Target="{target}" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/aFChunk"/></Relationships>'
)
CHUNK = '<w:altChunk xmlns:r="http://r" r:id="rId9"/>'


def read_chunk(body: str, content: str, target: str = "afchunk.mht") -> Document:
    """The document of a body that names the file ``target``."""
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": RELATION.format(target=target),
        f"word/{target}": content,
    }
    document = read_document(zipped(parts), "a.docx")
    check_spans(document)
    return document


def test_docx_altchunk_1_the_whole_text_is_another_file() -> None:
    document = read_chunk(CHUNK, MHT)
    assert lines(document) == ["一、压实责任", "（一）市应急局要制定清单。"]
    table = document.blocks[-1]
    assert [document.text[c.start : c.end] for c in table.cells] == ["序号", "任务", "1", "排查"]


def test_docx_altchunk_2_between_ordinary_paragraphs() -> None:
    document = read_chunk(
        p("前言。") + CHUNK + p("二、督导"), "<html><p>一、责任</p></html>", "a.html"
    )
    assert lines(document) == ["前言。", "一、责任", "二、督导"]


@pytest.mark.parametrize("content", ["PK\x03\x04", "{\\rtf1 a}", " "])
def test_file_inside_that_cannot_be_read_is_told(
    content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doc, "find_office", lambda: None)
    with pytest.raises(UnreadableDocument, match="另存为 DOCX 后再读"):
        read_chunk(p("前言。") + CHUNK, content)


def test_text_boxes_are_kept_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>清政发〔2026〕3号</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        f"<w:p><w:r><w:t>标题</w:t></w:r><w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
        "</w:r></w:p>"
    )
    assert lines(read(body)) == ["标题", "清政发〔2026〕3号"]


def test_contents_are_left_out_and_outline_makes_headings() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="toc 1"/></w:style>'
    body = p("一、责任\t3", '<w:pStyle w:val="t"/>') + p("一、责任", '<w:outlineLvl w:val="0"/>')
    document = read(body, styles=styles)
    assert [(b.kind, document.text[b.start : b.end]) for b in document.blocks] == [
        ("heading", "一、责任")
    ]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def test_table_with_merged_cells_grid_before_and_two_paragraphs() -> None:
    body = (
        "<w:tbl><w:tr>" + cell("序号") + cell("措施", '<w:gridSpan w:val="2"/>') + "</w:tr><w:tr>"
        + cell("1", '<w:vMerge w:val="restart"/>') + f"<w:tc>{p('查。')}{p('改。')}</w:tc>" + cell("甲局")
        + "</w:tr><w:tr>" + cell("", "<w:vMerge/>") + cell("练。") + cell("乙局") + "</w:tr>"
        '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("续", '<w:gridSpan w:val="2"/>') + "</w:tr></w:tbl>"
    )  # fmt: skip
    document = read(body)
    found = {
        (c.row, c.column, c.row_span, c.column_span): document.text[c.start : c.end]
        for c in document.blocks[0].cells
    }
    assert found == {
        (0, 0, 1, 1): "序号", (0, 1, 1, 2): "措施", (1, 0, 2, 1): "1", (1, 1, 1, 1): "查。\n改。",
        (1, 2, 1, 1): "甲局", (2, 1, 1, 1): "练。", (2, 2, 1, 1): "乙局", (3, 1, 1, 2): "续",
    }  # fmt: skip


def test_frame_of_one_cell_is_no_table() -> None:
    document = read(f"<w:tbl><w:tr><w:tc>{p('甲。')}{p('乙。')}</w:tc></w:tr></w:tbl>")
    assert [block.kind for block in document.blocks] == ["paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("number", "style", "shown"),
    [
        (10, "chineseCounting", "十"), (21, "chineseCountingThousand", "二十一"),
        (105, "chineseCountingThousand", "一百零五"), (1010, "chineseCountingThousand", "一千零一十"),
        (99, "chineseCounting", "九十九"), (101, "chineseCounting", "一○一"),
        (101, "taiwaneseCounting", "一○一"), (101, "japaneseCounting", "百一"),
        (21, "japaneseCounting", "二十一"), (10, "ideographTraditional", "癸"),
        (11, "ideographTraditional", "11"), (13, "ideographZodiac", "13"),
        (21, "ideographDigital", "二一"), (21, "chineseLegalSimplified", "贰拾壹"),
        (12, "chineseLegalSimplified", "壹拾贰"), (3, "decimalEnclosedCircle", "③"),
        (23, "decimalEnclosedCircle", "㉓"), (3, "decimalEnclosedParen", "⑶"),
        (3, "decimalEnclosedFullstop", "⒊"), (12, "decimalFullWidth", "１２"), (3, "decimalZero", "03"),
        (2, "ideographTraditional", "乙"), (27, "upperLetter", "AA"), (3, "lowerLetter", "c"),
        (14, "lowerRoman", "xiv"), (9, "upperRoman", "IX"), (7, "unheard-of", "7"), (4, "none", ""),
    ],
)  # fmt: skip
def test_numerals(number: int, style: str, shown: str) -> None:
    assert write_number(number, style) == shown
