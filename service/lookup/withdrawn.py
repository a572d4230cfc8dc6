"""What the history says of a notice that is no longer there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ontology import ids
from service.errors import Gone
from service.lookup.ask import Asker
from service.lookup.terms import iri, string
from service.store.graphs import HISTORY_GRAPH
from service.store.history import CALLED

_NOTICE = re.compile(rf"{re.escape(ids.BASE)}id/notice/[\w.-]+(?=/|\Z)")
_WHEN = """PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?at ?why WHERE {{ GRAPH {history} {{ ?change prov:invalidated {notice} ; prov:endedAtTime ?at
OPTIONAL {{ ?change rdfs:comment ?why }} }} FILTER NOT EXISTS {{ {notice} a az:Notice }} }} ORDER BY DESC(?at) LIMIT 1"""
_CALLED = """PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?notice WHERE {{ GRAPH {history} {{ VALUES ?name {{ {names} }}
?change {called} ?name ; prov:invalidated ?notice }} }} ORDER BY ?notice"""


async def withdrawal_called(ask: Asker, names: Iterable[str]) -> Gone | None:
    """The same of a notice that had one of these titles or numbers when it was withdrawn."""
    called, told = "|".join(map(iri, CALLED)), " ".join(map(string, names))
    rows = await ask.select(_CALLED.format(history=iri(HISTORY_GRAPH), names=told, called=called))
    for row in rows:
        if (gone := await withdrawal_of(ask, row["notice"])) is not None:
            return gone
    return None


async def withdrawal_of(ask: Asker, node: str) -> Gone | None:
    """That the notice which ``node`` is, or is of, was withdrawn, when and why; None where the history knows of none, or
    the notice is back."""
    found = _NOTICE.match(node)
    if found is None:
        return None
    notice, history = iri(found[0]), iri(HISTORY_GRAPH)
    rows = await ask.select(_WHEN.format(history=history, notice=notice))
    if not rows:
        return None
    at, why = rows[0]["at"], rows[0].get("why")
    day = at.partition("T")[0]
    return Gone(
        f"这份通知已于 {day} 撤下{f'，理由：{why}' if why else '（未写明理由）'}；它的条款和任务也随之撤下：{node}",
        f"This notice was withdrawn on {day}{f', because: {why}' if why else ' (no reason was given)'}, and with it its "
        f"sections and tasks: {node}",
        notice=found[0],
        withdrawn_at=at,
        reason=why,
    )
