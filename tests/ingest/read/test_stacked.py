"""Tables in plain text that a copy left with one cell a line."""

import pytest

from ingest.read import read_document
from tests.ingest.genre import notice

HEADS = ["序号", "任务", "牵头单位", "完成时限"]
ROWS = [
    ["1", "开展采空区普查", "市应急局", "6月底前"],
    ["2", "关闭矿山12座", "各县", "9月底前"],
    ["3", "建成监测平台", "市工信局", "年底前"],
]


def tables(*lines: str) -> list[list[tuple[int, int, str]]]:
    document = read_document("\n".join(lines).encode(), "a.txt")
    return [
        [(c.row, c.column, document.text[c.start : c.end]) for c in b.cells]
        for b in document.blocks
        if b.kind == "table"
    ]


def flat(rows: list[list[str]]) -> list[str]:
    return [cell for row in rows for cell in row]


@pytest.mark.parametrize("columns", [3, 4])
@pytest.mark.parametrize("behind", [[], ["注：以上任务按月调度。"]])
def test_a_cell_a_line(columns: int, behind: list[str]) -> None:
    rows = [row[:columns] for row in (HEADS, *ROWS)]
    (found,) = tables("附表", *flat(rows), *behind)
    assert found == [(r, c, cell) for r, row in enumerate(rows) for c, cell in enumerate(row)]


@pytest.mark.parametrize(
    "lines",
    [
        flat([HEADS, ROWS[0]]),
        flat([HEADS, ROWS[0], ROWS[1][:3], ROWS[2]]),
        flat([HEADS, ROWS[0], ROWS[2], ROWS[1]]),
        flat([["任务", *HEADS[1:]], *ROWS]),
        flat([["序号", "任务"], *(row[:2] for row in ROWS)]),
        flat([[*HEADS[:3], "各县要开展检查，发现隐患的立即整改。"], *ROWS]),
    ],
    ids=["one row", "a cell is missing", "not in order", "no 序号", "two columns", "a sentence"],
)
def test_what_does_not_count_on_stays_lines(lines: list[str]) -> None:
    assert tables(*lines) == []


def test_its_rows_are_tasks() -> None:
    body = "一、目标\n各县要压降事故。\n附表　任务进度表\n" + "\n".join(flat([HEADS, *ROWS]))
    last = notice(body).tasks[-1]
    assert last.text == "建成监测平台"
    assert [(o.role, o.name) for o in last.owners] == [("lead", "市工信局")]
