"""What the text counts beside its headings: 一是 … 三是, codes at the head of a line (B1 … B5), the tables it names (表1 … 表3),
the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from shapes.facts import Fact, seen
from shapes.measure.holders import Holders, Line
from shapes.text import begun, ordinal
from shapes.view import Notice, Section

MEMBER = re.compile(
    r"(?:^|(?<=[。；：:;，,\s　（）()])|(?<![统唯万之专逐])(?=一是))([一二三四五六七八九十])(?:是(?!否)|要(?=[\u4e00-\u9fff]))"
)
_CODE = re.compile(r"^[ 　\t|*#]*([A-Z])-?(\d{1,2})(?=[ 　\t、.．:：|](?!\d))")
_TABLE = re.compile(
    r"(?<![A-Za-z0-9\u4e00-\u9fff])(?:见|按|填报|填写|按照)?表[ ]?(\d{1,2})(?![\d.．-])|(?<=[见按照送写报对])表(\d{1,2})(?![\d.．-])"
)
_WITHIN = re.compile(
    r"本(?:通知|方案|办法|细则|规定|意见|要点|计划)第[（(]?(?P<article>[一二三四五六七八九十]{1,3}|\d{1,2})[）)]?[条项](?![\u4e00-\u9fff]{0,2}[之款])"
    r"|本(?:通知|方案|意见|要点|计划)第(?P<part>[一二三四五六七八九十]{1,2})部分"
    r"|(?:^|(?<=[，。；、：]))第(?P<row>\d{1,2})项(?=由|任务|工作|按|于|要)",
    re.M,
)
_OF_A_LAW = re.compile("[法例定则准》][^。；]{0,12}$")
ITEM = re.compile(
    r"[ 　\t#*]*(?P<open>[（(]?)(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})(?P<close>[)）、.．])(?!\d)"
)
_PART = re.compile(
    r"[ 　\t#*]*(?:(?P<part>[一二三四五六七八九十]{1,3})、|第(?P<named>[一二三四五六七八九十]{1,2})部分)"
)
_ENOUGH = 2  # numbers in a row that make a gap a slip


def measure_counted(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Gaps in what is counted."""
    lines = holders.lines
    for line, span, found, expected in (*_members(lines), *_codes(lines), *_tables(lines)):
        yield from holders.seen("numberSkipped", line, span, found=found, expected=expected)
    for line, span, found, last in _beyond(notice, lines):
        yield from holders.seen("beyondEnd", line, span, found=found, last=str(last))
    yield from _rows(notice)


_Gap = tuple[Line, tuple[int, int], str, str]
"""The line, where the gap is in it, what is found and the number that is missing."""


def _members(lines: Sequence[Line]) -> Iterator[_Gap]:
    """Of 一是 … 二是 …, which may stand in one paragraph or in several."""
    last, kind = 0, ""
    for line in lines:
        for match in MEMBER.finditer(line.text):
            number, way = ordinal(match[1]) or 0, match[0][-1]
            if number == 1 or way != kind:
                last, kind = (0, way) if number == 1 else (number, way)
            if last and number == last + 2:
                yield line, match.span(), match[0], str(last + 1)
            last = number


def _codes(lines: Sequence[Line]) -> Iterator[_Gap]:
    """Of codes at the head of lines or rows, letter by letter."""
    counted: dict[str, list[int]] = {}
    for line in lines:
        match = _CODE.match(line.text)
        if match is None:
            continue
        number, before = int(match[2]), counted.setdefault(match[1], [])
        if (
            before == list(range(1, len(before) + 1))
            and len(before) > 1
            and number > len(before) + 1
        ):
            yield line, match.span(1), f"{match[1]}{match[2]}", f"{match[1]}{len(before) + 1}"
        before.append(number)


def _tables(lines: Sequence[Line]) -> Iterator[_Gap]:
    """Of the tables that the text names, by their first mentions."""
    named: dict[int, _Gap] = {}
    for line in lines:
        for match in _TABLE.finditer(line.text):
            number = int(match[1] or match[2])
            named.setdefault(number, (line, match.span(), f"表{number}", ""))
    missing = next((n for n in range(1, max(named, default=0)) if n not in named), None)
    if missing is not None and missing > 1:
        gap = named[next(n for n in sorted(named) if n > missing)]
        yield (*gap[:3], f"表{missing}")


def _beyond(
    notice: Notice, lines: Sequence[Line]
) -> Iterator[tuple[Line, tuple[int, int], str, int]]:
    """Articles, items and parts of its own that the text speaks of and that are behind its last number."""
    heads = [ITEM.match(line.text) for line in lines]
    numbers = [ordinal(head["number"]) or 0 for head in heads if head]
    rows = [*notice.sections.values(), *(row.section for row in notice.annex)]
    numbers += [ordinal(each.number) or 0 for each in rows if each.number]
    parts = [
        ordinal(m["part"] or m["named"]) or 0 for line in lines if (m := _PART.match(line.text))
    ]
    last_item, last_part = max(numbers, default=0), max(parts, default=0)
    for line in lines:
        for found in _WITHIN.finditer(line.text):
            number = ordinal(found["article"] or found["row"] or found["part"]) or 0
            last = last_part if found["part"] else last_item
            others = found["row"] and _OF_A_LAW.search(line.text[: found.start()])
            if number > last > 1 and not others:
                yield line, found.span(), found[0], last


def _rows(notice: Notice) -> Iterator[Fact]:
    """The one gap in the numbers of a table that counts its rows."""
    for rows in (notice.table_rows, [row.section for row in notice.annex]):
        for counted in _runs([(row, ordinal(row.number)) for row in rows]):
            steps = [b[1] - a[1] for a, b in pairwise(counted)]
            if steps.count(1) < _ENOUGH or sum(step not in (0, 1) for step in steps) != 1:
                continue
            at = next(i for i, step in enumerate(steps) if step not in (0, 1))
            row, number = counted[at + 1]
            doubled = steps[max(0, at - 2) : at] == [1, 0] and apart(
                counted[at - 1][0], counted[at][0], of_rows=counts_rows(counted)
            )  # told as such, where it is
            if steps[at] == 2 and not doubled:
                yield seen(
                    row.iri, "numberSkipped", row.place, found=row.number, expected=str(number - 1),
                    sentence=row.title or begun(row.text, 60),
                )  # fmt: skip


def counts_rows(counted: Sequence[tuple[Section, int]]) -> bool:
    """Whether a table counts the rows of one heading, not its matters."""
    return any(a.title == b.title and n != m for (a, n), (b, m) in pairwise(counted))


def apart(before: Section, row: Section, *, of_rows: bool) -> bool:
    """Whether a row is of a matter of its own, or of a text of its own in a table that counts rows."""
    return "" != before.title != row.title != "" or (of_rows and before.text != row.text)


def _runs(rows: Sequence[tuple[Section, int | None]]) -> Iterator[list[tuple[Section, int]]]:
    """The rows of each table, whose numbers begin anew with 1; a row without a number ends it."""
    run: list[tuple[Section, int]] = []
    for row, number in rows:
        if run and (number is None or (number == 1 and run[-1][1] != 1)):
            yield run
            run = []
        if number is not None:
            run.append((row, number))
    if run:
        yield run
