"""The forms of when somebody sees people: hours as they are written, changed days, time off."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    DateField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from clinic.core.clock import today
from clinic.core.forms import LineField
from clinic.core.settings import settings
from clinic.practice.clocks import read_clock
from clinic.practice.written import DAYS
from clinic.scheduling.arranging import written
from clinic.scheduling.arranging.forms.fields import SeenForm, at_most
from clinic.scheduling.arranging.weeks import Absence
from clinic.scheduling.arranging.written import Place, Unreadable, WorkingHours
from clinic.scheduling.availability import DAY

LONGEST_AHEAD = timedelta(days=3 * 366)
NO_DATE = "Enter a date like 24/12/2026."
Known = Mapping[Place, str]


class HoursField(StringField):
    """From when to when somebody sees people on a day, with the place where it is not the usual one."""

    hours: list[WorkingHours]

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        self.hours = []
        try:
            self.hours = written.read(self.data or "", form.usual_place, form.known)
        except Unreadable as fault:
            raise ValidationError(f"{self.label.text}: {fault}") from None


class DayField(DateField):
    """A date, from a browser's calendar or typed as 24/12/2026."""

    def __init__(self, label: str, validators: list[Any], **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d/%m/%Y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(NO_DATE) from None

    @property
    def day(self) -> date:
        """Give the date of a field that was found valid."""
        assert self.data is not None, "a field that is required has a date"
        return self.data


class PlacesForm(SeenForm):
    """Hours at places that the clinic has."""

    usual = SelectField("Where, unless you write another place", validate_choice=False)

    def __init__(self, known: Known, **options: Any) -> None:
        super().__init__(**options)
        self.known = known
        self.usual.choices = [
            SelectChoice(value=value_of(place), label=_label(words)) for place, words in known.items()
        ]

    @property
    def usual_place(self) -> Place:
        return next((each for each in self.known if value_of(each) == self.usual.data), next(iter(self.known)))


class WeekForm(PlacesForm):
    monday = HoursField("Monday", [Length(max=300)])
    tuesday = HoursField("Tuesday", [Length(max=300)])
    wednesday = HoursField("Wednesday", [Length(max=300)])
    thursday = HoursField("Thursday", [Length(max=300)])
    friday = HoursField("Friday", [Length(max=300)])
    saturday = HoursField("Saturday", [Length(max=300)])
    sunday = HoursField("Sunday", [Length(max=300)])

    @property
    def days(self) -> list[HoursField]:
        return [self[name] for name in DAYS]

    @property
    def week(self) -> list[list[WorkingHours]]:
        return [day.hours for day in self.days]


class DayForm(PlacesForm):
    """One date on which hours are others, or none."""

    on = DayField("Date", [DataRequired(NO_DATE)])
    hours = HoursField("Hours on that day", [Length(max=300)], description="Leave it empty for a day without any.")
    reason = LineField("Reason", [Optional(), at_most(100)], description="For colleagues. Patients do not see it.")

    def validate_on(self, field: DayField) -> None:
        _insist_on_coming(field)


class TimeOffForm(SeenForm):
    """From when to when somebody sees nobody: whole days, unless a time is written."""

    first = DayField("First day", [DataRequired(NO_DATE)])
    begins = StringField("From", [Optional(), Length(max=10)], description="Like 14:00. Empty for the whole day.")
    last = DayField("Last day", [DataRequired(NO_DATE)])
    ends = StringField("Until", [Optional(), Length(max=10)], description="Like 16:30. Empty for the whole day.")
    reason = LineField("Reason", [Optional(), at_most(100)], description="For colleagues. Patients do not see it.")

    def validate_first(self, field: DayField) -> None:
        _insist_on_coming(field)

    def validate_begins(self, field: StringField) -> None:
        _insist_on_clock(field)

    def validate_last(self, field: DayField) -> None:
        _insist_on_coming(field)

    def validate_ends(self, field: StringField) -> None:
        _insist_on_clock(field)

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        absence = self.absence()
        if absence.ends_at <= absence.starts_at:
            self.last.errors = ["This ends before it begins. Change the last day or the time."]
            return False
        return True

    def absence(self) -> Absence:
        begins, ends = read_clock(self.begins.data or ""), read_clock(self.ends.data or "")
        ends_on = self.last.day if ends else self.last.day + DAY
        return Absence(_moment(self.first.day, begins), _moment(ends_on, ends), self.reason.data or "")


def _insist_on_coming(field: DayField) -> None:
    if not today() <= field.day <= today() + LONGEST_AHEAD:
        raise ValidationError(f"“{field.label.text}” must be today or later, within three years.")


def _insist_on_clock(field: StringField) -> None:
    if read_clock(field.data or "") is None:
        raise ValidationError(f"Enter a time like 14:00 for “{field.label.text}”, or leave it empty.")


def _moment(day: date, clock: time | None) -> datetime:
    return datetime.combine(day, clock or time(), settings().clinic_timezone).astimezone(UTC)


def value_of(place: Place) -> str:
    """Give how the list of places names one."""
    return f"{place.location_id or ''}{'+' if place.by_video else ''}"


def _label(words: str) -> str:
    return words[0].upper() + words[1:]
