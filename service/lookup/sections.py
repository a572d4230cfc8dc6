"""Sections of notices, and those that have words."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import Any

from service.lookup.ask import Asker, Row, Subgraph
from service.lookup.headings import numbered
from service.lookup.paging import covering
from service.lookup.tasks import link
from service.lookup.terms import AZ, DCTERMS, among, contains, iri, worded
from service.store.conditions import Conditions
from service.store.graphs import FIGURES_GRAPH
from service.store.words import is_plain, words_of

Json = dict[str, object]

_LISTED = "az:Part, az:Article, az:Item, az:AnnexRow"
_ALL = (
    f"az:Preamble, {_LISTED}"  # of a notice that is read; the preamble is no article of the lists
)

#: A section and its notice, whose graph holds it.
_OF_NOTICE = """GRAPH ?notice {{ ?section a ?type FILTER(?type IN ({types}))
?notice a az:Notice }}"""

#: The same of sections that are at hand: read from them on, not from all notices.
_KNOWN = """GRAPH ?notice {{ ?section a ?type }} FILTER(?type IN ({types}))
FILTER EXISTS {{ GRAPH ?notice {{ ?notice a az:Notice }} }}"""


_BOTH = "CONCAT(COALESCE(?title, ''), ' ', COALESCE(?words, ''))"
_NUMBER, _TEXT, _POSITION = (AZ + name for name in ("number", "text", "position"))
_TITLE, _PARENT = DCTERMS + "title", DCTERMS + "isPartOf"


@dataclass(frozen=True, slots=True)
class SectionFilter:
    """What a part, article, item or annex row must be: of one of the notices (IRIs), of a class, with words, one of ``these`` (IRIs);
    ``preamble``: the text ahead of them counts, too."""

    notice: Sequence[str] = ()
    kind: str = ""
    text: str = ""
    preamble: bool = False
    these: Sequence[str] = ()

    def pattern(self) -> str:
        types = _ALL if self.preamble else _LISTED
        found = _OF_NOTICE.format(types=types)
        if self.these:
            found = f"{among('?section', self.these)} {_KNOWN.format(types=types)}"
        if self.notice:
            found = f"{among('?notice', self.notice)} {found}"
        if self.kind:
            found += f" FILTER(?type = az:{self.kind})"
        if words_of(self.text):
            found += """ OPTIONAL { ?section dcterms:title ?title } OPTIONAL { ?section az:text ?words }"""
            found += f" {contains(_BOTH, self.text)}"
        return found


#: Sections whose text is looked at one by one; of more the engine reads all.
_LOOKED_AT = 5_000


async def page_of_sections(
    ask: Asker, wanted: SectionFilter, limit: int | None, offset: int
) -> tuple[list[str], int]:
    """IRIs of one page of sections in the order of their notices, or of all from ``offset`` on; and how many there are. Words are found
    by the index, where there is one, and those with what is neither letter nor digit by reading what it finds."""
    if words_of(wanted.text) and ask.engine.lister() is not None:
        found = await _having_words(ask, wanted, limit, offset)
        if found is not None:
            return found
    counts = await count_sections(ask, wanted)
    reached, skipped = covering(counts, limit, offset)
    within = replace(wanted, notice=reached)
    page = await find_sections(ask, within, limit, skipped) if reached else []
    return page, sum(number for _, number in counts)


async def _having_words(
    ask: Asker, wanted: SectionFilter, limit: int | None, offset: int
) -> tuple[list[str], int] | None:
    """That page by the index; None where that is of an earlier edition, or finds too many whose text is to be looked at."""
    conditions = Conditions(notices=wanted.notice, text=wanted.text).head()

    async def listed(limit: int | None, offset: int) -> Any:
        page = {"kind": wanted.kind, "limit": limit, "offset": offset}
        return await ask.listed({"of": "sections", "wanted": conditions, "page": page})

    sure = all(map(is_plain, words_of(wanted.text)))
    found = await (listed(limit, offset) if sure else listed(_LOOKED_AT, 0))
    if found is None or (not sure and found[1] > _LOOKED_AT):
        return None
    items, total = found
    if sure or not items:
        return items, total
    having = await find_sections(ask, replace(wanted, these=items))
    return having[offset : None if limit is None else offset + limit], len(having)


async def count_sections(ask: Asker, wanted: SectionFilter) -> list[tuple[str, int]]:
    """The notices (IRIs), in their order, with the number of their sections: as it is kept, where no words are asked for,
    or counted."""
    if not words_of(wanted.text) and await _keeps_sections(ask):
        figure = f"figure:notice-{_FIGURES[wanted.kind]}"
        if not wanted.notice:
            return await ask.once(figure, partial(_counted, figure=figure, which=""))
        return await _counted(ask, figure, among("?notice", wanted.notice))
    rows = await ask.select(
        f"""SELECT ?notice (COUNT(DISTINCT ?section) AS ?n) WHERE {{ {wanted.pattern()} }}
        GROUP BY ?notice ORDER BY ?notice"""
    )
    return [(row["notice"], int(row["n"])) for row in rows]


async def _counted(ask: Asker, figure: str, which: str) -> list[tuple[str, int]]:
    rows = await ask.select(f"SELECT ?notice ?n WHERE {{ {which} ?notice {figure} ?n }}")
    return sorted((row["notice"], int(row["n"])) for row in rows)


#: The figures of sections by their class.
_FIGURES = {
    "": "sections",
    "Part": "parts",
    "Article": "articles",
    "Item": "items",
    "AnnexRow": "rows",
}


async def _keeps_sections(ask: Asker) -> bool:
    """Whether sections are counted with each change, as archives of earlier versions do not."""
    if not ask.engine.keeps_figures:
        return False
    return bool(await ask.select(f"SELECT ?n {{ {iri(FIGURES_GRAPH)} figure:sections ?n }}"))


async def find_sections(
    ask: Asker, wanted: SectionFilter, limit: int | None = None, offset: int = 0
) -> list[str]:
    """IRIs of sections in the order of their notices, one that stands in several places at the first: one page, or all."""
    rows = await ask.select(
        f"""SELECT ?notice ?section (MIN(?place) AS ?position) WHERE {{ {wanted.pattern()}
        OPTIONAL {{ ?section az:position ?place }} }} GROUP BY ?notice ?section
        ORDER BY ?notice ?position ?section {f"LIMIT {limit}" if limit else ""} OFFSET {offset}"""
    )
    return [row["section"] for row in rows if "section" in row]


async def tell_sections(ask: Asker, sections: Sequence[str], base: str) -> list[Json]:
    """What there is to say of the sections (IRIs), in their order."""
    graph, rows = await asyncio.gather(
        ask.about(sections, _NUMBER, _TITLE, _TEXT, _POSITION, _PARENT),
        ask.select(f"SELECT * {{ {among('?section', sections)} {_KNOWN.format(types=_ALL)} }}"),
    )
    known = {
        row["section"]: row for row in sorted(rows, key=itemgetter("notice", "type"), reverse=True)
    }
    kinds = {row[name] for row in known.values() for name in ("type", "notice")}
    parents, called = await asyncio.gather(
        ask.about(sorted(graph.iris(_PARENT)), _NUMBER, _TITLE), ask.labels(kinds)
    )
    return [
        _section(known[each], graph, parents, base, called) for each in sections if each in known
    ]


async def sections_of(ask: Asker, notice: str, base: str) -> list[Json]:
    """All sections of a notice, in their order, its preamble ahead of them."""
    wanted = SectionFilter([notice], preamble=True)
    return await tell_sections(ask, await find_sections(ask, wanted), base)


def _section(
    row: Row, graph: Subgraph, parents: Subgraph, base: str, called: Mapping[str, str]
) -> Json:
    node, kind = row["section"], row["type"]
    parent = graph.one(node, _PARENT)
    above = [parents.one(parent or "", name) or "" for name in (_NUMBER, _TITLE)]
    return {
        "id": node,
        "url": link(node, base),
        "kind": kind.rsplit("#", 1)[-1],
        "kind_label": worded(kind, called),
        "number": graph.one(node, _NUMBER),
        "title": graph.one(node, _TITLE) or "",
        "position": min(map(int, graph.all(node, _POSITION)), default=None),
        # an annex row may stand in several annexes, each of several lines
        "text": "\n".join(graph.all(node, _TEXT)),
        "notice": row["notice"],
        "notice_label": worded(row["notice"], called),
        "parent": parent,
        "parent_label": numbered(*above) or None,
        "tasks_url": f"{base}/tasks?section={node}",
    }


NO_SECTION = _section({"section": "", "type": "", "notice": ""}, Subgraph(), Subgraph(), "", {})
