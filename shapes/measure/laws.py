"""Laws by names that none has, and standards by an edition that another replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact
from shapes.measure.holders import Holders
from shapes.tables import patterns, rows
from shapes.text import fold
from shapes.view import Notice

_STANDARD = re.compile(
    r"(?P<code>(?:GB|AQ)(?:[/／]T)?[ 　]{0,2}\d{3,6})[ 　]{0,2}[—－–\-][ 　]{0,2}(?P<edition>(?:19|20)\d\d)(?!\d)"
)
_INSTEAD = re.compile(r"(?:代替|替代|取代|废止)[^，。；]{0,20}$")


def measure_laws(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Names that are one word off that of a law (``lawMisnamed``), and replaced editions of standards (``standardReplaced``)."""
    editions = {row["code"]: row for row in rows("replaced-standards")}
    for line in holders.lines:
        for row in patterns("misnamed-laws"):
            for found in row.regex.finditer(line.text):
                says = {"found": found[0], "suggestion": f"《{found.expand(row.gives)}》"}
                yield from holders.seen("lawMisnamed", line, found.span(), **says)
        for found in _STANDARD.finditer(line.text):
            known = editions.get(fold(found["code"]))
            if known is None or found["edition"] >= known["now"] or not notice.dated:
                continue
            if notice.is_since(known["from"]) and not _INSTEAD.search(line.text[: found.start()]):
                yield from holders.seen(
                    "standardReplaced", line, found.span(), found=found[0], since=known["from"],
                    now=f"{found['code']}—{known['now']}", source=known["source"],
                )  # fmt: skip
