"""Who a sentence itself names as acting: 各有关单位于…完成, 由市应急局牵头, 组织应急、气象等部门实行….

Somebody who is only urged, supervised or helped (督促企业…) is no subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.brackets import match_pairs
from ingest.finding import Clause
from ingest.records import Owner
from ingest.rulebook import Rule, rule_table
from ingest.unit_names import Piece, split_units

_HEAD = re.compile(
    r"(?:部门|单位|企业|局|委|办|安委办|政府|党委|党组|党工委|街道|乡镇|镇|村|社区|街道办|办事处|管委会|委员会|办公室|机构|公司|集团|总公司"
    r"|负责人|负责同志|责任人|领导|领导干部|领导班子|干部|副职|正职|书记|董事长|总经理|经理|矿长|厂长|校长|院长|县长|市长|区长|镇长|乡长|主任|局长"
    r"|专班|指挥部|安委会|减灾委|森防指|防指|消安委|经开区|高新区|开发区|示范区|功能区|新区|县区|区县|市县|市州|旗县|市区|医院|学校|院校|高校|幼儿园|养老院|场所|商场|宾馆|酒店|景区"
    r"|煤矿|矿山|矿井|矿|园区|产业园|工业园|企业厂矿|厂矿|车间|工厂|加油站|气站|行业领域|支队|大队|总队|中队|分局|救援队|救援队伍|队伍|中心|院所|厅|法院|检察院|公安机关|机关|协会|工会|团委|妇联|合作社|物业|业主|经营者|施工方|承包方|总包|监理|网格员|协管员|安全员|班组|组长|运营商|保险机构)$"
)
_PLACE = re.compile(
    r"^(?:省|市|县|区|乡|镇|村|市级|县级|省级|乡级|村级|乡镇|街道|市县|县乡|县市区|社区)(?:（[^（）]{1,8}）)?$"
)
_OPEN = re.compile(
    r"等(?:重点|有关|相关|主要|职能|行业|监管|各有关|各相关|多个|市直)*"
    r"(?:部门|单位|机构|企业|场所|人员密集场所|部门（单位）|单位（部门）|人员|行业企业)?$"
)
_CATEGORY = re.compile(r"等[^，。；、]{0,8}(?:部门|单位|机构|企业|场所)$")
_NOT_AGENT = re.compile(
    r"^(?:对|将|把|在|从|向|以|为|按|依|使|让|与|同|被|凡|若|如|因|除|经|由于|关于|根据|各类|这|该|其中|是|有|无|不|未|已|发现|发生|出现|涉及|属于|存在|违反|针对|推进|加大|协同|联合|会同)"
)
_NOUN_LEAD = re.compile(
    r"^(?:负有|分管|主管|监管|承保|承办|施工|建设|生产|经营|监理|设计|勘察|检测|检验|评价|运营|管理|运输|使用|供气|供电|供水|审批|集中审批|行政审批|执法|应急|安全|指挥|组织部|宣传|专职|主体|统一战线|配套|配合|督导|监督|检查|巡查|监察|研究|救援|保险|销售|储存|仓储|充装|维保|委托|培训|参建|建筑|从事|实施|责任|落实|煤矿|发展|开发|高等|协调|参与|救灾|评估|新建|在建|改建|扩建|停产|停建|整合|生产煤矿|涉)"
)
_CONDITION = re.compile(r"^[^，。；]{2,60}的$|.*(?:后|时|期间|前提下|之前|过程中)$")


@dataclass(frozen=True, slots=True)
class Subjects:
    owners: tuple[Owner, ...]
    open_ended: bool


def find_subjects(clause: Clause) -> Subjects:
    """The agents that the sentence names, each with its role."""
    owners: list[Owner] = []
    opened = False
    text = clause.view
    for start, end in _clauses(text):
        for agents in _agents(text, start, end):
            owners += [
                Owner(clause.words.text[p.start : p.end], agents.rule.given["role"], "subject",
                      clause.mention(p.start, p.end, agents.rule.id))
                for p in agents.pieces
            ]  # fmt: skip
            opened = opened or agents.open_ended
    return Subjects(tuple(dict.fromkeys(owners)), opened)


@dataclass(frozen=True, slots=True)
class _Agents:
    pieces: tuple[Piece, ...]
    rule: Rule
    open_ended: bool


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Clauses between ，；： outside brackets and quotes, their lead-in (年底前, 其中, 一是) cut off."""
    inside = bytearray(len(text))
    for p in match_pairs(text):
        inside[p.start : p.end] = b"\x01" * (p.end - p.start)
    start = 0
    for i, c in enumerate(text):
        if c in "，；：。！" and not inside[i]:
            if i > start:
                yield _led_in(text, start, i), i
            start = i + 1
    if start < len(text):
        yield _led_in(text, start, len(text)), len(text)


