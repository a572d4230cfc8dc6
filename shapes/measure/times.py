"""Times: deadlines beside the notice's date and plan year, vague and old times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from datetime import date

from ontology.comparisons import is_base
from shapes.facts import Fact, measured, seen
from shapes.measure.kind import Kind, plan_years
from shapes.measure.opening import past_number
from shapes.measure.weekdays import AUTUMN
from shapes.tables import first_match, patterns
from shapes.text import clauses, fold, is_quoted, sentences
from shapes.view import Notice, Section, Task, Time

_A_YEAR = re.compile(r"(20\d\d)年")
_YEAR_AND_MONTH = re.compile(r"(20\d\d)年(?:(\d{1,2})月)?")
_AFTERWARDS = re.compile("[次翌明来下]一?年")  # says that the year is another
_LAST_MONTH = 12
_AGO = 3  # years back from which a year was left in from an earlier text
_NOT_DAILY = re.compile("每(?![日天班晚夜]|小时)")
_COUNT = re.compile(r"(?<![0-9])[0-9一二两三四五六七八九十]+(?:-[0-9]+)?[次轮遍项回场个]")

_TOLD = re.compile(
    r"[^，。；]{0,6}(?:情况|汇报|总结|通报|报告|数据|统计|报表|名单|人数|决算|年报|结果|排名|用工)"
)  # of a year that is over
_THIS_YEAR = re.compile(r"年内|今年|本年度?|当年")
ASKS = re.compile(r"要(?![求点素])|应当?(?!急)|必?须|[请勿]|务必|确保|不得|严禁|前(?=[^日])")
_REVIEW = re.compile(  # tells how a year went
    r"(?:工作)?(?:回顾|总结|完成情况)\s*(?:\n|20\d\d年)|总体(?:平稳|稳定|可控|向好)|未发生[^，。；]{2,20}事故|[共累][计]?(?:发生|排查|检查|查处|发现|整改|开展)[^，。；]{0,24}\d"
)
_OF_THE_REST = re.compile(r"(?:20\d\d年度?|全年|年内|今年|本年度?)，")
"""A year that is set off at the head of a sentence holds for those behind it, too (2025年，…)."""
_PERIOD = re.compile(
    r"(?:到|于|在)?(?:20\d\d年|全年|年内|今年|本年度?|[上下]半年|第?[一二三四]季度|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月)"
)
"""A period at the head of a sentence holds for what stands behind its ；."""
_FOUND = re.compile(
    r"前?(?:均|都)?(?:已经?|曾)(?!知|报|定)|前?(?:录入|列入|纳入|入库|认定|挂牌|竣工|投产)[^，。；]{0,12}的(?=[^，。；])|前?[^，。；]{0,12}?(?:尚未|未)(?:销号|整改|完成|办结|验收|处理|处置|缴纳)[^，。；]{0,4}的?|前?(?:已|累计)?(?:排查|发现|查出|建成|投用|投入|形成|登记|普查)[^，。；]{0,16}[的共]"
)
"""What was there by then (2023年底前排查发现的隐患)."""
_OF_THE_YEAR_PAST = re.compile("考核|考评|评定|总结|年报|报送|上报|决算|结账")
"""What is done of a year in the January behind it."""
_DONE = re.compile(r"^[\s,，|]*已(?:全部)?(?:完成|办结|整改|销号|落实)(?=[\s，,。；、|]|$)")
_REMARK = 40  # characters behind a time in which its row says that it is done
_OF_DATA = re.compile("(?:提供|统计|核查|查询|调取|报送|梳理|反馈|说明)[^。；]{0,12}$")
"""In front of the span that figures are asked of (提供6月1日至8月31日期间的用电量)."""
_UNTIL_NOW = re.compile("截[至止]")
_SENT_BEFORE = re.compile(
    r"(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日|[上中下]旬|份|底|初)?，(?!请|要|应|由)[^，。；]{0,14}(?:印发|下发|转发|召开|通报|抽查|部署)"
)
"""An account of what was sent or held on a day that is over (8月6日，我办印发…)."""
_IN_ANNEX = re.compile(
    r"(?:时限|时间|进度)(?:要求|安排)?(?:(?:和|及|、)[^，。；]{1,10})?，?(?:详?见|按照?|以)(?:附[件表]|分工表|清单|任务表)"
    r"|没有(?:单独)?(?:列明|注明|写明|明确)(?:完成)?(?:时限|时间)的"
)
"""The text leaves the times of its tasks to the annex, or says for when those are that have none."""
_OF_WORK = ("plan-of-year", "year-degree")
_REPORTED = "report-of"  # what is handed in of a season, months after the year that is written  # rows of what is drawn up for a year
_AHEAD = (
    "aim",
    "assess",
    "occasion",
)  # and of what is to be in it, which the end of the year before may still say of itself
_MAKES = re.compile(r"(?:制[定订]|编制|印发|出台|拟[定订]|完成|签订?)[^，。；]{0,12}$")
"""What is made for a year is not made for one that is over; reports, talks and figures of last year are in order."""
_DAY_AHEAD = re.compile(r"\d{1,2}月(?:\d{1,2}日|底|初|上旬|中旬|下旬)?(?:的|前|[（(])?$")
"""A day in front of the season that it opens or closes."""
_A_DAY = re.compile(r"\d日$")
_SINCE = re.compile(r"\s*[起始]?\s*(?:[至到—－\-~～]|以来|起)")  # the first day of a span


def measure_times(notice: Notice, kind: Kind, source: str | None = None) -> Iterator[Fact]:
    """Facts about deadlines, recurrences, seasons and vague times; whether an annex has the times of the tasks (``timesInAnnex``)."""
    years = plan_years(notice, kind)
    bounds = years if kind.name in ("yearly", "over-years") else None
    for task in notice.tasks:
        for time in task.times:
            over = _over(notice, time, bounds)
            if over and (_told(notice, task, time) or _done(notice, task, time, source or "")):
                yield measured(time.iri, "told", True)
            yield from (
                _deadline(notice, task, time, bounds)
                if time.kind == "DueDate"
                else _recurrence(task, time)
            )
        yield from _vague_time(task)
        yield from _season(task)
    if any(_IN_ANNEX.search(fold(section.text)) for section in notice.sections.values()):
        yield measured(notice.iri, "timesInAnnex", True)
    if years is not None and not kind.standing:
        yield from _stale_years(notice, years[0])


def governed(tasks: Iterable[Task]) -> frozenset[str]:
    """Of tasks in the order of the text those that name no time because the period at the head of an earlier
    sentence of their section holds for them (全年组织培训4期；组织宣讲20场)."""
    found: set[str] = set()
    section, goes_on, to_the_end = "", False, False
    for task in tasks:
        head = past_number(task.text)
        held = task.section == section and (goes_on or to_the_end) and not _PERIOD.match(head)
        if held and not task.times:
            found.add(task.iri)
        to_the_end = bool(_OF_THE_REST.match(head)) or (to_the_end and task.section == section)
        goes_on = task.text.endswith("；") and (held or bool(_PERIOD.match(head)))
        section = task.section
    return frozenset(found)


def _deadline(
    notice: Notice, task: Task, time: Time, years: tuple[int, int] | None
) -> Iterator[Fact]:
    """The deadline's year beside the ``years`` that the document plans for; what is done over a New Year
    has none of its own, nor has the rest of what the sentence wants a part of within the years. One that is
    over when the notice comes is no matter of years but where the notice has no date yet."""
    if time.by is None or years is None or _AFTERWARDS.search(time.words):
        return
    first, last = years
    if _over(notice, time, years):
        if not notice.own_date:
            yield measured(time.iri, "plannedFrom", first)
        return
    parts = (
        other.by.year
        for other in task.times
        if other.by and other.by != time.by and other.words in task.text
    )
    this_year = first == last and _THIS_YEAR.search(task.text)
    if time.by.year > last and (this_year or any(part <= last for part in parts)):
        return
    of_last = _OF_THE_YEAR_PAST.search(task.text) or f"{last}年度" in fold(task.text)
    if time.by.year == last + 1 and time.by.month == 1 and of_last:
        return
    yield measured(time.iri, "dueYear", time.by.year)
    yield measured(time.iri, "planYear", min(max(time.by.year, first), last))


def _over(notice: Notice, time: Time, years: tuple[int, int] | None) -> bool:
    """Whether the day is before the notice or, where it has no date yet, before the ``years`` that it plans for."""
    own_date = notice.own_date
    if time.by is None:
        return False
    if own_date is not None:
        return time.by < own_date
    return years is not None and time.by.year < years[0]


def _told(notice: Notice, task: Task, time: Time) -> bool:
    """Whether the opening tells of what was done by then, or a sentence that orders nothing, or it is the day up to which
    something was."""
    ahead, _, behind = task.text.partition(time.words)
    if _OF_DATA.search(ahead) and behind.startswith("期间"):
        return True
    if _UNTIL_NOW.match(time.words) or _FOUND.match(behind) or _SENT_BEFORE.search(task.text):
        return True
    section = notice.sections.get(task.section)
    opening = section is not None and section.kind == "Preamble"
    bare = (
        bool(_A_DAY.search(time.words)) and time.words in task.text
    )  # something was (3月5日，某厂…)
    asks_nothing = (opening or bare) and not ASKS.search(task.text)
    return asks_nothing or first_match("statements", task.text) is not None


def _done(notice: Notice, task: Task, time: Time, source: str) -> bool:
    """Whether the row says behind the time that it is done (2026年1月底,已完成)."""
    end = time.place.end
    if end is None or not notice.in_table(task):
        return False
    rest = source[end : end + _REMARK].partition("\n")[0]
    return _DONE.search(rest) is not None


def _recurrence(task: Task, time: Time) -> Iterator[Fact]:
    """Whether the clause of the period says how many times; what is done daily or by every shift wants no number."""
    if time.kind == "Recurrence" and _NOT_DAILY.match(time.words):  # 周调度 is once a week
        words = fold(time.words)
        around = [clause for clause in clauses(fold(task.text)) if words in clause]
        counted = any(_COUNT.search(clause) for clause in [words, *around])
        yield measured(time.iri, "countWritten", counted)


def _vague_time(task: Task) -> Iterator[Fact]:
    """The words of a sentence that say when without saying it; a rule for when something happens (发现险情及时报告) has
    its time by that."""
    if task.times or first_match("standing", task.text):
        return
    hit = first_match("vague-times", task.text)
    if hit:
        yield seen(task.iri, "vagueTime", task.place, found=hit[1][0], instead=hit[0].gives)


_NAMES = re.compile("“[^”]{0,40}”")
"""What a campaign is called (“汛期百日攻坚”) is no time."""


def _season(task: Task) -> Iterator[Fact]:
    hit = first_match("seasons", _NAMES.sub("", task.text))
    dated = any(time.kind == "SeasonWindow" for time in task.times)
    if hit and not dated and not _dated_beside(task, hit[1].start()):
        yield seen(task.iri, "openSeason", task.place, found=hit[1][0], months=hit[0].gives)


def _dated_beside(task: Task, at: int) -> bool:
    """Whether a date stands right in front of the place in the sentence (11月1日供暖期前)."""
    ahead = _NAMES.sub("", task.text)[:at]
    return bool(_DAY_AHEAD.search(fold(ahead)))


def _stale_years(notice: Notice, year: int) -> Iterator[Fact]:
    """Dates and works of an earlier year. Where nothing is ordered, a date counts only as 前 sets an end."""
    for task in notice.tasks:
        if notice.in_table(task):
            yield from _stale_cell(notice, year, task)
    ordered = {task.text for task in notice.tasks}
    for section in notice.sections.values():
        for sentence in sentences(section.text):
            if first_match("statements", sentence) or _REVIEW.search(sentence):
                continue
            yield from _stale_in(notice, year, section, sentence, ordered)


def _stale_cell(notice: Notice, year: int, task: Task) -> Iterator[Fact]:
    """The deadline of a row, in a cell of its own, whose year is written and over."""
    for time in task.times:
        written = _A_YEAR.match(fold(time.words))
        cell = time.kind == "DueDate" and time.words not in task.text
        own = notice.own_date
        if own is not None and _still_ahead(fold(time.words), own):
            continue
        into_the_year = time.by is not None and time.by.year >= year
        if cell and written and not into_the_year and year - _AGO <= int(written[1]) < year:
            yield seen(
                task.section, "staleYear", time.place,
                found=time.words, sentence=f"{task.text} {time.words}", planYear=str(year),
            )  # fmt: skip


def _still_ahead(words: str, own: date) -> bool:
    """Whether the year and month that open the words are not over on the notice's ``own`` date: a notice for the winter or
    the next year is sent in the autumn before.

    >>> _still_ahead("2025年12月31日前抽查", date(2025, 12, 19)), _still_ahead("2025年9月底前", date(2025, 12, 19))
    (True, False)
    """
    found = _YEAR_AND_MONTH.match(words)
    if found is None or own.month < AUTUMN:
        return False
    return int(found[1]) == own.year and int(found[2] or _LAST_MONTH) >= own.month


def _stale_in(
    notice: Notice, year: int, section: Section, sentence: str, ordered: Set[str]
) -> Iterator[Fact]:
    text, own = fold(sentence), notice.own_date
    done: set[int] = set()
    for row in patterns("stale-years"):
        for match in row.regex.finditer(text):
            found = int(match[1])
            quoted = is_quoted(text, match.start())
            back = text[: match.start()].endswith(
                ("截至", "截止", "自", "从", "总结", "对照", "根据", "按照")
            )
            behind = (_TOLD, _SINCE, _FOUND)
            back = back or any(each.match(text, match.end()) for each in behind)
            back = back or is_base(text, *match.span())
            if not year - _AGO <= found < year or quoted or back or match.start() in done:
                continue
            if own is not None and _still_ahead(text[match.start() :], own):
                continue
            of_work, ahead = row.id in _OF_WORK, row.id in _AHEAD
            if of_work and not _MAKES.search(text[: match.start()]):
                continue
            if ahead and own is not None and own.year <= found:
                continue
            ends = of_work or ahead or row.id == _REPORTED or match[0].endswith("前")
            if ends or any(sentence in order or order in sentence for order in ordered):
                done.add(match.start())
                yield seen(
                    section.iri, "staleYear", section.place,
                    found=match[0], sentence=sentence, planYear=str(notice.plan_year),
                )  # fmt: skip
