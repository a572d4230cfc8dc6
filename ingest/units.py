"""Which organisation an owner's name means: (jurisdiction, function), not the string.

市 is the issuer's own city, or its superior where the issuer is a county; 省 its province.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from ingest.places import gazetteer, parent_of, place_of, short_name
from ingest.records import Owner, Task, Unit
from ontology import codes
from ontology.codes import Division
from ontology.ids import slug, unit_iri

_GROUP = re.compile(
    r"各|有关|相关|成员单位|部门$|单位$|负有|所有|其他|企业$|街道|乡镇|村（社区）|以上|行业领域"
)
_PREFIX = re.compile(
    r"^(?:我|本|全)?(?P<level>省|市|州|盟|县|区|旗)(?:级|直|属)?(?=[\u4e00-\u9fff]{2})"
)
_LEVELS = {
    "省": "province",
    "市": "prefecture",
    "州": "prefecture",
    "盟": "prefecture",
    "县": "county",
    "区": "county",
    "旗": "county",
}


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuer's division and the text in which superiors are named."""

    division: Division | None
    context: str = ""


@cache
def _functions() -> dict[str, str]:
    return {n: f.notation for f in reversed(codes.functions()) for n in reversed(f.names)}


@cache
def _short_functions() -> dict[str, str]:
    return {n: f.notation for f in reversed(codes.functions()) for n in reversed(f.shorts)}


def unit_of(name: str, issuer: Issuer) -> Unit:
    """The unit that ``name`` means in a notice of ``issuer``."""
    division, stem = _placed(name, issuer)
    function = _function(stem) or _function(name)
    code = division.code if division else None
    is_group = function is None and bool(_GROUP.search(name)) or name.startswith("各")
    key = slug(stem.replace("各", "")) if is_group or function is None else function
    label = name if division is None or stem == name and is_group else f"{division.name}{stem}"
    return Unit(unit_iri(code, key), code, None if is_group else function, label, is_group, (name,))


def linked(tasks: Iterable[Task], issuer: Issuer) -> tuple[tuple[Task, ...], tuple[Unit, ...]]:
    """The tasks with each owner's unit set, and the units with all their spellings."""
    units: dict[str, Unit] = {}
    out = []
    for task in tasks:
        owners = tuple(_link(o, issuer, units) for o in task.owners)
        out.append(replace(task, owners=owners))
    return tuple(out), tuple(sorted(units.values(), key=lambda u: u.iri))


def link_owners(
    owners: Iterable[Owner], issuer: Issuer, units: dict[str, Unit]
) -> tuple[Owner, ...]:
    """The owners with their unit set; ``units`` gathers the units met."""
    return tuple(_link(o, issuer, units) for o in owners)


def _link(owner: Owner, issuer: Issuer, units: dict[str, Unit]) -> Owner:
    unit = unit_of(owner.name, issuer)
    known = units.get(unit.iri)
    if known:
        spellings = (
            known.spellings if owner.name in known.spellings else (*known.spellings, owner.name)
        )
        unit = replace(known, spellings=tuple(sorted(spellings)))
    units[unit.iri] = unit
    return replace(owner, unit=unit.iri)


def _placed(name: str, issuer: Issuer) -> tuple[Division | None, str]:
    """The division a name belongs to and the name without it."""
    named = place_of(name, issuer.context)
    if named:
        return named, name[_prefix_length(name, named) :] or name
    for division in _chain(issuer.division):
        short = short_name(division)
        if name.startswith(short) and len(name) > len(short) + 1:
            return division, name[len(short) :]
    m = _PREFIX.match(name)
    if m is None:
        return issuer.division, name
    return _at_level(m["level"], issuer.division), name[m.end() :] if name[
        m.end() - 1
    ] in "省市州盟县区旗" else name[m.end("level") :]


def _prefix_length(name: str, division: Division) -> int:
    """Characters of ``name`` that name ``division`` and its superiors."""
    at = name.find(division.name)
    return at + len(division.name)


def _chain(division: Division | None) -> Iterable[Division]:
    while division:
        yield division
        division = parent_of(division.code)


def _at_level(level: str, issuer: Division | None) -> Division | None:
    """The division that 市, 县 or 省 means to this issuer."""
    if issuer is None:
        return None
    if issuer.name.endswith(level):
        return issuer
    wanted = _LEVELS[level]
    for division in _chain(issuer):
        if division.level == wanted or division.name.endswith(level):
            return division
    return issuer


def _function(stem: str) -> str | None:
    bare = re.sub(r"（[^（）]*）$", "", stem)
    for words in (stem, bare):
        found = _functions().get(words) or _short_functions().get(words)
        if found:
            return found
    branch = re.fullmatch(r"(.+局)[\u4e00-\u9fff]{2,4}分局", bare)
    if branch:
        return _functions().get(branch[1]) or _functions().get(f"{branch[1]}分局")
    tail = next(
        (bare[i:] for i in range(1, max(len(bare) - 2, 1)) if bare[i:] in _functions()), None
    )
    return _functions()[tail] if tail and len(tail) >= 4 else None


def division_by_code(code: str) -> Division | None:
    return gazetteer().by_code.get(code)
