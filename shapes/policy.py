"""How severe a rule's results are: the profiles that the shapes state, and a local file that overrides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from shapes.entries import FileKind, read_entries
from shapes.errors import PolicyError
from shapes.rulebook import PROFILES, load_rulebook

SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule's severity (or ``off``) and, where a local file changed it, from what and why."""

    severity: str
    changed_from: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    profile: str
    rulings: Mapping[str, Ruling]

    def changes(self) -> dict[str, Ruling]:
        """The rules that a local file changed."""
        return {rule: ruling for rule, ruling in self.rulings.items() if ruling.changed_from}


class LocalRule(BaseModel):
    """One entry of a local rules file."""

    model_config = ConfigDict(extra="forbid")
    severity: Literal["violation", "warning", "info", "off"]
    reason: str = Field(min_length=2)


class LocalRules(BaseModel):
    """A local rules file (YAML)."""

    model_config = ConfigDict(extra="forbid")
    profile: Literal["draft", "issued", "strict"] | None = None
    rules: dict[str, LocalRule] = {}


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
    found = read_entries(text, name, _FILE, LocalRules)
    unknown = sorted(set(found.rules) - set(load_rulebook().rules))
    if unknown:
        raise PolicyError(
            f"规则文件 {name} 里没有这些规则：{'、'.join(unknown)}；规则名见 docs/checks/rules.md。"
            f" / Unknown rules in {name}: {', '.join(unknown)}; see docs/checks/rules.md."
        )
    return found


def make_policy(profile: str, local: LocalRules | None = None) -> Policy:
    """Severities of a profile with the local changes on top."""
    if profile not in PROFILES:
        raise PolicyError(
            f"没有 {profile} 这个档位；可用：{'、'.join(PROFILES)} / No such profile: {profile}"
        )
    rulings = {rule.id: Ruling(rule.by_profile[profile]) for rule in load_rulebook().rules.values()}
    for rule, entry in (local.rules if local else {}).items():
        before = rulings[rule].severity
        if entry.severity != before:
            rulings[rule] = Ruling(entry.severity, before, entry.reason)
    return Policy(profile, rulings)


def profile_for(status: str, local: LocalRules | None = None, asked: str | None = None) -> str:
    """The profile asked for, else the local file's, else the one that fits the notice's status."""
    return (
        asked or (local.profile if local else None) or ("draft" if status == "draft" else "issued")
    )
