"""Results of a query as a workbook for people: names for IRIs, numbers as numbers, a chart where there
is one to draw."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Mapping, Sequence
from typing import IO, Any

from service.lookup.ask import Asker
from service.lookup.columns import Cell, Column
from service.lookup.tables import Workbook
from service.lookup.terms import iri
from service.sparql.columns import heads, in_order

Term = Mapping[str, str]
Solution = Mapping[str, Term]

#: Rows of a workbook; a longer table is for programs, which take CSV.
MOST = 100_000
#: Rows of a chart; more bars cannot be told apart.
DRAWN = 60
#: IRIs whose names are asked for at a time.
TOGETHER = 2000
#: Characters of a cell (Excel specifications and limits).
LONGEST = 32_767

_YEAR = re.compile("year|年", re.IGNORECASE)
_NUMBERS = ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")


def iris_of(rows: Sequence[Solution]) -> list[str]:
    """Every IRI of the rows, each once."""
    return list({term["value"]: None for row in rows for term in row.values() if term["type"] == "uri"})  # fmt: skip


async def names_of(ask: Asker, iris: Sequence[str]) -> dict[str, str]:
    """The Chinese name, title or sentence of each IRI that has one."""
    starts = range(0, len(iris), TOGETHER)
    parts = await asyncio.gather(*(_named(ask, iris[start : start + TOGETHER]) for start in starts))
    return {name: value for part in parts for name, value in part.items()}


async def _named(ask: Asker, iris: Sequence[str]) -> dict[str, str]:
    values = " ".join(iri(each) for each in iris)
    rows = await ask.select(
        f"""SELECT ?x (SAMPLE(?name) AS ?label) {{ VALUES ?x {{ {values} }}
        ?x skos:prefLabel|<http://www.w3.org/2000/01/rdf-schema#label>|dcterms:title|az:text ?name
        FILTER(LANG(?name) IN ("zh", "")) }} GROUP BY ?x"""
    )
    return {row["x"]: row["label"] for row in rows if "x" in row}


def write_workbook(
    file: IO[bytes],
    result: Mapping[str, Any],
    query: str,
    names: Mapping[str, str],
    notes: Sequence[tuple[str, str]] = (),
) -> None:
    """SPARQL JSON results as a workbook, columns in the order of the query; a variable with IRIs that have
    a name has a second column with the IRIs."""
    variables, rows = _rows(result, query)
    columns = [each for name in variables for each in _columns(name, rows, names)]
    book = Workbook(file, columns)
    book.add(rows)
    told, drawn = chart(columns, rows)
    if drawn and 1 < len(rows) <= DRAWN:
        book.draw(told, drawn, [str(columns[told].value(row) or "") for row in rows])
    book.close([("查询", query), *notes])


def _rows(result: Mapping[str, Any], query: str) -> tuple[list[str], list[dict[str, Any]]]:
    if "boolean" in result:
        told = {"type": "literal", "value": "是" if result["boolean"] else "否"}
        return ["答案"], [{"答案": told}]
    return in_order(result["head"]["vars"], query), result["results"]["bindings"]


def _columns(name: str, rows: Sequence[Solution], names: Mapping[str, str]) -> list[Column]:
    head = heads().get(name, name)
    shown = Column(name, head, lambda row: _cell(row.get(name), names), _width(name, rows, names))
    if not any(name in row and row[name]["value"] in names for row in rows):
        return [shown]
    return [shown, Column(f"{name} IRI", f"{head} IRI", lambda row: _cell(row.get(name), {}), 40)]


def _width(name: str, rows: Sequence[Solution], names: Mapping[str, str]) -> int:
    """Wide enough for most cells, in characters, of which a Chinese one takes two."""
    texts = [str(_cell(row.get(name), names) or "") for row in rows[:200]]
    longest = max((sum(1 + (sign > "\u2e7f") for sign in text) for text in texts), default=0)
    return min(max(12, len(name) + 4, longest + 2), 60)


def _cell(term: Term | None, names: Mapping[str, str]) -> Cell:
    """
    >>> _cell({"type": "literal", "value": "0.5", "datatype": "http://www.w3.org/2001/XMLSchema#decimal"}, {})
    0.5
    >>> _cell({"type": "uri", "value": "http://x/a"}, {"http://x/a": "甲"})
    '甲'
    """
    if term is None:
        return None
    kind = term.get("datatype", "").rpartition("#")[2]
    if term["type"] == "uri":
        return names.get(term["value"], term["value"])[:LONGEST]
    if kind == "boolean":
        return "是" if term["value"] in ("true", "1") else "否"
    return _number(term["value"]) if kind in _NUMBERS else term["value"][:LONGEST]


def _number(value: str) -> Cell:
    """The number, or its digits where a spreadsheet would lose some of them."""
    number = float(value.replace("INF", "inf"))
    if not math.isfinite(number) or abs(number) > 2**53:
        return value
    return int(number) if number.is_integer() else number


def chart(columns: Sequence[Column], rows: Sequence[Solution]) -> tuple[int, list[int]]:
    """Which column tells what the bars stand for (the first that has no quantities), and which are drawn."""
    cells = [[column.value(dict(row)) for row in rows] for column in columns]
    drawn = [
        number
        for number, (column, values) in enumerate(zip(columns, cells, strict=True))
        if _numeric(values) and not _years(column.name, values)
    ]
    told = next((number for number in range(len(columns)) if number not in drawn), None)
    return (told, drawn) if told is not None else (0, [])


def _numeric(values: Sequence[Cell]) -> bool:
    found = [each for each in values if each is not None]
    return bool(found) and all(isinstance(each, (int, float)) for each in found)


def _years(name: str, values: Sequence[Cell]) -> bool:
    """Whether a column holds years: no quantity, though it is a number."""
    return bool(_YEAR.search(name)) and all(
        each in range(1900, 2100) for each in values if each is not None
    )
