"""What the page after sending says of the time that was chosen: it is booked, lost, or for a person to agree on."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from clinic.core.errors import Refusal
from clinic.intake.models import Intake
from clinic.intake.own_page import Part
from clinic.intake.sent_page import part_of_sent_page, sent_page
from clinic.intake.visitors import just_sent
from clinic.scheduling import own, queries
from clinic.scheduling.availability import Slot
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.forms import TimeForm
from clinic.scheduling.offering import nearest
from clinic.scheduling.queries import Booked
from clinic.scheduling.routes.own import told_of
from clinic.scheduling.wishes import Choice, NotOffered, wish_of_patient

blueprint = Blueprint("after_sending", __name__, url_prefix="/consultation/sent")

NEAREST = 4
IS_GONE_TOO = "That time has just been taken too. Choose another, or we contact you as we promised."


@part_of_sent_page
def part(intake: Intake) -> Part | None:
    ahead, lost = queries.one_ahead(intake.id), queries.lost_by(intake.id)
    if ahead:
        return Part("scheduling/_sent_booked.html", {**told_of(ahead), "is_told": intake.email is not None})
    if lost is None:
        return None
    if not own.may_choose(intake):
        return Part("scheduling/_sent_person_first.html", {"booked": lost})
    return Part("scheduling/_sent_lost.html", {"booked": lost, "nearest": _nearest_to(lost)})


def _nearest_to(lost: Booked) -> Sequence[Slot]:
    """Give the free times nearest to one that was lost; none when nobody can choose such a time any more."""
    try:
        return nearest(wish_of_patient(_like(lost), is_new=True), lost.appointment.starts_at, NEAREST)
    except NotOffered:
        return ()


def _like(lost: Booked) -> Choice:
    """Give what had been chosen, with whoever is free."""
    return Choice(lost.appointment.kind_id, lost.appointment.location_id)


@blueprint.post("/time/")
def choose_again() -> ResponseReturnValue:
    """Book another time for a request that was just sent, in place of the one that was lost."""
    intake, form = just_sent(), TimeForm()
    lost = queries.lost_by(intake.id) if intake else None
    if intake and lost and form.validate() and form.starts_at:
        try:
            own.choose(intake.id, _like(lost), form.starts_at)
        except (SlotTaken, NotOffered):
            flash(IS_GONE_TOO, "care")
            return sent_page(intake), HTTPStatus.CONFLICT
        except Refusal:  # it is booked from another tab, or for a person to agree on: the page says so
            pass
    return redirect(url_for("intake.sent"), HTTPStatus.SEE_OTHER)
