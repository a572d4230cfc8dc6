"""Persons' names, their telephone numbers and addresses, made unreadable before anything is read from the text.

Every character stands where it stood, so offsets stay right; what is hidden is a ×. Three things tell of a
person: what the text says (``rules/privacy.yml``), a label in front of a value (联系人：…), and the head of a
column or of the cell at the left (``rules/person-label.yml``); what in the value is a person, ``persons.py`` says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.first_characters import quick
from ingest.person_columns import DIGITS, cell_kinds, kind_of_head
from ingest.persons import Expected, persons
from ingest.records import Document, Issue, Normalised, Paragraph, Table
from ingest.rulebook import sifted
from ingest.surnames import CLEAR_NAME

HIDDEN = "×"
_NAMES = {
    "person": "姓名",
    "telephone": "电话号码",
    "mail": "电子邮箱",
    "address": "住址",
    "identity": "证件号码",
}
_CUE = quick(
    rf"@|\d{{7}}|\d{{4}}-\d{{4}}|：|同志|任(?:副)?组长|担任|联[系络]|[长记任理人员由书法席挥为]{CLEAR_NAME}|{CLEAR_NAME}任|微信|QQ"
    r"|[县市区镇乡局厅]长|书记|主任|(?:工作人员|网格员|专干)$"
)
_LABEL = re.compile(r"(?P<label>(?:[\u4e00-\u9fff] ?){2,14}(?:（[\u4e00-\u9fff]{2,8}）)?)：")
_LONGEST_LABEL = 40
"""Code points of the longest label with its colon."""
_VALUE = re.compile(r"(?:(?!；[\u4e00-\u9fff]{2,10}：)[^。！：])*")
_EXPECTED = {
    "person": Expected.PERSONS,
    "both": Expected.BOTH,
    "units": Expected.UNITS,
    "value": Expected.VALUE,
}
_NUMBERS = dict.fromkeys(("telephone", "person", "both"), "telephone") | {"identity": "identity"}
"""What a long number is, by what a cell holds."""

_BLANK = re.compile("[×Xx*○]{2,}")
"""What the text itself leaves blank of a name or number (李××, 0572-XXXXXXX): nothing that was hidden."""

Found = Iterator[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Masked:
    """The content without persons, and how many of each ``kind`` (person, telephone, mail) were hidden."""

    content: tuple[Paragraph | Table, ...]
    hidden: Mapping[str, int]


def mask(content: Sequence[Paragraph | Table]) -> Masked:
    """``content`` with all that names a person or reaches one hidden."""
    counts: Counter[str] = Counter()
    masked = tuple(
        replace(c, words=_masked(c.words, counts))
        if isinstance(c, Paragraph)
        else _table(c, counts)
        for c in content
    )
    return Masked(masked, counts)


def masked_document(document: Document, content: Sequence[Paragraph | Table]) -> Document:
    """``document`` with a × in its text wherever the masked ``content`` has one, so that nothing quoted from it
    tells more."""
    chars = list(document.text)
    for words in (w for c in content for w in _all_words(c)):
        for c, at in zip(words.text, words.offsets, strict=True) if HIDDEN in words.text else ():
            if c == HIDDEN:
                chars[at] = HIDDEN
    return replace(document, text="".join(chars))


def hidden_issue(hidden: Mapping[str, int]) -> Iterator[Issue]:
    """An issue that says how much was hidden, none where nothing was."""
    if hidden:
        words = "、".join(f"{_NAMES[kind]}{count}处" for kind, count in sorted(hidden.items()))
        yield Issue("info", "privacy.hidden", f"已隐去{words}，不写入图谱", 0, 0)


def _all_words(c: Paragraph | Table) -> Iterator[Normalised]:
    yield from [c.words] if isinstance(c, Paragraph) else (w for row in c.rows for w in row)


def _table(table: Table, counts: Counter[str]) -> Table:
    """The table masked; a cell merged over several places is masked once."""
    kinds = cell_kinds(table.rows)
    cells = {id(cell): cell for row in table.rows for cell in row}
    known = {i: _masked(cell, counts, kinds.get(i, "")) for i, cell in cells.items()}
    return replace(table, rows=tuple(tuple(known[id(c)] for c in row) for row in table.rows))


def _masked(words: Normalised, counts: Counter[str], kind: str = "") -> Normalised:
    if not words.text or not (kind or _CUE.search(words.text)):
        return words
    chars = list(words.text)
    view, places = _view(words)
    found = [(places, f) for f in (*_in_value(view, 0, kind), *_found(view))]
    if view != words.text:
        found += [(range(len(chars)), f) for f in _found(words.text)]
    for at, (what, start, end) in found:
        inside = [at[i] for i in range(start, end) if at[i] >= 0]
        blank = _BLANK.search("".join(words.text[i] for i in inside))
        if not blank and any(chars[i] != HIDDEN for i in inside):
            counts[what] += 1
        for i in inside:
            chars[i] = HIDDEN if chars[i] not in "、，；\n" else chars[i]
    return Normalised("".join(chars), words.offsets, words.ends)


def _view(words: Normalised) -> tuple[str, Sequence[int]]:
    """The text with a blank wherever the source has something between two characters, and for each
    character its place in the text (-1 for these blanks)."""
    if not words.ends and words.offsets[-1] - words.offsets[0] == len(words.text) - 1:
        return words.text, range(len(words.text))
    chars: list[str] = []
    places: list[int] = []
    expected = words.offsets[0]
    for i, (c, offset) in enumerate(zip(words.text, words.offsets, strict=True)):
        if offset > expected and c != "\n" and chars[-1] != "\n":
            chars.append(" ")
            places.append(-1)
        chars.append(c)
        places.append(i)
        expected = words.ends.get(offset, offset + 1)
    return "".join(chars), places


def _found(text: str) -> Found:
    for rule in sifted("privacy").left(text):
        for m in rule.pattern.finditer(text):
            group = "hidden" if "hidden" in rule.pattern.groupindex else 0
            yield rule.given["kind"], *m.span(group)
    for label, start in _labels(text):
        if head := kind_of_head(label):
            kind = "value" if head in ("person", "both") else head
            value = _VALUE.match(text, start)
            yield from _in_value(value[0] if value else "", start, kind)


def _labels(text: str) -> Iterator[tuple[str, int]]:
    """The words in front of each colon that has any, and where the value behind it begins."""
    start = 0
    while (end := text.find("：", start) + 1) > 0:
        if label := _LABEL.search(text, max(start, end - _LONGEST_LABEL), end):
            yield label["label"], end
        start = end


def _in_value(value: str, start: int, kind: str) -> Found:
    """What is to be hidden of a ``value`` of a known kind."""
    if kind == "address":
        yield kind, start, start + len(value.partition("，")[0])
    if kind in _NUMBERS:
        for m in DIGITS.finditer(value):
            yield _NUMBERS[kind], start + m.start(), start + m.end()
    if kind in _EXPECTED:
        for a, b in persons(value, _EXPECTED[kind]):
            yield "person", start + a, start + b
