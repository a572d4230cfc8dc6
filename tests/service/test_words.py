"""Words are found by the index as by reading, after each change; and never by one that is behind."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.statements import stated
from service.store import index
from service.store.build import build
from service.store.conditions import Conditions
from service.store.draft import change
from service.store.finding import Index
from service.store.graphs import triples_of
from service.store.index import renew
from service.store.layout import DataDir
from service.store.opened import Found
from service.store.sheets import Duty, Notice, Said, Sheet, Task, Time, Written, sheet_of, written
from service.store.updates import run_update
from tests.service.conftest import LVLIANG, NOTICES, SOURCES, XIAOYI, Server

pytestmark = pytest.mark.usefixtures("at_hand")

WORDS = ("燃气", "隐患", "安", "安全生产", "三管三必须", "2026", "没有的词")


def sentences(root: Path) -> dict[str, str]:
    store = ox.Store.read_only(str(DataDir(root).require_current().store))
    sheets = [
        sheet_of(name, Said(map(stated, triples_of(store, name)))) for name in (XIAOYI, LVLIANG)
    ]
    return {task.iri: task.text for sheet in sheets for task in sheet.tasks}


def found(root: Path, word: str) -> list[str]:
    with closing(Index(DataDir(root).require_current().index)) as index:
        return sorted(index.having(word))


def sheet(notice: str, texts: dict[str, str]) -> Written:
    """Tasks (by IRI) of a notice that say so."""
    tasks = (Task(iri, notice, -1, -1, text, "", False, (), ()) for iri, text in texts.items())
    return written(Sheet((Notice(notice, "", "", "", ()),), tuple(tasks)))


def agrees(root: Path) -> int:
    """Number of finds, by the index as by reading."""
    said = sentences(root)
    read = {word: sorted(task for task, text in said.items() if word in text) for word in WORDS}
    assert {word: found(root, word) for word in WORDS} == read
    return sum(map(len, read.values()))


def test_the_index_follows_every_change(root: Path) -> None:
    whole = agrees(root)
    assert whole >= 5
    with change(DataDir(root)) as draft:
        draft.drop_notice(LVLIANG)
    assert agrees(root) < whole
    build(DataDir(root), NOTICES, SOURCES)
    assert agrees(root) == whole
    with change(DataDir(root)) as draft:
        text = f"WITH <{XIAOYI}> DELETE {{ ?t ?p ?o }} WHERE {{ ?t a ?kind ; ?p ?o }}"
        run_update(draft, text, union=True)
    assert agrees(root) < whole


def test_a_writer_that_ends_before_the_commit_leaves_index_and_graph_as_they_were(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = agrees(root)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(DataDir, "commit", die)
        with pytest.raises(KeyboardInterrupt), change(DataDir(root)) as draft:
            draft.drop_notice(XIAOYI)
    assert agrees(root) == whole
    with change(DataDir(root)) as draft:
        draft.drop_notice(XIAOYI)
    assert agrees(root) < whole


def test_parts_stay_few_and_nothing_is_lost(tmp_path: Path) -> None:
    before: Path | None = None
    for number in range(40):
        new = sheet(f"x:{number}", {f"x:{number}/{n}": f"第{number}号第{n}句" for n in range(5)})
        renew(before, tmp_path / str(number), {f"x:{number}": new, f"x:{number - 30}": b""})
        before = tmp_path / str(number)
    assert before is not None
    assert len(list(before.glob("*.sqlite"))) < 10
    with closing(Index(before)) as index:
        assert index.having("第3句") == {f"x:{number}/3" for number in range(10, 40)}
        assert index.having("第39号第4") == {"x:39/4"}
        assert index.having("第39号 第4句") == {"x:39/4"}


def test_a_part_has_some_notices_and_is_left_as_it_is_when_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.store.index.MOST", 3)
    monkeypatch.setattr("service.store.index.FULL", 1)
    new = {f"x:{n}": sheet(f"x:{n}", {f"x:{n}/1": f"第{n}号通知"}) for n in range(10)}
    renew(None, tmp_path / "first", new)
    changed = {"x:3": sheet("x:3", {"x:3/1": "另一句"}), "x:4": b""}
    renew(tmp_path / "first", tmp_path / "second", changed)
    for name, parts, number in (("first", 4, 10), ("second", 5, 8)):
        assert len(list((tmp_path / name).glob("*.sqlite"))) == parts
        with closing(Index(tmp_path / name)) as index:
            assert len(index.having("号通知")) == number
            page = index.tasks(Conditions(text="通知"), "notice", 3, 2)
            assert (len(page.items), page.total) == (3, number)
    gone = {"x:0": b"", "x:1": sheet("x:1", {"x:1/1": "第1号通知"}), "x:9": b""}
    renew(tmp_path / "second", tmp_path / "third", gone)
    parts = sorted(int(part.stem) for part in (tmp_path / "third").glob("*.sqlite"))
    assert parts == [3, 5, 6, 7, 8], (
        "a part without life goes, one that is not half alive is written anew"
    )
    with closing(Index(tmp_path / "third")) as index:
        assert index.having("号通知") == {f"x:{n}/1" for n in (1, 2, 5, 6, 7, 8)}
    with closing(Index(tmp_path / "second")) as index:
        assert index.tasks(Conditions(text="通知 第9号"), "-due", 5, 0) == Found(["x:9/1"], 1)
        assert index.tasks(Conditions(), "text", None, 0).total == 9


def test_parts_of_one_step_are_written_together_some_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.store.index.MOST", 2)
    together = []

    def noted(folder: Path, live: dict[str, int], parts: list[Path], number: int) -> None:
        together.append([int(part.stem) for part in parts])
        write(folder, live, parts, number)

    write = index._write
    monkeypatch.setattr(index, "_write", noted)
    new = {f"x:{n}": sheet(f"x:{n}", {f"x:{n}/1": f"第{n}号通知"}) for n in range(24)}
    index.renew(None, tmp_path / "index", new)
    assert together[:3] == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]
    assert {len(parts) for parts in together} == {4}
    with closing(Index(tmp_path / "index")) as found:
        assert len(found.having("号通知")) == 24


def test_an_index_written_before_it_told_of_drafts_says_that_it_does_not_know(
    tmp_path: Path,
) -> None:
    time = Time("x:t", "2026-10-01", "", "", "", False, "10月1日前")
    duty = Duty("x:d", "", (), (), ("2026-10-01",), (time,))
    task = Task(
        "x:1", "x:n", -1, -1, "排查。", "2026-10-01", False, (("inferred", "x:d"),), (duty,)
    )
    draft = ("status", "https://w3id.org/anze/code/status/draft")
    told = []
    for number, has in enumerate(((), (draft,))):
        notice = Notice("x:n", "", "", "", has)
        renew(None, tmp_path / f"{number}", {"x:n": written(Sheet((notice,), (task,)))})
        with closing(Index(tmp_path / f"{number}")) as index:
            (row,) = index.times(Conditions(), None, "", None, 0).items
            told.append((row.draft, row.inferred))
    assert told == [(-1, -1), (1, 1)]


@pytest.mark.parametrize(
    ("word", "other"), [("燃气", "燃气管"), ("隐患，排查", "隐患排查"), ("AI", "ＡＩ")]
)
def test_phrases(tmp_path: Path, word: str, other: str) -> None:
    texts = {"x:1": f"加强{word}。", "x:2": "安全生产"}
    renew(None, tmp_path / "index", {"x:n": sheet("x:n", texts)})
    with closing(Index(tmp_path / "index")) as index:
        assert index.having(word) == {"x:1"}
        assert index.having(other) == set()
        assert index.having(word[0]) == {"x:1"}
        assert index.having("。") == {"x:1"}, "what is neither letter nor digit as it stands"


MARKED = {
    "燃气（管道）": {"x:1"}, "燃气-管道": {"x:2"}, "燃气管道": {"x:3"}, "管道。": {"x:2", "x:3"}, "燃气": {"x:1", "x:2", "x:3"},
    "（管": {"x:1"}, "a_b": {"x:4"}, "a-b": {"x:5"}, "o'brien": {"x:4"}, "obrien": set(), "É（Ω）": {"x:5"}, "燃气（ 管道。": set(),
    "-管 燃气": {"x:2"}, "100%": {"x:5"}, "100": {"x:5"},
}  # fmt: skip


def test_marks_within_a_word_stand_in_the_text(tmp_path: Path) -> None:
    texts = {
        "x:1": "检修燃气（管道）；", "x:2": "检修燃气-管道。", "x:3": "检修燃气管道。", "x:4": "A_B，O'Brien", "x:5": "A-B é（ω）达100%",
    }  # fmt: skip
    renew(None, tmp_path / "index", {"x:n": sheet("x:n", texts)})
    with closing(Index(tmp_path / "index")) as index:
        assert {word: index.having(word) for word in MARKED} == MARKED
        counted = {word: index.tasks(Conditions(text=word), "due", 1, 0).total for word in MARKED}
    assert counted == {word: len(tasks) for word, tasks in MARKED.items()}


#: Routes with words that they find, one by one and several.
TEXTS = {
    "/tasks": ("ai", "挂牌督办", "应急 局"),
    "/articles": ("ai", "挂牌督办", "燃气 隐患"),
    "/units": ("应急", "应急 局", "孝义 应急"),
    "/instruments": ("安全生产法", "安全 条例"),
    "/mechanisms": ("督办", "挂牌 督办"),
    "/sectors": ("燃气", "危险 化学"),
}


def test_a_text_means_the_same_by_every_route(five: Server) -> None:
    asked = 0
    for path, texts in TEXTS.items():
        for text in texts:
            words = text.split()
            same = {
                text, text.upper(), f" {text} ", "、".join(words), "，".join(words), f"{text}*",
                " ".join(f"“{each}”" for each in words), " ".join(f'"{each}"' for each in words),
                "".join(f"《{each}》、" for each in words), " ".join(reversed(words)),
            }  # fmt: skip
            found = {
                five.http.get(path, params={"text": each, "limit": 1}).json()["total"]
                for each in same
            }
            assert len(found) == 1, (path, text, found)
            assert found != {0}, (path, text)
            asked += len(same)
    assert asked > 90


def test_search_in_a_query_and_in_a_lookup(server: Server, data_dir: Path) -> None:
    expected = found(data_dir, "隐患")
    assert expected
    prefix = "PREFIX text: <https://w3id.org/anze/text#> "
    rows = server.rows(
        prefix
        + 'SELECT ?t { SERVICE text:index { ?t text:contains "隐患" } ?t a ?kind } ORDER BY ?t'
    )
    assert [row["t"] for row in rows] == expected
    listed = server.http.get("/tasks", params={"text": "隐患"}).json()
    assert sorted(item["id"] for item in listed["items"]) == expected
    refused = server.sparql("SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }")
    assert refused.status_code == 403
    dotted = 'SELECT ?t { SERVICE text:index { ?t text:contains "隐患" . } }'
    assert len(server.rows(prefix + dotted)) == len(expected)
    for pattern in ('?t text:contains "隐患", "排查"', '?t text:contains "隐患" ; a ?c', "?t a ?c"):
        wrong = server.sparql(f"{prefix} SELECT * {{ SERVICE text:index {{ {pattern} }} }}")
        assert (wrong.status_code, "只接受一个式子" in wrong.json()["detail"]) == (400, True)
