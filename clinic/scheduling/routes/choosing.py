"""The choice of a time among the steps of the form, for whom no rule says that a person must look first."""

from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from clinic.core.clock import today, utcnow
from clinic.core.extensions import limiter
from clinic.intake import drafts
from clinic.intake.models import Draft
from clinic.intake.rules import assess
from clinic.intake.stops import Stop, add_stop, place_among_pages
from clinic.intake.visitors import begun_draft
from clinic.scheduling import holding, queries
from clinic.scheduling.arranging import bookable
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.forms import ChoiceForm, TimeForm
from clinic.scheduling.models import State
from clinic.scheduling.offering import nearest, offer
from clinic.scheduling.queries import Booked
from clinic.scheduling.wishes import NotOffered, choice_of, wish_of_patient
from clinic.scheduling.words import when_and_where

blueprint = Blueprint("choosing", __name__, url_prefix="/consultation/time")

SLUG = "time"
HOLDS = "30 per hour"
"""How many times may be held from one network address, so that nobody holds them all."""
IS_GONE = "That time has just been taken. Nothing was changed: choose another, or ask us to contact you."
TOO_MANY = "Many times have been held from here within an hour. Go on without one, and we agree on a time with you."

View = Callable[[], ResponseReturnValue]


def _may_choose(draft: Draft) -> bool:
    """Tell whether this person chooses a time: not who adds to a request, nor who is to be contacted first."""
    if draft.intake_id or assess(draft.progress["answers"], today()).wants_person_first:
        return False
    return bool(bookable.for_patients(is_new=True))


def _told(draft: Draft) -> list[str]:
    held = queries.held_for(draft.id)
    if held is None:
        return ["Contact me first"]
    lines = {
        "held": f"Held for you until {_clock_of_hold(held)}, and longer while you go on.",
        "over": "It is no longer held for you. If nobody has taken it, it is booked when you send your request.",
        "gone": "Somebody else has taken this time. Choose another, or we contact you.",
    }
    return [when_and_where(held), lines[_state_of(held)]]


def _clock_of_hold(held: Booked) -> str:
    until = held.appointment.held_until
    return f"{until.astimezone(held.zone):%H:%M}" if until else ""


def _state_of(held: Booked | None) -> str:
    """Tell whether a time is held still, or its hold is over, or it has gone to somebody else."""
    if held is None or held.appointment.state is not State.held:
        return "gone"
    until = held.appointment.held_until
    return "held" if until and until > utcnow() else "over"


add_stop(Stop(SLUG, "Your appointment", "safety", "choosing.times", _may_choose, _told))


def _with_words_when_away(view: View) -> View:
    @wraps(view)
    def shown() -> ResponseReturnValue:
        try:
            return view()
        except (OperationalError, PoolTimeout):
            return render_template("scheduling/away.html"), HTTPStatus.SERVICE_UNAVAILABLE

    return shown


def _too_many(limit: RequestLimit) -> Response:
    draft = begun_draft()
    page = _page(draft, message=TOO_MANY) if draft else redirect(url_for("intake.resume"))
    return make_response(page, HTTPStatus.TOO_MANY_REQUESTS)


def _address() -> str:
    return f"holds:{request.remote_addr}"


def _counts(response: Response) -> bool:
    return bool(g.get("held"))


def _is_no_choice() -> bool:
    """Tell whether somebody goes on without a time, or with the one they have: that is always possible."""
    return "at" not in request.form


@blueprint.get("/")
@_with_words_when_away
def times() -> ResponseReturnValue:
    draft = begun_draft()
    return _page(draft) if draft and _may_choose(draft) else redirect(url_for("intake.resume"))


@blueprint.post("/")
@limiter.limit(HOLDS, key_func=_address, on_breach=_too_many, deduct_when=_counts, exempt_when=_is_no_choice)
@_with_words_when_away
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
    """Hold what was chosen, or again what had run out; what is held still is held on because the form goes on."""
    if "later" in request.form:
        holding.release(draft.id)
    elif form.starts_at:
        holding.hold(draft.id, _choice().choice, form.starts_at)
        g.held = True
    elif (held := queries.held_for(draft.id)) and _state_of(held) != "held":
        holding.hold(draft.id, choice_of(held.appointment), held.appointment.starts_at)


def _choice() -> ChoiceForm:
    return ChoiceForm(bookable.for_patients(is_new=True), request.args)


def _page(draft: Draft, form: TimeForm | None = None, message: str = "") -> str:
    choice, held = _choice(), queries.held_for(draft.id)
    besides, wanted = (held.appointment.id,) if held else (), form.starts_at if form else None
    # Who has just lost a time is shown what the database knows now.
    wish = wish_of_patient(choice.choice, is_new=True, besides=besides) if wanted else choice.wish(*besides)
    return render_template(
        "scheduling/choosing.html",
        choice=choice,
        number=place_among_pages(SLUG, draft),
        held=held,
        held_state=_state_of(held),
        offer=offer(wish, choice.since, None if wanted else choice.timetables),
        nearest=nearest(wish, wanted) if message and wanted else [],
        message=message,
        address=partial(url_for, "choosing.times", **choice.chosen),
        form=form or TimeForm(formdata=None),
    )
