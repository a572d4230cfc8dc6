"""The pairs of who, by when and how much in one sentence."""

from pathlib import Path
from typing import Any

import pytest

from ingest.duty_graph import responsibilities
from ingest.export import notice_json
from ingest.pipeline import read_notice
from ingest.records import Mention, Notice, Owner
from tests.ingest.written import written

HERE = Path(__file__).parent
HEAD = "关于做好2026年安全生产工作的通知\n孝义市人民政府\n一、重点任务\n（一）工作。"
CASES: list[dict[str, Any]] = written(HERE / "duties.yml")
TIMES = ("due", "recurrences", "windows", "response")


def read(text: str) -> Notice:
    return read_notice(f"{HEAD}{text}\n".encode(), "x.txt")


def pairs(text: str) -> list[dict[str, list[str]]]:
    tasks = read(text).tasks
    return [
        {
            "who": [t.owners[i].name for i in d.owners],
            "when": [getattr(t, k)[i].mention.quote for k in TIMES for i in getattr(d, k)],
            "how_much": [t.targets[i].mention.quote for i in d.targets],
        }
        for t in tasks
        for d in t.duties
    ]


def test_the_corpus_is_whole() -> None:
    assert len(CASES) >= 30
    assert sum(len(c["duties"]) > 1 for c in CASES) >= 20
    assert sum(len(c["duties"]) == 1 for c in CASES) >= 5


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:16] for c in CASES])
def test_pairs(case: dict[str, Any]) -> None:
    assert pairs(case["text"] + case.get("note", "")) == case["duties"]


def test_words_stand_where_the_duty_says() -> None:
    notice = read(
        "6月底前，市住建局完成燃气排查，市教育局每季度演练一次（寄宿学校每月至少1次），建立台账。"
    )
    text = notice.document.text
    duties = notice.tasks[0].duties
    assert [d.text for d in duties] == [
        "6月底前，市住建局完成燃气排查",
        "市教育局每季度演练一次（寄宿学校每月至少1次），建立台账。",
        "寄宿学校每月至少1次",
    ]
    assert [text[d.start : d.end] for d in duties] == [d.text for d in duties]


@pytest.mark.parametrize(
    ("text", "duties"),
    [
        (
            "市长每月、副市长每两个月至少听取一次安全生产工作汇报。",
            [
                "市长每月、副市长每两个月至少听取一次安全生产工作汇报。",
                "副市长每两个月至少听取一次安全生产工作汇报。",
            ],
        ),
        (
            "防火紧要期（11月至次年4月），市林草局开展联合督查，市公安局依法查处违法用火。",
            ["防火紧要期（11月至次年4月），市林草局开展联合督查", "市公安局依法查处违法用火。"],
        ),
        (
            "市应急局做到“日碰头、周调度、月总结”，及时协调解决问题。",
            ["市应急局做到“日碰头、周调度、月总结”，及时协调解决问题。"],
        ),
    ],
)
def test_a_duty_says_what_to_do(text: str, duties: list[str]) -> None:
    """No season, agent or half of a quotation stands alone."""
    assert [d.text for t in read(text).tasks for d in t.duties] == duties


def test_one_set_is_one_duty_that_covers_the_sentence() -> None:
    notice = read("完善应急预案，6月底前组织一次演练。（责任单位：市应急局、市消防救援支队）")
    task = notice_json(notice)["tasks"][0]
    assert [o["name"] for o in task["owners"]] == ["市应急局", "市消防救援支队"]
    assert task["duties"] == [
        {"start": task["start"], "end": task["end"], "text": task["text"], "owners": [0, 1], "due": [0],
         "recurrences": [], "windows": [], "response": [], "targets": [0], "conditions": []}
    ]  # fmt: skip


def test_a_note_belongs_to_the_duties_that_name_nobody() -> None:
    found = pairs("加强协同，市住建局5月底前完成排查，各县9月底前完成整改。（责任单位：市安委办）")
    assert [d["who"] for d in found] == [["市安委办"], ["市住建局"], ["各县"]]


def test_a_note_stays_where_every_duty_names_somebody() -> None:
    found = pairs("市住建局5月底前完成排查，各县9月底前完成整改。（责任单位：市安委办）")
    assert [d["who"] for d in found] == [["市安委办", "市住建局"], ["市安委办", "各县"]]


def test_a_time_limit_of_the_note_belongs_to_every_duty_without_a_time() -> None:
    found = pairs("市住建局开展排查，各县每月巡查。（责任单位：市安委办；完成时限：2026年9月底前）")
    assert [d["when"] for d in found] == [["2026年9月底前"], ["每月"]]


def test_a_subject_that_goes_on_owns_every_duty() -> None:
    found = pairs("各乡镇要建立台账。要6月底前完成排查，9月底前完成整改。")
    assert [(d["who"], d["when"]) for d in found] == [
        (["各乡镇"], []),
        (["各乡镇"], ["6月底前"]),
        (["各乡镇"], ["9月底前"]),
    ]


def test_no_duty_rests_on_the_end_of_the_plan_year() -> None:
    task = read("健全应急联动机制。").tasks[0]
    assert [d.basis for d in task.due] == ["inherited"]
    assert task.duties[0].due == ()


def test_owners_whom_the_same_words_name_stand_in_the_order_of_the_text() -> None:
    words = Mention("各局", 0, 2, "note")
    owners = [Owner("各局", "lead", "note", words, f"unit/{n}", words) for n in range(12)]
    (said,) = responsibilities([*owners, *owners], "各局")
    assert list(said.members) == owners
