"""Paragraphs of a document: widths folded, page furniture dropped, broken lines joined.

Every step keeps a map back to the offsets of the source. What the text says stays as it is; only
white space, page furniture and widths change.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.addressees import is_cut_off, spaced
from ingest.bounds import says_when
from ingest.characters import lines_of, normalise
from ingest.furniture import is_page_line
from ingest.labels import LABEL_WORD
from ingest.marks import is_heading_line, opens_paragraph, read_mark
from ingest.notes import is_bare_note
from ingest.places import is_only_place
from ingest.records import Block, Cell, Document, Normalised, Paragraph, Table, joined
from ingest.signatures import is_date_line
from ingest.titles import goes_on, is_number_line, is_title
from ingest.unit_names import looks_like_unit

_PAGE_NUMBER = re.compile(
    r"[-—–－―~·.\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/，,共]\s*(?:共\s*)?\d{1,3}(?:\s*页)?)?[-—–－―~·.\s]*"
)
_RULE_LINE = re.compile(r"[\s\-—_=*·.～~－─━|]+")
_TERMINAL = "。！？；：…"
_MASTHEAD = 8
"""Lines at either end in which the issuer's name may repeat without being a running head."""
_DANGLING = re.compile(r"[，、](?<!：，)$|[\u4e00-\u9fff]{8}(?:的|和|与|及|或|在|对|把|将)$")
_UNFINISHED = re.compile("[，、]$|(?<=[。；）〕])（[一二三四五六七八九十]{1,3}）$")
"""A line that ends in a comma, or in the number of the heading that the next line has."""
_GOES_ON = re.compile(r"[的得，、；。）》”](?!确|士|力|到)")
_CLOSED = re.compile(r"[。！？；]（[^（）]{1,200}）$")  # 。（联系人：…）
_ANNEX = re.compile(r"附\s*件[\d一二三四五六七八九十]{0,3}[:：.。]")
_BRACKETED_LABEL = re.compile(f"〔(?:{LABEL_WORD.pattern})〕(?!：|$)")
_BLANK = r"[ \u3000\xa0]{1,6}"
_HAN = "[一二三四五六七八九十]{1,3}"
_CAPITAL = "[壹贰叁肆伍陆柒捌玖拾]{1,2}"
_NUMBER = rf"(?:{_HAN}、(?!{_HAN}(?:、|[级类档]))|{_CAPITAL}、(?!{_CAPITAL}))"
"""That of a heading (一、排查), not the first of several (一、二级风险点)."""
_RUN_ON = re.compile(
    rf"(?<=[。；：:;）)]){_BLANK}(?=(?:{_NUMBER}|[（(]{_HAN}[）)]|[\u4e00-\u9fff]{{2,8}}阶段[：:（(]))"
)
"""A blank between a stop and the number of a heading or the name of a phase, where a copy lost its line breaks."""
_HEADED = re.compile(
    rf"\s*(?:{_NUMBER}|[（(]{_HAN}[）)])(?:[^。；：:;\s]{{2,14}}(?:安排|要求|措施|目标|任务|重点|步骤|内容|范围){_BLANK}(?=[\u4e00-\u9fff（(])"
    rf"|[^。；：:;\s]{{4,40}}{_BLANK}(?=各|为|要|当前|目前|全[省市县区镇乡]|20\d\d年|近[日期来]))"
)
"""A heading of such a text with the blank in front of what stands under it."""
_Full = Callable[[str], bool]
_BEFORE_DATE = re.compile(
    r"\s{1,20}(?=20\d\d(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}日)\s*$)"
)
"""The blank between a title and the day that a page prints behind it."""
_SHORT = re.compile("[^，。；：]{1,24}")
"""A line shorter than a printed one and without a comma, which nothing broke off."""
_OF_A_SENTENCE = re.compile(r"[，。；：\d]")
"""What the first line of a long name that signs never has."""
_REACH = 400
"""Code points at the end of a paragraph that tell whether the next line goes on with it."""


