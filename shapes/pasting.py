"""Words to paste for the sentence at hand: whom its own text names to answer, by when, in which months. Who is
named nowhere is left blank for the drafter to fill in."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping

from shapes.measure.owners import collective, vague
from shapes.rulebook import Rule
from shapes.tables import first_match
from shapes.view import Notice, Owner, Task

BLANK = "＿＿＿＿"
_ROUTINE = re.compile(
    r"检查|巡查|排查|抽查|夜查|演练|培训|宣传|调度|督查|督导|会商|研判|走访|暗访|执法|例会"
)
_ONCE = re.compile(
    r"完成|建成|建立|制定|制订|印发|出台|修订|编制|实现|达到|新建|更新|改造|安装|配备"
)
_UNIT = re.compile(
    r"[^有相].{1,14}(?:局|委|办|厅|院|站|中心|办公室|支队|大队|总队|政府|管委会|公司)|各.+"
)
_YEAR = re.compile(r"20\d\d(?=年)")
_MONTH = re.compile(r"(\d{1,2})月")
_DAY = re.compile(r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})(?=日)")
_COMMON = 2025  # a year without 29 February
_ACTS = ("lead", "responsible")  # roles of whom the task is for, not of those who help or watch
_LATE = 8  # a notice of August or later is done by the end of its year


class Paster:
    """Fills the words that a rule has for pasting. ``year``: that the work is for, whatever the title says."""

    def __init__(self, notice: Notice, year: int | None) -> None:
        issued = notice.own_date
        late = issued is not None and issued.year == year and issued.month >= _LATE
        self.due = f"于{f'{year}年' if year else ''}{12 if late else 9}月底前"
        self.year, self.issued = year, issued

    def words(self, rule: Rule, task: Task | None, note: str, values: Mapping[str, str]) -> str:
        """The words for what the rule found in the task, or in its ``note``; "" if the rule has none."""
        if not rule.paste:
            return ""
        owners = _owners_of(task, note) if task else []
        filled = {
            "owners": _named(owners) if owners else _in_context(values.get("names", "")),
            "led": _led(owners),
            "time": self._time(task),
            "found": values.get("found", ""),
            "redated": self._redated(values.get("found", "")),
            "existing": self._existing(values.get("words", "")),
            "months": values.get("months", ""),
            "instead": values.get("instead", "").replace("{due}", self.due),
        }
        return rule.paste.format_map(filled)

    def _redated(self, found: str) -> str:
        """The words with the year that the work is for; "" where the day is over then, too, or no year is known."""
        month, issued = _MONTH.search(found), self.issued
        over = month and issued and issued.year == self.year and int(month[1]) < issued.month
        return "" if over or not self.year else _YEAR.sub(str(self.year), found, count=1)

    def _existing(self, words: str) -> str:
        """The words with the last day of their month for one that the calendar lacks; "" where they name no month."""
        found = _DAY.search(words)
        if found is None or not 1 <= int(found["month"]) <= 12:
            return ""
        year = int(found["year"] or self.year or _COMMON)
        last = monthrange(year, int(found["month"]))[1]
        return words[: found.start("day")] + str(last) + words[found.end("day") :]

    def _time(self, task: Task | None) -> str:
        """How often for what is done again and again, else by when."""
        words = task.text if task else ""
        routine = _ROUTINE.search(words) and not _ONCE.search(words)
        return "每季度至少1次" if routine else f"{self.due}完成"


def _owners_of(task: Task, note: str) -> list[Owner]:
    """Those that the note names, else all of the task's; each name once."""
    found = [o for o in task.owners if o.note == note] or task.owners
    return list({o.name: o for o in found}.values())


def _named(owners: list[Owner]) -> str:
    """Everybody who is named, the first unit that acts for itself in the lead of the others, classes of units as they
    are written, nobody in the lead where each has a duty of its own; a blank for what names nobody (有关部门), and for the unit of a person who acts (企业主要负责人)."""
    told = [o.name for o in owners if not vague(o) and not _acts_in_person(o)]
    if len(told) < len(owners):
        told.append(BLANK)
    single = (o.name for o in owners if o.role in _ACTS and not collective(o) and o.name in told)
    first = next((name for name in single if name[0] != "各"), None)
    if first is None or len(told) == 1:
        return "、".join(told)
    if len({o.note for o in owners}) > 1:  # each has a duty of its own
        return f"{'、'.join(told)}按职责分别负责"
    return "、".join((f"{first}（牵头）", *(name for name in told if name != first)))


def _acts_in_person(owner: Owner) -> bool:
    """Whether a sentence has a person for its subject, who is no unit to be named as such."""
    found = None if owner.explicit else first_match("actors", owner.name)
    return found is not None and found[0].id == "people"


def _in_context(names: str) -> str:
    """The units that an earlier sentence names; a blank where it names none."""
    told = [
        name
        for name in names.split("、")
        if _UNIT.fullmatch(name) and not first_match("vague-owners", name)
    ]
    if len(told) > 1 and told[0][0] != "各":
        told[0] += "（牵头）"
    return "、".join(told) or BLANK


def _led(owners: list[Owner]) -> str:
    """The units of the note, the first of them in the lead."""
    told = [o.name for o in owners if not vague(o)]
    single = [o.name for o in owners if o.name in told and not collective(o)]
    first = next((n for n in single if n[0] != "各"), next(iter(told), BLANK))
    others = [name for name in told if name != first]
    return f"{first}牵头" + (f"，{'、'.join(others)}配合" if others else "")
