"""The form of a location."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Optional, ValidationError

from clinic.core.discretion import discreet
from clinic.core.forms import LineField
from clinic.core.settings import settings
from clinic.scheduling.arranging.forms.fields import SeenForm, at_most
from clinic.scheduling.arranging.locations import LocationDetails

PLACES = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""Zones that are called after a place; others are old names or offsets."""


@cache
def zones() -> list[str]:
    return sorted(each for each in available_timezones() if each.split("/")[0] in PLACES)


class LocationForm(SeenForm):
    name = LineField(
        "Name",
        [DataRequired("Enter a name for the location."), discreet, at_most(60)],
        description="As patients and staff read it, also in emails, like Sample Clinic.",
    )
    address = LineField(
        "Address",
        [DataRequired("Enter the address."), at_most(200)],
        description="On one line, like 1 Sample Street, Sampletown.",
    )
    directions = TextAreaField(
        "Directions", [Optional(), at_most(1000)], description="How to find the way, the entrance and the lift."
    )
    zone = SelectField("Time zone", description="Hours here are by the clock on this wall.")
    is_open = BooleanField("People can be seen here")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        names = dict.fromkeys([settings().clinic_timezone.key, *zones()])
        self.zone.choices = [SelectChoice(value=each, label=each.replace("_", " ")) for each in names]

    def validate_name(self, field: LineField) -> None:
        if "," in (field.data or ""):
            raise ValidationError("Leave out the comma: hours are written with commas between them.")

    def details(self) -> LocationDetails:
        return LocationDetails(
            name=self.name.data or "",
            address=self.address.data or "",
            directions=self.directions.data or "",
            zone=self.zone.data,
            is_open=self.is_open.data,
        )
