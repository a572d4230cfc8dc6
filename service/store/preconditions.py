"""Whether a write may go on by the entity tags that it was sent with (RFC 9110, 13.1.1 and 13.1.2). It is decided by
the process that writes, on the state that it is about to change: of two writes with the same tag one alone goes on.

The tag of a graph begins with its state, up to the first ``-``; what follows tells its representations apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.errors import PreconditionFailed
from service.store import graphs
from service.store.draft import Draft

_TAG = re.compile(r'(W/)?"([^"]*)"')


def check(draft: Draft, graph: str | None, match: str, none_match: str) -> None:
    """Raise PreconditionFailed unless the graph (None: the default graph, which has no state) is as the headers If-Match and
    If-None-Match have it, where they are given."""
    there = graph is None or draft.has_graph(graph)
    own = graphs.graph_state(draft.triples_of(graph)) if graph is not None and there else ""
    if match and not _names(match, there, own, weak=False):
        raise PreconditionFailed(
            "If-Match 与现状不符：读取之后已有改动（或其已不在），没有写入。请重新读取，在新的内容上再改。",
            "If-Match does not name the present state: it was changed since it was read, or is gone; nothing was written. "
            "Fetch it again and make the change anew.",
        )
    if none_match and _names(none_match, there, own, weak=True):
        raise PreconditionFailed(
            "If-None-Match 与现状不符：已经存在（或没有改动），没有写入。",
            "If-None-Match names the present state: it is there already, or unchanged; nothing was written.",
        )


def _names(header: str, there: bool, state: str, *, weak: bool) -> bool:
    """Whether one of a header's tags is of the state; ``weak`` ones count only where they may."""
    if header.strip() == "*":
        return there
    return bool(state) and state in _states(header, weak)


def _states(header: str, weak: bool) -> Iterator[str]:
    """
    >>> list(_states('"a-1", W/"b", "c"', weak=False)), list(_states('W/"b"', weak=True)), list(_states("a", weak=True))
    (['a', 'c'], ['b'], [])
    """
    for mark, tag in _TAG.findall(header):
        if weak or not mark:
            yield tag.partition("-")[0]
