"""Words to paste for the sentence at hand: who of the notice's own units likely answers, by when, in which months."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from shapes.measure.owners import collective, vague
from shapes.rulebook import Rule
from shapes.view import Notice, Owner, Task

_ROUTINE = re.compile(
    r"检查|巡查|排查|抽查|夜查|演练|培训|宣传|调度|督查|督导|会商|研判|走访|暗访|执法|例会"
)
_ONCE = re.compile(
    r"完成|建成|建立|制定|制订|印发|出台|修订|编制|实现|达到|新建|更新|改造|安装|配备"
)
_OFFICE = re.compile(r"应急(?:管理)?局$")
_UNIT = re.compile(
    r"[^各有相].{1,14}(?:局|委|办|厅|院|站|中心|办公室|支队|大队|总队|政府|管委会|公司)"
)
_LATE = 8  # a notice of August or later is done by the end of its year


class Paster:
    """Fills the words that a rule has for pasting. ``tier``: what the names of the notice's own units begin with;
    ``year``: that the work is for, whatever the title says."""

    def __init__(self, notice: Notice, tier: str, year: int | None) -> None:
        issued = notice.signed or notice.issued
        late = issued is not None and issued.year == year and issued.month >= _LATE
        self.due = f"于{f'{year}年' if year else ''}{12 if late else 9}月底前"
        self.of_section: dict[str, Counter[str]] = {}
        self.of_sector: dict[str, Counter[str]] = {}
        for task in notice.tasks:
            names = _single(task.owners)
            self.of_section.setdefault(task.section, Counter()).update(names)
            for code in (*task.sectors, *task.hazards):
                self.of_sector.setdefault(code, Counter()).update(names)
        everybody = [name for count in self.of_section.values() for name in count]
        own = next((name for name in everybody if _OFFICE.search(name)), None)
        self.office = own or f"{tier}应急局"

    def words(self, rule: Rule, task: Task | None, note: str, values: Mapping[str, str]) -> str:
        """The words for what the rule found in the task, or in its ``note``; "" if the rule has none."""
        if not rule.paste:
            return ""
        filled = {
            "owner": self._owner(task, values),
            "led": self._led(task, note),
            "time": self._time(task),
            "found": values.get("found", ""),
            "months": values.get("months", ""),
            "instead": values.get("instead", "").replace("{due}", self.due),
        }
        return rule.paste.format_map(filled)

    def _owner(self, task: Task | None, values: Mapping[str, str]) -> str:
        """Who likely answers: whom the sentence or the one before names, else the section's notes, else who answers
        for that sector or hazard elsewhere, else the office for emergencies."""
        if task is None:
            return self.office
        named = [*_single(task.owners), *_names(values.get("names", "").split("、"))]
        if named:
            return named[0]
        around = [self.of_section.get(task.section, Counter())]
        around += [self.of_sector.get(c, Counter()) for c in (*task.sectors, *task.hazards)]
        found = next((count.most_common(1)[0][0] for count in around if count), None)
        return found or self.office

    def _led(self, task: Task | None, note: str) -> str:
        """The units of the note, the first of them in the lead."""
        owners = [o for o in task.owners if o.note == note] if task else []
        told = dict.fromkeys(o.name for o in owners if not vague(o))
        single = [o.name for o in owners if o.name in told and not collective(o)]
        first = next((n for n in single if n[0] != "各"), next(iter(told), self.office))
        others = [name for name in told if name != first]
        return f"{first}牵头" + (f"，{'、'.join(others)}配合" if others else "")

    def _time(self, task: Task | None) -> str:
        """How often for what is done again and again, else by when."""
        words = task.text if task else ""
        routine = _ROUTINE.search(words) and not _ONCE.search(words)
        return "每季度至少1次" if routine else f"{self.due}完成"


def _single(owners: Sequence[Owner]) -> list[str]:
    """The names that stand for one unit, those of notes first."""
    stated = [owner for owner in owners if owner.explicit] or owners
    return _names(o.name for o in stated if o.known and not collective(o) and not vague(o))


def _names(names: Iterable[str]) -> list[str]:
    return [name for name in names if _UNIT.fullmatch(name)]
