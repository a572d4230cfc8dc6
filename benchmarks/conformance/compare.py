"""Whether two answers are the same: bags of rows, equal up to the names of blank nodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation

from rdflib import XSD, BNode, Literal, URIRef

Term = URIRef | BNode | Literal | None
Row = tuple[Term, ...]

_WHOLE = frozenset(
    {
        *(XSD.integer, XSD.nonNegativeInteger, XSD.nonPositiveInteger),
        *(XSD.positiveInteger, XSD.negativeInteger),
        *(XSD.long, XSD.int, XSD.short, XSD.byte),
        *(XSD.unsignedLong, XSD.unsignedInt, XSD.unsignedShort, XSD.unsignedByte),
    }
)
_FLOATING = frozenset({XSD.double, XSD.float})


def same(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Whether some renaming of blank nodes, one to one, makes these the same bag of rows.

    A graph is a bag of rows too, one a triple, each there once."""
    if Counter(map(_shape, left)) != Counter(map(_shape, right)):
        return False
    ours, theirs = _colours(left), _colours(right)
    if Counter(ours.values()) != Counter(theirs.values()):
        return False
    frequency = Counter(ours.values())
    order = sorted(ours, key=lambda blank: (frequency[ours[blank]], ours[blank], blank))
    wanted = Counter(right)

    def place(position: int, names: dict[BNode, BNode]) -> bool:
        if position == len(order):
            return Counter(_renamed(row, names) for row in left) == wanted
        blank, taken = order[position], set(names.values())
        return any(
            place(position + 1, {**names, blank: other})
            for other, colour in theirs.items()
            if colour == ours[blank] and other not in taken
        )

    return place(0, {})


def _shape(row: Row) -> Row:
    return tuple(BNode("_") if isinstance(term, BNode) else term for term in row)


def _renamed(row: Row, names: dict[BNode, BNode]) -> Row:
    return tuple(names[term] if isinstance(term, BNode) else term for term in row)


def _colours(rows: Sequence[Row]) -> dict[BNode, int]:
    """A number for each blank node, the same for nodes that stand in the same surroundings: refined
    until it no longer tells more of them apart."""
    colours = {term: 0 for row in rows for term in row if isinstance(term, BNode)}
    count = 0
    while len(set(colours.values())) > count:
        count = len(set(colours.values()))
        seen: dict[BNode, list[int]] = {blank: [] for blank in colours}
        for row in rows:
            for blank in {term for term in row if isinstance(term, BNode)}:
                seen[blank].append(hash(_seen_from(blank, row, colours)))
        colours = {blank: hash((colours[blank], *sorted(seen[blank]))) for blank in colours}
    return colours


def _seen_from(blank: BNode, row: Row, colours: dict[BNode, int]) -> tuple[object, ...]:
    return tuple(
        (term == blank, colours[term]) if isinstance(term, BNode) else term for term in row
    )


def by_value(row: Row) -> Row:
    """The row with each number and truth value written one way: 2.0 and 2.00 are one decimal."""
    return tuple(_valued(term) if isinstance(term, Literal) else term for term in row)


def _valued(term: Literal) -> Literal:
    """Only within a datatype: a decimal is never an integer, nor 1 the string "1"."""
    write = _writer(term.datatype)
    if write is None:
        return term
    try:
        return Literal(write(str(term)), datatype=term.datatype, normalize=False)
    except (ValueError, InvalidOperation):
        return term


def _writer(datatype: URIRef | None) -> Callable[[str], str] | None:
    if datatype in _WHOLE:
        return lambda text: str(int(text))
    if datatype == XSD.decimal:
        return lambda text: format(Decimal(text).normalize(), "f")
    if datatype in _FLOATING:
        return lambda text: repr(float(text))
    if datatype == XSD.boolean:
        return lambda text: {"1": "true", "0": "false"}.get(text, text)
    return None


def plain(term: Term) -> Term:
    """A literal as RDF 1.1 has it: ``"a"^^xsd:string`` is ``"a"``, language tags are lower case."""
    if not isinstance(term, Literal):
        return term
    if term.language:
        return Literal(str(term), lang=term.language.lower(), normalize=False)
    datatype = None if term.datatype == XSD.string else term.datatype
    return Literal(str(term), datatype=datatype, normalize=False)
