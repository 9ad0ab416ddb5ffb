"""What the clinic wrote to a person and they answered, on pages that their link opens."""

import uuid
from http import HTTPStatus

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from clinic.core.extensions import limiter
from clinic.intake import visitors
from clinic.intake.models import Intake
from clinic.intake.own_page import Part, part_of_own_page
from clinic.messages import queries, services
from clinic.messages.forms import AnswerForm

blueprint = Blueprint("messages", __name__, url_prefix="/my/messages")

ANSWERS = "20 per hour"
"""How many one person may send."""
TOO_MANY = "You have sent many messages within an hour. Your words are still here: send them later, or call us."


def _whose() -> str:
    intake = visitors.own_request()
    return f"answers:{intake.id if intake else 'nobody'}"


def _too_many(limit: RequestLimit) -> Response:
    form, intake = AnswerForm(), visitors.own_request()
    form.form_errors = [TOO_MANY]
    return make_response(_page(intake, form) if intake else _visit_over(form), HTTPStatus.TOO_MANY_REQUESTS)


@part_of_own_page
def part(intake: Intake) -> Part | None:
    """Lead to the messages, should there be any, and say when one is new."""
    shown = queries.shown_to_patient(intake.id)
    is_new = any(not each.is_from_patient and each.read_at is None for each in shown)
    return Part("messages/_own_page.html", {"number": len(shown), "is_new": is_new})


@blueprint.get("/")
def messages() -> ResponseReturnValue:
    intake = visitors.own_request()
    if intake is None:
        return render_template("intake/link_needed.html")
    return _page(intake, AnswerForm(formdata=None))


@blueprint.post("/")
@limiter.limit(ANSWERS, key_func=_whose, on_breach=_too_many)
def answer() -> ResponseReturnValue:
    """Keep what a person writes; it is read by whoever has their request."""
    intake, form = visitors.own_request(), AnswerForm()
    if intake is None:
        return _visit_over(form), HTTPStatus.UNAUTHORIZED
    if not form.validate():
        return _page(intake, form), HTTPStatus.UNPROCESSABLE_ENTITY
    services.answer(intake.id, form.message_id, form.words.data or "")
    flash("Your message is with us.", "success")
    return redirect(url_for("messages.messages"), HTTPStatus.SEE_OTHER)


def _page(intake: Intake, form: AnswerForm) -> str:
    shown = queries.shown_to_patient(intake.id)
    services.note_reading(shown)
    form.id.data = form.id.data or str(uuid.uuid4())
    return render_template("messages/messages.html", intake=intake, messages=shown, form=form)


def _visit_over(form: AnswerForm) -> str:
    """Give the words back to somebody whose visit ended while they wrote."""
    return render_template("messages/visit_over.html", words=form.words.data or "")
