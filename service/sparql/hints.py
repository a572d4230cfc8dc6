"""What a query asks that no data can answer: a year as a number, a label without its language, a quoted text
with one, a code that no list and a term that no ontology has, a namespace that is none, a variable that nothing binds.
Such a query finds nothing and is no error, so its answer says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import pairwise

from ontology import codes
from ontology.ids import BASE, ONTOLOGY
from ontology.released import released
from service.sparql.formats import PREFIXES
from service.sparql.lexer import Token, tokens

_COMMENT = re.compile(r"(?m)^\s*#.*$|\s#\s.*$")
_COMPARED = r"(?:!?=|[<>]=?)"
_NUMBER = r"\d{4}(?![\d\"\-])"
_PLAIN_STRING = r'"[^"\n]*"(?!@|\^\^)'
_TAGGED_STRING = r'"[^"\n]*"@[a-z]+'
_LABELS = r"(?:skos:(?:prefLabel|altLabel|definition)|rdfs:label)"
_TEXTS = r"(?:az:(?:text|asWritten|term|docNumber|fileName|indicator|unitText|addressee|issuerName)|dcterms:title)"
_PREFIX = re.compile(rf"PREFIX\s+([\w-]+):\s*<{re.escape(BASE)}code/([a-z-]+)/>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hint:
    """``name`` is a slug, ``text`` says in English (a header holds ASCII) what to write instead."""

    name: str
    text: str


def hint_of(query: str) -> Hint | None:
    """The first hint for ``query``, None for nearly all.

    >>> hint_of("SELECT ?n { ?n az:planYear ?y FILTER(?y < 2026) }").name
    'year-number'
    >>> hint_of('SELECT ?c { ?c skos:prefLabel "煤矿" }').name
    'label-language'
    >>> hint_of('SELECT ?n { ?n az:year ?y FILTER(?y < 2026) }')
    """
    text = _COMMENT.sub("", query)
    return next((hint for look in _LOOKS if (hint := look(text))), None) or _of_tokens(query)


def _year(text: str) -> Hint | None:
    if "planYear" not in text or not _compares(text, "az:planYear", _NUMBER):
        return None
    return Hint(
        "year-number",
        'az:planYear is an xsd:gYear, which equals no number: compare az:year (a whole number) or "2026"^^xsd:gYear',
    )


def _label(text: str) -> Hint | None:
    if "abel" not in text or not _compares(text, _LABELS, _PLAIN_STRING):
        return None
    return Hint("label-language", 'labels have a language: write "..."@zh, or compare STR(?label)')


def _text(text: str) -> Hint | None:
    if '"@' not in text or not _compares(text, _TEXTS, _TAGGED_STRING):
        return None
    return Hint(
        "text-without-language",
        "titles and what is quoted from notices have no language: leave out @zh",
    )


def _code(text: str) -> Hint | None:
    unknown = next((c for c in _codes(text) if c[1] not in _notations().get(c[0], {c[1]})), None)
    if unknown is None:
        return None
    scheme, notation = unknown
    return Hint("unknown-code", f"no code {notation} in the list {scheme}: see /code/{scheme}")


_LOOKS: tuple[Callable[[str], Hint | None], ...] = (_year, _label, _text, _code)


def _of_tokens(query: str) -> Hint | None:
    found = tuple(tokens(query))
    declared = dict(_declared(found))
    hint = _namespace(declared) or _term(found, declared) or _unbound(found)
    return hint if hint and hint.text.isascii() else None


def _declared(found: tuple[Token, ...]) -> Iterator[tuple[str, str]]:
    """Prefixes with the IRIs that the query declares them for."""
    for at, token in enumerate(found[:-2]):
        if token.upper == "PREFIX" and found[at + 2].kind == "iri":
            yield found[at + 1].text.removesuffix(":"), found[at + 2].text[1:-1]


def _namespace(declared: dict[str, str]) -> Hint | None:
    """A usual prefix for another namespace (dc/elements for dcterms), or one that is nearly the ontology's.

    >>> _namespace({"az": "http://w3id.org/anze/ontology#"}).text
    'az: stands here for <https://w3id.org/anze/ontology#>, not for <http://w3id.org/anze/ontology#>'
    """
    for prefix, iri in declared.items():
        ours = iri.partition("://")[2].startswith(ONTOLOGY.partition("://")[2][:-1])
        meant = ONTOLOGY if ours else PREFIXES.get(prefix, iri)
        if iri != meant:
            return Hint("other-namespace", f"{prefix}: stands here for <{meant}>, not for <{iri}>")
    return None


def _term(found: tuple[Token, ...], declared: dict[str, str]) -> Hint | None:
    for written, name in _names(found, declared):
        if name not in _terms():
            near = get_close_matches(name, sorted(_terms()), 3)
            like = f": near it are {', '.join(f'az:{each}' for each in near)}" if near else ""
            return Hint("unknown-term", f"no term {written} in the ontology{like}")
    return None


def _names(found: tuple[Token, ...], declared: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What the query names in the namespace of the ontology: as it is written, and the name there."""
    own = [f"{prefix}:" for prefix, iri in declared.items() if iri == ONTOLOGY] or ["az:"]
    heads = {"name": own, "iri": [f"<{ONTOLOGY}"]}
    for token in found:
        for head in heads.get(token.kind, ()):
            name = token.text.removeprefix(head).removesuffix(">")
            if token.text.startswith(head) and name:
                yield token.text, name


