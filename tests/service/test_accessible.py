"""Every page by the rules of axe (WCAG 2.1 A and AA): nothing serious, light and dark, at a desk and on a phone, there
with the bar's links open."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.service.browser import DESK, PHONE, Browser
from tests.service.conftest import Server
from tests.service.test_pages import checked

pytestmark = pytest.mark.needs("chromium")

VENDOR = Path(__file__).parent / "vendor"
NOTICE = "140200-2026-tongzhengfa-1"
PAGES = (
    "/", "/check", "/mine", "/mine?place=大同市", "/mine?place=高平市&office=township-government&year=2024", "/tasks?limit=20",
    "/units", "/notices", "/mechanisms?used=true", "/instruments", "/calendar?month=2026-10", "/statistics",
    "/compare", f"/compare?first={NOTICE}&second=141181-2026-xiaozhengfa-1", "/compare/subordinates?notice=141100-2025-draft-f4deb53a", "/query", "/help", "/help/queries",
    f"/notices/{NOTICE}", f"/id/notice/{NOTICE}/article/1/task/1", "/ontology", "/ontology/Task", "/code/hazard/flood",
    "/validate/rules", "/nowhere", "/tasks?year=1950",
    "/mine?place=临县&office=people-government&year=2026", "/tasks?mechanism=挂牌督办&jurisdiction=孝义市",
)  # fmt: skip
#: By view: size and whether it is dark.
VIEWS = {
    "desk": (DESK, False),
    "desk, dark": (DESK, True),
    "phone": (PHONE, False),
    "phone, dark": (PHONE, True),
}


def test_the_rules_are_those_that_their_readme_names() -> None:
    told = (VENDOR / "README.md").read_text("utf-8")
    assert hashlib.sha256((VENDOR / "axe.min.js").read_bytes()).hexdigest() in told


def faults(tab: Browser) -> list[str]:
    """The serious findings on the page as it stands: rule, and the element that broke it."""
    tab.run((VENDOR / "axe.min.js").read_text("utf-8") + ";0")
    found: list[dict[str, Any]] = json.loads(
        tab.run(
            "axe.run({resultTypes: ['violations']}).then((told) => JSON.stringify(told.violations))"
        )
    )
    return [
        f"{rule['id']} {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"][:3]
    ]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_serious_finding(five: Server, tab: Browser, path: str, view: str) -> None:
    size, dark = VIEWS[view]
    tab.resize(size)
    tab.dark(dark)
    tab.open(five.url + path)
    if tab.run("document.getElementById('menu').offsetParent"):
        tab.click("#menu")
    found = faults(tab)
    assert not found, "\n".join(found)
    assert tab.fits()


@pytest.mark.parametrize("view", VIEWS)
def test_a_report_has_no_serious_finding(
    five: Server, tab: Browser, tmp_path: Path, view: str
) -> None:
    size, dark = VIEWS[view]
    tab.resize(size)
    tab.dark(dark)
    checked(five, tab, tmp_path / "草稿.txt")
    tab.click("#open-all")
    found = faults(tab)
    assert not found, "\n".join(found)
    assert tab.fits()


def test_a_serious_finding_is_seen(five: Server, tab: Browser) -> None:
    tab.dark(False)
    tab.open(f"{five.url}/statistics")
    tab.run(
        "document.querySelector('h1').style.color = '#eee'; document.querySelector('main').innerHTML += '<img src=x>'"
    )
    assert {each.split()[0] for each in faults(tab)} >= {"color-contrast", "image-alt"}
