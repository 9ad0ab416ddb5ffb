"""What a person asks about their data, and what staff answer."""

from functools import cache
from typing import Any

from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from clinic.core.forms import BaseForm
from clinic.intake.conditions import Answers
from clinic.intake.forms import StepForm, step_form
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Step
from clinic.rights.models import Kind

LONGEST = 4000
SHORT_ENOUGH = Length(max=LONGEST, message=f"Shorten it to {LONGEST:,} characters or fewer.")
AS_HELD = "This is what we hold already. Change it, or go back."


class ComplaintForm(BaseForm):
    words = TextAreaField(
        "What was not right?",
        [DataRequired("Enter what was not right."), SHORT_ENOUGH],
        description="Say what happened, when, and what you would like us to do.",
    )


class AccessForm(BaseForm):
    words = TextAreaField(
        "What would you like to see?",
        [Optional(), SHORT_ENOUGH],
        description="Leave it empty to ask for everything, with what staff noted.",
    )


class EraseForm(BaseForm):
    words = TextAreaField("Why you want it erased", [Optional(), SHORT_ENOUGH])
    understood = BooleanField(
        "I understand that what is erased cannot be brought back.",
        [DataRequired("Tick the box to show that you know that it cannot be brought back.")],
    )


class ReplyForm(BaseForm):
    """What staff answer. To confirm that something is with us, or to do as was asked, takes no words."""

    words = TextAreaField(
        "Your answer to the person",
        [SHORT_ENOUGH],
        description="They read it behind their link. Do not name other patients.",
    )

    def validate_for(self, press: str) -> bool:
        """Tell whether what is pressed can be done with these words."""
        if not self.validate():
            return False
        if press in WANTS_WORDS and not self.words.data:
            self.words.errors = [WANTS_WORDS[press]]
            return False
        return True


WANTS_WORDS = {"answer": "Enter your answer.", "decline": "Enter why it is not done: the person reads it."}

ASKING: dict[Kind, type[ComplaintForm] | type[AccessForm]] = {
    Kind.complaint: ComplaintForm,
    Kind.access: AccessForm,
}


def correction_form(key: str, answers: Answers) -> StepForm:
    """Make the form of one answer with the field in which it was given."""
    return step_form(_step_of(key), answers)


def differs(form: StepForm, key: str, answers: Answers) -> bool:
    """Tell whether another answer is asked for than the one held; says so if not."""
    if (form.given()[key] or None) != (answers.get(key) or None):
        return True
    form.form_errors = [AS_HELD]
    return False


@cache
def _step_of(key: str) -> Step:
    question: Any = QUESTIONNAIRE.questions[key]
    return Step(f"correct-{key}", "Correct an answer", (question,))
