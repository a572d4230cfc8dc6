"""Penalties that who issues or is named has no power to set or inflict, as a question for the lawyer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact
from shapes.measure.holders import Holders
from shapes.measure.tiers import tier_of
from shapes.tables import compiled
from shapes.view import Notice

_ASKS = re.compile("提请|报请|建议|商请|移送|发证")
_FORBIDDEN = re.compile("(?:严禁|不得|禁止|不准)[^，。；]*$")
_BY = "由"  # in front of the body itself
_OTHERWISE = re.compile(
    r"[《》]|提请|报请|报[^，。；]{2,12}(?:局|部门|机关)|建议|商请|移送|函告|抄告|发证|颁证|依[照据]|按照|(?<!办)由[^，。；镇乡]{2,16}(?:部门|机关|[^我]局)|已|被|受到|累计|共计|拟|立案|去年|曾"
)
"""What says that another acts, by which law, or that it was so."""
_SENTENCE = re.compile(r"[^。；\n]+")


def measure_powers(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Fines that a notice sets, licences that a township or zone revokes, public penalties of an enterprise (``beyondPower``); what
    is told of the past, cites a law or leaves it to another aside."""
    level = tier_of(notice).level
    applied = [each for each in compiled("powers") if level in each[1]["gives"].split()]
    for line in holders.lines:
        for sentence in _SENTENCE.finditer(line.text) if applied else ():
            for pattern, row in applied:
                found = pattern.search(sentence[0])
                if (
                    found
                    and not _FORBIDDEN.search(sentence[0][: found.start()])
                    and (
                        (found[0][0] == _BY and not _ASKS.search(found[0]))
                        or not _OTHERWISE.search(sentence[0])
                    )
                ):
                    span = tuple(sentence.start() + at for at in found.span())
                    says = {"found": found[0], "asks": row["asks"], "asksEn": row["asks_en"]}
                    yield from holders.seen("beyondPower", line, (span[0], span[1]), **says)
                    break
