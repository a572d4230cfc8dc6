"""Responsibility notes: （责任单位：…）, 〔…牵头，…配合〕, （…负责）, and what they say.

Offsets in this module are local to the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.rulebook import rule_table
from ingest.unit_names import Piece, completed, looks_like_unit, split_units

_ROLE_OF_LABEL = (
    (
        "person",
        r"(?:责任|牵头|包联|包保|分管|主管|挂钩|联系|督办|带队)(?:领导|人|人员|县领导|市领导)(?:及职务)?|(?:副?组长|组员|成员(?!单位)|联络员)",
    ),
    (
        "time",
        r"(?:完成|整改|办结|推进|落实|工作|报送)?(?:时限|期限|时间节点|时间|节点|进度)(?:要求|安排)?",
    ),
    ("lead", r"(?:牵头|主责|主办|总牵头)(?:责任)?(?:单位|部门|科室|机构|处室|区县)?"),
    ("assist", r"(?:配合|协办|协同|参与|参加|协助|联合)(?:责任)?(?:单位|部门|科室|机构|处室)?"),
    ("supervise", r"(?:督导|督办|监督|指导|督促)(?:责任)?(?:单位|部门|机构)"),
    (
        "responsible",
        r"(?:责任|落实|实施|承办|主体|包保|负责|主管|监管)(?:责任)?(?:单位|部门|科室|机构|主体|处室|区县|属地)",
    ),
)
_LABEL = re.compile(
    "(?:" + "|".join(f"(?P<{role}>{p})" for role, p in _ROLE_OF_LABEL) + ")(?:：|:)"
)
_BODY = (
    "(?:单位|部门|科室|股室|部室|机构|主体|处室|区县|乡镇|镇街|街道|社区|班组|政府|党委政府|党政)"
)
_DEGREE = "(?:主要|直接|第一|共同|整改|责任|具体|行业|业务|属地|管理|落实|任务)*"
_HEAD = re.compile(
    r"(?P<time>(?!.*(?:发生|发现|成立|投产|建成|[开竣]工|填[报表]|制表|印发|出生|任职|签订|受理|有效|开始|起始|启动|营业))"
    r"(?:[\u4e00-\u9fff]{0,6}?(?:时限|期限|时间|日期|节点|进度|频次|频率)(?:要求|安排|节点)?))"
    rf"|(?P<assist>{_DEGREE}(?:配合|协办|协助|协同|参与|参加|联合)(?:责任)?{_BODY}?)"
    rf"|(?P<lead>{_DEGREE}(?:牵头|主责|主办|总牵头)(?:责任)?{_BODY}?)"
    rf"|(?P<supervise>{_DEGREE}(?:督导|督办|督查|督促|监督|指导)(?:检查|责任)?{_BODY})"
    rf"|(?P<responsible>(?:{_DEGREE}|党政)*(?:分工|承接|承办|承担|成员|责任|落实|实施|执行|主体|包保|包联|负责|主管|监管|分管|属地|行业|组织)"
    rf"(?:管理|监管|责任|包保)*(?<!组织){_BODY}|组织(?:实施)?(?:单位|部门)"
    r"|(?:属地|行业|部门|监管|主管|主体|企业|管理|政府|党政|领导)+责任|(?:任务|责任|职责)?分工)"
)
"""Heads of columns beyond the labels that stand in notes."""
_AND = re.compile("[及和与、/]")
UNIT_ROLES = ("lead", "assist", "responsible", "supervise")
_BESIDE = re.compile(
    r"（[^（）]*）|\s|^[省市州县区镇乡](?:级|直|(?=牵头|责任|配合|督导|督办|主管|承办|协办|监管))"
)
_MANNER = (
    r"(?:在[^，；。、]{0,10}内|按照?属地[^，；。、]{0,6})?"
    r"(?:按照?|依据?|根据)?(?:各自|有关|相关)?(?:的)?(?:职责|职能|责任|任务|权限)?(?:分工)?(?:范围)?(?:内)?"
    r"(?:分工|分别|共同|具体|联合|协同|各自|依法|组织|抓好|做好|切实)*"
)
_PREDICATE = re.compile(
    rf"(?P<supervise>(?:分工|共同|分别)?(?:负责)?(?:指导|督促|督导|监督(?=有关|相关|企业|各))[^，；。]{{0,24}}(?:落实|执行|整改|实施|开展|负责)|(?:督促指导|指导督促|督促|督导|指导))$"
    rf"|(?P<lead>(?:{_MANNER})牵头(?:负责|组织|落实|实施|抓总|推进|办理)*)$"
    rf"|(?P<assist>(?:{_MANNER})(?:配合|协助|参与|参加|协办|协同)(?:落实|实施|负责|做好)?)$"
    rf"|(?P<responsible>(?:{_MANNER})(?:负责|落实|实施|承担|执行|办理)(?:落实|实施|组织实施|抓好落实)?|(?:按照?|依据?|根据)(?:各自|有关|相关)?(?:的)?(?:职责|职能|责任|任务|权限)(?:分工)?(?:范围)?(?:内)?|分工)$"
)
#: Words without one of which no row of rules/default.yml matches; a test holds the two together.
_DEFAULT_CUE = re.compile(
    "[未没除]|以下|以上|下同|各项|所有|全部|上述|上列|前述|其余|本通知|本方案|本清单|所列|后续"
)
_TAG = re.compile(
    r"（(?:(?P<lead>牵头|主责|主办|总牵头|牵头单位)|(?P<assist>配合|协办|协助|配合单位))）$"
)
_WITH_PERSON = re.compile("（[^（）]*×|×|^（")
"""Where a name of a unit ends if a person, hidden, stands with it."""
_LISTED = re.compile(r"\d{1,2}[.．、](?!\d)")
_TAGGED = re.compile(r".+?（(?:牵头|主责|主办|总牵头|牵头单位|配合|协办|协助|配合单位)）(?=.)")
_OPEN = re.compile(
    r"等(?:有关|相关|各有关|各相关|多个|市直|县直|区直)?(?:部门|单位|机构|地方)?(?:[（(](?:部门|单位)[）)])?"
    r"(?:和单位|及单位|、单位)?$"
)


_LIMITED = re.compile(
    r"[，；](?:[^，。；、]{1,12}(?:之|以)?前(?:完成)?|[^，。；、]{0,8}(?:年|月|季度|半年)[内底末]|长期坚持|持续推进|每[^，。；、]{1,8})$"
)
"""A time limit behind the owners of a note without labels (省商务厅，12月底前)."""

LONGEST_NOTE = 1200
"""Code points; a bracket or a cell that is longer holds no list of owners."""


@dataclass(frozen=True, slots=True)
class NoteOwner:
    name: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NoteContent:
    """What one note says; ``times`` are the spans of its time limits (完成时限：…); ``unless_noted``:
    the defaults hold only where a task has no note of its own."""

    owners: tuple[NoteOwner, ...] = ()
    open_ended: bool = False
    defaults: tuple[NoteOwner, ...] = ()
    unless_noted: bool = False
    times: tuple[tuple[int, int], ...] = ()


def is_note(text: str, start: int, end: int) -> bool:
    """Whether the bracket pair ``text[start:end]`` is a responsibility note and not prose.

    >>> is_note("严格考核。（市应急局负责）", 5, 13), is_note("《办法（试行）》", 3, 7)
    (True, False)
    """
    if end - start > LONGEST_NOTE:
        return False
    content = text[start + 1 : end - 1]
    label = _LABEL.match(content)
    if label:
        return True
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if after not in ("", "。", "；", "，", "（", "〔", "！", "\n") and before not in (
        "。",
        "；",
        "！",
    ):
        return False
    if _defaults(content, 0, len(content)).owners:
        return True
    for sentence in re.split(r"[。；]", content):
        for a, b in _clauses(sentence, 0, len(sentence)):
            predicate = _PREDICATE.search(sentence[a:b])
            if predicate and any(
                looks_like_unit(p.name)
                for p in _pieces(
                    _strip_open(sentence[a : a + predicate.start()])[0], 0, predicate.start()
                )
            ):
                return True
    pieces = list(split_units(_strip_open(_LIMITED.sub("", content))[0]))
    apart = text[start] == "〔" or before in ("。", "；", "！", "")
    listed = (
        len(pieces) >= 2 and after in ("。", "；", "") and bool(re.match("[省市县区镇各]", content))
    )
    return (apart or listed) and bool(pieces) and all(looks_like_unit(p.name) for p in pieces)


def is_bare_note(text: str) -> bool:
    """Whether a whole paragraph is a responsibility note without brackets.

    >>> is_bare_note("牵头单位：市安委办责任单位：市委编办、司法局等"), is_bare_note("责任人：要到岗到位。")
    (True, False)
    """
    label = _LABEL.match(text)
    if label is None or "。" in text.rstrip("。") or len(text) > 300:
        return False
    content = read_owner_text(text, 0, len(text))
    named = [o for o in content.owners if looks_like_unit(o.name)]
    return (
        (bool(content.times) and not content.owners)
        or len(named) * 2 > len(content.owners)
        or (label.lastgroup == "person" and not re.search("要|应(?!急)|须|。", text))
    )


def read_note(text: str, label: str = "") -> NoteContent:
    """What the note ``text`` (with its brackets) says; ``label`` is the heading of the column where
    the note is a table cell (责任单位, 完成时限)."""
    if label:
        return _read_cell(text, label)
    inner = (1, len(text) - 1) if text[:1] in "（〔(" and text[-1:] in "）〕)" else (0, len(text))
    return read_owner_text(text, *inner)


def role_of_label(label: str) -> str | None:
    """The role that a column heading or a label gives: lead, time, person … or None.

    >>> role_of_label("市级牵头部门"), role_of_label("计划完成时间"), role_of_label("工作措施")
    ('lead', 'time', None)
    """
    head = _BESIDE.sub("", label.strip("：:"))
    m = _LABEL.match(head + "：") or _HEAD.fullmatch(head)
    if m is None and len(words := _AND.split(head)) > 1:
        roles = [role_of_label(w) for w in words]
        return next((r for r in roles if r in UNIT_ROLES), roles[0])
    return m.lastgroup if m else None


def _read_cell(text: str, label: str) -> NoteContent:
    role = role_of_label(label)
    if role == "time":
        return NoteContent(times=((0, len(text)),))
    if role == "person" or not re.search(r"\w", text) or len(text) > LONGEST_NOTE:
        return NoteContent()
    return read_owner_text(text, 0, len(text), role or "responsible")


def read_owner_text(text: str, start: int, end: int, role: str = "") -> NoteContent:
    """Owners and time limits of ``text[start:end]``: a note's inside, or a table cell whose heading
    gives the ``role`` of those it names."""
    default = _defaults(text, start, end)
    owners: list[NoteOwner] = []
    times: list[tuple[int, int]] = []
    opened = False
    for a, b in default.rest:
        for label, x, y in _segments(text, a, b):
            if label == "time":
                times.append((x, y))
            elif label != "person":
                own = label or role
                times += [] if own else _limits(text, x, y)
                found, is_open = _owners(text, x, y, own)
                owners.extend(found)
                opened = opened or is_open
    return NoteContent(tuple(owners), opened, default.owners, default.unless_noted, tuple(times))


def _limits(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses of a value without a label that name nobody: its time limits."""
    return [
        (a, b)
        for a, b in _clauses(text, start, end)
        if not _PREDICATE.search(text[a:b]) and not looks_like_unit(text[a:b])
    ]


