"""What a field of the form refuses, and in which words."""

from wtforms import Field
from wtforms.validators import ValidationError

from clinic.core.clock import today

OLDEST_BIRTH = 120


class NotTooLong:
    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, form: object, field: Field) -> None:
        if len(field.data or "") > self.longest:
            raise ValidationError(f"Shorten “{field.label.text}” to {self.longest:,} characters or fewer.")


class DateOfBirth:
    def __call__(self, form: object, field: Field) -> None:
        if field.data and not today().year - OLDEST_BIRTH <= field.data.year <= today().year:
            raise ValidationError("Enter a year of birth within the last 120 years.")
        if field.data and field.data > today():
            raise ValidationError("Enter a date of birth in the past.")
