"""The short form, and the page that says that a request is with us."""

import secrets

from flask import make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from clinic.core.audit import PATIENT
from clinic.core.errors import error_page
from clinic.core.forms import PressForm
from clinic.core.headers import sent_by_our_page
from clinic.intake import drafts, services
from clinic.intake.forms import QuickForm, kept_form, step_form
from clinic.intake.models import Purpose, Source
from clinic.intake.opening import sign_opening
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.routes.limits import limit_additions, limit_requests, stored
from clinic.intake.routes.visit import (
    CANNOT_STORE,
    DATABASE_AWAY,
    NOT_SURE,
    TOO_MANY,
    accepted_page,
    blueprint,
    form_page,
    repeated_page,
    say,
)
from clinic.intake.sent_page import sent_page
from clinic.intake.services import Accepted
from clinic.intake.visitors import begun_draft, just_sent, own_request_id, set_cookie, what_was_sent
from clinic.treatments.subjects import PAGES

PREFIX = "ask-"
"""Of the ids of the form on a page of something else."""


def quick_form(subject: str = "", page: str = "") -> Markup:
    """Give the short form for a page that is kept and the same for everyone; `quick_form` in templates.

    A page about nothing that a consultation can be about gives its own name instead. Raises ValueError for another.
    """
    if (subject or page) not in PAGES:
        raise ValueError(f"no information page is called {subject or page!r}")
    form = kept_form(QUESTIONNAIRE.quick_step, {"subject": subject}, page=page or subject)
    assert isinstance(form, QuickForm)  # tells the type checker what form_class made
    for field in form:
        field.id, field.why = PREFIX + field.id, ""
    return Markup(render_template("intake/_quick_form.html", form=form))  # noqa: S704  # a template's own output


def _form() -> QuickForm:
    """Make the form. A browser that sent one gets its key again, so going back and sending it again changes nothing."""
    fresh = {"key": session.get("key") or secrets.token_urlsafe(16), "opened": sign_opening()}
    about = request.args.get("about", "")
    form = step_form(QUESTIONNAIRE.quick_step, {"subject": about}, page=about, **fresh)
    assert isinstance(form, QuickForm)  # tells the type checker what form_class made
    return form


def _page(form: QuickForm, code: int = 200) -> tuple[str, int]:
    return form_page("intake/quick.html", form, code, step=form.step)


def _too_many() -> ResponseReturnValue:
    form = _form()
    if form.validate():
        key = _key_of(form) or form.key.data or ""
        earlier = services.accepted_earlier(key, form.given())
        if earlier is not None:
            return _sent_page(earlier, key, form)
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
    key = _key_of(form)
    if not key:
        return _ask_again(form, NOT_SURE)
    form.key.data = key
    try:
        accepted = services.submit_intake(form.given(), Source.quick, key, PATIENT, form.source_page)
    except services.OtherWordsSent as other:
        return _ask_again(
            form, f"You have sent a request already: {other.reference}. To send this one too, press Send once more."
        )
    except DATABASE_AWAY:
        say(form, CANNOT_STORE)
        return _page(form, 503)
    if accepted.is_new:
        stored()
    return _sent_page(accepted, key, form)


def _key_of(form: QuickForm) -> str | None:
    """Give the key that a form is sent under; nothing when we cannot tell whether a person sent it.

    A form from a kept page brings none. The key of what this browser sent before makes other words asked about, and
    without one the words themselves are the key, so that a double click is one request.
    """
    if not form.is_from_kept_page:
        return None if form.seems_automatic() else form.key.data
    if form.website.data or not sent_by_our_page():
        return None
    return session.get("key") or services.key_of(form.given())


def _sent_page(accepted: Accepted, key: str, form: QuickForm) -> ResponseReturnValue:
    """Lead to the page that says so. Who knows only somebody's words is not let in to what they told us later."""
    is_own = accepted.is_new or session.get("key") == key or key != services.key_of(form.given())
    if not is_own:
        return repeated_page(accepted)
    session["key"] = key
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
    intake = just_sent()
    if intake is None:
        reference = what_was_sent().get("reference")
        return (
            render_template("intake/sent.html", reference=reference) if reference else redirect(url_for("intake.start"))
        )
    return sent_page(intake)


def _too_many_additions() -> ResponseReturnValue:
    return error_page(429)


@blueprint.post("/consultation/more/")
@limit_additions(_too_many_additions)
def more() -> ResponseReturnValue:
    """Go on from what was sent to the full form, with what was told already, until the browser is closed."""
    intake, form = just_sent(), PressForm()
    intake_id = intake.id if intake else own_request_id()
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
