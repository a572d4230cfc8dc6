"""The reference page: one self-contained HTML page on the whole vocabulary, made from it."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup
from rdflib import RDF

from ontology import docs_model, ids
from ontology.checks import checks
from ontology.docs_diagram import diagram
from ontology.docs_templates import environment, template_text
from ontology.namespaces import az
from ontology.rules import rules
from ontology.skos import divisions_graph

#: Rules with one row a class or property; the page only mentions them.
UNLISTED = frozenset({"cax-sco", "prp-dom", "prp-rng"})


@cache
def reference_page(top: str = "") -> str:
    """The page, in Chinese and English; nothing in it is loaded from elsewhere. ``top`` is markup of
    a site that it is part of, put above the text."""
    terms = docs_model.term_docs()
    return (
        environment()
        .get_template("reference.html")
        .render(
            ontology=docs_model.ontology_doc(),
            modules=docs_model.module_labels(),
            terms=terms,
            by_iri={term.iri: term for term in terms},
            schemes=docs_model.scheme_docs(),
            divisions=len(set(divisions_graph().subjects(RDF.type, az("Jurisdiction")))),
            checks=checks(),
            rules=[rule for rule in rules() if rule.name not in UNLISTED],
            diagram=Markup(diagram()),
            style=Markup(template_text("style.css")),
            base=ids.BASE,
            top=Markup(top),
        )
    )
