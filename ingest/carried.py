"""Subjects that go on: 各乡镇要定期检查。要建立台账。 — the second sentence is the townships' too.

The subject of a sentence holds for the orders behind it that name nobody, until another agent, a heading or
another section comes. A sentence that ends in ： lends its subject to the items below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.orders import Verdict, goes_on
from ingest.records import Normalised, Owner, Task
from ingest.structure import Room

_ACTING = ("lead", "responsible")
_OF_THE_BODY = re.compile(
    r"其?(?:党政)?(?:主要|分管|直接|具体)?(?:负责人|负责同志|领导(?:干部|同志|班子成员)?|班子成员|法定代表人)"
)
"""Persons that only the body named before them tells apart (各乡镇…，主要负责人带队检查)."""


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
    for s in sentences:
        subjects = tuple(o for o in s.task.owners if o.basis == "subject")
        if going and not going.reaches(s.rooms):
            going = None
        if subjects:
            acting = _going_on([o for o in subjects if o.role in _ACTING])
            introduces = s.task.text.endswith("：")
            going = _Open(acting, s.rooms, introduces) if s.verdict.is_task and acting else None
        elif s.verdict.kind == "heading":
            going = None
        if not s.verdict.is_task:
            continue
        open_to = going and not subjects and not s.noted
        lends = open_to and (goes_on(s.task.text) or _is_item(going, s.rooms))
        yield _with_owners(s.task, going.owners) if going and lends else s.task


def _going_on(acting: Sequence[Owner]) -> tuple[Owner, ...]:
    """Those who act, without the persons of a body that is named in front of them."""
    bodies = tuple(o for o in acting if not _OF_THE_BODY.fullmatch(o.name))
    return bodies if acting and acting[0] in bodies else tuple(acting)


def _is_item(going: _Open | None, rooms: tuple[Room, ...]) -> bool:
    """Whether the sentence stands in an item that the subject's sentence introduced with ：."""
    return bool(going and going.introduces and rooms[-1] is not going.rooms[-1])


def _with_owners(task: Task, owners: Sequence[Owner]) -> Task:
    return replace(task, owners=(*task.owners, *(replace(o, basis="carried") for o in owners)))
