"""What there is to be named in a query: terms of vocabularies, codes of lists, and what our terms are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from ontology.ids import BASE, ONTOLOGY
from ontology.released import released

_NODE = ox.NamedNode("http://www.w3.org/2002/07/owl#ObjectProperty")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_LABEL, _BELOW = ox.NamedNode(_RDFS + "label"), ox.NamedNode(_RDFS + "subClassOf")
_NOTE = ox.NamedNode("http://www.w3.org/2004/02/skos/core#changeNote")
_NUMBERS = frozenset(f"http://www.w3.org/2001/XMLSchema#{kind}" for kind in ("integer", "decimal"))
_RANGE = ox.NamedNode(_RDFS + "range")
_SAID_OF = (ox.NamedNode(_RDFS + "domain"), ox.NamedNode("https://schema.org/domainIncludes"))


@cache
def vocabularies() -> dict[str, frozenset[str]]:
    """The terms of each vocabulary, by its usual prefix; of az those of the ontology, and the one comparator that
    ODRL lacks."""
    table = (files("service") / "sparql" / "vocabularies.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines()[1:])
    own = frozenset({"between", *(t.removeprefix("ontology#") for t in released() if "#" in t)})
    return {prefix: frozenset(names.split()) for prefix, names in rows} | {"az": own}


@cache
def notations() -> dict[str, frozenset[str]]:
    """The codes of each list."""
    from ontology import codes  # not at the top: few queries name a code

    found: dict[str, set[str]] = {}
    for scheme, listed in (
        ("sector", codes.sectors()),
        ("hazard", codes.hazards()),
        ("measure", codes.measures()),
        ("function", codes.functions()),
        ("mechanism", codes.mechanisms()),
    ):
        found[scheme] = {each.notation for each in listed}
    found["function"] |= {each.group for each in codes.functions()}
    for term in released():
        if term.startswith("code/") and term.count("/") == 2:
            _, scheme, notation = term.split("/")
            found.setdefault(scheme, set()).add(notation)
    return {scheme: frozenset(names) for scheme, names in found.items()}


@cache
def code_prefixes() -> dict[str, str]:
    """A prefix for the codes of each list that prefixed names can write: role:lead."""
    return {scheme: f"{BASE}code/{scheme}/" for scheme in sorted(notations())}


@dataclass(frozen=True, slots=True)
class _Own:
    """What the ontology says of its terms (by name): those of a Chinese label, properties that lead to nodes and those
    whose values are numbers, the classes that a property is said of, the classes above a class, what to use instead (by language)."""

    called: Mapping[str, list[str]]
    nodes: frozenset[str]
    numbers: frozenset[str]
    said_of: Mapping[str, set[str]]
    above: Mapping[str, set[str]]
    instead: Mapping[str, dict[str, str]]


@cache
def _own() -> _Own:
    called: dict[str, list[str]] = {}
    said_of: dict[str, set[str]] = {}
    above: dict[str, set[str]] = {}
    instead: dict[str, dict[str, str]] = {}
    nodes, numbers = set[str](), set[str]()
    for module in sorted((files("ontology") / "modules").iterdir(), key=lambda each: each.name):
        for triple in ox.parse(module.read_bytes(), ox.RdfFormat.TURTLE):
            name, value = _name(triple.subject), _name(triple.object)
            if name and triple.predicate == _LABEL and isinstance(triple.object, ox.Literal):
                called.setdefault(triple.object.value, []).append(name)
            elif name and triple.predicate == _NOTE and isinstance(triple.object, ox.Literal):
                instead.setdefault(name, {})[triple.object.language or ""] = triple.object.value
            elif name and triple.predicate == _TYPE and triple.object == _NODE:
                nodes.add(name)
            elif name and triple.predicate == _RANGE and _iri(triple.object) in _NUMBERS:
                numbers.add(name)
            elif name and triple.predicate in _SAID_OF:
                said_of.setdefault(name, set()).add(value)
            elif name and value and triple.predicate == _BELOW:
                above.setdefault(name, set()).add(value)
    return _Own(called, frozenset(nodes), frozenset(numbers), said_of, above, instead)


def _iri(term: object) -> str:
    """The IRI of a node; empty for anything else."""
    return term.value if isinstance(term, ox.NamedNode) else ""


def _name(term: object) -> str:
    """The name of one of our terms; empty for anything else."""
    iri = _iri(term)
    return iri.removeprefix(ONTOLOGY) if iri.startswith(ONTOLOGY) else ""


def terms_called(words: str) -> list[str]:
    """Names of our terms whose label is ``words``, or else has them in it, the shortest label first.

    >>> terms_called("任务")[0], terms_called("no such label")
    ('Task', [])
    """
    labels = sorted((each for each in _own().called if words in each), key=len)
    return [name for label in labels for name in _own().called[label]]


def leads_to_nodes() -> frozenset[str]:
    """Names of our properties whose values are nodes, never texts."""
    return _own().nodes


def are_numbers() -> frozenset[str]:
    """Names of our properties whose values are numbers, never texts."""
    return _own().numbers


def instead_of(name: str) -> Mapping[str, str]:
    """What to use instead of our term if it has given way to another, by language.

    >>> instead_of("place")["en"], instead_of("notice")
    ('Use az:notice/az:jurisdiction.', {})
    """
    return _own().instead.get(name, {})


def said_of(name: str) -> set[str]:
    """The classes that our property is said of; "" among them stands for one of another vocabulary."""
    return _own().said_of.get(name, set())


def kin(one: str, other: str) -> bool:
    """Whether a node of one of two of our classes may be of the other: one is below the other, or a task of one clause
    is its duty, too.

    >>> kin("AnnexRow", "Section"), kin("Section", "AnnexRow"), kin("Task", "Duty"), kin("Task", "Assignment")
    (True, True, True, False)
    """
    return other in _upwards(one) or one in _upwards(other) or {one, other} == {"Task", "Duty"}


def _upwards(name: str) -> set[str]:
    return {name}.union(*(_upwards(each) for each in _own().above.get(name, ())))
