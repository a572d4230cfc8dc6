"""Lines of PDF and OFD pages to paragraphs and tables."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from ingest.errors import UnreadableDocument
from ingest.read import ocr, read_document
from ingest.read.builder import TextCell
from ingest.read.geometry import Piece, find_lines, find_margins, find_paragraphs
from ingest.read.problems import PROBLEMS, unreadable
from ingest.read.ruling import common_edges, go_on, on_edges
from service.errors import unprocessable
from tests.ingest.read import makers
from tests.ingest.read.genre import check_spans, paragraphs_of
from tests.ingest.read.makers import LEFT, PITCH, Sheet, make_ofd, make_pdf, put

FULL = "各级各部门要严格落实安全生产责任制扎实开展隐患排查整治工作"[:27]


def printed(*lines: tuple[str, float]) -> Sheet:
    """A page of lines, each with its indent in characters."""
    sheet = Sheet()
    for number, (line, indent) in enumerate(lines):
        put(sheet, line, LEFT + 16 * indent, 100 + PITCH * number)
    return sheet


@pytest.mark.parametrize("make", [make_pdf, make_ofd])
def test_full_lines_flow_on_short_and_indented_ones_do_not(make: object) -> None:
    assert callable(make)
    sheet = printed(
        (FULL[:25], 2), (FULL, 0), ("结束。", 0), (FULL[:25], 2), (FULL, 0), (FULL[:24] + "工作。", 0),
        ("一、压实责任", 2), ("新的一段。", 2),
    )  # fmt: skip
    document = read_document(make([sheet, sheet]), "a.pdf")
    check_spans(document)
    expected = [
        FULL[:25] + FULL + "结束。",
        FULL[:25] + FULL + FULL[:24] + "工作。",
        "一、压实责任",
        "新的一段。",
    ]
    assert paragraphs_of(document) == expected * 2
    assert [block.page for block in document.blocks] == [1] * 4 + [2] * 4


@pytest.mark.parametrize("angle", [90, 180, 270])
@pytest.mark.parametrize("shown_upright", [True, False])
def test_turned_pages_are_read_upright(angle: int, shown_upright: bool) -> None:
    """A page whose content is drawn sideways, with and without the page's turning told."""
    move = {90: "0 1 -1 0 842 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 595"}[angle]
    sheets = makers.print_notice()
    data = make_pdf(sheets, before=f"{move} cm\n", turned=angle if shown_upright else 0)
    document = read_document(data, "a.pdf")
    plain = read_document(make_pdf(sheets), "a.pdf")
    assert (document.text, document.blocks) == (plain.text, plain.blocks)


def test_kangxi_radicals_become_characters() -> None:
    assert paragraphs_of(read_document(make_pdf([printed(("安全⽣产⼯作", 0))]), "a.pdf")) == [
        "安全生产工作"
    ]


def picture(form: str) -> bytes:
    file = io.BytesIO()
    Image.new("L", (20, 20), 255).save(file, form)
    return file.getvalue()


def test_scan_without_ocr_tells_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    scan = make_pdf([Sheet()], picture=b"\xff\xd8\xff\xd9")
    png, jpeg = picture("PNG"), picture("JPEG")
    expected = (
        (scan, "scan.pdf", "PDF 没有文字层，只有图像", "is a PDF of images without text"),
        (png, "scan.png", "是 PNG 图像；", "is an image (PNG);"),
        (png, "scan.pdf", "是 PNG 图像（文件名却是 .pdf）；", "is an image (PNG) named .pdf;"),
        (jpeg, "a.JPG", "是 JPEG 图像；", "is an image (JPEG);"),
    )
    for data, name, zh, en in expected:
        with pytest.raises(UnreadableDocument) as refused:
            read_document(data, name)
        told = unprocessable(refused.value)
        assert told.zh.startswith(f"{name}：{zh}")
        assert told.en.startswith(f"{name} {en}")
        assert all(".venv/bin/pip install -e '.[ocr]'" in each for each in (told.zh, told.en))


def test_what_is_told_in_two_languages_stands_in_each_line_in_its_own() -> None:
    """The values of a message, such as the name of a format, do not cut it in two."""
    archive = b"Rar!\x1a\x07\x00"
    with pytest.raises(UnreadableDocument) as refused:
        read_document(archive, "a.pdf")
    told = unprocessable(refused.value)
    assert told.zh.startswith("a.pdf：是RAR 压缩包，请先解压，本程序不读这种格式")
    assert told.en.startswith("a.pdf is a RAR archive; unpack it first, which is not read here")
    two = {
        "detail": ("甲", "one"),
        "limit": "1 / 2 / 3",
        "format": ("图 / 像", "image"),
        "named": "",
    }
    for problem in PROBLEMS:
        assert str(unreadable("a", problem, **two)).count(" / ") == 1
    assert len(PROBLEMS) > 15


