"""Ways in which a file on its way to the reader gets damaged, each a small change at one place."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Change = Callable[[str, int, int], str]
"""The text with ``size`` characters or signs from position ``at`` on changed."""


def _delete(text: str, at: int, size: int) -> str:
    return text[:at] + text[at + size :]


def _double(text: str, at: int, size: int) -> str:
    return text[: at + size] + text[at:]


def _swap(text: str, at: int, size: int) -> str:
    return (
        text[:at] + text[at + size : at + 2 * size] + text[at : at + size] + text[at + 2 * size :]
    )


def _move(text: str, at: int, size: int) -> str:
    """A piece of the text put at its end."""
    return text[:at] + text[at + size :] + text[at : at + size]


def _unbracket(text: str, at: int, size: int) -> str:
    """The next ``size`` brackets and quotation marks dropped."""
    return text[:at] + re.sub(r"[（）〔〕《》“”()\[\]]", "", text[at:], count=size)


def _bracket(text: str, at: int, size: int) -> str:
    return text[:at] + "（〔《“”》〕）()[]【】\"'"[size % 14] + text[at:]


def _break(text: str, at: int, size: int) -> str:
    return text[:at] + "\n" * (1 + size % 3) + text[at:]


def _join(text: str, at: int, size: int) -> str:
    return text[:at] + re.sub(r"\n+", "", text[at:], count=size)


def _space(text: str, at: int, size: int) -> str:
    return text[:at] + " \u3000\t\u200b\xa0\r"[size % 6] * (1 + size % 4) + text[at:]


def _narrow(text: str, at: int, size: int) -> str:
    """Full-width signs of a stretch made half-width."""
    piece = text[at : at + 20 * size]
    return text[:at] + piece.translate(_NARROW) + text[at + 20 * size :]


def _widen(text: str, at: int, size: int) -> str:
    piece = text[at : at + 20 * size]
    return text[:at] + piece.translate(_WIDE) + text[at + 20 * size :]


def _truncate(text: str, at: int, size: int) -> str:
    return text[: max(at, size)]


def _behead(text: str, at: int, size: int) -> str:
    return text[at // 4 :] if size % 5 == 0 else text


def _page(text: str, at: int, size: int) -> str:
    return f"{text[:at]}\n— {size} —\n{text[at:]}"


def _noise(text: str, at: int, size: int) -> str:
    """Signs that mean something to the reader, where nobody expects them."""
    return text[:at] + _SIGNS[size % len(_SIGNS)] + text[at:]


_NARROW = str.maketrans("（），：；！？０１２３４５６７８９％", "(),:;!?0123456789%")
_WIDE = str.maketrans("(),:;!?0123456789%", "（），：；！？０１２３４５６７８９％")
_SIGNS = (
    "一、", "（一）", "1.", "（1）", "①", "第一条", "。", "；", "、", "：", "附件", "抄送：", "每", "至少", "由",
    "（责任单位：", "（以上各项均由", "2026年", "13月32日前", "每0月", "99999999999999999999", "百分之", "%",
    "<td>", "|", "|---|", "# ", "**", "\ufeff", "\ud7ff", "😀", "𠮷", "\x00", "\x0c", "二〇二六年2月30日",
    "至", "—", "每半", "第五季度", "零", "十十", "万亿", "牵头", "等部门",
)  # fmt: skip
CHANGES: tuple[Change, ...] = (
    _delete, _double, _swap, _move, _unbracket, _bracket, _break, _join, _space, _narrow, _widen,
    _truncate, _behead, _page, _noise, _noise,
)  # fmt: skip


def changed(text: str, steps: list[tuple[int, int, int]]) -> str:
    """``text`` after each step (which change, where, how much)."""
    for which, at, size in steps:
        text = CHANGES[which % len(CHANGES)](text, at % (len(text) + 1), size)
    return text


def random_steps(chance: random.Random, most: int = 12) -> list[tuple[int, int, int]]:
    """Steps for ``changed``."""
    return [
        (chance.randrange(len(CHANGES)), chance.randrange(10**6), chance.randint(1, 40))
        for _ in range(chance.randint(1, most))
    ]
