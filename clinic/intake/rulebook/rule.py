"""What a triage rule is made of."""

from dataclasses import dataclass
from enum import StrEnum

from clinic.intake.conditions import Condition


class Priority(StrEnum):
    """How soon a person needs the clinic, most urgent first."""

    emergency = "emergency"
    same_day = "same_day"
    prompt = "prompt"
    soon = "soon"
    routine = "routine"

    @property
    def rank(self) -> int:
        """Position in the order of urgency; 0 is the most urgent."""
        return list(Priority).index(self)

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()

    @property
    def is_urgent(self) -> bool:
        """Whether a person should have help today or now."""
        return self in (Priority.emergency, Priority.same_day)


@dataclass(frozen=True)
class Rule:
    """If the condition is met, this priority is suggested to staff. Never a diagnosis."""

    id: str
    priority: Priority
    condition: Condition
    reason: str
    """What the person told us, in plain words for staff."""
    action: str
    source: str
    hold: bool = False
    """No procedure until a clinician clears it."""
