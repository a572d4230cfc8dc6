"""The protocol's ``using-graph-uri`` parameters, written into the update they belong to."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from service.errors import BadRequest
from service.sparql.lexer import Token, tokens


def add_using(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """``text`` with USING clauses before each WHERE of its operations.

    An update that has USING or WITH of its own must not be sent with these parameters (SPARQL 1.1
    Protocol, 2.2.3)."""
    words = list(tokens(text))
    if any(word.upper in ("USING", "WITH") for word in words):
        raise BadRequest(
            "更新文本里已有 USING 或 WITH，不能再用 using-graph-uri 参数。",
            "The update has USING or WITH; using-graph-uri must not be sent with it.",
        )
    clauses = [f"USING <{_iri(each)}>" for each in default]
    clauses += [f"USING NAMED <{_iri(each)}>" for each in named]
    places = [word.start for word in _where(words)]
    for start in reversed(places):
        text = f"{text[:start]}{' '.join(clauses)} {text[start:]}"
    return text


def _where(words: list[Token]) -> list[Token]:
    """The WHERE of each DELETE/INSERT operation; that of DELETE WHERE takes no USING, nor do those
    inside a pattern."""
    found, depth = [], 0
    for before, word in zip([None, *words], words, strict=False):
        depth += (word.text == "{") - (word.text == "}")
        short = before is not None and before.upper == "DELETE"
        if word.upper == "WHERE" and depth == 0 and not short:
            found.append(word)
    return found


def _iri(text: str) -> str:
    try:
        return ox.NamedNode(text).value
    except ValueError:
        raise BadRequest(f"“{text}”不是有效的 IRI。", f"{text!r} is not an IRI.") from None
