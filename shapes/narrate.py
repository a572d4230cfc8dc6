"""From validation results to findings: where, which sentence, which words, what is wrong."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rdflib import Literal

from ontology import ids
from shapes.causes import causes_in, dated_once, noted_once, with_consequences
from shapes.engine import Result
from shapes.folding import BLANKS, together
from shapes.index import Index
from shapes.measure.owners import collective, vague
from shapes.naming import name_section
from shapes.pasting import Paster
from shapes.policy import SEVERITIES, Policy
from shapes.rdf_file import BLANK
from shapes.records import Finding, Where
from shapes.rulebook import OFF, Rule
from shapes.terms import AZC, DCT, az, azc
from shapes.text import as_read, begun, locate, loose, unnumbered
from shapes.view import Notice, Place, Section, Task

# Rules of the note itself: it causes one result, however many sentences it covers.
OF_THE_NOTE = frozenset({"owner-vague", "owner-open", "owner-lead-missing", "owner-collective"})

# Rules of the section: a heading with five tasks and no note is one cause, not five.
OF_THE_SECTION = frozenset(
    {
        "owner-missing",
        "owner-context",
        "owner-goal",
        "owner-unclear",
        "owner-note-missing",
        "deadline-inherited",
        "deadline-none",
    }
)
# Of these the rest of the section may hold at all times or in a season: where none of it has a time, it is one cause.
OF_NO_TIME = frozenset({"deadline-inherited", "deadline-none"})
# Of these the sentence that is complete, or the note that is not there, is the cause of all the others.
OF_THE_REST = frozenset({"owner-missing", "owner-context", "owner-note-missing"})
# Where most sentences have no note, that they have none is told once; of a notice of a kind that has no notes (a letter,
# minutes), which is not told that it has none, not at all.
NO_NOTES, IMPLIED = "owner-no-notes", "owner-implied"
# Of the kind of the document, or of its work: told once.
TOLD_ONCE = (
    "owner-addressed",
    "owner-unstated",
    "owner-lead-missing",
    "deadline-routine",
    "deadline-quota",
)

# A draft has blanks that will be filled in: told once.
DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Told:
    """A result with what it is about: a task, a section or row, or (both None) the notice."""

    rule: Rule
    result: Result
    values: Mapping[str, str]
    place: Place
    task: Task | None
    section: Section | None


class Narrator:
    """Tells the results of one notice. ``source``: the text of the file as read, for exact
    offsets; without it a finding stands where its task or section does."""

    def __init__(self, notice: Notice, index: Index, policy: Policy, source: str | None) -> None:
        self.notice, self.index, self.policy, self.source = notice, index, policy, source
        likely = index.whole(notice.iri, azc("likelyYear"))
        self.paster = Paster(notice, likely or notice.plan_year)
        self.rows = {row.section.iri: row.section for row in notice.annex}
        self.tasks: dict[str, Task] = {}
        for task in notice.tasks:
            self.tasks[task.iri] = task
            parts = [x.iri for x in task.owners] + [x.iri for x in task.times]
            parts += [x.iri for x in task.targets] + [x.iri for x in task.terms]
            for part in (*parts, *task.duties, *task.notes):
                self.tasks.setdefault(part, task)
        self.covered = Counter(note for task in notice.tasks for note in task.notes)
        self.stating = Counter(task.section for task in notice.tasks)
        self.timed = {task.section for task in notice.tasks if task.times}
        self.row_of = {
            node: row.section
            for row in notice.annex
            for owner in row.owners
            for node in (owner.iri, owner.note)
        }

    def tell(self, results: Sequence[Result], rules: Mapping[str, Rule]) -> tuple[Finding, ...]:
        """The findings, the most severe first, then by subject, rule and place."""
        found: dict[tuple[str, ...], Finding] = {}
        sections: dict[tuple[str, ...], str] = {}
        told_of: dict[tuple[str, ...], set[str]] = {}
        following: dict[str, list[Finding]] = {}
        judged = [(rules[each.rule.removeprefix(AZC)], each) for each in results]
        judged = [
            (rule, each)
            for rule, each in judged
            if self.policy.rulings[rule.id].severity != OFF and not self._is_furniture(each)
        ]
        causes = causes_in(self.index, self.notice.iri, {rule.id for rule, _ in judged})
        for rule, result in judged:
            for told in self._told(rule, result):
                finding = self._finding(told)
                if cause := causes.of(rule.id, told.values):
                    following.setdefault(cause, []).append(finding)
                    continue
                key = self._key(told, finding)
                before, focus = found.get(key), str(result.focus)
                more = before is not None and focus not in told_of[key]
                found[key] = (
                    replace(before, count=before.count + 1)
                    if before and more
                    else before or finding
                )
                told_of.setdefault(key, set()).add(focus)  # one value, two constraints: once
                sections[key] = told.task.section if told.task else ""
        for key, finding in found.items():
            if finding.rule in following:
                found[key] = with_consequences(finding, following[finding.rule], rules)
        found = noted_once(dated_once(found, rules), rules)
        return _with_ids(sorted(self._by_section(found, sections), key=_order))

    def _by_section(
        self, found: Mapping[tuple[str, ...], Finding], sections: Mapping[tuple[str, ...], str]
    ) -> Iterator[Finding]:
        """One cause, one finding: where every sentence of a section lacks the same, the section does."""
        shared: dict[tuple[str, str], list[Finding]] = {}
        noted = sum(task.noted for task in self.notice.tasks)
        mostly_bare = len(self.notice.tasks) > 2 * noted
        subjects = self.index.text(self.notice.iri, azc("subjectsNamed")) is not None
        told = noted or subjects or any(f.rule == NO_NOTES for f in found.values())
        implied: list[Finding] = []
        rules = (*TOLD_ONCE, *(BLANKS if self.policy.profile == DRAFT else ()))
        once: dict[str, list[Finding]] = {rule: [] for rule in rules}
        for key, finding in found.items():
            if finding.rule in once:
                once[finding.rule].append(finding)
            elif mostly_bare and finding.rule == IMPLIED:
                implied.append(finding)
            elif finding.rule in OF_THE_SECTION and sections[key]:
                shared.setdefault((finding.rule, sections[key]), []).append(finding)
            else:
                yield finding
        yield from (together(each) for each in (implied if told else [], *once.values()) if each)
        for (rule, section), each in shared.items():
            untimed = rule in OF_NO_TIME and section not in self.timed
            whole = untimed or len(each) == self.stating[section] or rule in OF_THE_REST
            yield from [together(each)] if whole else each

    def _is_furniture(self, result: Result) -> bool:
        """Whether the focus is (or belongs to) a task that is no sentence."""
        task, _, rest = str(result.focus).partition("/task/")
        return bool(rest) and f"{task}/task/{rest.partition('/')[0]}" in self.notice.furniture

    def _told(self, rule: Rule, result: Result) -> Iterator[Told]:
        focus = str(result.focus)
        task = self.tasks.get(focus)
        section = self.notice.sections.get(focus) or self.rows.get(focus) or self.row_of.get(focus)
        if task is not None:
            section = self.notice.sections.get(task.section) or self.rows.get(task.section)
        nodes = (
            [str(v) for v in self.index.values(focus, rule.path) if not isinstance(v, Literal)]
            if rule.measured and rule.path
            else []
        )
        choices: list[str | None] = [*sorted(nodes, key=_counted)] or [None]
        for node in choices:
            values = self._values(node or focus, task, result)
            if rule.subject == "form" and rule.path:
                held = self.index.strings(focus, rule.path)
                values["value"] = "、".join(held)[:80] or "（无 none）"
            place = self._own_place(node) if node else Place()
            yield Told(rule, result, values, place, task, section)

    def _values(self, node: str, task: Task | None, result: Result) -> dict[str, str]:
        values = {
            predicate.removeprefix(AZC): str(objects[0])
            for predicate, objects in self.index.predicates(node).items()
            if predicate.startswith(AZC) and isinstance(objects[0], Literal)
        }
        values["node"] = (
            "无名节点 a blank node" if node.startswith(BLANK) else node.removeprefix(ids.BASE)
        )
        written = self.index.text(node, az("asWritten")) or self.index.text(node, az("text"))
        values["words"] = written or (task.text if task else "")
        values["by"] = self.index.text(node, az("by")) or ""
        values["issued"] = self.index.text(node, DCT + "issued") or ""
        values["number"] = self.notice.number or ""
        values["noticeDate"] = str(self.notice.own_date or "")
        if result.value is not None:
            values["value"] = str(result.value)
        if task is not None:
            values = _owner_values(task, str(result.focus)) | values
        return values

    def _own_place(self, node: str) -> Place:
        return Place(*(self.index.whole(node, AZC + name) for name in ("start", "end", "page")))

    def _finding(self, told: Told) -> Finding:
        rule, values, task, section = told.rule, told.values, told.task, told.section
        sentence = values.get("sentence") or (
            task.text if task else begun(section.text, 80) if section else self.notice.title
        )
        sentence = as_read(sentence)
        place = task.place if task else section.place if section else Place()
        if told.place.start is not None:
            place = told.place
        if task is not None and _is_of_the_note(told):
            place, sentence = self._note(told, task, place, sentence)
        marks = _marks(_to_mark(told), sentence)
        words = sentence[slice(*marks[0])] if marks else ""
        return Finding(
            id="",
            rule=rule.id,
            severity=self.policy.rulings[rule.id].severity,
            where=self._where(section, place, sentence, words),
            sentence=sentence,
            marks=marks,
            what=rule.what.filled(values),
            focus=str(told.result.focus),
            count=max(1, self.covered[str(told.result.focus)]),
            value=str(told.result.value) if told.result.value is not None else values.get("found"),
            paste=self.paster.words(rule, task, _note_of(told), values),
        )

    def _note(self, told: Told, task: Task, place: Place, sentence: str) -> tuple[Place, str]:
        """Span and words of the responsibility note that is at fault; of a subject, its sentence, of a time in a cell of its
        own, the row's and its."""
        time = next((each for each in task.times if each.iri == str(told.result.focus)), None)
        if time is not None and self.notice.in_table(task):
            return time.place, f"{task.text} {time.words}"
        note = _note_of(told)
        owners = [
            o for o in task.owners if o.basis == "note" and o.note in (note, *_any(task, note))
        ]
        spans = [o.place for o in owners if o.place.start is not None]
        if not spans:
            return place, sentence
        start = min(s.start for s in spans if s.start is not None)
        end = max(s.end or 0 for s in spans)
        if self.source is None or "/annex/" in task.section:
            return Place(start, end, spans[0].page), "、".join(_distinct([o.name for o in owners]))
        open_at = max(self.source.rfind(mark, max(0, start - 40), start) for mark in "（(〔[【")
        closers = [at for mark in "）)〕]】" if (at := self.source.find(mark, end, end + 80)) >= 0]
        open_at = open_at if open_at >= 0 else start
        close = min(closers) + 1 if closers else end
        return Place(open_at, close, spans[0].page), self.source[open_at:close].replace("\n", "")

    def _where(self, section: Section | None, place: Place, sentence: str, words: str) -> Where:
        start, end = place.start, place.end
        if self.source is not None and start is not None and sentence:
            span = locate(sentence.strip("…"), self.source, start, end) or (start, end or start)
            inner = locate(words, self.source, *span) if words else None
            start, end = inner or span
        name, title = name_section(self.notice, section)
        page = place.page if place.page is not None else section.place.page if section else None
        return Where(name, title, page, start, end)

    def _key(self, told: Told, finding: Finding) -> tuple[str, ...]:
        if told.task is not None and _is_of_the_note(told):
            at = finding.where.start  # a graph without offsets has one note a section
            place = told.task.section if at is None else f"{at} {finding.sentence}"
            return told.rule.id, finding.what.zh, place
        return told.rule.id, str(told.result.focus), finding.what.zh, finding.sentence


