"""Forms made from the questionnaire: one class per step, made once; one instance per request.

The server decides what is shown and required, from the answers so far. An instance loses the fields
and options that are not for this person.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional
from wtforms.widgets import Select

from clinic.core.clock import today
from clinic.core.forms import BaseForm, ChoicesField, EmailAddressField, PartedDateField, PhoneField
from clinic.core.settings import settings
from clinic.intake.conditions import Answers
from clinic.intake.opening import open_for
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Kind, Question, Step, says_something
from clinic.intake.validators import DateOfBirth, NotTooLong
from clinic.treatments.subjects import PAGES, SUBJECTS

SCALE = tuple(str(number) for number in range(11))
CONTACT = ("email", "phone")
NO_CONTACT = "Enter an email address or a telephone number."


class StepForm(BaseForm):
    """The fields of one step. `step`, `answers` (those given before) and `shown` are set by `step_form`."""

    step: Step
    before: Answers
    shown: list[Question]

    def given(self) -> dict[str, Any]:
        """Give this form's answers by question key, as they are stored."""
        return {question.key: self._answer(question) for question in self.shown}

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        valid = super().validate(extra_validators)
        answers = {**self.before, **self.given()}
        for question in self.shown:
            for complaint in self._complaints(question, answers):
                self._complain(question, complaint)
                valid = False
        return bool(valid)

    def _complaints(self, question: Question, answers: Answers) -> Iterator[str]:
        answer = answers.get(question.key)
        field = self._fields_of(question)[0]
        if not says_something(answer) and not field.errors and question.is_required(answers, today()):
            yield from _missing(question, answers)
        alone = next((option for option in question.options if option.alone), None)
        if alone and isinstance(answer, list) and len(answer) > 1 and alone.value in answer:
            yield f"{question.label} Choose the answers that apply, or “{alone.label}” by itself."

    def _complain(self, question: Question, message: str) -> None:
        field = self._fields_of(question)[0]
        field.errors = [*field.errors, message]

    def _answer(self, question: Question) -> Any:
        if question.kind is Kind.matrix:
            return {field.row: field.data for field in self._fields_of(question) if field.data}
        data = self[question.key].data
        if question.kind is Kind.date:
            return data.isoformat() if data else ""
        if question.kind is Kind.scale:
            return int(data) if data in SCALE else None
        return data

    def _fields_of(self, question: Question) -> list[Any]:
        if question.kind is Kind.matrix:
            return [self[name] for name, _, _ in _rows(question) if name in self]
        return [self[question.key]]


class QuickForm(StepForm):
    """The short form. It may stand on a page without a session, so its own key stands in for a token.

    `website` is a trap: people do not see it. `opened` is when the page was made, signed. On a page that is kept and
    the same for everyone the form has neither `key` nor `opened`. `page` is the information page that led here.
    """

    class Meta(StepForm.Meta):
        csrf = False

    key = HiddenField()
    opened = HiddenField()
    page = HiddenField()
    website = StringField("Leave this empty", render_kw={"autocomplete": "off", "tabindex": "-1"})

    def shorten(self) -> None:
        """Offer the subjects as one list to open: a page of them would hide the rest of a short form."""
        subject = self["subject"]
        subject.choices = [SelectChoice(value="", label="Choose one"), *subject.choices]
        subject.widget = Select()

    @property
    def is_from_kept_page(self) -> bool:
        return not self.key.raw_data and not self.opened.raw_data

    @property
    def source_page(self) -> str:
        """The information page that this came from, if it is one of ours."""
        return self.page.data if self.page.data in PAGES else ""

    @property
    def is_talk(self) -> bool:
        """Whether it asks about something that the clinic does not offer, and so only talks about."""
        return any(subject.slug == self["subject"].data for subject in SUBJECTS if not subject.is_offered)

    def seems_automatic(self) -> bool:
        """Tell whether a machine may have filled this in: the trap is sprung, or no person is so quick."""
        open_for = self.open_for()
        quickest = timedelta(seconds=settings().minimum_form_seconds)
        return bool(self.website.data) or open_for is None or open_for < quickest

    def open_for(self) -> timedelta | None:
        """Give how long ago the page was made; nothing when it was not made by us, or too long ago to tell."""
        return open_for(self.opened.data or "")


def _missing(question: Question, answers: Answers) -> Iterator[str]:
    """Say what is missing; with no way at all to reach somebody, once and not for each way."""
    if question.key not in CONTACT or any(says_something(answers.get(key)) for key in CONTACT):
        yield question.missing
    elif question.key == CONTACT[0]:
        yield NO_CONTACT


def step_form(step: Step, answers: Answers, **values: Any) -> StepForm:
    """Make the form of one step for a person who has given these answers."""
    return _fit(form_class(step)(data={**_as_data(step, answers), **values}), step, answers)


