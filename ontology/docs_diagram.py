"""A diagram of the vocabulary that a person can take in: the main classes on a grid, and the
properties that join them, whose ends are read from the ontology."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from ontology.docs_model import Label, TermDoc, term_docs
from ontology.ids import ONTOLOGY

#: Column and row of each class that is drawn.
PLACES: dict[str, tuple[int, int]] = {
    "Jurisdiction": (0, 0),
    "Agent": (1, 0),
    "Function": (2, 0),
    "Sector": (3, 0),
    "Hazard": (4, 0),
    "Notice": (0, 1),
    "Responsibility": (1, 1),
    "Measure": (4, 1),
    "Section": (0, 2),
    "Task": (2, 2),
    "Duty": (1, 2),
    "Mention": (3, 2),
    "Formula": (4, 2),
    "Evidence": (0, 3),
    "TimeSpec": (1, 3),
    "Quantity": (2, 3),
    "Instrument": (3, 3),
    "MechanismPart": (4, 3),
    "LegalSource": (3, 4),
    "SourceFile": (0, 4),
}

#: Properties that are drawn; the class in brackets is where one with several domains starts.
DRAWN: dict[str, str] = {
    "notice": "",
    "statedIn": "",
    "jurisdiction": "Agent",
    "issuedBy": "",
    "function": "",
    "hasDuty": "",
    "answeredBy": "Duty",
    "owner": "Duty",
    "sector": "",
    "hazard": "",
    "measure": "",
    "hasMention": "",
    "denotes": "Mention",
    "evidence": "Task",
    "source": "Evidence",
    "hasTime": "Duty",
    "hasTarget": "Duty",
    "cites": "",
    "hasComponent": "",
    "hasLegalSource": "",
    "instrument": "",
}

#: Where a drawn property with several ranges ends.
ENDS: dict[str, str] = {"denotes": "Formula"}

STEP_X, STEP_Y, WIDE, HIGH, EDGE = 218, 108, 150, 50, 12


@dataclass(frozen=True, slots=True)
class Edge:
    name: str
    label: Label
    start: str
    end: str


def _placed(terms: dict[str, TermDoc], iri: str) -> str:
    """The drawn class that ``iri`` is or stands under."""
    name = iri.removeprefix(ONTOLOGY)
    while name not in PLACES:
        name = terms[name].broader[0].removeprefix(ONTOLOGY)
    return name


def edges() -> tuple[Edge, ...]:
    """What joins the classes of the diagram, as the ontology says."""
    terms = {term.name: term for term in term_docs()}
    found = []
    for name, start in DRAWN.items():
        term = terms[name]
        begin = start or _placed(terms, term.domain[0])
        end = ENDS.get(name) or _placed(terms, term.range[0])
        found.append(Edge(name, term.label, begin, end))
    return tuple(found)


def _centre(name: str) -> tuple[float, float]:
    column, row = PLACES[name]
    return EDGE + WIDE / 2 + column * STEP_X, EDGE + HIGH / 2 + row * STEP_Y


def _border(inner: tuple[float, float], outer: tuple[float, float]) -> tuple[float, float]:
    """Where the line from the centre ``inner`` to ``outer`` leaves the box."""
    dx, dy = outer[0] - inner[0], outer[1] - inner[1]
    scale = min(
        (WIDE / 2 + 3) / abs(dx) if dx else float("inf"),
        (HIGH / 2 + 3) / abs(dy) if dy else float("inf"),
    )
    return inner[0] + dx * scale, inner[1] + dy * scale


def _both(label: Label) -> str:
    """The label in both languages, of which the page shows one."""
    zh, en = escape(label.zh), escape(label.en)
    return f'<tspan class="t-zh">{zh}</tspan><tspan class="t-en">{en}</tspan>'


def _line(edge: Edge) -> str:
    start, end = _centre(edge.start), _centre(edge.end)
    (x1, y1), (x2, y2) = _border(start, end), _border(end, start)
    # Labels of edges that leave Task to the right fan out; place them nearer to their ends.
    at = 0.5 if abs(x2 - x1) < STEP_X else 0.62
    x, y = x1 + (x2 - x1) * at, y1 + (y2 - y1) * at - 4
    return (
        f'<a href="#{edge.name}"><line x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}" '
        f'marker-end="url(#tip)"/><text class="edge" x="{x:.0f}" y="{y:.0f}">'
        f"{_both(edge.label)}<title>az:{edge.name}</title></text></a>"
    )


def _box(term: TermDoc) -> str:
    x, y = _centre(term.name)
    left, top = x - WIDE / 2, y - HIGH / 2
    return (
        f'<a href="#{term.name}"><rect x="{left:.0f}" y="{top:.0f}" width="{WIDE}" height="{HIGH}" '
        f'rx="6" class="{term.module}"/><text class="zh" x="{x:.0f}" y="{y - 4:.0f}">'
        f'{_both(term.label)}</text><text class="en" x="{x:.0f}" y="{y + 15:.0f}">'
        f"{term.name}</text></a>"
    )


def diagram() -> str:
    """The diagram as an SVG element; its boxes and lines link to the anchors of the page."""
    terms = {term.name: term for term in term_docs()}
    width = 2 * EDGE + WIDE + max(column for column, _ in PLACES.values()) * STEP_X
    height = 2 * EDGE + HIGH + max(row for _, row in PLACES.values()) * STEP_Y
    return "\n".join(
        (
            f'<svg viewBox="0 0 {width} {height}" role="group" xmlns="http://www.w3.org/2000/svg" '
            'aria-label="主要类及其关系 / main classes and how they are joined">',
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>',
            *(_line(edge) for edge in edges()),
            *(_box(terms[name]) for name in PLACES),
            "</svg>",
        )
    )
