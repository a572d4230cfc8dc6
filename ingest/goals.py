"""What the preamble wants of accidents: 杜绝重特大事故、遏制较大事故、减少一般事故."""

from __future__ import annotations

import re

from ingest.finding import clause
from ingest.records import Goal, Paragraph
from ingest.rulebook import matches, sifted

_ORDER = ("ordinary", "larger", "serious", "extraordinarily-serious")
_LEVELS = (
    (re.compile("重特大|特别?重大(?:和|及|、)重大"), ("serious", "extraordinarily-serious")),
    (re.compile("特别重大|特大"), ("extraordinarily-serious",)),
    (re.compile("重大"), ("serious",)),
    (re.compile("较大"), ("larger",)),
    (re.compile("一般"), ("ordinary",)),
)


def find_goals(paragraph: Paragraph) -> tuple[Goal, ...]:
    """The accident goals of one paragraph, in reading order."""
    here = clause(paragraph.words)
    hits = sorted(matches(sifted("goal"), here.view), key=lambda h: h[1].start())
    return tuple(
        Goal(
            rule.given["aim"],
            accident_levels(m["levels"]),
            here.mention(m.start(), m.end(), rule.id),
        )
        for rule, m in hits
    )


def accident_levels(words: str) -> tuple[str, ...]:
    """Notations of the levels that words before 事故 mean (国务院令第493号, 第三条: 以上 includes).

    >>> accident_levels("较大及以上")
    ('larger', 'serious', 'extraordinarily-serious')
    """
    named = next((levels for pattern, levels in _LEVELS if pattern.search(words)), ())
    if named and "以上" in words:
        return _ORDER[_ORDER.index(named[0]) :]
    return named
