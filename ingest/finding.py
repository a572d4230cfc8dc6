"""What every finder shares: the sentence as it reads and as its digits are meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.characters import repaired_digits
from ingest.records import Mention, Normalised

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A text to search: ``words`` as read, ``view`` as long as they, with digits repaired and the
    titles in 《》 and document numbers blanked and 号 of a day as 日, so that no number of theirs is taken for a fact."""

    words: Normalised
    view: str

    def mention(self, start: int, end: int, rule: str) -> Mention:
        return self.words.mention(start, end, rule)


_BLANKED = re.compile(
    r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|[\u4e00-\u9fff]{0,8}〔20\d\d〕第?\d+号"
)


def clause(words: Normalised) -> Clause:
    """``words`` made ready for the finders."""
    view = repaired_digits(words.text)
    if "《" in view or "〔" in view:
        view = _BLANKED.sub(lambda m: "＿" * len(m[0]), view)
    return Clause(words, _SPOKEN_DAY.sub("日", view) if "号" in view else view)


#: 6月10号, as it is said, for 6月10日.
_SPOKEN_DAY = re.compile(r"(?:(?<=月\d)|(?<=月[0-3]\d))号(?![令文楼线院栋库井矿])")


def overlaps(start: int, end: int, spans: Spans) -> bool:
    """Whether ``start:end`` shares a character with one of ``spans``."""
    return any(a < end and start < b for a, b in spans)
