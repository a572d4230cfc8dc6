"""Local rules files: YAML, checked before anything is made of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from shapes.entries import FileKind, read_entries
from shapes.errors import PolicyError
from shapes.policy import LocalRule, LocalRules
from shapes.rulebook import load_rulebook


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid")
    severity: Literal["violation", "warning", "info", "off"]
    reason: str = Field(min_length=2)


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid")
    profile: Literal["draft", "issued", "strict"] | None = None
    rules: dict[str, _Rule] = {}


_FILE = FileKind(
    "规则文件",
    "The rules file",
    "应为 profile: draft|issued|strict 和 rules: {规则: {severity, reason}}。",
    "It has profile: draft|issued|strict and rules: {rule: {severity, reason}}.",
    PolicyError,
)


def read_local_rules(text: str, name: str = "") -> LocalRules:
    """The entries of a local rules file.

    >>> read_local_rules("rules: {deadline-vague: {severity: off, reason: 本市不查}}").rules["deadline-vague"].severity
    'off'
    """
    found = read_entries(text, name, _FILE, _Rules)
    unknown = sorted(set(found.rules) - set(load_rulebook().rules))
    if unknown:
        raise PolicyError(
            f"规则文件 {name} 里没有这些规则：{'、'.join(unknown)}；规则名见 docs/checks/rules.md。"
            f" / Unknown rules in {name}: {', '.join(unknown)}; see docs/checks/rules.md."
        )
    rules = {rule: LocalRule(entry.severity, entry.reason) for rule, entry in found.rules.items()}
    return LocalRules(found.profile, rules)
