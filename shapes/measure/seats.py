"""Where the office of a task force sits: told once one way and once another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact
from shapes.measure.holders import Holders
from shapes.text import in_order, loose

_BODY = r"(?P<body>领导小组|工作专班|专班|指挥部|工作组|委员会|安委会|联席会议)办公室"
_UNIT = r"(?P<unit>[\u4e00-\u9fff]{2,24}?(?:局|委|办|厅|[支大]队|部|科|处|股|中心|站|公司))"
_SET = re.compile(rf"{_BODY}，?(?:暂|统一)?设(?:在|于){_UNIT}(?=[，。；,（(、]|办公|内|$)")
_NAMED = re.compile(rf"{_BODY}[（(](?:设在)?{_UNIT}[)）]")


def measure_seats(holders: Holders) -> Iterator[Fact]:
    """A unit in brackets behind the office of a task force that the text has set up in another one (``seatDiffers``)."""
    seats: dict[str, set[str]] = {}
    for line in holders.lines:
        for found in _SET.finditer(line.text):
            seats.setdefault(_kind(found["body"]), set()).add(found["unit"])
    for line in holders.lines:
        for found in _NAMED.finditer(line.text):
            known = seats.get(_kind(found["body"]), set())
            other = next(iter(known), "")
            if len(known) == 1 and not is_short_for(found["unit"], other):
                yield from holders.seen(
                    "seatDiffers", line, found.span(), found=found[0], other=other
                )


def _kind(body: str) -> str:
    return body.removeprefix("工作")


def is_short_for(one: str, two: str) -> bool:
    """Whether one of the names has all characters of the other in their order, its tier aside.

    >>> is_short_for("县交警大队", "县公安局交通警察大队"), is_short_for("县交通运输局", "县公安局交通警察大队")
    (True, False)
    """
    short, long = sorted((loose(one), loose(two)), key=len)
    return in_order(re.sub("^[省市县区州旗镇]", "", short), long)
