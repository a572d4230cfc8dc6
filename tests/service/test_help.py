"""The guides in Chinese, as pages."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from service.web.routes.help import GUIDES
from tests.service.conftest import Server

PAGE = {"Accept": "text/html"}


@pytest.mark.parametrize("path", ["/help", "/help/queries"])
def test_guides_are_pages_whose_links_lead_somewhere(server: Server, path: str) -> None:
    page = server.http.get(path, headers=PAGE)
    assert page.status_code == 200
    anchors = re.findall(r'<a href="#(s\d+)">', page.text)
    assert len(anchors) > 5
    assert all(f'id="{anchor}"' in page.text for anchor in anchors)
    hrefs = {href for href in re.findall(r'href="(/[^"#]*)', page.text) if "/static/" not in href}
    assert len(hrefs) > 8
    assert [href for href in hrefs if server.http.get(href, headers=PAGE).status_code != 200] == []
    assert ".md" not in re.sub(r"<code>.*?</code>", "", page.text)


@pytest.mark.parametrize("path", ["/help", "/help/queries"])
def test_guides_lead_to_the_service_that_shows_them(server: Server, path: str) -> None:
    page = server.http.get(path, headers=PAGE).text
    assert "127.0.0.1:8377" not in page
    assert f">{server.url}/" in page
    assert not re.search(r'href="https?://(127|localhost)', page)


def test_every_query_of_the_guide_runs_by_a_click(server: Server) -> None:
    page = server.http.get("/help/queries", headers=PAGE).text
    queries = [unquote(each) for each in re.findall(r'href="/query#query=([^"]+)"', page)]
    assert len(queries) >= 10
    assert all("SELECT" in query or "CONSTRUCT" in query for query in queries)


def test_there_are_two_guides() -> None:
    assert len(GUIDES) == 2
