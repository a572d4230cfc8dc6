"""Which of several representations a request's Accept header asks for (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.errors import BadRequest, NotAcceptable
from service.sparql.formats import XLSX, Format

_PART = re.compile(r'((?:[^,"]|"(?:[^"\\]|\\.)*")+)')
_PARAMETER = re.compile(r';\s*([^\s=;]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;\s]*)')

#: Parameters that say of a type what holds here anyway: the first line of CSV has names (RFC 4180, 3).
_OWN = {"text/csv": (("header", "present"),)}
_HEADLESS = re.compile(r'text/csv\s*;[^,]*\bheader\s*=\s*"?absent', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Range:
    """One media range of an Accept header; ``parameters`` without ``q``."""

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    q: float

    def matches(self, media_type: str) -> int:
        """How specifically this range names ``media_type`` (0: not at all)."""
        main, _, sub = media_type.partition("/")
        if self.type == "*" and self.subtype == "*":
            return 1
        if self.type != main:
            return 0
        if self.subtype == "*":
            return 2
        wanted = set(self.parameters) - {("charset", "utf-8"), *_OWN.get(media_type, ())}
        return 3 if self.subtype == sub and not wanted else 0


def parse_accept(header: str) -> list[Range]:
    """The media ranges of an Accept header; malformed ones are left out.

    >>> [(r.type, r.q) for r in parse_accept('text/turtle;q=0.5, */*;q=0.1')]
    [('text', 0.5), ('*', 0.1)]
    """
    ranges = []
    for part in _PART.findall(header):
        media, _, _ = part.partition(";")
        main, slash, sub = media.strip().lower().partition("/")
        if not slash or not main or not sub or (main == "*" and sub != "*"):
            continue
        pairs = [(k.lower(), v.strip('"').lower()) for k, v in _PARAMETER.findall(part)]
        weight = _weight(dict(pairs).get("q", "1"))
        if weight is not None:
            rest = tuple(pair for pair in pairs if pair[0] not in ("q", "profile"))
            ranges.append(Range(main, sub, rest, weight))
    return ranges


def _weight(text: str) -> float | None:
    return float(text) if re.fullmatch(r"0(\.\d{0,3})?|1(\.0{0,3})?", text) else None


def quality(ranges: Iterable[Range], media_type: str) -> float:
    """The q-value of the most specific range that matches, 0 if none does."""
    found = [(each.matches(media_type), each.q) for each in ranges]
    return max((each for each in found if each[0]), default=(0, 0.0))[1]


def choose(header: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type with the highest q-value, the first of equals; None if none is wanted.

    No header, or one without a readable range, means anything."""
    return _choose(header or "", tuple(offered))


@lru_cache(maxsize=256)
def _choose(header: str, offered: tuple[str, ...]) -> str | None:
    ranges = parse_accept(header)
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda media: quality(ranges, media))
    return best if quality(ranges, best) > 0 else None


def choose_format(
    header: str | None, offered: Sequence[Format], asked: str = "", of: str = ""
) -> Format:
    """The format named by ``asked`` (a ``format=`` parameter; several names of one format are parted by commas)
    or else by the Accept header; ``of``: the form of query that is to be answered, for who asks for what it
    cannot be answered in."""
    if asked:
        names = [name.strip() for name in asked.split(",")]
        called = [each for each in offered if any(map(each.called, names))]
        if not called:
            raise refusal(asked, [*(each.name for each in offered), *_table(of, "xlsx")], of)
        if len(called) > 1:
            known = ", ".join(each.name for each in called)
            raise BadRequest(
                f"format 要了几种格式（{known}），一次只能要一种。",
                f"format asks for several formats ({known}); one request has one.",
            )
        return called[0]
    media = choose(header, _all_types(offered))
    if media is None:
        raise refusal(header, [*(each.media_type for each in offered), *_table(of, XLSX)], of)
    return next(each for each in offered if media == each.media_type or media in each.also)


def _table(of: str, name: str) -> list[str]:
    """The table that some forms of query can be answered as, beside the formats of the protocol."""
    return [name] if of in ("SELECT", "ASK") else []


def _all_types(offered: Sequence[Format]) -> list[str]:
    """Main media types first, so that an alias wins only where it is named."""
    return [f.media_type for f in offered] + [alias for f in offered for alias in f.also]


def refusal(wanted: str | None, offered: Sequence[str], of: str = "") -> NotAcceptable:
    """None of ``offered`` is what was asked for."""
    names = ", ".join(offered)
    headless = "text/csv" in offered and _HEADLESS.search(wanted or "") is not None
    zh, en = ("CSV 总有一行列名。", " CSV has a line of names here.") if headless else ("", "")
    return NotAcceptable(
        f"“{wanted}”不是{f' {of} 的答案' if of else ''}可提供的格式。{zh}可用：{names}。",
        f"{wanted!r} is no format that {of or 'this'} can be answered in.{en} Available: {names}.",
        available=list(offered),
    )
