"""Search for words inside a query: ``SERVICE text:index { ?task text:contains "燃气" }``.

By SPARQL 1.1 a SERVICE stands for the solutions of its pattern at another place; here that place is the
index of words beside the graph, and its solutions are written into the query before it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
        name, *pattern = found[at + 1 : at + 8] or [token]
        if token.upper != "SERVICE" or name.text not in _INDEX:
            continue
        words = [each for each in pattern if each.text != "."]
        if [each.kind for each in words[1:4:2]] != ["variable", "string"] or not _is_search(words):
            raise BadRequest(
                'text:index 只接受一个式子：SERVICE text:index { ?任务变量 text:contains "词语" }，词语一次一个，其余条件写在花括号外。',
                'text:index takes one pattern: SERVICE text:index { ?variable text:contains "words" }; other conditions '
                "stand outside its braces.",
            )
        yield token.start, words[4].start + 1, words[1].text, _value(words[3].text)


def _is_search(pattern: list[Token]) -> bool:
    """Whether the tokens behind the name of the index are ``{ ?variable text:contains "words" }``."""
    texts = [each.text for each in pattern[:5]]
    return len(texts) == 5 and texts[2] in _CONTAINS and (texts[0], texts[4]) == ("{", "}")


def _value(literal: str) -> str:
    """The characters that a string literal stands for."""
    parsed = next(iter(ox.parse(f"<x:> <x:> {literal} .", ox.RdfFormat.TURTLE)))
    assert isinstance(parsed.object, ox.Literal)
    return parsed.object.value


def by_reading(variable: str, words: str) -> str:
    """The same solutions by reading every task, for an engine without the index."""
    name = f"?said_{variable[1:]}"
    tests = "".join(f" FILTER(CONTAINS({name}, {ox.Literal(each)}))" for each in words.split())
    return f"{{ {variable} {_TEXT} {name} .{tests} }}"
