"""How an answer differs from the expected one, in words; empty if it does not."""

from __future__ import annotations

from rdflib import Literal

from benchmarks.conformance.answers import Answer, Table
from benchmarks.conformance.compare import Row, by_value, same


def differ(
    expected: Answer, got: Answer, *, ordered: bool, lax: bool = False, as_text: bool = False
) -> str:
    """Numbers are compared by value; ``as_text`` (for CSV, which has no numbers) as written.
    ``lax``: duplicates may be there or not."""
    if isinstance(expected, Table) and isinstance(got, Table):
        return _differ_tables(expected, got, ordered, lax, as_text)
    if isinstance(expected, list) and isinstance(got, list):
        return differ_rows(expected, got, as_text)
    return "" if expected is got else f"expected {_kind(expected)}, got {_kind(got)}"


def _kind(answer: Answer) -> str:
    if isinstance(answer, bool):
        return str(answer).lower()
    return "solutions" if isinstance(answer, Table) else "a graph"


def _differ_tables(expected: Table, got: Table, ordered: bool, lax: bool, as_text: bool) -> str:
    ordered = ordered or expected.ordered
    expected, got = expected.by_name(), got.by_name()
    if expected.variables != got.variables:
        return f"expected the variables {expected.variables}, got {got.variables}"
    left, right = expected.rows, got.rows
    if lax:
        if not len(set(left)) <= len(right) <= len(left):
            return f"expected at most {len(left)} rows, got {len(right)}"
        left, right = list(set(left)), list(set(right))
    if ordered:
        left, right = _numbered(left), _numbered(right)
    return differ_rows(left, right, as_text)


def _numbered(rows: list[Row]) -> list[Row]:
    """Rows that are the same only in the same place."""
    return [(*row, Literal(f"row {place}")) for place, row in enumerate(rows)]


def differ_rows(expected: list[Row], got: list[Row], as_text: bool = False) -> str:
    """How two bags of rows differ."""
    if not as_text:
        expected, got = [by_value(row) for row in expected], [by_value(row) for row in got]
    if same(expected, got):
        return ""
    missing, extra = _without(expected, got), _without(got, expected)
    return f"{len(expected)} rows expected, {len(got)} got; missing: {missing}; too many: {extra}"


def _without(rows: list[Row], others: list[Row]) -> str:
    """The first rows that are not among ``others`` as they stand."""
    found = [row for row in rows if row not in others]
    shown = [" ".join("—" if term is None else term.n3() for term in row) for row in found[:2]]
    return ", ".join(shown) or "none but for blank nodes, order or how often"
