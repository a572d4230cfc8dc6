"""Where a finding is said to stand, and how often it is told."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from rdflib import Graph

from shapes.check import Options, check
from shapes.report.summary import groups, to_mend
from tests.ingest.genre import END, FRONT
from tests.shapes.mutation import graph_of
from tests.shapes.test_rules import EXAMPLES


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


def test_an_unknown_owner_is_told_in_its_note() -> None:
    body = "9月底前完成整治。6月底前完成培训。（责任单位：省教育厅、省应集厅）"
    triples, source = graph_of(f"{FRONT}一、责任\n（一）体系。{body}\n{END}", "n")
    report = check(triples, source=source, options=Options(profile="strict"))
    [found] = [f for f in report.findings if f.rule == "owner-unknown"]
    assert found.sentence == "（责任单位：省教育厅、省应集厅）"
    assert [found.sentence[a:b] for a, b in found.marks] == ["省应集厅"]
    assert source[found.where.start : found.where.end] == "省应集厅"


def test_a_list_without_a_lead_is_told_once_whether_offsets_are_known_or_not() -> None:
    body = "9月底前完成整治。6月底前完成培训。3月底前完成演练。（责任单位：省教育厅、省应急厅）"
    triples, source = graph_of(f"{FRONT}一、责任\n（一）体系。{body}\n{END}", "n")
    bare = [t for t in triples if not str(t[1]).endswith(("#evidence", "#hasMention"))]
    for graph, text in ((triples, source), (bare, None)):
        report = check(graph, source=text, options=Options(profile="strict"))
        found = [f for f in report.findings if f.rule == "owner-lead-missing"]
        assert [f.count for f in found] == [3]


def test_sentences_without_a_note_are_told_once_where_most_have_none() -> None:
    bare = "市教育局要于9月底前完成整治。市住建局要于6月底前完成排查。"
    noted = "（{}）培训。3月底前完成演练。（责任单位：市公安局）\n"
    for notes, counts in ((1, [2]), (3, [1, 1])):
        articles = "".join(noted.format("二三四"[at]) for at in range(notes))
        triples, source = graph_of(f"{FRONT}一、责任\n（一）体系。{bare}\n{articles}{END}", "n")
        report = check(triples, source=source, options=Options(profile="draft"))
        found = [f for f in report.findings if f.rule == "owner-implied"]
        assert [f.count for f in found] == counts
        words = [each.paste for f in found for each in f.each]
        assert words == ["（责任单位：市教育局）", "（责任单位：市住建局）"]


def test_a_date_of_a_year_that_is_over_is_told_once_with_its_right_year() -> None:
    body = "省教育厅要于2025年11月底前完成整治。省应急厅要于2026年6月底前完成排查。"
    for end, other in ((END, "deadline-before-notice"), ("", "deadline-before-year")):
        text = f"{FRONT}一、责任\n（一）体系。{body}\n{end}"
        triples, source = graph_of(text, "n")
        bare = [t for t in triples if not str(t[1]).endswith(("#evidence", "#hasMention"))]
        read = ((triples, source), (bare, None))
        for (graph, said), profile in product(read, ("draft", "issued", "strict")):
            report = check(graph, source=said, options=Options(profile=profile))
            [found] = [f for f in report.findings if f.marks and "2025年" in f.sentence]
            assert found.rule == "deadline-stale-year"
            assert found.severity == "violation"
            assert found.consequences == 1
            assert found.paste == "2026年11月底前"
            assert other not in {f.rule for f in report.findings}
            assert to_mend(report)[0].rule.id == "deadline-stale-year"


def test_what_a_sentence_tells_of_the_year_before_is_no_deadline() -> None:
    asked = "2025年6月底前完成整治。"
    stood = "该路段已被列为挂牌隐患，要求2025年6月底前整改，至今没有完成。"
    graph = (EXAMPLES / "deadline-before-year.fail.ttl").read_text("utf-8")
    assert asked in graph
    for sentence, early in ((asked, True), (stood, False)):
        report = check(Graph().parse(data=graph.replace(asked, sentence), format="turtle"))
        assert ("deadline-before-year" in {f.rule for f in report.findings}) is early


def test_violations_stand_above_warnings_that_others_follow_from() -> None:
    text = f"{FRONT}一、责任\n（一）体系。整改率要达到120%。制定2025年度工作清单。省应急厅要于2025年11月底前完成排查。\n"
    triples, source = graph_of(text, "n")
    report = check(triples, source=source, options=Options(profile="draft"))
    warned = [replace(f, severity="warning") for f in report.findings if f.consequences]
    violated = [f for f in report.findings if f.severity == "violation" and not f.consequences]
    assert warned
    assert violated
    shown = groups(replace(report, findings=(*warned, *violated)))
    assert [each.severity for each in shown] == ["violation", "warning"]


def test_a_kind_of_document_that_has_no_notes_is_not_asked_for_them() -> None:
    body = "省教育厅要于9月底前完成整治。\n（二）排查。6月底前完成隐患排查。\n（三）验收。8月底前完成项目验收。"
    for title, told in (
        ("关于做好2026年安全生产工作的通知", True),
        ("关于2026年安全生产工作的复函", False),
    ):
        front = FRONT.replace("关于做好2026年安全生产工作的通知", title)
        triples, source = graph_of(f"{front}一、责任\n（一）体系。{body}\n{END}", "n")
        rules = {f.rule for f in check(triples, source=source).findings}
        assert ("owner-implied" in rules) is told, title
        assert ("owner-no-notes" in rules) is told, title
