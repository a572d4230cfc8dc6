"""What the columns of a table are for: told by its head (one or two rows), or, where it has none, by
what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.deadlines import Calendar
from ingest.finding import clause
from ingest.labels import UNIT_ROLES, role_of_label
from ingest.orders import imperatives
from ingest.records import NO_WORDS, Normalised
from ingest.rulebook import rule_table
from ingest.times import find_times
from ingest.unit_names import looks_like_unit, split_units

Cells = tuple[Normalised, ...]

_TEXT_HEAD = re.compile(
    r"措施|内容|任务|要求|事项|工作|目标|举措|项目|要点|类别|领域|行业|隐患|问题|做法|条目|条款|行动|清单"
)
_MEASURE_HEAD = re.compile(r"措施|内容|举措|要求|标准|具体|做法")
_INSPECTING = "(?:检查|督查|督导|抽查|巡查|执法)"
_LOOKED_AT = re.compile(rf"{_INSPECTING}(?:主要|重点)?(?:内容|重点|要点|事项|项目)")
_TO_INSPECT = re.compile(rf"{_INSPECTING}(?:工作)?(?:安排|计划|任务|比例|家数|数量)")
"""Of an inspection, what is ordered: how many, how often; beside it 检查内容 is what is looked at (水泵是否完好)."""
_ASKED_BESIDE = re.compile("(?:反馈|回复|回告|报送|报告|上报|报备)(?:工作)?要求")
"""Heads what has to be told of the work, beside what has to be done."""
_RESULT_HEAD = re.compile(
    r"进展|完成情况|落实情况|整改情况|成效|佐证|结果|备注|说明|现状|得分|分值|评分"
)
_BARE_OWNER = re.compile("[省市县区镇]?[直级]?(?:部门|单位|科室|处室)(?:名称)?")
_TROUBLE = re.compile("问题|隐患|风险|企业")
"""In a table of these, 单位 is who was looked at."""
_NUMBER_HEAD = re.compile(r"(?:任务|项目)?(?:序号|编号|项次)|序|号|NO\.?", re.I)
_NUMBER = re.compile(r"[\d一二三四五六七八九十]{1,4}[.、]?")
_CONTACT = re.compile("联系|联络")
"""Heads a column of persons whom one calls: a table with no other is a list of contacts."""
_LONGEST_LABEL = 20
_SHARE = 0.7
"""Least share of a column's cells that must be of one kind where no head names it."""
_ANY_YEAR = Calendar(2000)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the number, the titles ahead of the measures, the measures, the owner and time cells stand;
    ``labels``: one a column."""

    number: int | None
    headings: tuple[int, ...]
    measures: tuple[int, ...]
    notes: tuple[int, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A head: the row at which it begins, how many rows it takes (0: there is none), its columns."""

    first: int
    depth: int
    columns: Columns

    @property
    def behind(self) -> int:
        return self.first + self.depth


def heads(rows: Sequence[Cells]) -> Iterator[Head]:
    """The heads of task tables among ``rows``, in order; what repeats one counts as one."""
    at = 0
    while at < len(rows):
        depth = _depth(rows[at:])
        columns = _columns(_labels(rows[at : at + depth]), rows[at + depth :])
        if columns:
            yield Head(at, depth, columns)
        at += depth if columns else 1


def unheaded(rows: Sequence[Cells]) -> Head | None:
    """The columns of a table without a head, None unless what stands in them speaks clearly: names of
    units in one, orders in another."""
    filled = [row for row in rows if len({c.offsets for c in row if c.text}) > 1]
    if not filled:
        return None
    labels = tuple(_kind([row[i].text for row in filled]) for i in range(len(filled[0])))
    columns = _columns(labels, filled)
    return Head(0, 0, columns) if columns else None


def from_cards(rows: Sequence[Cells]) -> tuple[Cells, ...]:
    """The rows of a table, its head first, that ``rows`` are as cards: heads stand at the side and what
    they head beside them (任务名称 | …, 责任单位 | …); () where they are none."""
    pairs = [pair for row in rows for pair in _beside(row)]
    names = list(dict.fromkeys(label.text for label, _ in pairs))
    labelled = [n for n in names if role_of_label(n) or _is_text(n) or _NUMBER_HEAD.fullmatch(n)]
    if not pairs or len(labelled) * 2 < len(names):
        return ()
    cards: list[dict[str, Normalised]] = []
    for label, value in pairs:
        if not cards or label.text in cards[-1]:
            cards.append({})
        cards[-1][label.text] = value
    firsts = {label.text: label for label, _ in reversed(pairs)}
    table = (
        tuple(firsts[n] for n in names),
        *(tuple(c.get(n, NO_WORDS) for n in names) for c in cards),
    )
    head = next(heads(table), None)
    if head is None:
        return ()
    return (*table[:1], *(r for row in table[1:] for r in _asked_in(row, head.columns)))


def _asked_in(row: Cells, columns: Columns) -> Iterator[Cells]:
    """The row of a card, and one more for each cell that asks for something else (反馈要求 beside 办理要求): it is
    of the same owners, but has no time but its own."""
    asked = [i for i, t in enumerate(columns.labels)
             if _ASKED_BESIDE.fullmatch(t) and i not in columns.measures and row[i].text]  # fmt: skip
    yield tuple(NO_WORDS if i in asked else c for i, c in enumerate(row))
    for i in asked:
        cells = [NO_WORDS if role_of_label(t) == "time" or j in asked else row[j]
                 for j, t in enumerate(columns.labels)]  # fmt: skip
        cells[columns.measures[-1]] = row[i]
        yield tuple(cells)


