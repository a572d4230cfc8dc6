"""Which classes of units an office belongs to: 各县（区）人民政府 of a city are the governments of its counties.

Notices name most who answer by such classes. What a class takes in is stated in ``members.tsv``; ``sure`` is
"usually" where a list that no notice gives decides it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a place: its ``function``, that function's ``kind`` (department, party …), and the
    place's ``level``. A township or village office is one in the county that is named."""

    function: str
    kind: str
    level: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A rule: units of ``group`` take in offices of ``unit`` (functions or kinds) at a ``level``, where the
    group is of the office's ``own`` place or of one ``above`` it, and one of ``named`` stands in its name (各级).
    One of ``written`` stands in every name by which a notice means the office (各街道 are no towns)."""

    id: str
    group: str
    unit: tuple[str, ...]
    level: str
    where: str
    named: tuple[str, ...]
    written: tuple[str, ...]
    sure: str
    why: str
    why_en: str
    example: str
    counter_example: str

    def takes_in(self, office: Office, where: str, name: str = "") -> bool:
        """Whether an office is a member of a group of that name where its place is the office's own, or above."""
        called = {office.function, office.kind} & set(self.unit)
        there = self.level in ("any", office.level) and self.where == where
        return bool(called) and there and self.names(name) and self.means(name)

    def names(self, name: str) -> bool:
        """Whether a group of that name is meant."""
        return not self.named or any(each in name for each in self.named)

    def means(self, written: str) -> bool:
        """Whether a notice that names the group so means the office; a group without a name means all."""
        return not (self.written and written) or any(each in written for each in self.written)


@cache
def memberships() -> tuple[Membership, ...]:
    """The rules of ``members.tsv``."""
    text = (files("service") / "lookup" / "members.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return tuple(_membership(row) for row in rows)


def _membership(row: dict[str, str]) -> Membership:
    unit, named, written = (tuple(row.pop(each).split()) for each in ("unit", "named", "written"))
    return Membership(unit=unit, named=named, written=written, **row)


def membership(group: str, office: Office, where: str, name: str = "") -> Membership | None:
    """The rule by which an office belongs to a unit of the function ``group`` and that name, if it does."""
    of_group = (each for each in memberships() if each.group == group)
    return next((each for each in of_group if each.takes_in(office, where, name)), None)
