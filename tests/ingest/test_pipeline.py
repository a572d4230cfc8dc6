"""From a file to a notice and its JSON, and the two ways in which reading ends otherwise."""

import json
from pathlib import Path

import pytest

from ingest.errors import NotANotice, UnreadableDocument
from ingest.export import notice_json
from ingest.graph import notice_triples
from ingest.pipeline import read_notice
from ontology.ids import ONTOLOGY
from tests.ingest.genre import END, FRONT, document, notice

BODY = (
    "一、责任\n（一）健全体系。省应急厅牵头，每季度至少开展1次排查，6月底前整改率达到95%以上。"
    "严格落实“三管三必须”和《中华人民共和国安全生产法》，接报后30分钟内到达。（责任单位：省公安厅等部门）\n"
)


def test_path_and_bytes_give_the_same(tmp_path: Path) -> None:
    text = f"{FRONT}{BODY}{END}"
    path = tmp_path / "n.txt"
    path.write_text(text, encoding="utf-8")
    assert read_notice(path, "n.txt") == read_notice(text.encode(), "n.txt")
    assert read_notice(path, "n.txt").tasks == read_notice(text.encode("gb18030"), "n.txt").tasks


def test_json_of_a_task() -> None:
    data = json.loads(json.dumps(notice_json(notice(BODY)), ensure_ascii=False))
    assert list(data) == ["notice", "tasks", "annex", "coverage", "issues"]
    first, second = data["tasks"]
    assert [(o["name"], o["role"], o["basis"]) for o in first["owners"]] == [
        ("省公安厅", "responsible", "note"),
        ("省应急厅", "lead", "subject"),
    ]
    assert first["open_ended"] is True
    assert first["due"] == [{"quote": "6月底前", "date": "2026-06-30", "basis": "explicit"}]
    assert [(r["period"], r["min"]) for r in first["recurrences"]] == [("P3M", 1)]
    assert [(q["op"], q["value"], q["unit"]) for q in first["targets"]] == [(">=", 95, "%")]
    assert [t["term"] for t in second["terms"]] == ["三管三必须"]
    assert [c["title"] for c in second["citations"]] == ["中华人民共和国安全生产法"]
    assert [r["duration"] for r in second["response"]] == ["PT30M"]
    assert data["notice"]["jurisdiction"] == "620000"


def test_a_task_without_a_time_is_bounded_by_the_year() -> None:
    (task,) = notice("一、责任\n（一）体系\n各地要加强监督检查工作。\n").tasks
    assert [(str(d.date), d.basis) for d in task.due] == [("2026-12-31", "inherited")]


@pytest.mark.parametrize(
    "note",
    [
        "（责任单位：市教育局、市公安局，{}）",
        "【责任单位：市教育局、市公安局；{}】",
        "[责任单位：市教育局、市公安局 {}]",
        "\n责任单位：市教育局、市公安局，{}",
        "\n责任单位：市教育局、市公安局    时限：{}",
    ],
)
@pytest.mark.parametrize(
    ("limit", "due", "recurrences", "when"),
    [
        ("6月底前完成", ["2026-06-30"], [], None),
        ("2月30日前完成", ["None"], [], None),
        ("每季度一次", [], [("P3M", 1)], None),
        ("长期坚持", ["2026-12-31"], [], "ongoing"),
    ],
)
def test_the_limit_in_a_note_bounds_the_task_and_its_duty(
    note: str, limit: str, due: list[str], recurrences: list[tuple[str, int]], when: str | None
) -> None:
    words = note.format(limit)
    (task,) = notice(f"一、责任\n（一）体系。加强校园安全检查。{words}\n").tasks
    assert [o.name for o in task.owners] == ["市教育局", "市公安局"]
    assert [str(d.date) for d in task.due] == due
    assert [(r.period, r.minimum) for r in task.recurrences] == recurrences
    assert task.when == when
    (duty,) = task.duties
    told = sum(d.basis == "explicit" for d in task.due)
    assert (len(duty.owners), len(duty.due), len(duty.recurrences)) == (2, told, len(recurrences))


def test_a_day_that_the_calendar_lacks_is_told_and_kept_as_written() -> None:
    found = notice(
        "一、责任\n（一）体系。2月30日前完成整治。各地加强培训。（责任单位：省应急厅；完成时限：13月底前）\n"
    )
    first, second = found.tasks
    assert [(d.mention.quote, d.date) for d in first.due] == [
        ("2月30日前", None),
        ("13月底前", None),
    ]
    assert [(d.mention.quote, d.date) for d in second.due] == [("13月底前", None)]
    assert [found.document.text[i.start : i.end] for i in found.issues] == ["2月30日前", "13月底前"]
    assert {(i.level, i.code) for i in found.issues} == {("error", "time.no-such-day")}
    assert [t["due"] for t in notice_json(found)["tasks"]] == [[], []]
    triples = list(notice_triples(found))
    written = {t.object.value for t in triples if t.predicate.value == ONTOLOGY + "asWritten"}
    assert {"2月30日前", "13月底前"} <= written
    assert not [t for t in triples if t.predicate.value in (ONTOLOGY + "by", ONTOLOGY + "due")]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (b"", UnreadableDocument),
        (b"\x00\x01\x02" * 100, UnreadableDocument),
        ("今天天气很好。".encode(), NotANotice),
        ("关于放假的通知\n一、放假三天\n二、注意休息\n".encode(), NotANotice),
        ("关于做好安全生产工作的通知\n请认真落实。\n".encode(), NotANotice),
    ],
)
def test_no_notice(text: bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as raised:
        read_notice(text, "x.txt")
    assert "x.txt" in str(raised.value)


def test_what_is_missing_is_told() -> None:
    text = "关于做好安全生产工作的通知\n一、责任\n（一）体系\n各地要加强监督检查工作。\n"
    issues = {i.code for i in read_notice(text.encode(), "x.txt").issues}
    assert {"masthead.no-number", "masthead.no-issuer", "masthead.no-place"} <= issues


def test_the_document_stays_as_it_was() -> None:
    text = f"{FRONT}{BODY}{END}"
    assert notice(BODY).document.text.split() == document(text).text.split()


def test_an_instrument_cited_by_another_number_is_told_and_kept_as_cited() -> None:
    text = (
        "某某市人民政府关于做好2026年安全生产工作的通知\n一、依法检查\n（一）规范检查。"
        "各有关部门要落实《国务院办公厅关于严格规范涉企行政检查的意见》（国办发〔2024〕45号）要求。\n"
        "（二）加强执法。各有关部门要落实《国务院办公厅关于加强安全生产监管执法的通知》（国办发〔2015〕20号）。\n"
    )
    notice = read_notice(text.encode(), "x.txt")
    numbers = [c.doc_number for t in notice.tasks for c in t.citations]
    assert numbers == ["国办发〔2024〕45号", "国办发〔2015〕20号"]
    (told,) = (i for i in notice.issues if i.code == "citation.number-differs")
    assert "已知文号为国办发〔2024〕54号" in told.message
    assert notice.document.text[told.start : told.end].endswith("》（国办发〔2024〕45号）")
