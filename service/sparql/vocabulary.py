"""What there is to be named in a query: terms of vocabularies, codes of lists, and what our terms are called."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from ontology import codes
from ontology.ids import BASE, ONTOLOGY
from ontology.released import released

_OWL = "http://www.w3.org/2002/07/owl#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


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


@cache
def _said() -> tuple[dict[str, list[str]], frozenset[str]]:
    """Our terms by their Chinese labels, and the properties that lead to nodes."""
    called: dict[str, list[str]] = {}
    nodes = set()
    for module in sorted((files("ontology") / "modules").iterdir(), key=lambda each: each.name):
        for triple in ox.parse(module.read_bytes(), ox.RdfFormat.TURTLE):
            subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
            name = subject.removeprefix(ONTOLOGY)
            if name in ("", subject):
                continue
            if triple.predicate == _LABEL and isinstance(triple.object, ox.Literal):
                called.setdefault(triple.object.value, []).append(name)
            if triple.predicate == _TYPE and triple.object == ox.NamedNode(_OWL + "ObjectProperty"):
                nodes.add(name)
    return called, frozenset(nodes)


def terms_called(words: str) -> list[str]:
    """Names of our terms whose label is ``words``, or else has them in it, the shortest label first.

    >>> terms_called("任务")[0], terms_called("no such label")
    ('Task', [])
    """
    called, _ = _said()
    labels = sorted((each for each in called if words in each), key=len)
    return [name for label in labels for name in called[label]]


def leads_to_nodes() -> frozenset[str]:
    """Names of our properties whose values are nodes, never texts."""
    return _said()[1]
