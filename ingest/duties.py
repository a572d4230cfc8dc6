"""A sentence split into duties: the clauses in which who, by when and how much belong together.

A clause that names its own agent begins a duty; so does one with a time of its own, where the clauses before it
have had theirs. A time in front of the agent, or set off by ，, governs the clauses behind it until another such
time. What stands outside the sentence (note, default, table cell, carried subject) belongs to every duty that
names nothing of the kind itself. The wording that decides is in ``rules/duty.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from ingest.brackets import match_pairs
from ingest.first_characters import guarded
from ingest.records import Duty, Mention, Normalised, Task
from ingest.rulebook import Rule, rule_table

TIMES = ("due", "recurrences", "windows", "response")
_SEPARATOR_OR_END = re.compile(r"[，；：。！、]|\Z")
KINDS = ("owners", *TIMES, "targets", "conditions")


@dataclass(frozen=True, slots=True)
class _Fact:
    """One value of the task: its list, its place in it, and its span in the sentence."""

    kind: str
    index: int
    start: int
    end: int
    assists: bool = False


@dataclass(frozen=True)
class _Clause:
    """A clause ``start:end`` and the facts in it; ``aside``: it stands in brackets. What follows from them is asked of
    a clause several times and worked out once."""

    start: int
    end: int
    text: str
    facts: tuple[_Fact, ...]
    aside: bool = False

    def of(self, *kinds: str) -> tuple[_Fact, ...]:
        return tuple(f for f in self.facts if f.kind in kinds)

    @cached_property
    def agents(self) -> tuple[_Fact, ...]:
        """Who acts in it, not who only assists."""
        return tuple(f for f in self.of("owners") if not f.assists)

    @cached_property
    def names(self) -> bool:
        """Whether it has an agent of its own, be it only a tier (市级3—5名)."""
        tier = _says("tier", self.text) and bool(self.of("targets"))
        return bool(self.agents) or tier

    @cached_property
    def times(self) -> tuple[_Fact, ...]:
        return self.of(*TIMES)

    @cached_property
    def leading(self) -> tuple[_Fact, ...]:
        """The times that govern what follows: in front of the agent, or all that the clause says."""
        if not self.times:
            return ()
        first = min((f.start for f in self.agents), default=self.end)
        leads = self.agents or _says("lead-in", self.text) or not self.acts
        return tuple(f for f in self.times if f.end <= first) if leads else ()

    @cached_property
    def heading(self) -> tuple[_Fact, ...]:
        """The times that it begins with, in front of its act (年底前完成…)."""
        at = self.start + len(self.text) - len(self.text.lstrip())
        return tuple(f for f in self.times if f.start == at) if not self.agents else ()

    @cached_property
    def acts(self) -> bool:
        """Whether it says what to do, beside who and when."""
        left = list(self.text)
        for f in (*self.of("owners"), *self.of("due", "windows", "response")):
            left[f.start - self.start : f.end - self.start] = " " * (f.end - f.start)
        words = "".join(left)
        for rule in _rows("no-act"):
            words = rule.pattern.sub(" ", words)
        return len(words.replace(" ", "")) > 1

    @cached_property
    def completes(self) -> bool:
        """Whether it only says how often or how much of what stands before it (，每月不少于2次)."""
        return not self.acts and not self.agents and _says("count", self.text)


@dataclass(slots=True)
class _Group:
    """A duty in the making; ``before`` are the times that govern it from in front."""

    clauses: list[_Clause]
    before: tuple[_Fact, ...] = ()
    agents: tuple[_Fact, ...] = ()

    @property
    def named(self) -> bool:
        return any(c.names for c in self.clauses)

    @property
    def bearers(self) -> tuple[_Fact, ...]:
        """Who acts and assists in it, named in it or in front of it."""
        return tuple(f for c in self.clauses for f in c.of("owners")) if self.named else self.agents

    @property
    def acts(self) -> bool:
        return any(c.acts and not _says("lead-in", c.text) for c in self.clauses)

    @property
    def facts(self) -> tuple[_Fact, ...]:
        own = tuple(f for c in self.clauses for f in c.facts)
        inherited = tuple(f for f in self.before if f.kind not in {o.kind for o in own})
        agents = () if self.named else self.agents
        return (*agents, *inherited, *own)

    @property
    def own_times(self) -> tuple[_Fact, ...]:
        """Times inside an act, not in front of it."""
        return tuple(f for c in self.clauses for f in c.times)


def duties_of(words: Normalised, task: Task) -> tuple[Duty, ...]:
    """The duties of the sentence ``words``, with the indices of the task's values that stand in it.

    One duty that covers the sentence whole where its values make one set.
    """
    facts = tuple(_facts(words, task))
    if not facts:
        return (_duty(words, 0, len(words.text), facts),)
    groups = [g for whole in _groups(_clauses(words.text, facts)) for g in _respectively(whole)]
    if len(groups) < 2:
        return (_duty(words, 0, len(words.text), facts),)
    return tuple(
        _duty(words, g.clauses[0].start, _end(words.text, _deed(groups[at:])), g.facts)
        for at, g in enumerate(groups)
    )


def _deed(groups: Sequence[_Group]) -> _Clause:
    """The clause up to which the first group is to be read: 市长每月、副市长每两个月听取一次汇报 says only in
    the second what the first has to do."""
    acting = (g for g in groups if g.clauses[0].aside or g.acts)
    return next(acting, groups[0]).clauses[-1]


def completed(task: Task) -> Task:
    """The task whose duties also have what stands outside of the sentence."""
    duties = tuple(_stated(task))
    for kinds in (("owners",), TIMES):
        held = {(k, i) for d in duties for k in kinds for i in getattr(d, k)}
        outer = {
            k: tuple(
                i for i, value in enumerate(getattr(task, k)) if (k, i) not in held and _told(value)
            )
            for k in kinds
        }
        if not any(outer.values()):
            continue
        lacking = [not any(getattr(d, k) for k in kinds) for d in duties]
        everywhere = len(duties) == 1 or not any(lacking)
        duties = tuple(
            _with(d, outer) if everywhere or lacks else d
            for d, lacks in zip(duties, lacking, strict=True)
        )
    return task if duties == task.duties else task._replace(duties=duties)


def _stated(task: Task) -> Iterator[Duty]:
    """The duties; what a note says of several owners, each with a time of its own (甲局，6月底前；乙局，9月底前),
    is a duty each."""
    told: dict[tuple[int, int], list[int]] = {}
    for i, owner in enumerate(task.owners):
        if owner.statement:
            told.setdefault((owner.statement.start, owner.statement.end), []).append(i)
    times = _times_by_statement(task, list(told))
    timed = len(times) > 1
    for duty in task.duties:
        bare = not duty.owners and not any(getattr(duty, k) for k in TIMES)
        if timed and (bare or len(task.duties) == 1):
            yield from (
                _with(duty, {"owners": tuple(o), **times.get(s, {})}) for s, o in told.items()
            )
        else:
            yield duty


def _times_by_statement(
    task: Task, spans: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], dict[str, tuple[int, ...]]]:
    """The task's times, as indices by kind, by the narrowest of the ``spans`` in which each stands."""
    found: dict[tuple[int, int], dict[str, tuple[int, ...]]] = {}
    for kind in TIMES:
        for i, time in enumerate(getattr(task, kind)):
            around = [s for s in spans if s[0] <= time.mention.start < s[1]]
            if around:
                held = found.setdefault(min(around, key=lambda s: s[1] - s[0]), {})
                held[kind] = (*held.get(kind, ()), i)
    return found


