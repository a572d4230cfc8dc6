"""Who signed and when: the lines at the end of a letter or notice (GB/T 9704-2012, 7.3.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.characters import repaired_digits
from ingest.marks import read_mark
from ingest.numerals import parse_number
from ingest.places import is_only_place
from ingest.titles import goes_on, is_complete, is_number_line
from ingest.unit_names import looks_like_unit, split_units

_Y = r"(20\d{2}|二[〇○零O0][一二三四五六七八九〇○零]{2})"
_D = r"(\d{1,2}|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_BLANK = "[×xX＿_*]"
_DATE = re.compile(rf"{_Y}年{_D}月{_D}日|{_Y}[-./]{_D}[-./]{_D}(?:(?!\d)|(?=\d\d:\d\d))")
_DATE_LINE = re.compile(
    rf"[（〔]?(?P<body>[^，。；：、“”《》\d]{{3,60}}?)?(?P<day>{_DATE.pattern})"
    r"(?:\d{1,2}[时点](?:\d{1,2}分)?)?(?P<printed>印发|发布)?[）〕]?"
)
_BLANK_DATE = re.compile(
    rf"(?!20\d\d年\d{{1,2}}月\d{{1,2}}日)(?:20\d{{2}}|(?:20)?{_BLANK}{{0,4}})年(?:\d{{1,2}}|{_BLANK}{{0,2}})月(?:\d{{1,2}}|{_BLANK}{{0,2}})日"
)
_NAME = re.compile(r"[^，。；：、？！“”《》]{2,40}")
_SEAL = re.compile(r"（(?:印|盖章|公章|章|代章)）$")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed (none where only a date stands there) and the day; ``lines`` is the half-open range of the
    lines it takes."""

    bodies: tuple[str, ...]
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


_KIND_OF_DOCUMENT = re.compile(r"[发函字电通传规呈报告议批]{1,2}$")
"""What the letters of a number say behind those of the office (甲安委办发, 甲政函)."""
_LEAST_LETTERS = 3


def bodies(names: str) -> tuple[str, ...]:
    """The bodies that names run together are, parted by 、 or by the place that each begins with.

    >>> bodies("甲县乙局、甲县丙局"), bodies("甲县乙局甲县丙局"), bodies("吉林省吉林市应急局")
    (('甲县乙局', '甲县丙局'), ('甲县乙局', '甲县丙局'), ('吉林省吉林市应急局',))
    """
    pieces = tuple(p.name for p in split_units(names))
    if len(pieces) > 1 and all(map(looks_like_unit, pieces)):
        return pieces
    first = 2 if names.startswith("中共") else 0
    again = names.find(names[first : first + 2], first + 4)
    parts = names[:again], names[again:]
    several = again > 0 and all(map(looks_like_unit, parts)) and not is_only_place(parts[0])
    return parts if several else (names,) if names else ()


def leading_body(named: Sequence[str], number: str | None) -> str:
    """Of bodies that sign together the one that leads: whose letters the number has (GB/T 9704-2012, 7.2.5),
    else the first; "" of none.

    >>> leading_body(["中共甲市高新区工作委员会", "甲市高新区管理委员会"], "甲高管发〔2026〕5号")
    '甲市高新区管理委员会'
    >>> leading_body(["甲县应急管理局", "甲县消防救援大队"], "甲应急发〔2026〕5号")
    '甲县应急管理局'
    """
    letters = _KIND_OF_DOCUMENT.sub("", number.partition("〔")[0]) if number else ""
    owns = (n for n in named if len(letters) >= _LEAST_LETTERS and has_letters(n, letters))
    return next(owns, named[0] if named else "")


def has_letters(name: str, letters: str) -> bool:
    """Whether the letters stand in the name in their order.

    >>> has_letters("甲县安全生产委员会办公室", "甲县安委办"), has_letters("甲县人民政府", "甲县安委办")
    (True, False)
    """
    left = iter(name)
    return all(letter in left for letter in letters)


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
    """Whether a part of a date is left open, as in a draft (2026年月日, 2026年3月×日, 20××年3月5日)."""
    return bool(_BLANK_DATE.fullmatch(line))


def is_name_line(line: str) -> bool:
    """Whether a line may be the name of the body that signs: short and without punctuation, but for 、 between bodies.

    >>> is_name_line("甲局保卫处、后勤处"), is_name_line("排查燃气、消防"), is_name_line("甲局。")
    (True, False, False)
    """
    return (
        bool(
            _NAME.fullmatch(line) or ("、" in line and all(map(looks_like_unit, line.split("、"))))
        )
        and read_mark(line) is None
        and not line.startswith(("特此", "附", "抄"))
        and not is_complete(line)
        and not is_number_line(line)
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
        named = [m["body"]] if m["body"] else lines[first:i]
        found.append(Signature(_signers(named), parse_date(m["day"]), (first, i + 1)))
        free = i + 1
    return tuple(found)


def _may_sign(lines: Sequence[str], i: int, alone: bool) -> bool:
    """Whether line ``i`` names a body; only the line next to the date may have any last word."""
    line = lines[i]
    return is_name_line(line) and not is_date_line(line) and (alone or looks_like_unit(line))


def _signers(lines: Sequence[str]) -> tuple[str, ...]:
    """The bodies that sign in these lines; a line that only goes on with a name (安全生产委员会 below the
    company that has it) belongs to the one above."""
    names: list[str] = []
    for line in lines:
        if names and goes_on(line):
            names.append(names.pop() + line)
        else:
            names.append(_SEAL.sub("", line))
    return tuple(b for n in names for b in bodies(n))
