"""The HTML templates of the documentation, with the filters they use."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader

from ontology import ids
from ontology.docs_model import short
from ontology.html import html_environment
from ontology.terms import PREFIXES


def template_text(name: str) -> str:
    return files("ontology").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    made = html_environment(FunctionLoader(template_text))
    made.filters["short"] = short
    made.filters["anchor"] = anchor
    return made


def anchor(iri: str) -> str:
    """The anchor of an IRI on the reference page: a term's name, or scheme and notation."""
    if iri.startswith(PREFIXES["az"]):
        return iri.removeprefix(PREFIXES["az"])
    return iri.removeprefix(ids.BASE).replace("/", "-")
