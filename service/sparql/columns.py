"""The order of the columns of a table of results, and what they are called."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
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


@cache
def heads() -> dict[str, str]:
    """By usual name of a variable what a reader calls the column in Chinese (``heads.tsv``); one who asks in words of
    his own keeps them."""
    text = files("service.sparql").joinpath("heads.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.splitlines()[1:])
