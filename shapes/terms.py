"""Names that the checks read (``az:``, ``dcterms:`` …) and write (``azc:``), as plain strings."""

from __future__ import annotations

from functools import cache

from ontology import ids

AZ = ids.ONTOLOGY
AZC = ids.BASE + "check#"
DCT = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

TYPE = RDF + "type"
TITLE = DCT + "title"
IS_PART_OF = DCT + "isPartOf"
PREF_LABEL = SKOS + "prefLabel"
ALT_LABEL = SKOS + "altLabel"

SECTION_CLASSES = ("Preamble", "Part", "Article", "Item")
ROLE = ids.code_iri("role", "")
BASIS = ids.code_iri("basis", "")
EXPLICIT_BASES = ("note", "default")


@cache
def az(name: str) -> str:
    """IRI of the ontology's term ``name``."""
    return AZ + name


def azc(name: str) -> str:
    """IRI of the check vocabulary's term ``name``."""
    return AZC + name


def notation(iri: str | None) -> str | None:
    """Last step of a code's IRI.

    >>> notation("https://w3id.org/anze/code/role/lead")
    'lead'
    """
    return iri.rsplit("/", 1)[-1] if iri else None
