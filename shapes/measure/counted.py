"""What the text counts beside its headings: 一是 … 三是, codes at the head of a line (B1 … B5), the tables it names (表1 … 表3),
the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from shapes.facts import Fact, seen
from shapes.measure.holders import Holders, Line
from shapes.text import ordinal
from shapes.view import Notice, Section

_MEMBER = re.compile(
    r"(?:^|(?<=[。；：:;，,\s　（）()])|(?<![统唯万之专逐])(?=一是))([一二三四五六七八九十])(?:是(?!否)|要(?=[\u4e00-\u9fff]))"
)
_CODE = re.compile(r"^[ 　\t|*#]*([A-Z])-?(\d{1,2})(?=[ 　\t、.．:：|](?!\d))")
_TABLE = re.compile(
    r"(?<![A-Za-z0-9\u4e00-\u9fff])(?:见|按|填报|填写|按照)?表[ ]?(\d{1,2})(?![\d.．-])|(?<=[见按照送写报对])表(\d{1,2})(?![\d.．-])"
)
_PROMISE = re.compile(
    r"(?:以下|下列|如下)([二两三四五六七八九十]|1[0-9]|[2-9])(?:个方面|个|项|条|类|点|种|大)[^。；，：:\n“《]{0,10}[：:。](?=\s*(?:$|一是|一要|1[.．、](?!\d)))",
    re.M,
)
_RUN_IN = re.compile(
    r"(?:以下|下列|如下)([二两三四五六七八九十]|1[0-9]|[2-9])(?:个|项|类|种|大)[^。；，：:、\n“《]{0,10}[：:]([^。；：:，\n]{4,120})(?=[。；])"
)
_ETC = re.compile(r"等(?P<stated>[六七八九十]|1[0-2]|[6-9])大(?=[\u4e00-\u9fff])")
_NAMED = re.compile(r"(?:[\u4e00-\u9fff]{2,12}、){4,}[\u4e00-\u9fff]{2,12}$")
_MEMBERS = 140  # characters that names of a dozen members take at most
_WITHIN = re.compile(
    r"本(?:通知|方案|办法|细则|规定|意见|要点|计划)第(?P<article>[一二三四五六七八九十]{1,3}|\d{1,2})[条项](?![\u4e00-\u9fff]{0,2}[之款])"
    r"|(?:^|(?<=[，。；、：]))第(?P<row>\d{1,2})项(?=由|任务|工作|按|于|要)",
    re.M,
)
_OF_A_LAW = re.compile("[法例定则准》][^。；]{0,12}$")
_ITEM = re.compile(
    r"[ 　\t#*]*(?P<open>[（(]?)(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})(?P<close>[)）、.．])(?!\d)"
)
_INLINE = re.compile(r"(?:^|(?<=[；;。，,]))[ 　]*(\d{1,2})[.．、](?!\d)")
_ABOVE = re.compile(
    r"[ 　]*(?:第[一二三四五六七八九十]+[章节部]|附[ 　]*件|特此通知)|[ 　]*20\d\d年\d{1,2}月\d{1,2}日\s*$"
)
_FAR = 400  # lines below that may hold a list
_ENOUGH = 2  # numbers in a row that make a gap a slip


def measure_counted(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Gaps in what is counted."""
    lines = holders.lines
    for line, span, found, expected in (*_members(lines), *_codes(lines), *_tables(lines)):
        yield from holders.seen("numberSkipped", line, span, found=found, expected=expected)
    for line, span, found, stated, count in _promised(lines):
        says = {"stated": str(stated), "counted": str(count)}
        yield from holders.seen("countDiffers", line, span, found=found, **says)
    for line, span, found, last in _beyond(notice, lines):
        yield from holders.seen("beyondEnd", line, span, found=found, last=str(last))
    yield from _rows(notice)


_Gap = tuple[Line, tuple[int, int], str, str]
"""The line, where the gap is in it, what is found and the number that is missing."""


def _members(lines: Sequence[Line]) -> Iterator[_Gap]:
    """Of 一是 … 二是 …, which may stand in one paragraph or in several."""
    last, kind = 0, ""
    for line in lines:
        for match in _MEMBER.finditer(line.text):
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


