"""What tells of orders and of deeds, as reports, speeches and essays do, and what weighs against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.orders import bids
from ingest.records import Normalised
from ingest.rulebook import sifted
from ingest.structure import Room, Sentence


def signs(text: str) -> frozenset[str]:
    """The kinds of the rows of ``rules/telling.yml`` that match: author, speech, deed, covering.

    >>> signs("检查组要求，各商场要排查隐患。"), signs("各商场要排查隐患。")
    (frozenset({'speech'}), frozenset())
    """
    return frozenset(
        rule.given["kind"]
        for rule in sifted("telling").left(text)
        if rule.pattern.search(text) and not (rule.given["unless"] and bids(text))
    )


def any_of(kind: str, texts: Iterable[str]) -> bool:
    """Whether a sign of that kind stands in one of the texts.

    >>> any_of("author", ["下面，我讲三点意见。"]), any_of("covering", ["会议提出以下要求。"])
    (True, False)
    """
    return any(kind in signs(text) for text in texts)


def heard(rooms: Iterable[Room]) -> Iterator[tuple[Normalised, bool]]:
    """The sentences of rooms in reading order, without those of clauses, each with whether it reports: by a sign
    of its own, or as it goes on with what somebody is quoted with before it in its room. A covering sentence reports
    nothing and ends the quotation."""
    for room in rooms:
        if room.mark and room.mark.kind == "clause":
            continue
        quoted = False
        for each in room.elements:
            if isinstance(each, Sentence):
                found = signs(each.text)
                covers = "covering" in found
                quoted = not covers and (quoted or "speech" in found)
                yield each.words, quoted or (bool(found) and not covers)
        yield from heard(room.rooms)
