"""Of which tier the office is that issues a document."""

from __future__ import annotations

import re
from typing import NamedTuple

from shapes.known import division_level, division_name
from shapes.view import Notice

_NO_PLACE = re.compile("公司|集团|学校|中学|小学|幼儿园|学院|大学|医院")
_TOWNSHIP = re.compile("[镇乡](?:人民)?政府|街道办|苏木")
_ZONE = re.compile("管委会|管理委员会")


class Tier(NamedTuple):
    """``level``: province, prefecture, county, zone, township or body (an enterprise, a school), "" where it is unknown;
    ``name``: what the place calls itself with 全 (县, 市, 镇)."""

    level: str
    name: str


def tier_of(notice: Notice) -> Tier:
    """The tier of who issues the notice.

    >>> from shapes.view import Notice
    >>> place = "https://w3id.org/anze/id/jurisdiction/"
    >>> offices = (("青龙镇人民政府", "430281"), ("醴陵市安委办", "430281"), ("敖汉旗人民政府", "150430"))
    >>> [tier_of(Notice("n", "", None, "issued", 2026, None, None, name, place + code, "")).name for name, code in offices]
    ['镇', '市', '旗']
    """
    issuer, code = notice.issuer or "", notice.division
    if _NO_PLACE.search(issuer):
        return Tier("body", "")
    if township := _TOWNSHIP.search(issuer):
        return Tier("township", {"街": "街道", "苏": "苏木"}.get(township[0][0], township[0][0]))
    if _ZONE.search(issuer):
        return Tier("zone", "区")
    return Tier(division_level(code), (division_name(code) or "")[-1:])
