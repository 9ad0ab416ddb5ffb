"""The form of the guide."""

from typing import cast

from wtforms import Field, RadioField, SelectChoice  # type: ignore[attr-defined]  # the stubs do not know SelectChoice
from wtforms.validators import ValidationError

from clinic.core.forms import BaseForm, ChoicesField
from clinic.treatments.guide.parts import Question
from clinic.treatments.guide.questions import QUESTIONS


class Offered:
    """Something that is offered is chosen, and what stands alone is chosen alone."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.labels = {option.value: option.label for option in question.options}

    def __call__(self, form: object, field: Field) -> None:
        chosen = _chosen(field)
        if not chosen and self.question.may_be_open:
            return
        if not chosen or not chosen <= set(self.labels):
            raise ValidationError(self.question.missing)
        if self.question.alone in chosen and len(chosen) > 1:
            alone = self.labels[self.question.alone]
            raise ValidationError(f"{self.question.label} Choose the answers that apply, or “{alone}” by itself.")


class GuideForm(BaseForm):
    """The picture and the questions. Nothing is stored, so there is nothing to forge: it needs no token or session."""

    class Meta(BaseForm.Meta):
        csrf = False

    def chosen(self) -> frozenset[str]:
        """Give every option chosen, of whichever questions were answered."""
        return frozenset().union(*(_chosen(self[question.key]) for question in QUESTIONS))

    def forgive(self) -> None:
        """Take back every error."""
        for field in self:
            field.errors = []


def guide_form() -> GuideForm:
    form = FORM()
    for question in QUESTIONS:
        field = form[question.key]
        field.option_hints = {option.value: option.hint for option in question.options if option.hint}
        field.option_pictures = {option.value: option.picture for option in question.options if option.picture}
        field.option_groups = {option.value: option.group for option in question.options if option.group}
    return form


def _field(question: Question) -> Field:
    kind = ChoicesField if question.alone else RadioField
    choices = [SelectChoice(value=option.value, label=option.label) for option in question.options]
    return kind(question.label, [Offered(question)], choices=choices, description=question.hint, validate_choice=False)


def _chosen(field: Field) -> set[str]:
    return set(field.data or [] if isinstance(field, ChoicesField) else [field.data]) - {None, ""}


FORM = cast(type[GuideForm], type("AskingForm", (GuideForm,), {each.key: _field(each) for each in QUESTIONS}))
