"""The rule tables in ``ingest/rules/*.yml`` as compiled patterns.

A row has an id, a pattern, the reason for it, an example that it must match and a counter-example
that it must not; ``{name}`` in a pattern stands for one of ``MACROS``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from types import MappingProxyType

import yaml

from ingest.errors import BrokenRule
from ingest.first_characters import guarded
from ingest.numerals import NUMBER
from ingest.sieve import Sieve, sieve
from ingest.surnames import CLEAR_NAME, NAME

_MONTH_HAN = "十[一二]|[一二三四五六七八九十]"
_DAY_HAN = "三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九]"
#: What stands beside a day without changing it: its weekday, 含当日, the day of another calendar.
_BESIDE = "(?:（[^（），。；：]{1,8}）|，?(?:星期|周|礼拜)[一二三四五六日天])?"
#: 前后 and 前方 are no 前; 前 in front of 后勤处 or 方可 is.
_NAMED = "(?![各全乡县市两三])[\u4e00-\u9fff]{1,2}[县镇乡村]"
_BEFORE = f"(?:之前|以前|前(?!后(?![勤续备期厨]|{_NAMED})|方(?![案可能便得准允]|{_NAMED})))"
MACROS = {
    "year": r"(?<!\d)20\d{2}|二[〇○零]{1}[一二三四五六七八九〇○零]{2}",
    "month": rf"(?:(?<![\d.])|(?<=^\d[.．])|(?<=^\d\d[.．]))(?:1[0-2]|0?[1-9])(?!\d)|(?:{_MONTH_HAN})",
    "day": rf"(?:3[01]|[12]\d|0?[1-9])(?!\d)|(?:{_DAY_HAN})",
    "number": NUMBER,
    "before": _BEFORE,
    "by": f"(?:{_BEFORE}|(?!(?:[底末内]|结束)?前后))",
    "clock": rf"{_BESIDE}(?:上午|下午|中午|晚上?|凌晨)?(?:\d{{1,2}}(?:[时点]|[:：]\d{{2}})(?:\d{{1,2}}分|整|半)?)?(?:下班)?{_BESIDE}",
    "name": NAME,
    "clear_name": CLEAR_NAME,
    "dash": "(?:至|到|[-—–－~～]{1,2})",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: ``written`` is its pattern with the macros put in, ``pattern`` the same made fast, ``given``
    what else the row says (the kind of date, the comparator …)."""

    id: str
    written: str
    pattern: re.Pattern[str]
    why: str
    example: str
    counter_example: str
    given: Mapping[str, str]


#: LibYAML's where the package has it: five times as quick.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def rule_table(subject: str) -> tuple[Rule, ...]:
    """The rows of ``rules/<subject>.yml`` in their order.

    Raises:
        BrokenRule: a row lacks a field or its pattern does not compile.
    """
    name = f"rules/{subject}.yml"
    rows = yaml.load(files("ingest").joinpath(name).read_text(encoding="utf-8"), _LOADER)
    return tuple(_rule(row, name) for row in rows)


def sift(rules: Iterable[Rule]) -> Sieve[Rule]:
    """The rules, of which a text lets through those that may match in it."""
    return sieve((rule.written, rule) for rule in rules)


@cache
def sifted(subject: str) -> Sieve[Rule]:
    """The rows of ``rule_table(subject)``, sifted."""
    return sift(rule_table(subject))


def matches(rules: Sieve[Rule], text: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Each rule's matches in ``text``, rule by rule; a match within an earlier rule's match is
    passed over, so the more exact rule stands first in its table."""
    taken = bytearray(len(text))
    for rule in rules.left(text):
        for m in rule.pattern.finditer(text):
            start, end = m.span()
            if end > start and taken.find(1, start, end) < 0:
                taken[start:end] = b"\x01" * (end - start)
                yield rule, m


@dataclass(frozen=True, slots=True)
class FirstOf:
    """Rules tried in one pass: at each place the first of its table that matches there; ``rules`` by the
    number of the group that stands for each in ``pattern``."""

    pattern: re.Pattern[str]
    rules: Mapping[int, Rule]

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> Rule | None:
        """The rule that matches at ``start``."""
        m = self.pattern.match(text, start, end)
        return self.rules[m.lastindex or 0] if m else None

    def search(self, text: str, start: int, end: int) -> tuple[int, Rule] | None:
        """The first place from ``start`` on at which a rule matches, and that rule."""
        m = self.pattern.search(text, start, end)
        return (m.start(), self.rules[m.lastindex or 0]) if m else None


def first_of(rules: Iterable[Rule]) -> FirstOf:
    """The rules, none of which names a group that another names, as one."""
    rules = tuple(rules)
    numbers = accumulate((r.pattern.groups + 1 for r in rules), initial=1)
    pattern = re.compile(guarded((r.written for r in rules), "("))
    return FirstOf(pattern, MappingProxyType(dict(zip(numbers, rules, strict=False))))


def _rule(row: dict[str, object], name: str) -> Rule:
    fields = {k: str(v) for k, v in row.items()}
    try:
        pattern = fields.pop("pattern")
        for macro, body in MACROS.items():
            pattern = pattern.replace("{" + macro + "}", f"(?:{body})")
        return Rule(
            fields.pop("id"),
            pattern,
            re.compile(guarded([pattern])),
            fields.pop("why"),
            fields.pop("example"),
            fields.pop("counter_example"),
            MappingProxyType(fields),
        )
    except (KeyError, re.error) as error:
        raise BrokenRule(
            f"{name}: row {row.get('id', row)!r}: {error}. Every row needs id, pattern, why, example,"
            " counter_example; the pattern must be a Python regular expression."
        ) from error
