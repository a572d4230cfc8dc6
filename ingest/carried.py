"""Subjects that go on: 各乡镇要定期检查。要建立台账。 — the second sentence is the townships' too.

The subject of a sentence holds for the orders behind it that name nobody, until another agent, a heading or
another section comes. A sentence that ends in ： lends its subject to the items below it.

A sentence that only says who is in charge (由县商务局牵头，县消防大队配合。) holds for the orders of its
room before it, up to one that names its own agent; at the head of a room for those behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.agents import read_agents
from ingest.finding import clause
from ingest.heads import is_head_alone
from ingest.orders import Verdict, deals_with, goes_on, imperatives
from ingest.records import Normalised, Owner, Task
from ingest.structure import Room, label_of_phase
from ingest.subjects import find_subjects

_ACTING = ("lead", "responsible")
_CONVENED = "subject.convenes"
_IN_CHARGE = re.compile(
    r"(?:(?:上述|以上|前述|此项|该项|本项|这项)[^，。；由]{0,6})?(?:具体)?由?[^，。；对将把由]{2,60}?"
    r"(?:按照?(?:各自)?(?:职责|分工|职责分工))?(?:共同|分别|具体|统一)?(?:牵头|负责|组织|承办|落实|部署)(?:负责|组织|协调|实施|落实|组织实施|组织协调|抓总|推进|办理)?"
    r"(?:[，、][^，。；由]{2,40}(?:配合|协助|参加|参与|督促|协同|落实|(?:负责|组织)(?:协调|实施|落实)?))*(?:，[^，。；]{0,14}[前底内](?:全部|基本)?完成)?(?=[，。；]|$)"
)
"""Whose a task is, with no word of what is to be done."""


_LABEL = re.compile(
    r"(?:\d{1,2}[.．、]|（[一二三四五六七八九十\d]{1,3}）)?(?P<names>[^，。；：]{2,40})："
)
"""What may be the label of a paragraph."""
_NOTED = re.compile("（[^（）]+）$")
"""The bracket at the end of a label, which may say whom it charges (道路交通（县公安局牵头）：)."""
_BASIS = re.compile("(?:认真|严格|全面)*(?:贯彻|落实|执行|遵守)(?:落实|执行)?《[^》]+》")
"""On what an order in the clause behind it rests, no order itself (落实《规定》，各乡镇要…)."""
_OF_RESIDENTS = re.compile("(?:[村居]民?委员?会|居委|村|社区)$")
"""Residents who govern themselves and may sanction nobody."""
_POST = re.compile("(?:书记|主任|干部|专员|[^委成]员|(?:[^成]|班)长|负责人|责任人|人员)$")


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence of the body in its rooms: its words, what is read in it, whether that is a task, and
    whether a note names its owners."""

    words: Normalised
    rooms: tuple[Room, ...]
    task: Task
    verdict: Verdict
    noted: bool


@dataclass(frozen=True, slots=True)
class _Open:
    """A subject that goes on in ``room``, and in those below it where it ``introduces`` them."""

    owners: tuple[Owner, ...]
    rooms: tuple[Room, ...]
    introduces: bool

    def reaches(self, rooms: tuple[Room, ...]) -> bool:
        own = rooms[-1] is self.rooms[-1]
        return own or (self.introduces and any(r is self.rooms[-1] for r in rooms))


