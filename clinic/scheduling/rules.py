"""What holds for all appointments: when people are reminded, how late they may change, when nothing is sent."""

from datetime import time

import msgspec

from clinic.core.audit import Actor
from clinic.practice.differences import Difference, differences
from clinic.practice.kept import Kept
from clinic.practice.models import ChangeRow
from clinic.practice.services import change_kept
from clinic.staff.rights import Right


class BookingRules(msgspec.Struct, frozen=True):
    reminders: tuple[int, int, int]
    """Hours before the appointment; 0 for a reminder that is not sent."""
    night_from: time
    night_until: time
    """Between these, by the clinic's clock, nothing is sent that could wait."""
    change_hours: int
    """How long before it begins a patient may still move or cancel an appointment; later they call."""
    offer_minutes: int
    """For how long an earlier time is held for whoever it is offered to."""


DEFAULTS = BookingRules((168, 48, 3), time(21), time(8), 24, 120)


class BookingRulesRow(ChangeRow):
    __tablename__ = "booking_rules"


def written(rules: BookingRules) -> dict[str, str]:
    """Say each rule in words, by its name."""
    return {
        "Reminders": ", ".join(f"{hours} hours before" for hours in rules.reminders if hours) or "None",
        "Nothing is sent": f"from {rules.night_from:%-H:%M} to {rules.night_until:%-H:%M}",
        "Patients change their appointment": f"until {rules.change_hours} hours before",
        "An earlier time is held": f"for {rules.offer_minutes} minutes",
    }


def changed(before: BookingRules, after: BookingRules) -> list[Difference]:
    return differences(written(before), written(after))


RULES = Kept(BookingRulesRow, BookingRules, lambda: DEFAULTS, changed)


def change_rules(rules: BookingRules, seen: int, actor: Actor) -> None:
    """Let these rules hold from now on; reminders that are planned stay planned. Raises as `change_kept`."""
    change_kept(RULES, rules, seen, actor, Right.arrange_appointments)
