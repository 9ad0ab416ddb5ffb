"""The pictures of a request, for who may read what people tell: the same grid each time."""

import uuid
from http import HTTPStatus

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from clinic.intake import consents
from clinic.intake import queries as intakes
from clinic.intake.models import Intake
from clinic.intake.reference import read_reference
from clinic.photos import queries, services
from clinic.photos.guide import GUIDE, View
from clinic.photos.routes.sending import as_answer, name_of
from clinic.staff import access
from clinic.staff.rights import Right

blueprint = Blueprint("photos", __name__, url_prefix="/staff/intakes/<reference>/photos")
blueprint.before_request(access.only(Right.read_answers))

VIEWS = {name_of(view): view for view in View}


@blueprint.get("/")
def photos(reference: str) -> ResponseReturnValue:
    """Every picture of a request: a row for each view, a column for each set."""
    intake = _find(reference)
    sets = queries.sets_of(intake.id)
    agreed = queries.consents_of([photo.id for each in sets for photo in each.photos.values()])
    if sets:
        services.note_look(intake, access.actor())
    return render_template("photos/photos.html", intake=intake, sets=sets, guide=GUIDE, consents=agreed, names=name_of)


@blueprint.get("/<view>/")
def compare(reference: str, view: str) -> ResponseReturnValue:
    """One view as it was each time, large and side by side."""
    intake, wanted = _find(reference), VIEWS.get(view) or abort(HTTPStatus.NOT_FOUND)
    sets = [each for each in queries.sets_of(intake.id) if wanted in each.photos]
    if sets:
        services.note_look(intake, access.actor())
    return render_template("photos/compare.html", intake=intake, sets=sets, view=wanted, title=GUIDE[wanted].title)


@blueprint.get("/<uuid:id>/<size>/")
def picture(reference: str, id: uuid.UUID, size: str) -> ResponseReturnValue:
    photo = queries.of_owner(id, _find(reference))
    return as_answer(photo, size, access.actor()) if photo else abort(HTTPStatus.NOT_FOUND)


def _find(reference: str) -> Intake:
    spelled = read_reference(reference)
    found = (intakes.intake_by_reference(spelled) if spelled else None) or abort(HTTPStatus.NOT_FOUND)
    if consents.without(consents.HEALTH, [found.id]):
        raise consents.ConsentWithdrawn
    return found
