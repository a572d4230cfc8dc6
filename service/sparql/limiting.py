"""How many solutions a query may give, written into its text."""

from __future__ import annotations

from itertools import pairwise

from service.sparql.lexer import Token, tokens


def limited(text: str, most: int) -> str:
    """A SELECT query that gives at most ``most`` solutions, the first of them.

    >>> limited("SELECT * { ?s ?p ?o } ORDER BY ?s # all", 5)
    'SELECT * { ?s ?p ?o } ORDER BY ?s # all\\nLIMIT 5'
    >>> limited("SELECT * { { SELECT * {} LIMIT 9 } } OFFSET 2 LIMIT 9", 5)
    'SELECT * { { SELECT * {} LIMIT 9 } } OFFSET 2 LIMIT 5'
    >>> limited("SELECT (EXISTS { ?s ?p 1 } AS ?x) {} VALUES ?s { <x> }", 5)
    'SELECT (EXISTS { ?s ?p 1 } AS ?x) {} LIMIT 5 VALUES ?s { <x> }'
    >>> limited("SELECT * {} LIMIT 3", 5)
    'SELECT * {} LIMIT 3'
    """
    behind = _behind(text)
    for word, number in pairwise(behind):
        if word.upper == "LIMIT" and number.kind == "number":
            end = number.start + len(number.text)
            return text[: number.start] + str(min(int(number.text), most)) + text[end:]
    values = next((token.start for token in behind if token.upper == "VALUES"), None)
    if values is None:
        return f"{text}\nLIMIT {most}"
    return f"{text[:values]}LIMIT {most} {text[values:]}"


def _behind(text: str) -> list[Token]:
    """The tokens behind the pattern of a query that stand in no brackets."""
    found: list[Token] = []
    depth, closed = 0, False
    for token in tokens(text):
        if token.text in ("{", "("):
            depth += 1
        elif token.text in ("}", ")"):
            depth -= 1
            closed = closed or (depth == 0 and token.text == "}")
        elif closed and depth == 0:
            found.append(token)
    return found
