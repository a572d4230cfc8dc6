"""Form: the number as printed; the years that number, dates, title and body state."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from shapes.drafts import open_date, open_number
from shapes.facts import Fact, measured, seen
from shapes.measure.kind import Kind
from shapes.text import ANNEX_HEADING, is_day
from shapes.view import Notice, Place

_PRINTED = re.compile(
    r"^[ \t#]*([\u3400-\u9fff]{1,10}[ ]*[〔\[［（(【][ ]*20\d\d[ ]*[〕\]］）)】][ ]*第?[ ]*\d+[ ]*号)[ \t]*$",
    re.M,
)
_PAGE = re.compile(r"\.(?:m?html?|mht)$", re.I)
_OPEN_LETTER = re.compile(r"^[ 　#*]*致[^\n。：]{2,40}\n?[^\n。：]{0,24}信[ 　*]*$", re.M)
_DATED = re.compile(
    r"^[^，。；：\n]{0,40}?(20\d\d)[ 　]*年[ 　]*(\d{1,2})[ 　]*月[ 　]*(\d{1,2})[ 　]*日[ 　]*$",
    re.M,
)
_COPIED = re.compile(
    r"(?<=〕)[ 　]+(?=\d)|(?<=\d)[ 　]+(?=号)"
)  # blanks that a copy leaves around the figure
_HEAD = 300  # characters that hold the title
_TOP = 1500  # that hold the number
_SAID = 2  # times that the text names a year to speak for it


def measure_form(notice: Notice, kind: Kind, source: str | None = None) -> Iterator[Fact]:
    """Facts about the notice's number, dates and title: ``numberElsewhere`` where the file is a web page, which tells it
    beside its text, ``signedNoSuchDay``, ``halfFilled``, ``openLetter`` where it is one to everybody (致全市企业的一封信), which has no number, ``yearNamed`` where only the text tells the year. ``source``: the file's text, which has
    the number as printed."""
    printed = _PRINTED.search(source[:_TOP]) if source else None
    if printed and notice.number:
        yield measured(notice.iri, "numberWritten", _COPIED.sub("", printed[1]))
    if not notice.number and _PAGE.search(notice.file_name):
        yield measured(notice.iri, "numberElsewhere", True)
    if source and _OPEN_LETTER.search(source[:_HEAD]):
        yield measured(notice.iri, "openLetter", True)
    unreal: re.Match[str] | None = None
    if source:
        own = source[: found.start()] if (found := ANNEX_HEADING.search(source)) else source
        if unreal := _no_such_day(notice, own):
            words = own[unreal.start(1) : unreal.end()].strip()
            place = Place(unreal.start(1), unreal.end())
            yield seen(notice.iri, "signedNoSuchDay", place, found=words, sentence=words)
        yield from _half_filled(notice, own)
    named = _years_of_text(notice)
    if notice.plan_year is None and named:
        yield measured(notice.iri, "yearNamed", True)
    number_year = re.search(r"20\d\d", notice.number or "")
    own_date = notice.own_date
    own_year = own_date.year if own_date else int(unreal[1]) if unreal else None
    if number_year and own_year:
        yield measured(notice.iri, "numberYear", int(number_year[0]))
        yield measured(notice.iri, "ownYear", own_year)
    title_year = re.search(r"(20\d\d)\s*年", notice.title)
    if title_year:
        year = int(title_year[1])
        likely = own_date.year if own_date else _most(named)
        fits = likely is None or kind.name == "over-years" or _fits(year, likely, named, kind)
        yield measured(notice.iri, "titleYear", year)
        yield measured(notice.iri, "likelyYear", year if fits else likely)
    if own_date and notice.plan_year is not None and kind.name == "yearly":
        months = (own_date.year - notice.plan_year) * 12 + own_date.month
        yield measured(notice.iri, "monthsLate", months if months <= 18 else 0)  # else a wrong year


def is_dated(line: str) -> bool:
    """Whether a line of it is a date, behind the issuer's name perhaps, as below a signature.

    >>> is_dated("甲市应急管理局  2026年2月30日"), is_dated("2026年2月30日前，完成整改。")
    (True, False)
    """
    return bool(_DATED.fullmatch(line.rstrip()))


def _no_such_day(notice: Notice, text: str) -> re.Match[str] | None:
    """The date below the signature where the calendar lacks it (2月30日); no cell of a table is one."""
    if notice.signed is not None:
        return None
    for line in _DATED.finditer(text):
        year, month, day = map(int, line.groups())
        row = text[text.rfind("\n", 0, line.start(1)) + 1 : line.end()]
        if "\t" not in row and "|" not in row and not is_day(year, month, day):
            return line
    return None


def _half_filled(notice: Notice, text: str) -> Iterator[Fact]:
    """The number that is blank where the document is dated, the date that is blank where it is numbered; with both blank,
    or where it is headed as a draft, it is one."""
    if notice.status == "draft":
        return
    number, day = open_number(text[:_TOP]), open_date(text)
    if number and not notice.number and notice.own_date:
        yield seen(
            notice.iri, "halfFilled", found=number, sentence=number,
            other="成文日期", otherEn="the date",
        )  # fmt: skip
    elif day and notice.number and not notice.signed:
        yield seen(
            notice.iri, "halfFilled", found=day, sentence=day, other="文号", otherEn="the number"
        )


def _fits(year: int, likely: int, named: Counter[int], kind: Kind) -> bool:
    """Whether a title may name the year: that of the notice, the next where the text does not speak for this one, and
    of what tells of a year that is over, the last."""
    if year == likely + 1:
        return bool(named[year]) or named[likely] < _SAID
    return year == likely or (year == likely - 1 and kind.name in ("relay", "letter"))


def _years_of_text(notice: Notice) -> Counter[int]:
    """How often the body names each year."""
    text = "".join(section.text for section in notice.sections.values())
    return Counter(int(year) for year in re.findall(r"(20\d\d)\s*年", text))


def _most(named: Counter[int]) -> int | None:
    """The year named most, if it is so at least twice."""
    (year, count), *_ = [*named.most_common(1), (0, 0)]
    return year if count >= _SAID else None
