"""The end of the full form: its answers checked and sent, or kept for later by an emailed link."""

from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import PATIENT
from clinic.core.clock import local, today, utcnow
from clinic.core.settings import settings
from clinic.intake import drafts, journey, services
from clinic.intake.models import Draft
from clinic.intake.routes.limits import limit_links, limit_requests, stored
from clinic.intake.routes.sending import CheckForm, SaveForm
from clinic.intake.routes.steps import address_of, progress_of
from clinic.intake.routes.visit import (
    CANNOT_STORE,
    DATABASE_AWAY,
    NOT_SURE,
    TOO_MANY,
    accepted_page,
    blueprint,
    form_page,
    say,
)
from clinic.intake.stops import stops_for
from clinic.intake.visitors import begun_draft, visitors_draft


def _too_many() -> ResponseReturnValue:
    draft, form = visitors_draft(), CheckForm()
    if draft and draft.sent_at:
        return _send(draft, form)
    say(form, TOO_MANY)
    return _check_page(form, progress_of(draft), 429)


@blueprint.route("/consultation/check/", methods=["GET", "POST"])
@limit_requests(_too_many)
def check() -> ResponseReturnValue:
    draft, form = visitors_draft(), CheckForm()
    if draft is None:
        return redirect(url_for("intake.start"))
    if draft.sent_at is None and (step := journey.next_step(draft.progress, today())) is not None:
        return redirect(address_of(step))
    if request.method == "GET":
        return redirect(url_for("intake.sent")) if draft.sent_at else _check_page(form, draft.progress)
    if not form.validate():
        return _check_page(form, draft.progress, 422)
    if utcnow() - draft.created_at < timedelta(seconds=settings().minimum_form_seconds):
        say(form, NOT_SURE)
        return _check_page(form, draft.progress, 422)
    return _send(draft, form)


def _send(draft: Draft, form: CheckForm) -> ResponseReturnValue:
    progress = draft.progress
    try:
        accepted = drafts.send_draft(draft.id, PATIENT)
    except services.NoLongerOpen:
        return render_template("intake/closed.html"), 409
    except DATABASE_AWAY:
        say(form, CANNOT_STORE)
        return _check_page(form, progress, 503)
    if accepted.is_new:
        stored()
    return accepted_page(accepted)


def _too_many_links() -> ResponseReturnValue:
    form = SaveForm()
    say(form, TOO_MANY)
    return _save_page(form, begun_draft(), 429)


@blueprint.route("/consultation/save/", methods=["GET", "POST"])
@limit_links(_too_many_links)
def save() -> ResponseReturnValue:
    """Email a link back to the draft."""
    draft = begun_draft()
    if draft is None:
        return redirect(url_for("intake.start"))
    form = SaveForm(data={"email": draft.progress["answers"].get("email", "")})
    if request.method == "GET":
        return _save_page(form, draft)
    if not form.validate():
        return _save_page(form, draft, 422)
    drafts.email_link(draft.id, form.email.data or "")
    stored()
    return render_template("intake/saved.html", expires=local(draft.expires_at))


def _save_page(form: SaveForm, draft: Draft | None, code: int = 200) -> tuple[str, int]:
    return form_page("intake/save.html", form, code, expires=local(draft.expires_at) if draft else utcnow())


def _check_page(form: CheckForm, progress: dict[str, Any], code: int = 200) -> tuple[str, int]:
    sections, draft = journey.in_words(progress["answers"], today()), begun_draft()
    stops = [(stop, stop.told(draft)) for stop in stops_for(draft)] if draft else []
    return form_page("intake/check.html", form, code, sections=sections, stops=stops)
