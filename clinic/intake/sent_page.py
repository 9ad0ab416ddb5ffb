"""The page that says that a request is with us: each slice that knows something more of it tells its part."""

from flask import render_template

from clinic.intake import queries
from clinic.intake.care import care_advised
from clinic.intake.models import Intake, Source
from clinic.intake.own_page import Teller

tellers: list[Teller] = []


def part_of_sent_page(tell: Teller) -> Teller:
    """Register who tells a part, which stands above what happens next."""
    tellers.append(tell)
    return tell


def sent_page(intake: Intake) -> str:
    return render_template(
        "intake/sent.html",
        intake=intake,
        reference=intake.reference,
        due=intake.due_at,
        care=care_advised(queries.answers_of(intake.id).answers),
        may_add=intake.source is Source.quick,
        parts=[part for tell in tellers if (part := tell(intake))],
    )
