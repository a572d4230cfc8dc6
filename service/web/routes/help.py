"""``/help``: the guides for readers in Chinese, made from ``docs/guide``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import escape
from starlette.responses import Response

from service.web.negotiate import choose_type
from service.web.pages import render
from service.web.state import base_url

#: By the last step of the address, "" for the first: file and name.
GUIDES = {"": ("pages.zh-CN.md", "网页怎么用"), "queries": ("first-queries.zh-CN.md", "头几个查询")}
#: What documents that are pages of the service link to.
_PAGES = {"../checks/rules.md": "/validate/rules", "first-queries.zh-CN.md": "/help/queries"}

#: Where the guides say that the service is.
HERE = "http://127.0.0.1:8377"

router = APIRouter()


@router.get("/help", include_in_schema=False)
@router.get("/help/queries", include_in_schema=False)
def guide(request: Request) -> Response:
    choose_type(request, "text/html")
    chosen = request.url.path.removeprefix("/help").strip("/")
    contents, body = written(GUIDES[chosen][0])
    others = [
        (f"/help/{path}".rstrip("/"), name, path == chosen) for path, (_, name) in GUIDES.items()
    ]
    body = body.replace(HERE, escape(base_url(request)))
    return render("help.html", body=body, contents=contents, others=others, title=GUIDES[chosen][1])


@cache
def written(name: str) -> tuple[list[tuple[str, str]], str]:
    """The second headings of a guide, with their anchors, and the guide as HTML."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse((_folder() / name).read_text("utf-8"))
    contents: list[tuple[str, str]] = []
    for number, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            token.attrSet("id", f"s{len(contents) + 1}")
            contents.append((f"s{len(contents) + 1}", tokens[number + 1].content))
        for child in token.children or ():
            _relink(child)
    return contents, "".join(_block(parser, token) for token in tokens)


def _folder() -> Traversable:
    """Where the guides are: in the package, or beside it in a checkout."""
    packaged = files("service") / "help"
    return packaged if packaged.is_dir() else Path(str(files("service"))).parent / "docs" / "guide"


def _relink(token: Token) -> None:
    """Links to documents lead to pages of the service, or nowhere: the documents are not served. Those to the service lead to
    where the page comes from."""
    href = str(token.attrGet("href") or "")
    if href.startswith(f"{HERE}/"):
        token.attrs = {"href": href.removeprefix(HERE)}
        return
    if token.type == "link_open" and "://" not in href and not href.startswith("/"):
        token.attrs = {"href": _PAGES[href]} if href in _PAGES else {}


def _block(parser: MarkdownIt, token: Token) -> str:
    """A token as HTML; below a query a link that runs it."""
    told: str = parser.renderer.render([token], parser.options, {})
    told = told.replace("<pre>", '<pre tabindex="0">')  # keys scroll what is wider than the page
    if token.type != "fence" or token.info != "sparql":
        return told
    return f'{told}<p><a class="chip" href="/query#query={quote(token.content)}">在编辑器里运行</a></p>'
