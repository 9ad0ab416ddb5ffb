"""What others may read over a shoulder or on a locked phone must not tell what people come for."""

import re

from wtforms import Field
from wtforms.validators import ValidationError

TELLING = re.compile(r"\b(?:hair|scalp|alopecia|trich|bald)\w*", re.IGNORECASE)
"""Words from which whoever sees an email arrive would learn what it is about."""


def discreet(form: object, field: Field) -> None:
    """Refuse a telling word in a name that stands in emails: a validator."""
    if found := TELLING.search(field.data or ""):
        raise ValidationError(
            f"Leave out “{found[0]}”: others may see this name when an email arrives, and it must not tell "
            "what people come to you for."
        )
