"""What somebody chooses: a kind of appointment, where, with whom, from which day on, and at last a time."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.fields import HiddenField
from wtforms.validators import InputRequired

from clinic.core.forms import BaseForm
from clinic.scheduling.arranging.bookable import Bookable, Somewhere
from clinic.scheduling.arranging.hours import Timetable
from clinic.scheduling.availability import Place, Wish
from clinic.scheduling.queries import BY_VIDEO, Booked
from clinic.scheduling.wishes import Choice, within_limits

WHOEVER = ""
ANYBODY = "anybody"
THE_SAME = "the-same"


class ChoiceForm(BaseForm):
    """What times are looked for, as it stands in the page's address; what cannot be read is the first there is."""

    class Meta:
        csrf = False

    kind = SelectField("What for", validate_choice=False)
    where = SelectField("Where", validate_choice=False)
    who = SelectField("With", validate_choice=False)

    def __init__(self, kinds: Sequence[Bookable], chosen: Mapping[str, str]) -> None:
        super().__init__(formdata=chosen)
        self.kinds = kinds
        self.since = _date(chosen.get("since", ""))
        _offer(self.kind, [(str(each.id), f"{each.name}, {each.kind.minutes} minutes") for each in kinds])
        _offer(self.where, [(str(each.id or BY_VIDEO), each.words) for each in self.bookable.places])
        self.people = [(str(each.id), f"{each.name}, {each.title}") for each in self.bookable.practitioners]
        if len(self.people) > 1:
            self.people.insert(0, (WHOEVER, "Whoever is free first"))
        _offer(self.who, self.people)

    @property
    def bookable(self) -> Bookable:
        """Give the kind that is chosen."""
        return next(kind for kind in self.kinds if str(kind.id) == self.kind.data)

    @property
    def choice(self) -> Choice:
        where = None if self.where.data == BY_VIDEO else uuid.UUID(self.where.data)
        return Choice(self.bookable.id, where, uuid.UUID(self.who.data) if self.who.data else None)

    def wish(self, *besides: uuid.UUID) -> Wish:
        """Give what a patient looks for, by the rules as they are remembered."""
        place = Place(self.place.id, self.place.zone)
        return within_limits(self.bookable.kind, place, self.choice.practitioner_id, besides)

    @property
    def timetables(self) -> tuple[Timetable, ...]:
        """Give the hours, as they are remembered, of all who could be meant."""
        return self.bookable.timetables_of(self.choice.practitioner_id)

    @property
    def place(self) -> Somewhere:
        return next(each for each in self.bookable.places if str(each.id or BY_VIDEO) == self.where.data)

    @property
    def with_whom(self) -> str:
        """Give who is chosen, in words."""
        return dict(self.people)[self.who.data]

    @property
    def open_choices(self) -> list[SelectField]:
        """Give the fields in which there is more than one of something."""
        return [field for field in (self.kind, self.where, self.who) if len(field.choices or ()) > 1]

    @property
    def chosen(self) -> dict[str, Any]:
        """Give what is chosen, for a page's address."""
        return {field.name: field.data for field in (self.kind, self.where, self.who) if field.data}


class TimeForm(BaseForm):
    """The time that somebody pressed."""

    at = HiddenField()

    @property
    def starts_at(self) -> datetime | None:
        """Give the aware moment; nothing for what is none."""
        try:
            moment = datetime.fromisoformat(self.at.data or "")
        except ValueError:
            return None
        return moment if moment.tzinfo else None


class VersionForm(BaseForm):
    """Which version of an appointment somebody saw."""

    sequence = HiddenField()

    @property
    def version(self) -> int:
        """Give the version; one that there never was for what is none."""
        seen = self.sequence.data or ""
        return int(seen) if seen.isdecimal() else -1


class OwnTimeForm(TimeForm, VersionForm):
    """The time that somebody moves their appointment to, or chooses without having one."""


class AskEarlierForm(BaseForm):
    """With whom an earlier time would do."""

    who = RadioField("With whom?", validators=[InputRequired("Choose with whom an earlier time would do.")])

    def __init__(self, booked: Booked) -> None:
        super().__init__(data={"who": ANYBODY})
        self.booked = booked
        name, title = booked.practitioner.name, booked.practitioner.title
        self.who.choices = [(ANYBODY, "Whoever is free"), (THE_SAME, f"Only with {name}, {title}")]

    @property
    def practitioner_id(self) -> uuid.UUID | None:
        return self.booked.appointment.practitioner_id if self.who.data == THE_SAME else None


class AnswerForm(BaseForm):
    """Which offer is answered."""

    offered = HiddenField()

    @property
    def offered_id(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.offered.data or "")
        except ValueError:
            return None


def _offer(field: SelectField, choices: list[tuple[str, str]]) -> None:
    """Let the field have these choices, and be the first of them unless it is another."""
    field.choices = choices
    if field.data not in dict(choices):
        field.data = choices[0][0]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
