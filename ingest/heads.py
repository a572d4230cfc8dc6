"""Persons that only the body they head tells apart: 主要负责人, 各乡镇（街道）分管负责人, 县政府班子成员."""

from __future__ import annotations

import re
from typing import NamedTuple

_HEAD = (
    "(?:党政)?(?:主要|分管|直接|具体)?"
    "(?:负责人|负责同志|领导(?:干部|同志|班子成员|班子)?|班子成员|法定代表人)"
)
_ALONE = re.compile(rf"其?{_HEAD}")
_OF_A_BODY = re.compile(rf"(?P<body>.{{1,30}}?)的?(?P<head>{_HEAD})")

_BESIDE_PARTY = re.compile(rf"(?:人民)?政府{_HEAD}")
_PARTY = re.compile("(?P<place>.{1,12}?)(?:党委|党工委)")


class Headed(NamedTuple):
    body: str
    head: str


def is_head_alone(name: str) -> bool:
    """Whether a name is that of persons without the body that they head.

    >>> is_head_alone("主要负责人"), is_head_alone("各乡镇主要负责人")
    (True, False)
    """
    return bool(_ALONE.fullmatch(name))


def headed(name: str) -> Headed | None:
    """The body and its heads where a name has both.

    >>> headed("各乡镇政府主要负责人")
    Headed(body='各乡镇政府', head='主要负责人')
    """
    m = _OF_A_BODY.fullmatch(name)
    return Headed(m["body"], m["head"]) if m else None


def place_beside(party: str, name: str) -> str | None:
    """Whose government it is that persons head beside the Party committee of a place (各乡镇党委、政府主要负责人).

    >>> place_beside("各乡镇党委", "政府主要负责人"), place_beside("各乡镇党委", "主要负责人")
    ('各乡镇', None)
    """
    m = _PARTY.fullmatch(party) if _BESIDE_PARTY.fullmatch(name) else None
    return m["place"] if m else None
