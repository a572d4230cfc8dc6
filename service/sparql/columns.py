"""The order of the columns of a table of results."""

from __future__ import annotations

from itertools import pairwise

from service.sparql.lexer import tokens


def in_order(names: list[str], query: str) -> list[str]:
    """Columns in the order in which the query names them: for ``SELECT *`` the engine gives them by
    the alphabet.

    >>> in_order(["due", "task", "text"], "SELECT * { ?task az:text ?text OPTIONAL { ?task az:due ?due } }")
    ['task', 'text', 'due']
    >>> in_order(["b", "a"], "# ?a\\nSELECT ?b ?a { ?a ?p ?b }")
    ['b', 'a']
    """
    words = [t for t in tokens(query) if t.upper not in ("DISTINCT", "REDUCED")]
    if not any(one.upper == "SELECT" and two.text == "*" for one, two in pairwise(words)):
        return names
    named = [each.text[1:] for each in words if each.kind == "variable"]
    return sorted(names, key=lambda name: named.index(name) if name in named else len(named))
