"""Who leads, where a notice says it once of all: 责任单位中排在第一位的为牵头单位。"""

from __future__ import annotations

import re
from collections.abc import Callable

from ingest.records import Owner

_FIRST = r"(?:第一(?:位|名|个)?|首位|最前面?)"
_LEAD = r"牵头(?:责任)?(?:单位|部门)?"
_SAID = re.compile(
    rf"(?:列|排|排名|排序)(?:在|于|为)?{_FIRST}的?(?:责任)?(?:单位|部门)?(?:均|即)?[为是]{_LEAD}"
    rf"|{_LEAD}(?:均|都)?(?:列|排)(?:在|于)?{_FIRST}"
    rf"|第一个?(?:责任)?(?:单位|部门)(?:均|即)?[为是]{_LEAD}"
)
_REST = re.compile(
    r"其[余他]的?(?:责任)?(?:单位|部门)?(?:均|都)?[为是]?(?:配合|协办|协助|参与)(?:单位|部门)"
)


def order_of_leads(text: str) -> Callable[[tuple[Owner, ...]], tuple[Owner, ...]] | None:
    """What gives the owners of a task, as a note or a cell names them, the roles that their order has by a sentence of
    the notice; None where it has none.

    >>> order_of_leads("责任单位排在第一位的为牵头单位，其他为配合单位。") is None
    False
    >>> order_of_leads("第一责任人由主要负责同志担任。市应急局牵头，列入考核。") is None
    True
    """
    if "牵头" not in text or (said := _SAID.search(text)) is None:
        return None
    rest = "assist" if _REST.match(text, said.end() + 1) else "responsible"

    def ranked(owners: tuple[Owner, ...]) -> tuple[Owner, ...]:
        noted = [o for o in owners if o.basis == "note"]
        if len(noted) < 2 or any(o.role != "responsible" for o in noted):
            return owners
        first = min(noted, key=lambda o: o.mention.start)
        return tuple(
            o._replace(role="lead" if o is first else rest) if o.basis == "note" else o
            for o in owners
        )

    return ranked
