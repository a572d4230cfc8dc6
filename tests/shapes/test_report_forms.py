"""All forms hold the same findings, and each is what its format asks for."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from functools import cache
from io import BytesIO

import docx
import openpyxl
from rdflib import Graph
from rdflib.namespace import RDF, SH

from shapes.check import Options, check
from shapes.local_rules import read_local_rules
from shapes.peers import peers
from shapes.rates import rates
from shapes.records import Report
from shapes.report.forms import BY_NAME, FORMS, Material
from shapes.report.labels import GROUNDS, LABELS, RATES
from shapes.report.model import ReportData, schema_text
from shapes.report.structured import schema
from shapes.report.terminal import text_report
from shapes.rule_docs import rules_page
from shapes.rulebook import load_rulebook
from shapes.waivers import acknowledge
from tests.shapes.mutation import NOTICES, graph_of, text_of

LOCAL = "rules: {deadline-inherited: {severity: info, reason: 全年常态工作}}"


@cache
def report() -> tuple[Report, Material]:
    """A report with every kind of content: findings, a waiver, a local change, other rates."""
    graph, source = graph_of(text_of("lvliang-2025"), "lvliang-2025")
    first = check(graph, source=source)
    waiver = acknowledge(first.findings[0], "会后统一", "李四", "2025-01-02")
    options = Options(
        local=read_local_rules(LOCAL),
        waivers=waiver,
        others=peers([asdict(rates(graph_of(text_of("xiaoyi-2026"), "xiaoyi-2026")[0]))]),
    )
    return check(graph, source=source, options=options), Material(source)


def made(name: str) -> bytes:
    found, material = report()
    return BY_NAME[name].make(found, material)


def test_there_are_seven_forms() -> None:
    assert [form.name for form in FORMS] == ["json", "html", "text", "ttl", "sarif", "xlsx", "docx"]
    assert all(len(made(form.name)) > 1000 for form in FORMS)


def test_json_fits_its_schema() -> None:
    data = json.loads(made("json"))
    ReportData.model_validate(data)
    assert schema() == json.loads(schema_text())
    assert len(data["findings"]) == len(report()[0].findings)
    assert [f["waived"]["by"] for f in data["findings"] if f["waived"]] == ["李四"]


def test_html_is_self_contained_and_holds_every_finding() -> None:
    page = made("html").decode()
    assert page.count('class="finding"') == len(report()[0].open)
    assert "http" not in page.replace("https://w3id.org", "")
    assert "会后统一" in page
    assert "全年常态工作" in page


def test_text_holds_every_finding_or_says_how_many_more() -> None:
    found = report()[0]
    assert text_report(found).count("▪") == len(found.open)
    brief = text_report(found, everything=False)
    assert brief.count("▪") < len(found.open)
    assert "--all" in brief


def test_shacl_report() -> None:
    graph = Graph().parse(data=made("ttl"), format="turtle")
    assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == len(report()[0].open)
    assert len(list(graph.objects(None, SH.sourceShape))) == len(report()[0].findings)
    (conforms,) = graph.objects(None, SH.conforms)
    assert bool(conforms) is (not report()[0].open)


def test_sarif() -> None:
    run = json.loads(made("sarif"))["runs"][0]
    found, material = report()
    assert len(run["results"]) == len(found.findings)
    assert sum("suppressions" in result for result in run["results"]) == 1
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"].get("region")
        if region:
            start = region["charOffset"]
            assert (material.source or "")[start : start + region["charLength"]] == region[
                "snippet"
            ]["text"]


def test_workbook() -> None:
    book = openpyxl.load_workbook(BytesIO(made("xlsx")), rich_text=False)
    sheet = book["问题清单"]
    found = report()[0]
    assert sheet.max_row == len(found.findings) + 3
    assert sheet.auto_filter.ref is not None
    assert {sheet.cell(row, 10).value for row in range(4, sheet.max_row + 1)} == {
        "待处理",
        "已豁免",
    }
    assert book["汇总"].max_row > len(RATES)


def comments(data: bytes) -> list[str]:
    return [comment.text for comment in docx.Document(BytesIO(data)).comments]


def test_comments_on_a_document_made_of_the_text() -> None:
    found = report()[0]
    told = comments(made("docx"))
    named = [
        one for text in told for one in re.findall(r"[0-9a-f]{10}(?:-\d+)?", text.splitlines()[-1])
    ]
    assert sorted(named) == sorted(finding.id for finding in found.open)
    assert len(told) <= len(found.open) + 1, "those of a rule that stand nowhere are told in one"


def test_comments_on_the_drafters_own_document() -> None:
    from ingest.graph import notice_triples
    from ingest.pipeline import read_notice
    from shapes.oxigraph import from_oxigraph

    draft = docx.Document()
    for line in (NOTICES / "datong-2026.txt").read_text(encoding="utf-8").splitlines():
        if line.strip():
            paragraph = draft.add_paragraph()
            paragraph.add_run(line[:7]).bold = True
            paragraph.add_run(line[7:])
    out = BytesIO()
    draft.save(out)
    notice = read_notice(out.getvalue(), "draft.docx")
    found = check(list(from_oxigraph(notice_triples(notice))), source=notice.document.text)
    data = BY_NAME["docx"].make(found, Material(notice.document.text, out.getvalue()))
    commented = docx.Document(BytesIO(data))
    assert len(list(commented.comments)) == len(found.open) + 1
    assert [p.text for p in commented.paragraphs] == [p.text for p in draft.paragraphs]
    anchors = [p._p.xml.count("<w:commentRangeStart") for p in commented.paragraphs]
    assert sum(anchors) == len(found.open) + 1
    assert sum(map(bool, anchors)) > 15
    assert commented.paragraphs[4].runs[0].bold


def test_labels_speak_both_languages() -> None:
    assert all(words.zh for words in LABELS.values())
    english = text_report(report()[0], lang="en", width=400)
    assert "Violation" in english
    assert "(common sense)" in english
    assert "常理" not in english
    own = [line for line in english.splitlines() if not re.search(r"[\u4e00-\u9fff]", line)]
    assert len(own) > 60
    assert not [line for line in own if re.search(r"[：，；（）、。「」\u3000]", line)]
    assert re.search(r"李四 \(2025-01-02\): 会后统一$", english, re.M)
    parts = {part for rule in load_rulebook().rules.values() for part in rule.source.split("；")}
    assert {part for part in parts if not re.search(r"[《\d]", part)} == set(GROUNDS)


def test_the_page_of_rules_is_in_step() -> None:
    page = (NOTICES.parents[1] / "docs" / "checks" / "rules.md").read_text(encoding="utf-8")
    assert page == rules_page()
    assert page.count('<a id="') == len(load_rulebook().rules)


def test_comments_give_the_titles_of_rules_and_their_codes_in_brackets_at_the_end() -> None:
    found, _ = report()
    rules = {rule.id: rule.label.zh for rule in found.rules}
    told = comments(made("docx"))
    for finding in found.open:
        named = f"{rules[finding.rule]}（{finding.rule} · "
        ends = [(each, each.splitlines()[-1]) for each in told]
        [(comment, end)] = [
            (each, end) for each, end in ends if finding.id in re.split(r"[ ）]", end)
        ]
        assert end.startswith(named)
        assert finding.rule not in comment.removesuffix(end)
    [overview] = [each for each in told if "本地规则调整" in each]
    assert f"{rules['deadline-inherited']}（deadline-inherited）" in overview
