"""Which organisation an owner's name means: (jurisdiction, function), not the string.

市 is the issuer's own city, or its superior where the issuer is a county; 省 its province.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from ingest.places import parent_of, place_of, short_name
from ingest.records import Owner, Unit
from ontology import codes
from ontology.codes import Division
from ontology.ids import slug, unit_iri

_COLLECTIVE_GROUPS = ("collective", "township", "enterprises", "person")
_GROUP_WORDS = re.compile(
    r"^(?:各|所有|有关|相关|其他|全部|多个)|成员单位|(?:有关|相关|监管|主管|责任|职能|行业)(?:部门|单位)|的(?:部门|单位)|^(?:部门|单位|企业)$"
    r"|以上|行业领域|各[^，]{1,8}(?:企业|单位|部门)"
)
_LOCAL_TIERS = (
    # (key of the group, what a collective of local governments is called)
    ("county-governments", re.compile(
        r"各?(?:涉[\u4e00-\u9fff]{1,2})?(?:市辖区|市州|县市区|县区|区县|市区|旗县区|旗县|县（市、区）|县（区）|县（市）|区（县、市）|区（市、县）|区（县）|市（州）)"
        r"(?:两级)?(?:人民政府|政府|党委政府|党委)?|各(?:县|区|市|旗|州)(?:人民政府|政府|党委)?")),
    ("city-county-governments", re.compile(r"市县(?:两级)?(?:人民政府|政府|党委政府|党委)?")),
    ("township-governments", re.compile(
        r"各?(?:乡镇|镇街|街镇|乡（镇）|镇|乡|街道|镇（街道）|乡镇（街道）|乡（镇、街道）|镇（街）|街道（镇）)(?:人民政府|政府|党委|街道办|街道办事处|办事处)?"
        r"(?:（街道办事处）|（街道办）|（街道）)?")),
    ("village-committees", re.compile(r"各?(?:村居|村社区|村（社区）|村（居）|村|社区)(?:民委员会|委会|委|“两委”|两委)?(?:（[^（）]{1,8}）)?")),
)  # fmt: skip
_PREFIX = re.compile(
    r"^(?:我|本|全)?(?P<level>省|市|州|盟|县|区|旗)(?P<own>级|直|属|内)?(?=[\u4e00-\u9fff]{2})"
)
_LEVELS = {"省": "province", "市": "prefecture", "州": "prefecture", "盟": "prefecture", "县": "county", "区": "county", "旗": "county"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuer's division and the text in which superiors are named."""

    division: Division | None
    context: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A name's division, what is left of the name, and the name with its place written out."""

    division: Division | None
    stem: str
    label: str


def unit_of(name: str, issuer: Issuer) -> Unit:
    """The unit that ``name`` means in a notice of ``issuer``."""
    tier = next((key for key, form in _LOCAL_TIERS if form.fullmatch(name)), None)
    if tier:
        return _group(tier, name, issuer.division)
    placed = _place(name, issuer)
    function = _function(placed.stem) or _function(name)
    if function is None and _GROUP_WORDS.search(name):
        return _group(slug(placed.stem.replace("各", "")), name, placed.division)
    code = placed.division.code if placed.division else None
    if function is None:
        return Unit(unit_iri(code, slug(placed.stem)), code, None, placed.label, False, (name,))
    collective = function.group in _COLLECTIVE_GROUPS and _is_bare(placed.stem, function)
    return Unit(
        unit_iri(code, function.notation),
        code,
        function.notation,
        placed.label,
        collective,
        (name,),
    )


def link_owners(
    owners: tuple[Owner, ...], issuer: Issuer, units: dict[str, Unit]
) -> tuple[Owner, ...]:
    """The owners with their unit set; ``units`` gathers the units met."""
    return tuple(_link(o, issuer, units) for o in owners)


def _link(owner: Owner, issuer: Issuer, units: dict[str, Unit]) -> Owner:
    unit = unit_of(owner.name, issuer)
    known = units.get(unit.iri)
    if known:
        unit = replace(known, spellings=tuple(sorted({*known.spellings, owner.name})))
    units[unit.iri] = unit
    return replace(owner, unit=unit.iri)


def _group(key: str, name: str, division: Division | None) -> Unit:
    code = division.code if division else None
    label = f"{division.name}{name}" if division and not name.startswith(division.name) else name
    return Unit(unit_iri(code, key), code, None, label, True, (name,))


def _place(name: str, issuer: Issuer) -> _Placed:
    named = place_of(name, issuer.context)
    if named:
        end = name.find(named.name) + len(named.name)
        return _Placed(named, name[end:] or name, name)
    for division in _chain(issuer.division):
        short = short_name(division)
        if name.startswith(short) and len(name) > len(short) + 1:
            return _Placed(division, name[len(short) :], name)
        if short in name[2:]:
            return _Placed(division, name.replace(short, "", 1), name)
    m = _PREFIX.match(name)
    if m is None:
        own = issuer.division
        return _Placed(own, name, f"{own.name}{name}" if own else name)
    stem = name[m.end() :]
    meant = _at_level(m["level"], issuer.division)
    if meant is None:
        return _Placed(None, stem, name)
    scope = f"{m['level']}{m['own']}" if m["own"] else ""
    return _Placed(meant, stem, f"{meant.name}{scope}{stem}")


def _chain(division: Division | None) -> Iterator[Division]:
    while division:
        yield division
        division = parent_of(division.code)


def _at_level(level: str, issuer: Division | None) -> Division | None:
    """The division that 市, 县 or 省 means to this issuer."""
    if issuer is None or issuer.name.endswith(level):
        return issuer
    chain = list(_chain(issuer))
    exact = (d for d in chain if d.name.endswith(level) or d.level == _LEVELS[level])
    return next(exact, issuer)


@cache
def _functions() -> dict[str, codes.FunctionCode]:
    """Functions by name, and by short form where no function has that name."""
    named = {n: f for f in reversed(codes.functions()) for n in f.names}
    return {n: f for f in reversed(codes.functions()) for n in f.shorts} | named


def _function(stem: str) -> codes.FunctionCode | None:
    """The function that a name without its place tells: the whole name, the name before its
    bracket (工信局（商务局）), or, for a branch or a longer title, its longest known ending."""
    bare = re.sub(r"（[^（）]*）$", "", stem)
    found = _functions().get(stem) or _functions().get(bare)
    if found:
        return found
    branch = re.sub(r"(?<=局)[\u4e00-\u9fff]{2,4}分局$", "", bare)
    if branch != bare and branch in _functions():
        return _functions()[branch]
    endings = (bare[i:] for i in range(1, len(bare) - 3))
    return next((_functions()[e] for e in endings if e in _functions()), None)


def _is_bare(stem: str, function: codes.FunctionCode) -> bool:
    """Whether the name is the plain collective and not one body of the kind (南村镇人民政府)."""
    return stem in function.names or stem in function.shorts or bool(_GROUP_WORDS.search(stem))
