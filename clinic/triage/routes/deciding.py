"""What somebody decides on a request's page, and takes back within a minute."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.audit import Actor
from clinic.messages.services import NoAddress
from clinic.scheduling.diaries import SlotTaken
from clinic.staff import access
from clinic.triage import appointing, decisions, joining, undoing
from clinic.triage.forms import FORMS, MoveForm, UndoForm
from clinic.triage.joining import AppointmentAhead, JoinedAlready, NotTwo
from clinic.triage.models import Move
from clinic.triage.moves import DecidedMeanwhile, NotNow, TooEarly, TooLateToUndo, UnknownColleague
from clinic.triage.opened import OpenedIntake
from clinic.triage.routes.blueprint import blueprint
from clinic.triage.routes.intake import find, forms_for, offered, page

DECIDE: dict[Move, Callable[[uuid.UUID, Any, Actor], object]] = {
    Move.taken: lambda id, form, actor: decisions.take(id, form.version.data, actor),
    Move.assigned: lambda id, form, actor: decisions.assign(id, form.version.data, form.chosen, actor),
    Move.prioritised: lambda id, form, actor: decisions.prioritise(
        id, form.version.data, form.chosen, form.words.data, actor
    ),
    Move.contacted: lambda id, form, actor: decisions.contact(
        id, form.version.data, form.chosen, form.words.data, actor
    ),
    Move.messaged: lambda id, form, actor: decisions.message(id, form.version.data, form.words.data, actor),
    Move.booked: lambda id, form, actor: decisions.book(id, form.version.data, form.words.data, actor),
    Move.cancelled: lambda id, form, actor: appointing.cancel(id, form.version.data, form.words.data, actor),
    Move.arrived: lambda id, form, actor: appointing.mark(id, form.version.data, Move.arrived, "", actor),
    Move.missed: lambda id, form, actor: appointing.mark(id, form.version.data, Move.missed, form.words.data, actor),
    Move.completed: lambda id, form, actor: appointing.complete(id, form.version.data, form.words.data, actor),
    Move.cleared: lambda id, form, actor: decisions.clear_hold(id, form.version.data, form.words.data, actor),
    Move.joined: lambda id, form, actor: joining.join(id, form.version.data, form.other_id, form.other_version, actor),
    Move.closed: lambda id, form, actor: decisions.close(id, form.version.data, form.chosen, form.words.data, actor),
    Move.reopened: lambda id, form, actor: decisions.reopen(id, form.version.data, form.words.data, actor),
    Move.noted: lambda id, form, actor: decisions.note(id, form.version.data, form.words.data, actor),
}
GONE = "This colleague cannot sign in any more. Choose another."
NO_ADDRESS = "There is no email address, so nothing could tell the patient of a message. Call them instead."
JOINED_ALREADY = "One of the two is joined to a request already, or has others joined to it. Open that one instead."
APPOINTMENT_AHEAD = "The other request has an appointment. Work on from that one, or cancel its appointment first."
TOO_EARLY = "This appointment is still to come, so this cannot be noted yet."
TIME_GONE = "Somebody else has the time by now, so it cannot be given back. Choose another time."
NOT_TWO = "The other request is not there any more. Open this page again."
DONE = {
    Move.taken: "The request is yours.",
    Move.assigned: "The request has been given to your colleague.",
    Move.prioritised: "The priority is set.",
    Move.contacted: "Your contact is recorded.",
    Move.messaged: "Your message is kept. The patient is told of it in a minute.",
    Move.booked: "The consultation is noted.",
    Move.moved: "The appointment is moved. The patient is told of it in a minute.",
    Move.cancelled: "The appointment is cancelled. The patient is told of it in a minute.",
    Move.arrived: "It is noted that the patient arrived.",
    Move.completed: "It is noted that the consultation took place.",
    Move.missed: "It is noted that the patient did not come. They are told of it in a minute.",
    Move.cleared: "The hold is cleared.",
    Move.joined: "The two requests are one now. Everything of the other stands on this page.",
    Move.closed: "The request is closed.",
    Move.reopened: "The request is open again.",
    Move.noted: "Your note is kept.",
}


@blueprint.post("/intakes/<reference>/")
def decide(reference: str) -> ResponseReturnValue:
    """Do one move; whoever comes too late reads what was decided meanwhile, and keeps their own words."""
    found = find(reference)
    kind = FORMS.get(request.form.get("move", ""))
    if kind is None:
        abort(HTTPStatus.BAD_REQUEST)
    form = offered(kind(), found)
    try:
        _see_nothing_changed(form, found)
        if not form.validate():
            return page(found, forms_for(found, form), form), HTTPStatus.UNPROCESSABLE_ENTITY
        DECIDE[kind.kind](found.intake.id, form, access.actor())
    except (DecidedMeanwhile, NotNow):
        return too_late(found.intake.reference, form), HTTPStatus.CONFLICT
    except TooEarly:
        return _refused(found, form, TOO_EARLY)
    except UnknownColleague:
        return _refused(found, form, GONE)
    except JoinedAlready:
        return _refused(found, form, JOINED_ALREADY)
    except AppointmentAhead:
        return _refused(found, form, APPOINTMENT_AHEAD)
    except NotTwo:
        return _refused(found, form, NOT_TWO)
    except NoAddress:
        return _refused(found, form, NO_ADDRESS)
    flash(DONE[kind.kind], "success")
    return _to_page(found)


@blueprint.post("/intakes/<reference>/undo/")
def undo(reference: str) -> ResponseReturnValue:
    """Take back one's own latest decision while its minute lasts; afterwards it says that it stands."""
    found, form = find(reference), UndoForm()
    if not form.validate():
        return page(found, forms_for(found)), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        undoing.undo(found.intake.id, form.number.data or 0, access.actor())
    except SlotTaken:
        flash(TIME_GONE, "error")
        return _to_page(found)
    except TooLateToUndo:
        found = find(reference)
        return page(found, forms_for(found), is_too_late_to_undo=True), HTTPStatus.CONFLICT
    flash("It is undone: the request is as it was.", "success")
    return _to_page(found)


def _refused(found: OpenedIntake, form: MoveForm, why: str) -> ResponseReturnValue:
    form.form_errors = [why]
    return page(found, forms_for(found, form), form), HTTPStatus.UNPROCESSABLE_ENTITY


def _to_page(found: OpenedIntake) -> ResponseReturnValue:
    return redirect(url_for("triage.intake", reference=found.intake.reference), HTTPStatus.SEE_OTHER)


def _see_nothing_changed(form: MoveForm, found: OpenedIntake) -> None:
    """Refuse at once what is about an older version: what it chose may not be offered now. Raises DecidedMeanwhile."""
    if form.kind is not Move.noted and form.version.data not in (None, found.version):
        raise DecidedMeanwhile(found.version)


def too_late(reference: str, form: MoveForm) -> str:
    """Show what was decided since the form was opened, and the form once more, about the request as it is now."""
    found = find(reference)
    since, words = found.since(form.version.data or 0), form.written
    form.saw(found.version)
    forms = forms_for(found, offered(form, found))
    if words and form.kind not in forms:
        forms[Move.noted].keep(words)
    return page(found, forms, form, is_too_late=True, since=since)
