"""A comparison as one HTML file that stands alone and prints on A4."""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import FileSystemLoader, Template

from alignment.telling import label
from ontology.html import html_environment

#: Where the templates lie; ``body.html.jinja`` is what pages of others include.
TEMPLATES = str(files("alignment"))


@cache
def _template() -> Template:
    return html_environment(FileSystemLoader(TEMPLATES)).get_template("page.html.jinja")


def html_page(made: dict[str, Any]) -> str:
    """The page of a comparison or a grid as JSON (``comparison_json``, ``grid_json``)."""
    return _template().render(made=made, label=partial(label, relation=made["relation"]))
