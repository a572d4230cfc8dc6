"""What is wrong with a query, as the error a client gets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from service.errors import QuerySyntaxError, ResultTooLarge
from service.sparql.formats import PREFIXES
from service.sparql.lexer import Token, offset_of, place, token_at, tokens
from service.sparql.vocabulary import code_prefixes

if TYPE_CHECKING:
    from service.sparql.grammar import Fault
    from service.sparql.misuse import Misuse


def result_too_large(what: str, limit: int) -> ResultTooLarge:
    """A result of more than ``limit`` rows or bytes, or FROM graphs of more triples to be merged."""
    zh, en = {
        "rows": ("行", "rows"),
        "bytes": ("字节", "bytes"),
        "merge": ("条三元组（FROM 合并）", "triples (merging FROM graphs)"),
    }[what]
    return ResultTooLarge(
        f"结果超过 {limit:,} {zh}的上限，未发送任何部分。请加 LIMIT 与 OFFSET 分批取。",
        f"The result is past the limit of {limit:,} {en}; no part of it was sent. "
        "Fetch it in parts with LIMIT and OFFSET.",
        limit=limit,
        unit=what,
    )


def syntax_error(
    message: str, text: str, update: bool = False, with_prefixes: bool = False
) -> QuerySyntaxError:
    """A syntax error at its line, column and token: by the strict grammar where that objects too,
    otherwise (an undeclared prefix, say) where Oxigraph's ``error at L:C: expected …`` says.
    ``with_prefixes``: the usual ones need no declaration in ``text``."""
    # Not at the top: a query process starts without the parser, which only queries with a fault need.
    from service.sparql.grammar import UPDATES, find_fault
    from service.sparql.misuse import find_misuse

    fault = find_fault(text, update)
    if fault is None:
        if undeclared := tuple(_without_prefix(text, PREFIXES if with_prefixes else ())):
            return _undeclared(text, undeclared)
        misuse = find_misuse(text, update)
        return _against_a_rule(misuse, text) if misuse else _as_engine_says(message, text)
    if not update and fault.token.upper() in UPDATES and "SELECT" in fault.expected:
        return _writes(fault)
    near = f"“{fault.token}”处" if fault.token else "查询末尾"
    zh, en = (
        wide + what for wide, what in zip(_typed_wide(fault.token[:1]), _wanted(fault), strict=True)
    )
    return QuerySyntaxError(
        f"第 {fault.line} 行第 {fault.column} 列，{near}有语法错误；{zh}。",
        f"Syntax error at line {fault.line}, column {fault.column}, at "
        f"{fault.token or 'the end of the query'!r}; {en}.",
        line=fault.line,
        column=fault.column,
        token=fault.token,
        expected=list(fault.expected),
    )


def _writes(fault: Fault) -> QuerySyntaxError:
    """An update where queries are answered."""
    word = fault.token.upper()
    return QuerySyntaxError(
        f"第 {fault.line} 行第 {fault.column} 列：{word} 要改数据，这里只查询，不改。查询以 SELECT、ASK、CONSTRUCT 或 DESCRIBE 开头；"
        "更新带令牌发到 /sparql，写 update=…，不写 query=…。",
        f"Line {fault.line}, column {fault.column}: {word} changes data, and here is only asked. A query begins with SELECT, "
        "ASK, CONSTRUCT or DESCRIBE; updates are sent to /sparql with a token, as update=…, not query=….",
        line=fault.line,
        column=fault.column,
        token=fault.token,
    )


def _against_a_rule(misuse: Misuse, text: str) -> QuerySyntaxError:
    line, column = place(text, misuse.offset)
    return QuerySyntaxError(
        f"第 {line} 行第 {column} 列“{misuse.token}”：{misuse.zh}。",
        f"Line {line}, column {column}, {misuse.token!r}: {misuse.en}.",
        line=line,
        column=column,
        token=misuse.token,
    )


def _wanted(fault: Fault) -> tuple[str, str]:
    """What is missing where one thing is meant, or else some of what may stand there."""
    if fault.missing == "value":
        return (
            "这里少了一个值：变量、名称、IRI 或字面量",
            "a value is missing: a variable, a name, an IRI or a literal",
        )
    if fault.missing:
        return f"前面少了“{fault.missing}”", f"{fault.missing!r} is missing before it"
    some, more = fault.expected[:_TOLD], len(fault.expected) > _TOLD
    return (
        f"此处可用：{'、'.join(some)}{' 等' if more else ''}",
        f"expected one of: {', '.join(_CHINESE.sub('', each) for each in some)}{' and others' if more else ''}",
    )


#: Things that may stand at a place, told at most; what they are called in Chinese (?变量 variable).
_TOLD, _CHINESE = 4, re.compile("[\u4e00-\u9fff]+ ")


#: Signs of Chinese typing and of word processors, and what a query has for them.
_NARROW = dict(zip("“”‘’。、《》【】〈〉", "\"\"''.,<>[]<>", strict=True))


def _typed_wide(sign: str) -> tuple[str, str]:
    """What to type instead, where ``sign`` is a wide form of one that queries have; else nothing."""
    narrow = _NARROW.get(sign) or unicodedata.normalize("NFKC", sign)
    if narrow == sign or not narrow.isascii():
        return "", ""
    if narrow.isspace():
        return "这是全角或不换行空格，请改为普通空格；", "it is no ordinary blank, type one; "
    return f"“{sign}”是全角符号，请改用半角“{narrow}”；", f"type {narrow} for the wide {sign!r}; "


#: What the engine says in words, among the signs that it lists.
_SENTENCE = re.compile(r"[A-Z][\w*]*(?: [\w*]+){2,}")


def _as_engine_says(message: str, text: str) -> QuerySyntaxError:
    head, _, expected = message.partition(": expected ")
    try:
        line, column = (int(part) for part in head.removeprefix("error at ").split(":"))
    except ValueError:
        return QuerySyntaxError(f"查询语法错误：{message}", f"Syntax error: {message}")
    offset = min(offset_of(text, line, column), len(text))
    token = token_at(text, offset)
    line, column = place(text, offset)
    said = next(iter(_SENTENCE.findall(expected)), "")
    near = f"“{token}”附近" if token else "，查询末尾"
    return QuerySyntaxError(
        f"第 {line} 行第 {column} 列{near}有错{f'，引擎说：{said}' if said else '，写法不合 SPARQL'}。",
        f"Error near {token or 'the end of the query'!r} at line {line}, column {column}{f': {said}' if said else ''}.",
        line=line,
        column=column,
        token=token,
    )


def _without_prefix(text: str, declared: Iterable[str]) -> Iterator[Token]:
    """Of each prefix that neither the text declares nor ``declared`` has the first name."""
    found = list(tokens(text))
    own = {two.text.removesuffix(":") for one, two in pairwise(found) if one.upper == "PREFIX"}
    own.update(declared)
    for each in found:
        prefix = each.text.partition(":")[0]
        if each.kind == "name" and prefix not in own:
            own.add(prefix)
            yield each


def _undeclared(text: str, names: Sequence[Token]) -> QuerySyntaxError:
    """Where the first of the names stands; what to declare for all of them that are usual."""
    name = names[0]
    line, column = place(text, name.start)
    prefix, *others = (each.text.partition(":")[0] for each in names)
    known = {**PREFIXES, **code_prefixes()}
    lines = " ".join(f"PREFIX {p}: <{known[p]}>" for p in (prefix, *others) if p in known)
    zh, en = (
        (f"请在查询开头加 {lines}", f"Put {lines} at the start of the query")
        if prefix in known
        else (
            f"常用的前缀里也没有它：请写全 IRI，或用 {'、'.join(f'{each}:' for each in _USUAL)} 等",
            f"Nor is it a usual one: write the whole IRI, or use {', '.join(f'{each}:' for each in _USUAL)}",
        )
    )
    return QuerySyntaxError(
        f"第 {line} 行第 {column} 列：前缀“{prefix}:”没有声明。{zh}。",
        f"Line {line}, column {column}: prefix {prefix!r} is not declared. {en}.",
        line=line,
        column=column,
        token=name.text,
    )


#: Prefixes that are offered for one that nobody knows.
_USUAL = ("az", "skos", "dcterms", "xsd", "role", "sector")
