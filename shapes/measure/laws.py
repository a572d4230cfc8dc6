"""Laws by names that none has or by a year in which they were not amended, and standards by an edition that another replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from shapes.facts import Fact
from shapes.measure.holders import Holders
from shapes.tables import patterns, rows
from shapes.text import fold
from shapes.view import Notice

_STANDARD = re.compile(
    r"(?P<code>(?:GB|AQ)(?:[/／]T)?[ 　]{0,2}\d{3,6})[ 　]{0,2}[—－–\-][ 　]{0,2}(?P<edition>(?:19|20)\d\d)(?!\d)"
)
_INSTEAD = re.compile(r"(?:代替|替代|取代|废止)[^，。；]{0,20}$")
_CHANGED = "年?(?:新|最新|第[一二三四五]次)?(?:修正|修订|修改)"
_EDITION = re.compile(
    rf"(?:(?P<first>(?:19|20)\d\d){_CHANGED}的)?《(?:中华人民共和国)?(?P<law>[\u4e00-\u9fff]{{3,16}})"
    rf"(?:[（(](?P<inside>(?:19|20)\d\d){_CHANGED}[^（）()]{{0,3}}[）)])?》"
    rf"(?:[（(](?P<behind>(?:19|20)\d\d){_CHANGED}[^（）()]{{0,3}}[）)])?"
)
"""A law with the year of its edition in front, inside or behind: 2021年修正的《安全生产法》, 《安全生产法（2021年修正）》, 《安全生产法》（2021年修正）."""


def editions(text: str) -> Iterator[tuple[re.Match[str], str, Mapping[str, str]]]:
    """Laws that are cited by a year in which they were neither made nor amended, with the year and the row of the table; of years
    up to which the table is complete.

    >>> [(found[0], year) for found, year, _ in editions("按照《安全生产法》（2022年修正）和《消防法》（2021年修正）")]
    [('《安全生产法》（2022年修正）', '2022')]
    """
    for found in _EDITION.finditer(text):
        row = _laws().get(found["law"])
        year = found["first"] or found["inside"] or found["behind"]
        if row and year and year <= row["until"] and year not in row["years"].split("|"):
            yield found, year, row


@cache
def _laws() -> Mapping[str, Mapping[str, str]]:
    return {row["law"]: row for row in rows("law-editions")}


def measure_laws(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Names that are one word off that of a law (``lawMisnamed``), laws of a year that has no edition of them (``lawEdition``),
    and replaced editions of standards (``standardReplaced``)."""
    standards = {row["code"]: row for row in rows("replaced-standards")}
    for line in holders.lines:
        for row in patterns("misnamed-laws"):
            for found in row.regex.finditer(line.text):
                says = {"found": found[0], "suggestion": f"《{found.expand(row.gives)}》"}
                yield from holders.seen("lawMisnamed", line, found.span(), **says)
        for found, year, known in editions(line.text):
            yield from holders.told(
                "lawEdition", line, found.span(), found=found[0], year=year,
                years="、".join(known["years"].split("|")), source=known["source"],
            )  # fmt: skip
        for found in _STANDARD.finditer(line.text):
            standard = standards.get(fold(found["code"]))
            if standard is None or found["edition"] >= standard["now"] or not notice.dated:
                continue
            if notice.is_since(standard["from"]) and not _INSTEAD.search(
                line.text[: found.start()]
            ):
                yield from holders.seen(
                    "standardReplaced", line, found.span(), found=found[0], since=standard["from"],
                    now=f"{found['code']}—{standard['now']}", source=standard["source"],
                )  # fmt: skip
