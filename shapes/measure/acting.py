"""Headings that are nothing but a kind of unit (（一）露天煤矿, （二）危险化学品企业), whose orders to nobody are for
such units to carry out."""

from __future__ import annotations

from collections.abc import Iterable

from shapes.tables import first_match


def acting_heading(title: str, sentences: Iterable[str]) -> str:
    """The kind of unit that a heading names, where all ``sentences`` below it that name nobody are for such units to carry
    out; "" elsewhere: where one supervises or counts them, the heading names a field of authorities.

    >>> acting_heading("化工企业", ["加强动火作业管理。"]), acting_heading("化工企业", ["对化工企业开展一轮检查。"])
    ('化工企业', '')
    >>> acting_heading("化工企业安全", ["加强动火作业管理。"])
    ''
    """
    name = title.strip("。：； ")
    if not first_match("acting-headings", name):
        return ""
    return "" if any(first_match("of-authorities", each) for each in sentences) else name
