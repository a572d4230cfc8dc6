"""To whom a notice is addressed, and to whom it is copied (GB/T 9704-2012, 7.3.2 and 7.4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.agents import is_department
from ingest.furniture import is_page_line
from ingest.titles import is_complete, is_number_line
from ingest.unit_names import ONE_TIER, looks_like_unit

_LONGEST = 400
_PREAMBLE = re.compile(
    r"如下|以下|现将|现就|通知|事项|决定|安排|要求|[。；]|^(?:会议|为|为了|按照|根据|依据|经|近期|当前|附件?|抄送|主送$)"
)
_COURTESY = re.compile(r"^(?:尊敬的|敬爱的|亲爱的)")
_LEVEL = r"(?:省|自治区|直辖市|自治州|自治县|设区市|市|地|州|盟|县|区|旗|市县|县市|县区|区县|乡|镇|乡镇|镇街|街镇|街道|园区|村|社区|特区)"
_CLASS = r"(?:省|自治区|市|州|盟|县|区|旗|(?<!城)乡|镇|街道|新区|开发区|园区|高新区|新城|示范区|度假区|兵团)"
_NOTE = r"(?:（[^（）]{1,20}）)?"
_BODY = r"(?:人民政府|政府|党委|党工委|安全生产委员会|安委会|安委办|委员会|办公室|管委会|管理委员会|[\u4e00-\u9fff]{1,8}(?:（[^（）]{1,8}）)?(?:厅|局|分局)|[\u4e00-\u9fff]{1,8}(?:主管|监管|管理)部门)"
_SHARED = re.compile(
    rf"(?P<place>各?{_LEVEL}{_NOTE}|[^、（）]{{1,10}}{_CLASS}{_NOTE}|[^、（）]{{2,6}}?(?=街道办事处))"
    rf"(?P<body>{_BODY}{_NOTE}|街道办事处)"
)
"""The last of a list whose body the others share: 直辖市｜人民政府, 开发区｜管委会, 金海｜街道办事处."""
_AND_OTHERS = re.compile(r"(?<=^直辖市)(?:及|和)|(?<=^自治区)(?:及|和)|(?<=^直辖市)以及")
"""What joins the last of the tiers to one that stands apart (直辖市及新疆生产建设兵团…)."""
_PLACE = re.compile(rf"各?{_LEVEL}{_NOTE}|[^、（）]{{1,10}}{_CLASS}{_NOTE}")
_ROAD = re.compile(r"[^、（）各镇乡区县]{2,6}")
"""What a subdistrict is named after."""
_KIND = re.compile(r"(?:小学|中学|学校|幼儿园|托育园|机构|医院|卫生院|企业|公司|景区|商场)$")
"""Kinds over which a 各 in front of the list reaches: 各小学、托育机构."""
_PARTY = "(?:建设|勘察|设计|施工|监理|检测|监测|代建|总承包|分包|审图|造价咨询)"
_PARTIES = re.compile(rf"各(?:{_PARTY}、)+{_PARTY}(?P<body>单位|企业)")
"""Parties to a contract, each a body of its own: 各建设、施工、监理单位."""
_TIER = re.compile("[省市州盟县区旗]")
_SHOP = re.compile(r"(?!各)[\u4e00-\u9fff]{2,6}?(车间|工区|班组|分厂|项目部)")
_FIELD = re.compile(r"(?!各)[\u4e00-\u9fff]{2,4}(?<![科处室部队厂矿站局])")
_TIERS = re.compile(r"(?:、?(?:中央|部|省|市|县|区)[属直级]?)+")
"""Levels of government, no bodies: 中央、省、市驻平单位."""
_BARE = re.compile(r"单位|成员单位|部门|企业|管委|学校")
"""Kinds that say nothing without the words before them: 市政府各部门、单位."""
_ZONE = re.compile(r"(?:区|园|新城)(?:（[^（）]{1,20}）)?$")


def is_address(line: str) -> bool:
    """Whether a line calls on those to whom the notice goes.

    >>> is_address("各乡镇人民政府，市直各有关单位："), is_address("现将有关事项通知如下：")
    (True, False)
    """
    return (
        line.endswith("：")
        and 3 <= len(line) <= _LONGEST
        and not _PREAMBLE.search(line.rstrip("："))
        and not is_page_line(line)
    )


def find_address(lines: Sequence[str]) -> tuple[int, int] | None:
    """The half-open range of the lines that hold the addressees, or None."""
    last = next((i for i, t in enumerate(lines) if is_address(t)), None)
    if last is None:
        return None
    first = last
    while first and re.search(r"[，、]", lines[first - 1]) and not _closed(lines[first - 1]):
        first -= 1
    return first, last + 1


def names(words: str) -> tuple[str, ...]:
    """The addressed bodies, each whole.

    >>> names("各乡镇安委会，高新区、开发区安委会")
    ('各乡镇安委会', '高新区安委会', '开发区安委会')
    >>> names("各小学、托育机构，各危险化学品生产、储存企业")
    ('各小学', '托育机构', '各危险化学品生产、储存企业')
    >>> names("各市、自治州人民政府，奉浦、金海街道办事处")
    ('各市人民政府', '自治州人民政府', '奉浦街道办事处', '金海街道办事处')
    >>> names("各市（县）、区交通运输局，局属各单位")
    ('各市（县）、区交通运输局', '局属各单位')
    >>> names("各建设、施工单位，各有关设计、监理单位")
    ('各建设单位', '各施工单位', '各有关设计、监理单位')
    >>> names("市住建、交通、商务局，机电、尾矿车间")
    ('市住建局', '市交通局', '市商务局', '机电车间', '尾矿车间')
    >>> names("省公安、交通运输厅"), names("市公安局、市场监管局")
    (('省公安厅', '省交通运输厅'), ('市公安局', '市场监管局'))
    """
    found: list[str] = []
    for group in re.split(r"[，；。](?![^（]*）)", words.rstrip("：。")):
        listed = [_COURTESY.sub("", p) for p in _members(group) if p]
        pieces = [q for p in listed for q in (_AND_OTHERS.split(p) if "、" in group else [p])]
        if pieces:
            found += _completed(pieces)
    return tuple(found)


def _members(group: str) -> Iterator[str]:
    """What stands between the 、 of a group outside brackets."""
    start = 0
    for m in re.finditer(r"、(?![^（]*）)", group):
        if not ONE_TIER.match(group, m.start()):
            yield group[start : m.start()]
            start = m.end()
    yield group[start:]


def _completed(pieces: list[str]) -> Iterator[str]:
    """The pieces of one 、 list: places take the body that only the last one names, the rest is
    split between whole names."""
    if parties := _PARTIES.fullmatch("、".join(pieces)):
        body = parties["body"]
        yield from (f"各{p.removeprefix('各').removesuffix(body)}{body}" for p in pieces)
        return
    if offices := list(_offices(pieces)):
        yield from offices
        return
    shared = _SHARED.fullmatch(pieces[-1])
    kind = _ROAD if shared and shared["body"] == "街道办事处" else _PLACE
    if not shared or not all(kind.fullmatch(p) for p in pieces[:-1]):
        yield from _split(pieces)
        return
    zones_only = shared["body"].startswith(("管委", "管理委"))
    for p in pieces[:-1]:
        yield p + shared["body"] if _ZONE.search(p) or not zones_only else p
    yield pieces[-1]


def _offices(pieces: Sequence[str]) -> Iterator[str]:
    """The members of a list of offices of one level, or of workshops of one works, whose last alone says what they are;
    none where it is no such list."""
    *inner, last = pieces
    if inner and last[-1] in "局厅" and all(map(is_department, inner)):
        tier = inner[0][0] if _TIER.match(inner[0]) else ""
        yield from (f"{tier}{p.removeprefix(tier)}{last[-1]}" for p in inner)
        yield f"{tier}{last.removeprefix(tier)}"
    elif (shop := _SHOP.fullmatch(last)) and all(map(_FIELD.fullmatch, inner)):
        yield from (f"{p}{shop[1]}" for p in inner)
        yield last


def _split(pieces: list[str]) -> Iterator[str]:
    whole = ""
    for piece in pieces:
        kinds = whole.startswith("各") and _KIND.search(whole) and _KIND.search(piece)
        parted = (
            piece.startswith("各")
            or bool(kinds)
            or (
                looks_like_unit(whole)
                and looks_like_unit(piece)
                and not _BARE.fullmatch(piece)
                and not _TIERS.fullmatch(whole)
            )
        )
        if whole and parted:
            yield whole
            whole = piece
        else:
            whole = f"{whole}、{piece}" if whole else piece
    if whole:
        yield whole


def _closed(line: str) -> bool:
    """Whether a line is whole: a sentence, a title or a number, and no piece of the addressees."""
    return bool(re.search(r"[。；》]$", line)) or is_complete(line) or is_number_line(line)