def _beside(row: Cells) -> list[tuple[Normalised, Normalised]]:
    """Labels with what stands at their right; a merged cell counts once."""
    cells = list({c.offsets: c for c in row if c.text}.values())
    return list(zip(cells[::2], cells[1::2], strict=False))


def _kind(texts: Sequence[str]) -> str:
    """The label that a column would have, "" where its cells tell none."""
    written = [t for t in texts if t]
    for label, test in (("序号", _NUMBER.fullmatch), ("完成时限", _is_time), ("责任单位", _are_units),
                        ("具体措施", _orders)):  # fmt: skip
        if written and sum(1 for t in written if test(t)) >= _SHARE * len(written):
            return label
    return ""


def _is_time(text: str) -> bool:
    if len(text) > 30:
        return False
    words = clause(Normalised(text, tuple(range(len(text)))))
    times = find_times(words, _ANY_YEAR, cell=True)
    limited = any(rule.pattern.search(text) for rule in rule_table("limit"))
    return limited or bool(times.due or times.recurrences or times.windows)


def _are_units(text: str) -> bool:
    return len(text) <= 200 and all(
        looks_like_unit(p.name) for line in text.split("\n") for p in split_units(line)
    )


def _orders(text: str) -> bool:
    return len(text) >= 6 and bool(imperatives(text))


def _depth(rows: Sequence[Cells]) -> int:
    """How many rows the head takes: a second one where it divides a cell of the first (责任分工 over
    牵头单位 and 配合单位) and leaves others whole. Where merged cells were lost, blanks are theirs."""
    if len(rows) < 2 or len({c.text for c in rows[0] if c.text}) < 2:
        return 1
    first = list[str]()
    for cell in rows[0]:
        first.append(cell.text or (first[-1] if first else ""))
    second = [c.text or above for c, above in zip(rows[1], first, strict=True)]
    divided = any(
        a == b and c != d for a, b, c, d in zip(first, first[1:], second, second[1:], strict=False)
    )
    labelled = [t for t in second if len(t) <= 10 and (role_of_label(t) or _TEXT_HEAD.search(t))]
    whole = [t for t in second if t in first]
    return 2 if divided and whole and len({*labelled, *whole}) * 2 > len({*second}) else 1


def _labels(head: Sequence[Cells]) -> tuple[str, ...]:
    """One label a column: the lowest that gives a role, else the lowest that says something."""
    columns = [[c.text.replace("\n", "") for c in column] for column in zip(*head, strict=True)]
    return tuple(
        next((t for t in reversed(c) if role_of_label(t)), next((t for t in reversed(c) if t), ""))
        for c in columns
    )


def _columns(labels: tuple[str, ...], rows: Sequence[Cells]) -> Columns | None:
    labels = _owning(labels, rows)
    notes = tuple(i for i, t in enumerate(labels) if len(t) <= _LONGEST_LABEL and role_of_label(t))
    number = next((i for i, t in enumerate(labels) if _NUMBER_HEAD.fullmatch(t)), None)
    texts = [i for i, t in enumerate(labels) if i not in notes and i != number and _is_text(t)]
    if not notes or not texts or not rows or all(_CONTACT.search(labels[i]) for i in notes):
        return None
    named = [
        i
        for i in texts
        if _MEASURE_HEAD.search(labels[i]) and not _ASKED_BESIDE.fullmatch(labels[i])
    ]
    longest = max(named or texts, key=lambda i: sum(len(row[i].text) for row in rows))
    if _LOOKED_AT.fullmatch(labels[longest]):
        longest = next(
            (i for i, t in enumerate(labels) if i not in notes and _TO_INSPECT.fullmatch(t)),
            longest,
        )
    measures = tuple(i for i, t in enumerate(labels) if t == labels[longest])
    headings = tuple(i for i in texts if i < measures[0])
    return Columns(number, headings, measures, notes, labels)


def _owning(labels: tuple[str, ...], rows: Sequence[Cells]) -> tuple[str, ...]:
    """The labels with 责任单位 for 部门 and 单位 where no other column names owners, and with what 属地责任 and
    the like say only where units stand below them."""
    owners = [i for i, t in enumerate(labels) if role_of_label(t) in UNIT_ROLES]
    said = {
        i: ""
        for i in owners
        if labels[i].endswith("责任") and not _stand_below(i, rows, _are_units)
    }
    if len(said) == len(owners) and not any(_TROUBLE.search(t) for t in labels):
        bare = (i for i, t in enumerate(labels) if _BARE_OWNER.fullmatch(t))
        said |= {i: "责任单位" for i in bare if _stand_below(i, rows, _are_units)}
    return tuple(said.get(i, t) for i, t in enumerate(labels))


def _stand_below(column: int, rows: Sequence[Cells], test: Callable[[str], bool]) -> bool:
    written = [row[column].text for row in rows if row[column].text]
    return sum(1 for t in written if test(t)) >= _SHARE * len(written) > 0


def _is_text(label: str) -> bool:
    return (
        len(label) <= _LONGEST_LABEL
        and bool(_TEXT_HEAD.search(label))
        and not _RESULT_HEAD.search(label)
    )
