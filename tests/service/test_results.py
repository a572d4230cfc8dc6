"""Results of a query as a workbook: what a person sees in it, and what is refused."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from service.lookup.results import MOST
from tests.service.conftest import Server

COUNTS = """PREFIX az: <https://w3id.org/anze/ontology#>
SELECT ?notice (COUNT(?t) AS ?tasks) (AVG(?n) AS ?mean) { ?t a az:Task ; az:notice ?notice ; az:position ?n }
GROUP BY ?notice ORDER BY DESC(?tasks)"""


def workbook(server: Server, query: str) -> Any:
    answer = server.sparql(query, format="xlsx")
    assert answer.status_code == 200, answer.text
    assert 'filename="anze-query.xlsx"' in answer.headers["content-disposition"]
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_names_stand_for_iris_and_numbers_are_numbers(server: Server) -> None:
    book = workbook(server, COUNTS)
    head, *rows = book["表"].iter_rows(values_only=True)
    assert head == ("通知", "通知 IRI", "任务数", "mean"), "words of its own stay"
    counted = {row["notice"]: int(row["tasks"]) for row in server.rows(COUNTS)}
    assert {row[1]: row[2] for row in rows} == counted
    assert len(rows) > 1
    assert all("通知" in row[0] and isinstance(row[3], (int, float)) for row in rows)


def test_a_chart_has_every_column_of_numbers(server: Server) -> None:
    (chart,) = workbook(server, COUNTS)["图"]._charts
    assert [each.val.numRef.f for each in chart.series] == ["表!$C$2:$C$3", "表!$D$2:$D$3"]
    assert chart.series[0].cat.strRef.f == "表!$A$2:$A$3"
    assert "图" not in workbook(server, COUNTS + " LIMIT 1").sheetnames


def test_a_year_is_no_quantity_to_be_drawn(server: Server) -> None:
    query = """PREFIX az: <https://w3id.org/anze/ontology#>
    SELECT ?year (COUNT(?t) AS ?n) { ?t az:notice/az:year ?year } GROUP BY ?year"""
    (chart,) = workbook(server, query)["图"]._charts
    assert [each.val.numRef.f for each in chart.series] == ["表!$B$2:$B$3"]
    years = query.replace("(COUNT(?t) AS ?n)", "(SAMPLE(?t) AS ?one)")
    assert "图" not in workbook(server, years).sheetnames


def test_the_answer_to_ask_is_a_word(server: Server) -> None:
    sheet = workbook(server, "ASK { ?s ?p ?o }")["表"]
    assert [cell.value for (cell,) in sheet.iter_rows()] == ["答案", "是"]


def test_the_header_asks_for_it_too_and_anything_is_no_workbook(server: Server) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert server.sparql("SELECT * {}", accept=kind).headers["content-type"] == kind
    for accept in ("*/*", "application/*", f"{kind};q=0.5, text/csv"):
        assert server.sparql("SELECT * {}", accept=accept).headers["content-type"] != kind


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", 406, "不是表"),
        ("SELECT * { ?s ?p", 400, "语法"),
        ("SELECT ?a { ?a ?p ?o . ?b ?q ?r . ?c ?u ?v }", 507, f"{MOST:,}"),
    ],
)
def test_what_is_refused_says_why(server: Server, query: str, status: int, told: str) -> None:
    answer = server.sparql(query, format="xlsx")
    assert (answer.status_code, told in answer.text) == (status, True), answer.text
