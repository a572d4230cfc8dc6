"""The bodies that the words of an address name, each whole (GB/T 9704-2012, 7.3.2).

A list says once what several have in common: the last word (市住建、交通局), the kind of place
(长坡、潭门镇人民政府), the body (经开区、高新区管委会), the place (各乡镇党委、政府). What only says which ones are
meant parts nothing (危险化学品生产、储存企业).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from ingest.agents import is_department
from ingest.places import gazetteer
from ingest.unit_names import ONE_TIER, is_bare_place, looks_like_unit, split_units

_COURTESY = re.compile(r"^(?:尊敬的|敬爱的|亲爱的)")
_ATTACHED = re.compile(r"（(?:名单|详见|见附|附)[^（）]*）$")
_NOTE = r"(?:（[^（）]{1,20}）)?"
_LEVEL = (
    r"(?:省|自治区|直辖市|自治州|自治县|设区市|设区的市|直管市|市|地|州|盟|县|区|旗|市县|县市|县区|区县|旗县|市区"
    r"|乡|镇|乡镇|镇街|街镇|镇街道|苏木乡镇|乡镇场|镇办|乡办|县市区|旗县区|旗县市区|市县区|区市县|市州|州市|盟市|街道|园区|村|社区|特区)(?!(?<=市)场)"
)
_CLASS = r"(?:省|自治区|市(?!场)|州|盟|县|区|旗|(?<!城)乡|镇|街道|新城|公园|兵团)"
_TIER = re.compile(rf"各?{_LEVEL}{_NOTE}")
_PLACE = re.compile(rf"各?{_LEVEL}{_NOTE}|[^、（）]{{1,12}}{_CLASS}{_NOTE}")
_OWN = r"(?![直属级各内域])[\u4e00-\u9fff]{1,8}"
_BODY = (
    r"(?:人民政府|政府|党委|党工委|安全生产委员会|安委会|安委办|委员会|办公室|管委会|管理委员会|街道办事处"
    rf"|(?:卫生健康|卫健|发展(?:和)?改革|发改|国资|住房城乡建设|住建|城乡建设|交通运输|经信|工信|农业农村)委(?:员会)?"
    rf"|{_OWN}(?:（[^（）]{{1,8}}）)?(?:厅|局|分局)|{_OWN}(?:主管|监管|管理)部门|{_OWN}(?:[站所队]|(?<!街道)办)){_NOTE}"
)
_SHARED = re.compile(
    rf"(?P<place>{_PLACE.pattern}|[^、（）]{{2,6}}?(?=街道办事处))(?P<body>{_BODY})"
)
"""The last of a list whose body the others share: 直辖市｜人民政府, 开发区｜管委会, 金海｜街道办事处."""
_CLASSED = re.compile(r"(?!各)[\u4e00-\u9fff]{2,4}?(?P<class>市|县|区|镇|乡|街道)")
"""A place whose class the others lack: 长坡、潭门｜镇."""
_ROAD = re.compile(r"[^、（）各镇乡区县]{2,6}")
"""What a subdistrict is named after."""
_RANKS = ((1, "(?:村|社区)$"), (2, "(?:乡|镇|街|街道)$"), (4, "(?:省|自治区|直辖市)$"))
_MIDDLE = 3
"""The rank of counties and cities, between towns and provinces: 各区、市, 各市、县."""
_ZONE = re.compile("(?:区|园|新城)$")
_BOARD = ("管委", "管理委")
_OFFICE = re.compile(r"[^等]+?(?P<end>局（委）|[局厅所]|(?:行政)?(?:主管|监管|管理)?部门|公司)")
_UTILITY = re.compile(
    "移动|联通|电信|铁塔|广电|供电|燃气|自来水|供水|供热|公交|邮政|烟草|石油|石化"
)
_LONGEST_TIER = 14
_SHOP = re.compile(r"(?!各)[\u4e00-\u9fff]{2,6}?(?P<shop>车间|工区|班组|分厂|项目部)")
_FIELD = re.compile(r"(?!各)[\u4e00-\u9fff]{2,4}(?<![科处室部队厂矿站局])")
_BRANCH = re.compile(
    "(?P<own>各?[\u4e00-\u9fff]{2,10})(?P<shared>(?:重点|生产|经营|销售|使用|运输)企业)"
    "|(?P<place>[\u4e00-\u9fff]{2,4})"
    "(?P<company>(?:林业|矿业|煤业|化工|水务|热力|电力|燃气|公交|旅游|物流|建材)(?:有限)?(?:责任)?公司)"
)
"""The last of bodies that one word tells apart each: 冶金、焦化｜重点企业, 黄泥河、敦化｜林业有限公司."""
_APART = re.compile(
    r"(?!.*(?:[在驻]|(?<!金)属))各?[\u4e00-\u9fff]{2,8}(?<!生产|储存|经营|使用|销售|批发|零售|运输|贮存)"
)
"""What tells one of them apart: no verb (危险化学品生产、经营企业), no tier (中央在渝、市属企业)."""
_PARTY = "(?:建设|勘察|设计|(?:建筑|工程)?施工|(?:工程)?监理|安装|租赁|检测|监测|代建|总承包|分包|审图|造价咨询)"
_PARTIES = re.compile(rf"各(?:{_PARTY}[、和及])+{_PARTY}(?P<body>单位|企业)")
"""Parties to a contract, each a body of its own: 各建设、施工和监理单位."""
_COMMITTEE = re.compile(
    rf"(?P<place>.{{1,24}}?)(?:党委|党工委|工委|党组|(?<=[省市州县区旗）])委){_NOTE}"
)
_BESIDE = re.compile(rf"(?:人民政府|政府|办事处|管委会|管理委员会){_NOTE}")
"""The body beside a committee of the party, named without its place: 各乡镇党委、｜政府."""
_BOTH = re.compile(
    r"(?P<committee>[省市州县区旗]委)、(?P<government>[省市州县区旗](?:人民)?政府)"
    r"(?P<parts>各?(?:有关|相关|直属|工作)?(?:部门|单位|机构))"
)
"""Parts of two bodies: 县委、县政府各部门."""
_LEADING = re.compile("[省市州县区旗]?委|党中央|中央")
"""Who leads one phrase with the offices beside it: 省委和省级国家机关各部门."""
_NOUN = re.compile(
    r"(?:小学|中学|学校|幼儿园|托育园|机构|医院|卫生院|企业|公司|景区|商场|超市|市场|宾馆|酒店|饭店|旅馆|民宿|农家乐"
    r"|度假区|园区|公园|旅行社|场所|网吧|影院|寺院|寺庙|教堂|车间|工区|坑口|班组|病区|院区|校区|年级|分厂|工地|门店|网点|商户"
    r"|租户|住户|用户|养殖户|经营户|业主|家长|学生|同学|教师|教职工|职工|员工|村民|居民|市民|游客|朋友|同志|师傅|司机"
    r"|驾驶员|农场|林场|团场)$"
)
"""Kinds and people that stand by themselves in a list beside others: 各小学、托育机构, 各位业主、租户."""
_PLAIN = re.compile(rf"(?:各位?|全体|广大)?(?:[\u4e00-\u9fff]{{2,3}}|中小学校){_NOTE}")
"""A kind without anything that says which of it are meant."""
_OWN_KIND = re.compile(
    "[A-Z\\d]*级|星级|旅游|民办|公办|寄宿制|大型|重点|规模以上|限额以上|(?:文化|歌舞|剧本)娱乐"
)
"""What says of a kind by itself which of it are meant: A级旅游景区、星级饭店."""
_TIERS = re.compile(r"(?:驻[省市州县区旗])?(?:、?(?:中央|部|省|自治[区州]|市|州|县|区)[属直级]?)+")
"""Levels of government, no bodies: 中央、省、市驻平单位."""
_PARTY_BRANCH = re.compile("党(?:总支|支部)$")
_OF_A_TOWN = re.compile(r"各?(?:办|队|中心|[站所室科股处])")
"""Bodies of a township or street by their kind alone: 各办、队、中心、站、所."""
_BARE = re.compile(r"单位|成员单位|部门|企业|管委|学校")
"""Kinds that say nothing without the words before them: 市政府各部门、单位."""


def names(words: str) -> tuple[str, ...]:
    """The addressed bodies, each whole.

    >>> names("各乡镇安委会，高新区、开发区安委会")
    ('各乡镇安委会', '高新区安委会', '开发区安委会')
    >>> names("市住建、交通、商务局，各乡镇党委、政府")
    ('市住建局', '市交通局', '市商务局', '各乡镇党委', '各乡镇政府')
    >>> names("各小学、托育机构，各危险化学品生产、储存企业")
    ('各小学', '托育机构', '各危险化学品生产、储存企业')
    """
    groups = re.split(r"[，；。](?![^（]*）)", words.rstrip("：。"))
    return tuple(name for group in groups for name in _of_group(group))


def _of_group(group: str) -> Iterator[str]:
    """The bodies that a group between commas names."""
    if parties := _PARTIES.fullmatch(group):
        body = parties["body"]
        for party in re.split("[、和及]", group):
            yield f"各{party.removeprefix('各').removesuffix(body)}{body}"
    elif both := _BOTH.fullmatch(group):
        yield from (both["committee"] + both["parts"], both["government"] + both["parts"])
    else:
        pieces = (_ATTACHED.sub("", _COURTESY.sub("", p)) for p in _members(group))
        yield from _parted(_completed([p for p in pieces if p]))


def _members(group: str) -> Iterator[str]:
    """What stands between the 、 of a group outside brackets, and between the 和 and 及 of whole names."""
    start = 0
    for m in re.finditer(r"、(?![^（]*）)|$", group):
        if not ONE_TIER.match(group, m.start()):
            yield from _joined(group[start : m.start()])
            start = m.end()


def _joined(member: str) -> Iterator[str]:
    """The names that 和, 及 or 以及 joins: 各镇人民政府和街道办事处 are two, 各有关部门和单位 is one."""
    parts = [p.name for p in split_units(member)]
    one = _LEADING.fullmatch(parts[0]) or any(map(_BARE.fullmatch, parts)) if parts else None
    if len(parts) > 1 and not one and all(map(stands_alone, parts)):
        yield from parts
    else:
        yield member


def stands_alone(name: str) -> bool:
    """Whether a name needs no other beside it to say who is meant."""
    bare = re.sub(rf"{_NOTE}$", "", name)
    return _is_body(name) or bool(_NOUN.search(bare) or _BESIDE.fullmatch(name))


def _is_body(name: str) -> bool:
    return looks_like_unit(name) or name.endswith(("公署", "行署"))


def _completed(pieces: Sequence[str]) -> list[tuple[str, bool]]:
    """The pieces with the words that another of them alone has, each with whether it got or gave such words."""
    found: list[tuple[str, bool]] = []
    for piece in pieces:
        before = [name for name, _ in takewhile(lambda f: not f[1], reversed(found))][::-1]
        shared = (_offices, _places, _shops, _branches)
        named = next((whole for f in shared if (whole := f(before, piece))), [])
        committee = _COMMITTEE.fullmatch(found[-1][0]) if found else None
        if named:
            found[len(found) - len(named) + 1 :] = [(name, True) for name in named]
        elif committee and _BESIDE.fullmatch(piece):
            found.append((committee["place"] + piece, True))
        else:
            found.append((piece, False))
    return found


def _last_alike(names: Sequence[str], alike: Callable[[str], object]) -> list[str]:
    """The last of the names, as many as are alike."""
    return list(takewhile(alike, reversed(names)))[::-1]


def _offices(before: Sequence[str], last: str) -> list[str]:
    """The departments in front of an office, with the word that it alone has and the tier that the first of them
    has, and the office; none where there are none (市公安局、市场监管局)."""
    m = _OFFICE.fullmatch(last)
    inner = _last_alike(before, lambda p: _tiered(p, m["end"])) if m else []
    if m is None or not inner:
        return []
    tier = _tiered(inner[0], m["end"])[0]
    of_tier = [("" if _tiered(p, m["end"])[0] else tier) + p for p in inner]
    return [*(p + m["end"] for p in of_tier), tier + last.removeprefix(tier)]


def _tiered(words: str, end: str) -> tuple[str, ...]:
    """The tier or place and the department that words without the last one, ``end``, consist of: (市, 住建),
    (各区, 应急); () where they are no department."""
    if _PLACE.fullmatch(words):
        return ()
    for cut in range(min(len(words), _LONGEST_TIER), -1, -1):
        place, office = words[:cut], words[cut:]
        placed = not place or _TIER.fullmatch(place) or place in gazetteer().by_name
        if placed and (_UTILITY.fullmatch(office) if end == "公司" else is_department(office)):
            return place, office
    return ()


def _places(before: Sequence[str], last: str) -> list[str]:
    """The places in front of the body of another, with that body, and with its class where they have none;
    a board is one of zones only (各区县、高新区管委会)."""
    m = _SHARED.fullmatch(last)
    if m is None:
        return []
    if m["body"] == "街道办事处":
        roads = _last_alike(
            before, lambda p: _ROAD.fullmatch(p) and (p.endswith("街道") or not stands_alone(p))
        )
        return [*(p.removesuffix("街道") + m["body"] for p in roads), last] if roads else []
    classed = _CLASSED.fullmatch(m["place"])
    kind = classed["class"] if classed else ""
    inner = _last_alike(before, lambda p: _beside(p, m["place"]) or (kind and _lacks(p, kind)))
    if not inner:
        return []
    named = gazetteer().by_name
    whole = [p + kind if p + kind in named or not _PLACE.fullmatch(p) else p for p in inner]
    board = m["body"].startswith(_BOARD)
    return [*(p + m["body"] if not board or _is_zone(p) else p for p in whole), last]


def _lacks(name: str, kind: str) -> bool:
    """Whether a name is a place's but for its class."""
    return is_bare_place(name, kind) and not is_department(name) and not stands_alone(name)


