"""Several notices side by side: a superior with its subordinates, one place over the years."""

from __future__ import annotations

from alignment.comparison import compare, said_once
from alignment.grid import over_years, with_subordinates
from alignment.grid_export import grid_json, grid_rows, sentences
from alignment.grouping import REST, by_article, by_sector
from alignment.records import Side
from tests.alignment.test_compare import real, side

PAPER = """大同市人民政府关于做好{year}年安全生产工作的通知

各县（区）人民政府，市直有关部门：

一、强化隐患排查

（一）煤矿

{sentences}

大同市人民政府
{year}年1月10日
"""
DRILLS = "煤矿企业每{often}至少开展1次应急演练。"
MINES = "{year}年6月底前完成煤矿安全评估，建立问题整改台账。"
GAS = "推进城镇燃气管网更新改造，消除老化带病运行隐患。"


def year(number: int, *texts: str) -> Side:
    return side(PAPER.format(year=number, sentences="".join(texts)), f"{number}.txt")


def three_years() -> list[Side]:
    return [
        year(2026, DRILLS.format(often="月"), GAS),
        year(2024, DRILLS.format(often="季度"), MINES.format(year=2024)),
        year(2025, DRILLS.format(often="季度"), MINES.format(year=2025)),
    ]


def test_duties_from_year_to_year() -> None:
    made = over_years(three_years())
    assert [each.year for each in made.sides] == [2024, 2025, 2026]
    told = [[cell and cell.verdict for cell in row] for row in made.rows]
    assert told == [
        ["only-here", "as-it-stands", "raised"],
        ["only-here", "as-it-stands", None],
        [None, None, "only-here"],
    ]
    lasting, steps, changed = sentences(made)
    assert "3 项职责，每年都有的 1 项" in lasting
    assert "2024→2025 延续 2 项、未找到对应（可能换了说法） 0 项、新提 0 项" in steps
    assert "2025→2026 延续 1 项、未找到对应（可能换了说法） 1 项、新提 1 项" in steps
    assert "2026年提高" in changed


def test_every_duty_stands_in_one_cell() -> None:
    sides = [real(name) for name in ("jincheng-chengqu-2023", "gaoping-2024", "lvliang-2025")]
    made = over_years(sides)
    told = [cell.duty.iri for row in made.rows for cell in row if cell]
    assert sorted(told) == sorted(duty.iri for each in sides for duty in said_once(each.duties))


def test_a_column_for_each_subordinate() -> None:
    superior, others = real("lvliang-2025"), [real("xiaoyi-2026"), real("datong-2026")]
    made = with_subordinates(superior, others)
    assert [row[0].duty for row in made.rows if row[0]] == list(said_once(superior.duties))
    for number, other in enumerate(others, 1):
        alone = compare(superior, other)
        assert [
            cell.verdict if cell else "dropped"
            for row in made.rows
            for cell in row[number : number + 1]
        ] == [row.verdict for row in alone.rows]
    both = sum(all(row) for row in made.rows)
    assert f"2 份下级通知都有对应的 {both} 项" in sentences(made)[0]
    body = grid_json(made)
    assert len(body["items"]) == len(said_once(superior.duties)) == body["notices"][0]["duties"]
    assert [len(row["cells"]) for row in body["items"]] == [3] * len(made.rows)
    rows = grid_rows(made)
    assert list(rows[0]) == ["article", *(side.title for side in made.sides)]  # no words twice
    words = rows[0][superior.title]
    assert [*rows[0].values()].count(words) == 1
    shelter = next(row for row in rows if row[superior.title].startswith("市、县至少完成一处"))
    assert shelter[others[0].title].startswith("【部分采纳】\n责任主体")


def test_groups_count_every_duty_of_the_first() -> None:
    made = compare(real("datong-2026"), real("xiaoyi-2026"))
    articles = by_article(made)
    assert len(articles) == 26
    assert sum(each.total for each in articles) == len(made.rows)
    assert sum(each.taken for each in articles) == len(made.rows) - made.counts["dropped"]
    sectors = {each.name: each for each in by_sector(made)}
    assert REST in sectors
    coal = sectors["煤矿"]
    assert 0 < coal.taken <= coal.total < 20
