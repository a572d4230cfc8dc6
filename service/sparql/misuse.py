"""What is SPARQL by its grammar and against its other rules (SPARQL 1.1, 18.2.4 and the notes of 19.8): the engine refuses
it where the query ends, without a word on how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lark import Token, Tree

from service.sparql.grammar import parse

Node = Tree[Token]
#: How many values a function takes, least and most, where that is no other number.
_VALUES = {
    **dict.fromkeys(
        ("CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "LANGMATCHES", "STRLANG", "STRDT", "SAMETERM"), (2, 2)
    ),
    **dict.fromkeys(("REGEX", "SUBSTR"), (2, 3)),
    **dict.fromkeys(("STR", "LANG", "DATATYPE", "BOUND", "IRI", "URI", "STRLEN", "UCASE", "LCASE", "YEAR", "MONTH", "DAY"), (1, 1)),
    "REPLACE": (3, 4),
    "IF": (3, 3),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Misuse:
    """What is against the rules at ``offset`` (characters), and what to do."""

    offset: int
    token: str
    zh: str
    en: str


def find_misuse(text: str, update: bool = False) -> Misuse | None:
    """The first of a query or an update; None where it keeps the rules that are known here, or does not parse."""
    tree = parse(text, update)
    try:
        found = list(_misuses(tree)) if tree is not None else []
    except RecursionError:
        return None
    return min(found, key=lambda each: each.offset, default=None)


def _misuses(tree: Node) -> Iterator[Misuse]:
    for node in tree.iter_subtrees():
        if node.data in ("select_query", "sub_select"):
            yield from _of_select(node)
        elif node.data == "filter":
            yield from _of_filter(node)
        elif node.data == "group_graph_pattern":
            yield from _of_group(node)
        elif node.data == "builtin_call":
            yield from _of_call(node)
    if not any(True for _ in tree.find_data("base_decl")):
        yield from map(_relative, filter(_is_relative, tree.scan_values(_is_iri)))


def _of_select(node: Node) -> Iterator[Misuse]:
    clause, where, modifier = (
        next(node.find_data(name))
        for name in ("select_clause", "where_clause", "solution_modifier")
    )
    conditions = list(modifier.find_data("group_clause"))
    counted = next(_aggregates(clause, modifier), None)
    grouped = set(_grouped(conditions))
    computed = {name for each in conditions for name, _ in _variables(each)}
    named: set[str] = set()
    if not clause.children and (conditions or counted):
        yield Misuse(
            clause.meta.start_pos, "SELECT",
            "有 GROUP BY 或 COUNT 这类统计时不能写 SELECT *，请写出要的变量",
            "SELECT * goes with neither GROUP BY nor aggregates such as COUNT: name the variables",
        )  # fmt: skip
    there = {name for name, _ in _variables(where)}
    for child, alias in _columns(clause):
        reads = list(_variables(child, bare=True))
        if conditions or counted:
            yield from (
                _unnamed(at, name) if name in computed else _ungrouped(at, name, bool(conditions))
                for name, at in reads
                if name not in grouped | named
            )
        for name, at in _variables(alias or child):
            if name in named or (alias is not None and name in there | grouped):
                yield _taken(at, name)
            named.add(name)


def _columns(clause: Node) -> Iterator[tuple[Node, Node | None]]:
    """What a SELECT names: an expression with the variable behind AS, or a variable alone."""
    children = iter(each for each in clause.children if isinstance(each, Tree))
    for child in children:
        yield child, next(children) if child.data == "expression" else None


def _grouped(clauses: list[Node]) -> Iterator[str]:
    """The variables by which a query groups."""
    for clause in clauses:
        for condition in clause.find_data("group_condition"):
            last = condition.children[-1]
            name = [name for name, _ in _variables(condition)][-1:]
            if _is(last, "var") or (name and _width(last) == len(f"?{name[0]}")):
                yield name[0]


def _width(node: Token | Node) -> int:
    return node.meta.end_pos - node.meta.start_pos if isinstance(node, Tree) else len(node)


def _aggregates(*nodes: Node) -> Iterator[Token]:
    for node in nodes:
        for call in node.find_data("builtin_call"):
            first = call.children[0]
            if isinstance(first, Token) and first.type == "AGGREGATE":
                yield first


def _variables(node: Node, bare: bool = False) -> Iterator[tuple[str, Token]]:
    """Each variable of the node with where it stands; ``bare``: those outside of aggregates and of patterns."""
    if node.data == "var":
        token = node.children[0]
        assert isinstance(token, Token)
        yield token[1:], token
        return
    first = node.children[0] if node.children else None
    if bare and (node.data == "group_graph_pattern" or getattr(first, "type", "") == "AGGREGATE"):
        return
    for child in node.children:
        if isinstance(child, Tree):
            yield from _variables(child, bare)


def _ungrouped(at: Token, name: str, grouped: bool) -> Misuse:
    zh = f"在 GROUP BY 里加上 ?{name}" if grouped else f"在最后的 }} 之后加 GROUP BY ?{name}"
    en = f"add ?{name} to GROUP BY" if grouped else f"add GROUP BY ?{name} behind the last }}"
    return Misuse(
        at.start_pos or 0, str(at),
        f"有统计（如 COUNT）或分组的查询里，不统计的变量都要分组：请{zh}，或写 (SAMPLE(?{name}) AS ?某名)",
        f"where something is counted or grouped, each variable that is not counted is grouped by: {en}, or write "
        f"(SAMPLE(?{name}) AS ?other)",
    )  # fmt: skip


def _unnamed(at: Token, name: str) -> Misuse:
    return Misuse(
        at.start_pos or 0, str(at),
        f"?{name} 只在 GROUP BY 算出的值里，本身没有分组：请在那里用 AS 起名，如 GROUP BY (YEAR(?{name}) AS ?k)，SELECT 里只写 ?k",
        f"?{name} stands in a value that GROUP BY computes and is not grouped by itself: name that value there, as in "
        f"GROUP BY (YEAR(?{name}) AS ?k), and select ?k alone",
    )  # fmt: skip


def _taken(at: Token, name: str) -> Misuse:
    return Misuse(
        at.start_pos or 0, str(at),
        f"?{name} 已经有值了，AS 后面请换一个没用过的变量名",
        f"?{name} has a value already: take a variable behind AS that is not used yet",
    )  # fmt: skip


def _of_filter(node: Node) -> Iterator[Misuse]:
    if any(True for _ in node.find_data("group_graph_pattern")):
        return
    for at in _aggregates(node):
        yield Misuse(
            at.start_pos or 0, str(at),
            f"FILTER 里不能用 {at.upper()}：分组之后再筛，写 GROUP BY … HAVING (…)",
            f"no {at.upper()} in FILTER: groups are narrowed by GROUP BY … HAVING (…)",
        )  # fmt: skip


def _of_group(node: Node) -> Iterator[Misuse]:
    """BIND gives a variable a value that has one in the patterns ahead of it."""
    there: set[str] = set()
    for child in node.children:
        if not isinstance(child, Tree) or child.data in ("filter", "minus"):
            continue
        found = list(_variables(child))
        if child.data == "bind":
            name, at = found[-1]
            if name in there:
                yield _taken(at, name)
            there.add(name)
        else:
            there.update(name for name, _ in found)


def _of_call(node: Node) -> Iterator[Misuse]:
    name = node.children[0]
    if not isinstance(name, Token) or name.upper() not in _VALUES:
        return
    given = sum(_is(each, "expression") for each in node.children[1].children)  # type: ignore[union-attr]
    least, most = _VALUES[name.upper()]
    if not least <= given <= most:
        zh, en = (
            str(least) if least == most else f"{least}{word}{most}" for word in (" 或 ", " or ")
        )
        yield Misuse(
            name.start_pos or 0, str(name),
            f"{name.upper()} 的括号里要 {zh} 个值，这里有 {given} 个",
            f"{name.upper()} takes {en} values, here are {given}",
        )  # fmt: skip


def _is_iri(token: object) -> bool:
    return isinstance(token, Token) and token.type == "IRIREF"


def _is_relative(token: Token) -> bool:
    return ":" not in token


def _relative(token: Token) -> Misuse:
    return Misuse(
        token.start_pos or 0, str(token),
        f"{token} 不是完整的 IRI：请从 https:// 写起，或在开头用 BASE 说明从哪里算起",
        f"{token} is no whole IRI: begin it with https://, or say by BASE what it begins with",
    )  # fmt: skip


def _is(node: object, name: str) -> bool:
    return isinstance(node, Tree) and node.data == name
