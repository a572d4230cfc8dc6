"""The view of a notice for a terminal: what it shows, and what it explains."""

from __future__ import annotations

from functools import cache

from rich.text import Text

from ingest.pipeline import read_notice
from ingest.records import Mention, Notice, Task
from service.commands.notice_view import render
from tests.service.conftest import ROOT


@cache
def notice() -> Notice:
    path = ROOT / "data" / "notices" / "xiaoyi-2026.txt"
    return read_notice(path, path.name)


def lines(explain: bool) -> list[str]:
    return [part.plain for part in render(notice(), explain) if isinstance(part, Text)]


def mentions(task: Task) -> list[Mention]:
    """Where each value of the task was read; a quoted mechanism is told as a term."""
    values = (
        *task.owners, *task.recurrences, *task.windows, *task.response, *task.targets,
        *task.conditions, *task.terms, *task.citations, *task.sectors, *task.hazards,
        *task.measures, *task.unquoted, *(d for d in task.due if d.basis == "explicit"),
    )  # fmt: skip
    return [value.mention for value in values]


def test_every_value_is_explained_by_its_rule_and_span() -> None:
    told = "\n".join(lines(explain=True))
    explained = [m for task in notice().tasks for m in mentions(task)]
    assert len(explained) > 500
    assert {"mechanism.named", "topic.heading", "topic.sentence", "measure"} <= {
        m.rule for m in explained
    }
    assert [m for m in explained if f"[{m.rule} @ {m.start}–{m.end}]" not in told] == []


def test_a_mechanism_without_quotation_marks_is_shown_with_its_words() -> None:
    line = "      机制     煤矿智能化 → zhinenghua-meikuang"
    assert line in lines(explain=False)
    assert f"{line}  [mechanism.named @ 3085–3090]" in lines(explain=True)
    assert notice().document.text[3085:3090] == "煤矿智能化"


def test_measures_are_left_to_the_explanation() -> None:
    assert not any(line.lstrip().startswith("措施") for line in lines(explain=False))
    assert any(line.lstrip().startswith("措施") for line in lines(explain=True))
