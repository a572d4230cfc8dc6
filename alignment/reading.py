"""A notice's duties from its triples."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from itertools import chain

import pyoxigraph as ox

from alignment.records import Duty, Number, Owner, Section, Side, Time
from ontology.ids import BASE, ONTOLOGY, code_iri, span_of

#: Subject and predicate as IRIs, the object's IRI or lexical value.
Triple = tuple[str, str, str]


def triple_of(stated: ox.Triple | ox.Quad) -> Triple:
    """A triple or quad of a graph as it is read here."""
    return _value(stated.subject), stated.predicate.value, _value(stated.object)


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_TITLE = "http://purl.org/dc/terms/title"
_CONCEPTS = ("sector", "hazard", "measure", "invokes", "combats")
_SECTIONS = ("Preamble", "Part", "Article", "Item", "AnnexRow")
_UNIT = BASE + "id/unit/"
_CARRIED = code_iri("basis", "carried")
#: The predicates of a notice's graph that a comparison needs.
PREDICATES = (
    _TYPE,
    _TITLE,
    *(
        ONTOLOGY + name
        for name in (
            "jurisdiction", "year", "source", "hasDuty", "article", "number", "repeats", "text", "evidence", "answeredBy", "basis",
            "hasAssignment", "asWritten", "assignee", "hasTime", "by", "timesPerYear", "reactionTime",
            "hasTarget", "hasCondition", "measuredIn", "unitText", "comparator", "value", "indicator",
            *_CONCEPTS,
        )
    ),
)  # fmt: skip
#: Of those of this project's vocabulary, the local names.
_LOCAL = {name: name.removeprefix(ONTOLOGY) for name in PREDICATES}
_NOTHING: Mapping[str, Sequence[str]] = {}


class _Graph:
    """Values by local name of the predicate and subject, each once, in order."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        by: dict[str, dict[str, list[str]]] = defaultdict(partial(defaultdict, list))
        for subject, predicate, value in triples:
            by[predicate][subject].append(value)
        for said in by.values():
            for subject, values in said.items():
                if len(values) > 1:
                    said[subject] = sorted(set(values))
        self.by = {_LOCAL.get(name, name): said for name, said in by.items()}
        self.of: dict[str, list[str]] = {}
        for subject, kinds in by[_TYPE].items():
            for kind in kinds:
                self.of.setdefault(kind.removeprefix(ONTOLOGY), []).append(subject)
        self.rows = frozenset(self.of.get("AnnexRow", ()))

    def all(self, subject: str, name: str) -> Sequence[str]:
        return self.by.get(name, _NOTHING).get(subject, ())

    def one(self, subject: str, name: str) -> str | None:
        found = self.by.get(name, _NOTHING).get(subject)
        return found[0] if found else None


def read_side(triples: Iterable[Triple]) -> Side:
    """The notice that the triples describe, its duties in the order of the text.

    Raises:
        ValueError: the triples describe no notice, or several.
    """
    graph = _Graph(triples)
    notices = graph.of.get("Notice", [])
    if len(notices) != 1:
        raise ValueError(f"one az:Notice was expected, {len(notices)} found")
    notice = notices[0]
    year = graph.one(notice, "year")
    # Many duties stand under one heading, and are answered for by the same words.
    heading, owners = cache(partial(_heading, graph)), cache(partial(_owners, graph))
    duties = [
        _duty(graph, task, duty, heading, owners)
        for task in graph.of.get("Task", [])
        for duty in graph.all(task, "hasDuty")
    ]
    return Side(
        iri=notice,
        title=graph.one(notice, _TITLE) or "",
        place=graph.one(notice, "jurisdiction"),
        year=int(year) if year and year.isdecimal() else None,
        duties=tuple(sorted(duties, key=lambda duty: (duty.position, duty.iri))),
        source=graph.one(notice, "source") or "",
        sections=tuple(_sections(graph)),
        headings=tuple(
            title for node in _section_nodes(graph) if (title := graph.one(node, _TITLE))
        ),
    )