def kept_form(step: Step, answers: Answers, **values: Any) -> StepForm:
    """Make the form of one step for a page that is the same for everyone, whatever is posted now."""
    return _fit(form_class(step)(None, data={**_as_data(step, answers), **values}), step, answers)


def _fit(form: StepForm, step: Step, answers: Answers) -> StepForm:
    on = today()
    form.step, form.before, form.shown = step, answers, step.questions_shown(answers, on)
    for question in step.questions:
        if question not in form.shown:
            for name in _names(question):
                del form[name]
        elif question.kind is Kind.matrix:
            _keep_rows(form, question, answers)
        else:
            _offer(form[question.key], question, answers, on)
    if isinstance(form, QuickForm):
        form.shorten()
    return form


def form_as_posted(step: Step) -> StepForm:
    """Make the form with whatever was posted, for when a person's earlier answers are not to be had."""
    form, on = form_class(step)(), today()
    posted = {q.key for q in step.questions if any(form[name].raw_data for name in _names(q))}
    form.step, form.before = step, {}
    form.shown = [q for q in step.questions if q.key in posted or q.is_shown({}, on)]
    for name in {name for q in step.questions if q not in form.shown for name in _names(q)}:
        del form[name]
    return form


@cache
def form_class(step: Step) -> type[StepForm]:
    """Make the form class of a step, with every field it may ever show."""
    fields = {name: field for question in step.questions for name, field in _fields(question)}
    base = QuickForm if step == QUESTIONNAIRE.quick_step else StepForm
    return type(f"{step.slug.title().replace('-', '')}Form", (base,), fields)


def _fields(question: Question) -> Iterator[tuple[str, Any]]:
    if question.kind is Kind.matrix:
        for name, value, label in _rows(question):
            yield name, MatrixRow(label, [NotTooLong(question.longest)], description=question.hint, row=value)
    else:
        yield question.key, _field(question)


def _field(question: Question) -> Any:
    words: dict[str, Any] = {"description": question.hint}
    limit = [NotTooLong(question.longest)]
    choices = [SelectChoice(value=option.value, label=option.label) for option in question.options]
    match question.kind:
        case Kind.long_text:
            return TextAreaField(question.label, limit, **words)
        case Kind.email:
            return EmailAddressField(question.label, limit, **words)
        case Kind.phone:
            return PhoneField(question.label, limit, **words)
        case Kind.date:
            return PartedDateField(question.label, [DateOfBirth()], **words)
        case Kind.one:
            return RadioField(question.label, [Optional()], choices=choices, **words)
        case Kind.many:
            return ChoicesField(question.label, choices=choices, **words)
        case Kind.scale:
            numbers = [SelectChoice(value=number, label=number) for number in SCALE]
            return RadioField(question.label, [Optional()], choices=numbers, **words)
        case Kind.tick:
            return BooleanField(question.label, **words)
        case _:
            return StringField(question.label, limit, **words)


class MatrixRow(TextAreaField):
    """The words about one option chosen in another question."""

    def __init__(self, *args: Any, row: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row


def _rows(question: Question) -> Iterator[tuple[str, str, str]]:
    """Give (field name, option value, label) of each row a matrix may have."""
    for option in QUESTIONNAIRE.questions[question.rows_from].options:
        yield f"{question.key}-{option.value}", option.value, option.label


def _names(question: Question) -> list[str]:
    return [name for name, _, _ in _rows(question)] if question.kind is Kind.matrix else [question.key]


def _keep_rows(form: StepForm, question: Question, answers: Answers) -> None:
    chosen = answers.get(question.rows_from) or []
    for name, value, _ in _rows(question):
        if value not in chosen:
            del form[name]


def _offer(field: Any, question: Question, answers: Answers, on: date) -> None:
    field.why, field.autocomplete = question.why, question.autocomplete
    field.flags.optional = question.required is False
    field.flags.maxlength = question.longest if question.kind is Kind.long_text else None
    if not question.options:
        return
    options = question.options_shown(answers, on)
    if len(options) < len(question.options):
        field.choices = [SelectChoice(value=option.value, label=option.label) for option in options]
    field.option_hints = {option.value: option.hint for option in options if option.hint}
    field.option_pictures = {option.value: option.picture for option in options if option.picture}


def _as_data(step: Step, answers: Answers) -> dict[str, Any]:
    """Give stored answers as the fields hold them."""
    data: dict[str, Any] = {}
    for question in step.questions:
        answer = answers.get(question.key)
        if question.kind is Kind.matrix:
            data.update({f"{question.key}-{row}": words for row, words in (answer or {}).items()})
        elif question.kind is Kind.date:
            data[question.key] = date.fromisoformat(answer) if answer else None
        elif question.kind is Kind.scale:
            data[question.key] = None if answer is None else str(answer)
        else:
            data[question.key] = answer
    return data
