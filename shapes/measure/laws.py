"""Laws by names that none has or by a year in which they were not amended, those that others replaced outside of tasks, and
standards by an edition that another replaced."""

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
_STATE = "中华人民共和国"
_INSTEAD = re.compile(r"(?:代替|替代|取代|废止)[^，。；]{0,20}$")
_CITED = re.compile(r"《([^《》\n]{3,60})》")
_BASIS = re.compile(r"(?:根据|依据|依照|遵照|按照|按(?=《)|贯彻(?:落实)?|落实|执行)[^。；\n]*$")
_NO_MORE = re.compile(
    r"[^，。；]{0,24}(?:废止|失效|停止执行|取代|替代|代替|修订|修改|更名|改名|改为|出台以?前|施行以?前)"
)
"""Behind a title, that the document itself says what became of it."""
_PAST = re.compile(r"(?<!\d)(20\d\d)年(?!度?(?:工作|安全生产))")
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


def replaced(notice: Notice, title: str) -> Mapping[str, str] | None:
    """The row of an instrument that another has replaced by the day of the notice."""
    row = _replaced().get(fold(title).removeprefix(_STATE))
    return row if row and notice.is_since(row["from"]) else None


@cache
def _replaced() -> Mapping[str, Mapping[str, str]]:
    return {fold(row["title"]).removeprefix(_STATE): row for row in rows("replaced-instruments")}


def replaced_bases(text: str) -> Iterator[re.Match[str]]:
    """The titles that a sentence goes by, those aside of which it says itself what became of them or what was done by them in
    another year.

    >>> [found[1] for found in replaced_bases("根据《甲条例》《乙规定》，制定本方案。《丙办法》另发。")]
    ['甲条例', '乙规定']
    >>> [found[1] for found in replaced_bases("2020年，全市落实《甲条例》。按照《乙规定》（已废止）处罚。")]
    []
    """
    for found in _CITED.finditer(text):
        ahead = re.split("[。；\n]", text[: found.start()])[-1]
        if _BASIS.search(ahead) and not (_NO_MORE.match(text, found.end()) or _PAST.search(ahead)):
            yield found


def measure_laws(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Names that are one word off that of a law (``lawMisnamed``), laws of a year that has no edition of them (``lawEdition``),
    replaced ones that are the basis of what is no task (``replacedInstrument``), and replaced editions of standards
    (``standardReplaced``)."""
    tasks = [task.place for task in notice.tasks]
    standards = {row["code"]: row for row in rows("replaced-standards")}
    for line in holders.lines:
        for law in patterns("misnamed-laws"):
            for found in law.regex.finditer(line.text):
                says = {"found": found[0], "suggestion": f"《{found.expand(law.gives)}》"}
                yield from holders.seen("lawMisnamed", line, found.span(), **says)
        for found in () if line.annexed else replaced_bases(line.text):
            row = replaced(notice, found[1])
            place = line.place.inside(*found.span(1))
            if row and not any(not place.outside(task) for task in tasks):
                yield from holders.told(
                    "replacedInstrument", line, found.span(1), found=found[1],
                    replacedBy=row["replaced_by"], since=row["from"], source=row["source"],
                )  # fmt: skip
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
