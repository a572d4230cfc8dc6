"""Text ahead of the first number: where it begins behind the masthead, and what of it may hold orders.

A covering letter (请于…前报送), a preface with an order of its own, and a letter without any numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.records import Paragraph

_ADDRESSED = re.compile(
    r"(?:[各市县区省镇乡局全有国]|[^，。；：]{2,40}(?:政府|局|委|办|会|公司|单位|部门|中心|学校))[^。]*：$"
)
_LEAD_IN = re.compile(r"(?:如下|如左|以下[^，。；：]{0,8})：$")
_NO_PROSE = re.compile(
    r"附[件表录]|抄[送报]：|主送：|（[^（）]*）$|[^，。；：]{2,12}：[^，。；]{0,40}$"
)


def text_start(front: Sequence[Paragraph]) -> int:
    """Index of the first paragraph behind title and addressees, ``len(front)`` if there is none."""
    addressed = next((i for i, p in enumerate(front[:12]) if is_addressing(p.text)), None)
    if addressed is not None:
        return addressed + 1
    return next((i for i, p in enumerate(front) if i and is_prose(p.text)), len(front))


def is_addressing(text: str) -> bool:
    """Whether a line names those whom the notice addresses.

    >>> is_addressing("各乡镇人民政府，县直各单位："), is_addressing("现将有关事项通知如下：")
    (True, False)
    """
    return bool(_ADDRESSED.match(text)) and len(text) <= 300 and not _LEAD_IN.search(text)


def is_prose(text: str) -> bool:
    """Whether a paragraph holds sentences, and is no title, signature, date or annex line."""
    return bool(re.search(r"[。；！]", text)) and not _NO_PROSE.match(text)
