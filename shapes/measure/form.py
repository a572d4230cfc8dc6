"""Form: the number as printed; the years that number, dates, title and body state."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from shapes.facts import Fact, measured
from shapes.measure.kind import kind_of
from shapes.view import Notice

_PRINTED = re.compile(
    r"^[ \t#]*([\u3400-\u9fff]{1,10}[ ]*[〔\[（(【][ ]*20\d\d[ ]*[〕\]）)】][ ]*第?[ ]*\d+[ ]*号)[ \t]*$",
    re.M,
)


def measure_form(notice: Notice, source: str | None = None) -> Iterator[Fact]:
    """Facts about the notice's number, dates and title. ``source``: the file's text, which has
    the number as printed."""
    printed = _PRINTED.search(source[:1500]) if source else None
    if printed and notice.number:
        yield measured(notice.iri, "numberWritten", printed[1])
    number_year = re.search(r"20\d\d", notice.number or "")
    own_date = notice.signed or notice.issued
    if number_year and own_date:
        yield measured(notice.iri, "numberYear", int(number_year[0]))
        yield measured(notice.iri, "ownYear", own_date.year)
    title_year = re.search(r"(20\d\d)\s*年", notice.title)
    if title_year:
        year = int(title_year[1])
        likely = own_date.year if own_date else _year_of_text(notice)
        over_years = kind_of(notice.title) == "over-years"
        fits = over_years or likely is None or year - likely in (0, 1)  # in the year or just before
        yield measured(notice.iri, "titleYear", year)
        yield measured(notice.iri, "likelyYear", year if fits else likely)
    if own_date and notice.plan_year is not None and kind_of(notice.title) == "yearly":
        months = (own_date.year - notice.plan_year) * 12 + own_date.month
        yield measured(notice.iri, "monthsLate", months if months <= 18 else 0)  # else a wrong year


def _year_of_text(notice: Notice) -> int | None:
    """The year that the body names most, if it names one at least twice."""
    text = "".join(section.text for section in notice.sections.values())
    counts = Counter(re.findall(r"(20\d\d)\s*年", text)).most_common(1)
    return int(counts[0][0]) if counts and counts[0][1] >= 2 else None
