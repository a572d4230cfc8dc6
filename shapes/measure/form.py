"""Form: the years that number, dates and title state, beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact, measured
from shapes.view import Notice


def measure_form(notice: Notice) -> Iterator[Fact]:
    """Facts about the notice's number, dates and title."""
    number_year = re.search(r"20\d\d", notice.number or "")
    own_date = notice.signed or notice.issued
    if number_year and own_date:
        yield measured(notice.iri, "numberYear", int(number_year[0]))
        yield measured(notice.iri, "ownYear", own_date.year)
    title_year = re.search(r"(20\d\d)\s*年", notice.title)
    if title_year and notice.plan_year is not None:
        yield measured(notice.iri, "titleYear", int(title_year[1]))
        yield measured(notice.iri, "titlePlanYear", notice.plan_year)
    if own_date and notice.plan_year is not None:
        months = (own_date.year - notice.plan_year) * 12 + own_date.month
        yield measured(notice.iri, "monthsLate", months)
