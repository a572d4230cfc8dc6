"""Paragraphs that a copy ran together: the masthead, the addressees with the text, the text up to 一、, a heading with the office
behind it, and the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.addressees import is_address, run_in
from ingest.functions import office_at
from ingest.marks import read_mark
from ingest.orders import imperatives
from ingest.records import Paragraph
from ingest.subjects import predicate
from ingest.titles import is_title

_NUMBER = r"[（]?[\u4e00-\u9fff]{2,10}〔20\d{2}〕第?\d{1,4}号[）]?"
_HEAD = re.compile(
    rf"(?:[\u4e00-\u9fff]{{4,30}}?(?:局|厅|委员会|政府|办公室)(?={_NUMBER}))?(?P<before>{_NUMBER})?(?P<title>[^，。；：]{{0,60}}?关于[^，。；：]{{2,80}}?"
    rf"(?:通知|意见|方案|通报|函|决定|公告|计划|要点)(?:（[^（）]{{1,12}}稿）)?)"
    rf"(?P<number>{_NUMBER})?(?P<address>[各市县区省镇乡有局机全][^。；：]{{1,200}}：)?(?P<rest>.*)",
    re.DOTALL,
)
_PLAIN_HEAD = re.compile(
    r"(?P<title>(?:[^，。；：]{2,24}[省市县区州旗镇乡局委会办司校院])?20\d\d年[^，。；：]{2,40}?(?:通知|意见|方案|通报|计划|要点|安排))"
    r"(?P<address>各[^。；：]{1,200}：)(?P<rest>.*)",
    re.DOTALL,
)
"""A title that says the year in place of 关于, in front of the addressees (2026年春节安全工作方案各乡镇：…)."""
_HEAD_LINES = 12
"""Paragraphs among which the addressees stand."""
_FIRST = re.compile(r"(?<=[。：）])(?=一、|（一）)")
_CLOSING = re.compile(
    r"(?<=[。）〕])(?=(?:附件[：:]|[^，。；：、“”《》（）\d]{4,40}20\d{2}年\d{1,2}月\d{1,2}日(?:印发)?$))"
    r"|(?<=。)(?=(?:20\d{2}年\d{1,2}月\d{1,2}日|二[〇○零O][一二三四五六七八九〇○零O]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)$)"
)
_CLOSED = re.compile("附件|日(?:印发)?$")
"""What stands behind every match of ``_CLOSING``."""

_HEADING = re.compile(
    r"[\u4e00-\u9fff]{6,24}(?<![的和与及由向对给为在于从以同把将被让使令请邀报交送入到至促全各本原省市])$"
)
"""A heading that no stop ends, in front of an office."""
_OTHERS = re.compile(
    r"(?:、[^，。；：、]{2,14}){0,6}(?:等(?:有关|相关)?(?:部门|单位))?(?=要(?![求点素件道闻害])|应当|须(?!知)|牵头(?!单位|部门)|负责(?![人的]|同志))"
)
"""Offices beside the first one, in front of what tells them to act."""
_TIER = re.compile("[省市县区州旗镇乡]")


def parted(paragraph: Paragraph) -> Iterator[Paragraph]:
    """The paragraph cut into title, number, addressees, text, body and signature where it holds
    several of them; else as it is.

    >>> from ingest.characters import normalise
    >>> text = "甲县安委会关于做好检查的通知甲安委〔2025〕3号各乡镇：现通知如下。一、检查。各乡镇要检查。"
    >>> [p.text for p in parted(Paragraph(normalise(text, 0, len(text))))][1:3]
    ['甲安委〔2025〕3号', '各乡镇：']
    """
    text = paragraph.text
    cuts = sorted({0, *_head(text), *_body(text), *_heading(text), *_signature(text), len(text)})
    for a, b in pairwise(cuts):
        yield Paragraph(paragraph.words.cut(a, b), paragraph.heading, paragraph.page)


def address_apart(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs of a notice, the first of its text cut behind the addressees that open it where they have no
    line of their own."""
    head = paragraphs[:_HEAD_LINES]
    if any(is_address(p.text) for p in head):
        return list(paragraphs)
    i, cut = next(((i, n) for i, p in enumerate(head) if (n := run_in(p.text))), (0, 0))
    parts = [(0, cut), (cut, len(paragraphs[i].text))] if cut else []
    pieces = [Paragraph(paragraphs[i].words.cut(a, b), False, paragraphs[i].page) for a, b in parts]
    return [*paragraphs[:i], *(pieces or paragraphs[i : i + 1]), *paragraphs[i + 1 :]]


def _head(text: str) -> list[int]:
    """Where number, addressees and text begin in a paragraph that begins with the title."""
    m = _HEAD.match(text) if "关于" in text[:80] else None
    plain = None if m else _PLAIN_HEAD.match(text)
    if plain and is_title(plain["title"]) and is_address(plain["address"]):
        return [plain.start(g) for g in ("title", "address", "rest") if plain[g]]
    if m is None or not (m["number"] or m["address"]) or not is_title(m["title"]):
        return []
    return [m.start(g) for g in ("before", "title", "number", "address", "rest") if m[g]]


def _body(text: str) -> list[int]:
    """Where 一、 begins in a paragraph that has no mark of its own, behind 如下： or where it counts on to 二、 or （二）."""
    if read_mark(text) is not None:
        return []
    m = _FIRST.search(text)
    if m is None:
        return []
    following = text[m.start() :]
    counted = "二、" in following if following[0] == "一" else "（二）" in following
    leads = text.endswith("如下：", 0, m.start())
    return [m.start()] if leads or counted or "（一）" in following[3:] else []


def _heading(text: str) -> list[int]:
    """Where the office that is told to act stands right behind a numbered heading.

    >>> _heading("（一）彻底排查隐患县水利局要巡查。"), _heading("（一）全面督促指导县教育局要落实。"), _heading("（一）落实市安委办要求。")
    ([9], [], [])
    """
    mark = read_mark(text)
    if mark is None:
        return []
    for m in _TIER.finditer(text, mark.length, mark.length + 26):
        named = office_at(text, m.end())
        if named and _OTHERS.match(text, m.end() + named):
            return [m.start()] if _is_heading(text[mark.length : m.start()]) else []
    return []


def _is_heading(words: str) -> bool:
    """Whether words say what is done and to what: a verb at their end has what stands behind them for its object.

    >>> _is_heading("彻底排查风险隐患"), _is_heading("全面督促指导")
    (True, False)
    """
    told = bool(_HEADING.match(words)) and bool(imperatives(words))
    return told and predicate(words, len(words) - 2, len(words)) is None


def _signature(text: str) -> list[int]:
    if len(text) <= 40 or not _CLOSED.search(text):
        return []
    return [m.start() for m in _CLOSING.finditer(text)]
