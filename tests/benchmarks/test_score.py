"""The scorer counts what is right, spurious, missed and free; the labelled set is sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.reading.labels import FIELDS, Json, Tally, fold
from benchmarks.reading.score import Document, documents, score

FOLDER = Path(__file__).parents[1] / "golden" / "heldout3"
PAGE = re.compile(r"^ *— \d+ — *$", re.MULTILINE)
LABELLED = list(documents(FOLDER))
EMPTY = {"open_ended": False, "due": [], "targets": [], "sectors": [], "owners": []}
OFFICE = {"name": "市应急局", "role": "lead", "basis": "note"}
ROW = {
    **EMPTY,
    "kind": "sentence",
    "is_task": True,
    "text": "市应急局于6月底前完成检查。",
    "owners": [OFFICE, {**OFFICE, "name": "市公安局", "optional": True}],
    "due": [{"date": "2025-06-30"}],
    "sectors": ["fire"],
    "sectors_optional": ["education"],
}
FACT = {**EMPTY, "kind": "sentence", "is_task": False, "text": "去年发生事故三起。"}
META = {
    "title": "某市通知",
    "title_also": ["关于安全的通知"],
    "doc_number": None,
    "addressees": ["各镇"],
    "addressees_also": {"各镇": ["镇人民政府"]},
}
RIGHT = {**ROW, "owners": [OFFICE]}


def counts(tasks: list[Json], name: str, notice: Json | None = None) -> tuple[int, int, int]:
    document = Document(Path("a.txt"), [ROW, FACT], META)
    found = score(document, {"notice": notice or {}, "tasks": tasks}).counts[name]
    return found["hit"], found["spurious"], found["missed"]


@pytest.mark.parametrize(
    ("tasks", "name", "wanted"),
    [
        ([RIGHT], "task", (1, 0, 0)),
        ([], "task", (0, 0, 1)),
        ([RIGHT, FACT], "task", (1, 1, 0)),
        ([{**RIGHT, "text": "于6月底前完成检查"}], "task", (1, 0, 0)),
        ([RIGHT], "owner", (1, 0, 0)),
        ([ROW], "owner", (1, 0, 0)),
        ([{**RIGHT, "owners": [{**OFFICE, "name": "市教育局"}]}], "owner", (0, 1, 1)),
        ([{**RIGHT, "owners": [{**OFFICE, "role": "assist"}]}], "role", (0, 1, 1)),
        ([{**RIGHT, "due": [{"date": "2025-12-31", "basis": "inherited"}]}], "due", (0, 0, 1)),
        ([{**RIGHT, "sectors": ["fire", "education", "mine"]}], "sector", (1, 1, 0)),
        ([{**RIGHT, "open_ended": True}], "open_ended", (0, 1, 0)),
    ],
)
def test_sentence(tasks: list[Json], name: str, wanted: tuple[int, int, int]) -> None:
    assert counts(tasks, name) == wanted


@pytest.mark.parametrize(
    ("notice", "name", "wanted"),
    [
        ({"title": "某市 通知"}, "title", (1, 0, 0)),
        ({"title": "通知"}, "title", (0, 1, 1)),
        ({"title": "关于安全的通知"}, "title", (1, 0, 0)),
        ({"doc_number": "某政发〔2025〕1号"}, "doc_number", (0, 1, 0)),
        ({"addressees": ["各镇", "各村"]}, "addressees", (1, 1, 0)),
        ({"addressees": ["各镇人民政府"]}, "addressees", (1, 0, 0)),
        ({"issuer": "某市人民政府"}, "issuer", (0, 0, 0)),
    ],
)
def test_masthead(notice: Json, name: str, wanted: tuple[int, int, int]) -> None:
    assert counts([], name, notice) == wanted


def as_read(document: Document) -> Json:
    """What a faultless reading of a document would print."""
    tasks = [r for r in document.rows if r["kind"] == "sentence" and r["is_task"]]
    return {"notice": document.meta, "tasks": tasks}


def quotes(row: Json) -> Iterator[str]:
    yield row["text"]
    for name in ("due", "recurrences", "windows", "response", "targets", "conditions"):
        yield from (label["quote"] for label in row.get(name) or ())


def test_labels_agree_with_themselves() -> None:
    assert len(LABELLED) == 20
    whole = Tally()
    for document in LABELLED:
        whole.update(score(document, as_read(document)))
    assert whole.differences == []
    assert all(whole.counts[name]["hit"] > 0 for name in FIELDS)


def test_labelled_words_stand_in_the_documents() -> None:
    texts = [d for d in LABELLED if d.path.suffix in {".txt", ".csv"}]
    assert len(texts) == 17
    for document in texts:
        whole = fold(PAGE.sub("", document.path.read_text(encoding="utf-8-sig")))
        rows = [r for r in document.rows if r["kind"] == "sentence"]
        assert len(rows) > 5, document.path
        gone = [q for row in rows for q in quotes(row) if fold(q) not in whole]
        assert gone == [], document.path
