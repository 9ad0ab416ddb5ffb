"""The page of the rules of booking."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.practice.services import ChangedMeanwhile
from clinic.scheduling.arranging import example
from clinic.scheduling.arranging.forms.rules import RulesForm, filled_in
from clinic.scheduling.arranging.history import SHOWN
from clinic.scheduling.routes.settings.blueprint import CHANGED, blueprint
from clinic.scheduling.rules import RULES, BookingRules, change_rules
from clinic.staff import access
from clinic.staff.rights import Right
from clinic.staff.settable import offer

offer(
    "arranging.rules",
    "Rules of booking",
    "When patients are reminded, how late they can change, and when no email is sent.",
    Right.arrange_appointments,
)


@blueprint.route("/booking/", methods=["GET", "POST"])
def rules() -> ResponseReturnValue:
    """What holds for all appointments, with what it means for one in two weeks."""
    now = RULES.newest()
    form = RulesForm(data={**filled_in(now.value), "seen": now.number})
    if request.method == "GET":
        return _page(form, now.value)
    if not form.validate():
        return _page(form, None, HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.form.get("press") != "save":
        return _page(form, form.rules())
    try:
        change_rules(form.rules(), form.seen.data or 0, access.actor())
    except ChangedMeanwhile:
        form.form_errors = [CHANGED]
        form.saw(RULES.newest().number)
        return _page(form, form.rules(), HTTPStatus.CONFLICT)
    flash("The rules are saved. They hold for what is booked from now on.", "success")
    return redirect(url_for("arranging.rules"), HTTPStatus.SEE_OTHER)


def _page(form: RulesForm, previewed: BookingRules | None, code: int = HTTPStatus.OK) -> ResponseReturnValue:
    told = example.told(previewed) if previewed else []
    return render_template("scheduling/rules.html", form=form, told=told, changes=RULES.latest_changes(SHOWN)), code