def carried(sentences: Sequence[Read]) -> Iterator[Task]:
    """The tasks among ``sentences``, those without an agent of their own with the one that goes on."""
    going: _Open | None = None
    charged = _charged(sentences)
    label: tuple[Owner, ...] = ()
    for i, s in enumerate(sentences):
        if going and not going.reaches(s.rooms):
            going = None
        if going is None and not _follows(i, sentences):
            told = _told_by_heading(s.rooms[-1])
            going = _Open(told, s.rooms, True) if told else None
        s = _of_bodies(s, going.owners) if going else s
        subjects = tuple(o for o in s.task.owners if o.basis == "subject")
        own = _labelled(s, subjects)
        label = own or (label if _adjoins(i, sentences) else ())
        if subjects:
            acting = _going_on([o for o in subjects if o.role in _ACTING])
            introduces = s.task.text.endswith("：")
            late = (going is None and _parted_from_nobody(i, sentences)) or (
                acting and _comes_late(acting, s)
            )
            opens = s.verdict.is_task and acting and not late
            going = _Open(acting, s.rooms, introduces) if opens else None
        elif s.verdict.kind == "heading":
            going = None
        if not s.verdict.is_task:
            continue
        if i in charged:
            yield _with_owners(s.task, charged[i])
            continue
        if label and not own and not s.noted and _of_label(subjects):
            yield _with_owners(s.task, label)
            continue
        lends = going and not subjects and not s.noted and _lends(going, s)
        yield _with_owners(s.task, going.owners) if going and lends else s.task


def _told_by_heading(room: Room) -> tuple[Owner, ...]:
    """Those whom the heading of a room tells to act (一、旅行社要把好三道关。) or whose phase it is (自查阶段：企业自查自纠)."""
    phase = label_of_phase(room.head)
    if phase.text:
        return tuple(o for o in find_subjects(clause(phase)).owners if o.role in _ACTING)
    if room.kind != "part" or "要" not in room.head.text:
        return ()
    told = find_subjects(clause(room.head)).owners
    return tuple(o for o in told if o.role in _ACTING and o.mention.rule == "subject.modal")


def _of_bodies(read: Read, bodies: Sequence[Owner]) -> Read:
    """The sentence; persons in it that head a body which no word of it names are those of ``bodies``."""
    told = [o for o in read.task.owners if o.basis == "subject" and not o.of]
    heads = [o for o in told if is_head_alone(o.name)]
    others = [b for b in bodies if not is_head_alone(b.name)]
    if not heads or not others:
        return read
    owners = tuple(
        each
        for o in read.task.owners
        for each in ([o._replace(of=b.name) for b in others] if o in heads else [o])
    )
    return replace(read, task=read.task._replace(owners=owners))


def _labelled(read: Read, subjects: Sequence[Owner]) -> tuple[Owner, ...]:
    """The agents that stand in front of a sentence as a label of its paragraph (镇应急办：每月检查一次。…)."""
    m = _LABEL.match(read.task.text)
    if m is None:
        return ()
    end = read.words.offsets[m.end() - 1]
    own = tuple(o for o in subjects if o.mention.start < end)
    noted = _NOTED.search(m["names"])
    named = any(m["names"].endswith(o.name) for o in own)
    return own if named or (noted and any(o.name in noted[0] for o in own)) else ()


def _of_label(subjects: Sequence[Owner]) -> bool:
    """Whether the agents of a sentence leave the label's in charge: there are none, or all are persons of theirs
    (各管区：管区书记每周到村督导一次。)."""
    return all(_POST.search(o.name) for o in subjects)


def _adjoins(i: int, sentences: Sequence[Read]) -> bool:
    """Whether the sentence of the same room in front of that at ``i`` ends where it begins."""
    before, here = sentences[i - 1].words, sentences[i].words
    return _follows(i, sentences) and before.source().end == here.source().start


def _comes_late(acting: Sequence[Owner], read: Read) -> bool:
    """Whether orders to nobody stand in the sentence in front of the first who acts, who then acts in a clause
    of his own only (完善预案，化工企业每半年演练一次)."""
    first = min(o.mention.start for o in acting)
    text = read.task.text
    ordered = [s for s, end in imperatives(text) if not _BASIS.match(text, s, end)]
    starts = [read.words.offsets[start] for start in ordered]
    at = read.words.offsets.index(first)
    led = read.task.text[max(0, at - 1) : at] in ("由", "请")
    return bool(starts) and starts[0] < first and not led and "，" in read.task.text[:at]


