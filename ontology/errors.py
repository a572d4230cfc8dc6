"""The root of all errors this distribution raises on purpose."""

from __future__ import annotations


class AnzeError(Exception):
    """Something a user can act on: the message says what was read, where, what was expected
    and what to do. Each package derives its own in its ``errors`` module."""


class CodeListError(AnzeError):
    """A row of a code list does not have its table's columns."""

    def __init__(self, table: str, line: int, expected: int, found: int) -> None:
        super().__init__(
            f"ontology/codes/{table}.tsv 第 {line} 行应有 {expected} 列，实有 {found} 列；"
            f"请检查制表符。 Line {line} should have {expected} columns, has {found}: check its tabs."
        )


class UnknownTermError(AnzeError):
    """A name that is no term of the ontology."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"本体中没有 az:{name}；请核对拼写，或先在 ontology/modules 中定义。 "
            f"The ontology has no az:{name}: check its spelling, or define it in ontology/modules first."
        )


class ReasonerMissingError(AnzeError):
    """Java, which HermiT runs on, is not there."""

    def __init__(self, command: str) -> None:
        super().__init__(
            f"找不到 Java（{command}），无法运行 HermiT；请安装 Java 8 以上。 "
            f"{command} was not found, so HermiT cannot run: install Java 8 or later."
        )


class ReasonerError(AnzeError):
    """HermiT could not take the ontology."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"HermiT 未能检查本体：{reason}。请检查 ontology/modules 与示例数据。 "
            f"HermiT could not check the ontology: {reason}. Look at ontology/modules and the data."
        )
