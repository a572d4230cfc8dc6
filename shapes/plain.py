"""Triples of pyoxigraph as strings: enough to see a notice, and made without rdflib, which takes a tenth of a second to
load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

if TYPE_CHECKING:
    from shapes.index import Triple


class Words(str):
    """A literal."""

    __slots__ = ("language",)
    language: str | None


def plain(triples: Iterable[ox.Triple]) -> Iterator[Triple]:
    """The triples; equal terms of several are equal strings."""
    for triple in triples:
        told = _term(triple.subject), triple.predicate.value, _term(triple.object)
        yield cast("Triple", told)


def _term(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.Literal):
        words = Words(term.value)
        words.language = term.language
        return words
    return str(term)
