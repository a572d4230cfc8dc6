"""Names of organisations in running text: which words are one, and where a list of them splits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.places import gazetteer

_UNIT_END = re.compile(
    r"(?:部门|安全部|(?<=..)(?<![全内外干局中头底顶西东南北上下大一各阴背腹胸])部|单位|主体|局|委|办|厅|院|会|队|中心|公司|集团|政府|街道|街道办|街镇|镇街|乡镇|镇|乡|县|区|市|开发区|园区|企业|办公室"
    r"|专班|指挥部|站|所|处|室|科|股|社|校|学校|银行|大学|党委|工委|机构|组|团|联|馆|(?<=..)(?<![水车仓冷油气据例单家案题书金国入出库样素])库|[林农牧渔]场|村|社区|居|厂|矿|煤矿|矿山|(?<!阶)段|旗|盟|州|省|机关|银保监|党组|党工委"
    r"|武装部|总部|(?:电视|广播)台|(?<=[省市州县区旗])电台|法院|检察院|协会|学会|商会|总工会|工会|妇联|团委|科协|残联|系统|行业|领域|经营者|责任人|负责人|产权人|业主|物业)$"
)
_SHORT = re.compile(r"^[\u4e00-\u9fff]{2,6}$")
_SECTOR = re.compile(r"(?![^、]*(?:局|委|办|会|部门|政府|公司|队|中心|单位)$)[\u4e00-\u9fff]{2,6}")
_PLACE_END = re.compile(r"(?:村|镇|乡|城乡|社区|街道|企业|行业|矿)$")
_ORGAN = re.compile(
    r"(?!市|县|区|省|各|镇|乡)[\u4e00-\u9fff]{2,8}?(?:局|委|委员会|厅)(?=$|[、，；（和及])"
)
_COMMITTEE = re.compile(
    r"(?!市|县|区|省|各)[^、，；和及]{2,12}(?:专业委员会|专委会)(?:办公室)?(?=$|[、，；牵负配按分])"
)
_PARTY = re.compile(r"(.{1,12}?)(?:党委|党工委|党组)$")
_PARTY_TO_A_CONTRACT = re.compile(
    r"(?:各|有关|相关)?(?:建设|勘察|勘测|设计|施工|监理|检测|监测|总承包|分包|生产|经营|使用|储存|运输|出租|承租|发包|承包|产权|管理|维保|安装|制造)"
    r"(单位|企业|方)"
)
_TIERED = re.compile(r"[省市州县区](?!直|属|级|场|政)[\u4e00-\u9fff]{2,6}")
_ZONE = re.compile(
    r"(各[^（）]{0,4}(?:乡|镇|街道|县|县区|市区|区县|旗|州))"
    r"（((?:[省市县区]|[^（）、]{2,8}?)(?:开发区|经开区|高新区|示范区|新区|园区|管委会))）"
)
_JOINT_OR_BRACKET = re.compile(r"以及|及其|及|和|与|暨|、|，|,|；|;|/|\s|×+|[（〔《）〕》]")
"""A person's name, hidden, parts names of units, too."""


_SECOND_HALF = re.compile(
    r"(?:社会保障|改革|信息化|草原|旅游|体育|城乡建设|健康|物资储备)(?=[、，；和及等部局委厅]|$)"
)
"""What only stands behind 和 in the name of a joint office: 工业和信息化, 发展和改革."""


_MANAGED = re.compile("(?:实验|教|档案|图书)室|宿舍|公寓|食堂|车间|仓库|房屋|场馆")
_MANAGER = re.compile(
    r"[\u4e00-\u9fff]{2,5}(?:管理)?(?:处|科|部|中心|办公室|办)(?=[、，；（和与及]|$)"
)
"""What an office looks after, one half of its name (实验室与设备管理处), and the other half."""


ONE_TIER = re.compile("(?<=市（县）|县（市）)、(?=[区旗](?![直属级域内]))")
"""The kinds of one tier, as 县（市、区） has them: 各市（县）、区交通运输局 is one name."""


_STOPS = frozenset("，。；：")
_LONGEST_END = 3
"""Code points of the longest end that ``_UNIT_END`` knows."""


