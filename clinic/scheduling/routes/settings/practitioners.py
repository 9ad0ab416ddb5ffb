"""The pages of practitioners: who they are to patients, and whether they take appointments."""

import uuid
from http import HTTPStatus
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.clock import today, utcnow
from clinic.practice.written import DAYS
from clinic.scheduling.arranging import history, practitioners, queries, written
from clinic.scheduling.arranging.forms.practitioner import PractitionerForm
from clinic.scheduling.arranging.queries import Seer
from clinic.scheduling.rearranging.standing import Fault
from clinic.scheduling.routes.settings.blueprint import Sheet, answer, blueprint
from clinic.staff import access
from clinic.staff.queries import active_accounts
from clinic.staff.rights import Right
from clinic.staff.settable import offer

offer(
    "arranging.list_practitioners",
    "Practitioners",
    "Who sees people, their hours, changed days and time off.",
    Right.arrange_appointments,
)


@blueprint.get("/practitioners/")
def list_practitioners() -> ResponseReturnValue:
    return render_template("scheduling/practitioners.html", seers=queries.seers())


@blueprint.route("/practitioners/new/", methods=["GET", "POST"])
def new_practitioner() -> ResponseReturnValue:
    form = PractitionerForm(active_accounts(), data={"seen": 0, "account": "", "is_open": True, "is_on_duty": True})

    def change() -> list[Fault]:
        practitioners.add_practitioner(form.details(), form.seeing(), access.actor())
        return []

    return _answer(form, change, url_for("arranging.list_practitioners"))


@blueprint.route("/practitioners/<uuid:id>/", methods=["GET", "POST"])
def practitioner(id: uuid.UUID) -> ResponseReturnValue:
    """One practitioner, with their hours, changed days and time off, each of which has a page of its own."""
    known = found(id)
    form = PractitionerForm(active_accounts(), data=_filled_in(known))

    def change() -> list[Fault]:
        return practitioners.change_practitioner(id, form.seen.data or 0, form.details(), form.seeing(), access.actor())

    return _answer(form, change, url_for("arranging.practitioner", id=id), known)


def found(id: uuid.UUID) -> Seer:
    return queries.seer(id) or abort(HTTPStatus.NOT_FOUND)


def changes_of(id: uuid.UUID) -> dict[str, object]:
    """Give what was changed of a practitioner and their diary, for their pages."""
    return {"changes": history.changes(f"practitioner:{id}", f"schedule:{id}")}


def _filled_in(seer: Seer) -> dict[str, object]:
    practitioner = seer.practitioner
    return {
        "seen": seer.version,
        "name": practitioner.name,
        "title": practitioner.title,
        "email": practitioner.email,
        "account": str(practitioner.staff_user_id or ""),
        "is_on_duty": practitioner.is_on_duty_for_intakes,
        "is_open": seer.is_open,
        "video_url": seer.schedule.video_url if seer.schedule else "",
    }


def _answer(form: PractitionerForm, change: Any, address: str, seer: Seer | None = None) -> ResponseReturnValue:
    def show(**more: object) -> str:
        also = _diary(seer.practitioner.id) if seer else {}
        return render_template("scheduling/practitioner.html", form=form, seer=seer, **also, **more)

    if request.method == "GET":
        return show()
    return answer(Sheet(form, show, change, "The practitioner is saved.", address))


def _diary(id: uuid.UUID) -> dict[str, object]:
    known = written.places(queries.locations())
    days = [(day, written.write(hours, None, known)) for day, hours in queries.changed_days(id, today())]
    weekdays = zip(DAYS, queries.week_of(id), strict=True)
    week = {day.capitalize(): written.write(hours, None, known) for day, hours in weekdays if hours}
    return {"week": week, "days": days, "absences": queries.time_off(id, utcnow()), **changes_of(id)}