def _told(value: object) -> bool:
    """Whether a value is the document's, not the plan year's bound."""
    return getattr(value, "basis", "") != "inherited"


def _with(duty: Duty, outer: Mapping[str, tuple[int, ...]]) -> Duty:
    more: dict[str, Any] = {k: tuple(sorted({*getattr(duty, k), *v})) for k, v in outer.items()}
    return duty._replace(**more)


def _facts(words: Normalised, task: Task) -> Iterator[_Fact]:
    for kind in KINDS:
        for index, value in enumerate(getattr(task, kind)):
            mention: Mention = value.mention
            start, last = words.place(mention.start), words.place(mention.end - 1)
            if start is None or getattr(value, "basis", "subject") not in ("subject", "explicit"):
                continue
            end = (last if last is not None else start + len(mention.quote) - 1) + 1
            yield _Fact(kind, index, start, end, getattr(value, "role", "") == "assist")


def _clauses(text: str, facts: Sequence[_Fact]) -> list[_Clause]:
    """The clauses of ``text`` in order; brackets that hold a time of others follow their clause."""
    brackets = [
        p
        for p in match_pairs(text)
        if text[p.start] in "（〔(" and _apart(text, p.start, p.end, facts)
    ]
    quoted = [(p.start, p.end) for p in match_pairs(text)]
    found: list[_Clause] = []
    start = 0
    for m in _SEPARATOR_OR_END.finditer(text):
        end = m.start()
        within = any(a < end < b for a, b in quoted)
        if m[0] and (within or (m[0] == "、" and not _parallel(text, start, end, facts))):
            continue
        asides = [(p.start + 1, p.end - 1) for p in brackets if start <= p.start < end]
        own = [
            f
            for f in facts
            if start <= f.start < end and not any(a <= f.start < b for a, b in asides)
        ]
        if text[start:end].strip():
            found.append(_Clause(start, end, text[start:end], tuple(own)))
        for a, b in asides:
            inner = tuple(f for f in facts if a <= f.start < b)
            found.append(_Clause(a, b, text[a:b], inner, aside=True))
        start = end + 1
    return found


