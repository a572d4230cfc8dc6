"""Where persons stand in a cell or behind a label: by themselves, with a post, behind or ahead of a unit.

A column says by its head what to expect (``Expected``): under 联系人 whatever is no unit and no post is a name,
also one without a usual surname; under 责任单位 only a name behind a unit is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from ingest.functions import listed
from ingest.places import is_place
from ingest.surnames import CLEAR_NAME, NAME
from ingest.unit_names import looks_like_unit

_HAN = "[\u4e00-\u9fff×]"
_TOKEN = re.compile(rf"(?<!{_HAN}){_HAN} {_HAN}(?!{_HAN})|{_HAN}+(?:·{_HAN}+)*")
"""A run of characters; two single ones with a blank between them are one name, padded (张　三)."""
_OFFICE = (
    "(?:(?:党[委组]|党工委|常务|第一|执行|总支|支部|副|代)*"
    "(?:[省市县区镇乡村局厅处科股室站所队部厂矿校院司州旗盟会组班]长|书记|主任|主席|董事长|指挥长?|总指挥|经理|总监|总工|委员"
    "|专员|助理|秘书|科员|干事|调研员|巡视员|网格员|安全员|联络员|联系人|责任人|负责人|负责同志|法人))"
)
_TITLE = rf"(?:{_OFFICE}|同志|先生|女士|老师)"
_NO_PLACE = "(?<![村镇乡县市区局办委会社矿厂校站所队组部科园场院街])"
_TITLED = re.compile(rf"{NAME}{_NO_PLACE}{_TITLE}")
_POSTED = re.compile(rf"(?P<before>.*?)(?P<person>{_OFFICE}(?P<name>{NAME}))(?:同志)?等?")
_OF_UNIT = re.compile(rf"(?P<before>.{{3,}}?)(?P<name>{NAME})(?:同志)?等?")
_OF_UNIT_CLEAR = re.compile(rf"(?P<before>.{{3,}}?)(?P<name>{CLEAR_NAME})")
_WITH_CAREER = re.compile(
    rf"(?P<name>{NAME}){_NO_PLACE}(?=(?:(?:[省市县区镇乡州旗矿厂]|党[委组工]|常务|副|应急|公安|住建){_HAN}{{0,18}})?{_OFFICE}$)"
)
_TITLE_BEHIND = re.compile(rf" *{_OFFICE}(?!{_HAN})")
_TITLE_AHEAD = re.compile(rf"{_OFFICE} *$")
_NAME = re.compile(rf"{NAME}等?")
_CLEAR = re.compile(CLEAR_NAME)
_NAME_LIKE_UNIT = re.compile(rf"{CLEAR_NAME}(?<=[旗社会团州联科盟])")
_ROLE = re.compile(
    rf"{_OFFICE}|.*(?:领导|班子|人员|同志|成员|代表|干部|[^×]员|人|长|书记|主任|主席|经理|总监|家长|教师|业主|物业|户)"
)
_GENERAL = re.compile(
    "[各本全每相有其见同待暂空男女无未若不另详]|.*(?:[部门单位]{2}|职责|分工|负责|牵头|配合|领域|行业|系统|汉族|党员|电话|手机|方式|姓名|职务)"
)


class Expected(Enum):
    """What stands in a cell beside units: nothing else as a rule, a unit with its person, persons; or the
    value behind a label in running text."""

    UNITS = "units"
    BOTH = "both"
    PERSONS = "persons"
    VALUE = "value"


_LONGEST_UNKNOWN = {Expected.UNITS: 0, Expected.BOTH: 4, Expected.PERSONS: 6}


def persons(view: str, expected: Expected) -> Iterator[tuple[int, int]]:
    """Half-open spans of ``view`` (white space kept, as " " or line feeds) that name persons, each with the
    post at its side.

    >>> [("市应急局 张三")[a:b] for a, b in persons("市应急局 张三", Expected.BOTH)]
    ['张三']
    """
    behind_unit = False
    alone = _TOKEN.fullmatch(view) is not None
    for m in _TOKEN.finditer(view):
        token = m[0].replace(" ", "")
        in_list = alone or "、" in (view[m.start() - 1 : m.start()], view[m.end() : m.end() + 1])
        span = _person(token, expected, behind_unit, in_list)
        if span:
            end = m.end() if span[1] == len(token) else m.start() + span[1]
            yield _with_office(view, m.start() + span[0], end)
        behind_unit = behind_unit or looks_like_unit(token)


def is_name(text: str) -> bool:
    """Whether a whole cell is a name of a person, as far as its letters tell."""
    bare = text.replace(" ", "")
    stays = _stays(bare, Expected.BOTH, behind_unit=False)
    return bool(_NAME_LIKE_UNIT.fullmatch(bare) or (_NAME.fullmatch(bare) and not stays))


def _with_office(view: str, start: int, end: int) -> tuple[int, int]:
    ahead = _TITLE_AHEAD.search(view[max(0, start - 12) : start])
    behind = _TITLE_BEHIND.match(view, end)
    return start - (len(ahead[0]) if ahead else 0), behind.end() if behind else end


def _person(
    token: str, expected: Expected, behind_unit: bool, in_list: bool
) -> tuple[int, int] | None:
    if "·" in token:
        return 0, len(token)
    if _stays(token, expected, behind_unit):
        return None
    for found in (_titled(token, expected), _posted(token), _of_unit(token, expected)):
        if found:
            return found
    if _NAME.fullmatch(token):
        return (0, len(token)) if expected is not Expected.UNITS or behind_unit else None
    short = 2 <= len(token) <= _LONGEST_UNKNOWN.get(expected, 4 if in_list else 0)
    return (0, len(token)) if short and not _ROLE.fullmatch(token) else None


def _stays(token: str, expected: Expected, behind_unit: bool) -> bool:
    if _GENERAL.match(token) or listed(token):
        return True
    if is_place(token):
        return expected is Expected.UNITS or (expected is Expected.BOTH and not behind_unit)
    if looks_like_unit(token):
        alike = behind_unit or expected in (Expected.PERSONS, Expected.VALUE)
        return not (alike and _NAME_LIKE_UNIT.fullmatch(token)) and not _POSTED.fullmatch(token)
    return bool(_ROLE.fullmatch(token)) and not (_NAME.fullmatch(token) or _titled(token, expected))


def _surname_titled(token: str) -> bool:
    """Whether a token is a surname with a post (王局长)."""
    return bool(re.fullmatch(rf"{_TITLE}", token[1:])) and bool(_CLEAR.match(token[0] + "某"))


def _titled(token: str, expected: Expected) -> tuple[int, int] | None:
    if _TITLED.fullmatch(token) or _surname_titled(token):
        return 0, len(token)
    m = _WITH_CAREER.match(token) if expected in (Expected.VALUE, Expected.PERSONS) else None
    return m.span("name") if m and not any(is_place(token[:n]) for n in (3, 4)) else None


def _posted(token: str) -> tuple[int, int] | None:
    m = _POSTED.fullmatch(token)
    return m.span("person") if m else None


def _of_unit(token: str, expected: Expected) -> tuple[int, int] | None:
    pattern = _OF_UNIT_CLEAR if expected is Expected.UNITS else _OF_UNIT
    m = pattern.fullmatch(token)
    return m.span("name") if m and looks_like_unit(m["before"]) else None
