"""Control characters, sentences without end, no notice and two: every form of the report is whole, every exit
code the right one, and what is refused is told in words."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from lxml import html
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from typer.testing import CliRunner

from service.checking.notice_file import NoticeFile, material, read_file, report_on
from service.commands.validate import app
from shapes.check import Options
from shapes.records import Report
from shapes.report.forms import BY_NAME
from shapes.report.model import ReportData
from tests.shapes.test_command import GOOD

LONG = "完成" + "隐患排查整治和" * 7200 + "工作"
CONTROL = "开\x00展\x01校\x1f园\ufffe\x0b"
TRIPLES = """<http://e/n> a <https://w3id.org/anze/ontology#Notice> ; <http://purl.org/dc/terms/title> "关于\\u0001\\u000B做好\\u0000的通知" .
<http://e/t> a <https://w3id.org/anze/ontology#Task> ; <https://w3id.org/anze/ontology#notice> <http://e/n> ;
  <https://w3id.org/anze/ontology#text> "%s" .
"""
INPUTS = {
    "control.txt": GOOD.replace("开展校园", CONTROL).replace("（责任单位：市教育局）", ""),
    "long.txt": GOOD.replace("市教育局2026年6月底前开展校园安全宣传教育活动", LONG),
    "longmarked.txt": GOOD.replace(
        "市教育局2026年6月底前开展校园安全宣传教育活动",
        f"市教育局要于2025年10月底前完成{'隐患排查，' * 10_000}整治",
    ),
    "longnote.txt": GOOD.replace("（责任单位：市教育局）", f"（责任单位：{'市教育局、' * 9000}）"),
    "control.ttl": TRIPLES % "做\\u0001\\u001F\\uFFFE事",
    "long.ttl": TRIPLES % LONG,
}


@pytest.fixture(scope="module", params=INPUTS)
def checked(request: pytest.FixtureRequest) -> tuple[NoticeFile, Report]:
    paper = read_file(INPUTS[request.param].encode(), request.param)
    return paper, report_on(paper, Options(profile="strict", engine="pyshacl"))


def test_every_form_is_whole(checked: tuple[NoticeFile, Report]) -> None:
    paper, report = checked
    assert report.open
    made = {name: form.make(report, material(paper)) for name, form in BY_NAME.items()}
    ReportData.model_validate(json.loads(made["json"]))
    assert len(json.loads(made["sarif"])["runs"][0]["results"]) == len(report.findings)
    graph = Graph().parse(data=made["ttl"], format="turtle")
    assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == len(report.open)
    page = html.fromstring(made["html"].decode())
    assert len(page.xpath('//li[@class="finding"]')) == len(report.open)
    assert made["text"].decode().count("▪") == len(report.open)
    sheet = openpyxl.load_workbook(BytesIO(made["xlsx"])).worksheets[0]
    assert [sheet.cell(row, 7).value is not None for row in range(4, 4 + len(report.findings))] == [
        bool(finding.sentence) for finding in report.findings
    ]
    comments = list(docx.Document(BytesIO(made["docx"])).comments)
    assert len(comments) == len(report.open) + 1
    assert len(made) == 7


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("none.ttl", "", "图中有 0 份通知"),
        ("two.ttl", TRIPLES % "一" + (TRIPLES % "二").replace("e/n", "e/m"), "图中有 2 份通知"),
        ("two.txt", GOOD + "\n\n" + GOOD.replace("甲政发〔2026〕1号", "甲政发〔2026〕2号"), ""),
    ],
)
@pytest.mark.parametrize("form", BY_NAME)
def test_none_and_two(form: str, name: str, text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    arguments = [str(tmp_path / name), "-f", form, "-o", str(tmp_path / "out.report")]
    result = CliRunner().invoke(app, arguments)
    if words:
        assert result.exit_code == 2
        assert words in result.output
        assert name in result.output
    else:  # two documents in one file are read as the first says, and the reader is told
        assert result.exit_code in (0, 1)
        assert (tmp_path / "out.report").stat().st_size > 1000


def test_days_that_are_no_dates_are_not_compared() -> None:
    said = GOOD.replace("市教育局2026年6月底前", "市教育局2025年6月底前")
    paper = read_file(said.encode(), "x.txt")
    rule, day = "deadline-stale-year", URIRef("http://www.w3.org/2001/XMLSchema#date")
    for engine in ("compiled", "pyshacl"):
        report = report_on(paper, Options(engine=engine))
        assert [f.consequences for f in report.findings if f.rule == rule] == [1]
        plain = [
            (s, p, Literal(str(o)) if isinstance(o, Literal) and o.datatype == day else o)
            for s, p, o in paper.graph
        ]
        report = report_on(NoticeFile("x.nt", plain, None, None), Options(engine=engine))
        assert "deadline-before-notice" not in {f.rule for f in report.findings}
        assert "form-DueDate-by" in {f.rule for f in report.findings}
        assert "图里没有记为草稿" in report.notes[0].zh
