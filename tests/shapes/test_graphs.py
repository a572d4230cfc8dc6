"""Graphs from elsewhere: what they lack is told, and nothing of them ends in a traceback."""

from __future__ import annotations

import logging
from pathlib import Path

import docx
import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from typer.testing import CliRunner

import shapes
from service.commands.shapes import app as shapes_app
from service.commands.validate import app
from shapes.rdf_file import FORMATS, read_graph
from shapes.reference import run_reference
from shapes.report.rdf import rdf_graph
from shapes.rulebook import load_rulebook, shapes_graph
from shapes.tables import patterns
from shapes.terms import AZC

EXAMPLES = Path(__file__).parent / "examples"
FOREIGN = EXAMPLES / "foreign.ttl"
LACKS = {
    "form-Assignment-assignee", "form-DueDate-by", "form-Notice-planYear", "form-Notice-signed",
    "form-Notice-title", "form-Recurrence-period", "form-Task-position", "owner-missing",
    "measured-missing",
}  # fmt: skip


def test_a_foreign_graph_is_told_what_it_lacks(caplog: pytest.LogCaptureFixture) -> None:
    report = shapes.validate(Graph().parse(FOREIGN))
    assert {finding.rule for finding in report.findings} >= LACKS
    told = next(f for f in report.findings if f.rule == "form-Notice-signed")
    assert "2026-02-30" in told.what.zh
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_rdf_format_is_read(suffix: str) -> None:
    quads = list(ox.parse(FOREIGN.read_bytes(), format=ox.RdfFormat.TURTLE))
    content = ox.serialize(quads, format=FORMATS[suffix])
    assert content is not None
    assert len(read_graph(content, f"notice{suffix}")) == len(quads)


def test_exit_codes_and_words(tmp_path: Path) -> None:
    text = FOREIGN.read_text(encoding="utf-8")
    (tmp_path / "two.ttl").write_text(text + text.replace("/n>", "/m>"), encoding="utf-8")
    (tmp_path / "empty.ttl").write_text("", encoding="utf-8")
    (tmp_path / "bad.ttl").write_text("oops <", encoding="utf-8")
    runner = CliRunner()
    assert runner.invoke(app, [str(FOREIGN)]).exit_code == 1
    bad = runner.invoke(app, [str(tmp_path / "bad.ttl")])
    assert bad.exit_code == 2
    assert "不是合法的 RDF" in bad.output
    for name, words in (("two", "http://example.org/m"), ("empty", "0 份通知")):
        told = runner.invoke(app, [str(tmp_path / f"{name}.ttl")])
        assert told.exit_code == 2
        assert words in told.output
        assert f"{name}.ttl" in told.output


def test_a_graph_has_its_sentences_in_word_and_no_made_up_names(tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    CliRunner().invoke(app, [str(FOREIGN), "-f", "docx", "-o", str(out)])
    lines = [paragraph.text for paragraph in docx.Document(str(out)).paragraphs]
    assert "市应急局6月底前完成检查。" in lines
    report = shapes.validate(Graph().parse(FOREIGN))
    blank = [f for f in report.findings if "无名节点" in f.what.zh]
    assert len(blank) >= 4
    assert not [f for f in report.findings if "urn:anze" in f.what.zh]


@pytest.mark.parametrize("form", ["json", "html", "ttl", "sarif", "xlsx", "docx"])
def test_every_report_form_of_a_graph(form: str, tmp_path: Path) -> None:
    out = tmp_path / f"report.{form}"
    assert CliRunner().invoke(app, [str(FOREIGN), "-f", form, "-o", str(out)]).exit_code == 1
    assert out.stat().st_size > 1000


def test_conforms_is_false_as_soon_as_there_is_a_result() -> None:
    graph = rdf_graph(shapes.validate(Graph().parse(EXAMPLES / "whole.ttl")))
    top = next(graph.subjects(RDF.type, SH.ValidationReport))
    assert str(graph.value(top, SH.conforms)) == "false"
    assert list(graph.objects(top, SH.result))


def test_shapes_without_facts_say_that_they_did_not_judge() -> None:
    rule = load_rulebook().rules["measured-missing"]
    found = run_reference(shapes_graph("issued"), Graph().parse(EXAMPLES / "whole.ttl"))
    assert AZC + rule.id in {result.rule for result in found}


def test_the_command_gives_shapes_that_pyshacl_takes(tmp_path: Path) -> None:
    out = tmp_path / "shapes.ttl"
    assert CliRunner().invoke(shapes_app, ["-o", str(out)]).exit_code == 0
    conforms, results, _ = pyshacl.validate(
        Graph().parse(EXAMPLES / "owner-missing.fail.ttl"), shacl_graph=Graph().parse(out)
    )
    assert not conforms
    assert isinstance(results, Graph)
    assert (None, SH.sourceShape, URIRef(AZC + "owner-missing")) in results


@pytest.mark.parametrize("profile", ["draft", "issued", "strict"])
def test_severities_of_a_profile_stand_in_the_graph(profile: str) -> None:
    graph = shapes_graph(profile)
    for rule in load_rulebook().rules.values():
        shape, severity = URIRef(AZC + rule.id), rule.by_profile[profile]
        if severity == "off":
            assert (shape, SH.deactivated, None) in graph
        else:
            assert str(graph.value(shape, SH.severity)) == str(SH) + severity.capitalize()


def test_patterns_in_the_shapes_are_those_of_the_tables() -> None:
    text = (Path(shapes.__file__).parent / "core.ttl").read_text(encoding="utf-8")
    for table in ("vague-owners", "collective-owners"):
        joined = "|".join(row.regex.pattern for row in patterns(table))
        assert joined.replace("\\", "\\\\") in text
