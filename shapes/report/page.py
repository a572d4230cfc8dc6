"""The report as one self-contained HTML file that prints well."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Template

from ontology.html import html_environment
from shapes.records import Report
from shapes.report.labels import aside, grounds, headed, pick, say
from shapes.report.summary import (
    groups,
    opening,
    percent,
    pieces,
    place,
    rate_rows,
    since_last,
    verdict,
    waived,
)

FIRST = 5  # findings of a rule that show without a click; printing shows all
MOST = 12  # changes since the last notice that do


@cache
def _template() -> Template:
    text = (files("shapes") / "report" / "page.html.jinja").read_text(encoding="utf-8")
    return html_environment().from_string(text)


def html_report(report: Report, lang: str = "zh") -> str:
    """The page."""
    return _template().render(
        report=report,
        lang=lang,
        first=FIRST,
        most=MOST,
        since=since_last(report, lang),
        groups=groups(report),
        rates=rate_rows(report, lang),
        waived=waived(report),
        changes=report.policy.changes(),
        verdict=verdict(report, lang),
        opening=opening(report, lang),
        say=lambda key, **values: say(key, lang, **values),
        pick=lambda words: pick(words, lang),
        headed=lambda label, words: headed(label, words, lang),
        grounds=lambda source: aside(grounds(source, lang), lang),
        percent=percent,
        place=lambda finding: place(finding, lang),
        pieces=lambda finding: pieces(finding.sentence, finding.marks),
    )
