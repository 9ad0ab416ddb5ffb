"""The base form and the fields that more than one slice asks for.

Text is stripped and put into one form (Unicode NFC), passwords are not; control characters are refused with a message,
because PostgreSQL cannot store NUL and an email header must not hold a line break.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from wtforms import Field, HiddenField, IntegerField, PasswordField, SelectMultipleField, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from clinic.core.settings import settings

UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, but for the line's end and the tab, and halves of characters."""
INVISIBLE = re.compile(r"[\s\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff]+")
"""Nothing but marks that cannot be seen."""
OPEN_TOO_LONG = "This page was open for a long time. Your answers are still here: please send it again."
PARTS = ("day", "month", "year")


def tidy(value: object) -> object:
    """Strip text, put it into NFC and unify its line ends; leave everything else alone."""
    if not isinstance(value, str):
        return value
    if INVISIBLE.fullmatch(value):
        return ""
    return unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").strip()


def readable(form: object, field: Field) -> None:
    """Refuse characters that cannot be read, stored or mailed."""
    if UNREADABLE.search(field.data or ""):
        raise ValidationError(f"Remove the characters that cannot be printed from “{field.label.text}”.")


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Reads what a page's form sends, and nothing else: no files, no JSON."""

    class Meta:
        def wrap_formdata(self, form: object, formdata: Any) -> Any:
            if formdata is not _Auto:
                return formdata
            return request.form if request.method == "POST" else None

        def bind_field(self, form: object, field: Any, options: dict[str, Any]) -> Field:
            if issubclass(field.field_class, StringField) and not issubclass(field.field_class, PasswordField):
                options["filters"] = [tidy]
            return cast(Field, field.bind(form=form, **options))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        texts = {field.name: [readable] for field in self if isinstance(field, StringField)}
        valid = bool(super().validate({**texts, **(extra_validators or {})}))
        if "csrf_token" in self and self.csrf_token.errors:
            self.csrf_token.errors = [OPEN_TOO_LONG]
        return valid


class PressForm(BaseForm):
    """A single button, and nothing but the token."""


class SeenForm(BaseForm):
    """Changes a value of the clinic's that two people may change at once, and says which version its sender saw."""

    seen = HiddenField()
    """The number of the version that stood on the page."""

    @property
    def seen_number(self) -> int:
        """Give the number that the page held; one that cannot be read was never seen."""
        seen = self.seen.data or ""
        return int(seen) if re.fullmatch(r"[0-9]{1,18}", seen) else -1


def normal_email(text: str) -> str | None:
    """Give an address as it is kept, or nothing when it is none. Before the @ it is ASCII: few servers take more."""
    try:
        return validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        return None


def normal_phone(text: str) -> str | None:
    """Give a number in any spelling as E.164, or nothing when it is none, or has an extension."""
    try:
        number = phonenumbers.parse(text, settings().clinic_country)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def printed_phone(number: str) -> str:
    """Write a number given as E.164 with spaces and, in the clinic's own country, as people dial it there."""
    known = phonenumbers.parse(number)
    is_at_home = phonenumbers.region_code_for_number(known) == settings().clinic_country
    kinds = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(known, kinds.NATIONAL if is_at_home else kinds.INTERNATIONAL)


class ChoicesField(SelectMultipleField):
    """Many options as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class EmailAddressField(StringField):
    """An email address, checked for its shape only and normalised; no network look-up."""

    def post_validate(self, form: object, validation_stopped: bool) -> None:
        if self.data and not self.errors:
            address = normal_email(self.data)
            if address is None:
                raise ValidationError("Enter an email address in the form name@example.com.")
            self.data = address


class PhoneField(StringField):
    """A telephone number in any spelling, kept in E.164."""

    def post_validate(self, form: object, validation_stopped: bool) -> None:
        if self.data and not self.errors:
            number = normal_phone(self.data)
            if number is None:
                raise ValidationError("Enter a telephone number without an extension, like 020 7946 0018.")
            self.data = number


class LineField(StringField):
    """Text on one line, however it was pasted."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([" ".join(value.split()) for value in valuelist])


class NumberField(IntegerField):
    """A whole number between two bounds; it may be missing where it is optional."""

    def __init__(self, label: str, unit: str, least: int, most: int, is_optional: bool = False, **options: Any) -> None:
        super().__init__(label, **options)
        self.unit, self.least, self.most = unit, least, most
        if is_optional:
            self.flags.optional = True

    def process_formdata(self, valuelist: list[str]) -> None:
        if self.flags.optional and not any(value.strip() for value in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self._message) from None

    def pre_validate(self, form: object) -> None:
        if self.data is None and self.flags.optional and not self.process_errors:
            return
        if self.data is None or not self.least <= self.data <= self.most:
            raise StopValidation(self._message)

    @property
    def _message(self) -> str:
        return f"Enter a whole number of {self.unit} from {self.least} to {self.most} for “{self.label.text}”."


class PartedDateField(Field):
    """A date typed as day, month and year in three inputs named `<name>-day`, `-month` and `-year`."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Sequence[Any] | None = None) -> None:
        self.process_errors: list[str] = []
        self.data = data if isinstance(data, date) else None
        self.parts = {part: getattr(self.data, part, "") for part in PARTS}
        if formdata and any(f"{self.name}-{part}" in formdata for part in PARTS):
            self.parts = {part: formdata.get(f"{self.name}-{part}", "").strip() for part in PARTS}
            self.raw_data = list(self.parts.values())
            self._read()

    def _read(self) -> None:
        self.data = None
        if not any(self.parts.values()):
            return
        try:
            day, month, year = (int(self.parts[part]) for part in PARTS)
            self.data = date(year, month, day)
        except (ValueError, OverflowError):
            self.process_errors.append("Enter a real date, with a day, a month and a year, like 27 3 1990.")
            return
        if self.data.year < 1900:
            self.process_errors.append("Enter the year in full, like 1990.")
