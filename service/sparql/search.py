"""Search for words inside a query: ``SERVICE text:index { ?task text:contains "燃气" }``.

By SPARQL 1.1 a SERVICE stands for the solutions of its pattern at another place; here that place is the
index of words beside the graph, and its solutions are written into the query before it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pyoxigraph as ox

from ontology import ids
from service.errors import BadRequest
from service.sparql.lexer import Token, tokens

#: Namespace of the two names, by their usual prefix.
NAMES = ids.BASE + "text#"
_INDEX, _CONTAINS = (("text:" + name, f"<{NAMES}{name}>") for name in ("index", "contains"))
_TEXT = f"<{ids.ONTOLOGY}text>"

#: Words and the name of the variable to the pattern that takes their place.
Solve = Callable[[str, str], str]


def searched(text: str, solve: Solve) -> str:
    """The query with the solutions of each search in its place.

    >>> searched('SELECT * { SERVICE text:index { ?t text:contains "a" } }', lambda v, w: f"[{v} {w}]")
    'SELECT * { [?t a] }'
    """
    if "index" not in text:
        return text
    for start, end, variable, words in reversed(list(_searches(list(tokens(text))))):
        text = text[:start] + solve(variable, words) + text[end:]
    return text


def _searches(found: list[Token]) -> Iterator[tuple[int, int, str, str]]:
    """Start and end of each search, its variable and words.

    Raises:
        BadRequest: what is asked of the index is more than one variable and its words."""
    for at, token in enumerate(found):
        if token.upper != "SERVICE" or not any(t.text in _INDEX for t in found[at + 1 : at + 2]):
            continue
        pattern = [each for each in found[at + 2 : at + 8] if each.text != "."][:5]
        if not _is_search(pattern):
            raise BadRequest(
                'text:index 只接受一个式子：SERVICE text:index { ?任务变量 text:contains "词语" }，词语一次一个，其余条件写在花括号外。',
                'text:index takes one pattern: SERVICE text:index { ?variable text:contains "words" }; other conditions '
                "stand outside its braces.",
            )
        _, variable, _, words, closes = pattern
        yield token.start, closes.start + 1, variable.text, _value(words.text)


def outside(found: Sequence[Token]) -> bool:
    """Whether ``text:contains`` stands anywhere but in ``SERVICE text:index { … }``, where it finds nothing.

    >>> [outside(list(tokens("{ %s ?t text:contains 'a' }" % each))) for each in ("SERVICE text:index {", "?t a az:Task .")]
    [False, True]
    """
    return any(
        token.text in _CONTAINS
        and token.kind in ("name", "iri")
        and not (at > 3 and found[at - 4].upper == "SERVICE" and found[at - 3].text in _INDEX)
        for at, token in enumerate(found)
    )


def _is_search(pattern: list[Token]) -> bool:
    """Whether the tokens behind the name of the index are ``{ ?variable text:contains "words" }``."""
    if len(pattern) < 5:
        return False
    opens, variable, property_, words, closes = pattern
    return (
        (opens.text, closes.text) == ("{", "}")
        and (variable.kind, words.kind) == ("variable", "string")
        and property_.text in _CONTAINS
    )


def _value(literal: str) -> str:
    """The characters that a string literal stands for."""
    parsed = next(iter(ox.parse(f"<x:> <x:> {literal} .", ox.RdfFormat.TURTLE)))
    assert isinstance(parsed.object, ox.Literal)
    return parsed.object.value


def by_reading(variable: str, words: Sequence[str]) -> str:
    """The same solutions by reading every task, for an engine without the index; ``words`` without capitals."""
    name = f"?said_{variable[1:]}"
    return f"{{ {variable} {_TEXT} {name} . {having(name, words)} }}"


def having(expression: str, words: Sequence[str]) -> str:
    """The pattern that the string ``expression`` has every one of the words, which are without capitals.

    >>> having("?said", ["燃气", "ai"])
    'FILTER(CONTAINS(?said, "燃气")) FILTER(CONTAINS(LCASE(?said), "ai"))'
    """
    return " ".join(
        f"FILTER(CONTAINS({f'LCASE({expression})' if word.upper() != word else expression}, {ox.Literal(word)}))"
        for word in words
    )