_LEAD_IN = re.compile(
    r"(?:\d{1,2}[.．]|（[一二三四五六七八九十\d]{1,3}）|[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十\d]{1,3}条|其中|同时|此外|并且|另外|必要时)?"
    r"(?:(?:20\d\d年)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:底|末|\d{1,2}日|[上中下]旬)?(?:之前|以前|前)|(?:20\d\d)?年底前?|年内|每年|每季度|每月|[上下]半年|第?[一二三四]季度末?前?)?"
)


def _led_in(text: str, start: int, end: int) -> int:
    m = _LEAD_IN.match(text, start, end)
    return m.end() if m else start


def _agents(text: str, start: int, end: int) -> Iterator[_Agents]:
    """The agents at the head of the clause ``text[start:end]`` (none or one group)."""
    lead = re.compile(r"由|组织(?=[^，。；]{2,40}等[^，。；]{0,8}(?:部门|单位))").match(
        text, start, end
    )
    begin = lead.end() if lead else start
    for t in range(begin + 1, min(end, begin + 70)):
        rule = _predicate(text, t, end)
        if rule is None:
            continue
        found = _parse(text, begin, t, bool(lead))
        if found:
            yield _Agents(found[0], _role(text, t, end, rule), found[1])
            return
    if (
        lead is None
        and end < len(text)
        and text[end] == "，"
        and _predicate(text, end + 1, len(text))
    ):
        rule = _predicate(text, end + 1, len(text))
        modal = rule is not None and rule.id == "subject.modal"
        found = _parse(text, begin, end, False) if modal else None
        if found and rule:
            yield _Agents(found[0], rule, found[1])


def _predicate(text: str, position: int, end: int) -> Rule | None:
    return next((r for r in rule_table("subject") if r.pattern.match(text, position, end)), None)


def _role(text: str, position: int, end: int, rule: Rule) -> Rule:
    """The rule that gives the role: a 牵头 or 配合 at the end of the clause outweighs its verb."""
    tail = re.search(r"(?:牵头|配合|协助)(?:负责|落实|实施|做好)?$", text[position:end])
    return _predicate(tail[0], 0, len(tail[0])) or rule if tail else rule


def _parse(text: str, start: int, end: int, led: bool) -> tuple[tuple[Piece, ...], bool] | None:
    """The agents that ``text[start:end]`` consists of, and whether the list is open; or None."""
    words = text[start:end]
    if (
        not words
        or len(words) > 60
        or re.search(r"[，。；：“”＿]", words)
        or _NOT_AGENT.match(words)
    ):
        return None
    open_mark = _OPEN.search(words) or _CATEGORY.search(words)
    listed = words[: open_mark.start()] if open_mark and open_mark.start() else words
    pieces = tuple(Piece(p.name, p.start + start, p.end + start) for p in split_units(listed))
    if not pieces:
        return None
    if open_mark and open_mark.start() and all(_short(p.name) or _agent(p.name) for p in pieces):
        return pieces, True
    if all(_PLACE.match(p.name) for p in pieces) and (len(pieces) > 1 or len(pieces[0].name) > 1):
        return pieces, False
    shared = (
        len(pieces) > 1
        and _agent(pieces[-1].name)
        and all(_short(p.name) or _agent(p.name) for p in pieces)
    )
    if all(_agent(p.name) for p in pieces) or (led and shared):
        return pieces, False
    return None


def _short(name: str) -> bool:
    """Whether a name may be a department's short form (应急, 行政审批) or a plain noun of a list."""
    return 2 <= len(name) <= 8 and not _verbal(name)


def _agent(name: str) -> bool:
    bare = re.sub(r"（[^（）]*）$", "", name) or name
    if "的" in bare and not re.match(
        r"[^的]{0,4}(?:负有|承担|具有|履行)[^的]*的(?:部门|单位|机关|机构)", bare
    ):
        return False
    return (
        bool(_HEAD.search(bare))
        and len(name) <= 34
        and not _verbal(bare)
        and not _NOT_AGENT.match(bare)
    )


def _verbal(name: str) -> bool:
    """Whether the name starts as a predicate does, so that it is no name (加强部门, 及时报告)."""
    if _NOUN_LEAD.match(name):
        return False
    rule = _predicate(name, 0, len(name))
    return rule is not None
