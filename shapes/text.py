"""Text made comparable, sentences, clauses and numbers."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Sequence
from functools import lru_cache

_DECIMAL = re.compile(r"\d[.．](\d{1,3})[.．、，)）]?$")  # 2.11: the eleventh of part 2
_NUMBER = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十百]+[、条章节]|[壹贰叁肆伍陆柒捌玖拾]+、|[（(][一二三四五六七八九十百\d]+[）)]|\d{1,3}(?:[.．、](?!\d)|[)）]))[\s　]*(?=\S)"
)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_BRACKETS = str.maketrans("〔〕[]【】｛｝「」", "()()()()“”")
_DASHES = str.maketrans(dict.fromkeys("—–－―─~～〜", "-"))
_SPACE = re.compile(r"\s")
_MARKS = re.compile(r"(?P<opens>[（(〔\[])|(?P<closes>[）)〕\]])|[。；！;]")


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Text without white space, widths, bracket and dash styles.

    >>> fold("乡镇(街\\n道)、 2—3名")
    '乡镇(街道)、2-3名'
    """
    kept = [char for char in unicodedata.normalize("NFKC", text) if not char.isspace()]
    return (
        "".join(kept)
        .translate(_BRACKETS)
        .translate(_DASHES)
        .replace(",", "，")
        .replace(";", "；")
        .replace(":", "：")
    )


@lru_cache(maxsize=1 << 15)
def loose(text: str) -> str:
    """Folded text without punctuation and quotation marks.

    >>> loose("“两办意见”“八条硬措施”。")
    '两办意见八条硬措施'
    """
    return re.sub(r"[^0-9A-Za-z\u3400-\u9fff%+.]", "", fold(text))


def line_ends_alike(text: str) -> str:
    """The text with one kind of line end, each character where it stood: the return of Windows is a space in front of it.

    >>> line_ends_alike("甲\\r\\n乙\\r丙")
    '甲 \\n乙\\n丙'
    """
    return text.replace("\r\n", " \n").replace("\r", "\n")


def sentences(text: str) -> list[str]:
    """The sentences of a text, with their end marks; white space at the ends is dropped. Marks
    inside round brackets do not end a sentence.

    >>> sentences("一是甲。二是乙（丙。丁）；完")
    ['一是甲。', '二是乙（丙。丁）；', '完']
    """
    found, depth, last = [], 0, 0
    for mark in _MARKS.finditer(text):
        if mark.lastgroup == "opens":
            depth += 1
        elif mark.lastgroup == "closes":
            depth = max(depth - 1, 0)
        elif depth == 0:
            found.append(text[last : mark.end()])
            last = mark.end()
    found.append(text[last:])
    return [piece.strip() for piece in found if piece.strip()]


ANNEX_HEADING = re.compile(
    r"^[ 　#*]*附[ 　]*[件表录][ 　]*\d{0,2}(?:[（(][^（()）\n]{1,12}[）)])?[：:]?[ 　*]*$", re.M
)
"""The line that an annex begins with (附件1, 附件（摘录）)."""


def in_order(short: str, long: str) -> bool:
    """Whether ``long`` has the characters of ``short`` in their order: a name is another one with characters left out.

    >>> in_order("县应急局", "县应急管理局"), in_order("县局应急", "县应急管理局")
    (True, False)
    """
    rest = iter(long)
    return all(char in rest for char in short)


def is_quoted(text: str, at: int) -> bool:
    """Whether the place stands in the title of a document.

    >>> is_quoted("按照《2025年方案》2025年", 3), is_quoted("按照《2025年方案》2025年", 11)
    (True, False)
    """
    return text.rfind("《", 0, at) > text.rfind("》", 0, at)


def clauses(text: str) -> list[str]:
    """The pieces between commas and full stops.

    >>> clauses("年底前，完成甲；乙不少于4次。")
    ['年底前', '完成甲', '乙不少于4次']
    """
    return [piece for piece in re.split(r"[，。；！：,;:]", text) if piece.strip()]


def masked(clause: str) -> str:
    """The loose clause with every number as ``#``.

    >>> masked("再建成 10 座智能化煤矿")
    '再建成#座智能化煤矿'
    """
    return re.sub(r"\d+(?:\.\d+)?", "#", loose(clause))


def numbers(text: str) -> list[str]:
    """Arabic numbers in order.

    >>> numbers("2—3名，95%")
    ['2', '3', '95']
    """
    return re.findall(r"\d+(?:\.\d+)?", unicodedata.normalize("NFKC", text))


def ordinal(number: str) -> int | None:
    """Value of a section's number as written.

    >>> [ordinal(n) for n in ("一", "（二十三）", "10.", "第十条", "(3)", "2.11", "叁、", "甲")]
    [1, 23, 10, 10, 3, 11, 3, None]
    """
    if decimal := _DECIMAL.search(number):
        return int(decimal[1])
    core = re.sub(r"[\s（）()〔〕.．、，第条章节部分项]", "", unicodedata.normalize("NFKC", number))
    if core.isdigit():
        return int(core)
    return chinese_number(plain_numerals(core))


def plain_numerals(text: str) -> str:
    """Text with the numerals of sums of money, which number parts, too, as the plain ones.

    >>> plain_numerals("拾贰、")
    '十二、'
    """
    return text.translate(_CAPITALS)


