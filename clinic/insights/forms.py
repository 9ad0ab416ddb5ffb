"""Which days somebody wants to see, as it stands in the page's address."""

from datetime import date

from wtforms import DateField, HiddenField

from clinic.core.clock import today
from clinic.core.forms import BaseForm
from clinic.insights.ranges import WEEK, Range, monday_of

WEEKS = {"weeks": 4, "months": 13, "year": 52}
EVERYTHING = "all"
NAMES = {"weeks": "4 weeks", "months": "3 months", "year": "A year", EVERYTHING: "Everything"}
USUAL = "months"


class RangeForm(BaseForm):
    """What cannot be read, or holds no day, shows the usual range."""

    class Meta:
        csrf = False

    range = HiddenField()
    since = DateField("From")
    until = DateField("To")

    def chosen(self, begins: date) -> tuple[str, Range]:
        """Give what was chosen, and its name unless it is two dates. Nothing is seen from before the figures begin."""
        by_dates = self._by_dates(begins)
        if by_dates:
            return "", by_dates
        name = self.range.data if self.range.data in NAMES else USUAL
        return name, Range(max(begins, self._first(name, begins)), today())

    def _by_dates(self, begins: date) -> Range | None:
        if not self.since.data and not self.until.data:
            return None
        first, last = max(begins, self.since.data or begins), min(today(), self.until.data or today())
        return Range(first, last) if first <= last else None

    @staticmethod
    def _first(name: str, begins: date) -> date:
        """Give the first of so many weeks of which this is the last, so that all of them are whole but this."""
        return begins if name == EVERYTHING else monday_of(today()) - WEEK * (WEEKS[name] - 1)