def _is_zone(place: str) -> bool:
    bare = re.sub(rf"{_NOTE}$", "", place)
    return bool(_ZONE.search(bare)) and (not _TIER.fullmatch(bare) or bare.endswith("园区"))


def _beside(place: str, last: str) -> bool:
    """Whether a place may have the body of one further on: none of a lower tier (各乡镇、县｜应急局), no zone that of
    a tier (高新区、各县｜人民政府), no cities twice (各县（市、区）、市｜应急局)."""
    if not _PLACE.fullmatch(place):
        return False
    if _is_zone(place) or _is_zone(last):
        return not _TIER.fullmatch(last) or _is_zone(last)
    return _rank(place) >= _rank(last) and not (last == "市" and "市" in place)


def _rank(place: str) -> int:
    bare = re.sub(rf"{_NOTE}$", "", place)
    return next((rank for rank, end in _RANKS if re.search(end, bare)), _MIDDLE)


def _shops(before: Sequence[str], last: str) -> list[str]:
    """The workshops of one works that share their last word: 机电、尾矿车间."""
    m = _SHOP.fullmatch(last)
    inner = _last_alike(before, _FIELD.fullmatch) if m else []
    return [*(p + m["shop"] for p in inner), last] if m and len(inner) == len(before) > 0 else []


