"""The columns that a person reads: one value a cell, no JSON; what a task is due, how often, in which
season and how soon stand in columns of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from service.lookup.headings import heading_of
from service.lookup.layouts import LAYOUTS, Told
from service.lookup.recurring import parse_days

Json = dict[str, Any]
Cell = str | int | float | bool | None

#: Names of references and mentions, the first that is there.
_NAMES = ("unit", "label", "as_written", "exact", "title", "term")
#: ISO 8601 periods in words.
PERIODS = {
    "P1D": "每日",
    "P7D": "每周",
    "P1W": "每周",
    "P1M": "每月",
    "P2M": "每两个月",
    "P3M": "每季度",
    "P6M": "每半年",
    "P1Y": "每年",
}


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` as in JSON and CSV, ``heading`` on a sheet, ``width`` there in characters."""

    name: str
    heading: str
    value: Callable[[Json], Cell]
    width: int = 16

    @property
    def is_address(self) -> bool:
        """Whether it is for programs and not printed."""
        return self.name in ("sha256", "tasks_url", "url", "id", "task", "time", "notice_iri")

    @property
    def is_day(self) -> bool:
        """Whether it has days."""
        return self.name in ("due", "first_due", "issued", "signed", "dated")

    @property
    def is_share(self) -> bool:
        """Whether it has shares of 1, which a sheet shows as percentages."""
        return self.name.endswith("_rate")


def columns_of(rows: Sequence[Json]) -> list[Column]:
    """The columns of rows of one kind, by the first of them."""
    if not rows:
        return []
    row = rows[0]
    if "times" in row:
        return _task_columns(row)
    if "first_month" in row:
        return [_plain(each) if isinstance(each, str) else each for each in _ENTRY]
    for field, layout in LAYOUTS.items():
        if field in row:
            told = {each for column in layout for each in (column.name, column.field)}
            return [*map(_told, layout), *(_plain(name) for name in row if name not in told)]
    width = _BESIDE if "article" in row else 16
    return [_plain(name, width) for name in row]


#: Characters of a column for each of several notices.
_BESIDE = 36


def _told(column: Told) -> Column:
    return Column(
        column.name, column.heading, lambda row: cell(row.get(column.field)), column.width
    )


def _plain(name: str, width: int = 16) -> Column:
    heading, width = _HEADINGS.get(name, (name, width))
    return Column(name, heading, lambda row: cell(row.get(name)), width)


