"""Responsibility notes: （责任单位：…）, 〔…牵头，…配合〕, （…负责）, and what they say.

Offsets in this module are local to the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.unit_names import Piece, looks_like_unit, split_units

_ROLE_OF_LABEL = (
    (
        "person",
        r"(?:责任|牵头|包联|包保|分管|主管|挂钩|联系|督办)(?:领导|人|人员|县领导|市领导)(?:及职务)?",
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
    "(?:^|(?<=[；，。、 （〔]))(?:"
    + "|".join(f"(?P<{role}>{p})" for role, p in _ROLE_OF_LABEL)
    + ")(?:：|:)"
)
_MANNER = (
    r"(?:按照?|依据?|根据)?(?:各自|有关|相关)?(?:的)?(?:职责|职能|责任|任务|权限)?(?:分工)?(?:范围)?(?:内)?"
    r"(?:分工|分别|共同|具体|联合|协同|各自|依法|组织|抓好|做好|切实)*"
)
_PREDICATE = re.compile(
    rf"(?P<supervise>(?:分工|共同|分别)?(?:负责)?(?:指导|督促|督导|监督(?=有关|相关|企业|各))[^，；。]{{0,24}}(?:落实|执行|整改|实施|开展|负责))$"
    rf"|(?P<lead>(?:{_MANNER})牵头(?:负责|组织|落实|实施|抓总|推进|办理)*)$"
    rf"|(?P<assist>(?:{_MANNER})(?:配合|协助|参与|参加|协办|协同)(?:落实|实施|负责|做好)?)$"
    rf"|(?P<responsible>(?:{_MANNER})(?:负责|落实|实施|承担|执行|办理)(?:落实|实施|组织实施|抓好落实)?|分工)$"
)
_DEFAULT = re.compile(
    r"(?P<unless>除[^，。；]{0,20}(?:外|以外)，?)?"
    r"[^，。；：]{0,12}?(?:以下|下同|各项|所有|全部|上述|其他|其余|本通知|本方案|所列|后续)[^。；：]{0,24}?"
    r"(?:均需由|均须由|均应由|均由|均需|均须|均为|均|都由|都需|统一由|需由)"
    r"(?P<who>[^。；]+?)(?:按[^，。；]{0,10})?(?:负责|落实|承担|牵头|组织实施)"
)
_DEFAULT_REVERSED = re.compile(
    r"(?P<who>[^。；：]+?)(?:均)?(?:为|是|作为)(?:以下|各项|所有|全部|本通知|上述)[^。；]{0,16}责任(?:单位|主体|部门)"
)
_OPEN = re.compile(
    r"等(?:有关|相关|各有关|各相关|多个|市直|县直|区直)?(?:部门|单位|机构|地方)?(?:[（(](?:部门|单位)[）)])?"
    r"(?:和单位|及单位|、单位)?$"
)


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
    content = text[start + 1 : end - 1]
    label = _LABEL.match(content)
    if label:
        return True
    before, after = text[:start][-1:], text[end : end + 1]
    if after not in ("", "。", "；", "，", "（", "〔", "！"):
        return False
    if _DEFAULT.search(content):
        return True
    last = re.split(r"[。；]", content.rstrip("。；"))[-1]
    predicate = _PREDICATE.search(last)
    if predicate:
        return any(looks_like_unit(p.name) for p in _pieces(last, 0, predicate.start()))
    pieces = list(split_units(_strip_open(content)[0]))
    alone = text[start] == "〔" or before in ("。", "；", "") or after in ("。", "；")
    return alone and bool(pieces) and all(looks_like_unit(p.name) for p in pieces)


def read_note(text: str, label: str = "") -> NoteContent:
    """What the note ``text`` (with its brackets) says; ``label`` is the heading of the column where
    the note is a table cell (责任单位, 完成时限)."""
    if label:
        return _read_cell(text, label)
    inner = (1, len(text) - 1) if text[:1] in "（〔(" and text[-1:] in "）〕)" else (0, len(text))
    return read_owner_text(text, *inner)


def role_of_label(label: str) -> str | None:
    """The role that a column heading or a label gives: lead, time, person … or None.

    >>> role_of_label("牵头单位"), role_of_label("完成时限"), role_of_label("工作措施")
    ('lead', 'time', None)
    """
    m = _LABEL.match(label.strip("：:") + "：")
    return m.lastgroup if m else None


def _read_cell(text: str, label: str) -> NoteContent:
    role = role_of_label(label)
    if role == "time":
        return NoteContent(times=((0, len(text)),))
    if role == "person" or not re.search(r"\w", text):
        return NoteContent()
    content = read_owner_text(text, 0, len(text))
    plain = role if role and role != "responsible" else None
    owners = tuple(
        replace(o, role=plain) if plain and o.role == "responsible" else o for o in content.owners
    )
    return replace(content, owners=owners)


def read_owner_text(text: str, start: int, end: int) -> NoteContent:
    """Owners and time limits of ``text[start:end]``: a note's inside or a table cell."""
    defaults, unless, rest = _defaults(text, start, end)
    owners: list[NoteOwner] = []
    times: list[tuple[int, int]] = []
    opened = False
    for a, b in rest:
        for role, x, y in _segments(text, a, b):
            if role == "time":
                times.append((x, y))
            elif role != "person":
                found, is_open = _owners(text, x, y, role)
                owners.extend(found)
                opened = opened or is_open
    return NoteContent(tuple(owners), opened, tuple(defaults), unless, tuple(times))


def find_default(text: str) -> NoteContent | None:
    """The document-wide default that a sentence lays down, or None."""
    defaults, unless, _ = _defaults(text, 0, len(text))
    return NoteContent(defaults=tuple(defaults), unless_noted=unless) if defaults else None


def _defaults(
    text: str, start: int, end: int
) -> tuple[list[NoteOwner], bool, list[tuple[int, int]]]:
    """The defaults in ``text[start:end]`` and what is left of it without them."""
    m = _DEFAULT.search(text, start, end) or _DEFAULT_REVERSED.search(text, start, end)
    if m is None:
        return [], False, [(start, end)]
    owners, _ = _owners(text, m.start("who"), m.end("who"), "responsible")
    owners = [o for o in owners if looks_like_unit(o.name)]
    if not owners:
        return [], False, [(start, end)]
    after = re.compile(r"[^。；]*[。；]?").match(text, m.end(), end)
    tail = after.end() if after else end
    unless = bool(m.groupdict().get("unless"))
    head = m.start()
    if text[head - 1 : head] in ("（", "〔") and head > start:
        head -= 1
    return owners, unless, [(start, head), (tail, end)]


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
    """The owners in a value; without a label (role "") each clause's predicate gives the role."""
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
        opened = opened or is_open
        waiting += list(_pieces(text, a, a + len(stripped)))
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
    return [NoteOwner(p.name, role, p.start, p.end) for p in pieces]


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
        yield Piece(p.name, p.start + start, p.end + start)


def _strip_open(text: str) -> tuple[str, bool]:
    """``text`` without 等部门/等单位 at its end, and whether it stood there."""
    m = _OPEN.search(text)
    return (text[: m.start()], True) if m and m.start() else (text, False)
