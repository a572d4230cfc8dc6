"""Mechanisms in their own words: 管行业必须管安全、管业务必须管安全、管生产经营必须管安全 is 三管三必须.

A mechanism is named where all its parts (``mechanism-parts.tsv``) stand side by side, in any order. Parts of
one or two syllables (县、乡、村) are said too often to name anything. Other wordings stand in ``rules/spelled.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.gazetteer import Gazetteer, word_list
from ingest.rulebook import sifted
from ontology import codes

_BETWEEN = "[、，,]?(?:和|及|与|以及)?"
_SHORTEST = 3
_SHORTEST_OF_A_PAIR = 6


@dataclass(frozen=True, slots=True)
class Spelled:
    """A mechanism (its notation) that the words ``start:end`` spell out."""

    notation: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class _Form:
    notation: str
    parts: tuple[str, ...]
    pattern: re.Pattern[str]


@cache
def _forms() -> tuple[_Form, ...]:
    """The mechanisms whose parts are long enough to tell, those of most parts first."""
    parts: dict[str, list[str]] = {}
    for row in codes.rows("mechanism-parts"):
        if row["kind"] in ("part", "step"):
            bare = re.sub(r"（[^（）]*）", "", row["zh"])
            parts.setdefault(row["mechanism"], []).append(bare)
    forms = []
    for notation, words in parts.items():
        shortest = _SHORTEST if len(words) > 2 else _SHORTEST_OF_A_PAIR
        if len(words) < 2 or min(map(len, words)) < shortest:
            continue
        one = "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"
        pattern = re.compile(f"{one}(?:{_BETWEEN}{one}){{{len(words) - 1}}}")
        forms.append(_Form(notation, tuple(words), pattern))
    return tuple(sorted(forms, key=lambda f: -len(f.parts)))


@cache
def _parts() -> Gazetteer:
    """All parts in one automaton: most sentences hold none of them."""
    return word_list({p: (p,) for form in _forms() for p in form.parts})


def find_spelled(text: str) -> Iterator[Spelled]:
    """The mechanisms that ``text`` spells out; of two whose parts overlap, the one of more parts.

    >>> [s.notation for s in find_spelled("推动安全宣传进企业、进农村、进社区、进学校和进家庭。")]
    ['wujin']
    """
    taken: list[tuple[int, int]] = []
    said = {text[h.start : h.end] for h in _parts().find(text)}
    for form in _forms() if said else ():
        if not said.issuperset(form.parts):
            continue
        for m in form.pattern.finditer(text):
            whole = all(p in m[0] for p in form.parts)
            if whole and not any(a < m.end() and m.start() < b for a, b in taken):
                taken.append(m.span())
                yield Spelled(form.notation, *m.span(), "mechanism.spelled")
    for rule in sifted("spelled").left(text):
        for m in rule.pattern.finditer(text):
            if not any(a < m.end() and m.start() < b for a, b in taken):
                yield Spelled(rule.given["code"], *m.span(), rule.id)
