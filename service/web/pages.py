"""HTML pages, made from the templates of ``service/web/templates``."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import FileSystemBytecodeCache, FileSystemLoader
from jinja2.bccache import Bucket
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from alignment.page import TEMPLATES
from ontology.html import html_environment
from service.lookup.facets import english
from service.lookup.headings import heading_of
from service.lookup.tasks import each_once, reading
from service.release import release


class KeptTemplates(FileSystemBytecodeCache):
    """Compiled templates in files, where Python may keep compiled modules, too."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


_pages = html_environment(
    FileSystemLoader([str(files("service") / "web" / "templates"), TEMPLATES])
)
_pages.bytecode_cache = KeptTemplates(
    str(Path(cache_from_source(__file__)).parent), f"{release()}.%s.page"
)


def _in_both(zh: object, en: object) -> Markup:
    """Words in both languages, of which the reader's choice shows one; what is no markup is escaped. What is long, as a
    stranger's words may be, is not kept."""
    short = len(str(zh)) + len(str(en)) <= _LONG
    return _kept(zh, en) if short else _made(zh, en)


def _made(zh: object, en: object) -> Markup:
    return Markup(
        f'<span class="t-zh" lang="zh-CN">{escape(zh)}</span><span class="t-en" lang="en">{escape(en)}</span>'
    )


_kept = lru_cache(maxsize=1 << 12, typed=True)(_made)
#: Characters of what is no longer one of the words that pages have again and again.
_LONG = 400
_pages.globals["in_both"] = _in_both
_pages.filters["extract"] = lambda key, table: table[key]
_pages.filters["each_once"] = each_once
_pages.filters["heading"] = heading_of
_pages.globals["reading"] = reading
_pages.filters["english"] = lambda node, label: english().get(node, label)


def top_bar() -> str:
    """The markup above the text of every page."""
    return _pages.get_template("bar.html").render()


def render(name: str, status: int = 200, **values: object) -> HTMLResponse:
    """The page of the template ``name``."""
    return HTMLResponse(_pages.get_template(name).render(**values), status)
