"""Who leads and who helps: notes and rows that name only helpers, units that help themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact, seen
from shapes.view import Notice, Owner, Task

_ASSIST, _LEAD = "assist", "lead"
_ACTS = frozenset({_LEAD, "responsible"})
_HEAD = re.compile(r"(?:牵头|主办|主责)(?:单位|部门|[科处股]室)?[^\n\t|]{0,6}[\t|]")
_TIERED = re.compile("自治[区州县]|[省市县区州旗盟]")
_MOST = 0.8  # share of the rows of a table that have a lead, where one without stands out
_ROWS = 4
_NOTES = 4
_NOTE = re.compile(r"[（(〔\[]?(?:牵头|责任|配合|协助)(?:单位|部门|[科处股]室)[：:]")


def measure_roles(notice: Notice, source: str) -> Iterator[Fact]:
    """Notes that name only who helps (``onlyHelpers``), rows without the lead that the others have (``leadAbsent``), a lead that is its
    own helper (``helpsItself``)."""
    told: set[str] = set()
    unled = _unled_notes(notice)
    rows = [task for task in notice.tasks if notice.in_table(task)]
    led = [task for task in rows if _led(task)]
    tabled = bool(_HEAD.search(source)) and len(rows) >= _ROWS and len(led) >= _MOST * len(rows)
    for task in notice.tasks:
        noted = [owner for owner in task.owners if owner.basis == "note"]
        if not noted or noted[0].note in told:
            continue
        told.add(noted[0].note)
        if tabled and task in rows and not _led(task):
            yield seen(task.iri, "leadAbsent", task.place, found=_names(noted))
        elif noted[0].note in unled and len(noted) == 1:
            yield seen(task.iri, "leadAbsent", noted[0].place, found=noted[0].words)
        elif _helpers_alone(task, noted):
            yield seen(
                task.iri, "onlyHelpers", noted[0].place, found=noted[0].words or _names(noted)
            )
        yield from _own_helper(noted)


def _unled_notes(notice: Notice) -> frozenset[str]:
    """The notes without 牵头单位：, where nearly all have it."""
    words = {
        owner.note: owner.words
        for task in notice.tasks
        for owner in task.owners
        if owner.basis == "note" and _NOTE.match(owner.words)
    }
    led = [note for note, text in words.items() if "牵头" in text]
    few = len(led) < _NOTES or len(led) < _MOST * len(words)
    return frozenset() if few else frozenset(words) - frozenset(led)


def _led(task: Task) -> bool:
    return any(owner.role == _LEAD for owner in task.owners)


def _helpers_alone(task: Task, noted: list[Owner]) -> bool:
    """Whether the note names helpers alone and says so; a subject may be who acts."""
    acting = any(owner.role in _ACTS for owner in task.owners)
    return not acting and all(owner.role == _ASSIST for owner in noted)


def _own_helper(noted: list[Owner]) -> Iterator[Fact]:
    """A unit that leads or answers and helps, by one name or two, in a note or in the cells of a row; classes of units may."""
    leads = {(o.unit, _tier(o.name)): o.name for o in noted if o.role in _ACTS and not o.group}
    for owner in noted:
        lead = leads.get((owner.unit, _tier(owner.name))) if owner.role == _ASSIST else None
        if lead:
            found = owner.name if owner.name == lead else f"{owner.name}（即{lead}）"
            yield seen(owner.note, "helpsItself", owner.place, found=found)


def _tier(name: str) -> str:
    """The tier that a name begins with: the office of the one above has another (自治区应急管理厅)."""
    found = _TIERED.match(name)
    return found[0] if found else ""


def _names(owners: list[Owner]) -> str:
    return "、".join(owner.name for owner in owners)
