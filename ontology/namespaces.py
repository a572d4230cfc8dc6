"""The names of :mod:`ontology.terms` as rdflib has them."""

from __future__ import annotations

from rdflib import Namespace, URIRef

from ontology.ids import BASE
from ontology.terms import PREFIXES, term

SCHEMA = Namespace(PREFIXES["schema"])
ONTOLOGY_IRI = URIRef(BASE + "ontology")


def az(name: str) -> URIRef:
    """The IRI of a term of the ontology; a name that the ontology lacks raises.

    >>> az("Task")
    rdflib.term.URIRef('https://w3id.org/anze/ontology#Task')
    """
    return URIRef(term(name))
