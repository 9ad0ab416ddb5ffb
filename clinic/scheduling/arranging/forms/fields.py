"""Fields that several of these forms have, each with words that say what to do."""

from wtforms import IntegerField
from wtforms.validators import InputRequired, Length, NumberRange
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


def at_most(length: int) -> Length:
    return Length(max=length, message="Shorten this to %(max)d characters or fewer.")
