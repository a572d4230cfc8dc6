"""Words as an index finds them: Chinese words of any length, phrases, numbers, as phrases of pairs of neighbouring
characters."""

from __future__ import annotations

import re

_RUN = re.compile(r"[^\W_]+")


def pairs(text: str) -> list[str]:
    """Neighbouring characters of each run of letters and digits, and the last of each alone.

    >>> pairs("燃气，AI")
    ['燃气', '气', 'ai', 'i']
    """
    return [run[i : i + 2] for run in _RUN.findall(text.lower()) for i in range(len(run))]


def phrase(word: str) -> str:
    """The FTS5 query for the word; empty if it has neither letter nor digit.

    >>> phrase("燃气"), phrase("燃气管"), phrase("燃"), phrase("，")
    ('"燃气"', '"燃气 气管"', '"燃" *', '')
    """
    found = pairs(word)
    if len(found) > 1 and len(found[-2]) == 2:
        return f'"{" ".join(found[:-1])}"'
    return f'"{" ".join(found)}" *' if found else ""
