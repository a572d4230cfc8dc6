"""The code lists, read once from ``ontology/codes/*.tsv``; the row types are in ``code_types``.

Tables are tab-separated, UTF-8, without quoting; ``|`` separates the members of a list. Keywords,
names and short forms are Chinese strings as they stand in notices.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from ontology.code_types import (
    AccidentKind,
    AccidentLevel,
    Code,
    Division,
    FunctionCode,
    HazardCode,
    Instrument,
    ListCode,
    MeasureCode,
    Mechanism,
    SectorCode,
    TopicCode,
    UnitOfMeasure,
)
from ontology.errors import CodeListError

__all__ = [
    "AccidentKind",
    "AccidentLevel",
    "Code",
    "Division",
    "FunctionCode",
    "HazardCode",
    "Instrument",
    "ListCode",
    "MeasureCode",
    "Mechanism",
    "Row",
    "SectorCode",
    "TopicCode",
    "UnitOfMeasure",
    "accident_kinds",
    "accident_levels",
    "divisions",
    "functions",
    "hazards",
    "instruments",
    "lists",
    "measures",
    "mechanisms",
    "rows",
    "sectors",
    "sectors_of",
    "units_of_measure",
]

Row = Mapping[str, str]


@cache
def rows(table: str) -> tuple[Row, ...]:
    """The rows of ``ontology/codes/<table>.tsv`` as mappings from column to text."""
    text = files("ontology").joinpath("codes", f"{table}.tsv").read_text(encoding="utf-8")
    head, *body = (line.split("\t") for line in text.splitlines() if line)
    for number, cells in enumerate(body, start=2):
        if len(cells) != len(head):
            raise CodeListError(table, number, len(head), len(cells))
    return tuple(dict(zip(head, cells, strict=True)) for cells in body)


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _int(cell: str) -> int | None:
    return int(cell) if cell else None


def _topic(
    row: Row,
) -> tuple[str, str, str, str, str, str | None, tuple[str, ...], tuple[str, ...], str]:
    return (
        row["notation"],
        row["zh"],
        row["en"],
        row["definition_zh"],
        row["definition_en"],
        row["broader"] or None,
        _list(row["keywords"]),
        _list(row["excluded"]),
        row["source"],
    )


@cache
def sectors() -> tuple[SectorCode, ...]:
    return tuple(SectorCode(*_topic(row)) for row in rows("sectors"))


@cache
def sectors_of(function: str) -> tuple[str, ...]:
    """The sectors (notations) that offices of a function are for by law, as ``sector-offices.tsv`` lists them.

    >>> sectors_of("housing-construction")[:3]
    ('construction', 'self-built-house', 'urban-gas')
    """
    return tuple(
        row["sector"] for row in rows("sector-offices") if function in _list(row["functions"])
    )


@cache
def hazards() -> tuple[HazardCode, ...]:
    return tuple(HazardCode(*_topic(row)) for row in rows("hazards"))


@cache
def measures() -> tuple[MeasureCode, ...]:
    return tuple(MeasureCode(*_topic(row)) for row in rows("measures"))


@cache
def functions() -> tuple[FunctionCode, ...]:
    return tuple(
        FunctionCode(
            row["notation"],
            row["zh"],
            row["en"],
            row["group"],
            _list(row["levels"]),
            _list(row["names"]),
            _list(row["kinds"]),
            _list(row["shorts"]),
            row["broader"] or None,
        )
        for row in rows("functions")
    )


@cache
def divisions() -> tuple[Division, ...]:
    return tuple(
        Division(row["code"], row["name"], row["en"], row["level"], row["parent"] or None)
        for row in rows("divisions")
    )


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    return tuple(
        Mechanism(
            row["notation"],
            row["kind"],
            row["term_kind"],
            row["zh"],
            row["en"],
            _list(row["variants"]),
            _list(row["plain"]),
            row["definition_zh"],
            row["definition_en"],
            row["status"],
            _list(row["source"]),
            row["note_zh"],
            row["note_en"],
            _list(row["broader"]),
            _list(row["close"]),
            _list(row["related"]),
        )
        for row in rows("mechanisms")
    )


@cache
def instruments() -> tuple[Instrument, ...]:
    return tuple(
        Instrument(
            row["title"],
            row["en"],
            _list(row["short_names"]),
            row["doc_number"] or None,
            row["issuer"] or None,
            row["kind"],
            row["issued"] or None,
            row["status"],
        )
        for row in rows("instruments")
    )


@cache
def accident_levels() -> tuple[AccidentLevel, ...]:
    return tuple(
        AccidentLevel(
            row["notation"],
            row["zh"],
            row["en"],
            row["definition_zh"],
            row["definition_en"],
            int(row["rank"]),
            (_int(row["deaths_min"]), _int(row["deaths_max"])),
            (_int(row["injuries_min"]), _int(row["injuries_max"])),
            (_int(row["loss_min"]), _int(row["loss_max"])),
        )
        for row in rows("accident-levels")
    )


@cache
def accident_kinds() -> tuple[AccidentKind, ...]:
    return tuple(
        AccidentKind(row["notation"], row["edition"], row["zh"], row["en"], row["code"] or None)
        for row in rows("accident-kinds")
    )


@cache
def units_of_measure() -> tuple[UnitOfMeasure, ...]:
    return tuple(
        UnitOfMeasure(
            row["notation"], row["zh"], row["en"], _list(row["spellings"]), row["ucum"] or None
        )
        for row in rows("units-of-measure")
    )


@cache
def lists(scheme: str) -> tuple[ListCode, ...]:
    """Members of the short list ``scheme`` (role, basis, status, term-kind, mechanism-kind, …)."""
    return tuple(
        ListCode(
            row["notation"],
            row["zh"],
            row["en"],
            row["definition_zh"],
            row["definition_en"],
            row["scheme"],
            row["source"],
        )
        for row in rows("lists")
        if row["scheme"] == scheme
    )
