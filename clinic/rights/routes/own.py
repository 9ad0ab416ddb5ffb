"""A person's own data: what is held, who looked, what they asked, and everything to take along."""

from flask import Response, render_template, stream_with_context
from flask.typing import ResponseReturnValue

from clinic.core.audit import PATIENT
from clinic.core.forms import PressForm
from clinic.core.holdings import holdings_of
from clinic.intake.models import Intake, State
from clinic.intake.own_page import Part, part_of_own_page
from clinic.rights import keeping, queries, taking
from clinic.rights.routes.visit import TAKEN, blueprint, limited, with_own_request
from clinic.rights.words import TITLES, state_in_words


@part_of_own_page
def part(intake: Intake) -> Part:
    """Lead to the data, and tell what was asked and how it stands."""
    told = {"cases": queries.cases_of(intake.id), "titles": TITLES, "state": state_in_words}
    return Part("rights/_own_page.html", told, rank=30)


@blueprint.get("/")
@with_own_request
def data(intake: Intake) -> ResponseReturnValue:
    return render_template(
        "rights/data.html",
        intake=intake,
        holdings=holdings_of(intake.id),
        cases=queries.cases_of(intake.id),
        titles=TITLES,
        state=state_in_words,
        is_direct=_may_change_answers(intake),
        form=PressForm(),
        page_has_errors=False,
    )


def _may_change_answers(intake: Intake) -> bool:
    """Tell whether nobody has begun to work with the answers: of a request that is new, or booked by its sender."""
    return intake.state is State.new or (intake.state is State.booked and not keeping.was_in_contact(intake))


@blueprint.get("/take/")
@limited(TAKEN, "GET")
@with_own_request
def take(intake: Intake) -> ResponseReturnValue:
    """Give everything as one file, packed while it is sent."""
    pieces = stream_with_context(taking.take_along(intake, PATIENT))
    headers = {"Content-Disposition": 'attachment; filename="your-data.zip"', "Cache-Control": "no-store"}
    return Response(pieces, mimetype="application/zip", headers=headers)
