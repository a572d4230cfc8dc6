"""The order of names tells who leads, where a notice says so."""

from __future__ import annotations

import pytest

from ingest.pipeline import read_notice

TABLE = """<h1>甲县安全生产委员会关于印发2026年安全生产重点任务清单的通知</h1><p>各乡镇人民政府：</p><p>{said}</p>
<table><tr><th>序号</th><th>重点任务</th><th>责任单位</th><th>完成时限</th></tr>
<tr><td>1</td><td>完成加油站安全评估。</td><td>县商务局、县应急管理局、县消防救援大队</td><td>6月底前</td></tr>
<tr><td>2</td><td>开展校车检查。</td><td>县教育局</td><td>9月底前</td></tr></table>
<p>甲县安全生产委员会</p><p>2026年2月1日</p>"""


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        ("现将清单印发给你们。排在第一位的为牵头单位，其余为配合单位。", ["lead", "assist", "assist"]),
        ("现将清单印发给你们。各项任务的牵头单位列首位。", ["lead", "responsible", "responsible"]),
        ("现将清单印发给你们，请认真落实。", ["responsible"] * 3),
    ],
)  # fmt: skip
def test_the_first_of_several_leads_where_the_notice_says_so(said: str, roles: list[str]) -> None:
    notice = read_notice(TABLE.format(said=said).encode(), "清单.html")
    first, second = (t for t in notice.tasks if "评估" in t.text or "校车" in t.text)
    assert [o.role for o in first.owners] == roles
    assert [o.role for o in second.owners] == ["responsible"]
