"""What somebody looks at in the calendar, as it stands in the page's address."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from wtforms import SelectChoice, SelectField  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
from wtforms.fields import DateField

from clinic.core.clock import today
from clinic.core.forms import BaseForm
from clinic.scheduling.arranging import bookable
from clinic.scheduling.calendar import Length, Looked
from clinic.scheduling.queries import BY_VIDEO

LENGTHS = [SelectChoice(value=Length.day, label="A day"), SelectChoice(value=Length.week, label="A week")]
FARTHEST = timedelta(days=3660)


class LookForm(BaseForm):
    """What cannot be read is not asked for: today, everybody, everywhere."""

    class Meta:
        csrf = False

    on = DateField("Date")
    length = SelectField("Show", choices=LENGTHS, validate_choice=False)
    who = SelectField("With", validate_choice=False)
    where = SelectField("Where", validate_choice=False)

    def __init__(self, chosen: Mapping[str, str]) -> None:
        super().__init__(formdata=chosen)
        self.on.raw_data, self.on.data = None, self.date
        self.length.data = self.length.data if self.length.data in set(Length) else Length.day.value
        _offer(self.who, "Everybody", ((str(each.id), each.name) for each in bookable.everybody()))
        _offer(self.where, "Everywhere", ((str(each.id or BY_VIDEO), each.name) for each in bookable.everywhere()))

    @property
    def date(self) -> date:
        """Give the date that was chosen, or today's for one that is none or years away."""
        chosen = self.on.data or today()
        return chosen if abs(chosen - today()) < FARTHEST else today()

    @property
    def chosen(self) -> dict[str, Any]:
        """Give what was chosen, for the page's address."""
        filters = {field.name: field.data for field in (self.who, self.where) if field.data}
        return {"on": self.on.data, "length": self.length.data, **filters}

    @property
    def has_filters(self) -> bool:
        return bool(self.who.data or self.where.data)

    @property
    def looked(self) -> Looked:
        who, where = self.who.data, self.where.data
        location_id = uuid.UUID(where) if where and where != BY_VIDEO else None
        return Looked(
            self.date, Length(self.length.data), uuid.UUID(who) if who else None, location_id, where == BY_VIDEO
        )


def _offer(field: SelectField, anybody: str, choices: Iterable[tuple[str, str]]) -> None:
    known = [("", anybody), *choices]
    field.choices = [SelectChoice(value=value, label=label) for value, label in known]
    if field.data not in dict(known):
        field.data = ""
