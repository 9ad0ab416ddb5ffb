"""The page of the clinic's hours and promises."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.core.clock import utcnow
from clinic.practice import promise, services
from clinic.practice.arrangements import Arrangements
from clinic.practice.forms.hours import HoursForm
from clinic.practice.opening_hours import in_words
from clinic.practice.queries import ARRANGEMENTS
from clinic.practice.routes.blueprint import blueprint
from clinic.practice.written import PRIORITIES, changed, written
from clinic.staff import access
from clinic.staff.rights import Right
from clinic.staff.settable import offer

offer("practice.hours", "Hours and promises", "When the clinic is open and how soon it replies.", Right.arrange_clinic)

SHOWN = 10
"""Changes, on the page."""
CHANGED = (
    "Somebody has changed the hours since you opened this page: see below. What you wrote is still here. "
    "To put it in the place of theirs, press Save."
)


@blueprint.route("/hours/", methods=["GET", "POST"])
def hours() -> ResponseReturnValue:
    """When the clinic is open and how soon it promises to reply, with what that means for a request sent now."""
    now = ARRANGEMENTS.newest()
    if request.method == "GET":
        return _page(HoursForm(data={**written(now.value), "seen": str(now.number)}), now.value)
    form = HoursForm()
    if not form.validate():
        return _page(form, None, HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.form.get("press") != "save":
        return _page(form, form.arrangements())
    try:
        services.change_arrangements(form.arrangements(), form.seen_number, access.actor())
    except services.ChangedMeanwhile:
        form.seen.data, form.form_errors = str(now.number), [CHANGED]
        return _page(form, form.arrangements(), HTTPStatus.CONFLICT)
    flash("The hours are saved. Pages for patients follow within minutes.", "success")
    return redirect(url_for("practice.hours"), HTTPStatus.SEE_OTHER)


def _page(form: HoursForm, previewed: Arrangements | None, code: int = HTTPStatus.OK) -> ResponseReturnValue:
    sent = utcnow()
    due = {each: promise.due_under(previewed, each, sent) for each in PRIORITIES} if previewed else {}
    changes = [(each, changed(each.before, each.after)) for each in ARRANGEMENTS.latest_changes(SHOWN)]
    said = in_words(previewed.openings) if previewed else ""
    return render_template("practice/hours.html", form=form, due=due, hours_in_words=said, changes=changes), code
