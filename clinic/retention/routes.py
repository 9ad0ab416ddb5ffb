"""The page of how long what is kept."""

from http import HTTPStatus

import msgspec
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.practice.services import ChangedMeanwhile
from clinic.privacy.periods import PERIODS, Periods, change_periods
from clinic.retention import foreseeing, queries
from clinic.retention.forms import PeriodsForm
from clinic.staff import access
from clinic.staff.rights import Right
from clinic.staff.settable import offer

SHOWN = 10
"""Changes, on the page."""
NIGHTS = 7
CHANGED = (
    "Somebody has saved this page since you opened it: see below. What you wrote is still here. "
    "To put it in the place of theirs, press Save."
)

blueprint = Blueprint("retention", __name__, url_prefix="/staff/settings")
blueprint.before_request(access.only(Right.arrange_clinic))

offer("retention.periods", "How long we keep what", "When forms and requests are deleted.", Right.arrange_clinic)


@blueprint.route("/keeping/", methods=["GET", "POST"])
def periods() -> ResponseReturnValue:
    """How long what is kept, with what that would delete tonight when asked: it takes seconds among a million."""
    now = PERIODS.newest()
    if request.method == "GET":
        return _page(PeriodsForm(data={**msgspec.structs.asdict(now.value), "seen": str(now.number)}), None)
    form = PeriodsForm()
    if not form.validate():
        return _page(form, None, HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.form.get("press") != "save":
        return _page(form, form.periods())
    try:
        change_periods(form.periods(), form.seen_number, access.actor())
    except ChangedMeanwhile:
        form.seen.data, form.form_errors = str(now.number), [CHANGED]
        return _page(form, form.periods(), HTTPStatus.CONFLICT)
    flash("The periods are saved. The privacy notice follows within minutes.", "success")
    return redirect(url_for("retention.periods"), HTTPStatus.SEE_OTHER)


def _page(form: PeriodsForm, previewed: Periods | None, code: int = HTTPStatus.OK) -> ResponseReturnValue:
    foreseen = foreseeing.tonight(previewed) if previewed else None
    nights, changes = queries.latest_runs(NIGHTS), PERIODS.latest_changes(SHOWN)
    return render_template("retention/periods.html", form=form, foreseen=foreseen, nights=nights, changes=changes), code
