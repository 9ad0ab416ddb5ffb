"""The choice of a time among the steps of the form, for whom no rule says that a person must look first."""

from functools import partial
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.clock import today
from clinic.intake import drafts
from clinic.intake.models import Draft
from clinic.intake.rules import assess
from clinic.intake.stops import Stop, add_stop
from clinic.intake.visitors import begun_draft
from clinic.scheduling import holding, queries
from clinic.scheduling.arranging import bookable
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.forms import ChoiceForm, TimeForm
from clinic.scheduling.offering import nearest, offer
from clinic.scheduling.wishes import NotOffered, wish_of_patient
from clinic.scheduling.words import when_and_where

blueprint = Blueprint("choosing", __name__, url_prefix="/consultation/time")

SLUG = "time"
IS_GONE = "That time has just been taken. Nothing was changed: choose another, or ask us to contact you."


def _may_choose(draft: Draft) -> bool:
    """Tell whether this person chooses a time: not who adds to a request, nor who is to be contacted first."""
    if draft.intake_id or assess(draft.progress["answers"], today()).wants_person_first:
        return False
    return bool(bookable.for_patients(is_new=True))


def _told(draft: Draft) -> list[str]:
    held = queries.held_for(draft.id)
    return [when_and_where(held)] if held else ["Contact me first"]


add_stop(Stop(SLUG, "Your appointment", "safety", "choosing.times", _may_choose, _told))


@blueprint.get("/")
def times() -> ResponseReturnValue:
    draft = begun_draft()
    return _page(draft) if draft and _may_choose(draft) else redirect(url_for("intake.resume"))


@blueprint.post("/")
def choose() -> ResponseReturnValue:
    """Hold a time for this form and go on, or go on without one."""
    draft, form = begun_draft(), TimeForm()
    if draft is None or not _may_choose(draft):
        return redirect(url_for("intake.resume"))
    if not form.validate():
        return _page(draft, form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        _settle(draft, form)
    except (SlotTaken, NotOffered):
        return _page(draft, form=form, message=IS_GONE), HTTPStatus.CONFLICT
    drafts.save_step(draft.id, SLUG, {})
    return redirect(url_for("intake.resume"), HTTPStatus.SEE_OTHER)


def _settle(draft: Draft, form: TimeForm) -> None:
    if "later" in request.form:
        holding.release(draft.id)
    elif form.starts_at:
        holding.hold(draft.id, _choice().choice, form.starts_at)
    else:
        holding.keep(draft.id)


def _choice() -> ChoiceForm:
    return ChoiceForm(bookable.for_patients(is_new=True), request.args)


def _page(draft: Draft, form: TimeForm | None = None, message: str = "") -> str:
    choice, held = _choice(), queries.held_for(draft.id)
    wish = wish_of_patient(choice.choice, is_new=True, besides=(held.appointment.id,) if held else ())
    wanted = form.starts_at if form else None
    return render_template(
        "scheduling/choosing.html",
        choice=choice,
        held=held,
        offer=offer(wish, choice.since),
        nearest=nearest(wish, wanted) if message and wanted else [],
        message=message,
        address=partial(url_for, "choosing.times", **choice.chosen),
        form=form or TimeForm(formdata=None),
    )
