"""Where the body that a name means acts: 市 and 县 seen from the issuer, places written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.places import gazetteer, parent_of, place_of, short_name
from ontology.codes import Division

_PREFIX = re.compile(
    r"^(?:我|本|全)?(?P<level>省|市|州|盟|县|区|旗)(?P<own>级|直|属|内)?(?=[\u4e00-\u9fff]{2})"
)
_BRANCH = re.compile(r"局(?P<place>[\u4e00-\u9fff]{2,4})分局$")
_LEVELS = {"省": "province", "市": "prefecture", "州": "prefecture", "盟": "prefecture", "县": "county", "区": "county", "旗": "county"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuer's division and the text in which superiors are named."""

    division: Division | None
    context: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A name's division, what is left of the name, and the name with its place written out."""

    division: Division | None
    stem: str
    label: str


def place_name(name: str, issuer: Issuer) -> Placed:
    """Where the body that ``name`` means acts, seen from ``issuer``."""
    named = place_of(name, issuer.context)
    if named:
        end = name.find(named.name) + len(named.name)
        return Placed(_of_branch(name, named) or named, name[end:] or name, name)
    for division in _chain(issuer.division):
        short = short_name(division)
        if name.startswith(short) and len(name) > len(short):
            return Placed(division, name[len(short) :], name)
        if short in name[2:]:
            return Placed(division, name.replace(short, "", 1), name)
    m = _PREFIX.match(name)
    if m is None:
        own = issuer.division
        return Placed(own, name, f"{own.name}{name}" if own else name)
    return _from_level(name, m, issuer.division)


def _from_level(name: str, m: re.Match[str], issuer: Division | None) -> Placed:
    stem = name[m.end() :]
    meant = _at_level(m["level"], issuer)
    if meant is None:
        return Placed(None, stem, name)
    scope = f"{m['level']}{m['own']}" if m["own"] else ""
    return Placed(meant, stem, f"{meant.name}{scope}{stem}")


def _of_branch(name: str, whole: Division) -> Division | None:
    """The place of a bureau's branch (晋城市生态环境局高平分局 acts in 高平), if it lies in ``whole``."""
    m = _BRANCH.search(name)
    if m is None:
        return None
    below = (d for d in gazetteer().by_code.values() if d.parent == whole.code)
    return next((d for d in below if short_name(d) == m["place"]), None)


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
