"""A table of contents ahead of the text: its lines are headings that stand again below it, in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from ingest.marks import read_mark
from ingest.records import Paragraph, Table

_TITLE = re.compile("[〔]?目[录次][〕：]?")
_STOP = re.compile("[。；！？]")
_PAGE = r"[-—（]?\d{1,3}[-—）]?"
_LEADER = re.compile(rf"[.．·…⋯•_—-]{{2,}}(?:第?{_PAGE}页?)?$")
"""What leads the eye to the number of a page (总体要求……3)."""
_PAGE_BEHIND = re.compile(rf"(?<=[\u4e00-\u9fff”）》]){_PAGE}$")
"""The number of a page where the leader was a tab."""
_LEAST = 3
"""Lines of the shortest table of contents."""
_AHEAD = _MOST = 300
"""Lines among which one begins, and lines of the longest: each is looked for in all that is below."""

_Content = Sequence[Paragraph | Table]


def without_contents(content: _Content) -> tuple[Paragraph | Table, ...]:
    """``content`` without tables of contents and their titles (目录).

    A list under 目录, or one without a title that begins with the first number and behind which that heading
    is the next numbered line; a list of what is inspected, behind which the text goes on, is none.
    """
    lines = [c.text if isinstance(c, Paragraph) else "" for c in content]
    dropped = {i for span in _tables(lines) for i in range(*span)}
    dropped |= {
        j for i in range(1, len(content)) if _is_grid(lines[i - 1], content[i]) for j in (i - 1, i)
    }
    return tuple(c for i, c in enumerate(content) if i not in dropped)


def _is_grid(above: str, c: Paragraph | Table) -> bool:
    """Whether a table under 目录 has headings and, in its last column, the numbers of their pages."""
    return (
        isinstance(c, Table)
        and bool(_TITLE.fullmatch(above))
        and all(re.fullmatch(_PAGE, row[-1].text) for row in c.rows)
    )


def is_entry(line: str) -> bool:
    """Whether a line ends in a leader and the number of a page.

    >>> is_entry("一、总体要求……3"), is_entry("总则........1"), is_entry("隐患排查……")
    (True, True, False)
    """
    return bool(_LEADER.search(line)) and line[-1] not in "….·"


def _tables(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The half-open range of lines of each table of contents, its title among them."""
    behind = 0
    for i, line in enumerate(lines[:_AHEAD]):
        titled = bool(_TITLE.fullmatch(line))
        first = i + titled
        if i < behind or first >= len(lines) or not (titled or _counts_from_one(line)):
            continue
        end = _end(lines, first, titled)
        if end - first >= _LEAST:
            behind = end
            yield i, end


def _counts_from_one(line: str) -> bool:
    mark = read_mark(line)
    return mark is not None and mark.number == 1 and not _STOP.search(line)


def _end(lines: Sequence[str], first: int, titled: bool) -> int:
    """Index behind the last line of the list that begins with line ``first``, ``first`` if there is none."""
    again = _again(lines, first, first + 1)
    if again is None and not (titled and is_entry(lines[first])):
        return first
    most = min(len(lines) if again is None else again, first + _MOST)
    end, at = first, most
    while end < most:
        found = _again(lines, end, at)
        if found is None and not (titled and is_entry(lines[end])):
            break
        end, at = end + 1, at if found is None else found + 1
    between = takewhile(lambda line: read_mark(line) is None, lines[end:most])
    return end if titled or len(list(between)) == most - end else first


def _again(lines: Sequence[str], i: int, start: int) -> int | None:
    """Index of the first line from ``start`` on that opens with heading ``i``, None if none does."""
    line = lines[i]
    if not line or _STOP.search(line):
        return None
    bare = _LEADER.sub("", line)
    forms = [f for f in dict.fromkeys((bare, _PAGE_BEHIND.sub("", bare))) if f]
    marked = read_mark(line) is not None
    return next(
        (
            j
            for form in forms
            for j in range(start, len(lines))
            if (lines[j].startswith(form) if marked else lines[j] == form)
        ),
        None,
    )
