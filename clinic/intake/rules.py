"""What the answers suggest to staff: how soon, why, and what must wait. People decide."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic.intake.conditions import Answered, Answers, chosen
from clinic.intake.rulebook.general import GENERAL, ROUTINE
from clinic.intake.rulebook.rule import Priority, Rule
from clinic.intake.rulebook.skin import SKIN
from clinic.intake.rulebook.urgent import URGENT

__all__ = ["RULES", "RULES_VERSION", "Assessment", "Finding", "Priority", "Rule", "assess", "urgent_rules"]

RULES_VERSION = "2026-11"
RULES = (*URGENT, *SKIN, *GENERAL, ROUTINE)

SAFETY_ASKED = Answered("safety1") & Answered("safety2") & Answered("hair_medicines") & Answered("tablet_contact")
SAFETY_ANSWERED = SAFETY_ASKED & ~chosen("safety1", "prefer_not") & ~chosen("hair_medicines", "unknown")

NO_RULE = "No rule applies to these answers, so this is routine until someone has read it."
SAFETY_NOT_ANSWERED = "The safety questions were not all answered. Ask them at the first contact."


@dataclass(frozen=True)
class Finding:
    """A rule that applies, as it stood on the day."""

    rule: str
    priority: Priority
    hold: bool
    reason: str
    action: str
    source: str


@dataclass(frozen=True)
class Assessment:
    """What the rules suggest, most urgent finding first."""

    priority: Priority
    findings: tuple[Finding, ...]
    safety_answered: bool
    rules_version: str = RULES_VERSION

    @property
    def holds(self) -> tuple[Finding, ...]:
        """The findings that block procedures until a clinician clears them."""
        return tuple(finding for finding in self.findings if finding.hold)

    @property
    def wants_person_first(self) -> bool:
        """Whether somebody must have read the answers before a time is chosen."""
        return self.priority.is_urgent or bool(self.holds)

    @property
    def notes(self) -> list[str]:
        """What staff must know that no rule says."""
        notes = [] if self.findings else [NO_RULE]
        return notes if self.safety_answered else [*notes, SAFETY_NOT_ANSWERED]

    def urgent_rules(self) -> set[str]:
        """The rules that call for help today or now."""
        return urgent_rules(self.as_json())

    def as_json(self) -> dict[str, Any]:
        return {
            "rules_version": self.rules_version,
            "priority": self.priority.value,
            "holds": [finding.rule for finding in self.holds],
            "findings": [vars(finding) | {"priority": finding.priority.value} for finding in self.findings],
            "safety_answered": self.safety_answered,
            "notes": self.notes,
        }


def urgent_rules(assessment: dict[str, Any]) -> set[str]:
    """Give the rules of an assessment, as it was stored, that call for help today or now."""
    return {finding["rule"] for finding in assessment["findings"] if Priority(finding["priority"]).is_urgent}


def assess(answers: Answers, on: date) -> Assessment:
    """Apply every rule; the most urgent one sets the priority, and a hold blocks procedures only."""
    met = [rule for rule in RULES if rule.condition.met(answers, on)]
    others = [rule for rule in met if rule is not ROUTINE]
    findings = tuple(_finding(rule) for rule in sorted(others or met, key=lambda rule: rule.priority.rank))
    priority = findings[0].priority if findings else Priority.routine
    return Assessment(priority, findings, SAFETY_ANSWERED.met(answers, on))


def _finding(rule: Rule) -> Finding:
    return Finding(rule.id, rule.priority, rule.hold, rule.reason, rule.action, rule.source)
