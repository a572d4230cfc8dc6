"""Profiles and the local rules file."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from shapes.check import Options, check
from shapes.errors import PolicyError
from shapes.local_rules import read_local_rules
from shapes.policy import make_policy, profile_for
from shapes.report.terminal import text_report
from shapes.rulebook import PROFILES, load_rulebook

EXAMPLES = Path(__file__).parent / "examples"


def example(name: str) -> Graph:
    return Graph().parse(EXAMPLES / f"{name}.ttl")


def test_every_rule_has_a_severity_in_every_profile() -> None:
    rules = load_rulebook().rules.values()
    assert len(rules) > 130
    for rule in rules:
        assert set(rule.by_profile) == set(PROFILES)
        assert set(rule.by_profile.values()) <= {"violation", "warning", "info", "off"}


def test_strict_is_never_milder_than_issued() -> None:
    order = ("off", "info", "warning", "violation")
    strict, issued = make_policy("strict").rulings, make_policy("issued").rulings
    assert all(order.index(strict[r].severity) >= order.index(issued[r].severity) for r in strict)


def test_the_draft_profile_is_taken_for_a_draft() -> None:
    assert profile_for("draft") == "draft"
    assert profile_for("issued") == "issued"
    assert profile_for("draft", read_local_rules("profile: strict")) == "strict"
    assert profile_for("draft", read_local_rules("profile: strict"), "issued") == "issued"


def test_a_local_file_turns_rules_off_and_the_report_says_why() -> None:
    local = read_local_rules("rules:\n  owner-missing: {severity: off, reason: 责任另见分工表}\n")
    report = check(example("owner-missing.fail"), options=Options(local=local))
    assert "owner-missing" not in {finding.rule for finding in report.findings}
    assert "违规 改为 不查——责任另见分工表" in text_report(report)


def test_a_local_file_changes_a_severity() -> None:
    local = read_local_rules("rules:\n  owner-missing: {severity: info, reason: 试行期}\n")
    report = check(example("owner-missing.fail"), options=Options(local=local))
    assert {f.severity for f in report.findings if f.rule == "owner-missing"} == {"info"}


@pytest.mark.parametrize(
    "text",
    [
        "rules: {owner-missing: {severity: off}}",
        "rules: {no-such-rule: {severity: off, reason: 试试}}",
        "rules: {owner-missing: {severity: fatal, reason: 试试}}",
        "profile: loose",
        "rules: [1, 2",
    ],
)
def test_a_bad_local_file_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        read_local_rules(text, "anze-rules.yaml")