def find_default(text: str) -> NoteContent | None:
    """The document-wide default that a sentence lays down, or None."""
    default = _defaults(text, 0, len(text))
    if not default.owners:
        return None
    return NoteContent(defaults=default.owners, unless_noted=default.unless_noted)


@dataclass(frozen=True, slots=True)
class _Defaults:
    owners: tuple[NoteOwner, ...]
    unless_noted: bool
    rest: tuple[tuple[int, int], ...]
    """What is left of the text without the clause."""


def _defaults(text: str, start: int, end: int) -> _Defaults:
    """The defaults that a clause of ``text[start:end]`` lays down for the whole document."""
    if not _DEFAULT_CUE.search(text, start, end):
        return _Defaults((), False, ((start, end),))
    hits = ((r, m) for r in rule_table("default") for m in r.pattern.finditer(text[start:end]))
    for rule, m in hits:
        who = re.sub(rf"{_MANNER}$", "", m["who"])
        a, b = start + m.start("who"), start + m.start("who") + len(who)
        owners = tuple(o for o in _owners(text, a, b, "")[0] if looks_like_unit(o.name))
        if not owners:
            continue
        clause = re.compile(r"[^。；]*[。；]?").match(text, start + m.end(), end)
        head = start + m.start()
        head -= text[head - 1 : head] in ("（", "〔") and head > start
        return _Defaults(
            owners, "unless" in rule.given, ((start, head), (clause.end() if clause else end, end))
        )
    return _Defaults((), False, ((start, end),))


