"""Passages that two notices have word for word: where each stands in either file.

Found by the runs of ``GRAM`` characters that begin at every ``GRAM``-th place of the first notice: any run
of ``LEAST`` characters holds one of them whole, so that nothing as long is missed."""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, compress, count

from alignment.records import Passage, Section

#: Shortest passage, in characters without blanks: under it stock phrases abound.
LEAST = 18
GRAM = LEAST // 2
_BREAK = "\n"
_QUOTES = dict.fromkeys("“”„‟＂「」『』", '"') | dict.fromkeys("‘’", "'")


class _Plain(dict[int, str]):
    """A character without width and kind of quotation mark, nothing for a blank: a table for ``translate``."""

    def __missing__(self, code: int) -> str:
        char = unicodedata.normalize("NFKC", chr(code)).strip()[:1]
        self[code] = _QUOTES.get(char, char)
        return self[code]


_PLAIN = _Plain()


@dataclass(frozen=True, slots=True)
class Wording:
    """The sections of a notice as one run of comparable characters (``plain``), in which they begin at ``starts``; by section
    the places of these characters in its text (``offsets``); and where the runs of ``GRAM`` begin."""

    sections: Sequence[Section]
    plain: str
    starts: Sequence[int]
    offsets: Sequence[Sequence[int]]
    grams: dict[str, list[int]]


def wording(sections: Sequence[Section]) -> Wording:
    """Ready to be searched and to be searched for."""
    plain = [section.text.translate(_PLAIN) for section in sections]
    offsets = [_kept(each.text, kept) for each, kept in zip(sections, plain, strict=True)]
    starts = list(accumulate((len(kept) + len(_BREAK) for kept in plain), initial=0))
    whole = "".join(kept + _BREAK for kept in plain)
    grams: dict[str, list[int]] = {}
    for at in range(0, len(whole) - GRAM, GRAM):
        if _BREAK not in (gram := whole[at : at + GRAM]):
            grams.setdefault(gram, []).append(at)
    return Wording(sections, whole, starts, offsets, grams)


def _kept(text: str, kept: str) -> Sequence[int]:
    """The places of the text whose characters are in ``kept``: all, or those that are no blanks."""
    if len(kept) == len(text):
        return range(len(text))
    return array("i", (at for at, char in enumerate(text) if char.translate(_PLAIN)))


def passages(first: Wording, second: Wording) -> Iterator[Passage]:
    """What the second notice has of the first, at least ``LEAST`` characters each, in its order; of several
    places in the first the longest passage, then the foremost."""
    done, known = 0, map(first.grams.__contains__, _grams(second.plain))
    for at in compress(count(), known):
        if at < done or (run := _longest(_runs(first, second, at, done)))[2] < LEAST:
            continue
        # A longer passage that begins here has one of its known runs within the next few characters.
        near = (run for b in range(at + 1, at + GRAM) for run in _runs(first, second, b, done))
        before, here, length = _longest(chain((run,), near))
        done = here + length
        yield _passage(first, second, before, here, length)


@lru_cache(maxsize=1)
def _grams(words: str) -> list[str]:
    """The runs of ``GRAM`` characters at every place; several notices are held against one, one after the other."""
    return [words[at : at + GRAM] for at in range(len(words) - GRAM + 1)]


_Run = tuple[int, int, int]


def _longest(runs: Iterable[_Run]) -> _Run:
    return max(runs, key=lambda run: (run[2], -run[1], -run[0]), default=(0, 0, 0))


def _runs(first: Wording, second: Wording, at: int, floor: int) -> Iterator[_Run]:
    """The runs around what the second has at a place: where they begin in either, and their length."""
    for start in first.grams.get(second.plain[at : at + GRAM], ()):
        yield _extended(first.plain, second.plain, start, at, floor)


def _extended(first: str, second: str, a: int, b: int, floor: int) -> _Run:
    """The run around two like places: where it begins in either, and how long it is; in the second not
    before ``floor``."""
    start, end = 0, GRAM
    while (
        a - start and b - start > floor and first[a - start - 1] == second[b - start - 1] != _BREAK
    ):
        start += 1
    stop = min(first.index(_BREAK, a) - a, second.index(_BREAK, b) - b)
    while end < stop and first[a + end : a + end + LEAST] == second[b + end : b + end + LEAST]:
        end += LEAST
    while end < stop and first[a + end] == second[b + end]:
        end += 1
    return a - start, b - start, start + min(end, stop)


def _passage(first: Wording, second: Wording, a: int, b: int, length: int) -> Passage:
    (before, *was), (after, *now) = _span(first, a, length), _span(second, b, length)
    words = after.text[slice(*now)]
    return Passage(
        words, (before, *span_in_file(before, *was)), (after, *span_in_file(after, *now))
    )


def _span(side: Wording, start: int, length: int) -> tuple[Section, int, int]:
    """The section, and the characters of its text."""
    number = bisect_right(side.starts, start) - 1
    offsets, at = side.offsets[number], start - side.starts[number]
    return side.sections[number], offsets[at], offsets[at + length - 1] + 1


def span_in_file(section: Section, start: int, end: int) -> tuple[int, int]:
    """The characters of the file in which ``start:end`` of the section's text stand: exactly, unless blanks
    were left out between the known places around it; then all that may belong to it.

    >>> section = Section("a", "", "完成排查，建档。", ((0, 100), (8, 109)))
    >>> span_in_file(section, 0, 4), span_in_file(section, 5, 8)
    ((100, 105), (105, 109))
    """
    known = [text for text, _ in section.anchors]
    text, file = section.anchors[bisect_right(known, start) - 1]
    begin = file + start - text
    text, file = section.anchors[bisect_left(known, end)]
    return begin, file - (text - end)
