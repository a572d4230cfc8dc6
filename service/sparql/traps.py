"""Traps of SPARQL itself: what every reader takes for something else than the standard, or the engine, makes of it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from service.sparql.hint import Hint
from service.sparql.lexer import Token

#: Tokens; what stands in brackets is a tuple that begins with the opening one.
Nested: TypeAlias = "tuple[Token | Nested, ...]"

#: Brackets in brackets of which no person has written the query.
DEEPEST = 50
_CLOSING = {"{": "}", "(": ")"}
#: Without one of these words there is no trap.
_TELLING = frozenset(("HAVING", "SUM", "AVG", "REGEX", "REPLACE"))
_BACK = re.compile(r"(?<!\\)(?:\\\\)*\\[1-9]")
#: Words behind which brackets bind nothing.
_SKIPPED = ("OPTIONAL", "MINUS", "FILTER")


def trap_of(found: Sequence[Token]) -> Hint | None:
    """The first trap of a query that parses, None for nearly all."""
    if not any(token.upper in _TELLING for token in found):
        return None
    query = nested(found)
    return next((hint for look in _TRAPS if (hint := look(query))), None)


def nested(found: Sequence[Token]) -> Nested:
    """The tokens by brackets; nothing where they stand deeper than ``DEEPEST``.

    >>> from service.sparql.lexer import tokens
    >>> [len(each) for each in nested(tuple(tokens("ASK { ?s a ?c } ORDER BY (?s)"))) if not isinstance(each, Token)]
    [4, 2]
    >>> nested(tuple(tokens("(" * 1000)))
    ()
    """
    stack: list[list[Token | Nested]] = [[]]
    for token in found:
        if token.text in _CLOSING:
            stack.append([token])
            if len(stack) > DEEPEST:
                return ()
        elif token.text in _CLOSING.values() and len(stack) > 1:
            stack[-2].append(tuple(stack.pop()))
        else:
            stack[-1].append(token)
    while len(stack) > 1:
        stack[-2].append(tuple(stack.pop()))
    return tuple(stack[0])


def _having(query: Nested) -> Hint | None:
    """HAVING is evaluated before SELECT gives its names (SPARQL 1.1, 18.2.4.2); those of GROUP BY are there.

    >>> from service.sparql.lexer import tokens
    >>> def name(text): return getattr(_having(nested(tuple(tokens(text)))), "name", "")
    >>> name("SELECT ?s (COUNT(?t) AS ?n) { ?s ?p ?t } GROUP BY ?s HAVING(?n > 2)")
    'having-alias'
    >>> name("SELECT ?s (COUNT(?t) AS ?n) { ?s ?p ?t } GROUP BY ?s HAVING(COUNT(?t) > 2)")
    ''
    >>> name("SELECT ?y { ?s ?p ?t } GROUP BY (YEAR(?t) AS ?y) HAVING(?y > 2)")
    ''
    """
    for select in _selects(query):
        clauses = _clauses(select)
        given = _named(clauses["SELECT"]) - set(_variables(clauses.get("GROUP", ())))
        for name in _variables(_without_groups(clauses.get("HAVING", ()))):
            if name in given:
                return Hint(
                    "having-alias",
                    f"HAVING is evaluated before SELECT gives the name {name}, which has no value there: repeat the expression, HAVING(COUNT(?x) > 100)",
                    f"HAVING 先于 SELECT 里的命名求值，其中 {name} 没有值：请重写算式，如 HAVING(COUNT(?x) > 100)。",
                )
    return None


def _summed(query: Nested) -> Hint | None:
    """A sum of which one value is none is an error (SPARQL 1.1, 18.5.1.3), and its cell empty.

    >>> from service.sparql.lexer import tokens
    >>> def name(text): return getattr(_summed(nested(tuple(tokens(text)))), "name", "")
    >>> name("SELECT (SUM(?d) AS ?n) { { ?s <a> ?d } UNION { ?s <b> ?e } }")
    'sum-of-unbound'
    >>> name("SELECT (SUM(?d) AS ?n) { { ?s <a> ?d } UNION { ?s <b> ?d } OPTIONAL { ?s <c> ?e } }")
    ''
    >>> name("SELECT (SUM(COALESCE(?d, 0)) AS ?n) { ?s <a> ?e OPTIONAL { ?s <b> ?d } }")
    ''
    """
    for select in _selects(query):
        clauses = _clauses(select)
        where = clauses["WHERE"]
        there, sure = set(_variables(where)), bound(where)
        for name in _sums((*clauses["SELECT"], *clauses.get("HAVING", ()))):
            if name in there - sure:
                return Hint(
                    "sum-of-unbound",
                    f"{name} is bound in a part of the rows alone (UNION, OPTIONAL); one row without it leaves the sum without a value: "
                    f"SUM(COALESCE({name}, 0))",
                    f"{name} 只在一部分行里有值（UNION、OPTIONAL），有一行没有，合计就没有值：请写 SUM(COALESCE({name}, 0))。",
                )
    return None


def _pattern(query: Nested) -> Hint | None:
    r"""Expressions that the engine has not (back-references; XPath F&O, 5.6.1), or takes for what they are not.

    >>> from service.sparql.lexer import tokens
    >>> def name(text): return getattr(_pattern(nested(tuple(tokens(text)))), "name", "")
    >>> name(r'ASK { ?s ?p ?x FILTER REGEX(?x, "^(ab)\\1$") }'), name(r'ASK { ?s ?p ?x FILTER REGEX(?x, "第\\d") }')
    ('back-reference', '')
    >>> name('SELECT (REPLACE(?x, "-*", "") AS ?y) { ?s ?p ?x }'), name('SELECT (REPLACE(?x, "-+", "") AS ?y) { ?s ?p ?x }')
    ('empty-match', '')
    """
    for function, text in _expressions(query):
        if _BACK.search(text):
            return Hint(
                "back-reference",
                "expressions here have no back-references (\\1), so that the call has no value: spell the repetition out, or compare outside",
                "这里的正则表达式没有反向引用（\\1），这一调用没有值：请把重复的写出来，或取回后再比。",
            )
        if function == "REPLACE" and _matches_empty(text):
            return Hint(
                "empty-match",
                "the expression of REPLACE matches the empty string, which the standard has for an error (FORX0003): write + for *",
                "REPLACE 的表达式能匹配空串，标准规定这是错误（FORX0003）：请用 + 代替 *。",
            )
    return None


_TRAPS: tuple[Callable[[Nested], Hint | None], ...] = (_having, _summed, _pattern)


def bound(group: Nested) -> set[str]:
    """The variables (?name) that each solution of a group graph pattern has.

    >>> from service.sparql.lexer import tokens
    >>> def names(text): return sorted(bound(nested(tuple(tokens(text)))[0]))
    >>> names("{ ?a <p> ?b OPTIONAL { ?b <p> ?c } FILTER EXISTS { ?b <q> ?d } BIND(1 AS ?e) VALUES (?f ?g) { (1 2) } }")
    ['?a', '?b', '?e', '?f', '?g']
    >>> names("{ { ?a <p> ?b } UNION { ?a <q> ?c } UNION { ?a <r> ?b } GRAPH ?g { ?x a ?y } VALUES ?u { UNDEF } }")
    ['?a', '?g', '?x', '?y']
    >>> names("{ { SELECT ?a (MAX(?b) AS ?m) { ?a <p> ?b } GROUP BY ?a } { SELECT * { ?c a ?d } } }")
    ['?a', '?c', '?d', '?m']
    """
    if _word(group, 1) == "SELECT":
        clauses = _clauses(group[1:])
        given, inside = _named(clauses["SELECT"]), bound(clauses["WHERE"])
        shown = set(
            _variables(tuple(each for each in clauses["SELECT"] if isinstance(each, Token)))
        )
        return given | (shown & inside) if given or shown else inside
    names: set[str] = set()
    at = 1
    while at < len(group):
        item, word = group[at], _word(group, at)
        if word in _SKIPPED:
            at = _behind(group, at)
            if word == "FILTER" and not any(map(_is_group, group[at : at + 1])):
                # a row without the value hardly passes
                names.update(_variables(group[at : at + 1]))
        elif word == "BIND":
            at = _behind(group, at)
            names |= _named(group[at : at + 1])
        elif word == "VALUES":
            braces = _behind(group, at, braces=True)
            if not any(token.upper == "UNDEF" for token in _flat(group[braces : braces + 1])):
                names.update(_variables(group[at + 1 : braces]))
            at = braces
        elif _is_group(item):
            branches = [item]
            while _word(group, at + 1) == "UNION" and at + 2 < len(group):
                branches.append(group[at + 2])
                at += 2
            names |= set.intersection(*(bound(b) for b in branches if not isinstance(b, Token)))
        else:
            names.update(_variables((item,)))
        at += 1
    return names


def _behind(group: Nested, at: int, braces: bool = False) -> int:
    """Where the next brackets stand, or braces, or the end."""
    places = range(at + 1, len(group))
    return next(
        (n for n in places if (_is_group(group[n]) if braces else not isinstance(group[n], Token))),
        len(group),
    )


def _selects(query: Nested) -> Iterator[Nested]:
    """Each SELECT with its clauses, those of sub-queries too."""
    for at, item in enumerate(query):
        if isinstance(item, Token):
            if item.upper == "SELECT":
                yield query[at:]
        else:
            yield from _selects(item)


def _clauses(select: Nested) -> dict[str, Nested]:
    """What stands behind the words of a SELECT; of WHERE the group."""
    found: dict[str, list[Token | Nested]] = {"SELECT": [], "WHERE": []}
    clause = "SELECT"
    for item in select[1:]:
        word = item.upper if isinstance(item, Token) else ""
        if word in ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES", "FROM", "WHERE"):
            clause = word
        elif clause in ("SELECT", "FROM", "WHERE") and _is_group(item):
            found["WHERE"] = list(item) if not isinstance(item, Token) else []
            clause = ""
        else:
            found.setdefault(clause, []).append(item)
    return {name: tuple(items) for name, items in found.items()}


def _sums(items: Nested) -> Iterator[str]:
    """The variables of which a sum or an average is made as they are."""
    for at, item in enumerate(items):
        if isinstance(item, Token):
            continue
        inside = [
            each for each in item[1:] if not (isinstance(each, Token) and each.upper == "DISTINCT")
        ]
        if _word(items, at - 1) in ("SUM", "AVG") and len(inside) == 1:
            yield from _variables(tuple(inside))
        yield from _sums(item)


def _expressions(items: Nested) -> Iterator[tuple[str, str]]:
    """REGEX or REPLACE, and the expression that it is called with, where that is written out."""
    for at, item in enumerate(items):
        if isinstance(item, Token):
            continue
        function = _word(items, at - 1)
        if function in ("REGEX", "REPLACE"):
            commas = [
                n for n, each in enumerate(item) if isinstance(each, Token) and each.text == ","
            ]
            written = [_string(item, n + 1) for n in commas]
            literally = len(written) == (2 if function == "REGEX" else 3) and "q" in written[-1]
            if written and written[0] and not literally:
                yield function, written[0]
        yield from _expressions(item)


def _string(items: Nested, at: int) -> str:
    """What a literal stands for; empty where there is none."""
    item = items[at] if at < len(items) else None
    literal = isinstance(item, Token) and item.kind == "string"
    return (
        item.text.strip("\"'").replace("\\\\", "\\") if literal and isinstance(item, Token) else ""
    )


def _matches_empty(expression: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return re.match(expression, "") is not None
        except (re.error, OverflowError, RecursionError):
            return False


def _flat(items: Nested) -> Iterator[Token]:
    for item in items:
        if isinstance(item, Token):
            yield item
        else:
            yield from _flat(item)


def _without_groups(items: Nested) -> Nested:
    """The items without braces, at any depth."""
    kept = (each for each in items if not _is_group(each))
    return tuple(e if isinstance(e, Token) else _without_groups(e) for e in kept)


def _variables(items: Nested) -> Iterator[str]:
    return (f"?{token.text[1:]}" for token in _flat(items) if token.kind == "variable")


def _named(items: Nested) -> set[str]:
    """What AS names in the brackets among them."""
    variables = (tuple(_variables((each,))) for each in items if not isinstance(each, Token))
    return {found[-1] for found in variables if found}


def _word(items: Nested, at: int) -> str:
    item = items[at] if 0 <= at < len(items) else None
    return item.upper if isinstance(item, Token) else ""


def _is_group(item: Token | Nested) -> bool:
    return not isinstance(item, Token) and any(
        isinstance(each, Token) and each.text == "{" for each in item[:1]
    )
