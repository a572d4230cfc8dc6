"""A query as Oxigraph reads it rightly: it answers date + duration for half of all names of variables."""

from __future__ import annotations

import re
from collections.abc import Callable

from lark import Token, Tree

from service.sparql.grammar import parse

_COMMENT = re.compile(r"#[^\r\n]*")
_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")
#: Longer operands are written once, not once for each order: that would double with each + in a row.
_SHORT = 300

#: Texts of a node's children and those between them (one more than children) to the node's text.
Write = Callable[[list[str], list[str]], str]


def mended(text: str, update: bool = False) -> str:
    """The query or update with each ``a + b`` as a difference, which the engine does not turn round: it sorts
    the operands of +, and takes a duration before a date for an error.

    >>> mended("SELECT (?a + ?b AS ?c) {}")
    'SELECT (COALESCE(?a - (-(?b)), ?b - (-(?a))) AS ?c) {}'
    >>> mended("SELECT (?a + 1 AS ?c) { ?s :p+ ?a }")
    'SELECT (?a + 1 AS ?c) { ?s :p+ ?a }'
    """
    return _written(text, "additive", _sum, update) if "+" in text else text


def _sum(inner: list[str], gaps: list[str]) -> str:
    """The sum or difference of ``inner``; one with a signed number, or nothing to add, as it is."""
    signs = [_COMMENT.sub("", gap).strip() for gap in gaps[1:-1]]
    if "+" not in signs or set(signs) - {"+", "-"}:
        return _joined(inner, gaps)
    whole = inner[0]
    for sign, term in zip(signs, inner[1:], strict=True):
        plain = sign == "-" or _NUMBER.fullmatch(term) or _NUMBER.fullmatch(whole)
        whole = f"{whole} {sign} {term}" if plain else _difference(whole, term)
    return whole


def _difference(one: str, other: str) -> str:
    """``one + other`` in both orders, since either may be the date."""
    forwards = f"{one} - (-({other}))"
    if len(one) + len(other) > _SHORT:
        return forwards
    return f"COALESCE({forwards}, {other} - (-({one})))"


def _joined(inner: list[str], gaps: list[str]) -> str:
    return gaps[0] + "".join(word + gap for word, gap in zip(inner, gaps[1:], strict=True))


def _written(text: str, kind: str, write: Write, update: bool = False) -> str:
    """The text with its nodes of one kind by ``write``, from the inside out; as it is where it does
    not parse."""
    tree = parse(text, update)

    def of(node: Tree[Token]) -> str:
        inner, gaps, at = list[str](), list[str](), node.meta.start_pos
        for child in node.children:
            if isinstance(child, Tree) and not child.meta.empty:
                gaps.append(text[at : child.meta.start_pos])
                inner.append(of(child))
                at = child.meta.end_pos
        gaps.append(text[at : node.meta.end_pos])
        return write(inner, gaps) if node.data == kind else _joined(inner, gaps)

    try:
        if tree is not None:
            return text[: tree.meta.start_pos] + of(tree) + text[tree.meta.end_pos :]
    except RecursionError:
        pass
    return text
