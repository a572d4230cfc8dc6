"""Front and end matter: title, number, issuer, addressees, dates, status (GB/T 9704-2012, 7.2-7.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.characters import repaired_digits
from ingest.numerals import parse_number
from ingest.records import Paragraph, Span
from ingest.unit_names import looks_like_unit

_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,12}?)[〔（]\s*(20\d{2})\s*[〕）]\s*第?\s*0*(\d+)\s*号")
_DRAFT = re.compile(r"征求意见稿|讨论稿|草\s*案|送审稿|初\s*稿|审议稿|代拟稿")
_BLANK_DATE = re.compile(r"(?:20\d{2})?年月日?")
_Y = r"(20\d{2}|二[〇○零O0][一二三四五六七八九〇○零]{2})"
_D = r"(\d{1,2}|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DATE = re.compile(rf"{_Y}年{_D}月{_D}日")
_TITLE_END = re.compile(
    r"(?:通知|意见|方案|通报|要点|公告|决定|函|规划|计划|办法|措施|清单|台账|一览表|(?:分工|分解|任务|责任|安排|计划|推进|部署)表)(?:（[^（）]{1,12}）)?$"
)
_ISSUER_LINE = re.compile(
    r"[\u4e00-\u9fff（）]{2,40}?(?:政府办公厅|政府办公室|政府|委员会办公室|委员会|办公厅|办公室|管委会|局|厅|指挥部)"
)
_DRAWN_UP = re.compile(
    r"(?:填报|填表|制表|编制|印发|发布|汇总|报送)(?:单位|部门|机关)：(?P<office>[^（）：，。；]{2,40}?)(?:（[^（）]{1,8}）|$|填|制|日期)"
)


@dataclass(frozen=True, slots=True)
class Masthead:
    title: str
    doc_number: str | None
    number_span: Span | None
    issuer: str | None
    plan_year: int | None
    signed: date | None
    issued: date | None
    status: str
    addressees: tuple[str, ...]
    copied_to: tuple[str, ...]


def read_masthead(front: Sequence[Paragraph], end: Sequence[Paragraph]) -> Masthead:
    """What the front and end matter say; what they do not say is None or empty."""
    lines = [p.text for p in front]
    closing = [p.text for p in end]
    title, after = _title(lines)
    title = repaired_digits(title)
    number, number_span = _doc_number(front[: after + 2] or front)
    issuer = _issuer(title, lines, closing)
    signed, issued = _dates([*lines[after : after + 2], *_dated(lines[after + 2 :]), *closing])
    return Masthead(
        title=title,
        doc_number=number,
        number_span=number_span,
        issuer=issuer,
        plan_year=_plan_year(title, lines[after:], number, signed or issued),
        signed=signed,
        issued=issued,
        status=_status(lines, closing, number),
        addressees=_addressees(lines[after:]),
        copied_to=_copied(closing),
    )


def preamble(front: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs between the addressees (or, without them, the title) and the body."""
    lines = [p.text for p in front]
    _, start = _title(lines)
    addressed = [
        i
        for i, t in enumerate(lines[start : start + 4], start)
        if t.endswith("：") and "。" not in t
    ]
    first = addressed[0] + 1 if addressed else start
    return tuple(p for p in front[first:] if len(p.text) >= 15 and not _NUMBER.search(p.text[:40]))


