"""Which concept a quoted term denotes and which instrument a title or a short name stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from ontology import codes
from ontology.ids import code_iri, instrument_iri

_DASHES = re.compile("[—–－-]+")
_OUTER = re.compile(r"[“”‘’《》\s]")


@cache
def _by_spelling() -> dict[str, tuple[codes.Mechanism, ...]]:
    found: dict[str, tuple[codes.Mechanism, ...]] = {}
    for m in codes.mechanisms():
        for spelling in m.spellings:
            found[_key(spelling)] = (*found.get(_key(spelling), ()), m)
    return found


@cache
def _instruments() -> dict[str, codes.Instrument]:
    return {_key(name): i for i in codes.instruments() for name in (i.title, *i.names)}


@lru_cache(maxsize=1024)
def _key(words: str) -> str:
    return _DASHES.sub("-", _OUTER.sub("", words))


def mechanism_of(term: str, sentence: str) -> codes.Mechanism | None:
    """The mechanism that ``term`` denotes in ``sentence``, or None. Of several with one label (五到位)
    it is the one whose definition shares the most words with what the sentence says before it."""
    candidates = _by_spelling().get(_key(term), ())
    if len(candidates) <= 1:
        return candidates[0] if candidates else None
    before = sentence[: max(sentence.find(term), 0)][-40:]
    return max(candidates, key=lambda m: (_shared(m.definition_zh, before), m.notation))


def listed_in(term: str) -> Iterator[tuple[str, int, int]]:
    """The mechanisms (notation, start, end) that a mechanism's name lists among others.

    >>> list(listed_in("党政同责、一岗双责、齐抓共管、失职追责"))
    [('yigang-shuangze', 5, 9)]
    >>> list(listed_in("一岗双责"))
    []
    """
    for member in re.finditer("[^、，]+", term):
        found = mechanism_of(member[0], term) if member[0] != term else None
        if found:
            yield found.notation, *member.span()


def concept_of(term: str, sentence: str) -> str | None:
    """IRI of the concept that ``term`` denotes, or None for a term that is in no list yet."""
    found = mechanism_of(term, sentence)
    return code_iri("mechanism", found.notation) if found else None


def kind_of(term: str) -> str:
    """Kind of a quoted term: principle, mechanism, …; other for one that is in no list.

    >>> kind_of("三管三必须"), kind_of("某某某")
    ('principle', 'other')
    """
    found = _by_spelling().get(_key(term), ())
    return found[0].term_kind if found else "other"


def instrument_of(title: str) -> str:
    """IRI of the instrument titled or called ``title``."""
    known = _instruments().get(_key(title))
    return known.iri if known else instrument_iri(title, listed=False)


def other_number(title: str, cited: str) -> str | None:
    """The number that the instrument titled ``title`` is known to have, if it is another than the
    one it is cited by.

    >>> other_number("安全生产法", "主席令第八十八号")
    >>> other_number("关于严格规范涉企行政检查的意见", "国办发〔2024〕45号")
    '国办发〔2024〕54号'
    """
    instrument = _instruments().get(_key(title))
    known = instrument.doc_number if instrument else None
    return known if known and _plain_number(known) != _plain_number(cited) else None


def _plain_number(number: str) -> str:
    """A document number without the differences of writing that mean nothing."""
    return re.sub(r"(?<=〕)第|[\s（）]", "", re.sub("[OoＯ〇]", "0", number))


def instrument_called(term: str) -> str | None:
    """IRI of the instrument that ``term`` is a short name of (八条硬措施), or None."""
    known = _instruments().get(_key(term))
    return known.iri if known else None


def is_listed(instrument: str) -> bool:
    """Whether the instrument with this IRI stands in the code list, with its title there."""
    return instrument in _listed()


@cache
def _listed() -> frozenset[str]:
    return frozenset(i.iri for i in _instruments().values())


def _shared(definition: str, words: str) -> int:
    """How many of the nouns that the definition lists stand in ``words``."""
    nouns = {n[-2:] for n in re.split(r"[、，。；]", definition) if len(n) >= 2}
    return sum(1 for n in nouns if n in words)
