from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from clinic.core.forms import BaseForm


class ReviewForm(BaseForm):
    """What a clinician says of the text that stands on the same page; `digest` tells which text that is."""

    digest = HiddenField()
    has_read = BooleanField(
        "I have read the whole text with its sources, and it is medically right to the best of my knowledge.",
        [InputRequired("Tick the box once you have read the text.")],
    )
