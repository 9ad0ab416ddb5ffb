"""A person's own appointment, on pages that their link opens: choose, move, cancel, take it along.

Looking changes nothing. Each change is shown before it is made, and says which version of the appointment was seen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from clinic.core.clock import utcnow
from clinic.core.errors import Refusal
from clinic.intake.models import Intake
from clinic.intake.own_page import Part, part_of_own_page
from clinic.intake.visitors import just_sent, own_request
from clinic.scheduling import invites, own, queries
from clinic.scheduling.arranging import bookable
from clinic.scheduling.arranging.bookable import Bookable
from clinic.scheduling.availability import Wish
from clinic.scheduling.booking import BookedAlready, ChangedMeanwhile, NotPossible
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.earlier import queries as earlier
from clinic.scheduling.forms import ChoiceForm, OwnTimeForm, VersionForm
from clinic.scheduling.models import State
from clinic.scheduling.offering import nearest, offer
from clinic.scheduling.own import PersonFirst, TooLate
from clinic.scheduling.queries import BY_VIDEO, Booked
from clinic.scheduling.wishes import NotOffered, wish_of_patient

blueprint = Blueprint("own_appointment", __name__, url_prefix="/my/appointment")

VIDEO_OPENS = timedelta(hours=1)
"""How long before an appointment by video its address is shown."""
IS_GONE = "That time has just been taken. Nothing was changed: choose another, or call us."

View = Callable[..., ResponseReturnValue]


def with_own_request(view: View) -> View:
    """Give the view the request whose link this browser has opened; without one, say how to get one."""

    @wraps(view)
    def shown() -> ResponseReturnValue:
        intake = own_request()
        if intake is None:
            code = HTTPStatus.OK if request.method == "GET" else HTTPStatus.UNAUTHORIZED
            return render_template("intake/link_needed.html"), code
        return view(intake)

    return shown


@part_of_own_page
def part(intake: Intake) -> Part:
    """Tell of the appointment ahead and those before it, or how one is chosen."""
    appointments = [each for each in queries.appointments_of(intake.id) if each.appointment.state is not State.held]
    ahead = next((each for each in appointments if each.appointment.is_ahead), None)
    told: dict[str, Any] = {
        "ahead": ahead,
        "past": [each for each in appointments if each.appointment.state in (State.completed, State.missed)],
        "is_cancelled": any(each.appointment.sequence for each in appointments) and ahead is None,
        "may_choose": ahead is None and _kinds(intake) != [] and own.may_choose(intake),
    }
    if ahead:
        told |= told_of(ahead)
        told |= {"asked": earlier.asked(intake.id), "offered": earlier.offer_to(intake.id)}
    return Part("scheduling/_own_page.html", told, rank=1)


def told_of(ahead: Booked) -> dict[str, Any]:
    """Give what a page says of an appointment, and what can still be done with it."""
    appointment, now = ahead.appointment, utcnow()
    return {
        "booked": ahead,
        "may_change": own.may_change(appointment),
        "changed_until": own.changed_until(appointment),
        "video_opens": appointment.starts_at - VIDEO_OPENS,
        "is_near": appointment.starts_at - VIDEO_OPENS <= now <= appointment.ends_at,
    }


@dataclass(frozen=True)
class Search:
    """What somebody looks for, and for what: `move`, or `choose` when they have no appointment."""

    deed: str
    intake: Intake
    choice: ChoiceForm
    ahead: Booked | None = None

    @property
    def wish(self) -> Wish:
        besides = (self.ahead.appointment.id,) if self.ahead else ()
        return wish_of_patient(self.choice.choice, queries.is_new(self.intake.id), besides)

    @property
    def endpoint(self) -> str:
        return f"own_appointment.{self.deed}"


def _kinds(intake: Intake) -> list[Bookable]:
    return bookable.for_patients(queries.is_new(intake.id))


@blueprint.route("/choose/", methods=["GET", "POST"])
@with_own_request
def choose(intake: Intake) -> ResponseReturnValue:
    """Book a time for a request that has none."""
    if queries.one_ahead(intake.id):
        raise BookedAlready
    kinds = _kinds(intake)
    if not kinds or not own.may_choose(intake):
        raise PersonFirst
    search = Search("choose", intake, ChoiceForm(kinds, request.args))
    return _go_on(
        search, lambda form, at: own.choose(intake.id, search.choice.choice, at), "Your appointment is booked."
    )


@blueprint.route("/move/", methods=["GET", "POST"])
@with_own_request
def move(intake: Intake) -> ResponseReturnValue:
    """Move an appointment to another time of the same kind."""
    ahead = _ahead(intake)
    kinds = [kind for kind in _kinds(intake) if kind.id == ahead.appointment.kind_id]
    if not kinds:
        raise TooLate
    search = Search("move", intake, ChoiceForm(kinds, MultiDict({**_as_it_is(ahead), **request.args.to_dict()})), ahead)
    return _go_on(
        search,
        lambda form, at: own.move(intake.id, form.version, search.choice.choice, at),
        "Your appointment is moved.",
    )


def _ahead(intake: Intake) -> Booked:
    """Give the appointment that can be changed here. Raises ChangedMeanwhile and TooLate."""
    ahead = queries.one_ahead(intake.id)
    if ahead is None:
        raise ChangedMeanwhile
    if not own.may_change(ahead.appointment):
        raise TooLate
    return ahead


def _as_it_is(ahead: Booked) -> dict[str, str]:
    """Give where and with whom an appointment is, as the page's address says it."""
    appointment = ahead.appointment
    return {"where": str(appointment.location_id or BY_VIDEO), "who": str(appointment.practitioner_id)}