def unnumbered(text: str) -> str:
    """Text without the number in front of it, which changes where others come or go.

    >>> unnumbered("（十五）县安委办要检查。"), unnumbered("3.加强值守。"), unnumbered("3.5米以上的"), unnumbered("十五、")
    ('县安委办要检查。', '加强值守。', '3.5米以上的', '十五、')
    """
    return _NUMBER.sub("", text, count=1)


def chinese_number(text: str) -> int | None:
    """Value of a Chinese numeral below one hundred.

    >>> chinese_number("十"), chinese_number("二十一"), chinese_number("第"), chinese_number("十三五")
    (10, 21, None, None)
    """
    if not text or any(char not in _DIGITS and char != "十" for char in text):
        return None
    tens, ten, units = text.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[char]) for char in units))
    if len(units) > 1 or (tens and tens not in _DIGITS):
        return None
    return 10 * _DIGITS.get(tens, 1) + (_DIGITS[units] if units else 0)


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has the day.

    >>> is_day(2024, 2, 29), is_day(2026, 2, 29), is_day(2026, 13, 5)
    (True, False, False)
    """
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def in_chinese(number: int) -> str:
    """A number below one hundred as a Chinese numeral.

    >>> in_chinese(3), in_chinese(10), in_chinese(12), in_chinese(40)
    ('三', '十', '十二', '四十')
    """
    tens, units = divmod(number, 10)
    figures = "零一二三四五六七八九"
    ten = ("" if tens == 1 else figures[tens]) + "十" if tens else ""
    return ten + (figures[units] if units or not tens else "")


def pairs(text: str) -> frozenset[str]:
    """The pairs of characters that stand side by side.

    >>> sorted(pairs("甲乙丙")), pairs("甲")
    (['乙丙', '甲乙'], frozenset())
    """
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def begun(text: str, most: int) -> str:
    """The text, of a long one so many characters from its beginning, and that it goes on.

    >>> begun("甲乙丙丁", 4), begun("甲乙丙丁戊", 4)
    ('甲乙丙丁', '甲乙丙丁…')
    """
    return text if len(text) <= most else text[:most] + "…"


_HEAD_MARKS = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|\*\*[ \t]+)")
_BOLD = re.compile(r"(?<!\S)\*\*(?=[（《“〔\w])([^*\n]{4,}?)(?<=[。：:；，、！”》）〕\w])\*\*")
_RULED = frozenset("|-: \t")


def unset(text: str) -> list[str]:
    """What a reader sees of each character of a line: nothing of marks of Markdown (## at its head, ** around words, the
    line below a table's head), the cells of a row apart.

    >>> "".join(unset("**（五）开展整治。** 县局牵头")), "".join(unset("## 三、任务")), "".join(unset("1\\t甲\\t5月底"))
    ('（五）开展整治。 县局牵头', '三、任务', '1 │ 甲 │ 5月底')
    >>> "".join(unset("| 1 | 甲 |  |")), "".join(unset("|---|---|")), "".join(unset("2026年**月**日，联系人**"))
    ('1 │ 甲 │', '', '2026年**月**日，联系人**')
    """
    shown = list(text)
    if "|" in text and "--" in text and _RULED.issuperset(text):
        return [""] * len(text)
    if head := _HEAD_MARKS.match(text):
        shown[: head.end()] = [""] * head.end()
    for bold in _BOLD.finditer(text):
        for at in (bold.start(), bold.end() - 2):
            shown[at : at + 2] = ["", ""]
    if text.lstrip().startswith("|") and text.count("|") > 2:
        bars = [at for at, char in enumerate(text) if char == "|"]
        for at in bars:
            shown[at] = "│"
        first = len(text) - len(text[bars[0] + 1 :].lstrip())
        shown[:first] = [""] * first
        if not text[bars[-1] + 1 :].strip():
            last = len(text[: bars[-1]].rstrip())
            shown[last:] = [""] * (len(text) - last)
    return [" │ " if char == "\t" else char for char in shown]


def as_read(text: str) -> str:
    """The text as a reader sees it (``unset``)."""
    return "\n".join("".join(unset(line)).strip() for line in text.split("\n"))


def locate(words: str, text: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Half-open span of ``words`` in ``text[start:end]``, white space and widths aside.

    >>> locate("2025年底前", "于2025 年\\n底前完成")
    (1, 10)
    """
    stop = len(text) if end is None else end
    exact = text.find(words, start, stop) if words else -1
    if exact >= 0:
        return exact, exact + len(words)
    wanted = fold(words)
    if not wanted:
        return None
    folded, offsets = _folded(text)
    found = folded.find(wanted, bisect_left(offsets, start), bisect_left(offsets, stop))
    return None if found < 0 else (offsets[found], offsets[found + len(wanted) - 1] + 1)


@lru_cache(maxsize=1 << 5)  # of a batch the whole text of each file is among them
def _folded(text: str) -> tuple[str, Sequence[int]]:
    """A text folded, and where each of its characters stands in the text."""
    folded = [fold(char) for char in text]
    return "".join(folded), array("I", (at for at, each in enumerate(folded) for _ in each))


def unspaced(text: str) -> tuple[str, Sequence[int]]:
    """A text without the spaces in it, and where each of its characters stands in the text with them.

    >>> unspaced("90 公里"), unspaced("三处")
    (('90公里', (0, 1, 3, 4)), ('三处', range(0, 2)))
    """
    if not _SPACE.search(text):
        return text, range(len(text))
    kept = tuple(at for at, char in enumerate(text) if not char.isspace())
    return "".join(text[at] for at in kept), kept
