"""What a person answers, and the clinic's templates."""

import uuid

from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from clinic.core.forms import BaseForm
from clinic.messages.placeholders import PLACEHOLDERS, faults

LONGEST = 4000


def no_longer(limit: int) -> Length:
    return Length(max=limit, message=f"Shorten it to {limit:,} characters or fewer.")


class AnswerForm(BaseForm):
    id = HiddenField()
    """Made when the page is: two copies of one form are one message."""
    words = TextAreaField("Your message", [DataRequired("Enter your message."), no_longer(LONGEST)])

    @property
    def message_id(self) -> uuid.UUID:
        """Give the id that the page made; a form that has none is a message of its own."""
        try:
            return uuid.UUID(self.id.data or "")
        except ValueError:
            return uuid.uuid4()


class TemplateForm(BaseForm):
    version = IntegerField(validators=[Optional()], widget=HiddenInput())
    """The version that its sender saw; none for a new one."""
    name = StringField("Name", [DataRequired("Enter a name for the template."), no_longer(100)])
    words = TextAreaField(
        "Words",
        [DataRequired("Enter the words of the template."), no_longer(LONGEST)],
        description="These are filled in: " + ", ".join(f"{{{each}}}" for each in PLACEHOLDERS) + ".",
    )

    def validate_words(self, field: TextAreaField) -> None:
        if wrong := faults(field.data or ""):
            raise ValidationError(wrong[0])
