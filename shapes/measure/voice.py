"""Words of another office that were pasted: a bureau that speaks of itself, a place of another tier, units below that there are not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact
from shapes.known import counties_within, division_name
from shapes.measure.holders import Hit, Holders, Line
from shapes.measure.tiers import Tier, tier_of
from shapes.text import is_quoted
from shapes.view import Notice

_OF_ALL = re.compile("人民政府|政府办|安委|安全生产委员会|指挥部|领导小组")
_ITSELF = re.compile(
    r"(?<![\u4e00-\u9fff])我(?P<office>[局厅委]|中心|[支大]队)(?=[将要按对已会负牵拟定于在组])"
)
_OFFICE = re.compile(r"[ 　]*[\u4e00-\u9fff（）]{3,30}(?P<office>[局厅委]|中心|[支大]队)[ 　]*")
_PASSED_ON = re.compile("转发|批转")
_AIM = r"(?:确保|推动|促进|实现|维护|保障|力争|保持|巩固)[^，。；：\n]{0,4}"
_FOREIGN = re.compile(
    rf"{_AIM}(?P<aim>[全我](?P<of_aim>[省市县]))(?!的?(?:会议|部署|排名|平均|前列))[^，。；：\n]{{0,12}}?(?:安全|形势|稳定|事故)(?![^。；\n]{{0,12}}贡献)"
    r"|(?:^|(?<=[。；\n　 ]))(?P<order>全(?P<of_order>[省市县]))各[^，。；：\n]{2,20}?(?:要|须|应当?)(?=[把将在按对严立认切全加强深])"
    r"|(?<![先率争])(?:(?<!面)对|完成|开展|组织(?!参加)|督促|排查|检查)(?P<deed>全(?P<of_deed>[省市县区]))(?![^，。；：\n]{0,16}(?:下达|部署|统一|任务|指标|竞赛|比武|比赛|大赛|会议|考核|评比|联网|平台|系统|试点|示范|工程|行动|第一))(?=[^，。；：\n]{2})"
    r"|(?P<none>全(?P<of_none>[省市县]))[^，。；：\n]{0,12}不发生"
    r"|(?:通过|到20\d\d年|力争|目标)[^。\n]{0,80}(?P<state>全(?P<of_state>[省市县]))[^，。；：\n]{0,12}形势(?:持续|总体|明显|更加)",
    re.M,
)
_SAID = ("aim", "order", "deed", "none", "state")
"""What is said of all of a place: its groups in ``_FOREIGN``."""
_BELOW = re.compile(
    r"各(?:[县市州][（(](?:[市区州旗](?:、[市区旗])?)[）)]|县[市区]{1,2}(?=[人党政安应住要、，和]|$)|市、?[州县](?:[（(]区[）)])?|县（市、区）)"
)
_REQUIRED = re.compile("(?:要求|部署|规定)$")  # by the one above, in front of those below it
_NO_COUNTIES = frozenset({"county", "zone", "township"})
#: The tiers whose words are not a place's own, by its level and by what it calls itself.
_NOT_OWN = {
    ("county", "县"): "省市区",
    ("county", "旗"): "省市县区",
    ("county", "区"): "省市县",
    ("county", "市"): "省县",
    ("prefecture", "市"): "省县",
    ("prefecture", "州"): "省市县",
    ("prefecture", "盟"): "省市县",
    ("zone", "区"): "省",
    ("township", "镇"): "省市县",
    ("township", "乡"): "省市县",
}
_OF_A_PART = re.compile(
    "(?:矿|园|经开|高新|开发|景|库|林|校|厂|港|灌|牧)区[^，。；\n]{0,8}$|管委会[^，。；\n]{0,6}$"
)
"""Ahead of 全区, that it is said of a part of the place that is called 区."""
_AHEAD = 40  # characters ahead of words in which they are looked for
_OF_ALL_OF_IT = re.compile("全[省市县]$")  # which is told of itself
_OWN_BELOW = {
    "prefecture": "各县（市、区）",
    "zone": "各部门、各企业",
    "township": "各村（社区）",
    "body": "各部门、各单位",
}
_PEER = re.compile(r"(?<!安)[全我](?P<peer>[县区])(?![域级直属划别间内段位块队])(?!对口)")
_AUTONOMOUS = ("15", "45", "54", "64", "65")
"""Codes of the autonomous regions, which call themselves 全区."""
_ABOVE = re.compile(
    r"各(?:设区的?市|地级市|地[（(]州|市[、（(]?州[）)]?|市(?=(?:交通运输|住房和城乡建设|住建|应急管理|应急|教育|水利|工信|公安)[局厅]))(?![县区、])"
)
"""Those below a province, in a document of one of them."""
_TOWNS = re.compile(
    r"各(?:乡镇|镇街|镇|乡)(?:人民政府)?(?:[（(]街道[^）)]{0,4}[）)])?(?:要|应(?!急)|须|将|对(?!口)|把)|^[ 　]*各乡镇(?:人民政府)?(?=[，：、])",
    re.M,
)
_UNDER_GOVERNMENTS = re.compile(
    r"(?<!配合)(?<!协助)各(?:县[（(]?市?、?区?[）)]?|县区|镇街|乡镇)(?:人民政府)?(?:[（(]街道[）)])?(?:要|应(?!急)|须|将(?!其)|督促|，)|^[ 　]*各(?:县（市、区）|县区)(?=[，、：])",
    re.M,
)


_DOWNWARD = re.compile("督办|提示|提醒|警示|交办|整改|通知书")
_ORDERS = re.compile(
    r"特此通知|以上通知|(?<!将)(?:严格|认真|一并)?(?<!我局将认真)(?:遵照|贯彻)(?:执行|落实|办理)(?=[。！])"
)
"""How an order ends, which a letter among offices that are not each other's does not."""


