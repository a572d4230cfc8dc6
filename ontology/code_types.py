"""The row types of the code lists, one a table; ``ontology.codes`` reads them."""

from __future__ import annotations

from dataclasses import dataclass

from ontology.ids import instrument_iri

#: Class of formulas for each kind of quoted term.
FORMULA_CLASSES = {
    "principle": "Principle",
    "mechanism": "Mechanism",
    "standard": "Standard",
    "campaign": "Campaign",
    "violation": "Violation",
    "object": "Category",
    "technology": "Technology",
    "culture": "Slogan",
    "other": "Idiom",
}
ARRANGEMENTS = frozenset({"Principle", "Mechanism", "Standard", "Campaign"})


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
    source: str


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
    """What an agent is for. ``names``: stems of names without the place (应急管理局, 应急局), safe
    anywhere; ``kinds``: names of narrower kinds of a collective or post (高危行业企业 among 企业);
    ``shorts``: bare forms that count only in a list of departments (应急)."""

    notation: str
    zh: str
    en: str
    group: str
    levels: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    shorts: tuple[str, ...]
    broader: str | None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Names, names of narrower kinds, short forms."""
        return self.names + self.kinds + self.shorts


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
    ``variants`` are other spellings of the same concept (two concepts may share one: 五到位);
    ``plain`` are short spellings that name it without quotation marks too (林长制)."""

    notation: str
    kind: str
    term_kind: str
    zh: str
    en: str
    variants: tuple[str, ...]
    plain: tuple[str, ...]
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

    @property
    def kind_class(self) -> str:
        """Local name of the class of formulas that it belongs to (Principle, Violation, …)."""
        if self.kind == "not-a-mechanism":
            return "Idiom"
        return FORMULA_CLASSES[self.term_kind]

    @property
    def link(self) -> str:
        """Local name of the property by which a task is linked to it: what can be in force is
        invoked, conduct is combated, the rest is mentioned."""
        if self.kind_class in ARRANGEMENTS:
            return "invokes"
        return "combats" if self.kind_class == "Violation" else "mentionsFormula"

    @property
    def unquoted(self) -> tuple[str, ...]:
        """Spellings that name it outside quotation marks: those of four characters or more, which
        are no everyday words, and the short ones listed."""
        return tuple(s for s in self.spellings if len(s) >= 4 or s in self.plain)


@dataclass(frozen=True, slots=True)
class UnitOfMeasure:
    """A unit of measure or counting word; ``spellings`` are how texts write it, ``ucum`` its code."""

    notation: str
    zh: str
    en: str
    spellings: tuple[str, ...]
    ucum: str | None


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
        return instrument_iri(self.title, listed=True)


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
    source: str
