"""The reference page says everything, in both languages, and loads nothing from elsewhere."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from ontology.docs import reference_page
from ontology.docs_diagram import DRAWN, PLACES, diagram, edges
from ontology.docs_model import scheme_docs, term_docs
from ontology.docs_templates import anchor
from ontology.terms import CLASSES, PROPERTIES


def anchors(page: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', page)


def test_every_term_and_concept_has_its_anchor_once() -> None:
    found = anchors(reference_page())
    assert len(found) == len(set(found))
    wanted = set(CLASSES | PROPERTIES)
    wanted |= {anchor(c.iri) for scheme in scheme_docs() for c in scheme.concepts}
    assert len(wanted) > 700
    assert wanted <= set(found)


def test_links_within_the_page_lead_somewhere() -> None:
    page = reference_page()
    targets = re.findall(r'href="#([^"]+)"', page)
    assert len(targets) > 1000
    assert set(targets) <= set(anchors(page))


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = reference_page()
    assert not re.findall(r"<(?:script|img|iframe|link)\b|url\((?!#)|@import", page)


def test_both_languages_of_every_term() -> None:
    assert len(term_docs()) == len(CLASSES | PROPERTIES)
    for term in term_docs():
        assert term.label.zh
        assert term.label.en
        assert term.definition.zh
        assert term.definition.en


def test_most_terms_have_an_example() -> None:
    with_example = sum(bool(term.examples) for term in term_docs())
    assert with_example >= 100


def test_diagram_is_well_formed_and_takes_its_ends_from_the_ontology() -> None:
    root = ElementTree.fromstring(diagram())
    assert root.tag.endswith("svg")
    assert {edge.name for edge in edges()} == set(DRAWN)
    joined = {end for edge in edges() for end in (edge.start, edge.end)}
    assert joined == set(PLACES)
    ends = {edge.name: (edge.start, edge.end) for edge in edges()}
    assert ends["owner"] == ("Duty", "Agent")
    assert ends["hasTarget"] == ("Duty", "Quantity")


def test_same_bytes_each_time() -> None:
    first = reference_page()
    reference_page.cache_clear()
    assert reference_page() == first
