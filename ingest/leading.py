"""Text ahead of the first number: where it begins behind the masthead, and what of it may hold orders.

A covering letter (请于…前报送), a preface with an order of its own, and a letter without any numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.addressees import is_address
from ingest.records import Paragraph

_NO_PROSE = re.compile(
    r"附[件表录]|[抄分][送报]：|主送：|（[^（）]*）$|[^，。；：]{2,12}：[^，。；]{0,40}$"
)


def text_start(front: Sequence[Paragraph]) -> int:
    """Index of the first paragraph behind title and addressees, ``len(front)`` if there is none."""
    addressed = next((i for i, p in enumerate(front[:12]) if is_address(p.text)), None)
    if addressed is not None:
        return addressed + 1
    return next((i for i, p in enumerate(front) if is_prose(p.text)), len(front))


def is_prose(text: str) -> bool:
    """Whether a paragraph holds sentences, and is no title, signature, date or annex line."""
    return bool(re.search(r"[。；！]", text)) and not _NO_PROSE.match(text)
