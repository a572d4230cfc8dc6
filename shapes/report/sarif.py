"""The report as SARIF 2.1.0, for CI systems and editors."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import Any
from urllib.parse import quote

from shapes.records import Finding, Report
from shapes.report.labels import aside, grounds, pick
from shapes.report.summary import acknowledged
from shapes.rulebook import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"violation": "error", "warning": "warning", "info": "note", "off": "none"}


def sarif_report(report: Report, source: str | None = None, lang: str = "zh") -> str:
    """SARIF text. ``source``: the file's text, for lines and columns (code points, from 1)."""
    rules = list(report.rules)
    at = {rule.id: index for index, rule in enumerate(rules)}
    lines = _Lines(source) if source is not None else None
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "anze",
                "informationUri": "https://w3id.org/anze/",
                "rules": [_rule(rule, report, lang) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "defaultSourceLanguage": lang,
        "results": [_result(f, at[f.rule], report, lines, lang) for f in report.findings],
        "properties": {"notice": report.notice, "profile": report.policy.profile},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


class _Lines:
    """Line and column of an offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0] + [at + 1 for at, char in enumerate(text) if char == "\n"]

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def _rule(rule: Rule, report: Report, lang: str) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(part.title() for part in rule.id.split("-")),
        "shortDescription": {"text": pick(rule.label, lang)},
        "fullDescription": {"text": pick(rule.message, lang)},
        "help": {
            "text": f"{pick(rule.reason, lang)} {pick(rule.remedy, lang)}{aside(grounds(rule.source, lang), lang)}"
        },
        "helpUri": rule.anchor,
        "defaultConfiguration": {"level": LEVELS[report.policy.rulings[rule.id].severity]},
    }


def _result(
    finding: Finding, index: int, report: Report, lines: _Lines | None, lang: str
) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(report.file_name or "notice")}}
    region = _region(finding, lines)
    if region:
        place["region"] = region
    section = f"{finding.where.section} {finding.where.title}".strip()
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": pick(finding.what, lang)},
        "locations": [
            {"physicalLocation": place, "logicalLocations": [{"name": section, "kind": "section"}]}
        ],
        "partialFingerprints": {"anze/v1": finding.id},
        "properties": {
            "sentence": finding.sentence,
            "sentences": finding.count,
            "page": finding.where.page,
        },
    }
    if finding.waived:
        why = acknowledged(finding.waived, lang)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return result


def _region(finding: Finding, lines: _Lines | None) -> dict[str, Any] | None:
    start, end = finding.where.start, finding.where.end
    if start is None or end is None:
        return None
    region: dict[str, Any] = {"charOffset": start, "charLength": end - start}
    if lines is not None:
        line, column = lines.at(start)
        last, after = lines.at(end)
        region |= {"startLine": line, "startColumn": column, "endLine": last, "endColumn": after}
        region["snippet"] = {"text": lines.text[start:end]}
    return region