def _go_on(search: Search, verb: Callable[[OwnTimeForm, Any], object], done: str) -> ResponseReturnValue:
    """Show times; once one is chosen, ask whether it is right; then do it."""
    form = OwnTimeForm(request.args) if request.method == "GET" else OwnTimeForm()
    if form.starts_at is None:
        return _times_page(search)
    if request.method == "GET":
        return _confirm_page(search, form)
    if not form.validate():
        return _confirm_page(search, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        verb(form, form.starts_at)
    except (SlotTaken, NotOffered):
        return _times_page(search, form), HTTPStatus.CONFLICT
    flash(done, "success")
    return redirect(url_for("intake.my"), HTTPStatus.SEE_OTHER)


def _times_page(search: Search, lost: OwnTimeForm | None = None) -> str:
    wish = search.wish
    return render_template(
        "scheduling/own_times.html",
        search=search,
        choice=search.choice,
        offer=offer(wish, search.choice.since, None if lost else search.choice.timetables),
        nearest=nearest(wish, lost.starts_at) if lost and lost.starts_at else [],
        message=IS_GONE if lost else "",
        address=partial(url_for, search.endpoint, **search.choice.chosen),
    )


def _confirm_page(search: Search, form: OwnTimeForm) -> str:
    if search.ahead and request.method == "GET":
        form.sequence.data = str(search.ahead.appointment.sequence)
    place = search.choice.place
    return render_template(
        "scheduling/own_confirm.html", search=search, form=form, place=place, zone=search.wish.place.zone
    )


@blueprint.route("/cancel/", methods=["GET", "POST"])
@with_own_request
def cancel(intake: Intake) -> ResponseReturnValue:
    """Cancel an appointment, once asked whether that is meant."""
    ahead, form = _ahead(intake), VersionForm()
    if request.method == "GET":
        form.sequence.data = str(ahead.appointment.sequence)
    if request.method == "GET" or not form.validate():
        code = HTTPStatus.OK if request.method == "GET" else HTTPStatus.UNPROCESSABLE_ENTITY
        return render_template("scheduling/own_cancel.html", booked=ahead, form=form), code
    own.cancel(intake.id, form.version)
    flash("Your appointment is cancelled.", "success")
    return redirect(url_for("intake.my"), HTTPStatus.SEE_OTHER)


@blueprint.get("/calendar.ics")
def calendar() -> ResponseReturnValue:
    """Give the appointment as a file that calendars read, to whoever sent the request or opened its link."""
    intake = own_request() or just_sent()
    ahead = queries.one_ahead(intake.id) if intake else None
    if ahead is None:
        abort(HTTPStatus.NOT_FOUND)
    disposition = {"Content-Disposition": "attachment; filename=appointment.ics", "Cache-Control": "no-store"}
    return Response(invites.published(ahead), content_type="text/calendar; charset=utf-8", headers=disposition)


@blueprint.errorhandler(ChangedMeanwhile)
@blueprint.errorhandler(BookedAlready)
@blueprint.errorhandler(NotPossible)
def changed(refusal: Refusal) -> ResponseReturnValue:
    """Say how the appointment stands now, to whoever saw another version of it."""
    intake = own_request()
    ahead = queries.one_ahead(intake.id) if intake else None
    return render_template("scheduling/own_changed.html", booked=ahead), HTTPStatus.CONFLICT


@blueprint.errorhandler(TooLate)
@blueprint.errorhandler(PersonFirst)
def by_telephone(refusal: Refusal) -> ResponseReturnValue:
    hours = queries.rules().change_hours if isinstance(refusal, TooLate) else 0
    return render_template("scheduling/own_call.html", hours=hours), HTTPStatus.CONFLICT
