"""What is wrong with a query, as the error a client gets."""

from __future__ import annotations

import unicodedata

from service.errors import QuerySyntaxError, ResultTooLarge
from service.sparql.formats import PREFIXES
from service.sparql.grammar import find_fault
from service.sparql.lexer import offset_of, place, token_at, tokens


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


def syntax_error(message: str, text: str, update: bool = False) -> QuerySyntaxError:
    """A syntax error at its line, column and token: by the strict grammar where that objects too,
    otherwise (an undeclared prefix, say) where Oxigraph's ``error at L:C: expected …`` says."""
    fault = find_fault(text, update)
    if fault is None:
        return _as_engine_says(message, text)
    near = f"“{fault.token}”处" if fault.token else "查询末尾"
    wanted = "、".join(fault.expected)
    zh, en = _typed_wide(fault.token[:1])
    return QuerySyntaxError(
        f"第 {fault.line} 行第 {fault.column} 列，{near}有语法错误；{zh}此处可用：{wanted}。",
        f"Syntax error at line {fault.line}, column {fault.column}, at "
        f"{fault.token or 'the end of the query'!r}; {en}expected one of: {', '.join(fault.expected)}.",
        line=fault.line,
        column=fault.column,
        token=fault.token,
        expected=list(fault.expected),
    )


#: Signs of Chinese typing and of word processors, and what a query has for them.
_NARROW = dict(zip("“”‘’。、《》【】〈〉", "\"\"''.,<>[]<>", strict=True))


def _typed_wide(sign: str) -> tuple[str, str]:
    """What to type instead, where ``sign`` is a wide form of one that queries have; else nothing."""
    narrow = _NARROW.get(sign) or unicodedata.normalize("NFKC", sign)
    if narrow == sign or not narrow.isascii():
        return "", ""
    if narrow.isspace():
        return "这是全角或不换行空格，请改为普通空格；", "it is no ordinary blank, type one; "
    return f"“{sign}”是全角符号，请改用半角“{narrow}”；", f"type {narrow} for the wide {sign}; "


def _as_engine_says(message: str, text: str) -> QuerySyntaxError:
    head, _, expected = message.partition(": expected ")
    try:
        line, column = (int(part) for part in head.removeprefix("error at ").split(":"))
    except ValueError:
        return QuerySyntaxError(f"查询语法错误：{message}", f"Syntax error: {message}")
    offset = min(offset_of(text, line, column), len(text))
    if "Prefix not found" in expected:
        return _undeclared(text, offset)
    token = token_at(text, offset)
    line, column = place(text, offset)
    reason = expected.removeprefix("one of ").split(", [")[0].strip(" ,[]_\n") or "?"
    return QuerySyntaxError(
        f"第 {line} 行第 {column} 列“{token}”附近有错：{reason}。",
        f"Error near {token!r} at line {line}, column {column}: {reason}.",
        line=line,
        column=column,
        token=token,
    )


def _undeclared(text: str, offset: int) -> QuerySyntaxError:
    """The prefixed name that ends at ``offset`` has a prefix nobody declared."""
    name = next((t for t in tokens(text) if t.start < offset <= t.start + len(t.text)), None)
    start = name.start if name else offset
    token = name.text if name else ""
    line, column = place(text, start)
    prefix = token.partition(":")[0]
    iri = PREFIXES.get(prefix, "…")
    return QuerySyntaxError(
        f"第 {line} 行第 {column} 列：前缀“{prefix}:”没有声明。请在查询开头加 PREFIX {prefix}: <{iri}>。",
        f"Line {line}, column {column}: prefix {prefix!r} is not declared. "
        f"Put PREFIX {prefix}: <{iri}> at the start of the query.",
        line=line,
        column=column,
        token=token,
    )
