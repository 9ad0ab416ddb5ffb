"""The full form: one subject per page, kept as the person goes, checked and sent at the end."""

from typing import Any

from flask import abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import PATIENT
from clinic.core.clock import local, today
from clinic.intake import drafts, journey, services
from clinic.intake.care import Care
from clinic.intake.forms import StepForm, form_as_posted, step_form
from clinic.intake.models import Draft
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Step
from clinic.intake.routes.sending import CheckForm, PressForm, SaveForm
from clinic.intake.routes.visit import (
    CANNOT_STORE,
    DATABASE_AWAY,
    OPEN_TOO_LONG,
    TOO_MANY,
    accepted_page,
    blueprint,
    care_advised,
    form_page,
    keep_draft,
    limited,
    say,
    visitors_draft,
)


@blueprint.get("/consultation/")
def start() -> ResponseReturnValue:
    draft = visitors_draft()
    going_on = draft if draft and not draft.sent_at else None
    expires = local(going_on.expires_at) if going_on else None
    return render_template("intake/start.html", draft=going_on, expires=expires, form=PressForm())


@blueprint.get("/consultation/go-on/")
def resume() -> ResponseReturnValue:
    """Lead to the first step that is not done."""
    return redirect(_address(journey.next_step(_progress(visitors_draft()), today())))


@blueprint.route("/consultation/<slug>/", methods=["GET", "POST"])
def step(slug: str) -> ResponseReturnValue:
    wanted = next((step for step in QUESTIONNAIRE.steps if step.slug == slug), None)
    if wanted is None:
        abort(404)
    return _save(wanted) if request.method == "POST" else _show(wanted)


def _show(wanted: Step) -> ResponseReturnValue:
    draft = visitors_draft()
    if draft and draft.sent_at:
        return redirect(url_for("intake.start"))
    progress = _progress(draft)
    if not journey.may_open(progress, wanted, today()):
        return redirect(_address(journey.next_step(progress, today())))
    return _page(wanted, step_form(wanted, progress["answers"]), progress)


def _save(wanted: Step) -> ResponseReturnValue:
    try:
        draft = visitors_draft()
        progress = _progress(draft)
        form = step_form(wanted, progress["answers"])
        if not form.validate():
            return _refused(wanted, form, progress)
        return _keep(wanted, form.given(), draft)
    except drafts.DraftSent:
        return redirect(url_for("intake.start"), 303)
    except DATABASE_AWAY:
        form = form_as_posted(wanted)
        say(form, CANNOT_STORE)
        return _page(wanted, form, _progress(None), 503)


def _refused(wanted: Step, form: StepForm, progress: dict[str, Any]) -> ResponseReturnValue:
    if form.csrf_token.errors:
        form.csrf_token.errors = []
        say(form, OPEN_TOO_LONG)
    return _page(wanted, form, progress, 422)


def _keep(wanted: Step, answers: dict[str, Any], draft: Draft | None) -> ResponseReturnValue:
    token, advised = None, care_advised(_progress(draft)["answers"])
    if draft is None:
        draft, token = drafts.start_draft({})
    progress = drafts.save_step(draft.id, wanted.slug, answers).progress
    response = make_response(redirect(_after(wanted, progress, advised), 303))
    return keep_draft(response, token) if token else response


def _after(wanted: Step, progress: dict[str, Any], advised: Care | None) -> str:
    """Give where to go on; first to the care page, when this step's answers call for advice not given yet."""
    if care_advised(progress["answers"]) not in (None, advised):
        return url_for("intake.care")
    return _address(journey.next_step(progress, today(), after=wanted))


@blueprint.get("/consultation/care/")
def care() -> ResponseReturnValue:
    """Say at once what to do now, when an answer is urgent; the person may go on all the same."""
    advice = care_advised(_progress(visitors_draft())["answers"])
    if advice is None:
        return redirect(url_for("intake.resume"))
    return render_template("intake/care.html", care=advice)


def _too_many() -> ResponseReturnValue:
    form = CheckForm()
    say(form, TOO_MANY)
    return _check_page(form, _progress(visitors_draft()), 429)


@blueprint.route("/consultation/check/", methods=["GET", "POST"])
@limited(_too_many)
def check() -> ResponseReturnValue:
    draft, form = visitors_draft(), CheckForm()
    if draft is None:
        return redirect(url_for("intake.start"))
    if draft.sent_at is None and (step := journey.next_step(draft.progress, today())) is not None:
        return redirect(_address(step))
    if request.method == "GET":
        return redirect(url_for("intake.sent")) if draft.sent_at else _check_page(form, draft.progress)
    if not form.validate():
        say(form, OPEN_TOO_LONG)
        return _check_page(form, draft.progress, 422)
    return _send(draft, form)


def _send(draft: Draft, form: CheckForm) -> ResponseReturnValue:
    progress = draft.progress
    try:
        return accepted_page(drafts.send_draft(draft.id, PATIENT))
    except services.NoLongerOpen:
        return render_template("intake/closed.html"), 409
    except DATABASE_AWAY:
        say(form, CANNOT_STORE)
        return _check_page(form, progress, 503)


@blueprint.route("/consultation/save/", methods=["GET", "POST"])
def save() -> ResponseReturnValue:
    """Email a link back to the draft."""
    draft = visitors_draft()
    if draft is None or draft.sent_at:
        return redirect(url_for("intake.start"))
    form = SaveForm(data={"email": draft.progress["answers"].get("email", "")})
    if request.method == "POST" and form.validate():
        drafts.email_link(draft.id, form.email.data or "")
        return render_template("intake/saved.html", expires=local(draft.expires_at))
    code = 422 if request.method == "POST" else 200
    return form_page("intake/save.html", form, code, expires=local(draft.expires_at))


@blueprint.post("/consultation/delete/")
def discard() -> ResponseReturnValue:
    """Delete the draft of this browser, at the person's wish."""
    draft, form = visitors_draft(), PressForm()
    if draft and not draft.sent_at and form.validate():
        drafts.discard(draft.id)
    return redirect(url_for("intake.start"), 303)


def _progress(draft: Draft | None) -> dict[str, Any]:
    return draft.progress if draft else {"answers": {}, "done": []}


def _address(step: Step | None) -> str:
    return url_for("intake.step", slug=step.slug) if step else url_for("intake.check")


def _page(wanted: Step, form: StepForm, progress: dict[str, Any], code: int = 200) -> tuple[str, int]:
    place = journey.place(progress, wanted, today())
    back = _address(place.back) if place.back else url_for("intake.start")
    return form_page("intake/step.html", form, code, step=wanted, place=place, back=back, kept=bool(g.get("draft")))


def _check_page(form: CheckForm, progress: dict[str, Any], code: int = 200) -> tuple[str, int]:
    sections = journey.in_words(progress["answers"], today())
    return form_page("intake/check.html", form, code, sections=sections)
