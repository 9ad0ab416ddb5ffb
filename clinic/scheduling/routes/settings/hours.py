"""The page of a practitioner's weekly hours."""

import uuid

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.practice.written import DAYS
from clinic.scheduling.arranging import queries, weeks, written
from clinic.scheduling.arranging.clock_changes import missing_in_week
from clinic.scheduling.arranging.forms.hours import WeekForm, value_of
from clinic.scheduling.arranging.written import Place
from clinic.scheduling.rearranging.standing import Fault
from clinic.scheduling.routes.settings.blueprint import Sheet, answer, blueprint
from clinic.scheduling.routes.settings.practitioners import changes_of, found
from clinic.staff import access


@blueprint.route("/practitioners/<uuid:id>/hours/", methods=["GET", "POST"])
def hours(id: uuid.UUID) -> ResponseReturnValue:
    """From when to when somebody sees people on each day of the week, and where."""
    seer, known = found(id), written.places(queries.locations())
    form = WeekForm(known, data={"seen": seer.version, **_filled_in(id, known)})

    def show(**more: object) -> str:
        return render_template("scheduling/hours.html", form=form, seer=seer, known=known, **changes_of(id), **more)

    def show_with_warnings(**more: object) -> str:
        return show(warnings=_warnings(form) if "foreseen" in more else [], **more)

    def change() -> list[Fault]:
        return weeks.set_week(id, form.seen.data or 0, form.week, access.actor())

    if request.method == "GET":
        return show()
    return answer(
        Sheet(form, show_with_warnings, change, "The hours are saved.", url_for("arranging.practitioner", id=id))
    )


def _filled_in(id: uuid.UUID, known: dict[Place, str]) -> dict[str, str]:
    week = queries.week_of(id)
    usual = written.usual_place([hours for day in week for hours in day], known)
    days = zip(DAYS, week, strict=True)
    return {"usual": value_of(usual), **{day: written.write(hours, usual, known) for day, hours in days}}


def _warnings(form: WeekForm) -> list[str]:
    return [each.words for each in missing_in_week(form.week, queries.zones())]