class Piece(NamedTuple):
    name: str
    start: int
    end: int


def looks_like_unit(name: str) -> bool:
    """Whether a name ends as names of organisations do.

    >>> looks_like_unit("市工信局（商务局）"), looks_like_unit("可采区、缓采"), looks_like_unit("试行")
    (True, False, False)
    """
    bare = re.sub(r"（[^（）]*）$", "", name) if name.endswith("）") else name
    own = bare or name
    told = len(name) >= 2 and not _STOPS.intersection(name)
    return told and bool(_UNIT_END.search(own, max(0, len(own) - _LONGEST_END)))


def split_units(text: str) -> Iterator[Piece]:
    """The single units of an enumeration, brackets kept with their name.

    A list splits at 、，； and at 及/和/与 behind a whole name: 市规划和自然资源局 is one unit,
    市安委办和市有关部门 are two, 各专业委员会及其办公室 and 煤矿、非煤矿山安全专业委员会 are one.

    >>> [p.name for p in split_units("市规划和自然资源局、市应急局及县农业农村和科学技术局")]
    ['市规划和自然资源局', '市应急局', '县农业农村和科学技术局']
    >>> [p.name for p in split_units("各市（县）、区交通运输局、市公安局")]
    ['各市（县）、区交通运输局', '市公安局']
    >>> [p.name for p in split_units("实验室与设备管理处、保卫处和教务处")]
    ['实验室与设备管理处', '保卫处', '教务处']
    """
    start = depth = i = 0
    while m := _JOINT_OR_BRACKET.search(text, i):
        i = m.start() + 1
        if m[0] in "（〔《":
            depth += 1
        elif m[0] in "）〕》":
            depth -= 1
        elif depth <= 0 and m[0] == "及其":
            i = m.end()
        elif depth <= 0 and _splits(text, start, m):
            yield from _piece(text, start, m.start())
            i = start = m.end()
    yield from _piece(text, start, len(text))


def completed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with the words that a list says once: 各乡镇党委、政府 are 各乡镇党委 and 各乡镇政府,
    勘察、设计单位 are 勘察单位 and 设计单位, 市应急、住建部门 are 市应急部门 and 市住建部门, 市、县财政部门 are
    市财政部门 and 县财政部门."""
    last = pieces[-1].name if pieces else ""
    pieces = _of_each_tier(_one_trade(_with_class(pieces)))
    shared = _PARTY_TO_A_CONTRACT.fullmatch(last)
    tier = pieces[0].name[0] if len(pieces) > 1 and _short_of_departments(pieces) else ""
    place = ""
    for p in pieces:
        party = _PARTY.match(p.name)
        place = party[1] if party else place
        if p.name in ("政府", "人民政府") and place:
            yield p._replace(name=place + p.name)
        elif shared and p.name != last and _PARTY_TO_A_CONTRACT.fullmatch(p.name + shared[1]):
            yield p._replace(name=p.name + shared[1])
        elif tier:
            yield p._replace(name=tier + p.name.removeprefix(tier).removesuffix("部门") + "部门")
        else:
            yield p


_COUNTED = re.compile(r"([\u4e00-\u9fff]{2,4})[两三四五六七八九十\d]{1,2}(镇|乡|县|区|市|街道)")
_CLASSED = re.compile(
    r"([\u4e00-\u9fff]{2,4})(市|县|区)((?:人民政府|政府|[\u4e00-\u9fff]{1,6}局|安委[会办]))"
)


def is_bare_place(name: str, tier: str) -> bool:
    """Whether a name lacks only ``tier`` to be a place's; those of towns are in no list."""
    towns = tier in ("镇", "乡", "街道") and re.fullmatch("(?!各)[\u4e00-\u9fff]{2,4}", name)
    return bool(towns) or name + tier in gazetteer().by_name


