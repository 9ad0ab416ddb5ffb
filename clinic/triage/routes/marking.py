"""What is noted of an appointment in the calendar: that the patient arrived, was seen, or did not come."""

from http import HTTPStatus

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from clinic.staff import access
from clinic.triage import appointing
from clinic.triage.forms import FORMS, MarkForm
from clinic.triage.models import Move
from clinic.triage.moves import DecidedMeanwhile, NotNow, TooEarly
from clinic.triage.routes.blueprint import blueprint
from clinic.triage.routes.deciding import DONE, TOO_EARLY
from clinic.triage.routes.intake import find, forms_for, page


@blueprint.post("/intakes/<reference>/appointment/")
def mark(reference: str) -> ResponseReturnValue:
    """Note it, and go back to the calendar; whoever comes too late reads on the request's page what was noted."""
    found, form = find(reference), MarkForm()
    if not form.validate():
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    move = form.chosen
    try:
        appointing.mark_seen(found.intake.id, form.appointment_id, form.sequence.data or 0, move, access.actor())
    except (DecidedMeanwhile, NotNow):
        return _too_late(found.intake.reference, move), HTTPStatus.CONFLICT
    except TooEarly:
        flash(TOO_EARLY, "error")
        return _back(form)
    flash(f"{found.intake.reference}: {DONE[move]} You can undo it on the request’s page for a minute.", "success")
    return _back(form)


def _back(form: MarkForm) -> ResponseReturnValue:
    """Go back to where in the calendar it was pressed, and nowhere else."""
    calendar, back = url_for("calendar.calendar"), form.back.data or ""
    return redirect(back if back.startswith(calendar) else calendar, HTTPStatus.SEE_OTHER)


def _too_late(reference: str, move: Move) -> str:
    """Show what became of the appointment, as the calendar did not know it yet."""
    found = find(reference)
    form, latest = FORMS[move](formdata=None, version=found.version), found.decisions[-1:]
    since = [*map(found.record.of_decision, latest)]
    return page(found, forms_for(found), form, is_too_late=True, since=since)
