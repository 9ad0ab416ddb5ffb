"""Fields that several of these forms have, each with words that say what to do."""

from typing import Any

from wtforms import IntegerField
from wtforms.validators import InputRequired, Length, NumberRange, StopValidation
from wtforms.widgets import HiddenInput

from clinic.core.forms import BaseForm

MOST_CHANGES = 2**31 - 1
BROKEN = "Open the page again: it does not say what you saw last."


class SeenForm(BaseForm):
    """Changes something whose version its sender saw."""

    seen = IntegerField(validators=[InputRequired(BROKEN), NumberRange(0, MOST_CHANGES, BROKEN)], widget=HiddenInput())

    def saw(self, version: int) -> None:
        """Let the page say that its reader has this version before them."""
        self.seen.raw_data, self.seen.data = None, version


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


def at_most(length: int) -> Length:
    return Length(max=length, message="Shorten this to %(max)d characters or fewer.")
