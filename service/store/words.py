"""Words as an index finds them: Chinese words of any length, phrases, numbers, as phrases of pairs of neighbouring
characters."""

from __future__ import annotations

import re
from collections.abc import Iterable

_RUN = re.compile(r"[^\W_]+")
#: Characters that FTS5 (Unicode 6.1) knows.
_KNOWN = re.compile(r"[0-9a-z㐀-䶵一-鿌]+")
#: What parts the words that are asked for, and what may stand around one (quotation marks, book marks, a star).
_PARTS = re.compile(r"[\s、，；]+|[,;](?!\d)")
_AROUND = "“”‘’\"'＂＇「」『』《》〈〉*"


def words_of(text: str) -> list[str]:
    """The words that a text asks for, each once, in whatever order they stand: parted by blanks, commas and semicolons, without
    capitals and without the marks around them; of a text of such marks alone these, as they stand.

    >>> words_of("“挂牌督办”、《安全生产法》 AI 燃气* ai"), words_of("《"), words_of(" ")
    (['挂牌督办', '安全生产法', 'ai', '燃气'], ['《'], [])
    """
    words = [word.strip(_AROUND).lower() for word in _PARTS.split(text)]
    return list(dict.fromkeys([word for word in words if word] or text.lower().split()))


def runs(text: str) -> list[str]:
    """Runs of letters and digits, without capitals.

    >>> runs("燃气，AI")
    ['燃气', 'ai']
    """
    return _RUN.findall(text.lower())


def is_plain(word: str) -> bool:
    """Whether a text that has the pairs of the word has the word, but for its capitals.

    >>> [is_plain(word) for word in ("燃气", "2026年", "ai", "AI", "燃气（", "")]
    [True, True, True, False, False, False]
    """
    return bool(_KNOWN.fullmatch(word))


def pieces(word: str) -> list[str]:
    """Parts of the word that an index finds wherever the word stands.

    >>> pieces("燃气（LPG），%"), pieces("、")
    (['燃气', 'lpg'], [])
    """
    return _KNOWN.findall(word.lower())


def pairs(text: str) -> list[str]:
    """Neighbouring characters of each run of letters and digits, and the last of each alone.

    >>> pairs("燃气，AI")
    ['燃气', '气', 'ai', 'i']
    """
    return [run[i : i + 2] for run in runs(text) for i in range(len(run))]


def matching(words: Iterable[str]) -> str:
    """The FTS5 query for all of the words, in whatever order; those without letter or digit are not in it.

    >>> matching(["燃气管", "，", "燃"])
    '"燃气 气管" AND "燃" *'
    """
    return " AND ".join(filter(None, map(phrase, words)))


def phrase(word: str) -> str:
    """The FTS5 query for the word; empty if it has neither letter nor digit.

    >>> phrase("燃气"), phrase("燃气管"), phrase("燃"), phrase("，")
    ('"燃气"', '"燃气 气管"', '"燃" *', '')
    """
    found = pairs(word)
    if len(found) > 1 and len(found[-2]) == 2:
        return f'"{" ".join(found[:-1])}"'
    return f'"{" ".join(found)}" *' if found else ""