def parse_date(words: str) -> date | None:
    """The first date in ``words``, in digits or Chinese numerals.

    >>> parse_date("二〇二四年三月六日")
    datetime.date(2024, 3, 6)
    """
    m = _DATE.search(words)
    if m is None:
        return None
    year, month, day = (int(parse_number(g.replace("O", "〇"))) for g in m.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _title(lines: Sequence[str]) -> tuple[str, int]:
    """The title, its lines joined, and the index of the line behind it."""
    start = next(
        (i for i, t in enumerate(lines) if "关于" in t and len(t) <= 80 and not t.endswith("：")),
        None,
    )
    if start is None:
        start = next(
            (i for i, t in enumerate(lines) if _TITLE_END.search(t) and len(t) <= 60), None
        )
    if start is None:
        return "", 0
    end, title = start + 1, lines[start]
    while (
        not _TITLE_END.search(title)
        and end < min(len(lines), start + 6)
        and len(lines[end]) <= 40
        and not lines[end].endswith("：")
    ):
        title, end = title + lines[end], end + 1
    if title.startswith("关于") and start and _ISSUER_LINE.fullmatch(lines[start - 1]):
        title = lines[start - 1] + title
    if end < len(lines) and re.fullmatch(r"（[^（）]{2,10}稿）", lines[end]):
        title, end = title + lines[end], end + 1
    return title, end


def _doc_number(front: Sequence[Paragraph]) -> tuple[str | None, Span | None]:
    """The document number in its right form, and where it is printed."""
    for paragraph in front:
        m = _NUMBER.search(paragraph.text)
        if m and len(paragraph.text) <= 40 and "《" not in paragraph.text:
            return f"{m[1]}〔{m[2]}〕{m[3]}号", paragraph.words.source(m.start(), m.end())
    return None, None


def _issuer(title: str, lines: Sequence[str], closing: Sequence[str]) -> str | None:
    m = re.match(r"(.+?)关于", title)
    if m and looks_like_unit(m[1]):
        return m[1]
    for line in [*(_drawn_up_by(t.removesuffix("文件")) for t in lines[:6]), *closing]:
        if _ISSUER_LINE.fullmatch(line):
            return line
    return None


def _drawn_up_by(line: str) -> str:
    """The office that a table's own line names (填报单位：市安委办（盖章）), else the line as it is."""
    m = _DRAWN_UP.match(line)
    return m["office"] if m else line


def _dated(lines: Sequence[str]) -> list[str]:
    """The lines that are nothing but a date: the letter that hands an instrument out is signed in
    front of it, and a notice that is all table ahead of its end."""
    return [t for t in lines if _DATE.fullmatch(t.strip("（）"))]


def _dates(lines: Sequence[str]) -> tuple[date | None, date | None]:
    """成文日期 (a date that stands alone) and 印发日期 (one followed by 印发)."""
    signed = issued = None
    for line in lines:
        day = parse_date(line)
        if day is None or len(line) > 60:
            continue
        if "印发" in line:
            issued = issued or day
        elif len(line) <= 40 and line.strip("（）").endswith("日"):
            signed = signed or day
    return signed, issued


def _plan_year(
    title: str, lines: Sequence[str], number: str | None, day: date | None
) -> int | None:
    m = re.search(rf"{_Y}年", title)
    if m:
        return int(parse_number(m[1].replace("O", "〇")))
    if number:
        return int(number.split("〔")[1][:4])
    first = re.match(rf"{_Y}年", next((t for t in lines if len(t) > 60), ""))
    return int(parse_number(first[1])) if first else day.year if day else None


def _status(lines: Sequence[str], closing: Sequence[str], number: str | None) -> str:
    if any(_DRAFT.search(t) for t in lines if len(t) <= 80):
        return "draft"
    blank = any(_BLANK_DATE.fullmatch(t) for t in closing)
    return "draft" if blank and not number else "issued"


def _addressees(lines: Sequence[str]) -> tuple[str, ...]:
    last = next((i for i, t in enumerate(lines[:4]) if t.endswith("：") and len(t) <= 300), None)
    if last is None:
        return ()
    first = last
    while first and re.search(r"[，、]", lines[first - 1]) and not _closed(lines[first - 1]):
        first -= 1
    return tuple(_names("".join(lines[first : last + 1]).rstrip("：")))


def _closed(line: str) -> bool:
    """Whether a line is whole: a sentence, a title or a number, and no piece of the addressees."""
    return bool(re.search(r"[。；》]$", line) or _TITLE_END.search(line) or _NUMBER.search(line))


def _copied(closing: Sequence[str]) -> tuple[str, ...]:
    line = next((t for t in closing if re.match(r"抄\s*[送报]：", t)), "")
    return tuple(_names(line.partition("：")[2].rstrip("。")))


def _names(line: str) -> list[str]:
    """The addressed bodies: split at ，； and at 、 between whole names."""
    names: list[str] = []
    for group in re.split(r"[，；。]", line):
        whole = ""
        for piece in re.split(r"、(?![^（]*）)", group):
            if whole and looks_like_unit(whole) and looks_like_unit(piece):
                names.append(whole)
                whole = piece
            else:
                whole = f"{whole}、{piece}" if whole else piece
        names += [whole] if whole else []
    return names