def cell(value: Any) -> Cell:
    """A value as one cell: the label of a reference, members of a list joined by ；."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, dict):
        named = next((value[name] for name in _NAMES if value.get(name)), None)
        return cell(named if named is not None else [each for each in value.values() if each])
    return "；".join(str(cell(each)) for each in value)


def _task_columns(row: Json) -> list[Column]:
    """Those of tasks; fields that are not told here stand behind, as they are."""
    owed = "way" in row
    first: dict[str, Column] = {}
    for each in (*_OWED, *_TASK) if owed else _TASK:
        column = _plain(each) if isinstance(each, str) else each
        first.setdefault(column.name, column)
    known = [each for each in first.values() if not (owed and each.name in _IN_FRONT)]
    told = {*first, "owners", "owner_list_open", "times", "due_asked"} | (
        _IN_FRONT if owed else set()
    )
    return known + [_plain(name) for name in row if name not in told]


def _owners(role: str) -> Callable[[Json], Cell]:
    def value(row: Json) -> Cell:
        return cell(list(dict.fromkeys(cell(o) for o in row["owners"] if o["role"] == role)))

    return value


#: How it is known who answers: in words of the sentence, of the notice for all, of a sentence before.
_BASES = {"note": "括注写明", "subject": "据主语", "default": "据统一规定", "carried": "据上文"}


def _bases(owners: Sequence[Json]) -> Cell:
    """
    >>> _bases([{"basis": "subject"}, {"basis": "carried"}, {"basis": "subject"}])
    '据主语；据上文'
    """
    found = dict.fromkeys(_BASES.get(each.get("basis") or "", "") for each in owners)
    return "；".join(each for each in found if each)


def _times(kind: str, words: Callable[[Json], str | None]) -> Callable[[Json], Cell]:
    def value(row: Json) -> Cell:
        found = [words(each) for each in row["times"] if each["kind"] == kind]
        return "；".join(each for each in found if each)

    return value


def _due(time: Json) -> str | None:
    return time.get("as_written") or time.get("by")


def _often(time: Json) -> str | None:
    least = f"至少{time['min_times']}次" if time.get("min_times") else ""
    days = (time.get(name, ()) for name in ("by_month", "by_month_day", "by_day"))
    return time.get("as_written") or f"{rhythm(time.get('period') or '', *days)}{least}"


def rhythm(
    period: str, months: Sequence[int] = (), days: Sequence[int] = (), weekdays: Sequence[str] = ()
) -> str:
    """How often, and on which days, in words.

    >>> rhythm("P1M", [], [5, -1]), rhythm("P3M", [3, 6, 9, 12], [20]), rhythm("P1Y", [1], [15])
    ('每月5日、末日', '每季度（3、6、9、12月）20日', '每年1月15日')
    >>> rhythm("P7D", [], [], ["MO", "FR"]), rhythm("P1M", [], [], ["-1FR"]), rhythm("P3Y")
    ('每周一、周五', '每月最后一个周五', 'P3Y')
    """
    often = PERIODS.get(period, period)
    month = f"{'、'.join(map(str, months))}月" if months else ""
    if month and period != "P1Y":
        month = f"（{month}）"
    day = "、".join("末日" if each == -1 else f"{each}日" for each in days)
    week = "、".join(map(_weekday, weekdays))
    return often + month + day + (week.removeprefix("周") if often.endswith("周") else week)


def rhythm_on(period: str, days: str) -> str:
    """How often, on the days of a rule of iCalendar, in words.

    >>> rhythm_on("P1M", "BYMONTHDAY=25"), rhythm_on("P3M", "")
    ('每月25日', '每季度')
    """
    on = parse_days(days)
    return rhythm(period, on.months, on.days, on.weekdays)


def _weekday(code: str) -> str:
    nth, day = code[:-2], f"周{'一二三四五六日'[_WEEK.index(code[-2:])]}"
    return f"最后一个{day}" if nth == "-1" else f"第{nth}个{day}" if nth else day


_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _season(time: Json) -> str | None:
    ends = (time.get(f"{end}_day") or time.get(f"{end}_month") for end in ("from", "to"))
    told = (map(int, each.strip("-").split("-")) for each in ends if each)
    return time.get("as_written") or season(*told)


def season(*ends: Iterable[int]) -> str:
    """The first and the last month, or day of a month, in words; 0 is none.

    >>> season((6,), (9,)), season((11, 15), (3, 7)), season((6, 0), (9, 0)), season((0, 0), (0, 0))
    ('6月至9月', '11月15日至3月7日', '6月至9月', '')
    """
    told = (
        "".join(f"{number}{unit}" for number, unit in zip(end, "月日", strict=False) if number)
        for end in ends
    )
    return "至".join(each for each in told if each)


def _reaction(time: Json) -> str | None:
    return time.get("as_written") or time.get("within")


def _quantities(name: str) -> Callable[[Json], Cell]:
    """Numbers with what they are of, as they are written: 煤矿单班入井人数：不得超过500人."""

    def value(row: Json) -> Cell:
        return "；".join(_quantity(each) for each in row[name])

    return value


def _quantity(number: Json) -> str:
    """
    >>> _quantity({"indicator": "培训", "as_written": "全覆盖", "value": 100, "unit": "%"})
    '培训：全覆盖'
    >>> _quantity({"indicator": None, "as_written": None, "value": 18, "unit": "公里"})
    '18公里'
    """
    words = number["as_written"] or f"{number['value']}{number['unit'] or ''}"
    return f"{number['indicator']}：{words}" if number["indicator"] else words


def _shares(row: Json) -> Cell:
    """Who does what by when, where a task has several duties: its other columns hold for all of them."""
    duties = row.get("duties") or []
    told = [_share(number, duty) for number, duty in enumerate(duties, 1)]
    return "\n".join(told) if len(told) > 1 else ""


def _share(number: int, duty: Json) -> str:
    """
    >>> _share(2, {"text": "报告进展。", "owners": [{"label": "市教育局"}], "times": ["每月"]})
    '2. 市教育局（每月）：报告进展。'
    """
    who, when = cell(duty.get("owners")), cell(duty.get("times"))
    lead = f"{who or ''}（{when}）" if when else who
    return f"{number}. {lead}：{duty['text']}" if lead else f"{number}. {duty['text']}"


def _first_due(row: Json) -> Cell:
    """The day that was asked for, or else the first."""
    return row.get("due_asked") or min(row["due"], default=None)


def _evidence(name: str) -> Callable[[Json], Cell]:
    return lambda row: (row["evidence"] or {}).get(name)


#: Names of owners that a printed column tells; the others are counted.
_MOST = 4


def _who(row: Json) -> Cell:
    """Who answers, the first of them where there are many."""
    names = list(dict.fromkeys(str(cell(each)) for each in row["owners"]))
    return "、".join(names[:_MOST]) + (f"等 {len(names)} 个" if len(names) > _MOST else "")


def _when(row: Json) -> Cell:
    words = (_due, _season, _often, _reaction)
    kinds = ("due", "season", "recurrence", "response")
    told = (_times(kind, say)(row) for kind, say in zip(kinds, words, strict=True))
    return "；".join(dict.fromkeys(str(each) for each in told if each))


def _where(row: Json) -> Cell:
    return "　".join(str(each) for each in (_section(row["section"]), cell(row["notice"])) if each)


_DRAFT = Column("draft", "征求意见稿", lambda row: "是" if row.get("draft") else "", 8)
#: What stands in front in a list of one office's tasks: what is printed fills a sheet.
_OWED: tuple[Column | str, ...] = (
    "state",
    Column("first_due", "日期", _first_due, 12),
    Column("what", "任务", lambda row: row["part"] or row["text"], 62),
    Column("when", "期限、周期", _when, 22),
    Column("targets", "指标", _quantities("targets"), 26),
    Column("who", "谁负责", _who, 32),
    Column("where", "出处", _where, 34),
    "way",
    "bearer",
    Column("text", "全句", lambda row: row["text"], 48),
)
#: What a list of one office's tasks says in front already.
_IN_FRONT = frozenset({
    "part", "due", "due_words", "how_often", "season", "reaction", "section", "notice", "evidence",
})  # fmt: skip
_TASK: tuple[Column | str, ...] = (
    "text",
    Column("lead", "牵头单位", _owners("lead"), 16),
    Column("responsible", "责任单位", _owners("responsible"), 22),
    Column("assist", "配合单位", _owners("assist"), 22),
    Column("due", "期限", _first_due, 12),
    Column("due_words", "期限表述", _times("due", _due), 22),
    Column("how_often", "周期", _times("recurrence", _often), 12),
    Column("season", "季节", _times("season", _season), 12),
    Column("reaction", "响应时限", _times("response", _reaction), 12),
    Column("section", "条款", lambda row: _section(row["section"]), 20),
    Column("supervise", "督促单位", _owners("supervise"), 16),
    Column("owners_open", "单位未列全", lambda row: "是" if row["owner_list_open"] else "", 8),
    Column("basis", "责任依据", lambda row: _bases(row["owners"]), 12),
    Column("duties", "分项职责", _shares, 48),
    Column("targets", "指标", _quantities("targets"), 30),
    Column("conditions", "条件", _quantities("conditions"), 30),
    "sectors",
    "hazards",
    "mechanisms",
    "measures",
    "cites",
    "orders_issuing",
    "orders_revising",
    "terms",
    "notice",
    _DRAFT,
    Column("evidence", "原文", _evidence("exact"), 50),
    Column("page", "页", _evidence("page"), 6),
    Column("file", "文件", _evidence("file"), 20),
    "url",
    "id",
)


def _entry_when(row: Json) -> Cell:
    """When it is, in words; a day alone stands in its own column."""
    ends = ((row["first_month"], row["first_day"]), (row["last_month"], row["last_day"]))
    return row["as_written"] or rhythm_on(row["period"], row["days"]) or season(*ends)


_ENTRY_KINDS = {"due": "期限", "recurrence": "周期", "season": "季节"}
#: Times of a calendar.
_ENTRY: tuple[Column | str, ...] = (
    "due",
    Column("kind", "类型", lambda row: _ENTRY_KINDS[row["kind"]], 8),
    Column("when", "何时", _entry_when, 22),
    "text",
    "owners",
    Column("inferred", "据上文推断", lambda row: "是" if row["inferred"] else "", 11),
    _DRAFT,
    "notice",
    "year",
    "dated",
    "url",
    "task",
    "time",
    "notice_iri",
)


def _section(section: Json | None) -> Cell:
    return heading_of(section) if section else None


_HEADINGS: dict[str, tuple[str, int]] = {
    "id": ("IRI", 30),
    "url": ("网页", 30),
    "text": ("任务", 48),
    "notice": ("通知", 30),
    "due": ("期限", 12),
    "owners": ("责任单位", 32),
    "year": ("年度", 8),
    "dated": ("通知日期", 12),
    "task": ("任务 IRI", 30),
    "time": ("时间 IRI", 30),
    "notice_iri": ("通知 IRI", 30),
    "sectors": ("行业领域", 16),
    "hazards": ("灾种", 14),
    "mechanisms": ("机制", 20),
    "measures": ("措施", 16),
    "cites": ("引用文件", 30),
    "orders_issuing": ("要求制定", 24),
    "orders_revising": ("要求修订", 24),
    "terms": ("术语", 20),
    "way": ("方式", 14),
    "bearer": ("以何单位", 20),
    "state": ("状态", 12),
    "tasks": ("任务数", 8),
    "notation": ("代码", 16),
    "label": ("名称", 24),
    "article": ("条款", 18),
    "uptake": ("对应情况", 12),
    "first_article": ("前者条款", 18),
    "first_text": ("前者职责", 42),
    "second_article": ("后者条款", 18),
    "second_text": ("后者职责", 42),
    "differences": ("差异", 30),
    "near": ("最相近的（未必对应）", 42),
    "first_owners": ("前者责任主体", 20),
    "second_owners": ("后者责任主体", 20),
    "similarity": ("相似度", 8),
}
