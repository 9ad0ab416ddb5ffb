"""The form of the clinic's hours: what people type, read into arrangements."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, StopValidation, ValidationError

from clinic.core.clock import utcnow
from clinic.core.forms import SeenForm
from clinic.core.settings import settings
from clinic.practice.arrangements import Arrangements, Closure, Nation, Opening
from clinic.practice.clocks import read_clock
from clinic.practice.working_time import NeverOpen, WorkingTime
from clinic.practice.written import DAYS, NATIONS, PRIORITIES

LONGEST_PROMISE = 200
"""Working hours."""
MOST_CLOSURES = 100
SPAN = re.compile(r"(.+?)\s*(?:-|–|\bto\b)\s*(.+)")
CLOSURE = re.compile(r"(\S+?)(?:\s*(?:-|–|\bto\b)\s*(\S+?))?\s*,\s*(.+)")


class TimesField(StringField):
    """When the clinic is open on one day of the week, e.g. "9:00 to 12:30, 13:30 to 17:00"; empty when it is closed."""

    spans: list[tuple[time, time]]

    def post_validate(self, form: object, validation_stopped: bool) -> None:
        self.spans = [_span(part, self.label.text) for part in (self.data or "").split(",") if part.strip()]
        for (_, closes), (opens, _) in zip(self.spans, self.spans[1:], strict=False):
            if opens < closes:
                raise ValidationError(f"On {self.label.text} the second time begins before the first has ended.")


class ClosuresField(TextAreaField):
    """Days of rest of the clinic's own, one line each."""

    closures: tuple[Closure, ...]

    def post_validate(self, form: object, validation_stopped: bool) -> None:
        lines = [line.strip() for line in (self.data or "").splitlines() if line.strip()]
        if len(lines) > MOST_CLOSURES:
            raise ValidationError(f"Write at most {MOST_CLOSURES} lines of closures. Old ones can go.")
        self.closures = tuple(sorted(map(_closure, lines)))


def _span(text: str, day: str) -> tuple[time, time]:
    found = SPAN.fullmatch(text.strip())
    opens, closes = (read_clock(found[1]), read_clock(found[2])) if found else (None, None)
    if opens is None or closes is None:
        raise ValidationError(f"Write the hours of {day} like 9:00 to 17:00, or leave it empty.")
    if closes <= opens:
        raise ValidationError(f"On {day} the clinic closes before it opens. Write 17:00 or 5 pm for the afternoon.")
    return opens, closes


def _closure(line: str) -> Closure:
    found = CLOSURE.fullmatch(line)
    first = _day(found[1]) if found else None
    last = _day(found[2]) if found and found[2] else first
    if found is None or first is None or last is None:
        raise ValidationError(f"“{line}” cannot be read. Write it like 24/12/2026 to 31/12/2026, Winter break.")
    if last < first:
        raise ValidationError(f"“{line}” ends before it begins.")
    return Closure(first, last, found[3])


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  # a day on the wall has no zone
    except ValueError:
        return None


class PromiseField(IntegerField):
    """Working hours until a person replies."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self._message) from None

    def pre_validate(self, form: object) -> None:
        if self.data is None or not 1 <= self.data <= LONGEST_PROMISE:
            raise StopValidation(self._message)

    @property
    def _message(self) -> str:
        return f"Enter a whole number of hours from 1 to {LONGEST_PROMISE} for “{self.label.text}”."


class HoursForm(SeenForm):
    monday = TimesField("Monday", [Length(max=100)])
    tuesday = TimesField("Tuesday", [Length(max=100)])
    wednesday = TimesField("Wednesday", [Length(max=100)])
    thursday = TimesField("Thursday", [Length(max=100)])
    friday = TimesField("Friday", [Length(max=100)])
    saturday = TimesField("Saturday", [Length(max=100)])
    sunday = TimesField("Sunday", [Length(max=100)])
    nation = SelectField(
        "Bank holidays of",
        choices=[SelectChoice(value=nation.value, label=label) for nation, label in NATIONS.items()],
    )
    closures = ClosuresField(
        "Other days on which the clinic is closed",
        [Length(max=10_000)],
        description="One line each, like 24/12/2026 to 31/12/2026, Winter break. Patients do not see the reason.",
    )
    emergency = PromiseField("Emergency")
    same_day = PromiseField("Same day")
    prompt = PromiseField("Prompt")
    soon = PromiseField("Soon")
    routine = PromiseField("Routine")

    @property
    def days(self) -> list[TimesField]:
        return [self[name] for name in DAYS]

    @property
    def promises(self) -> list[IntegerField]:
        return [self[name] for name in PRIORITIES]

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        try:
            WorkingTime(self.arrangements(), settings().clinic_timezone).after(
                utcnow(), timedelta(hours=LONGEST_PROMISE)
            )
        except NeverOpen:
            self.form_errors = [
                "The clinic would be open too seldom to keep a promise. Open on at least one day a week."
            ]
            return False
        return True

    def arrangements(self) -> Arrangements:
        openings = (Opening(number, *span) for number, day in enumerate(self.days) for span in day.spans)
        return Arrangements(
            openings=tuple(openings),
            nation=Nation(self.nation.data),
            closures=self.closures.closures,
            promises={field.name: field.data or 0 for field in self.promises},
        )
