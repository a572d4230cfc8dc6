"""What an agent is for, told from its name without the place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from ontology import codes
from ontology.codes import FunctionCode

_SECTOR_END = re.compile(
    r"(?:等|各|其他|重点|高危|有关|相关|主要|传统|新兴)*(?P<name>.*?)(?:行业领域|行业|领域)$"
)
_PREMISES = re.compile("[院校学店站厂库馆园所场寺庙点矿]$|企业$|公司$")
_SHORT_ENDINGS = ("enterprises", "person")
_NO_OFFICES = ("enterprises", "person", "collective")
_OFFICE_END = re.compile("(?:[局委厅办部会队社院联]|办公室|中心)$")


@dataclass(frozen=True, slots=True)
class Match:
    """A function; ``general``: the name says no more than it; ``short``: it is a bare form (应急)."""

    function: FunctionCode
    general: bool
    short: bool = False


@cache
def _named() -> dict[str, Match]:
    """Every listed name with what it means; a name goes before a short form."""
    found: dict[str, Match] = {}
    for function in reversed(codes.functions()):
        found |= {short: Match(function, True, True) for short in function.shorts}
    for function in reversed(codes.functions()):
        found |= {kind: Match(function, False) for kind in function.kinds}
        found |= {name: Match(function, True) for name in function.names}
    return found


@lru_cache(maxsize=1024)
def listed(name: str) -> Match | None:
    """What a name means that is listed, whole, before its bracket (工信局（商务局）), or without the
    place of a branch (生态环境局高平分局)."""
    bare = re.sub(r"（[^（）]*）$", "", name)
    branch = re.sub(r"(?<=局)[\u4e00-\u9fff]{2,4}分局$", "", bare)
    found = next((_named()[n] for n in (name, bare, branch) if n in _named()), None)
    return found or _department(bare) or _by_beginning(bare)


@cache
def _offices() -> dict[str, tuple[str, ...]]:
    """The names of offices by their first two characters, the longest first."""
    found: dict[str, list[str]] = {}
    for name, match in _named().items():
        if match.function.group not in _NO_OFFICES and _OFFICE_END.search(name):
            found.setdefault(name[:2], []).append(name)
    return {head: tuple(sorted(names, key=len, reverse=True)) for head, names in found.items()}


@cache
def _longest_office() -> int:
    return max(len(n) for names in _offices().values() for n in names)


def office_at(text: str, position: int) -> int:
    """How long the listed name of an office is that begins there, 0 where none does.

    >>> office_at("县水利局要巡查", 1), office_at("县水利设施要巡查", 1)
    (3, 0)
    """
    names = _offices().get(text[position : position + 2], ())
    return next((len(name) for name in names if text.startswith(name, position)), 0)


def within_office(text: str, position: int, start: int) -> bool:
    """Whether the listed name of an office, which begins behind ``start``, goes on at ``position``.

    >>> within_office("市科学技术协会组织活动", 1, 0), within_office("市科学技术协会组织活动", 7, 0)
    (True, False)
    """
    return any(
        text.startswith(name, at)
        for at in range(max(start + 1, position - _longest_office()), position + 1)
        for name in _offices().get(text[at : at + 2], ())
        if at + len(name) > position
    )


def _department(name: str) -> Match | None:
    """What a short form with 部门 means (水利部门, 供电主管部门)."""
    m = re.fullmatch(r"(.{2,8}?)(?:行政)?(?:主管)?部门", name)
    found = _named().get(m[1]) if m else None
    return Match(found.function, True) if found and found.short else None


@cache
def _cores() -> dict[str, Match]:
    """What bureaus are for by the first words of their names, without 和 (住房城乡建设)."""
    ended = ((n, f) for f in codes.functions() for n in f.names if n.endswith(("局", "委", "厅")))
    return {
        core: Match(function, True)
        for name, function in ended
        if function.group == "department" and len(core := name[:-1].replace("和", "")) > 3
    }


def _by_beginning(name: str) -> Match | None:
    """What a bureau of several functions is for first (住房城乡建设和水利局)."""
    if not name.endswith(("局", "委", "厅")):
        return None
    core = name[:-1].replace("和", "")
    return next((_cores()[core[:n]] for n in range(len(core), 3, -1) if core[:n] in _cores()), None)


def by_ending(name: str) -> Match | None:
    """What a longer title means by its longest listed ending, as a narrower kind."""
    bare = re.sub(r"（[^（）]*）$", "", name)
    for start in range(1, len(bare) - 1):
        found = _named().get(bare[start:])
        if found and not found.short and (len(bare) - start > 3 or _may_be_short(found)):
            return Match(found.function, False)
    return None


def _may_be_short(found: Match) -> bool:
    """企业 and 负责人 are told by two or three characters; 部门 and 单位 are not."""
    return found.function.group in _SHORT_ENDINGS


@cache
def _sectors() -> frozenset[str]:
    return frozenset(w for s in codes.sectors() for w in (s.zh, *s.keywords))


def is_kind_of_premises(stem: str) -> bool:
    """Whether a name is that of a kind of premises (养老院, 人员密集场所), each of which may act."""
    return stem in _sectors() and bool(_PREMISES.search(stem))


def is_sector(stem: str) -> bool:
    """Whether a name is only that of a sector, which acts through nobody in particular.

    >>> is_sector("矿山行业"), is_sector("其他高危行业领域"), is_sector("城镇燃气"), is_sector("应急局")
    (True, True, True, False)
    """
    return (stem in _sectors() and not _PREMISES.search(stem)) or bool(_SECTOR_END.fullmatch(stem))
