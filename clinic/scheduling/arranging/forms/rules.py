"""The form of the rules of booking."""

from datetime import time
from itertools import pairwise
from typing import Any

from wtforms import StringField
from wtforms.validators import ValidationError

from clinic.core.forms import NumberField
from clinic.practice.clocks import read_clock, written_clock
from clinic.scheduling.arranging.forms.fields import SeenForm
from clinic.scheduling.rules import BookingRules

MOST_HOURS = 24 * 60
"""Hours."""
NONE = "Leave it empty to send none."


class ClockField(StringField):
    """A time of day."""

    clock: time

    def post_validate(self, form: object, validation_stopped: bool) -> None:
        clock = read_clock(self.data or "")
        if clock is None:
            raise ValidationError(f"Enter a time like 21:00 for “{self.label.text}”.")
        self.clock = clock


class RulesForm(SeenForm):
    first = NumberField("First reminder, hours before", "hours", 1, MOST_HOURS, is_optional=True, description=NONE)
    second = NumberField("Second reminder, hours before", "hours", 1, MOST_HOURS, is_optional=True, description=NONE)
    third = NumberField("Last reminder, hours before", "hours", 1, MOST_HOURS, is_optional=True, description=NONE)
    night_from = ClockField("Night begins")
    night_until = ClockField("Night ends")
    change_hours = NumberField(
        "Hours of notice for changes", "hours", 0, 720, description="Later than this patients call to move or cancel."
    )
    offer_minutes = NumberField(
        "Minutes to accept an earlier time",
        "minutes",
        10,
        2880,
        description="For so long it is kept for whoever it is offered to.",
    )

    @property
    def reminders(self) -> list[NumberField]:
        return [self.first, self.second, self.third]

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        sent = [field for field in self.reminders if field.data]
        for earlier, later in pairwise(sent):
            if (later.data or 0) >= (earlier.data or 0):
                later.errors = [f"“{later.label.text}” must be nearer to the appointment than the one before it."]
        if self.night_from.clock == self.night_until.clock:
            self.night_until.errors = ["The night must end at another time than it begins."]
        return not self.errors

    def rules(self) -> BookingRules:
        first, second, third = (field.data or 0 for field in self.reminders)
        return BookingRules(
            reminders=(first, second, third),
            night_from=self.night_from.clock,
            night_until=self.night_until.clock,
            change_hours=self.change_hours.data or 0,
            offer_minutes=self.offer_minutes.data or 0,
        )


def filled_in(rules: BookingRules) -> dict[str, object]:
    """Give the rules as the form's fields show them."""
    first, second, third = (hours or None for hours in rules.reminders)
    return {
        "first": first,
        "second": second,
        "third": third,
        "night_from": written_clock(rules.night_from),
        "night_until": written_clock(rules.night_until),
        "change_hours": rules.change_hours,
        "offer_minutes": rules.offer_minutes,
    }
