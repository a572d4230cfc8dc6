"""What a browser waits for and gets when it opens a page for the first time: ``python -m benchmarks.service.pages
[--data DIR] [--runs 3]``.

Serves the graph in DIR (the data directory of the settings if not given) and opens each page in a headless Chromium at
a desk, its cache empty. Told are kilobytes over the wire (compressed), milliseconds until words stand on the screen
(first contentful paint) and until the page is loaded, the median of the runs, and the load of the machine."""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from pathlib import Path

import httpx

from service.settings import read_settings
from tests.service.browser import Browser
from tests.service.conftest import ROOT, Server

#: With the first notice's name and two of its list put in.
PAGES = (
    "/", "/check", "/mine", "/tasks", "/tasks?text=燃气&sort=due", "/units", "/notices", "/mechanisms?used=true",
    "/calendar", "/statistics", "/compare", "/compare?first={first}&second={second}", "/query", "/ontology", "/help",
    "/notices/{first}",
)  # fmt: skip
_MEASURED = """(() => { const entries = [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')];
    const [page] = performance.getEntriesByType('navigation');
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return [entries.filter((each) => !each.name.includes('/sparql')).reduce((sum, each) => sum + each.encodedBodySize, 0),
        paint ? paint.startTime : -1, page.loadEventEnd]; })()"""


def measured(browser: Browser, address: str, runs: int) -> tuple[float, float, float]:
    """Kilobytes, and milliseconds to the first words and to the end of loading: medians."""
    found = []
    for _ in range(runs):
        browser.do("Network.clearBrowserCache")
        browser.open("about:blank#")
        browser.open(address)
        browser.wait("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
        browser.wait("performance.getEntriesByName('first-contentful-paint').length")
        found.append(browser.run(_MEASURED))
    size, paint, loaded = (statistics.median(each) for each in zip(*found, strict=True))
    return size / 1000, paint, loaded


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=read_settings().data_dir)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    server = Server(
        given.data.absolute(), anew=True, client_rate=0, queries_dir=ROOT / "data" / "queries"
    ).wait()
    try:
        listed = httpx.get(f"{server.url}/notices", params={"limit": 2}, timeout=60).json()
        first, second = (each["id"].rsplit("/", 1)[-1] for each in listed["items"])
        print(f"{listed['total']} notices, load {os.getloadavg()[0]:.1f}")
        print(f"{'kB':>6} {'words ms':>9} {'loaded ms':>9}  page")
        with tempfile.TemporaryDirectory() as home, Browser(Path(home)) as browser:
            browser.do("Network.enable")
            for page in PAGES:
                address = server.url + page.format(first=first, second=second)
                size, paint, loaded = measured(browser, address, given.runs)
                print(f"{size:>6.0f} {paint:>9.0f} {loaded:>9.0f}  {page}")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
