"""A query as Oxigraph reads it rightly: date + duration, which it answers for half of all names of
variables, and calls that SILENT lets fail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lark import Token, Tree

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


def without_silent_services(text: str, allow: tuple[str, ...] = ()) -> str:
    """The query without the calls SERVICE SILENT of what is not allow-listed: such a call would be
    refused, and SILENT asks for one empty solution in its place (SPARQL 1.1 Federated Query, 2.3).

    >>> without_silent_services("SELECT * { SERVICE SILENT <http://a> { ?s ?p ?o } }")
    'SELECT * { {} }'
    >>> without_silent_services("SELECT * { SERVICE SILENT <http://a> {} }", ("http://a",))
    'SELECT * { SERVICE SILENT <http://a> {} }'
    """

    def write(inner: list[str], gaps: list[str]) -> str:
        silent = "SILENT" in _COMMENT.sub("", gaps[0]).upper()
        return "{}" if silent and inner[0][1:-1] not in allow else _joined(inner, gaps)

    upper = text.upper()
    return _written(text, "service", write) if "SERVICE" in upper and "SILENT" in upper else text


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
    from lark import Tree

    from service.sparql.grammar import parse

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
