"""What somebody chose to see of the audit trail, as it stands in the page's address."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    DateField,
    SearchField,
    SelectChoice,
    SelectField,
)

from clinic.core.deeds import Deed, deed_in_words, sentences
from clinic.core.forms import BaseForm
from clinic.intake.queries import intake_by_reference
from clinic.intake.reference import read_reference
from clinic.oversight.queries import Wanted

YEARS = range(2000, 3000)
"""Days of other years are in no calendar of the clinic's."""
NO_REQUEST = uuid.UUID(int=0)


class FilterForm(BaseForm):
    """What cannot be read is not asked for; but what is no request's reference finds nothing."""

    class Meta:
        csrf = False

    who = SelectField("Who", validate_choice=False)
    what = SelectField("What", validate_choice=False)
    q = SearchField("Reference of a request")
    since = DateField("From")
    until = DateField("To")

    def __init__(self, chosen: object, actors: Mapping[str, str]) -> None:
        super().__init__(formdata=chosen)
        self.who.choices = _any_of(actors.items())
        self.what.choices = _any_of(sorted(((" ".join(deed), deed_in_words(deed)) for deed in sentences), key=_words))
        reference = read_reference(self.q.data or "")
        self.intake = intake_by_reference(reference) if reference else None

    @property
    def is_about_no_request(self) -> bool:
        return bool(self.q.data) and self.intake is None

    @property
    def chosen(self) -> dict[str, Any]:
        """Give what was chosen, for the page's address."""
        selected = {field.name: field.data for field in (self.who, self.what) if _is_offered(field)}
        days = {field.name: day.isoformat() for field in (self.since, self.until) if (day := _day(field))}
        return {**selected, **({"q": self.q.data} if self.q.data else {}), **days}

    def wanted(self) -> Wanted:
        chosen = self.chosen
        return Wanted(
            actor=chosen.get("who", ""),
            deed=Deed(*chosen["what"].split(" ", 1)) if "what" in chosen else None,
            intake_id=self.intake.id if self.intake else NO_REQUEST if self.q.data else None,
            first_on=_day(self.since),
            last_on=_day(self.until),
        )


def _is_offered(field: SelectField) -> bool:
    offered: Iterable[Any] = field.choices or ()
    return bool(field.data) and field.data in {choice.value for choice in offered}


def _day(field: DateField) -> date | None:
    return field.data if field.data and field.data.year in YEARS else None


def _words(choice: tuple[str, str]) -> str:
    return choice[1]


def _any_of(choices: Iterable[tuple[str, str]]) -> list[Any]:
    return [SelectChoice(value=value, label=label) for value, label in [("", "Any"), *choices]]