def _branches(before: Sequence[str], last: str) -> list[str]:
    """The companies or enterprises that share their last word, the first of them behind 各 where all are meant:
    各冶金、焦化、建材重点企业."""
    m = _BRANCH.fullmatch(last)
    inner = _last_alike(before, lambda p: _APART.fullmatch(p) and not stands_alone(p)) if m else []
    if m is None or not inner or len(inner) != len(before):
        return []
    each = [p.startswith("各") for p in (*inner, last)]
    if any(each[1:]) or (m["company"] and each[0]) or not _APART.fullmatch(m["own"] or m["place"]):
        return []
    return [*(p + (m["shared"] or m["company"]) for p in inner), last]


def _parted(pieces: Sequence[tuple[str, bool]]) -> Iterator[str]:
    """The pieces, joined again where one by itself names nobody."""
    name = ""
    for piece, completed in pieces:
        if name and not completed and not _apart(name, piece):
            name = f"{name}、{piece}"
            continue
        if name:
            yield name
        name = piece
        if completed:
            yield name
            name = ""
    if name:
        yield name


def _apart(name: str, piece: str) -> bool:
    """Whether a 、 parts two names; what says more of a kind than 各 holds for the next one, too (民办学校、幼儿园)."""
    if _OF_A_TOWN.fullmatch(name) and _OF_A_TOWN.fullmatch(piece):
        return True
    if piece.startswith("各") or (_TIER.fullmatch(name) and _TIER.fullmatch(piece)):
        return True
    if len(re.sub(f"{_NOTE}$", "", piece)) < 2 or _TIERS.fullmatch(name):
        return False
    kind = _NOUN.search(piece) if _OWN_KIND.match(piece) and _NOUN.search(name) else None
    if kind and not name.endswith(kind[0]):
        return True
    plain = _PLAIN.fullmatch(name)
    if _BARE.fullmatch(piece):
        return bool(plain and _NOUN.search(name))
    bodies = (_is_body(name) or _PARTY_BRANCH.search(name)) and _is_body(piece)
    return bodies or bool(plain and stands_alone(name) and stands_alone(piece))
