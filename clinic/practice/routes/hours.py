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
from clinic.practice.routes.blueprint import CHANGED, SHOWN, blueprint
from clinic.practice.written import PRIORITIES, written
from clinic.staff import access
from clinic.staff.rights import Right
from clinic.staff.settable import offer

offer("practice.hours", "Hours and promises", "When the clinic is open and how soon it replies.", Right.arrange_clinic)


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
    said, changes = in_words(previewed.openings) if previewed else "", ARRANGEMENTS.latest_changes(SHOWN)
    foreseen = services.foreseen(previewed) if previewed else []
    page = {"due": due, "hours_in_words": said, "foreseen": foreseen, "changes": changes}
    return render_template("practice/hours.html", form=form, **page), code
