"""The order of the columns of a table of results."""

from __future__ import annotations

import re

_TEXTS = re.compile(r"""<[^<>\s]*>|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#.*""")
_STAR = re.compile(r"\bSELECT\s+(?:(?:DISTINCT|REDUCED)\s+)?\*", re.IGNORECASE)


def in_order(names: list[str], query: str) -> list[str]:
    """Columns in the order in which the query names them: for ``SELECT *`` the engine gives them by
    the alphabet.

    >>> in_order(["due", "task", "text"], "SELECT * { ?task az:text ?text OPTIONAL { ?task az:due ?due } }")
    ['task', 'text', 'due']
    >>> in_order(["b", "a"], "# ?a\\nSELECT ?b ?a { ?a ?p ?b }")
    ['b', 'a']
    """
    plain = _TEXTS.sub(" ", query)
    if not _STAR.search(plain):
        return names
    named = [each[1] for each in re.finditer(r"[?$](\w+)", plain)]
    return sorted(names, key=lambda name: named.index(name) if name in named else len(named))