_LONGEST_OF_BODIES = 120


def paragraphs(document: Document) -> tuple[Paragraph | Table, ...]:
    """The document's paragraphs and tables in reading order, cleaned."""
    blocks = [b for b in document.blocks if document.text[b.start : b.end].strip()]
    if document.hard_breaks:
        return tuple(_mended([p for b in blocks for p in _whole(document, b)]))
    return tuple(_joined(document, blocks))


def _lines(document: Document, blocks: Iterable[Block]) -> Iterator[Paragraph | Table]:
    """Cleaned lines; tables as they come."""
    text = document.text
    for block in blocks:
        if block.kind == "table":
            yield _table(document, block)
            continue
        start = block.start
        for line in (p for whole in lines_of(text[block.start : block.end]) for p in _apart(whole)):
            words = (
                _spaced_note(text, start, line)
                or _spaced_address(text, start, line)
                or _with_signs(normalise(text, start, start + len(line)))
            )
            start += len(line)
            if words.text and not _RULE_LINE.fullmatch(words.text):
                marked = block.kind == "heading" or line.lstrip().startswith("#")
                yield Paragraph(words, marked, block.page)


def _apart(line: str) -> list[str]:
    """The line cut where it lost its breaks to blanks (…检查。 二、整改要求 各镇要…), else the line as it is.

    >>> _apart("一、检查。各镇要排查。 二、整改要求 各镇要整改。 三、报送。")
    ['一、检查。各镇要排查。 ', '二、整改要求 ', '各镇要整改。 ', '三、报送。']
    >>> _apart("关于做好消防安全工作的通知 2013.09.25"), _apart("关于做好2013.09.25工作的通知")
    (['关于做好消防安全工作的通知', ' 2013.09.25'], ['关于做好2013.09.25工作的通知'])
    >>> _apart("甲县教育局　甲县公安局")
    ['甲县教育局', '\u3000甲县公安局']
    >>> len(_apart("一、检查。各镇要排查。 一、二级风险点由各镇检查。 四、五类由村检查。"))
    1
    """
    if len(bodies := _bodies_apart(line)) > 1:
        return bodies
    dated = _BEFORE_DATE.search(line, 0, _LONGEST_OF_BODIES)
    if dated and is_title(normalise(line, 0, dated.start()).text):
        return [line[: dated.start()], line[dated.start() :]]
    starts = [0, *(m.end() for m in _RUN_ON.finditer(line))]
    heads = [m.end() for a, b in pairwise([*starts, len(line)]) if (m := _HEADED.match(line, a, b))]
    if len(starts) == 1 or len(starts) + len(heads) < 3:
        return [line]
    return [line[a:b] for a, b in pairwise(sorted({*starts, *heads, len(line)}))]


def _bodies_apart(line: str) -> list[str]:
    """The bodies that head or sign a notice together, parted by blanks on one line, else the line as it is."""
    words = line.split() if len(line) <= _LONGEST_OF_BODIES else []
    if len(words) < 2 or not all(map(_is_body, words)):
        return [line]
    return re.split(r"(?<=\S)(?=\s+\S)", line)


def _is_body(words: str) -> bool:
    """Whether words are the name of one body whole: no label, no place in front of a name, none of a list of
    addressees."""
    return (
        looks_like_unit(words)
        and not LABEL_WORD.fullmatch(words)
        and not is_only_place(words)
        and not goes_on(words)
        and not words.startswith(("各", "有关"))
    )