def _unbound(found: tuple[Token, ...]) -> Hint | None:
    """A variable that a SELECT names and nothing else does.

    >>> _unbound(tuple(tokens("SELECT ?n ?titel { ?n a ?title } ORDER BY ?title"))).text
    'nothing binds ?titel: it stands in SELECT alone'
    """
    names = Counter(token.text[1:] for token in found if token.kind == "variable")
    selected = False
    for before, token in pairwise(found):
        selected = (
            (selected or before.upper == "SELECT")
            and token.text not in ("{", "(")
            and token.upper != "WHERE"
        )
        if selected and token.kind == "variable" and names[token.text[1:]] == 1:
            return Hint(
                "unbound-variable", f"nothing binds {token.text}: it stands in SELECT alone"
            )
    return None


@cache
def _terms() -> frozenset[str]:
    """Names in the namespace of the ontology: terms, and the one comparator that ODRL lacks."""
    return frozenset({"between", *(t.removeprefix("ontology#") for t in released() if "#" in t)})


def _compares(text: str, properties: str, value: str) -> bool:
    """Whether a value of one of the ``properties`` is written, or compared with, as ``value``."""
    if re.search(rf"{properties}\s+{value}", text):
        return True
    names = set(re.findall(rf"{properties}\s+[?$](\w+)", text))
    return any(
        re.search(rf"[?$]{n}\s*{_COMPARED}\s*{value}|[?$]{n}\s+(?:NOT\s+)?IN\s*\(\s*{value}", text)
        or re.search(rf"(?<![\w\"]){value}\s*{_COMPARED}\s*[?$]{n}\b", text)
        for n in names
    )


def _codes(text: str) -> Iterator[tuple[str, str]]:
    """Scheme and notation of each code that the query names."""
    yield from re.findall(rf"<{re.escape(BASE)}code/([a-z-]+)/([\w-]+)>", text)
    for prefix, scheme in _PREFIX.findall(text):
        for notation in re.findall(rf"(?<![\w?$:/]){re.escape(prefix)}:([\w-]+)", text):
            yield scheme, notation


@cache
def _notations() -> dict[str, frozenset[str]]:
    lists = (
        ("sector", [c.notation for c in codes.sectors()]),
        ("hazard", [c.notation for c in codes.hazards()]),
        ("measure", [c.notation for c in codes.measures()]),
        ("function", [c.notation for c in codes.functions()]),
        ("mechanism", [c.notation for c in codes.mechanisms()]),
    )
    return {scheme: frozenset(found) for scheme, found in lists}
