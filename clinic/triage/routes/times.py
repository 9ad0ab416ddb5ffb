"""The choice of a time for a request: its appointment is booked, or moved, at the press of one."""

from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from clinic.scheduling.arranging import bookable
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.forms import WHOEVER, ChoiceForm
from clinic.scheduling.offering import nearest, offer
from clinic.scheduling.queries import BY_VIDEO
from clinic.scheduling.wishes import NotOffered, wish_of_staff
from clinic.staff import access
from clinic.triage import appointing
from clinic.triage.forms import BookTimeForm, MoveTimeForm, TimedForm
from clinic.triage.models import Move
from clinic.triage.moves import DecidedMeanwhile, NotNow, is_possible
from clinic.triage.opened import OpenedIntake
from clinic.triage.routes.blueprint import blueprint
from clinic.triage.routes.deciding import too_late
from clinic.triage.routes.intake import find, times_for

SETTLE = {Move.booked: appointing.book_time, Move.moved: appointing.move_time}
DONE = {
    Move.booked: "The appointment is booked. The patient is told of it in a minute.",
    Move.moved: "The appointment is moved. The patient is told of it in a minute.",
}
IS_GONE = "That time has just been taken. Nothing was booked: choose another."


@blueprint.get("/intakes/<reference>/times/")
def times(reference: str) -> ResponseReturnValue:
    """The free times for a request's appointment."""
    found = find(reference)
    return _page(found, _form(found)) if times_for(found) else _to_page(found)


@blueprint.post("/intakes/<reference>/times/")
def settle(reference: str) -> ResponseReturnValue:
    """Book the time that was pressed, or move the appointment to it."""
    found = find(reference)
    if not bookable.for_staff():
        return _to_page(found)
    form = MoveTimeForm() if request.form.get("move") == Move.moved else BookTimeForm()
    try:
        if form.version.data not in (None, found.version):
            raise DecidedMeanwhile(found.version)
        if not form.validate() or form.starts_at is None:
            return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
        wish = wish_of_staff(_choice(found).choice, _besides(found))
        SETTLE[form.kind](found.intake.id, form.seen, wish, form.starts_at, form.written, access.actor())
    except (SlotTaken, NotOffered):
        return _page(found, form, message=IS_GONE), HTTPStatus.CONFLICT
    except (DecidedMeanwhile, NotNow):
        return _too_late(found.intake.reference, form), HTTPStatus.CONFLICT
    flash(DONE[form.kind], "success")
    return _to_page(found)


def _form(found: OpenedIntake) -> TimedForm:
    kind = MoveTimeForm if found.ahead else BookTimeForm
    return kind(formdata=None, version=found.version)


def _to_page(found: OpenedIntake) -> ResponseReturnValue:
    return redirect(url_for("triage.intake", reference=found.intake.reference), HTTPStatus.SEE_OTHER)


def _besides(found: OpenedIntake) -> tuple[UUID, ...]:
    """Give the appointment that is moved: its own time is free for it."""
    return (found.ahead.appointment.id,) if found.ahead else ()


def _choice(found: OpenedIntake) -> ChoiceForm:
    """Give what is chosen by the page's address, and at first what the appointment is now."""
    return ChoiceForm(bookable.for_staff(), MultiDict({**_present(found), **request.args.to_dict()}))


def _present(found: OpenedIntake) -> dict[str, str]:
    if found.ahead is None:
        return {}
    now = found.ahead.appointment
    return {"kind": str(now.kind_id), "where": str(now.location_id or BY_VIDEO), "who": str(now.practitioner_id)}


def _too_late(reference: str, form: TimedForm) -> str:
    """Show what was decided since the form was opened, and the times once more if one can still be chosen."""
    found = find(reference)
    if not is_possible(form.kind, found.intake.state, found.ahead):
        return too_late(reference, form)
    since = found.since(form.version.data or 0)
    form.saw(found.version)
    return _page(found, form, is_too_late=True, since=since)


def _page(found: OpenedIntake, form: TimedForm, **more: Any) -> str:
    choice = _choice(found)
    wish, wanted = wish_of_staff(choice.choice, _besides(found)), form.starts_at
    return render_template(
        "triage/times.html",
        request_page=found,
        choice=choice,
        offer=offer(wish, choice.since),
        nearest=nearest(wish, wanted) if wanted else [],
        address=partial(url_for, "triage.times", reference=found.intake.reference, **_chosen(choice)),
        form=form,
        **more,
    )


def _chosen(choice: ChoiceForm) -> dict[str, Any]:
    """Give what is chosen for the page's address, also that it is nobody in particular."""
    return {choice.who.name: WHOEVER, **choice.chosen}
