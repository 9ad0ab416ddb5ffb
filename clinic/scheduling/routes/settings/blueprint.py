"""The blueprint of what is arranged, and how each of its pages answers to the buttons on it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from clinic.core.errors import Refusal
from clinic.practice.services import ChangedMeanwhile
from clinic.scheduling.arranging.changing import NameTaken, Unknown
from clinic.scheduling.arranging.forms.fields import SeenForm
from clinic.scheduling.arranging.weeks import HoursOverlap
from clinic.scheduling.rearranging import queries, words
from clinic.scheduling.rearranging.services import foresee
from clinic.scheduling.rearranging.standing import Fault
from clinic.staff import access
from clinic.staff.rights import Right
from clinic.staff.services import AlreadyPractitioner

blueprint = Blueprint("arranging", __name__, url_prefix="/staff/settings")
blueprint.before_request(access.only(Right.arrange_appointments))

CHANGED = (
    "Somebody has changed this since you opened it: see “Changes” below. What you wrote is still here. "
    "To put it in the place of theirs, press Save."
)
REFUSED: Mapping[type[Refusal], tuple[str, str]] = {
    NameTaken: ("name", "Another one has this name. Choose another name."),
    AlreadyPractitioner: ("email", "Another practitioner has this email address."),
}
"""Which field a refusal is about, and what to do."""


class Sheet(NamedTuple):
    """A page on which something is changed."""

    form: SeenForm
    show: Callable[..., str]
    """Give the page; with what a change does to appointments, in sentences, as `foreseen`."""
    change: Callable[[], list[Fault]]
    done: str
    address: str
    """Where to go when it is saved."""


def answer(sheet: Sheet) -> ResponseReturnValue:
    """Do with what was sent to a page what the button that was pressed says."""
    if not sheet.form.validate():
        return sheet.show(), HTTPStatus.UNPROCESSABLE_ENTITY
    is_saved = request.form.get("press") == "save"
    try:
        affected = sheet.change() if is_saved else foresee(sheet.change)
    except Unknown:
        abort(HTTPStatus.NOT_FOUND)
    except ChangedMeanwhile as fault:
        sheet.form.form_errors = [CHANGED]
        sheet.form.saw(int(str(fault)))
        return sheet.show(), HTTPStatus.CONFLICT
    except HoursOverlap as fault:
        sheet.form.form_errors = [_overlap(fault)]
        return sheet.show(), HTTPStatus.UNPROCESSABLE_ENTITY
    except (NameTaken, AlreadyPractitioner) as fault:
        name, advice = REFUSED[type(fault)]
        sheet.form[name].errors = [advice]
        return sheet.show(), HTTPStatus.CONFLICT
    if not is_saved:
        told = words.in_sentences(queries.foreseen(affected))
        return sheet.show(foreseen=[words.would_be_touched(len(affected)), *told])
    return saved(sheet.done, affected, sheet.address)


def saved(done: str, affected: list[Fault], address: str) -> ResponseReturnValue:
    """Say what was done, and how many appointments must be looked at because of it."""
    number = sum(each.appointment.is_booked for each in affected)
    flash(" ".join(filter(None, [done, words.become_tasks(number)])), "success")
    return redirect(address, HTTPStatus.SEE_OTHER)


def _overlap(fault: HoursOverlap) -> str:
    return f"On {fault.day:%A} some of the hours overlap: nobody can be in two places at once. Change one of them."