def _with_class(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces of a list of places with the words that its last one alone has: 潭门、博鳌、长坡三镇,
    兰州、白银、金昌市工信局."""
    last = pieces[-1].name if len(pieces) > 1 else ""
    m = _COUNTED.fullmatch(last) or _CLASSED.fullmatch(last)
    if m is None or not all(is_bare_place(p.name, m[2]) for p in pieces[:-1]):
        return pieces
    behind = "".join(m.groups()[1:])
    end = pieces[-1].start + len(m[1])
    named = [p._replace(name=p.name + behind) for p in pieces[:-1]]
    return [
        *named,
        pieces[-1] if last == m[1] + behind else Piece(m[1] + behind, end - len(m[1]), end),
    ]


_BARE_TIER = re.compile("[省市州盟县区旗镇乡]|各?(?:省|自治区|直辖市)")
_OF_A_TIER = re.compile(
    r"(?:各?(?:自治区|直辖市)|[省市州盟县区旗镇乡](?:（[^（）]{1,6}）)?)(?![两三四五]级)"
    r"([\u4e00-\u9fff]{2,12}(?:（[\u4e00-\u9fff]{1,6}）[\u4e00-\u9fff]{0,4}){0,2})"
)


def _of_each_tier(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces; tiers that stand bare in front of the office of a lower one have that office too, but not
    in front of 县三级政府, which counts them."""
    bare = next((i for i, p in enumerate(pieces) if not _BARE_TIER.fullmatch(p.name)), 0)
    office = _OF_A_TIER.fullmatch(pieces[bare].name) if bare else None
    if office is None or not looks_like_unit(office[0]):
        return pieces
    return [*(p._replace(name=p.name + office[1]) for p in pieces[:bare]), *pieces[bare:]]


_ACTIVITY = "(?:生产|经营|储存|使用|运输|批发|零售|销售|充装|回收)"


def _one_trade(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces; 各民爆生产、销售企业 is one kind of enterprise by what it does, not two."""
    names = [p.name for p in pieces]
    if (
        len(names) > 1
        and re.fullmatch(rf"各[\u4e00-\u9fff]{{0,6}}{_ACTIVITY}", names[0])
        and all(re.fullmatch(_ACTIVITY, n) for n in names[1:-1])
        and re.match(rf"{_ACTIVITY}(?:企业|单位|公司|场所)", names[-1])
    ):
        return [Piece("、".join(names), pieces[0].start, pieces[-1].end)]
    return pieces


def _short_of_departments(pieces: Sequence[Piece]) -> bool:
    """Whether a list says 市 at its head and 部门 at its end for all its members."""
    inner = [p.name for p in pieces[:-1]]
    return (
        pieces[-1].name.endswith("部门")
        and bool(_TIERED.fullmatch(inner[0]))
        and not any(looks_like_unit(n) for n in inner)
        and not any(_TIERED.fullmatch(p.name) and p.name[0] != inner[0][0] for p in pieces)
    )


def _splits(text: str, start: int, joint: re.Match[str]) -> bool:
    left, right = text[start : joint.start()], text[joint.end() :]
    if joint[0] == "、" and ONE_TIER.match(text, joint.start()):
        return False
    if joint[0] == "、" and _SECTOR.fullmatch(left) and _COMMITTEE.match(right):
        return False
    if joint[0][0] in "、，,；;/×" or joint[0].isspace():
        return True
    if joint[0] in "和与" and _SECOND_HALF.match(right) and not looks_like_unit(left):
        return False
    if joint[0] in "和与" and _MANAGED.fullmatch(left) and _MANAGER.match(right):
        return False
    if _PLACE_END.search(left) and _ORGAN.match(right):
        return False
    if looks_like_unit(left):
        return bool(right) and not re.match(r"(?:社会保障|改革|信息化|草原|旅游|体育)", right)
    listed = bool(re.search(r"、", text[:start])) or "、" not in text
    return (
        listed
        and bool(_SHORT.match(left))
        and not looks_like_unit(re.split(r"[、，及和]", right)[0])
        and len(left) <= 4
    )


def _piece(text: str, start: int, end: int) -> Iterator[Piece]:
    while start < end and text[start] in " 、，。；：由":
        start += 1
    while end > start and text[end - 1] in " 、，。；：":
        end -= 1
    zone = _ZONE.fullmatch(text, start, end)
    if zone:
        yield from (Piece(zone[i], zone.start(i), zone.end(i)) for i in (1, 2))
    elif end > start:
        yield Piece(text[start:end], start, end)