def _parted_from_nobody(i: int, sentences: Sequence[Read]) -> bool:
    """Whether ； parts the sentence at ``i`` from an order to nobody (完善预案；消防队随时待命；修订办法。): each is
    its own."""
    before = sentences[i - 1]
    return (
        _follows(i, sentences)
        and before.task.text.endswith("；")
        and before.verdict.is_task
        and not before.task.owners
        and bool(imperatives(before.task.text))
    )


def _charged(sentences: Sequence[Read]) -> dict[int, tuple[Owner, ...]]:
    """By the place of a task that names nobody those whom a sentence of its room puts in charge of it."""
    found: dict[int, tuple[Owner, ...]] = {}
    for i, s in enumerate(sentences):
        if not s.verdict.is_task or not (owners := _in_charge(s)):
            continue
        before = list(_nameless(reversed(range(i)), sentences, s.rooms))
        behind = () if before or _follows(i, sentences) else range(i + 1, len(sentences))
        for k in before or _nameless(behind, sentences, s.rooms):
            found.setdefault(k, owners)
    return found


def _in_charge(read: Read) -> tuple[Owner, ...]:
    """Those whom the sentence puts in charge, where that is all it says, or all it says of them."""
    named = any(o.basis == "subject" for o in read.task.owners)
    m = _IN_CHARGE.match(read.task.text) if named else None
    if m is None:
        return ()
    last = read.words.offsets[m.end() - 1]
    alone = m.end() >= len(read.task.text.rstrip("。；"))
    if not (alone or any(o.mention.start > last for o in read.task.owners if o.basis == "subject")):
        return ()
    return tuple(o for o in read.task.owners if o.basis == "subject" and o.mention.start <= last)


def _follows(i: int, sentences: Sequence[Read]) -> bool:
    """Whether a sentence of the same room stands in front of that at ``i``."""
    return i > 0 and sentences[i - 1].rooms[-1] is sentences[i].rooms[-1]


def _nameless(
    places: Iterable[int], sentences: Sequence[Read], rooms: Sequence[Room]
) -> Iterator[int]:
    """The places of tasks in the same room, up to the first that names its agent or is noted."""
    for k in places:
        other = sentences[k]
        if other.rooms[-1] is not rooms[-1] or other.noted or other.verdict.kind == "heading":
            return
        if any(o.basis == "subject" for o in other.task.owners):
            return
        if other.verdict.is_task:
            yield k


def _going_on(acting: Sequence[Owner]) -> tuple[Owner, ...]:
    """Those who act, without the persons of a body that is named in front of them and without those whom they
    organise once (公安部门要…，组织应急、城管等部门…)."""
    if acting and acting[0].mention.rule != _CONVENED:
        acting = [o for o in acting if o.mention.rule != _CONVENED]
    bodies = tuple(o for o in acting if not is_head_alone(o.name))
    return bodies if acting and acting[0] in bodies else tuple(acting)


def _are_offices(owners: Sequence[Owner]) -> bool:
    """Whether all who act are offices or those who govern a place, who may sanction others."""
    if any(_OF_RESIDENTS.search(o.name) for o in owners):
        return False
    read = (read_agents(o.name, 0, len(o.name)) for o in owners)
    return all(a is not None and a.kinds <= {"organ", "place"} for a in read)


def _lends(going: _Open, read: Read) -> bool:
    """Whether the subject that goes on is also that of a sentence without one: an order like those before it, what is
    done with something, or an item that the subject's sentence introduced with ：."""
    text = read.task.text
    item = going.introduces and read.rooms[-1] is not going.rooms[-1]
    return item or goes_on(text) or deals_with(text, _are_offices(going.owners))


def _with_owners(task: Task, owners: Sequence[Owner]) -> Task:
    return task._replace(owners=(*task.owners, *(o._replace(basis="carried") for o in owners)))
