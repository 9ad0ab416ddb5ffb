"""What somebody chose to see of the queue, as it stands in the page's address."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    HiddenField,
    SearchField,
    SelectChoice,
    SelectField,
)

from clinic.core.forms import BaseForm
from clinic.intake.models import State
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.rules import Priority
from clinic.scheduling.arranging import bookable
from clinic.scheduling.queries import BY_VIDEO
from clinic.triage.queries import NOBODY, View, Wanted

AGES = {
    "day": ("In the last 24 hours", timedelta(days=1)),
    "week": ("In the last 7 days", timedelta(days=7)),
    "month": ("In the last 30 days", timedelta(days=30)),
}


class FilterForm(BaseForm):
    """What cannot be read is not asked for."""

    class Meta:
        csrf = False

    view = HiddenField()
    q = SearchField("Reference, name, email address or telephone number")
    state = SelectField("State", validate_choice=False)
    priority = SelectField("Priority", validate_choice=False)
    assignee = SelectField("Assigned to", validate_choice=False)
    sent = SelectField("Sent", validate_choice=False)
    region = SelectField("Where they live", validate_choice=False)
    who = SelectField("Appointment with", validate_choice=False)
    where = SelectField("Appointment at", validate_choice=False)
    subject = SelectField("Treatment or condition", validate_choice=False)

    def __init__(self, chosen: object, colleagues: Iterable[tuple[uuid.UUID, str]], reads_answers: bool) -> None:
        super().__init__(formdata=chosen)
        self.region.choices = _any_of(_options("region"))
        self.subject.choices = _any_of(_options("subject"))
        if not reads_answers:
            del self.subject
        self.who.choices = _any_of((str(each.id), each.name) for each in bookable.everybody())
        self.where.choices = _any_of((str(each.id or BY_VIDEO), each.name) for each in bookable.everywhere())
        self.state.choices = _any_of((state.value, state.replace("_", " ").capitalize()) for state in State)
        self.priority.choices = _any_of((priority.value, priority.label) for priority in Priority)
        self.assignee.choices = _any_of([(NOBODY, "Nobody"), *((str(id), name) for id, name in colleagues)])
        self.sent.choices = _any_of((key, words) for key, (words, _) in AGES.items())

    @property
    def chosen(self) -> dict[str, Any]:
        """Give what was chosen, for the page's address."""
        known = {field.name: field.data for field in self if isinstance(field, SelectField) and self._is_known(field)}
        words = {"q": self.q.data} if self.q.data else {}
        view = {"view": self.part.value} if self.part is not View.waiting else {}
        return {**view, **words, **known}

    @staticmethod
    def _is_known(field: SelectField) -> bool:
        offered: Iterable[Any] = field.choices or ()
        return bool(field.data) and field.data in {choice.value for choice in offered}

    @property
    def part(self) -> View:
        """Give the part of the queue; whoever searches, searches everything."""
        if self.q.data:
            return View.all
        return View(self.view.data) if self.view.data in set(View) else View.waiting

    @property
    def has_filters(self) -> bool:
        return bool(self.chosen.keys() - {"view", "q"})

    def wanted(self, who: uuid.UUID) -> Wanted:
        chosen = self.chosen
        return Wanted(
            who,
            self.part,
            words=chosen.get("q", ""),
            state=State(chosen["state"]) if "state" in chosen else None,
            priority=Priority(chosen["priority"]) if "priority" in chosen else None,
            assignee=chosen.get("assignee", ""),
            sent_within=AGES[chosen["sent"]][1] if "sent" in chosen else None,
            region=chosen.get("region", ""),
            practitioner_id=uuid.UUID(chosen["who"]) if "who" in chosen else None,
            place=chosen.get("where", ""),
            subject=chosen.get("subject", ""),
        )


def _options(key: str) -> Iterable[tuple[str, str]]:
    return ((option.value, option.label) for option in QUESTIONNAIRE.questions[key].options)


def _any_of(choices: Iterable[tuple[str, str]]) -> list[Any]:
    return [SelectChoice(value=value, label=label) for value, label in [("", "Any"), *choices]]