def test_locked_pdf_is_told() -> None:
    lock = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (%s) /U (%s) >> /ID [(a) (a)] /Root"
        % (
            b"x" * 32,
            b"y" * 32,
        )
    )
    data = make_pdf([printed((FULL, 0))]).replace(b"/Root", lock)
    with pytest.raises(UnreadableDocument, match="已加密"):
        read_document(data, "locked.pdf")


def test_locked_ofd_is_told() -> None:
    with pytest.raises(UnreadableDocument, match="已加密"):
        read_document(makers.zipped({"OFD.xml": "<a/>", "Encryptions.xml": "<a/>"}), "a.ofd")


def test_lines_keep_blanks_between_latin_words_only() -> None:
    pieces = [
        Piece(text, x, 0, x + 10 * len(text), 10)
        for text, x in (("GB", 0), ("33190", 26), ("标准", 78))
    ]
    assert [line.text for line in find_lines(reversed(pieces))] == ["GB 33190标准"]


def test_no_lines_no_paragraphs() -> None:
    assert find_paragraphs([], find_margins([])) == []


HEAD = [TextCell(0, 0, "序号"), TextCell(0, 1, "措施"), TextCell(0, 2, "单位")]


def test_row_cut_by_a_page_is_mended() -> None:
    table = [
        *HEAD,
        TextCell(1, 0, "1"),
        TextCell(1, 1, "各级各部门要严格落实安全生产责任制，扎实"),
        TextCell(1, 2, "甲局"),
    ]
    more = [
        TextCell(0, 0, ""),
        TextCell(0, 1, "开展排查。"),
        TextCell(0, 2, ""),
        TextCell(1, 0, "2"),
        TextCell(1, 1, "演练。"),
        TextCell(1, 2, "乙局"),
    ]
    assert go_on(table, more) == [
        *table[:4],
        TextCell(1, 1, "各级各部门要严格落实安全生产责任制，扎实开展排查。"),
        table[5],
        TextCell(2, 0, "2"),
        TextCell(2, 1, "演练。"),
        TextCell(2, 2, "乙局"),
    ]


def test_merged_cell_reaches_over_a_page_and_a_repeated_heading_is_dropped() -> None:
    table = [
        *HEAD,
        TextCell(1, 0, "1"),
        TextCell(1, 1, "各级各部门要严格落实责任制。"),
        TextCell(1, 2, "甲局"),
    ]
    more = [*HEAD, TextCell(1, 0, ""), TextCell(1, 1, "演练。"), TextCell(1, 2, "乙局")]
    assert go_on(table, more) == [
        *HEAD,
        TextCell(1, 0, "1", 2),
        table[4],
        table[5],
        TextCell(2, 1, "演练。"),
        TextCell(2, 2, "乙局"),
    ]


def test_part_without_a_column_edge_is_put_on_the_whole_tables_columns() -> None:
    """On a page where every 措施 cell spans two columns the edge between them is not drawn."""
    whole, part = (80.0, 120.0, 200.0, 400.0, 500.0), (80.5, 120.0, 400.0, 500.0)
    common = common_edges(part, whole)
    assert common == list(whole)
    assert common_edges(whole, part) == common
    cells = [TextCell(0, 0, "1"), TextCell(0, 1, "措施"), TextCell(0, 2, "单位")]
    placed = [(cell.column, cell.column_span) for cell in on_edges(cells, part, common or [])]
    assert placed == [(0, 1), (1, 2), (3, 1)]


def test_tables_of_other_widths_are_not_joined() -> None:
    assert common_edges((80.0, 120.0, 500.0), (80.0, 120.0, 400.0)) is None
    assert common_edges((80.0, 120.0, 500.0), (80.0, 300.0, 500.0)) is None


def test_framed_line_is_no_table() -> None:
    sheet = printed((FULL, 0))
    for x in (70.0, 300.0, 530.0):
        sheet.rules.append((x, 80.0, x, 110.0))
    sheet.rules += [(70.0, 80.0, 530.0, 80.0), (70.0, 110.0, 530.0, 110.0)]
    document = read_document(make_pdf([sheet]), "a.pdf")
    assert {block.kind for block in document.blocks} == {"paragraph"}
    assert "".join(paragraphs_of(document)) == FULL


def test_first_line_with_room_for_its_indent_is_no_title() -> None:
    """A sentence's first line that ends two characters early, before a mark that may not begin a
    line, looks centred."""
    sheet = printed(("各级各部门，" + FULL[:19], 2), ("要落实。", 0))
    sheets = [printed((FULL, 0), (FULL, 0)), sheet]
    assert len(paragraphs_of(read_document(make_pdf(sheets), "a.pdf"))) == 2
