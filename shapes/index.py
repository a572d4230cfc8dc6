"""Triples by subject and predicate, so that measuring and checking need no query engine.

Terms are rdflib's, which are strings; a literal tells its language (None if it has none), and what is no literal has no
such thing."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import TYPE_CHECKING

from shapes.terms import TYPE

if TYPE_CHECKING:
    from rdflib.term import Node

Triple = tuple["Node", "Node", "Node"]


class Index:
    """The triples of a graph, keyed by the strings of subject and predicate. Objects keep the
    order of their string, so that reading a graph twice gives the same lists."""

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self._by: dict[str, dict[str, list[Node]]] = {}
        self._of_type: dict[str, list[str]] = {}
        self._links: dict[str, list[tuple[Node, Node]]] = {}
        self._back: dict[
            str, dict[Node, list[Node]]
        ] = {}  # links by value, of properties that were asked for
        self._holders: dict[str, dict[str, None]] = {}
        self.add(triples)

    def add(self, triples: Iterable[Triple]) -> None:
        touched: set[str] = set()
        for subject, predicate, value in triples:
            key, name = str(subject), str(predicate)
            if not hasattr(value, "language"):
                self._links.setdefault(name, []).append((value, subject))
                self._back.pop(name, None)
            values = self._by.setdefault(key, {}).setdefault(name, [])
            if not values:
                self._holders.setdefault(name, {})[key] = None
            values.append(value)
            if name == TYPE:
                self._of_type.setdefault(str(value), []).append(key)
                touched.add(str(value))
        for kind in touched:
            self._of_type[kind] = sorted(set(self._of_type[kind]))

    def instances(self, kind: str) -> list[str]:
        """Subjects of class ``kind`` (an IRI; subclasses are not followed), in order."""
        return self._of_type.get(kind, [])

    def holders(self, predicate: str) -> list[str]:
        """Subjects that have ``predicate``."""
        return list(self._holders.get(predicate, ()))

    def values(self, subject: str, predicate: str) -> list[Node]:
        of_subject = self._by.get(subject)
        return of_subject.get(predicate, []) if of_subject else []

    def subjects(self, predicate: str, value: Node) -> list[Node]:
        """Who has ``value`` for ``predicate``."""
        back = self._back.get(predicate)
        if back is None:
            back = self._back[predicate] = {}
            for found, subject in self._links.get(predicate, ()):
                back.setdefault(found, []).append(subject)
        return back.get(value, [])

    def strings(self, subject: str, predicate: str) -> list[str]:
        """Values as strings, sorted."""
        values = self.values(subject, predicate)
        return sorted(map(str, values)) if len(values) > 1 else [str(value) for value in values]

    def text(self, subject: str, predicate: str) -> str | None:
        """The (first) value as a string."""
        values = self.values(subject, predicate)
        return min(map(str, values)) if values else None

    def number(self, subject: str, predicate: str) -> float | None:
        return _number(self.text(subject, predicate))

    def whole(self, subject: str, predicate: str) -> int | None:
        found = _number(self.text(subject, predicate))
        return None if found is None else int(found)

    def is_a(self, subject: str, kind: str) -> bool:
        return any(str(value) == kind for value in self.values(subject, TYPE))

    def predicates(self, subject: str) -> dict[str, list[Node]]:
        return self._by.get(subject, {})


def label(index: Index, subject: str, predicate: str, language: str = "zh") -> str | None:
    """The value of ``predicate`` in ``language``, else any."""
    values = index.values(subject, predicate)
    fitting = [v for v in values if getattr(v, "language", None) == language]
    found = sorted(str(value) for value in (fitting or values))
    return found[0] if found else None


def _number(text: str | None) -> float | None:
    """The number that a literal says; None where it says none: the shapes report that."""
    try:
        found = float(text) if text else None
    except ValueError:
        return None
    return found if found is not None and isfinite(found) else None
