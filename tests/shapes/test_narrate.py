"""Where a finding is said to stand, and how often it is told."""

from __future__ import annotations

from shapes.check import check
from tests.ingest.genre import END, FRONT
from tests.shapes.mutation import graph_of


def test_a_date_is_told_where_it_stands_and_once_a_note() -> None:
    body = "2月30日前完成整治。各地加强培训。（责任单位：省应急厅；完成时限：13月底前）"
    triples, source = graph_of(f"{FRONT}一、责任\n（一）体系。{body}\n{END}", "n")
    found = [f for f in check(triples, source=source).findings if f.rule == "deadline-no-such-day"]
    assert [(f.severity, f.count) for f in found] == [("violation", 1), ("violation", 2)]
    assert [source[f.where.start : f.where.end] for f in found] == ["2月30日前", "13月底前"]
    assert [f.what.zh for f in found] == [
        "“2月30日前”在日历上不存在。",
        "“13月底前”在日历上不存在。",
    ]
    assert found[1].sentence == "（责任单位：省应急厅；完成时限：13月底前）"
