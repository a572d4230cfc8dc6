"""What a worker reports of a job that failed, as the error a client gets."""

from __future__ import annotations

from service.engine.jobs import Job
from service.errors import (
    EngineFailed,
    MemoryExceeded,
    QueryFailed,
    QuerySyntaxError,
    ResultTooLarge,
    ServiceError,
)
from service.sparql.grammar import find_fault
from service.sparql.lexer import offset_of, place, token_at, tokens


def failure(report: dict[str, object], job: Job) -> ServiceError:
    """The error that a worker's report stands for."""
    kind, message = report["kind"], str(report.get("message", ""))
    if kind == "limit":
        return _limit(str(report["what"]), int(str(report["limit"])))
    if kind == "syntax":
        return syntax_error(message, job.text)
    if kind == "memory":
        return MemoryExceeded(
            "查询所需内存超过上限。", "The query needed more memory than allowed."
        )
    if kind == "failed" or kind == "io":
        return QueryFailed(f"查询无法执行：{message}", f"The query cannot be evaluated: {message}")
    return EngineFailed(f"读取图谱失败：{message}", f"Reading the graph failed: {message}")


def _limit(what: str, limit: int) -> ResultTooLarge:
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
    return QuerySyntaxError(
        f"第 {fault.line} 行第 {fault.column} 列，{near}有语法错误；此处可用：{wanted}。",
        f"Syntax error at line {fault.line}, column {fault.column}, at "
        f"{fault.token or 'the end of the query'!r}; expected one of: {', '.join(fault.expected)}.",
        line=fault.line,
        column=fault.column,
        token=fault.token,
        expected=list(fault.expected),
    )


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
    return QuerySyntaxError(
        f"第 {line} 行第 {column} 列：前缀“{prefix}:”没有声明。请在查询开头加 PREFIX {prefix}: <…>。",
        f"Line {line}, column {column}: prefix {prefix!r} is not declared. "
        f"Put PREFIX {prefix}: <…> at the start of the query.",
        line=line,
        column=column,
        token=token,
    )
