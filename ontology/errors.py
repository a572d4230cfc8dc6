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
