"""How severe a rule's results are: the profiles that the shapes state, and a local file that overrides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class LocalRule:
    """What a local rules file says of a rule: violation, warning, info or ``off``, and why."""

    severity: str
    reason: str


@dataclass(frozen=True, slots=True)
class LocalRules:
    """A local rules file, as ``shapes.local_rules`` reads it: the profile that it asks for, if any."""

    profile: str | None = None
    rules: Mapping[str, LocalRule] = field(default_factory=dict)


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