def _sections(graph: _Graph) -> Iterable[Section]:
    """The sections that have words, in the order of the file."""
    within = sorted(
        (span, text)
        for kind in ("Task", "Duty")
        for node in graph.of.get(kind, [])
        if (text := graph.one(node, "text"))
        for each in graph.all(node, "evidence")
        if (span := span_of(each))
    )
    found = sorted(
        (span, node)
        for node in _section_nodes(graph)
        for each in graph.all(node, "evidence")
        if (span := span_of(each)) and graph.one(node, "text")
    )
    for span, node in found:
        text = graph.one(node, "text") or ""
        yield Section(node, _heading(graph, node), text, _anchors(text, span, within))


def _section_nodes(graph: _Graph) -> list[str]:
    return sorted({node for kind in _SECTIONS for node in graph.of.get(kind, [])})


def _anchors(
    text: str, span: tuple[int, int], within: Sequence[tuple[tuple[int, int], str]]
) -> tuple[tuple[int, int], ...]:
    """Begin and end of the section and of the sentences in it, by its text and by the file."""
    known = {0: span[0], len(text): span[1]}
    for (start, end), words in within[bisect_left(within, (span, "")) :]:
        if start >= span[1]:
            break
        at = text.find(words)
        if end <= span[1] and at >= 0 and text.find(words, at + 1) < 0:
            known.setdefault(at, start)
            known.setdefault(at + len(words), end)
    return tuple(sorted(known.items()))


def _heading(graph: _Graph, section: str) -> str:
    """Number and title; of a row of an annex which table it is in, since the articles have such numbers, too."""
    number, title = graph.one(section, "number"), graph.one(section, _TITLE)
    if section in graph.rows:
        number = f"{'附表' if graph.one(section, 'repeats') else '任务表'}{(number or '').rstrip('.、．')}"
    return " ".join(each for each in (number, title) if each)


def _duty(
    graph: _Graph, task: str, duty: str,
    heading: Callable[[str], str], owners: Callable[[str], Sequence[Owner]],
) -> Duty:  # fmt: skip
    return Duty(
        iri=duty,
        task=task,
        article=heading(graph.one(task, "article") or ""),
        position=_start(graph, duty) or _start(graph, task),
        text=graph.one(duty, "text") or graph.one(task, "text") or "",
        owners=tuple(chain.from_iterable(map(owners, graph.all(duty, "answeredBy")))),
        times=tuple(_time(graph, node) for node in graph.all(duty, "hasTime")),
        targets=tuple(_number(graph, node) for node in graph.all(duty, "hasTarget")),
        conditions=tuple(_number(graph, node) for node in graph.all(duty, "hasCondition")),
        concepts=frozenset(chain.from_iterable(graph.all(task, name) for name in _CONCEPTS)),
    )


def _start(graph: _Graph, node: str) -> int:
    spans = (span_of(each) for each in graph.all(node, "evidence"))
    return min((span[0] for span in spans if span), default=0)


def _owners(graph: _Graph, words: str) -> Sequence[Owner]:
    """Those whom the words name that say who answers."""
    inferred = _CARRIED in graph.all(words, "basis")
    named = graph.all(words, "hasAssignment")
    return [_owner(graph, assignment, inferred) for assignment in named]


def _owner(graph: _Graph, assignment: str, inferred: bool) -> Owner:
    name = graph.one(assignment, "asWritten") or ""
    unit = graph.one(assignment, "assignee") or ""
    return Owner(name, unit.removeprefix(_UNIT).partition("/")[2] or name, inferred)


def _time(graph: _Graph, node: str) -> Time:
    kind = (graph.one(node, _TYPE) or "").removeprefix(ONTOLOGY)
    by, often = graph.one(node, "by"), graph.one(node, "timesPerYear")
    return Time(
        kind=kind,
        words=graph.one(node, "asWritten") or "",
        by=_day(by),
        per_year=_figure(often),
        length=graph.one(node, "reactionTime") or "",
    )


def _number(graph: _Graph, node: str) -> Number:
    unit = graph.one(node, "measuredIn") or graph.one(node, "unitText") or ""
    return Number(
        words=graph.one(node, "asWritten") or "",
        comparator=(graph.one(node, "comparator") or "").rpartition("/")[2],
        value=_figure(graph.one(node, "value")) or 0.0,
        unit=unit.rpartition("/")[2],
        indicator=graph.one(node, "indicator") or "",
    )


def _day(text: str | None) -> date | None:
    """The day that a literal says; None where it says none, as graphs of elsewhere may.

    >>> _day("2026-06-30"), _day("6月底")
    (datetime.date(2026, 6, 30), None)
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _figure(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
