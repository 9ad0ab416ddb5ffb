"""The page of appointments to look at again, for all staff."""

import uuid
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from clinic.core.forms import PressForm
from clinic.scheduling import words
from clinic.scheduling.rearranging import queries, services
from clinic.scheduling.rearranging.words import OUTCOMES, WHY
from clinic.staff import access

blueprint = Blueprint("rearranging", __name__, url_prefix="/staff/rearrangements")
blueprint.before_request(access.staff_only)

TOO_LATE = "This was settled already, or the appointment was changed. The list below is as it is now."


@blueprint.get("/")
def rearrangements() -> ResponseReturnValue:
    """What waits, the soonest appointment first, and what was settled last."""
    return _page()


@blueprint.post("/<uuid:id>/")
def keep(id: uuid.UUID) -> ResponseReturnValue:
    """Keep an appointment as it is."""
    if not queries.exists(id):
        abort(HTTPStatus.NOT_FOUND)
    if not PressForm().validate():
        return _page(), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        services.keep(id, access.actor())
    except services.SettledAlready:
        return _page(message=TOO_LATE), HTTPStatus.CONFLICT
    flash("The appointment is kept as it is. The patient hears nothing of it.", "success")
    return redirect(url_for("rearranging.rearrangements"), HTTPStatus.SEE_OTHER)


def _page(message: str = "") -> str:
    return render_template(
        "scheduling/rearrangements.html",
        waiting=queries.open_tasks(),
        settled=queries.settled_tasks(),
        form=PressForm(),
        message=message,
        why=WHY,
        outcomes=OUTCOMES,
        when_and_where=words.when_and_where,
    )
