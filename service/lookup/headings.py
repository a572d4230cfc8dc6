"""What a section is called: its heading behind its number."""

from __future__ import annotations

from collections.abc import Mapping

_NUMERALS = "一二三四五六七八九十"


def numbered(number: str, text: str) -> str:
    """A text behind the number that it has.

    >>> numbered("四", "工作要求"), numbered("（三）", "压实责任"), numbered("3", ""), numbered("", "前言")
    ('四、工作要求', '（三）压实责任', '3', '前言')
    """
    between = "" if number.endswith("）") else "、" if number[-1:] in _NUMERALS else " "
    apart = number and text and not text.startswith(number)
    return number + between + text if apart else text or number


def heading_of(section: Mapping[str, str | None]) -> str:
    """What a section is called where a task is told to stand in it; a row of an annex without a heading is one.

    >>> heading_of({"id": "http://x/id/notice/1/annex/1.3", "number": "3", "title": None})
    '附表第3项'
    """
    number, title = section.get("number") or "", section.get("title") or ""
    if number and not title and "/annex/" in (section.get("id") or ""):
        return f"附表第{number.rstrip('、.')}项"
    return numbered(number, title)
