"""Mechanisms that a notice names: those that its tasks invoke, and those that its words and headings say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from alignment.records import Side
from ontology import codes
from ontology.ids import code_iri

#: The title of a document: its words are its name, and invoke nothing (《…分类分级测评实施办法》).
_TITLE = re.compile(r"《[^《》]*》")
_MARKS = re.compile(r"[“”‘’]")


def gained(first: Side, second: Side) -> tuple[str, ...]:
    """The mechanisms (IRIs) that tasks of the second notice invoke and the first names nowhere."""
    return tuple(sorted(_invoked(second) - _invoked(first) - _said(first)))


def near(iri: str, others: Sequence[str]) -> tuple[str, ...]:
    """Those of the ``others`` that mean nearly the same as the mechanism.

    >>> supervised, corrected = (code_iri("mechanism", f"guapai-{name}") for name in ("duban", "dugai"))
    >>> near(corrected, [supervised]) == (supervised,), near(supervised, [])
    (True, ())
    """
    return tuple(each for each in others if each in _close().get(iri, ()))


@cache
def _close() -> Mapping[str, frozenset[str]]:
    """By mechanism those that mean nearly the same, whichever of the two says so."""
    pairs = {(one.notation, other) for one in codes.mechanisms() for other in one.close}
    found: dict[str, set[str]] = {}
    for one, other in (*pairs, *((other, one) for one, other in pairs)):
        found.setdefault(code_iri("mechanism", one), set()).add(code_iri("mechanism", other))
    return {iri: frozenset(others) for iri, others in found.items()}


def _invoked(side: Side) -> frozenset[str]:
    """Those that tasks invoke, outside titles of documents. Conduct to combat (带病运行) is no mechanism."""
    in_tasks = {concept for duty in side.duties for concept in duty.concepts}
    only_in_titles = _within(" ".join(_TITLE.findall(_words(side)))) - _said(side)
    return frozenset(in_tasks & _spellings().keys()) - only_in_titles


def _said(side: Side) -> frozenset[str]:
    return _within(_TITLE.sub("", _words(side)))


def _words(side: Side) -> str:
    return "\n".join([*side.headings, *(section.text for section in side.sections)])


def _within(text: str) -> frozenset[str]:
    words, unmarked = _plain(text), _plain(_MARKS.sub("", text))
    return frozenset(
        iri
        for iri, (marked, anywhere) in _spellings().items()
        if any(each in words for each in marked) or any(each in unmarked for each in anywhere)
    )


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@cache
def _spellings() -> Mapping[str, tuple[Sequence[str], Sequence[str]]]:
    """How texts write every mechanism that can be invoked, by its IRI: what names it in quotation marks only,
    and what names it anywhere."""
    return {
        code_iri("mechanism", each.notation): (
            [_plain(f"“{words}”") for words in each.spellings if words not in each.unquoted],
            [_plain(_MARKS.sub("", words)) for words in each.unquoted],
        )
        for each in codes.mechanisms()
        if each.link == "invokes"
    }