def _spaced_note(text: str, start: int, line: str) -> Normalised | None:
    """A line that is a responsibility note with blanks for its signs (牵头单位　市应急局　配合单位　市公安局　各县), with
    the signs; None of any other line."""
    if len(line) > _REACH or len(line.split(maxsplit=1)) < 2:
        return None
    found = list(re.finditer(r"\S+", line))
    if not LABEL_WORD.fullmatch(found[0][0]):
        return None
    parts: list[Normalised] = []
    role = ""
    for i, m in enumerate(found):
        label = LABEL_WORD.fullmatch(m[0])
        if not label and not (role == "time" or looks_like_unit(m[0]) or says_when(m[0])):
            return None
        labelled = i > 0 and LABEL_WORD.fullmatch(found[i - 1][0])
        sign = "；" if label else "：" if labelled else "、"
        if i:
            parts.append(Normalised(sign, (start + m.start() - 1,)))
        parts.append(normalise(text, start + m.start(), start + m.end()))
        role = str(label.lastgroup) if label else role
    return joined(parts)


def _spaced_address(text: str, start: int, line: str) -> Normalised | None:
    """A line of addressees that blanks part, with commas for them; None of any other line."""
    if not spaced(line):
        return None
    parts: list[Normalised] = []
    for m in re.finditer(r"\S+", line):
        if parts:
            parts.append(Normalised("，", (start + m.start() - 1,)))
        parts.append(normalise(text, start + m.start(), start + m.end()))
    return joined(parts)


def _with_signs(words: Normalised) -> Normalised:
    """The words with the signs that brackets around labels stand for (【责任单位】市应急局【完成时限】6月底)."""
    chars = list(words.text)
    found = list(_BRACKETED_LABEL.finditer(words.text))
    if not found or words.text[found[0].start() - 1 : found[0].start()] not in ("", *"。；！"):
        return words
    for i, m in enumerate(found):
        chars[m.start()] = "；" if i else "—"
        chars[m.end() - 1] = "："
    return replace(words, text="".join(chars))


@dataclass(slots=True)
class _Open:
    """A paragraph that its next line may go on with: ``tail`` are its last words, enough to tell."""

    lines: list[Paragraph]
    tail: str

    @classmethod
    def at(cls, line: Paragraph) -> _Open:
        return cls([line], line.text[-_REACH:])

    def add(self, line: Paragraph) -> None:
        self.lines.append(line)
        self.tail = (self.tail + line.text)[-_REACH:]

    def closed(self) -> Paragraph:
        return _quoted(replace(self.lines[0], words=joined(p.words for p in self.lines)))


def _joined(document: Document, blocks: list[Block]) -> Iterator[Paragraph | Table]:
    lines = list(_lines(document, blocks))
    texts = [line.text for line in lines if isinstance(line, Paragraph)]
    furniture = _repeated(texts)
    full = _wrapped(texts)
    pending: _Open | None = None
    seen = 0
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        if isinstance(line, Table):
            if pending:
                yield pending.closed()
                pending = None
            yield line
            continue
        seen += 1
        inner = _MASTHEAD < seen <= len(texts) - _MASTHEAD
        if (inner and line.text in furniture) or _PAGE_NUMBER.fullmatch(line.text):
            continue
        if pending:
            apart = _blank_between(document.text, pending.lines[-1], line)
            signed = _is_signed(pending.lines[-1].text, line.text, following)
            if not signed and _continues(pending, line, full, apart):
                pending.add(line)
                continue
            yield pending.closed()
        pending = _Open.at(line)
    if pending:
        yield pending.closed()


def _is_signed(before: str, line: str, following: Paragraph | Table | None) -> bool:
    """Whether a body signs, in front of the day, below the last words of a text, which no stop ends."""
    dated = isinstance(following, Paragraph) and is_date_line(following.text)
    return dated and looks_like_unit(line) and bool(_OF_A_SENTENCE.search(before))


def _blank_between(text: str, before: Paragraph, after: Paragraph) -> bool:
    """Whether an empty line stands between two lines."""
    return text.count("\n", before.words.offsets[-1], after.words.offsets[0]) > 1


