"""The pages of a practitioner's changed days and time off."""

import uuid
from datetime import date
from http import HTTPStatus

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.scheduling.arranging import queries, weeks, written
from clinic.scheduling.arranging.clock_changes import missing_on
from clinic.scheduling.arranging.forms.fields import SeenForm
from clinic.scheduling.arranging.forms.hours import DayForm, TimeOffForm
from clinic.scheduling.rearranging.standing import Fault
from clinic.scheduling.routes.settings.blueprint import Sheet, answer, blueprint
from clinic.scheduling.routes.settings.practitioners import changes_of, found
from clinic.staff import access


@blueprint.route("/practitioners/<uuid:id>/changed-day/", methods=["GET", "POST"])
def change_day(id: uuid.UUID) -> ResponseReturnValue:
    """Other hours on one date, or none."""
    seer, known = found(id), written.places(queries.locations())
    form = DayForm(known, data={"seen": seer.version})

    def show(**more: object) -> str:
        warnings = _warnings(form) if "foreseen" in more else []
        page = {"form": form, "seer": seer, "known": known, "warnings": warnings, **changes_of(id)}
        return render_template("scheduling/changed_day.html", **page, **more)

    def change() -> list[Fault]:
        return weeks.change_day(
            id, form.seen.data or 0, form.on.day, form.hours.hours, form.reason.data or "", access.actor()
        )

    if request.method == "GET":
        return show()
    return answer(Sheet(form, show, change, "The day is changed.", url_for("arranging.practitioner", id=id)))


@blueprint.route("/practitioners/<uuid:id>/changed-day/<on>/", methods=["GET", "POST"])
def restore_day(id: uuid.UUID, on: str) -> ResponseReturnValue:
    """Take a changed day back: the hours of its weekday hold again."""
    seer, day = found(id), _date(on)
    known = next((each for each, _ in queries.changed_days(id, day) if each.on == day), None) or abort(404)

    def change() -> list[Fault]:
        return weeks.restore_day(id, form.seen.data or 0, day, access.actor())

    def show(**more: object) -> str:
        return render_template("scheduling/restore_day.html", form=form, seer=seer, day=known, **changes_of(id), **more)

    form = SeenForm(data={"seen": seer.version})
    if request.method == "GET":
        return show()
    return answer(Sheet(form, show, change, "The day has its usual hours again.", _back(id)))


@blueprint.route("/practitioners/<uuid:id>/time-off/", methods=["GET", "POST"])
def take_off(id: uuid.UUID) -> ResponseReturnValue:
    """A time in which somebody sees nobody."""
    seer = found(id)
    form = TimeOffForm(data={"seen": seer.version})

    def show(**more: object) -> str:
        return render_template("scheduling/time_off.html", form=form, seer=seer, **changes_of(id), **more)

    def change() -> list[Fault]:
        return weeks.take_off(id, form.seen.data or 0, form.absence(), access.actor())

    if request.method == "GET":
        return show()
    return answer(Sheet(form, show, change, "The time off is saved.", _back(id)))


@blueprint.route("/practitioners/<uuid:id>/time-off/<uuid:off>/", methods=["GET", "POST"])
def come_back(id: uuid.UUID, off: uuid.UUID) -> ResponseReturnValue:
    """Take time off back: the hours hold again."""
    seer = found(id)
    known = queries.absence(id, off) or abort(HTTPStatus.NOT_FOUND)
    form = SeenForm(data={"seen": seer.version})

    def show(**more: object) -> str:
        return render_template("scheduling/come_back.html", form=form, seer=seer, off=known, **changes_of(id), **more)

    def change() -> list[Fault]:
        return weeks.come_back(id, form.seen.data or 0, off, access.actor())

    if request.method == "GET":
        return show()
    return answer(Sheet(form, show, change, "The time off is taken back.", _back(id)))


def _back(id: uuid.UUID) -> str:
    return url_for("arranging.practitioner", id=id)


def _warnings(form: DayForm) -> list[str]:
    return [each.words for each in missing_on(form.on.day, form.hours.hours, queries.zones())]


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(HTTPStatus.NOT_FOUND)
