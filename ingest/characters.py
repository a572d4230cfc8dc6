"""One line of a source as clean text: widths folded, entities decoded, markup dropped. Each
character keeps the offset that it came from."""

from __future__ import annotations

import html
import re
import unicodedata

from ingest.records import Normalised

_WIDE = dict(
    zip("(),:;!?[]【】〖〗﹝﹞「」『』", "（），：；！？〔〕〔〕〔〕〔〕“”“”", strict=True)
)
_NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F) if chr(c) not in "（），：；！？"}
RADICALS = {c: unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)} | {
    ord(radical): character
    for radical, character in zip(
        "⺟⺠⺁⺃⻁⻂⻄⻅⻆⻉⻊⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⺮⺼", "母民厂乚虎衣西见角贝足车长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟竹肉", strict=True
    )
}  # fmt: skip
"""Radicals that text copied from a PDF has in place of the characters (Unicode 15, chapter 18.1)."""

_FOLDED = _NARROW | RADICALS
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\ufffe\uffff") | {
    chr(c)
    for c in (*range(32), *range(127, 160), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
    if not chr(c).isspace()
}
"""Signs without width (those that choose a form of the character before them, too), and control
characters, which no text means."""
_TAG = r"</?[A-Za-z][^<>]{0,300}>|<!--[^<>]{0,300}-->"
_MARKUP = re.compile(
    r"\*\*|(?<![0-9A-Za-z_])__(?![0-9A-Za-z_])|^\s*#{1,6}\s*|^\s*>\s+|^\s*[-*+•]\s+"
    r"|^\s*[●■◆◇▪◾•▲△★☆➢➤✓✔➣◎▶►·\uf000-\uf0ff](?=\s*[\w（“《])"
    r"|\\(?=[!-/:-@\[-`{-~（）、。，．])"
    r"|(?<=[\u4e00-\u9fff”）》])[\[〔【]\d{1,2}[\]〕】](?=[，。；、！？]|\s*$)"
    r"|(?<=[\u4e00-\u9fffA-Za-z，、。；]) {1,4}[-—–－]{1,2} ?\d{1,3} ?[-—–－]{1,2} {1,4}(?=[\u4e00-\u9fff])"
    rf"|{_TAG}"
)
_SKIPPED = _INVISIBLE | frozenset(c for c in map(chr, range(0x3001)) if c.isspace())
"""White space and what no text means."""
_MARKS = frozenset("*_#>+-—–－•●■◆◇▪◾▲△★☆➢➤✓✔➣◎▶►·\\[〔【<") | frozenset(
    map(chr, range(0xF000, 0xF100))
)
"""One of these stands in all markup."""
_TO_CLEAN = _SKIPPED | frozenset(map(chr, _FOLDED)) | (_MARKS - frozenset("—–")) | {"&"}
"""White space, what is folded, and what stands in markup and entities; a dash does so between blanks alone. A line
without any of these is taken as it is."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]{1,60}@[\w.-]{1,60}")
_NUMBERED = re.compile(r"[1-9]\d?(?:[.．]\d{1,2}){1,3}")
_LEVELS = 11  # characters of the longest of those
_STOP = re.compile(
    r"(?<=[\u4e00-\u9fff”）])(?<![一二三四五六七八九十〇])\.(?=[\u4e00-\u9fff（“《]|$)"
)
_LINE = re.compile(rf"(?:[^<\n]+|{_TAG}|<)+\n?|\n")
_NUMBER_CONTEXT = re.compile(
    r"(?<=\d)[OoＯ]+(?![A-Za-z])|(?<=\d)[〇○](?=[\d年月日])|[OoＯ](?=\d)|(?<=\d)[lI|](?=[\d年月日])"
)

_TO_WIDEN = re.compile("[" + re.escape("".join(_WIDE)) + "]")
_LIKE_DIGITS = re.compile("[OoＯ〇○lI|]")


def repaired_digits(text: str) -> str:
    """``text``, as long as before, with letters that stand for digits replaced (2O24 → 2024).

    >>> repaired_digits("2O24年1O月OPEC")
    '2024年10月OPEC'
    """
    if not _LIKE_DIGITS.search(text):
        return text
    return _NUMBER_CONTEXT.sub(lambda m: ("1" if m[0] in "lI|" else "0") * len(m[0]), text)


def lines_of(text: str) -> list[str]:
    """The lines of ``text`` with their breaks; a break inside a tag ends no line.

    >>> lines_of("<p\\n>甲\\n乙")
    ['<p\\n>甲\\n', '乙']
    """
    return _LINE.findall(text)


def normalise(text: str, start: int, end: int) -> Normalised:
    """The line ``text[start:end]`` without white space and markup, its widths folded."""
    line = text[start:end]
    bare = line.strip()
    if _TO_CLEAN.isdisjoint(bare):
        first = start + len(line) - len(line.lstrip())
        return _punctuated(bare, tuple(range(first, first + len(bare))), {})
    marked = () if _MARKS.isdisjoint(line) else _MARKUP.finditer(line)
    dropped = {i for m in marked for i in range(m.start(), m.end())}
    decoded = _entities(line)
    folded = line.translate(_FOLDED)
    plain = folded.strip()
    if not dropped and not decoded and _SKIPPED.isdisjoint(plain):
        first = start + len(folded) - len(folded.lstrip())
        return _punctuated(plain, tuple(range(first, first + len(plain))), {})
    kept: list[tuple[str, int]] = []
    ends: dict[int, int] = {}
    skip_to = 0
    for i, c in enumerate(folded):
        if i < skip_to or i in dropped or c in _INVISIBLE:
            continue
        if i in decoded:
            c, skip_to = decoded[i]
            ends[start + i] = start + skip_to
        if not c.isspace():
            kept.append((c, start + i))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", start + i))
    told = [k for j, k in enumerate(kept) if k[0] != " " or _between_latin(kept, j)]
    return _punctuated("".join(c for c, _ in told), tuple(i for _, i in told), ends)


def _entities(line: str) -> dict[int, tuple[str, int]]:
    """The characters that entities of HTML in ``line`` stand for, and where each entity ends."""
    if "&" not in line:
        return {}
    found = ((m, html.unescape(m[0])) for m in _ENTITY.finditer(line))
    return {m.start(): (c, m.end()) for m, c in found if len(c) == 1}


def _between_latin(kept: list[tuple[str, int]], j: int) -> bool:
    """Whether the space parts words of Latin script, or a number of several levels and the figure behind it (2.2　6座锅炉房)."""
    figure = j + 1 < len(kept) and kept[j + 1][0].isdigit()
    numbered = figure and j <= _LEVELS and _NUMBERED.fullmatch("".join(c for c, _ in kept[:j]))
    return bool(numbered) or (
        0 < j < len(kept) - 1
        and kept[j - 1][0].isascii()
        and kept[j - 1][0].isalnum()
        and kept[j + 1][0].isascii()
        and kept[j + 1][0].isalnum()
        and not (kept[j - 1][0].isdigit() and kept[j + 1][0].isdigit())
    )


def _punctuated(written: str, offsets: tuple[int, ...], ends: dict[int, int]) -> Normalised:
    """The characters ``written`` with their punctuation at full width, but not inside an address of the web;
    a full stop of ASCII behind a Chinese character ends a sentence as 。 does."""
    folded = _widened(written) if _TO_WIDEN.search(written) else written
    if "." in folded:
        folded = _STOP.sub("。", folded)
    return Normalised(folded, offsets, ends)


def _widened(written: str) -> str:
    exact = {i for m in _ADDRESS.finditer(written) for i in range(m.start(), m.end())}
    chars = list(written)
    for m in _TO_WIDEN.finditer(written):
        j, c = m.start(), m[0]
        if j in exact:
            continue
        before = chars[j - 1] if j else ""
        after = chars[j + 1] if j + 1 < len(chars) else ""
        if not (c in ",:" and before.isdigit() and after.isdigit()):
            chars[j] = _WIDE[c]
    return "".join(chars)