def _whole(document: Document, block: Block) -> Iterator[Paragraph | Table]:
    if block.kind == "table":
        yield _table(document, block)
        return
    start = block.start
    for written in _apart(document.text[block.start : block.end]):
        words = (
            _spaced_note(document.text, start, written)
            or _spaced_address(document.text, start, written)
            or normalise(document.text, start, start + len(written))
        )
        start += len(written)
        if (
            words.text
            and not _RULE_LINE.fullmatch(words.text)
            and not _PAGE_NUMBER.fullmatch(words.text)
        ):
            yield _quoted(Paragraph(words, block.kind == "heading", block.page))


def _mended(content: Sequence[Paragraph | Table]) -> Iterator[Paragraph | Table]:
    """The paragraphs of a format that ends them itself, those joined that hard-wrapped text left in
    pieces."""
    texts = [c.text for c in content if isinstance(c, Paragraph)]
    full = _wrapped(texts)
    pending: _Open | None = None
    for c in content:
        if isinstance(c, Paragraph) and pending and _is_cut(pending, c, full):
            pending.add(c)
            continue
        if pending:
            yield pending.closed()
        pending = None
        if isinstance(c, Table):
            yield c
        else:
            pending = _Open.at(c)
    if pending:
        yield pending.closed()


def _is_cut(before: _Open, line: Paragraph, full: _Full | None) -> bool:
    """Whether a paragraph of its own goes on with the sentence of the one before: where all lines
    are wrapped, or where one ends or the next begins as no sentence does."""
    if full is not None:
        return _continues(before, line, full)
    if line.heading or before.lines[0].heading or opens_paragraph(line.text):
        return False
    dangling = _DANGLING.search(before.tail) or _open_bracket(before.tail)
    return bool(dangling) or bool(_GOES_ON.match(line.text))


def _continues(before: _Open, line: Paragraph, full: _Full | None, apart: bool = False) -> bool:
    """Whether ``line`` goes on with the sentence that ``before`` broke off; a blank line between them (``apart``) ends
    one of a single short line."""
    whole = is_page_line(before.tail) or is_number_line(before.tail)
    if _open_bracket(before.tail) and not whole:
        return True
    if line.heading or before.lines[0].heading or read_mark(line.text):
        return False
    if _UNFINISHED.search(before.tail[-6:]):
        return True
    if apart and full is None and _SHORT.fullmatch(before.tail):
        return False
    if opens_paragraph(line.text) or _stands_alone(line.text) or _stands_alone(before.tail):
        return False
    if is_cut_off(before.tail, line.text):
        return False
    if before.tail[-1] in _TERMINAL or re.search(r"[^\d〔]〕$", before.tail[-2:]):
        return False
    if _ANNEX.match(before.tail) and looks_like_unit(line.text):  # who signs, behind the list
        return False
    if len(before.lines) == 1 and is_bare_note(before.tail):
        return False
    is_full = full is not None and full(before.lines[-1].text)
    return is_full or not (is_heading_line(before.tail) or _CLOSED.search(before.tail))


def _stands_alone(text: str) -> bool:
    """Whether a line is whole as it is: a title, a number, a date, a line of a web page; a numbered line with
    a comma that ends as titles do (（二）县应急局按季调度，每季度末通报) is none."""
    sentence = "，" in text and read_mark(text) is not None
    return len(text) <= 120 and (
        (not sentence and is_title(text))
        or is_number_line(text)
        or is_date_line(text)
        or is_page_line(text)
    )


def _open_bracket(text: str) -> bool:
    """Whether a bracket or 《 opened in the last 200 characters is still open at the end."""
    tail = text[-200:]
    return any(
        tail.count(a) > tail.count(b) and tail.rfind(a) > tail.rfind(b)
        for a, b in ("（）", "〔〕", "《》")
    )


