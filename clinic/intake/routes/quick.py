"""The short form, and the page that says that a request is with us."""

import secrets
import uuid

from flask import make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import PATIENT
from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.core.errors import error_page
from clinic.intake import drafts, queries, services
from clinic.intake.forms import QuickForm, sign_opening, step_form
from clinic.intake.models import Intake, Purpose, Source
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.routes.limits import limit_additions, limit_requests, stored
from clinic.intake.routes.sending import PressForm
from clinic.intake.routes.visit import (
    CANNOT_STORE,
    DATABASE_AWAY,
    NOT_SURE,
    TOO_MANY,
    accepted_page,
    begun_draft,
    blueprint,
    care_advised,
    form_page,
    say,
    set_cookie,
    visitor,
)


def _form() -> QuickForm:
    """Make the form. A browser that sent one gets its key again, so going back and sending it again changes nothing."""
    fresh = {"key": session.get("key") or secrets.token_urlsafe(16), "opened": sign_opening()}
    form = step_form(QUESTIONNAIRE.quick_step, {"subject": request.args.get("about", "")}, **fresh)
    assert isinstance(form, QuickForm)  # tells the type checker what form_class made
    return form


def _page(form: QuickForm, code: int = 200) -> tuple[str, int]:
    return form_page("intake/quick.html", form, code, step=form.step)


def _too_many() -> ResponseReturnValue:
    form = _form()
    if form.validate():
        earlier = services.accepted_earlier(form.key.data or "", form.given())
        if earlier is not None:
            return accepted_page(earlier)
    say(form, TOO_MANY)
    return _page(form, 429)


@blueprint.route("/consultation/quick/", methods=["GET", "POST"])
@limit_requests(_too_many)
def quick() -> ResponseReturnValue:
    form = _form()
    if request.method == "GET":
        return _page(form)
    if not form.validate():
        return _page(form, 422)
    if not form.key.data or form.seems_automatic():
        return _ask_again(form, NOT_SURE)
    try:
        accepted = services.submit_intake(form.given(), Source.quick, form.key.data, PATIENT)
    except services.OtherWordsSent as other:
        return _ask_again(
            form, f"You have sent a request already: {other.reference}. To send this one too, press Send once more."
        )
    except DATABASE_AWAY:
        say(form, CANNOT_STORE)
        return _page(form, 503)
    if accepted.is_new:
        stored()
    session["key"] = form.key.data
    return accepted_page(accepted)


def _ask_again(form: QuickForm, message: str) -> tuple[str, int]:
    """Show the form again, with a key of its own and the trap emptied, so that a person may go on."""
    form.key.data, form.website.data = secrets.token_urlsafe(16), ""
    if form.open_for() is None:
        form.opened.data = sign_opening()
    say(form, message)
    return _page(form, 422)


@blueprint.get("/consultation/sent/")
def sent() -> ResponseReturnValue:
    intake = _just_sent()
    if intake is None:
        return redirect(url_for("intake.start"))
    care = care_advised(queries.answers_of(intake.id).answers)
    return render_template("intake/sent.html", intake=intake, care=care)


def _too_many_additions() -> ResponseReturnValue:
    return error_page(429)


@blueprint.post("/consultation/more/")
@limit_additions(_too_many_additions)
def more() -> ResponseReturnValue:
    """Go on from what was sent to the full form, with what was told already, until the browser is closed."""
    intake, form = _just_sent(), PressForm()
    intake_id = intake.id if intake else visitor(Purpose.request)
    if intake_id is None:
        return redirect(url_for("intake.start"), 303)
    if not form.validate():
        return redirect(url_for("intake.sent" if intake else "intake.my"), 303)
    try:
        token = drafts.add_to(intake_id, begun_draft())
    except services.NoLongerOpen:
        return render_template("intake/closed.html"), 409
    stored()
    response = make_response(redirect(url_for("intake.resume"), 303))
    set_cookie(response, Purpose.draft, token)
    return response


def _just_sent() -> Intake | None:
    """Give the request that this browser sent, as its signed session remembers for a short while."""
    sent = session.get("sent")
    if sent is None or sent["until"] < utcnow().timestamp():
        return None
    return db.session.get(Intake, uuid.UUID(sent["id"]))
