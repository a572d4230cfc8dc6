"""Pages load nothing from another host."""

from __future__ import annotations

import re
import urllib.request
from html.parser import HTMLParser

import pytest

from tests.docs.running import ROOT, Running

PACKAGES = ("ontology", "ingest", "shapes", "service")
SUFFIXES = (".html", ".css", ".js", ".svg")
_ELSEWHERE = r"""\s*["'`]?\s*(?:(?:https?|wss?):)?//"""
#: What makes a browser load something, in markup, style or script, followed by a foreign address.
LOADS = {
    "src": re.compile(rf"\bsrc\s*={_ELSEWHERE}", re.IGNORECASE),
    "link": re.compile(rf"<link\b[^>]*\bhref\s*={_ELSEWHERE}", re.IGNORECASE),
    "form": re.compile(rf"<form\b[^>]*\baction\s*={_ELSEWHERE}", re.IGNORECASE),
    "url": re.compile(rf"\burl\({_ELSEWHERE}", re.IGNORECASE),
    "@import": re.compile(rf"@import{_ELSEWHERE}", re.IGNORECASE),
    "import": re.compile(r"""\b(?:import|from)\s*\(?\s*["'`](?:https?:)?//"""),  # always a string
    "fetch": re.compile(rf"\b(?:fetch|importScripts|Worker|WebSocket|EventSource)\({_ELSEWHERE}"),
    "open": re.compile(rf"\.open\(\s*[\"'`](?:GET|POST)[\"'`],{_ELSEWHERE}"),
}
PAGES = ("/", "/query", "/calendar", "/docs", "/ontology", "/ontology/Task", "/validate/rules")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("src", "<script src=https://cdn.example/x.js>"),
        ("src", 'script.src = "https://cdn.example/x.js"'),
        ("link", '<link rel="stylesheet" href="//cdn.example/x.css">'),
        ("form", '<form method="post" action="https://example.org/">'),
        ("url", "background: url('https://cdn.example/x.png')"),
        ("@import", '@import "https://cdn.example/x.css"'),
        ("import", "import x from 'https://cdn.example/x.js'"),
        ("fetch", "fetch(`https://example.org/`)"),
        ("open", 'request.open("GET", "https://example.org/")'),
    ],
)
def test_what_counts_as_loading(kind: str, text: str) -> None:
    assert LOADS[kind].search(text)


def test_every_kind_has_its_example() -> None:
    assert len(LOADS) == 8


def test_files_load_nothing_from_elsewhere() -> None:
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.*")]
    scanned = [path for path in files if path.suffix in SUFFIXES]
    assert len(scanned) >= 15
    found = [
        f"{path.relative_to(ROOT)}: {kind}"
        for path in scanned
        for kind, pattern in LOADS.items()
        if pattern.search(path.read_text("utf-8"))
    ]
    assert not found


class Loaded(HTMLParser):
    """Addresses that a browser fetches on its own."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = ("src", "data", "poster") + (("href",) if tag in ("link", "image", "use") else ())
        self.addresses += [value for name, value in attrs if name in names and value]


@pytest.mark.parametrize("page", PAGES)
def test_served_pages_load_nothing_from_elsewhere(service: Running, page: str) -> None:
    request = urllib.request.Request(service.base + page, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        policy, text = answer.headers["Content-Security-Policy"], answer.read().decode("utf-8")
    assert "default-src 'none'" in policy
    assert "http" not in policy
    for address in Loaded(text).addresses:
        own = address.startswith((service.base, "/", "data:")) and not address.startswith("//")
        assert own or "//" not in address, address
    assert not [kind for kind, pattern in LOADS.items() if _foreign(pattern, text, service.base)]


def _foreign(pattern: re.Pattern[str], text: str, base: str) -> bool:
    return pattern.search(text.replace(base, "")) is not None
