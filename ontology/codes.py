"""The code lists: one frozen row type a table, read once from ``ontology/codes/*.tsv``.

Tables are tab-separated, UTF-8, without quoting; ``|`` separates the members of a list. Keywords,
names and short forms are Chinese strings as they stand in notices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ontology.errors import CodeListError
from ontology.ids import instrument_iri

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Code:
    """A concept of a code list: ASCII notation, labels and definitions in both languages."""

    notation: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str


@dataclass(frozen=True, slots=True)
class TopicCode(Code):
    """A code that words in a sentence point to. ``keywords`` inside an ``excluded`` longer string
    do not count."""

    broader: str | None
    keywords: tuple[str, ...]
    excluded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectorCode(TopicCode):
    pass


@dataclass(frozen=True, slots=True)
class HazardCode(TopicCode):
    pass


@dataclass(frozen=True, slots=True)
class MeasureCode(TopicCode):
    pass


@dataclass(frozen=True, slots=True)
class FunctionCode:
    """What an organisation is for. ``names``: stems of organ names without the place (应急管理局,
    应急局), safe anywhere; ``shorts``: bare forms that count only in a list of departments (应急)."""

    notation: str
    zh: str
    en: str
    group: str
    levels: tuple[str, ...]
    names: tuple[str, ...]
    shorts: tuple[str, ...]
    broader: str | None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Names, then short forms."""
        return self.names + self.shorts


@dataclass(frozen=True, slots=True)
class Division:
    """A GB/T 2260 division; ``level`` is province, prefecture or county."""

    code: str
    name: str
    en: str
    level: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A named formula. ``kind`` is its fine kind, ``term_kind`` the kind of a quoted term;
    ``variants`` are other spellings of the same concept (two concepts may share one: 五到位)."""

    notation: str
    kind: str
    term_kind: str
    zh: str
    en: str
    variants: tuple[str, ...]
    definition_zh: str
    definition_en: str
    status: str
    sources: tuple[str, ...]
    note_zh: str
    note_en: str
    broader: tuple[str, ...]
    close: tuple[str, ...]
    related: tuple[str, ...]

    @property
    def spellings(self) -> tuple[str, ...]:
        """The label, then its variants."""
        return (self.zh, *self.variants)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, rule, plan or file; ``names`` are the short names notices use for it."""

    title: str
    en: str
    names: tuple[str, ...]
    doc_number: str | None
    issuer: str | None
    kind: str
    issued: str | None
    status: str

    @property
    def iri(self) -> str:
        return instrument_iri(self.title)


@dataclass(frozen=True, slots=True)
class AccidentLevel(Code):
    """An accident level; minima are inclusive, maxima exclusive; loss in yuan."""

    rank: int
    deaths: tuple[int | None, int | None]
    injuries: tuple[int | None, int | None]
    loss: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class AccidentKind:
    """A kind of accident of GB 6441; ``code`` is the standard's, where known."""

    notation: str
    edition: str
    zh: str
    en: str
    code: str | None


@dataclass(frozen=True, slots=True)
class ListCode(Code):
    """A member of a short closed list (role, basis, status, …)."""

    scheme: str


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
) -> tuple[str, str, str, str, str, str | None, tuple[str, ...], tuple[str, ...]]:
    return (
        row["notation"],
        row["zh"],
        row["en"],
        row["definition_zh"],
        row["definition_en"],
        row["broader"] or None,
        _list(row["keywords"]),
        _list(row["excluded"]),
    )


@cache
def sectors() -> tuple[SectorCode, ...]:
    return tuple(SectorCode(*_topic(row)) for row in rows("sectors"))


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
        )
        for row in rows("lists")
        if row["scheme"] == scheme
    )