_COUNTIES = re.compile("各县[（(](?P<kinds>[市区旗](?:、[市区旗])*)[）)]")


def measure_voice(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """What a bureau says of itself in a document of its government (``otherVoice``), orders at the end of a letter (``letterOrders``); aims and orders of a whole province or city in
    one of a place below it, and counties, cities or districts below one that has none (``otherTier``). What is passed on or annexed is another's."""
    if _PASSED_ON.search(notice.title):
        return
    lines = [line for line in holders.lines if not line.annexed]
    if notice.title.endswith("函") and not _DOWNWARD.search(notice.title):
        for line in lines:
            if found := _ORDERS.search(line.text):
                yield from holders.told("letterOrders", line, found.span(), found=found[0])
    if _OF_ALL.search(notice.issuer or ""):
        yield from _bureau(notice, holders, lines)
    yield from holders.once("otherTier", _of_another(notice, lines))


def _of_another(notice: Notice, lines: list[Line]) -> Iterator[Hit]:
    """Words of another tier, with what this one would say."""
    tier = tier_of(notice)
    foreign = _NOT_OWN.get(tier, "")
    below = _OWN_BELOW.get(tier.level, "各乡镇（街道）")
    if tier.level == "prefecture":
        yield from _not_there(notice, lines)
    of_peers, elsewhere = _peer(notice, tier), _below_another(tier)
    for line in lines:
        for found in _PEER.finditer(line.text) if of_peers else ():
            ahead = line.text[max(0, found.start() - _AHEAD) : found.start()]
            quoted = (
                is_quoted(line.text, found.start())
                or _REQUIRED.search(ahead)
                or _OF_A_PART.search(ahead)
            )
            if found["peer"] == of_peers and not quoted:
                yield line, found.span(), {"found": found[0], "own": f"全{tier.name}"}
        above = [*(elsewhere.finditer(line.text) if elsewhere else ())]
        below_none = _BELOW.finditer(line.text) if tier.level in _NO_COUNTIES else ()
        starts = {found.start(): found for found in (*above, *below_none)}
        for start, found in starts.items():
            ahead = line.text[max(0, start - _AHEAD) : start]
            if not (
                is_quoted(line.text, start)
                or _REQUIRED.search(ahead)
                or _OF_ALL_OF_IT.search(ahead)
            ):
                yield line, found.span(), {"found": found[0], "own": below}
        for found in _FOREIGN.finditer(line.text):
            group = next(name for name in _SAID if found[name])
            of = found[f"of_{group}"]
            if of in foreign and of != of_peers:
                yield line, found.span(group), {"found": found[group], "own": f"全{tier.name}"}


def _peer(notice: Notice, tier: Tier) -> str:
    """县 in a document of a district or a city, 区 in that of a county outside of an autonomous region: what a place of the same
    tier would call itself; "" where both may stand."""
    name = division_name(notice.division) or ""
    words = "".join(s.text for s in notice.sections.values())
    if tier.level == "county" and name[-1:] in "区市" and "县" not in name:
        return (
            ""
            if re.search("[\u4e00-\u9fff]县|各县", words.replace("全县", "").replace("我县", ""))
            else "县"
        )
    outside = not notice.division.startswith(_AUTONOMOUS)
    return "区" if tier.level == "county" and name[-1:] == "县" and outside else ""


def _below_another(tier: Tier) -> re.Pattern[str] | None:
    """What stands below a place of another tier: below a province for a city, below a county for a township, below a government for
    an enterprise or school."""
    if tier.level in ("prefecture", "county", "zone"):
        return _ABOVE
    return {"township": _TOWNS, "body": _UNDER_GOVERNMENTS}.get(tier.level)


def _not_there(notice: Notice, lines: list[Line]) -> Iterator[Hit]:
    """各县（市、区） of a city that has no 市 below it, or no 区 and says 各县（市） elsewhere; with what it has."""
    kinds = {name[-1] for name in counties_within(notice.division)}
    first, *others = [each for each in "县旗市区" if each in kinds] or ["县"]
    right = f"各{first}（{'、'.join(others)}）" if others else f"各{first}"
    found = [(line, hit) for line in lines for hit in _COUNTIES.finditer(line.text)]
    for line, hit in found if kinds else ():
        lacking = set(hit["kinds"].replace("、", "")) - kinds
        if "市" in lacking or ("区" in lacking and any(other[0] == right for _, other in found)):
            yield line, hit.span(), {"found": hit[0], "own": right}


def _bureau(notice: Notice, holders: Holders, lines: list[Line]) -> Iterator[Fact]:
    """我局 and its like, where no such office signs or is named in a line of its own."""
    signed = {m["office"] for line in lines if (m := _OFFICE.fullmatch(line.text.rstrip("\n")))}
    issuer = notice.issuer or ""
    for line in lines:
        for found in _ITSELF.finditer(line.text):
            if found["office"] not in signed and not issuer.endswith(("委员会", found["office"])):
                says = {"found": found[0], "own": issuer}
                yield from holders.seen("otherVoice", line, found.span(), **says)
