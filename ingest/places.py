"""Where a body acts: the GB/T 2260 division that its name, or the issuer's, stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ontology import codes
from ontology.codes import Division


@dataclass(frozen=True, slots=True)
class Gazetteer:
    by_name: dict[str, tuple[Division, ...]]
    by_code: dict[str, Division]


_PEOPLE = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔"
    "|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|德昂|保安|裕固|独龙|鄂温克|各"
)
_AUTONOMOUS = re.compile(
    rf"(.{{2,}}?)(?:(?:(?:{_PEOPLE})族)+|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯)?自治([县州旗])"
)


_PLACE_END = re.compile(r"(?:省|市|县|区|旗|州|盟|镇|乡|街道)$")


def is_only_place(name: str) -> bool:
    """Whether a name ends as a place's does, so that it names no body there.

    >>> is_only_place("甲县"), is_only_place("甲州"), is_only_place("甲县人民政府")
    (True, True, False)
    """
    return bool(_PLACE_END.search(name))


@cache
def gazetteer() -> Gazetteer:
    """All divisions by full and by usual name, and by code."""
    names: dict[str, tuple[Division, ...]] = {}
    for d in codes.divisions():
        for name in (d.name, *usual_names(d)):
            names[name] = (*names.get(name, ()), d)
    return Gazetteer(names, {d.code: d for d in codes.divisions()})


def usual_names(division: Division) -> tuple[str, ...]:
    """The shorter names under which a division signs: an autonomous county without its peoples, a
    banner by its first syllables (rules/usual-places.tsv).

    >>> [usual_names(d) for d in codes.divisions() if d.code in ("420528", "150223")]
    [('达茂旗',), ('长阳县',)]
    """
    m = _AUTONOMOUS.fullmatch(division.name)
    shorter = [m[1] + m[2]] if m else []
    return tuple(dict.fromkeys([*shorter, *_usual().get(division.name, ())]))


@cache
def _usual() -> dict[str, tuple[str, ...]]:
    rows = files("ingest").joinpath("rules/usual-places.tsv").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for name, usual in (row.split("\t") for row in rows.splitlines()[1:]):
        found[name] = (*found.get(name, ()), usual)
    return found


def short_name(division: Division) -> str:
    """The name without its class: 孝义市 is 孝义, 阳高县 is 阳高; two-character names stay whole."""
    bare = re.sub(r"(?:市|县|区|省|盟|自治州|地区|自治县|自治旗|旗)$", "", division.name)
    return bare if len(bare) >= 2 else division.name


def place_of(name: str, context: str = "") -> Division | None:
    """The division that an organisation's full name starts with (晋城市城区人民政府 → 140502), or
    None; a name that several places share is decided by the superior that ``context`` names.

    >>> names = "江西靖安县应急管理局", "浙江衢州柯城区应急管理局", "江西路街道办事处", "山西大学"
    >>> [place.name for name in names if (place := place_of(name))]
    ['靖安县', '柯城区']
    >>> names = "山东曲阜吴村镇人民政府", "山东省曲阜市吴村镇", "山东曲阜师范大学", "曲阜路街道办事处"
    >>> [place.name for name in names if (place := place_of(name))]
    ['曲阜市', '曲阜市']
    """
    place: Division | None = None
    rest = name
    while step := _step(rest, place, context) or _abbreviated(rest, place, context):
        place, rest = step
    return place


_TOWN = re.compile("[\u4e00-\u9fff]{2,4}(?:镇|乡|街道)(?!县|区)")


def _abbreviated(rest: str, place: Division | None, context: str) -> tuple[Division, str] | None:
    """A county or city behind the short name of the province or city that it lies in (江西靖安县, 浙江衢州柯城区), or, in
    front of a township, by its own short name (山东曲阜吴村镇)."""
    for length in (2, 3):
        for superior in _by_short_name().get(rest[:length], ()):
            inside = not place or (within(superior.code, place.code) and superior != place)
            wide = superior.code.endswith("00") and inside
            if place and inside and not superior.code.endswith("00") and _TOWN.match(rest, length):
                return superior, rest[length:]
            step = _step(rest[length:], superior, context) if wide else None
            step = step or (_abbreviated(rest[length:], superior, context) if wide else None)
            if step:
                return step
    return None


def place_within(words: str, context: str = "") -> Division | None:
    """The first division whose full name stands anywhere in ``words``, with those inside it that
    follow, or None.

    >>> place = place_within("关于印发孝义市2026年工作要点的通知")
    >>> place.name if place else None
    '孝义市'
    """
    found = (place_of(words[i:], context) for i in range(len(words)))
    return next((d for d in found if d), None)


_SUPERIOR = re.compile(
    r"[\u4e00-\u9fff]{1,8}?[市县区旗](?=\s*(?:委|人民政府|政府|安委|安全生产委员会))"
)


def place_of_township(name: str, text: str) -> Division | None:
    """The county in which the township that ``name`` starts with lies: the only one whose
    committee or government ``text`` names; None where it names none or several.

    >>> place = place_of_township("白蒲镇人民政府", "根据如皋市委、市政府统一部署，开展检查。")
    >>> place.name if place else None
    '如皋市'
    """
    if not re.match(r"[^市县区旗]{2,5}(?:镇|乡|街道)", name):
        return None
    named = {
        d
        for m in _SUPERIOR.finditer(text)
        for i in range(len(m[0]) - 1)
        for d in gazetteer().by_name.get(m[0][i:], ())
        if not d.code.endswith("00")
    }
    return named.pop() if len(named) == 1 else None


_ZONE = re.compile(
    r"(?:[新高]区|开发区|投资区|合作区|[经高]开区|度假区|示范区|保税区|园区|实验区|工业区|集聚区|功能区|产业园)"
    r"(?:管委|管理委|党工委|工委|安全生产委|安委|消防安全委|消安委)"
)


def place_of_zone(name: str, context: str = "") -> Division | None:
    """The division that a zone lies in, by the short names that its own starts with, a province's, a city's or a
    county's within it, or None; of a city and a county of one name the city, which zones are named after.

    >>> zones = "宜昌高新区管委会", "江苏洪泽经济开发区管委会", "江苏省常熟经济开发区管委会", "湖南湘江新区管委会"
    >>> [place.name for name in zones if (place := place_of_zone(name))]
    ['宜昌市', '洪泽区', '常熟市', '湖南省']
    """
    if not _ZONE.search(name):
        return None
    place = place_of(name)
    rest = _behind(name, place) if place else name
    while found := _short_step(rest, place, context):
        place, rest = found
    return place


def _behind(name: str, place: Division) -> str:
    """What stands in a name behind the names of a place and of those that it lies in."""
    ends = (name.find(n) + len(n) for n in (place.name, *usual_names(place)) if n in name)
    return name[next(ends, 0) :]


def _short_step(rest: str, place: Division | None, context: str) -> tuple[Division, str] | None:
    """The division whose short name opens ``rest``, inside ``place`` if there is one, and what is left."""
    for length in range(4, 1, -1):
        found = _by_short_name().get(rest[:length], ())
        found = tuple(d for d in found if not place or (within(d.code, place.code) and d != place))
        cities = [d for d in found if d.code.endswith("00")]
        close = [d for d in found if _named(d, context)]
        deeper = [d for d in found if not place and _short_step(rest[length:], d, context)]
        for one in (found, deeper, cities, close):
            if len(one) == 1:
                return one[0], rest[length:]
    return None


@cache
def _by_short_name() -> dict[str, tuple[Division, ...]]:
    names: dict[str, tuple[Division, ...]] = {}
    for d in codes.divisions():
        names[short_name(d)] = (*names.get(short_name(d), ()), d)
    return names


def is_place(name: str) -> bool:
    """Whether a name is a division's, with or without its class (高平市, 高平)."""
    return name in gazetteer().by_name or name in _by_short_name()


def parent_of(code: str) -> Division | None:
    division = gazetteer().by_code.get(code)
    return gazetteer().by_code.get(division.parent) if division and division.parent else None


def within(code: str, ancestor: str) -> bool:
    """Whether division ``code`` is ``ancestor`` or lies in it."""
    current: str | None = code
    while current:
        if current == ancestor:
            return True
        division = gazetteer().by_code.get(current)
        current = division.parent if division else None
    return False


def _step(rest: str, place: Division | None, context: str) -> tuple[Division, str] | None:
    for length in range(min(len(rest), 12), 1, -1):
        found = gazetteer().by_name.get(rest[:length], ())
        if place:
            found = tuple(d for d in found if within(d.code, place.code) and d.code != place.code)
        if len(found) > 1:
            found = tuple(d for d in found if _named(d, context)) or ()
        if len(found) == 1:
            return found[0], rest[length:]
    return None


def _named(division: Division, context: str) -> bool:
    parent = gazetteer().by_code.get(division.parent or "")
    return parent is not None and (parent.name in context or short_name(parent) in context)