def _is_of_the_note(told: Told) -> bool:
    """Whether the note is at fault, not the sentence: by the rule, or because a time or an owner that is at
    fault stands outside the sentence."""
    if told.task is None:
        return False
    places = {each.iri: each.place for each in told.task.times}
    places |= {each.iri: each.place for each in told.task.owners}
    place = places.get(str(told.result.focus), Place())
    seen_in_it = told.rule.measured and str(told.result.focus) in told.task.notes
    return told.rule.id in OF_THE_NOTE or seen_in_it or place.outside(told.task.place)


def _note_of(told: Told) -> str:
    """The note that the result is about: its focus, or the one that has the owner which is."""
    focus = str(told.result.focus)
    owners = told.task.owners if told.task else ()
    return next((owner.note for owner in owners if owner.iri == focus), focus)


def _any(task: Task, focus: str) -> tuple[str, ...]:
    """All notes of the task, where it is not one of them that is at fault."""
    return () if focus in task.notes else task.notes


def _owner_values(task: Task, focus: str) -> dict[str, str]:
    """The names of the owners: those of the note that is at fault, else all of the task's."""
    owners = [o for o in task.owners if o.note in (focus, *_any(task, focus))]
    named = [o.name for o in owners if not collective(o) and not vague(o)]
    values = {
        "owners": "、".join(_distinct([o.name for o in owners if not o.explicit])),
        "noted": "、".join(_distinct([o.name for o in owners])) + ("等" if task.open_ended else ""),
        "stated": "、".join(_distinct([o.name for o in owners])),
        "namedOwners": str(len(_distinct(named))),
        "namedUnits": "、".join(_distinct(named)),
        "vague": "、".join(_distinct([o.name for o in owners if vague(o)])),
    }
    return {name: words or "—" for name, words in values.items()}


