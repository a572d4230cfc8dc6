"""Words of a source file by their characters: what an evidence IRI (…/source/<sha256>#char=5,7) names.

The graph keeps no file; the words are cut out of the sentence or section that holds them, whole only where
it was read as it is printed."""

from __future__ import annotations

from dataclasses import dataclass

from ontology import ids
from service.lookup.ask import Asker, Row
from service.lookup.tasks import link
from service.lookup.terms import iri

Json = dict[str, object]

#: Characters shown on each side of the words.
AROUND = 60


@dataclass(frozen=True, slots=True)
class _Holder:
    """A sentence or section whose text was read from ``start:end``."""

    node: str
    text: str
    start: int
    end: int
    page: str | None

    @property
    def exact(self) -> bool:
        return len(self.text) == self.end - self.start


async def words_at(ask: Asker, source: str, start: int, end: int, base: str) -> Json | None:
    """Words ``start:end`` of the file ``source`` with what stands around them; None if no notice of the
    graph was read there."""
    span = ids.span_iri(source, start, end)
    holders = [each for row in await ask.select(_HOLDERS.format(source=iri(source)))
               if (each := _holder(row)) and each.start <= start < end <= each.end]  # fmt: skip
    if not holders:
        return None
    holder = min(holders, key=lambda each: (not each.exact, each.end - each.start))
    said = await ask.select(_SAID.format(span=iri(span)))
    file = await ask.select(f"SELECT ?file {{ {iri(source)} az:fileName ?file }}")
    return {
        "id": span,
        "url": link(span, base),
        "file": file[0]["file"] if file else None,
        "start": start,
        "end": end,
        "page": next((int(h.page) for h in holders if h.page), None),
        **_cut(holder, start, end, next((row["words"] for row in said if "words" in row), None)),
        "in": {"id": holder.node, "url": link(holder.node, base), "text": holder.text},
        "denotes": sorted({row["denotes"] for row in said if "denotes" in row}),
    }


_HOLDERS = """SELECT DISTINCT ?node ?span ?text ?page WHERE {{ ?notice az:source {source} .
{{ ?node az:notice ?notice }} UNION {{ ?node dcterms:isPartOf+ ?notice }}
?node az:evidence ?span ; az:text ?text . OPTIONAL {{ ?span az:page ?page }} }}"""
_SAID = """SELECT DISTINCT ?words ?denotes WHERE {{
{{ ?node az:evidence {span} ; az:asWritten|az:text ?words }} UNION {{ {span} az:term ?words }}
UNION {{ {span} az:denotes ?denotes }} }} ORDER BY ?words"""


def _holder(row: Row) -> _Holder | None:
    span = ids.span_of(row["span"])
    return _Holder(row["node"], row["text"], *span, row.get("page")) if span else None


def _cut(holder: _Holder, start: int, end: int, written: str | None) -> Json:
    """The words and their surroundings; where those of the file were folded in reading, only what the
    graph says they are."""
    if not holder.exact:
        return {"words": written, "before": None, "after": None}
    a, b = start - holder.start, end - holder.start
    text = holder.text
    return {
        "words": text[a:b],
        "before": text[max(a - AROUND, 0) : a],
        "after": text[b : b + AROUND],
    }
