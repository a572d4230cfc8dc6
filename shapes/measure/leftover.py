"""What editing leaves behind: remarks of one drafter to another, words written twice, paragraphs that break off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from shapes.facts import Fact
from shapes.measure.holders import Holders, Line
from shapes.tables import first_match, in_turn

_TWICE = re.compile(r"([\u4e00-\u9fff]{2,5})\1")
_UNIT_TWICE = re.compile(
    r"(?:^|(?<=[：、，（(\t|由同与]))([\u4e00-\u9fff]{2,14}[局委办厅队站所科])、\1(?=[、，。；）)\t|\n]|$)",
    re.M,
)
_BROKEN = re.compile(
    r"(?:[，、,](?:并于?|以及|同时|且|和|及|由|除|须|对于?|确保)?|[\u4e00-\u9fff](?:不少于|不低于|不得少于|不超过))[ 　]*$"
)
_STUMP = re.compile(
    r"(?:[，；、](?:并于?|并[对由向]|由|除|且|对于?|按照|根据|以及|确保)|[，；][^，。；]{0,8}(?<!必)须|(?:^|(?<=[。；]))对[^，。；]{2,10}(?:发现|存在|排查出|检查出)的)(?=[。；]|（(?:责任|牵头)(?:单位|部门))"
)
"""A clause that breaks off within the paragraph, in front of its end or of a note."""
_HOLED = re.compile(r"(?<=[\u4e00-\u9fff])(?<![自理缘事案情])由(?=(?:负责|牵头)[，。；、])")
"""由 without anybody behind it (人员转移由负责)."""
_BARE = re.compile(r"[\u4e00-\u9fff]{4}$")
_NEXT = re.compile(
    r"[ 　*#]*(?:[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、](?!\d)|\d{1,2}(?:[.．]\d{1,2}){1,3}[ 　]|附件[：:\d]?)"
)
_CELLS = re.compile(r"[\t|]|\S[ 　]{2,}\S.*?\S[ 　]{2,}\S")
"""Between the cells of a row that is written as text."""
_PROSE = 20  # characters of a paragraph that is no heading
_LONG = 32  # characters of one sentence that is none
_ENDED = 0.9  # share of the paragraphs that end in a mark, where one without stands out
_MANY = 6  # paragraphs that make that a habit
_DUTY = re.compile(r"[ 　]*[^，。；：:\s]{3,20}[：:][ 　]*(?:负责|牵头|按|组织)")
_NO_DUTY = re.compile(r"[ 　]*([\u4e00-\u9fff（）、]{3,20}[：:])[ 　]*$")
_END = "。；！？…：:;.”）)】》"


def measure_leftover(holders: Holders) -> Iterator[Fact]:
    """Remarks (``remark``), a word twice in a row (``twice``), what breaks off (``cut``), an office in a list of duties of which
    none is told (``blankWords``)."""
    lines = holders.lines
    for line in lines:
        for _, found in in_turn("remarks", line.text):
            yield from holders.seen("remark", line, found.span(), found=found[0])
        for found in _TWICE.finditer(line.text):
            rightly = first_match("doubled-rightly", _around(line.text, found))
            if not (_alike(found[1]) or rightly or first_match("typos", found[0])):
                yield from holders.told("twice", line, found.span(), found=found[0], once=found[1])
        for found in _UNIT_TWICE.finditer(line.text):
            yield from holders.told("twice", line, found.span(), found=found[0], once=found[1])
    for line, span in (*_cut(lines), *_unended(lines)):
        yield from holders.seen("cut", line, span, found=line.text[span[0] : span[1]])
    for line, span in _without_duty(lines):
        yield from holders.seen("blankWords", line, span, found=line.text[span[0] : span[1]])


def _alike(word: str) -> bool:
    """Whether one character makes the word (等等等等)."""
    return len(set(word)) == 1


def _around(text: str, found: re.Match[str]) -> str:
    """The word twice with a character on each side, where it may belong to another."""
    return text[max(0, found.start() - 1) : found.end() + 1]


def _paragraphs(lines: Sequence[Line]) -> Iterator[Line]:
    """Paragraphs of prose ahead of the annexes that a number or the list of annexes follows."""
    yield from (line for line in _numbered_behind(lines) if len(line.text.strip()) >= _PROSE)


def _numbered_behind(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines ahead of the annexes, none of them a row, that a number or the list of annexes follows."""
    written = [line for line in lines if line.text.strip()]
    for line, after in pairwise(written):
        prose = not (_CELLS.search(line.text.strip()) or line.annexed or after.annexed)
        if prose and _NEXT.match(after.text):
            yield line


def _cut(lines: Sequence[Line]) -> Iterator[tuple[Line, tuple[int, int]]]:
    for line in _numbered_behind(lines):
        text = line.text.rstrip()
        if _BROKEN.search(text):
            yield line, (max(0, len(text) - 8), len(text))
    for line in lines:
        for found in (*_STUMP.finditer(line.text), *_HOLED.finditer(line.text)):
            yield line, (max(0, found.end() - 8), found.end())


def _unended(lines: Sequence[Line]) -> Iterator[tuple[Line, tuple[int, int]]]:
    """Paragraphs without a mark at their end, where the others have one."""
    found = [
        line
        for line in _paragraphs(lines)
        if "。" in line.text or ("，" in line.text and len(line.text.strip()) >= _LONG)
    ]
    ended = [line for line in found if line.text.rstrip(" 　\n*")[-1:] in _END]
    if len(found) < _MANY or len(ended) < _ENDED * len(found):
        return
    for line in found:
        text = line.text.rstrip()
        closed = text.count("（") == text.count("）")  # else the mark that is missing is told
        if closed and _BARE.search(text) and not _BROKEN.search(text):
            yield line, (len(text) - 8, len(text))


def _without_duty(lines: Sequence[Line]) -> Iterator[tuple[Line, tuple[int, int]]]:
    """The name of an office and a colon alone, between two lines that say the duties of theirs."""
    written = [line for line in lines if line.text.strip()]
    for before, line, after in zip(written, written[1:], written[2:], strict=False):
        name = _NO_DUTY.match(line.text)
        if name and not line.annexed and _tells(before) and _tells(after):
            yield line, name.span(1)


def _tells(line: Line) -> bool:
    return _DUTY.match(line.text) is not None
