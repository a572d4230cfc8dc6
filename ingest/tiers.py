"""Local governments under one name: 各县（市、区）人民政府, 各乡镇（街道）, 村（社区）; and a bare level (市级)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ontology import codes
from ontology.codes import Division, FunctionCode

_FORMS = (
    # (key of the group, its function, its neutral name, what a collective of local governments is called)
    ("county-governments", "county-government", "县（市、区）人民政府", re.compile(
        r"各?(?P<kind>涉[\u4e00-\u9fff]{1,2})?(?:市辖区|县市区|县区|区县|市区|旗县区|旗县|县（市、区）|县（区）|县（市）|区（县、市）|区（市、县）|区（县）)"
        r"(?:两级)?(?:人民政府|政府|党委政府|党委)?|各(?:县|区|市|旗|州)(?:人民政府|政府|党委)?|县级政府")),
    ("city-governments", "city-government", "市（州）人民政府", re.compile(
        r"各?(?:设区市|市州|地市|市（州）|市（地）)(?:人民政府|政府|党委政府)?")),
    ("city-county-governments", "city-county-government", "市县两级政府", re.compile(
        r"市县(?:两级)?(?:人民政府|政府|党委政府|党委)?|市县两级政府")),
    ("township-governments", "township-government", "乡镇（街道）", re.compile(
        r"各?(?:乡镇|镇街|街镇|乡（镇）|镇|乡|街道|镇（街道）|乡镇（街道）|乡（镇、街道）|镇（街）|街道（镇）|镇街道)(?:人民政府|政府|党委|街道办|街道办事处|办事处)?"
        r"(?:（街道办事处）|（街道办）|（街道）)?")),
    ("village-committees", "village-committee", "村（社区）", re.compile(
        r"各?(?:村居|村社区|村（社区）|村（居）|村|社区)(?:民委员会|委会|委|“两委”|两委)?(?:（[^（）]{1,8}）)?")),
)  # fmt: skip
#: A collective form with words before it that say which of them (沿线乡镇, 被督办的县（市、区）).
_QUALIFIED = re.compile(
    r"(?P<which>有关|相关|所在|所属|事发地|属地|[\u4e00-\u9fff]{0,8}(?:沿线|沿海|沿江|沿河|周边|的))各?"
    r"(?P<tier>(?:乡镇|镇街|街镇|县区|区县|县市区|县（|区（|市（|镇（|乡（|村（|村居|设区市).*)"
)
_BARE = re.compile(r"(?P<level>省|市|州|盟|县|区|旗)(?:级|本级)?")
_HEIGHT = {"省": 1, "市": 2, "州": 2, "盟": 2, "县": 3, "区": 3, "旗": 3}
_RANK = {"province": 1, "prefecture": 2, "county": 3}


@dataclass(frozen=True, slots=True)
class Tier:
    """A collective of local governments; ``qualifier`` says which of them (涉煤), or is empty."""

    key: str
    function: FunctionCode
    label: str
    qualifier: str


@cache
def function_of(notation: str) -> FunctionCode:
    """The row of the list of functions."""
    return next(f for f in codes.functions() if f.notation == notation)


def tier_of(name: str) -> Tier | None:
    """The collective of local governments that a name means, or None.

    >>> tier_of("各乡镇（街道）").key
    'township-governments'
    """
    qualified = _QUALIFIED.fullmatch(name)
    for key, function, label, form in _FORMS:
        m = form.fullmatch(name)
        if m:
            return Tier(key, function_of(function), label, m.groupdict().get("kind") or "")
        if qualified and form.fullmatch(qualified["tier"]):
            return Tier(key, function_of(function), label, qualified["which"])
    return None


def group_key(function: FunctionCode) -> str:
    """The key of the IRI of the collective of a function."""
    keys = {notation: key for key, notation, _, _ in _FORMS}
    return keys.get(function.notation, function.notation)


def bare_level(name: str, issuer: Division | None) -> str | None:
    """The governments that a mere level (市级, 县) stands for, by their plain name, or None: the
    issuer's own, a superior's, or all those below."""
    m = _BARE.fullmatch(name)
    if m is None or issuer is None:
        return None
    below = _HEIGHT[m["level"]] > _RANK[issuer.level] and not issuer.name.endswith(m["level"])
    return "各县（市、区）人民政府" if below else f"{m['level']}人民政府"
