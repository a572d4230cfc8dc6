"""Labels in responsibility notes (责任单位：…) and heads of columns: the role that each gives."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.first_characters import quick

_BODY = "(?:单位|部门|[部委办局科室处股站所队院系]{2,4}|机构|主体|区县|乡镇|镇街|街道|社区|班组|学院|政府|党委政府|党政)"
_ALONE = r"(?<![\u4e00-\u9fff、“”])(?:{})(?=[：:].)"
"""A label that leaves out of what (落实：各村委会), at the head of a note or of a part of one: not 抓落实：."""
_ROLES = (
    (
        "person",
        r"(?:责任|牵头|包联|包保|分管|主管|挂钩|联系|督办|带队)(?:领导|人|人员|县领导|市领导)(?:及职务)?|(?:副?组长|组员|成员(?!单位)|联络员)",
    ),
    (
        "time",
        r"(?:完成|整改|办结|推进|落实|工作|报送)?(?:时限|期限|时间节点|时间|节点|进度)(?:要求|安排)?",
    ),
    ("lead", rf"(?:牵头|主责|主办|总牵头)(?:责任)?{_BODY}?"),
    ("assist", rf"(?:配合|协办|协同|参与|参加|协助|联合)(?:责任)?{_BODY}?"),
    (
        "supervise",
        rf"(?:督导|督办|督查|督察|监督|指导|督促)(?:检查|责任)?{_BODY}|(?<=[；;])(?:检查|巡查|抽查|考核|验收){_BODY}"
        rf"|{_ALONE.format('督导|督办|督促')}",
    ),
    (
        "responsible",
        rf"(?:责任|落实|实施|承办|主体|包保|负责|主管|监管)(?:责任)?(?:{_BODY}|属地)|{_ALONE.format('责任|落实|实施|承办')}",
    ),
)
_NAMED = "|".join(f"(?P<{role}>{p})" for role, p in _ROLES)
LABEL = quick(f"(?:{_NAMED})(?:：|:)")
LABEL_WORD = re.compile(_NAMED)
"""A label where blanks stand for the colon (责任单位　市应急局)."""
_DEGREE = "(?:主要|直接|第一|共同|整改|责任|具体|行业|业务|属地|管理|落实|任务)*"
_HEAD = re.compile(
    r"(?P<time>(?!.*(?:交办|下达|下发|发文|收文|制发|登记)(?:时间|日期)$)(?!.*(?:发生|发现|成立|投产|建成|[开竣]工|填[报表]|制表|印发|出生|任职|签订|受理|有效|开始|起始|启动|营业))"
    r"(?:[\u4e00-\u9fff]{0,6}?(?:时限|期限|时间|日期|节点|进度|频次|频率)(?:要求|安排|节点)?"
    r"|(?:计划|实施|完成|工作|安排|执行)?(?:月份|季度|月度)))"
    rf"|(?P<assist>{_DEGREE}(?:配合|协办|协助|协同|参与|参加|联合)(?:责任)?{_BODY}?)"
    rf"|(?P<lead>{_DEGREE}(?:牵头|主责|主办|总牵头)(?:责任)?{_BODY}?)"
    rf"|(?P<supervise>{_DEGREE}(?:督导|督办|督查|督促|监督|指导)(?:检查|责任)?{_BODY})"
    rf"|(?P<responsible>(?:{_DEGREE}|党政)*(?:分工|承接|承办|承担|成员|责任|落实|实施|执行|主体|包保|包联|负责|主管|监管|分管|属地|行业|组织)"
    rf"(?:管理|监管|责任|包保)*(?<!组织){_BODY}|组织(?:实施)?(?:单位|部门)"
    r"|(?:属地|行业|部门|监管|主管|主体|企业|管理|政府|党政|领导)+责任|(?:任务|责任|职责)?分工)"
)
"""Heads of columns beyond the labels that stand in notes."""
_ITEM_NUMBER = r"（?[一二三四五六七八九十\d]{1,3}）?"
HELD_FOR = re.compile(
    rf"(?:以上|上述|前述)(?:(?P<first>{_ITEM_NUMBER})[至到—-](?P<last>{_ITEM_NUMBER})|(?P<count>[两二三四五六七八九十\d]{{1,2}}))"
    r"(?:个?方面|[项条款点])(?:工作|任务|内容|措施)?的?"
)
"""What says in front of a label for how many items a note holds (以上三项责任单位：…, 以上（七）至（九）项由…)."""
HELD_HERE = re.compile(
    r"本(?:部分|章|节|条|项|款)(?:所列|各项|全部|的){0,2}(?:工作|任务|内容|措施|事项|要求)?(?:均|都|统一|一律)?(?=由|责任|牵头)"
)
"""What says that a note holds for the room that it stands in, and no further (本部分各项均由…)."""
_AND = re.compile("[及和与、/]")
UNIT_ROLES = ("lead", "assist", "responsible", "supervise")
_BESIDE = re.compile(
    r"（[^（）]*）|\s|^[省市州县区镇乡](?:级|直|(?=牵头|责任|配合|督导|督办|主管|承办|协办|监管))"
)


@lru_cache(maxsize=1024)
def role_of_label(label: str) -> str | None:
    """The role that a column heading or a label gives: lead, time, person … or None.

    >>> role_of_label("市级牵头部门"), role_of_label("计划完成时间"), role_of_label("工作措施")
    ('lead', 'time', None)
    >>> role_of_label("月份"), role_of_label("季度考核")
    ('time', None)
    """
    head = _BESIDE.sub("", label.strip("：:"))
    m = LABEL.match(head + "：") or _HEAD.fullmatch(head)
    if m is None and len(words := _AND.split(head)) > 1:
        roles = [role_of_label(w) for w in words]
        return next((r for r in roles if r in UNIT_ROLES), roles[0])
    return m.lastgroup if m else None
