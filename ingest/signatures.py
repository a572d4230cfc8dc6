"""Who signed and when: the lines at the end of a letter or notice (GB/T 9704-2012, 7.3.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.characters import repaired_digits
from ingest.marks import read_mark
from ingest.numerals import parse_number
from ingest.titles import is_complete
from ingest.unit_names import looks_like_unit, split_units

_Y = r"(20\d{2}|二[〇○零O0][一二三四五六七八九〇○零]{2})"
_D = r"(\d{1,2}|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DATE = re.compile(rf"{_Y}年{_D}月{_D}日|{_Y}[-./]{_D}[-./]{_D}(?:(?!\d)|(?=\d\d:\d\d))")
_DATE_LINE = re.compile(
    rf"[（〔]?(?P<body>[^，。；：、“”《》\d]{{3,60}}?)?(?P<day>{_DATE.pattern})"
    r"(?P<printed>印发|发布)?[）〕]?"
)
_NAME = re.compile(r"[^，。；：、？！“”《》]{2,40}")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed (the first of several bodies, None where only a date stands there) and the day;
    ``lines`` is the half-open range of the lines it takes."""

    body: str | None
    day: date | None
    lines: tuple[int, int]


def parse_date(words: str) -> date | None:
    """The first date in ``words``, in digits or Chinese numerals.

    >>> parse_date("二〇二四年三月六日"), parse_date("2025.3.8")
    (datetime.date(2024, 3, 6), datetime.date(2025, 3, 8))
    """
    m = _DATE.search(repaired_digits(words))
    if m is None:
        return None
    year, month, day = (int(parse_number(g.replace("O", "〇"))) for g in m.groups() if g)
    try:
        return date(year, month, day)
    except ValueError:
        return None


_PLACE_ONLY = re.compile(r"(?:省|市|县|区|旗|州|盟|镇|乡|街道)$")


def leading_body(names: str) -> str:
    """The first of several bodies that sign together, parted by 、 or by the place that each begins with.

    >>> leading_body("甲县乙局、甲县丙局"), leading_body("甲县乙局甲县丙局"), leading_body("吉林省吉林市应急局")
    ('甲县乙局', '甲县乙局', '吉林省吉林市应急局')
    """
    pieces = [p.name for p in split_units(names)]
    if len(pieces) > 1 and all(map(looks_like_unit, pieces)):
        return pieces[0]
    first = 2 if names.startswith("中共") else 0
    again = names.find(names[first : first + 2], first + 4)
    parts = names[:again], names[again:]
    several = again > 0 and all(map(looks_like_unit, parts)) and not _PLACE_ONLY.search(parts[0])
    return parts[0] if several else names


def is_date_line(line: str) -> bool:
    """Whether a line is one date, alone, behind a body's name or in front of 印发; a range is none.

    >>> is_date_line("（2025年3月8日）"), is_date_line("2025年3月7日-3月10日"), is_date_line("2O25年3月8日")
    (True, False, True)
    """
    return bool(_DATE_LINE.fullmatch(repaired_digits(line)))


def is_printed(line: str) -> bool:
    """Whether a line tells when a notice was printed (印发日期)."""
    m = _DATE_LINE.fullmatch(repaired_digits(line))
    return bool(m and m["printed"]) or bool(
        re.search(r"印发$", line) and len(line) <= 60 and parse_date(line)
    )


def is_blank_date(line: str) -> bool:
    """Whether the day of a date is left open, as in a draft (2026年月日)."""
    return bool(re.fullmatch(r"(?:20\d{2})?年月日", line))


def is_name_line(line: str) -> bool:
    """Whether a line may be the name of the body that signs: short and without punctuation."""
    return (
        bool(_NAME.fullmatch(line))
        and read_mark(line) is None
        and not line.startswith(("特此", "附", "抄"))
        and not is_complete(line)
    )


def find_signatures(lines: Sequence[str]) -> tuple[Signature, ...]:
    """The signatures in ``lines``, in order."""
    found: list[Signature] = []
    free = 0
    for i, line in enumerate(lines):
        m = _DATE_LINE.fullmatch(repaired_digits(line))
        if m is None or m["printed"]:
            continue
        first = i
        while (
            first > free
            and not m["body"]
            and _may_sign(lines, first - 1, first == i)
            and i - first < 6
        ):
            first -= 1
        body = m["body"] or (lines[first] if first < i else None)
        found.append(Signature(_without_seal(body), parse_date(m["day"]), (first, i + 1)))
        free = i + 1
    return tuple(found)


def _may_sign(lines: Sequence[str], i: int, alone: bool) -> bool:
    """Whether line ``i`` names a body; only the line next to the date may have any last word."""
    line = lines[i]
    return is_name_line(line) and not is_date_line(line) and (alone or looks_like_unit(line))


def _without_seal(body: str | None) -> str | None:
    return re.sub(r"（(?:印|盖章|公章|章|代章)）$", "", body) if body else None