def _promised(lines: Sequence[Line]) -> Iterator[tuple[Line, tuple[int, int], str, int, int]]:
    """Lines that say how many members follow (以下五项：), where another number of them does: the line, the words in it, both
    numbers. Members stand behind it in the line (一是…) or at the heads of the lines below, counted from one."""
    for at, line in enumerate(lines):
        found = None if line.annexed else _PROMISE.search(line.text)
        if not line.annexed:
            yield from ((line, *each) for each in _run_in(line.text))
        stated = _number(found[1]) if found else 0
        if found is None or not stated:
            continue
        rest = line.text[found.end() :].strip()
        count = _members_in(rest) if rest else _members_below(lines[at + 1 : at + 1 + _FAR])
        if count > 1 and count != stated:
            yield line, found.span(), found[0].rstrip("：:。"), stated, count


def _number(words: str) -> int:
    return ordinal(words.replace("两", "二")) or 0


def _run_in(text: str) -> Iterator[tuple[tuple[int, int], str, int, int]]:
    """Members between commas of enumeration: behind the number of them (以下六类车辆：…、…), and ahead of it where all but one
    are named (…、…等八大作业)."""
    for found in _RUN_IN.finditer(text):
        members = re.sub("[（(][^（()）]*[)）]", "", found[2])
        count = members.count("、") + 1
        also = len(re.findall("[和及与]", members))
        stated = _number(found[1])
        if count > 2 and not count <= stated <= count + also and not _MEMBER.search(found[2]):
            words = found[0].partition("：")[0].partition(":")[0]
            yield (found.start(), found.start() + len(words)), words, stated, count
    for found in _ETC.finditer(text):
        ahead = max(0, found.start() - _MEMBERS)
        named = _NAMED.search(text[ahead : found.start()])
        count = named[0].count("、") + 1 if named else 0
        stated = ordinal(found["stated"]) or 0
        if named and count == stated - 1 and not re.search("[和及与]", named[0]):
            span = (ahead + named.start(), found.end())
            yield span, text[slice(*span)], stated, count


def _beyond(
    notice: Notice, lines: Sequence[Line]
) -> Iterator[tuple[Line, tuple[int, int], str, int]]:
    """Articles and items of its own that the text speaks of and that are behind its last number."""
    heads = [_ITEM.match(line.text) for line in lines]
    numbers = [ordinal(head["number"]) or 0 for head in heads if head]
    rows = [*notice.sections.values(), *(row.section for row in notice.annex)]
    numbers += [ordinal(each.number) or 0 for each in rows if each.number]
    last = max(numbers, default=0)
    for line in lines:
        for found in _WITHIN.finditer(line.text):
            number = ordinal(found["article"] or found["row"]) or 0
            others = found["row"] and _OF_A_LAW.search(line.text[: found.start()])
            if number > last > 1 and not others:
                yield line, found.span(), found[0], last


def _members_in(text: str) -> int:
    """How many members of 一是 … 二是 … or 1. … 2. … a text has; 0 where one is missing or they begin otherwise."""
    found = _INLINE.findall(text) if text.startswith("1") else []
    numbers = [ordinal(each) for each in found or _MEMBER.findall(text)]
    return len(numbers) if numbers == list(range(1, len(numbers) + 1)) else 0


def _members_below(lines: Sequence[Line]) -> int:
    """How many lines at the head of ``lines`` and below are counted on from one in the style of the first; 0 where one is missing."""
    first = next((line for line in lines if line.text.strip()), None)
    head = _ITEM.match(first.text) if first else None
    if head is None or ordinal(head["number"]) != 1:
        return 0
    count = 0
    for line in lines:
        item = _ITEM.match(line.text)
        if line.annexed or (item is None and _ABOVE.match(line.text)):
            break
        if item is None or _like(item) != _like(head):
            continue
        number = ordinal(item["number"])
        if number == 1 and count:
            break
        if number != count + 1:
            return 0
        count += 1
    else:
        return count if len(lines) < _FAR else 0  # else the list may go on
    return count


def _like(item: re.Match[str]) -> tuple[str, bool, str]:
    """The style of a number at the head of a line."""
    return item["open"], item["number"].isdigit(), item["close"]


def _rows(notice: Notice) -> Iterator[Fact]:
    """The one gap in the numbers of a table that counts its rows."""
    for rows in (notice.table_rows, [row.section for row in notice.annex]):
        for counted in _runs([(row, ordinal(row.number)) for row in rows]):
            steps = [b[1] - a[1] for a, b in pairwise(counted)]
            if steps.count(1) < _ENOUGH or sum(step not in (0, 1) for step in steps) != 1:
                continue
            at = next(i for i, step in enumerate(steps) if step not in (0, 1))
            row, number = counted[at + 1]
            if steps[at] == 2:
                yield seen(
                    row.iri, "numberSkipped", row.place, found=row.number, expected=str(number - 1),
                    sentence=row.title or row.text[:60],
                )  # fmt: skip


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
