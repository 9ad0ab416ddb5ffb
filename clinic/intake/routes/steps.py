"""The full form: one subject per page, kept as the person goes."""

from typing import Any

from flask import abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.clock import local, today
from clinic.core.forms import PressForm
from clinic.intake import drafts, journey
from clinic.intake.care import Care, care_advised
from clinic.intake.forms import StepForm, form_as_posted, step_form
from clinic.intake.journey import Place
from clinic.intake.models import Draft
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Step
from clinic.intake.routes.limits import limit_drafts, stored
from clinic.intake.routes.visit import (
    CANNOT_STORE,
    DATABASE_AWAY,
    TOO_MANY,
    blueprint,
    form_page,
    keep_draft,
    say,
)
from clinic.intake.stops import next_stop, place_among_pages, stop_after
from clinic.intake.visitors import begun_draft


@blueprint.get("/consultation/")
def start() -> ResponseReturnValue:
    return _start_page(PressForm())


@blueprint.post("/consultation/delete/")
def discard() -> ResponseReturnValue:
    """Delete the draft of this browser, at the person's wish."""
    draft, form = begun_draft(), PressForm()
    if not form.validate():
        return _start_page(form, 422)
    if draft:
        drafts.discard(draft.id)
    return redirect(url_for("intake.start"), 303)


def _start_page(form: PressForm, code: int = 200) -> tuple[str, int]:
    draft = begun_draft()
    expires = local(draft.expires_at) if draft else None
    return form_page("intake/start.html", form, code, draft=draft, expires=expires)


@blueprint.get("/consultation/go-on/")
def resume() -> ResponseReturnValue:
    """Lead to the first step that is not done, or to a stop before it."""
    draft = begun_draft()
    wanted = journey.next_step(progress_of(draft), today())
    before = journey.place(draft.progress, wanted, today()).back if draft and wanted else None
    stop = next_stop(before, draft) if draft and before else None
    return redirect(url_for(stop.endpoint) if stop else address_of(wanted))


def _too_many_drafts(slug: str) -> ResponseReturnValue:
    wanted = _step(slug)
    form = form_as_posted(wanted)
    say(form, TOO_MANY)
    return _page(wanted, form, progress_of(None), 429)


@blueprint.route("/consultation/<slug>/", methods=["GET", "POST"])
@limit_drafts(_too_many_drafts)
def step(slug: str) -> ResponseReturnValue:
    return _save(_step(slug)) if request.method == "POST" else _show(_step(slug))


def _step(slug: str) -> Step:
    wanted = next((step for step in QUESTIONNAIRE.steps if step.slug == slug), None)
    return wanted or abort(404)


def _show(wanted: Step) -> ResponseReturnValue:
    progress = progress_of(begun_draft())
    if not journey.may_open(progress, wanted, today()):
        return redirect(address_of(journey.next_step(progress, today())))
    return _page(wanted, step_form(wanted, progress["answers"]), progress)


def _save(wanted: Step) -> ResponseReturnValue:
    """Keep what was posted. Without a draft, because it expired or its cookie is gone, no posted word is dropped."""
    try:
        draft = begun_draft()
        progress = progress_of(draft)
        form = step_form(wanted, progress["answers"]) if draft else form_as_posted(wanted)
        if not form.validate():
            return _page(wanted, form, progress, 422)
        return _keep(wanted, form.given(), draft)
    except drafts.DraftGone:
        return _keep(wanted, form.given(), None)
    except DATABASE_AWAY:
        form = form_as_posted(wanted)
        say(form, CANNOT_STORE)
        return _page(wanted, form, progress_of(None), 503)


def _keep(wanted: Step, answers: dict[str, Any], draft: Draft | None) -> ResponseReturnValue:
    token, advised = None, care_advised(progress_of(draft)["answers"])
    if draft is None:
        draft, token = drafts.start_draft({})
        stored()
    draft = drafts.save_step(draft.id, wanted.slug, answers)
    response = make_response(redirect(_after(wanted, draft, advised), 303))
    return keep_draft(response, token) if token else response


def _after(wanted: Step, draft: Draft, advised: Care | None) -> str:
    """Give where to go on; first to the care page, when this step's answers call for advice not given yet."""
    if care_advised(draft.progress["answers"]) not in (None, advised):
        return url_for("intake.care")
    if stop := next_stop(wanted, draft):
        return url_for(stop.endpoint)
    return address_of(journey.next_step(draft.progress, today(), after=wanted))


@blueprint.get("/consultation/care/")
def care() -> ResponseReturnValue:
    """Say at once what to do now, when an answer is urgent; the person may go on all the same."""
    advice = care_advised(progress_of(begun_draft())["answers"])
    if advice is None:
        return redirect(url_for("intake.resume"))
    return render_template("intake/care.html", care=advice)


def progress_of(draft: Draft | None) -> dict[str, Any]:
    return draft.progress if draft else {"answers": {}, "done": []}


def address_of(step: Step | None) -> str:
    return url_for("intake.step", slug=step.slug) if step else url_for("intake.check")


def _page(wanted: Step, form: StepForm, progress: dict[str, Any], code: int = 200) -> tuple[str, int]:
    place = journey.place(progress, wanted, today())
    kept = g.get("draft")
    number = place_among_pages(wanted.slug, kept) if kept else (place.number, place.total)
    back = _back(place, kept)
    return form_page("intake/step.html", form, code, step=wanted, number=number, back=back, kept=bool(kept))


def _back(place: Place, draft: Draft | None) -> str:
    if place.back is None:
        return url_for("intake.start")
    stop = stop_after(place.back, draft) if draft else None
    return url_for(stop.endpoint) if stop else address_of(place.back)
