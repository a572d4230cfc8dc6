"""Errors: problem+json for programs, a page for browsers; what cannot be given is refused."""

from __future__ import annotations

import re
from html import unescape

import pytest

from service.errors import ServiceError
from service.web.routes.problems import kinds
from tests.service.conftest import ROOT, Server

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PROGRAMS = [
    None,
    "*/*",
    "application/json",
    "application/problem+json, text/html;q=0.5",
    "image/png",
]

FAILING = {
    "/nowhere": 404,
    "/id/none": 404,
    "/tasks?limit=0": 422,
    "/tasks?colour=red": 400,
    "/calendar?unit=没有此名": 404,
    "/sparql?query=SELEKT": 400,
    "/static/none.css": 404,
}


@pytest.mark.parametrize("path", FAILING)
def test_a_browser_gets_a_page(server: Server, path: str) -> None:
    answer = server.http.get(path, headers={"Accept": BROWSER})
    assert answer.status_code == FAILING[path]
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert "accept" in answer.headers["vary"].lower()
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    told = server.http.get(path).json()
    shown = unescape(answer.text)
    assert told["detail"] in shown
    assert told["detail_en"] in shown
    assert 'class="top"' in shown


@pytest.mark.parametrize("accept", PROGRAMS)
@pytest.mark.parametrize("path", FAILING)
def test_a_program_gets_problem_json(server: Server, path: str, accept: str | None) -> None:
    answer = server.http.get(path, headers={"Accept": accept} if accept else {})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_the_page_leads_to_names_that_come_near(server: Server) -> None:
    page = server.http.get("/calendar?unit=孝义市应急管理委", headers={"Accept": BROWSER}).text
    found = re.findall(r'class="chip" href="([^"]+)"', page)
    assert found
    followed = server.http.get(unescape(found[0]), headers={"Accept": BROWSER})
    assert followed.status_code == 200
    assert "警示教育" in followed.text


def test_what_was_asked_for_cannot_become_markup(server: Server) -> None:
    for path in ("/id/<script>x", "/tasks?unit=<script>x", "/<script>x"):
        page = server.http.get(path, headers={"Accept": BROWSER})
        assert page.status_code in (400, 404)
        assert "<script>x" not in page.text
        assert "&lt;script&gt;x" in page.text


OFFERED = {
    "/": "text/html",
    "/query": "text/html",
    "/queries": "application/json",
    "/tasks": "text/csv",
    "/notices": "text/csv",
    "/units": "text/csv",
    "/mechanisms": "text/csv",
    "/statistics": "application/json",
    "/notices/141181-2026-xiaozhengfa-1": "application/json",
    "/calendar": "text/html",
    "/calendar.ics": "text/calendar",
    "/context.jsonld": "application/ld+json",
    "/code/sector/mine": "text/turtle",
    "/ontology": "text/turtle",
    "/sparql?query=ASK{}": "text/csv",
}


@pytest.mark.parametrize("path", OFFERED)
def test_a_type_that_cannot_be_given_is_refused_with_those_that_can(
    server: Server, path: str
) -> None:
    refused = server.http.get(path, headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert OFFERED[path] in refused.json()["available"]
    assert server.http.get(path, headers={"Accept": OFFERED[path]}).status_code in (200, 404)


def test_a_format_named_in_the_address_wins_over_the_header(server: Server) -> None:
    answer = server.http.get("/tasks?format=csv", headers={"Accept": "image/png"})
    assert answer.headers["content-type"].startswith("text/csv")


def test_the_heading_of_a_page_is_in_one_language(server: Server) -> None:
    page = server.http.get("/tasks?unit=无此局", headers={"Accept": "text/html"}).text
    heading = page.partition("<h1>")[2].partition("</h1>")[0]
    assert re.findall(r'class="t-(zh|en)"[^>]*>([^<]*)', heading) == [
        ("zh", "没有这个名称"),
        ("en", "Unknown name"),
    ]


def test_every_type_of_a_problem_can_be_looked_up(server: Server) -> None:
    slugs = {each.slug: each.status for each in kinds(ServiceError)}
    assert len(slugs) > 25
    documented = set(
        re.findall(r"`([a-z-]+)`", (ROOT / "docs" / "service" / "sparql.md").read_text("utf-8"))
    )
    for slug, status in slugs.items():
        told = server.http.get(f"/problem/{slug}", headers={"Accept": "application/json"})
        assert told.status_code == 200, slug
        assert (told.json()["type"], told.json()["status"]) == (
            f"https://w3id.org/anze/problem/{slug}",
            status,
        )
        page = server.http.get(f"/problem/{slug}", headers={"Accept": "text/html"})
        assert told.json()["title"].partition(" ")[0] in page.text
        assert slug in documented, slug
    for path in (
        "/nothing",
        "/tasks?zzz=1",
        "/tasks?unit=zzz",
        "/tasks?year=x",
        "/sparql?query=x",
        "/problem/none",
    ):
        told = server.http.get(path)
        assert told.json()["type"].rpartition("/")[2] in slugs, path
    assert server.http.patch("/tasks").json()["type"].rpartition("/")[2] in slugs
