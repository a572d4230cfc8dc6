"""Whatever is given, reading ends with a notice or with one clear error, and keeps its promises."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import NotANotice, UnreadableDocument
from ingest.graph import notice_quads
from ingest.pipeline import notice_of
from ingest.read import read_document
from ingest.records import Notice
from tests.ingest.mutations import CHANGES, changed, random_steps
from tests.ingest.promises import alike, check_names, check_offsets, check_text, within
from tests.ingest.scoring import GOLDEN, golden_files

BASES = [(p.name, p.read_text(encoding="utf-8")) for p in golden_files(GOLDEN).values()]
STEPS = st.lists(
    st.tuples(
        st.integers(0, len(CHANGES) - 1), st.integers(0, 10**6), st.integers(1, 40)
    ),
    max_size=30,
)  # fmt: skip
BOUNDED = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
FRAME = "某市人民政府关于做好2026年安全生产工作的通知\n各县人民政府：\n一、落实责任\n（一）{}\n"


def outcome(text: str, name: str) -> Notice | str:
    """The notice, all promises checked, or the name of the error that reading may end with."""
    try:
        document = read_document(text.encode("utf-8", "surrogatepass"), name)
        check_text(document)
        notice = notice_of(document)
    except (UnreadableDocument, NotANotice) as error:
        return type(error).__name__ if str(error).strip() else "an error that says nothing"
    assert check_offsets(notice) >= len(notice.tasks)
    check_names(notice)
    assert len(list(notice_quads(notice))) > 10
    return notice


@BOUNDED
@given(st.sampled_from(BASES), STEPS)
def test_damaged_notices(base: tuple[str, str], steps: list[tuple[int, int, int]]) -> None:
    outcome(changed(base[1], steps), base[0])


@BOUNDED
@given(
    st.text(
        alphabet="一二三、（）〔〕《》“”。；，：由每至月日前市局负责牵头配合等部门0123456789%年第条 \n",
        max_size=300,
    )
)
def test_heaps_of_signs(heap: str) -> None:
    outcome(FRAME.format(heap), "heap.txt")


@BOUNDED
@given(st.text(max_size=200), st.sampled_from(["x.txt", "x.md", "x.html"]))
def test_any_text(heap: str, name: str) -> None:
    outcome(heap.encode("utf-8", "replace").decode(), name)


def test_every_kind_of_change_is_tried_and_most_damage_is_survived() -> None:
    chance = random.Random(7)
    results = []
    for which in range(len(CHANGES)):
        for name, text in BASES[:6]:
            steps = [(which, *s[1:]) for s in random_steps(chance, 2)]
            results.append(outcome(changed(text, steps), name))
    assert len(results) == 16 * 6
    assert sum(isinstance(r, Notice) for r in results) >= 80


@pytest.mark.parametrize("base", BASES, ids=[n for n, _ in BASES])
def test_unchanged(base: tuple[str, str]) -> None:
    assert isinstance(outcome(base[1], base[0]), Notice)
    assert changed(base[1], []) == base[1]


@pytest.mark.parametrize(
    "text",
    ["", " \n\t", "\ufeff", "\x00" * 40, "。", "（" * 500, "一、" * 300, "#" * 500, "<" * 500],
)
def test_nothing_to_read(text: str) -> None:
    assert outcome(text, "x.txt") in ("UnreadableDocument", "NotANotice")


def test_the_promises_notice_a_loss() -> None:
    assert within("abc", "a1b2c3")
    assert not within("acb", "a1b2c3")
    assert alike("（1）：“甲” ２％") == alike('(1):"甲"2%')
