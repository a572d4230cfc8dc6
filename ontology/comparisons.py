"""Dates that figures are compared with (较2023年底压减20%): reading takes them for no limit, and a check for none that is over."""

from __future__ import annotations

import re

_AHEAD = re.compile("(?:较之?|(?<![占评配])比于?)$")
_AROUND = {
    **dict.fromkeys("与和同跟", re.compile("[^，。；]{0,8}?(?:相比|比较|对比|持平)")),
    "以": re.compile("[^，。；]{0,12}?为(?:基数|基准|基期|参照)"),
    "在": re.compile("[^，。；]{0,8}?基础上"),
}
"""By the word in front of a date what makes it, behind it, the base of a comparison (以2023年底的数量为基数)."""


def is_base(text: str, start: int, end: int) -> bool:
    """Whether the date at ``start`` to ``end`` is what something is compared with and no limit.

    >>> is_base("较2023年底压减20%", 1, 7), is_base("与2023年底相比减少", 1, 7), is_base("占比2025年底达到80%", 2, 8)
    (True, True, False)
    """
    around = _AROUND.get(text[start - 1 : start])
    ahead = _AHEAD.search(text, max(0, start - 3), start)
    return bool(ahead or (around and around.match(text, end)))