def _segments(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """(role, start, end) of each labelled value; text without a label has role ""."""
    labels = list(_LABEL.finditer(text, start, end))
    lead_end = labels[0].start() if labels else end
    if start < lead_end and text[start:lead_end].strip("；，。、 "):
        yield "", start, lead_end
    ends = [m.start() for m in labels[1:]] + [end]
    for m, stop in zip(labels, ends[: len(labels)], strict=True):
        yield str(m.lastgroup), m.end(), stop


def _owners(text: str, start: int, end: int, role: str) -> tuple[list[NoteOwner], bool]:
    """The owners in a value; without a label (role "") each clause's predicate gives the role, and
    a clause that names nobody (6月底前完成, 长期坚持) is passed over."""
    owners: list[NoteOwner] = []
    waiting: list[Piece] = []
    opened = False
    for a, b in _clauses(text, start, end):
        if text[a:b].startswith("由"):
            a += 1
        predicate = _PREDICATE.search(text[a:b])
        own = predicate.lastgroup if predicate else None
        cut = a + predicate.start() if predicate else b
        stripped, is_open = _strip_open(text[a:cut])
        pieces = list(_pieces(text, a, a + len(stripped)))
        if not role and not predicate and not any(looks_like_unit(p.name) for p in pieces):
            continue
        opened = opened or is_open
        if own in ("lead", "assist"):
            owners += _flush(waiting, role or "responsible")
            waiting = []
        waiting += pieces
        if predicate:
            owners += _flush(
                waiting, str(own) if not role or own in ("lead", "assist", "supervise") else role
            )
            if own == "supervise":
                owners += _enterprise(text, cut, b)
            waiting = []
    owners += _flush(waiting, role or "responsible")
    return owners, opened


def _flush(pieces: list[Piece], role: str) -> list[NoteOwner]:
    """The pieces as owners; （牵头） behind a name outweighs ``role``, / and — name nobody."""
    owners = []
    for p in completed(pieces):
        number = _LISTED.match(p.name)
        first = number.end() if number else 0
        tag = _TAG.search(p.name)
        name = (p.name[first : tag.start()] if tag else p.name[first:]).rstrip("*＊※")
        name = _WITH_PERSON.split(name)[0]
        own = str(tag.lastgroup) if tag else role
        if re.search(r"[\u4e00-\u9fff]", name) and name not in ("无", "同上"):
            whole = tag or number or name != p.name
            end = p.start + first + len(name) if whole else p.end
            owners.append(NoteOwner(name, own, p.start + first, end))
    return owners


def _enterprise(text: str, start: int, end: int) -> Iterator[NoteOwner]:
    """The enterprise that units only supervise: 指导督促企业落实 makes it the responsible one."""
    m = re.compile(r"(?:有关|相关|各)?(?:企业|生产经营单位|经营单位)").search(text, start, end)
    if m:
        name = re.compile("企业|生产经营单位|经营单位").search(text, m.start(), end)
        assert name is not None
        yield NoteOwner(name[0], "responsible", name.start(), name.end())


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans between ，；。 outside brackets."""
    depth, a = 0, start
    for i in range(start, end):
        depth += (text[i] in "（〔《") - (text[i] in "）〕》")
        if text[i] in "，；。,;/" and depth <= 0:
            if i > a:
                yield a, i
            a = i + 1
    if a < end:
        yield a, end


def _pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    for p in split_units(text[start:end]):
        at = 0
        for m in _TAGGED.finditer(p.name):
            yield Piece(m[0], p.start + start + m.start(), p.start + start + m.end())
            at = m.end()
        yield Piece(p.name[at:], p.start + start + at, p.end + start)


def _strip_open(text: str) -> tuple[str, bool]:
    """``text`` without 等部门/等单位 at its end, and whether it stood there."""
    m = _OPEN.search(text)
    return (text[: m.start()], True) if m and m.start() else (text, False)
