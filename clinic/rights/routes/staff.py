"""What people asked about their data, for those who answer it: a list by its clock, and a page for each."""

import uuid
from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import Actor
from clinic.intake import consents
from clinic.rights import queries, services
from clinic.rights.clocks import days_left
from clinic.rights.differences import Difference, difference
from clinic.rights.erasing import AppointmentAhead
from clinic.rights.forms import ReplyForm
from clinic.rights.models import Kind, RightsCase
from clinic.rights.queries import Listed
from clinic.rights.words import OUTCOMES, TITLES
from clinic.staff import access
from clinic.staff.freshness import fresh_only
from clinic.staff.rights import Right, may

blueprint = Blueprint("rights", __name__, url_prefix="/staff/rights")
blueprint.before_request(access.only(Right.answer_rights))

APPOINTMENT_AHEAD = "There is an appointment ahead. Cancel it on the request’s page first, so that nobody waits."

Verb = Callable[[uuid.UUID, str, Actor], None]
VERBS: dict[str, Verb] = {
    "acknowledge": lambda id, words, actor: services.acknowledge(id, actor),
    "answer": services.answer,
    "accept": services.accept,
    "decline": services.decline,
}
DONE = {
    "acknowledge": "The person is told that it is with us.",
    "answer": "Your answer is with the person.",
    "accept": "It is done as the person asked.",
    "decline": "The person is told that it is not done, and why.",
}


@blueprint.get("/")
def cases() -> ResponseReturnValue:
    return render_template(
        "rights/cases.html",
        waiting=queries.open_cases(),
        closed=queries.closed_cases(),
        with_traces=queries.with_traces(),
        titles=TITLES,
        outcomes=OUTCOMES,
        days_left=days_left,
    )


@blueprint.get("/<uuid:id>/")
def case(id: uuid.UUID) -> ResponseReturnValue:
    return _page(_find(id), ReplyForm(formdata=None))


@blueprint.post("/<uuid:id>/")
@fresh_only
def settle(id: uuid.UUID) -> ResponseReturnValue:
    """Confirm, answer, do or decline what a person asked."""
    found, form, press = _find(id), ReplyForm(), request.form.get("press", "")
    if press not in _possible(found.case) or not form.validate_for(press):
        return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        VERBS[press](id, form.words.data or "", access.actor())
    except AppointmentAhead:
        form.form_errors = [APPOINTMENT_AHEAD]
        return _page(found, form), HTTPStatus.CONFLICT
    flash(DONE[press], "success")
    return redirect(url_for("rights.cases"), HTTPStatus.SEE_OTHER)


def _find(id: uuid.UUID) -> Listed:
    return queries.case(id) or abort(HTTPStatus.NOT_FOUND)


def _possible(case: RightsCase) -> list[str]:
    """Give what can be pressed now."""
    if case.closed_at:
        return []
    answers = ["accept", "decline"] if case.kind.is_decided else ["answer"]
    if (seen := _difference(case)) and seen.is_hidden:
        answers = []
    return [*answers, *([] if case.acknowledged_at else ["acknowledge"])]


def _page(found: Listed, form: ReplyForm) -> str:
    services.note_reading(found.case, access.actor())
    return render_template(
        "rights/case.html",
        case=found.case,
        reference=found.reference,
        name=found.name,
        difference=_difference(found.case),
        possible=_possible(found.case),
        form=form,
        titles=TITLES,
        outcomes=OUTCOMES,
        days_left=days_left,
    )


def _difference(case: RightsCase) -> Difference | None:
    if case.kind is not Kind.correction:
        return None
    reads = may(access.signed_in().role, Right.read_answers) and not consents.without(consents.HEALTH, [case.intake_id])
    return difference(case) if reads else difference(case).without_answers()
