"""A notice as a drafter would write it, the same for all formats, and what reading must give."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.records import Document

NUMBER = "清政发〔2026〕3号"
TITLE = "清源市人民政府关于做好2026年安全生产工作的通知"
ADDRESSEES = "各县（市、区）人民政府，清源经济开发区管委会，市直各有关单位："
OPENING = (
    "2026年，全市安全生产工作要坚持人民至上、生命至上，牢牢守住不发生较大及以上事故的底线，"
    "以推动安全治理模式向事前预防转型为主线，扎实开展隐患排查整治。现将有关事项通知如下。"
)
PART_1 = "一、压紧压实安全生产责任"
ARTICLE_1 = (
    "（一）压实党政领导责任。各级党委、政府每季度至少召开1次专题会议研究安全生产工作，"
    "主要负责同志带队检查不少于2次，对排查出的重大隐患实行清单管理、闭环销号。"
    "（责任单位：市应急局、市安委会各成员单位）"
)
ARTICLE_2 = (
    "（二）严格部门监管责任。负有安全监管职责的部门要认真落实《清源市安全生产职责清单》，"
    "2026年3月底前制定年度执法计划，对高风险企业全覆盖检查。"
    "（牵头单位：市应急局；配合单位：市工信局、市住建局）"
)
PART_2 = "二、抓实重点行业领域整治"
ARTICLE_3 = (
    "（三）深化城镇燃气整治。对使用超过8年的户内软管限期更换，6月底前完成1.2万户，"
    "接到泄漏报警后30分钟内到场处置。（责任单位：市城管局）"
)
ANNEX = "附件：重点任务分工表"
SIGNATURE = "清源市人民政府"
DATE = "2026年2月18日"
ANNEX_TITLE = "重点任务分工表"

HEADINGS = (PART_1, PART_2)
PARAGRAPHS = (
    NUMBER,
    TITLE,
    ADDRESSEES,
    OPENING,
    PART_1,
    ARTICLE_1,
    ARTICLE_2,
    PART_2,
    ARTICLE_3,
    ANNEX,
    SIGNATURE,
    DATE,
    ANNEX_TITLE,
)


@dataclass(frozen=True)
class Entry:
    """A cell of the annex table."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


TABLE = (
    Entry(0, 0, "序号"),
    Entry(0, 1, "重点任务"),
    Entry(0, 2, "工作措施"),
    Entry(0, 3, "责任单位"),
    Entry(1, 0, "1", 2),
    Entry(1, 1, "压实责任", 2),
    Entry(1, 2, "每季度召开1次专题会议，研究解决突出问题。"),
    Entry(1, 3, "市应急局"),
    Entry(2, 2, "年底前完成负责人培训，培训率达到95%以上。"),
    Entry(2, 3, "市工信局、市住建局"),
    Entry(3, 0, "2"),
    Entry(3, 1, "燃气整治"),
    Entry(3, 2, "更换户内软管1.2万户。"),
    Entry(3, 3, "市城管局"),
    Entry(4, 0, "3"),
    Entry(4, 1, "其他任务按照职责分工组织落实", 1, 2),
    Entry(4, 3, "市安委会成员单位"),
)
ROWS, COLUMNS = 5, 4


def squeeze(text: str) -> str:
    """``text`` without blanks."""
    return "".join(text.split())


def paragraphs_of(document: Document) -> list[str]:
    """The texts of paragraphs and headings without blanks."""
    blocks = (block for block in document.blocks if block.kind != "table")
    return [squeeze(document.text[block.start : block.end]) for block in blocks]


def tables_of(document: Document) -> list[tuple[Entry, ...]]:
    """The tables' cells with their text without blanks."""
    return [
        tuple(
            Entry(
                cell.row,
                cell.column,
                squeeze(document.text[cell.start : cell.end]),
                cell.row_span,
                cell.column_span,
            )
            for cell in block.cells
        )
        for block in document.blocks
        if block.kind == "table"
    ]


def check_spans(document: Document) -> None:
    """Assert what holds for every document: blocks in order hold all that is not blank, cells lie
    in their block with their places apart."""
    text, at = document.text, 0
    for block in document.blocks:
        assert at <= block.start < block.end <= len(text)
        assert not text[at : block.start].strip()
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        assert block.kind in {"paragraph", "heading", "table"}
        assert bool(block.cells) <= (block.kind == "table")
        taken: set[tuple[int, int]] = set()
        for cell in block.cells:
            assert block.start <= cell.start < cell.end <= block.end
            assert cell.row_span > 0
            assert cell.column_span > 0
            places = {
                (row, column)
                for row in range(cell.row, cell.row + min(cell.row_span, 60))
                for column in range(cell.column, cell.column + min(cell.column_span, 60))
            }
            assert not places & taken
            taken |= places
        at = block.end
    assert not text[at:].strip()
