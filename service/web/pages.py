"""HTML pages, made from the templates of ``service/web/templates``."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import FileSystemLoader
from starlette.responses import HTMLResponse

from alignment.page import TEMPLATES
from ontology.html import html_environment
from service.lookup.facets import english
from service.lookup.tasks import each_once, reading

_pages = html_environment(
    FileSystemLoader([str(files("service") / "web" / "templates"), TEMPLATES])
)
_pages.filters["extract"] = lambda key, table: table[key]
_pages.filters["each_once"] = each_once
_pages.globals["reading"] = reading
_pages.filters["english"] = lambda node, label: english().get(node, label)


def top_bar() -> str:
    """The markup above the text of every page."""
    return _pages.get_template("bar.html").render()


def render(name: str, status: int = 200, **values: object) -> HTMLResponse:
    """The page of the template ``name``."""
    return HTMLResponse(_pages.get_template(name).render(**values), status)
