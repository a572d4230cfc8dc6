"""The report as JSON; ``schema.json`` documents it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from shapes.peers import Among
from shapes.rates import Rates
from shapes.records import Finding, Previous, Report
from shapes.report.labels import RATES
from shapes.report.summary import groups, opening, verdict
from shapes.rulebook import Rule, Words

FORMAT = "anze-report/1"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the report."""
    text = (files("shapes") / "report" / "schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def json_report(report: Report) -> str:
    """The report as JSON text."""
    return json.dumps(as_data(report), ensure_ascii=False, indent=1) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    used = {finding.rule for finding in report.findings} | set(report.policy.changes())
    return {
        "format": FORMAT,
        "notice": {
            "iri": report.notice,
            "title": report.title,
            "doc_number": report.number,
            "file": report.file_name,
            "status": report.status,
            "plan_year": report.plan_year,
            "superior": report.superior,
            "previous": report.previous.title if report.previous else None,
        },
        "profile": report.policy.profile,
        "conforms": report.conforms,
        "verdict": {"zh": verdict(report, "zh"), "en": verdict(report, "en")},
        "opening": [
            {"zh": zh, "en": en}
            for zh, en in zip(opening(report, "zh"), opening(report, "en"), strict=True)
        ],
        "notes": [_words(note) for note in report.notes],
        "blanks": [{"name": _words(each.name), "count": each.count} for each in report.blanks],
        "counts": {
            severity: report.count(severity) for severity in ("violation", "warning", "info")
        },
        "rates": _rates(report.rates),
        "standing": _standing(report.among),
        "other_rates": [_rates(other) for other in report.among.nearest],
        "previous": _previous(report.previous) if report.previous else None,
        "summary": [
            {
                "rule": g.rule.id,
                "severity": g.severity,
                "findings": len(g.findings),
                "sentences": g.total,
            }
            for g in groups(report)
        ],
        "findings": [_finding(finding) for finding in report.findings],
        "rules": [_rule(rule, report) for rule in report.rules if rule.id in used],
    }


def _words(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _rates(rates: Rates) -> dict[str, Any]:
    shares = {}
    for key, _name in RATES:
        share = getattr(rates, key)
        shares[key] = {"part": share.part, "of": share.whole, "rate": round(share.rate, 4)}
    return {"notice": rates.notice, "label": rates.label, "tasks": rates.tasks, **shares}


def _standing(among: Among) -> dict[str, Any]:
    rates = {key: {"rank": among.rank[key], "median": among.median[key]} for key, _name in RATES}
    return {"notices": among.others + 1, "rates": rates}


def _previous(last: Previous) -> dict[str, Any]:
    numbers = ("duties", "kept", "reworded", "changed", "dropped", "new")
    return {
        "title": last.title,
        "year": last.year,
        **{name: getattr(last, name) for name in numbers},
        "changes": [
            {
                "fate": each.fate,
                "name": _words(each.name),
                "section": each.article,
                "then": each.then,
                "now": each.now,
                "how": _words(each.how),
            }
            for each in last.changes
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    where = finding.where
    waived = finding.waived
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity,
        "where": {
            "section": where.section,
            "title": where.title,
            "page": where.page,
            "start": where.start,
            "end": where.end,
        },
        "sentence": finding.sentence,
        "marks": [list(mark) for mark in finding.marks],
        "what": _words(finding.what),
        "focus": finding.focus,
        "value": finding.value,
        "sentences": finding.count,
        "consequences": finding.consequences,
        "paste": finding.paste,
        "covers": [
            {
                "id": each.id,
                "section": each.where.section,
                "sentence": each.sentence,
                "paste": each.paste,
            }
            for each in finding.covers
        ],
        "waived": {"by": waived.by, "reason": waived.reason, "date": waived.date}
        if waived
        else None,
    }


def _rule(rule: Rule, report: Report) -> dict[str, Any]:
    ruling = report.policy.rulings[rule.id]
    return {
        "id": rule.id,
        "subject": rule.subject,
        "severity": ruling.severity,
        "changed_from": ruling.changed_from,
        "changed_because": ruling.reason,
        "label": _words(rule.label),
        "why": _words(rule.reason),
        "remedy": _words(rule.remedy),
        "source": rule.source,
        "explained_at": rule.anchor,
    }
