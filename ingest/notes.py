"""Responsibility notes: （责任单位：…）, 〔…牵头，…配合〕, （…负责）, and what they say.

A part of a note that says when or how often is no unit but bounds the duty (``bounds.py``). Offsets
in this module are local to the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from ingest.bounds import says_when
from ingest.brackets import match_pairs
from ingest.first_characters import quick
from ingest.labels import HELD_FOR, HELD_HERE, LABEL, role_of_label
from ingest.note_values import (
    MANNER,
    Found,
    NoteOwner,
    clauses,
    limits_in,
    names_in,
    owners_in,
    predicate_of,
    strip_open,
)
from ingest.numerals import parse_number
from ingest.rulebook import rule_table
from ingest.unit_names import looks_like_unit

#: Words without one of which no row of rules/default.yml matches; a test holds the two together.
_DEFAULT_CUE = quick(
    "[未没除]|以下|以上|下同|各项|所有|(?<!安)全部|上述|上列|前述|其余|本通知|本方案|本清单|所列|后续"
)
_OFFICE = re.compile(
    "^(?!含|包括|其中|即|如|见|(?:以下)?简称).*(?:局|(?<![\\d一二两三四五六七八九十几各多])[科处股]|[支大]队|办公室|[\u4e00-\u9fff]办|厅)$"
)
_TIER_OFFICE = re.compile("(?:[各省市州县区镇乡局厅]).*(?:站|中心|委|会|政府|街道|园区|乡镇|公司)$")
_EXPLAINED = re.compile(
    "(?:部门|机关|机构|单位|主管|局|厅|委|[科处股室站队会办]|中心|组织|成员|人员|专班|[报送交找由向与和及]|联系|报告|汇报|通知|\\d[家个])$"
)
"""What a bracket with names of offices explains: 报主管部门（县应急局）, 移交（执法支队）."""
_SET_OFF = re.compile(r"[—–―─\-·•●◆■▪▲△▶►★☆*※→]{1,4}\s*|\d{1,2}[.．、](?!\d)|（\d{1,2}）|[①-⑳]")
LONGEST_NOTE = 1200
"""Code points; a bracket or a cell that is longer holds no list of owners."""
LONGEST_BARE_NOTE = 300
"""Code points of the longest note without brackets."""


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
    if LABEL.search(content) and LABEL.match(
        content, max(_behind_limits(content), _set_off(content))
    ):
        return True
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if after not in ("", "。", "；", "，", "（", "〔", "！", "\n") and before not in (
        "。",
        "；",
        "！",
    ):
        return False
    apart = text[start] == "〔" or before in ("。", "；", "！", "")
    if _defaults(content, 0, len(content)).owners or _is_charged(content):
        return True
    if (
        not apart
        and after in ("。", "；", "")
        and _charges_offices(content, text[max(0, start - 8) : start])
    ):
        return True
    if not apart and not (after in ("。", "；", "") and re.match("[省市县区镇各厅局]", content)):
        return False
    return _names_units(content, 1 if apart else 2)


def _charges_offices(content: str, before: str) -> bool:
    """Whether names of offices alone, in front of a full stop, are those in charge and not who is meant by the
    words ``before`` the bracket.

    >>> _charges_offices("质安科、市质安站", "每半年委托检测一次"), _charges_offices("县应急局", "报主管部门")
    (True, False)
    >>> _charges_offices("学校、医院", "检查重点场所"), _charges_offices("执法支队", "移交")
    (False, False)
    """
    names = [p.name for p in names_in(content, 0, len(content)).pieces]
    return (
        bool(names)
        and bool(_OFFICE.search(names[0]))
        and all(_OFFICE.search(n) or _TIER_OFFICE.match(n) for n in names)
        and not _EXPLAINED.search(before)
    )


def is_dash_note(text: str, start: int) -> bool:
    """Whether a dash at ``start``, up to the end of the paragraph, sets a responsibility note off.

    >>> is_dash_note("完成改造。——工程部，7月底前；四平公司，6月底前", 5), is_dash_note("实施工程。——摘自计划", 5)
    (True, False)
    """
    content = text[start:].lstrip("—–―─ ").rstrip("。")
    if len(content) > LONGEST_NOTE or "。" in content:
        return False
    labelled = LABEL.match(content, _set_off(content)) is not None
    return labelled or _is_charged(content) or _names_units(content, 1)


def _is_charged(content: str) -> bool:
    """Whether a clause says of units what they have to do (…负责, …牵头), or of those of the clause ahead of it.

    >>> _is_charged("管委会、区交通局，按项目分别牵头"), _is_charged("逐步落实，分别牵头")
    (True, False)
    """
    for sentence in re.split(r"[。；]", content):
        ahead = ""
        for a, b in clauses(sentence, 0, len(sentence)):
            predicate = predicate_of(sentence[a:b])
            named = (sentence[a : a + predicate.start()] or ahead) if predicate else ""
            pieces = names_in(named := strip_open(named)[0], 0, len(named)).pieces
            if any(looks_like_unit(p.name) for p in pieces):
                return True
            ahead = sentence[a:b]
    return False


def _names_units(content: str, least: int) -> bool:
    """Whether the words are names of units, at least so many, and times."""
    named = strip_open(_without_limits(content))[0]
    pieces = names_in(named, 0, len(named)).pieces
    return len(pieces) >= least and all(looks_like_unit(p.name) for p in pieces)


def _behind_limits(text: str) -> int:
    """Where the first clause begins that does not say when (6月底前完成，责任单位：…)."""
    return next((a for a, b in clauses(text, 0, len(text)) if not says_when(text[a:b])), 0)


def _without_limits(text: str) -> str:
    """``text`` up to the last clause that does not say when (省商务厅，12月底前; 市公安局；完成时限：第三季度)."""
    ends = [b for a, b in clauses(text, 0, len(text)) if not _bounds(text[a:b])]
    return text[: ends[-1]] if ends else ""


def _bounds(clause: str) -> bool:
    """Whether a clause of a note says when, by itself or behind a label."""
    label = LABEL.match(clause)
    return says_when(clause) or (label is not None and label.lastgroup == "time")


_OF_UNITS = re.compile("(?:单位|部门|[科处股]室)[：:]?$")
"""A label that tells units whatever they are called."""


def is_bare_note(text: str) -> bool:
    """Whether a whole paragraph is a responsibility note without brackets.

    >>> is_bare_note("牵头单位：市安委办责任单位：市委编办、司法局等"), is_bare_note("责任人：要到岗到位。")
    (True, False)
    >>> is_bare_note("责任科室：教研室；责任单位：各中学、小学；时限：每学期1次")
    True
    >>> is_bare_note("——责任部门：安全环保部"), is_bare_note("——要压实责任部门：")
    (True, False)
    """
    label = LABEL.match(text, _set_off(text))
    if label is None or "。" in text.rstrip("。") or len(text) > LONGEST_BARE_NOTE:
        return False
    content = read_owner_text(text, 0, len(text))
    named = [o for o in content.owners if looks_like_unit(o.name)]
    return (
        (label.lastgroup == "time" and not content.owners)
        or len(named) * 2 > len(content.owners)
        or (
            (label.lastgroup == "person" or bool(_OF_UNITS.search(label[0])))
            and not re.search("要|应(?!急)|须|。", text)
        )
    )


def _set_off(text: str, start: int = 0) -> int:
    """Where a note begins behind the dash or bullet that sets it off (——责任部门：…), and behind what says for how
    many items it holds (以上三项责任单位：…)."""
    m = _SET_OFF.match(text, start)
    start = m.end() if m else start
    held = HELD_FOR.match(text, start) or HELD_HERE.match(text, start)
    return held.end() if held else start


def held_for(note: str) -> int:
    """For how many items, counted back from where it stands, a note holds.

    >>> held_for("（以上三项责任单位：市应急局）"), held_for("——以上（七）至（九）项由市应急局负责"), held_for("（责任单位：市应急局）")
    (3, 3, 1)
    """
    m = HELD_FOR.match(note.lstrip("（〔—–―─"))
    if m is None:
        return 1
    if m["count"]:
        return int(parse_number(m["count"]))
    first, last = (int(parse_number(m[g].strip("（）"))) for g in ("first", "last"))
    return max(1, last - first + 1)


@lru_cache(maxsize=256)
def read_note(text: str, label: str = "") -> NoteContent:
    """What the note ``text`` (with its brackets) says; ``label`` is the heading of the column where
    the note is a table cell (责任单位, 完成时限)."""
    if label:
        return _read_cell(text, label)
    opened, closed = text[:1] in ("（", "〔", "("), text[-1:] in ("）", "〕", ")")
    if opened and LABEL.match(text, 1) and not any(p.start == 0 for p in match_pairs(text)):
        return read_owner_text(text, 1, len(text))  # nobody closed it
    inner = (1, len(text) - 1) if opened and closed else (0, len(text))
    return read_owner_text(text, *inner)


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
    found: list[Found] = []
    for a, b in default.rest:
        for label, x, y in _segments(text, a, b):
            if label == "time":
                found.append(Found((), False, ((x, y),)))
            elif label == "person":
                found.append(Found((), False, limits_in(text, x, y)))
            else:
                found.append(owners_in(text, x, y, label or role))
    times = tuple(t for f in found for t in f.times)
    return NoteContent(
        _timed(text, [o for f in found for o in f.owners], times),
        any(f.opened for f in found),
        default.owners,
        default.unless_noted,
        times,
    )


def _timed(
    text: str, owners: Sequence[NoteOwner], times: Sequence[tuple[int, int]]
) -> tuple[NoteOwner, ...]:
    """The owners, with the part of the note that gives them a time of their own where names and times take
    turns (甲局，6月底前；乙局，9月底前); a time in brackets is that of the name in front of it."""
    placed = sorted([*((o.start, o.end, o) for o in owners), *((a, b, None) for a, b in times)],
                    key=lambda item: item[:2])  # fmt: skip
    runs = [(named, list(run)) for named, run in groupby(placed, key=lambda i: i[2] is not None)]
    turns = [(a, b) for (_, a), (_, b) in zip(runs[::2], runs[1::2], strict=False)]
    if len(times) < 2 or any(len(run) > 1 for named, run in runs if not named):
        return tuple(owners)
    part: dict[int, tuple[int, int]] = {}
    for first, second in turns:
        time = (second if first[0][2] else first)[0]
        named = first if first[0][2] else second
        bracketed = text[time[0] - 1 : time[0]] == "（" and named is first
        for _, _, owner in named[-1:] if bracketed else named:
            start = owner.start if bracketed and owner else min(first[0][0], time[0])
            part[id(owner)] = start, max(second[-1][1], time[1]) + bracketed
    return tuple(replace(o, part=part.get(id(o))) for o in owners)


@lru_cache(maxsize=1024)
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
    if not _DEFAULT_CUE.search(text, start, end) or HELD_HERE.match(text, start):
        return _Defaults((), False, ((start, end),))
    words = text[start:end]
    tried = (r for r in rule_table("default") if re.search(r.given.get("needs", ""), words))
    hits = ((r, m) for r in tried for m in r.pattern.finditer(words))
    for rule, m in hits:
        who = re.sub(rf"{MANNER}$", "", m["who"])
        a, b = start + m.start("who"), start + m.start("who") + len(who)
        owners = tuple(o for o in owners_in(text, a, b, "").owners if looks_like_unit(o.name))
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
    labels = list(LABEL.finditer(text, start, end))
    lead_end = labels[0].start() if labels else end
    start = max(start, _set_off(text, start))
    if start < lead_end and text[start:lead_end].strip("；，。、 "):
        yield "", start, lead_end
    ends = [m.start() for m in labels[1:]] + [end]
    for m, stop in zip(labels, ends[: len(labels)], strict=True):
        yield str(m.lastgroup), m.end(), stop