def _distinct(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _to_mark(told: Told) -> str:
    """The words that the finding is about, if they are less than the sentence."""
    values = told.values
    vague_name = values.get("vague") if told.rule.id == "owner-vague" else None
    words = values.get("found") or vague_name or values.get("words") or ""
    return "" if told.task is not None and words == told.task.text else words


def _marks(words: str, sentence: str) -> tuple[tuple[int, int], ...]:
    """Where the words stand in the sentence; each piece of an enumeration by itself."""
    pieces = (
        [words]
        if not words or words in sentence
        else [w for w in words.replace("…", "、").split("、") if w]
    )
    spans = [span for piece in pieces if (span := locate(piece, sentence))]
    return tuple(sorted(set(spans)))


def _counted(node: str) -> tuple[int, str]:
    """Nodes of one observation in the order in which they were counted: …/2 ahead of …/10."""
    return len(node), node


def _order(finding: Finding) -> tuple[int, str, int, str]:
    """What stands nowhere in the text stays in the order in which it was measured."""
    start = finding.where.start
    return (
        SEVERITIES.index(finding.severity),
        finding.rule,
        start or 0,
        finding.what.zh if start is not None else "",
    )


def _with_ids(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings with ids that depend on rule and words alone, the number in front aside; equal ones are counted up. One that covers many goes by
    the first of them."""
    used: Counter[str] = Counter()
    return tuple(_with_id(finding, used) for finding in findings)


def _with_id(finding: Finding, used: Counter[str]) -> Finding:
    if finding.covers:
        covers = tuple(_with_id(each, used) for each in finding.covers)
        return replace(finding, id=covers[0].id, covers=covers)
    words = "".join(finding.sentence[a:b] for a, b in finding.marks)
    sentence = unnumbered(finding.sentence.strip("…"))
    key = f"{finding.rule}|{loose(sentence)}|{loose(words)}"
    own = hashlib.sha256(key.encode("utf-8")).hexdigest()[:10]
    used[own] += 1
    return replace(finding, id=own if used[own] == 1 else f"{own}-{used[own]}")
