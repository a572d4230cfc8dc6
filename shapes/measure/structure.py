"""Structure: numbering, headings, empty sections."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from shapes.facts import Fact, seen
from shapes.measure.counted import apart, counts_rows
from shapes.text import ANNEX_HEADING, begun, fold, in_chinese, ordinal, plain_numerals
from shapes.view import Notice, Place, Row, Section, Task

_LABELLED = re.compile(r"[^，。；：]{2,16}：")  # 零售店（点）：… says what it is about
_MEASURED = re.compile(r"\d+[.．]\d+(?=年(?!度)|月(?!度)|日(?!常)|[时点分秒米度℃%])")
FURTHER_ANNEXES = (
    r"(?:\n[ 　]*\d{1,2}[.．、].*|\n[ 　]*\n[ 　]*(?:[2-9]|1\d)[.．、](?=\s*(?:\D|20\d\d)).*)*"
)
"""The lines of a list of annexes behind its first one, an empty line between them or none."""
_ANNEXES = re.compile(rf"^[ 　]*附[ 　]*件[：:].*{FURTHER_ANNEXES}", re.M)
ANNEX_NUMBER = re.compile(r"(?:^|[：:\s])(\d{1,2})[.．、](?=\s*(?:\D|20\d\d))", re.M)
_LEFT_OUT = re.compile(r"（(?:从?略|另附|见附[件表]|附后)）\s*[。；]?$")
"""Who wrote it says that the text stands elsewhere or is left out (值班表（略）)."""
_OF_PROBLEMS = re.compile(
    r"(?<!解决)(?:问题|不足|短板|差距|薄弱环节|教训|形势|情况)$"
)  # what a heading tells of
_LAID_OUT = frozenset(
    {
        "numberRepeated",
        "numberSkipped",
        "numberBack",
        "headingRepeated",
        "headingMissing",
        "emptySection",
    }
)
_MISREAD = (
    (("numberRepeated", "numberBack"), 3),
    (("headingRepeated",), 3),
    (("headingMissing",), 4),
    (("emptySection",), 3),
)
"""Faults of a kind, and how many of them a drafter makes in one document at most: documents with more had their layout
misread, all of those that were judged."""
_SENTENCE = re.compile("[：:]$|是|应当|必须|不得|负责|每[日周月季年]")
"""Of what opens a section that it is no heading: it leads on to a list, or says something of somebody."""
_BIDS = re.compile("要(?![求点素])|应当|必须|须(?=[将把在按])")  # what no heading with a comma says
_NAMED = 6  # numbers or headings that are named of those
_NUMERAL = re.compile("[一二三四五六七八九十]+")
_SPELLED = 99  # the last number that is spelled in front of a section
_LONGEST_MATTER = 24  # characters of the heading of a last row that is no note below the table
_REACH = 1200  # characters in front of an item in which the one before it is looked for


def measure_structure(notice: Notice, source: str | None = None) -> Iterator[Fact]:
    """Facts about the numbered sections and the rows of the annex. ``source``: the text of the file, in
    which more may stand below a heading than was read as its section. Where so many numbers, headings or sections are at
    fault that the print is laid out in a way that was not read, that alone (``layoutUnread``)."""
    found = list(_structure(notice, source))
    counts = Counter(fact.name for fact in found)
    unread = [names for names, most in _MISREAD if sum(counts[name] for name in names) > most]
    if not unread:
        yield from found
        return
    gone = [fact for fact in found if fact.name in _LAID_OUT]
    yield from (fact for fact in found if fact.name not in _LAID_OUT)
    words = "、".join(dict(fact.says).get("found", "") for fact in gone[:_NAMED])
    yield seen(
        notice.iri, "layoutUnread", gone[0].place, found="", count=str(len(gone)), names=words
    )


def _structure(notice: Notice, source: str | None) -> Iterator[Fact]:
    """Every fact about them, misread or not."""
    sections = [s for s in notice.sections.values() if s.kind in ("Part", "Article", "Item")]
    for part in _by_annex(sections, source or ""):
        yield from _counted(part, source)
    yield from _row_numbers(notice.annex)
    yield from _serials(notice.table_rows)
    yield from _annex_names(notice, source or "")
    yield from _headings(sections)
    yield from _doubled([*sections, *(row.section for row in notice.annex)])
    yield from _empty(notice, sections, source or "")


def _by_annex(sections: list[Section], source: str) -> list[list[Section]]:
    """The sections of the body and those of each annex, which count anew."""
    starts = [found.start() for found in ANNEX_HEADING.finditer(source)]
    parts: defaultdict[int, list[Section]] = defaultdict(list)
    for section in sections:
        parts[bisect_right(starts, section.place.start or 0)].append(section)
    return [parts[at] for at in sorted(parts)]


def _counted(sections: list[Section], source: str | None) -> Iterator[Fact]:
    """Slips in the numbers of the parts, articles and items."""
    for kind in ("Part", "Article"):
        for counted in _by_style([s for s in sections if s.kind == kind]):
            ahead = _ahead(sections, counted) if kind == "Part" else 0
            yield from _numbering(counted, source, ahead)
    before = 0
    for items in _by_parent(s for s in sections if s.kind == "Item").values():
        yield from _numbering(items, source, before)
        before = max((n for s in items if (n := _count(s)) is not None), default=0)


def _ahead(sections: list[Section], parts: list[Section]) -> int:
    """The number of the section right ahead of the first part, where it is an article beside it and is
    counted as the parts are: a list of which one entry has a paragraph below it."""
    first = next(iter(parts), None)
    if first is None:
        return 0
    top = [s for s in sections if s.parent == first.parent and s.number]
    at = top.index(first) if first in top else 0
    if not at or _style(top[at - 1]) != _style(first):
        return 0
    return _count(top[at - 1]) or 0


def _count(section: Section) -> int | None:
    """The section's number; none of 8.22时, which glues an entry's number to an hour, a day or a length (3.1 6月底前 does not)."""
    return None if _MEASURED.match(section.text) else ordinal(section.number)


def _style(section: Section) -> str:
    """The number without its figures: （三） and （四） are of one style."""
    return re.sub(
        r"[一二三四五六七八九十百]+", "一", re.sub(r"\d+", "1", plain_numerals(section.number))
    )


def _by_parent(sections: Iterator[Section]) -> dict[str | None, list[Section]]:
    groups: defaultdict[str | None, list[Section]] = defaultdict(list)
    for section in sections:
        groups[section.parent].append(section)
    return groups


def _by_style(sections: list[Section]) -> Iterator[list[Section]]:
    """Those whose numbers are written alike; of those side by side the ones that are written as most are: a 3. between
    二、 and 三、 belongs to another list."""
    alike: dict[bool, list[Section]] = {False: [], True: []}
    for beside in _by_parent(iter(sections)).values():
        styles: dict[bool, list[Section]] = {False: [], True: []}
        for section in beside:
            styles[re.search(r"\d", section.number) is not None].append(section)
        digits = len(styles[True]) > len(styles[False])
        alike[digits] += styles[digits]
    yield from alike.values()


def _numbering(
    sections: list[Section], source: str | None = None, before: int = 0
) -> Iterator[Fact]:
    """Gaps, repeats and steps back; a list that begins anew with 1 and 2 is another one, whose heading has no
    number; articles may go on counting or start anew in each part, items go on from those ``before`` them in the section above."""
    numbered = [(s, n) for s in sections if (n := _count(s)) is not None]
    firsts: dict[str | None, int] = {}
    for section, number in numbered:
        firsts.setdefault(section.parent, number)
    anew = len(firsts) > 1 and sum(n == 1 for n in firsts.values()) > len(firsts) / 2
    runs_on = bool(before and numbered and numbered[0][1] == before + 1)
    last, parent = before if runs_on else 0, numbered[0][0].parent if numbered else None
    used: dict[int, Section] = {}
    before_it = 0  # where the section before begins
    following = ([number for _, number in numbered] + [0])[1:]
    for (section, number), after in zip(numbered, following, strict=True):
        second_list = number == 1 and last >= 2 and after == 2
        if (anew and section.parent != parent) or second_list:
            last, used = 0, {}
        parent = section.parent
        if not (number > last + 1 and _glued(section, before_it, number - 1, source or "")):
            yield from _step(section, number, last, used)
        meant = number + 1 if number == last and after == number + 2 else number  # 6, 6, 8
        if number in used and after == last + 2:  # 10, 11, 10, 13: the third is the twelfth
            meant = last + 1
        elif number in used and after == last + 1:  # 10, 11, 10, 12
            meant = last
        used.setdefault(meant, section)
        last, before_it = meant, section.place.start or 0


def _glued(section: Section, after: int, number: int, source: str) -> bool:
    """Whether the number before the section's is printed ahead of it, ``after`` the section before it began, inside a
    paragraph or before another number (6.2024年底前)."""
    start = section.place.start or 0
    written = plain_numerals(fold(section.number))
    if re.search(r"\d", written):
        style = re.escape(written).replace(str(number + 1), rf"(?<!\d){number}")
    elif number > _SPELLED:
        return False
    else:
        style = re.escape(_NUMERAL.sub(in_chinese(number), written)).removesuffix("、") + (
            "" if written.endswith(")") else "、"
        )
    return bool(source) and bool(
        re.search(style, plain_numerals(fold(source[max(after, start - _REACH) : start])))
    )


def _step(section: Section, number: int, last: int, used: dict[int, Section]) -> Iterator[Fact]:
    words = {"found": section.number, "expected": str(last + 1), "sentence": _head(section)}
    if number in used:
        yield seen(section.iri, "numberRepeated", section.place, other=_head(used[number]), **words)
    elif number > last + 1:
        yield seen(section.iri, "numberSkipped", section.place, **words)
    elif number < last:
        yield seen(section.iri, "numberBack", section.place, **words)


def _head(section: Section) -> str:
    """The heading as it reads: number and title."""
    if not section.number:
        return section.title
    return f"{section.number}{'' if section.number.endswith(('）', ')', '.')) else '、'}{section.title}"


def _row_numbers(annex: tuple[Row, ...]) -> Iterator[Fact]:
    numbered = [row for row in annex if row.section.number]
    if len(numbered) * 2 <= len(annex):
        return
    for row in annex:
        if not row.section.number:
            start = row.section.text[:24]
            yield seen(
                row.section.iri,
                "rowUnnumbered",
                row.section.place,
                found=start,
                sentence=begun(row.section.text, 60),
            )


def _serials(rows: list[Section]) -> Iterator[Fact]:
    """A row of a table of tasks with the number of the row ahead of it and a heading of its own, where the table goes on
    counting, with the number behind it left out perhaps, or ends; the rows of one matter have one heading and one number, but where those of one heading are counted."""
    counted = [(row, n) for row in rows if (n := ordinal(row.number)) is not None]
    of_rows = counts_rows(counted)
    goes_on = [*(n for _, n in counted[3:]), 1]
    for (_, first), (before, n), (row, same), following in zip(
        counted, counted[1:], counted[2:], goes_on, strict=False
    ):
        ends = following == 1 and len(row.title) <= _LONGEST_MATTER
        if (
            first + 1 == n == same
            and (following in (n + 1, n + 2) or ends)
            and apart(before, row, of_rows=of_rows)
        ):
            yield seen(
                row.iri, "numberRepeated", row.place,
                found=row.number, expected=str(n + 1), other=before.title, sentence=row.title,
            )  # fmt: skip


def _annex_names(notice: Notice, source: str) -> Iterator[Fact]:
    """Gaps and repeats among the numbers of the annexes that are named below the text."""
    named = _ANNEXES.search(source)
    last, start = 0, named.start() if named else 0
    for number in ANNEX_NUMBER.finditer(named[0]) if named else ():
        value, place = int(number[1]), Place(start + number.start(1), start + number.end(1))
        sentence = source[place.start : source.find("\n", place.end)].strip()
        words = {"found": number[1], "expected": str(last + 1), "sentence": sentence}
        if last and value > last + 1:
            yield seen(notice.iri, "numberSkipped", place, **words)
        elif value == last:
            yield seen(notice.iri, "numberRepeated", place, other=f"附件{last}", **words)
        last = value


def _headings(sections: list[Section]) -> Iterator[Fact]:
    first: dict[str, Section] = {}
    for kind in ("Part", "Article"):
        level = [s for s in sections if s.kind == kind]
        beside = _by_parent(iter(level))
        mostly_headed = {parent for parent, each in beside.items() if _mostly_headed(each)}
        for section in level:
            if (
                section.number
                and not section.title
                and section.parent in mostly_headed
                and not _only_heading(section)
                and not _LABELLED.match(_body(section))
            ):
                yield seen(
                    section.iri,
                    "headingMissing",
                    section.place,
                    found=section.number,
                    sentence=begun(section.text, 40),
                )
            before = first.setdefault(fold(section.title), section) if section.title else section
            if before is not section and before.iri != section.parent:
                yield seen(
                    section.iri, "headingRepeated", section.place,
                    found=section.title, first=_head(before), sentence=_head(section),
                )  # fmt: skip


def _mostly_headed(sections: list[Section]) -> bool:
    """Whether more than half of them have a heading that is no sentence."""
    titled = sum(bool(s.title) and not _SENTENCE.search(s.title) for s in sections)
    return titled * 2 > len(sections)


def _doubled(sections: list[Section]) -> Iterator[Fact]:
    for section in sections:
        title, text = fold(section.title).rstrip("。"), fold(section.text)
        if len(title) >= 2 and f"{title}。{title}。" in text:
            yield seen(
                section.iri,
                "headingDoubled",
                section.place,
                found=section.title,
                sentence=_head(section) + "。" + section.title,
            )


def _empty(notice: Notice, sections: list[Section], source: str) -> Iterator[Fact]:
    parents = {section.parent for section in sections}
    stating = {task.section for task in notice.tasks}
    told = {task.section for task in notice.tasks if _says_more_than_what(task)}
    headed = [section for section in sections if section.kind != "Item"]
    whole = _heads(headed)
    level = {parent: _heads(each) for parent, each in _by_parent(iter(headed)).items()}
    rows = sorted(row.place.start or 0 for row in notice.table_rows)
    starts = sorted(s.place.start or 0 for s in sections)
    begins = {s.place.start or 0: s for s in sections}
    hollow: defaultdict[str | None, list[Fact]] = defaultdict(list)
    for section in sections:
        here = section.place.start or 0
        at, row = bisect_right(starts, here), bisect_right(rows, here)
        following = starts[at] if at < len(starts) else float("inf")
        if section.iri in parents or (row < len(rows) and rows[row] < following):
            continue  # a table of tasks stands below the heading
        below = begins.get(int(following)) if following < float("inf") else None
        if below and _count(below) == 1 and _style(below) != _style(section):
            continue  # a list begins below it
        if len(_between(source, section, following)) >= 4:
            continue  # a date, a name: nothing that was read as text, but not nothing
        above = notice.sections.get(section.parent or "")
        if above and _OF_PROBLEMS.search(above.title):
            continue  # a problem that is named, and no more said of it
        nothing = section.iri not in stating and len(_body(section)) < 4
        alone = (
            section.kind != "Item"
            and section.iri not in told
            and _heading_alone(section, level[section.parent].without(section) or whole)
        )
        words = (section.title or section.text).rstrip()
        broken = words.endswith(("，", "、", ",")) or (
            "，" in words and _BIDS.search(words) is not None
        )
        if (nothing or alone) and not broken and not _LEFT_OUT.search(words):
            head = _head(section) if section.title else section.text.strip()
            fact = seen(section.iri, "emptySection", section.place, found=head, sentence=head)
            hollow[section.parent].append(fact)
    for each in hollow.values():
        if len(each) == 1:  # two or more beside each other are a list: matters to inspect
            yield from each


def _says_more_than_what(task: Task) -> bool:
    """Whether the sentence also says who, by when or how much: no heading does."""
    own = any(owner.basis in ("note", "subject") for owner in task.owners)
    return own or bool(task.times or task.targets)


@dataclass(frozen=True, slots=True)
class _Heads:
    """How many sections there are, how many of them have a heading, and how many one that their text runs on from."""

    sections: int
    titled: int
    run_in: int

    def without(self, section: Section) -> _Heads | None:
        """The same of the others, None where there are none."""
        own = _heads([section])
        others = self.sections - own.sections, self.titled - own.titled, self.run_in - own.run_in
        return _Heads(*others) if others[0] else None


def _heads(sections: list[Section]) -> _Heads:
    titled = [s for s in sections if s.title]
    run_in = sum(fold(f"{s.title}。") in fold(s.text) for s in titled)
    return _Heads(len(sections), len(titled), run_in)


def _heading_alone(section: Section, beside: _Heads) -> bool:
    """Whether a section is a heading and no more: those beside it have headings and a text below, and it
    does not end in 。 where theirs do not. Beside sentences it is one of a list."""
    run_in = beside.run_in * 2 > beside.titled
    ended = section.text.rstrip().endswith("。")
    return beside.titled * 2 > beside.sections and (run_in or not ended) and _only_heading(section)


def _between(source: str, section: Section, following: float) -> str:
    """What the file has between a section, as read, and the one that follows."""
    end = section.place.end
    between = source[end : int(following)] if end and following < float("inf") else ""
    return between.strip("*#　 \t\r\n")


def _body(section: Section) -> str:
    """The section's text without number and heading."""
    text = fold(section.text)
    for head in (section.number, section.title):
        text = text.replace(fold(head), "", 1) if head else text
    return text.strip("*。、.．：:")


def _only_heading(section: Section) -> bool:
    """Whether a section without heading holds nothing but what reads as one."""
    text = _body(section)
    return not section.title and 0 < len(text) <= 24 and not re.search(r"[。；，]", text)