def _repeated(texts: list[str]) -> frozenset[str]:
    """Running heads and feet: short lines that come back three times or more, word for word."""
    counts = Counter(t for t in texts if len(t) <= 30 and t[-1] not in "。；）〕")
    return frozenset(t for t, n in counts.items() if n >= 3 and not opens_paragraph(t))


def _wrapped(texts: Sequence[str]) -> _Full | None:
    """What tells whether a line is full where the text is hard-wrapped, by characters or by columns, None where a
    line is a paragraph."""
    by_measure = [(measure, *_usual([measure(t) for t in texts])) for measure in (len, _columns)]
    measure, width, share = max(by_measure, key=lambda found: found[2])
    if share < 0.5:
        return None
    return lambda text: width - 3 <= measure(text) <= width + 2


def _usual(lengths: Sequence[int]) -> tuple[int, float]:
    """The commonest length of the longer lines, and the share of them that is near it; 0 and 0.0 of few lines."""
    counts = Counter(n for n in lengths if n > 15)
    if sum(counts.values()) < 12:
        return 0, 0.0
    usual = max(counts, key=lambda n: sum(counts[n + d] for d in (-1, 0, 1)))
    return usual, sum(counts[usual + d] for d in range(-2, 3)) / sum(counts.values())


def _columns(text: str) -> int:
    """The width of a line in Chinese characters; two of ASCII have the width of one.

    >>> _columns("分两组对全学区16所学校")
    11
    """
    return len(text) - len(text.encode("ascii", "ignore")) // 2


def _quoted(paragraph: Paragraph) -> Paragraph:
    """The paragraph with straight double quotes turned, in turn, into “ and ”."""
    words = paragraph.words
    if '"' not in words.text:
        return paragraph
    opening = False
    chars = []
    for c in words.text:
        if c == '"':
            opening = not opening
            c = "“" if opening else "”"
        chars.append(c)
    return Paragraph(
        Normalised("".join(chars), words.offsets, words.ends), paragraph.heading, paragraph.page
    )


def _cell(document: Document, cell: Cell) -> Normalised:
    """A cell's text; a line feed stays where a paragraph of the cell, or a unit of a list, ends."""
    parts: list[Normalised] = []
    last = ""
    start = cell.start
    lines = lines_of(document.text[cell.start : cell.end])
    for line, is_name in (named for whole in lines for named in _names(whole)):
        part = normalise(document.text, start, start + len(line))
        start += len(line)
        if not part.text:
            continue
        if last and (document.hard_breaks or is_name or _ends_paragraph(last, part.text)):
            parts.append(Normalised("\n", (part.offsets[0] - 1,)))
            last = ""
        last = (last + part.text)[-_REACH:]
        parts.append(part)
    return joined(parts)


def _names(line: str) -> list[tuple[str, bool]]:
    """The names that blanks part in a line of nothing but names of units, else the line as it is; with
    each whether it is such a name."""
    names = re.split(r"(?<=\S)(?=[ \u3000\t]+\S)", line) if len(line) <= 200 else [line]
    units = len(names) > 1 and all(looks_like_unit(n.strip(" \u3000\t\r\n、，")) for n in names)
    return [(n, True) for n in names] if units else [(line, False)]


def _ends_paragraph(before: str, after: str) -> bool:
    if before[-1] in _TERMINAL or opens_paragraph(after):
        return True
    return looks_like_unit(before) and bool(re.match(r"[省市县区各]", after))


def _table(document: Document, block: Block) -> Table:
    rows = max((c.row + c.row_span for c in block.cells), default=0)
    columns = max((c.column + c.column_span for c in block.cells), default=0)
    grid = [[Normalised("", ())] * columns for _ in range(rows)]
    for cell in block.cells:
        words = _quoted(Paragraph(_cell(document, cell))).words
        for r in range(cell.row, cell.row + cell.row_span):
            for c in range(cell.column, cell.column + cell.column_span):
                grid[r][c] = words
    return Table(tuple(tuple(row) for row in grid), block.page)