def _apart(text: str, start: int, end: int, facts: Sequence[_Fact]) -> bool:
    """Whether a bracket sets a time for others than its clause: （高危行业每月至少1次）, not （每季度至少1次）."""
    inner = tuple(f for f in facts if start < f.start < end)
    clause = _Clause(start + 1, end - 1, text[start + 1 : end - 1], inner)
    return bool(clause.times) and (clause.acts or bool(clause.agents))


def _parallel(text: str, start: int, position: int, facts: Sequence[_Fact]) -> bool:
    """Whether 、 parts two duties: 月调度、季通报; 市住建局6月底前、市教育局9月底前完成; 市级3名、县级2名."""
    left = tuple(f for f in facts if start <= f.start < position)
    right = tuple(f for f in facts if f.start == position + 1)
    had = {f.kind for f in left}
    if any(f.kind == "recurrences" for f in right):
        return "recurrences" in had and _Clause(start, position, text[start:position], left).acts
    if any(f.kind == "owners" for f in right):
        return "owners" in had and bool(had & set(TIMES))
    return (
        "targets" in had
        and _says("tier", text[position + 1 :])
        and _says("tier", text[start:position])
    )


def _groups(clauses: Sequence[_Clause]) -> list[_Group]:
    """The clauses as duties; a bracket apart is one beside the duty that goes on behind it. What the
    sentence begins with (年底前完成A，各乡镇完成B) governs the clauses of others, not the next step of the same."""
    agents_named = sum(bool(c.agents) for c in clauses)
    groups: list[_Group] = []
    current: _Group | None = None
    leading: tuple[_Fact, ...] = ()
    heading = clauses[0].heading if clauses else ()
    for i, clause in enumerate(clauses):
        follows = clauses[i + 1] if i + 1 < len(clauses) else None
        if current and clause.aside:
            groups.append(_Group([clause], (), current.bearers))
            continue
        if current and _says("all", clause.text) and clause.times:
            for g in groups:
                g.before = clause.times
            current.clauses.append(clause)
        elif current is None or _begins(clause, current, follows, agents_named):
            before = leading or (heading if clause.names and i else ())
            current = _Group([clause], before, current.bearers if current else ())
            groups.append(current)
        else:
            current.clauses.append(clause)
        leading = clause.leading or leading
    return groups


def _begins(clause: _Clause, current: _Group, follows: _Clause | None, agents_named: int) -> bool:
    """Whether ``clause`` begins a duty of its own behind ``current``; what leads in does for the agent that
    ``follows``."""
    if not current.acts:
        return bool(clause.agents and clause.times and current.named and current.own_times)
    if _says("lead-in", clause.text) and not clause.agents and not clause.times:
        return follows is not None and follows.names and agents_named > 1
    if clause.names:
        return current.named or bool(current.own_times) or agents_named > 1
    if not clause.times or clause.completes:
        return False
    return bool(current.own_times or current.before) if clause.acts else follows is not None


def _respectively(group: _Group) -> Iterator[_Group]:
    """A pair each for as many agents as times that 分别 joins; else the group itself."""
    whole = group.facts
    agents = [f for f in whole if f.kind == "owners"]
    times = [f for f in whole if f.kind in TIMES]
    said = any(_says("respectively", c.text) for c in group.clauses)
    if not said or len(agents) < 2 or len(agents) != len(times):
        yield group
        return
    rest = tuple(f for f in whole if f not in agents and f not in times)
    first, *more = group.clauses
    for agent, time in zip(agents, times, strict=True):
        pair = replace(first, facts=(agent, time, *rest))
        yield _Group([pair, *(replace(c, facts=()) for c in more)])


def _end(text: str, clause: _Clause) -> int:
    """Where a duty ends: a bracket that only qualifies it and the full stop are its own."""
    closing = clause.end + 1
    return closing if text[clause.end : closing] in ("。", "！", "；") else clause.end


def _duty(words: Normalised, start: int, end: int, facts: Iterable[_Fact]) -> Duty:
    span = words.source(start, end)
    held: dict[str, set[int]] = {}
    for f in facts:
        held.setdefault(f.kind, set()).add(f.index)
    told: dict[str, Any] = {kind: tuple(sorted(found)) for kind, found in held.items()}
    return Duty(span.start, span.end, words.text[start:end], **told)


@cache
def _rows(kind: str) -> tuple[Rule, ...]:
    return tuple(r for r in rule_table("duty") if r.given["kind"] == kind)


@cache
def _any_row(kind: str) -> re.Pattern[str]:
    return re.compile(guarded(r.written for r in _rows(kind)))


def _says(kind: str, text: str) -> bool:
    return _any_row(kind).search(text) is not None
