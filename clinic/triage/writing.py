"""Words that are begun for somebody who writes to a patient."""

from clinic.core.identity import clinic
from clinic.core.templating import promised
from clinic.intake.models import Intake
from clinic.messages.placeholders import fill


def filled_in(words: str, intake: Intake, sender: str) -> str:
    """Put what is known of a request into a template's words."""
    ours = clinic()
    return fill(
        words,
        {
            "first_name": intake.name.split()[0],
            "name": intake.name,
            "reference": intake.reference,
            "promised": promised(intake.due_at),
            "clinic": ours.name,
            "phone": ours.phone,
            "sender": sender,
        },
    )
